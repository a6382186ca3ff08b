"""Places that a record names outside its fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.transactions.places import address_places, mentioned_places


@pytest.mark.parametrize(
    ("address", "country", "places"),
    [
        ("1 Valiasr Street, Tehran 11369, Iran", "", ("ir",)),
        ("Tehran, Iran", "ae", ("ir",)),
        ("ul. Kirova 12, Simferopol, Crimea, Ukraine", "ua", ("ua-43",)),
        ("Sevastopol", "ru", ("ua-40",)),
        ("12 Crimea Street, Austin TX", "us", ()),
        ("Atlanta, Georgia 30303", "us", ()),
        ("Rustaveli Ave 1, Tbilisi, Georgia", "", ("ge",)),
        ("Iranische Str. 5, 13347 Berlin, Germany", "de", ()),
        ("", "", ()),
    ],
)
def test_an_address_names_places_in_parts_of_their_own(address: str, country: str, places: tuple[str, ...]) -> None:
    assert address_places(address, country) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("re-export to Iran", ("ir",)),
        ("for use in Dubai; not for Iran or Syria", ()),
        ("No resale to Cuba. Bottling plant in Belarus", ("by",)),
        ("water works outside Russia", ()),
        ("water works", ()),
    ],
)
def test_words_name_places_but_for_those_they_exclude(text: str, places: tuple[str, ...]) -> None:
    assert mentioned_places(text) == places


@given(st.text(max_size=200), st.sampled_from(["", "us", "ua", "ru"]))
def test_any_words_are_read(text: str, country: str) -> None:
    assert country not in address_places(text, country) or not country
    assert all(isinstance(code, str) for code in mentioned_places(text))
