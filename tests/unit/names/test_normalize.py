"""Names in any script come to plain Latin words, once and for all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.normalize import normalize, words


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_only_lower_case_latin_words_with_single_spaces_are_left(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", normalize(text))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Hangzhou Hikvision Digital Technology Co., Ltd.", "hangzhou hikvision digital technology co ltd"),
        ("CECEP S.A.", "cecep sa"),
        ("U.S.A. Steel", "usa steel"),
        ("A. B. Smith", "a b smith"),
        ("Smith & Sons", "smith and sons"),
        ("Sa'idi O’Neill", "saidi oneill"),
        ("LÓDŹ Straße", "lodz strasse"),
        ("Хиквижн", "khikvizhn"),
        ("ＺＴＥ", "zte"),
        ("株式会社ソニー", "kabushiki kaisha soni"),
        ("HOME DEPOT #7001", "home depot 7001"),
        ("amazon.com", "amazon com"),
        ("--- ---", ""),
        ("Восход Донецкий завод", "voskhod donetskiy zavod"),
        ("Acme™ 🚢", "acme"),
        ("ソニー㈱", "soni kabushiki kaisha"),
    ],
)
def test_names_come_to_their_normal_form(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_latin_respelt_in_cyrillic_letter_by_letter_is_read_back() -> None:
    assert normalize("Аирлинес Цорпоратион") == normalize("Airlines Corporation")


def test_words_are_those_of_the_normal_form() -> None:
    assert words("Beta-Gamma, Inc.") == ("beta", "gamma", "inc")
