"""Which words are taken for one another, and which never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.spelling import fold, likeness

WORDS = st.text("abcdefghiklmnoprstuwy015", min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_between_0_and_1(left: str, right: str) -> None:
    assert likeness(left, right) == likeness(right, left)
    assert 0.0 <= likeness(left, right) <= 1.0


@given(WORDS)
def test_a_word_is_wholly_like_itself(word: str) -> None:
    assert likeness(word, word) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("suheil", "suheyl"),
        ("mohammed", "muhammad"),
        ("yurievich", "yuryevich"),
        ("khalid", "halid"),
        ("schevchenko", "shevchenko"),
        ("mohammed", "mhmd"),
    ],
)
def test_ways_of_romanising_one_name_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"), [("hikvision", "hikvison"), ("huawei", "hauwei"), ("5ech1n", "sechin"), ("rnezerani", "mezerani")]
)
def test_slips_and_misread_characters_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.75


@pytest.mark.parametrize(
    ("one", "other"),
    [("zte", "zde"), ("aztec", "zte"), ("selzter", "zte"), ("101", "102"), ("davis", "danesh"), ("jackson", "qasiyun")],
)
def test_short_or_different_words_are_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < 0.7


def test_romanisations_share_their_fold() -> None:
    assert fold("tuberquia") == fold("tuberkuia")
