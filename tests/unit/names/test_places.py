"""Two places are two places, however alike their names are written."""

from __future__ import annotations

import pytest

from debar.names.compare import compare
from debar.names.places import name_two_places, places
from debar.names.spelling import likeness


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Central Bank of Iraq", "CENTRAL BANK OF IRAN"),
        ("Bank of Austria", "BANK OF AUSTRALIA"),
        ("Bank of Ireland", "BANK OF ICELAND"),
        ("Hebei Steel", "HUBEI STEEL"),
        ("Bank of Syria", "BANK OF SERBIA"),
        ("Bank of Gambia", "BANK OF ZAMBIA"),
        ("Hunan Airlines", "HENAN AIRLINES"),
        ("Central Bank of Niger", "CENTRAL BANK OF NIGERIA"),
    ],
)
def test_names_of_two_places_are_no_match(left: str, right: str) -> None:
    """The one place is not taken for the other misspelt or cut short."""
    found = compare(left, right, "Company")
    assert found.outcome != "match"
    assert not any(part["how"] in ("spelling", "abbreviation") for part in found.parts)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Central Bank of Irann", "CENTRAL BANK OF IRAN"), ("Bank of Kiev", "BANK OF KYIV")],
)
def test_a_place_misspelt_or_written_otherwise_is_still_that_place(left: str, right: str) -> None:
    assert compare(left, right, "Company").outcome == "match"


def test_words_of_one_place_or_of_none_are_not_two_places() -> None:
    assert name_two_places("iran", "iraq")
    assert not name_two_places("iran", "iranian")
    assert not name_two_places("iran", "irann")
    assert not name_two_places("zebrawood", "quoin")
    assert likeness("iran", "iraq") == likeness("iraq", "iran") == 0.0


def test_every_place_is_one_of_its_own_words() -> None:
    """So that no two words are two places by a slip in the table."""
    assert {places()[place] for place in places().values()} == set(places().values())
