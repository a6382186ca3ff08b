"""Folding keeps every place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debar.catalog import fold


@given(st.text())
def test_a_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_dashes_blanks_accents_and_full_width_letters_become_plain() -> None:
    assert fold("DS‑2CD – Ｈik\u00a0Visión\tİ\n") == "ds-2cd - hik vision i "
