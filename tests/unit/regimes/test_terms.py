"""Purposes and kinds of things are recognised by their usual wordings, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.regimes.terms import CATEGORIES, PURPOSES, categories_in, listed, maker_name, phrase, recognise_purpose


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("public safety", {"public-safety"}),
        ("Public-Safety", {"public-safety"}),
        ("physical security / public safety", {"public-safety", "facility-security"}),
        ("security of government facilities", {"government-facilities"}),
        ("surveillance of the county courthouse", {"government-facilities"}),
        ("physical security of critical infrastructure", {"critical-infrastructure", "facility-security"}),
        ("surveillance of the water treatment plant", {"critical-infrastructure"}),
        ("national security", {"national-security"}),
        ("police body cameras", {"public-safety"}),
        ("school security", {"public-safety"}),
        ("campus security", {"public-safety"}),
        ("facility security", {"facility-security"}),
        ("building security", {"facility-security"}),
        ("remote teaching", set()),
        ("office network", set()),
        ("network", set()),
        ("network security", set()),
        ("survey", set()),
        ("office", set()),
        ("security", set()),
        ("personal", set()),
        ("airport parking", set()),
        ("not for public safety", set()),
        ("no law enforcement use", set()),
        ("", set()),
    ],
)
def test_a_purpose_is_recognised_by_its_usual_wording(text: str, purposes: set[str]) -> None:
    assert set(recognise_purpose(text)) == purposes


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("IP cameras", {"camera"}),
        ("16-channel NVR", {"recorder"}),
        ("DJI Mavic 3 drone", {"drone"}),
        ("antivirus licence", {"software"}),
        ("video surveillance service", {"service"}),
        ("office space", set()),
        ("carpet", set()),
    ],
)
def test_a_kind_of_thing_is_known_from_everyday_words(text: str, kinds: set[str]) -> None:
    assert set(categories_in(text)) == kinds


@given(st.text(max_size=80))
def test_any_text_gives_known_words_only(text: str) -> None:
    assert set(recognise_purpose(text)) <= set(PURPOSES)
    assert set(categories_in(text)) <= set(CATEGORIES)


def test_sentences_name_things_as_people_do() -> None:
    assert phrase("buyer", "city") == "a city"
    assert phrase("action", "buy-securities") == "buying securities"
    assert maker_name("zte") == "ZTE"
    assert maker_name("some-new-maker") == "Some New Maker"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b or c"
    assert listed([], "and") == ""
