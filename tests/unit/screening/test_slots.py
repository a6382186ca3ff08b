"""Old and new in one sentence, and labels written apart or wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.catalog import load
from debar.model import Said
from debar.screening.identify import TextIdentifier

#: The rules alone; what the weights make of them is measured on labelled lines.
IDENTIFIER = TextIdentifier(replace(load(), weights={}))


@pytest.mark.parametrize(
    "frame",
    [
        "Upgrade from {old} to {new}, 27 channels",
        "Cut over from {old} to {new}",
        "Swapping out {old} cameras for {new} cameras",
        "{old} cameras at the gate swapped for {new} cameras",
        "{new} cameras in lieu of {old} cameras",
        "{new} cameras to take the place of {old} cameras",
        "{old} > {new} conversion",
        "Out with {old}, in with {new}",
        "Pulling 40 {old} cameras, 40 {new} going in",
        "{old} camera lost, {new} camera purchased the same day",
        "Deduct 14 {old} cameras, add 14 {new} cameras",
        "{new} cameras where {old} was",
    ],
)
def test_the_old_is_not_bought_and_the_new_is(frame: str) -> None:
    as_old = IDENTIFIER.identify(frame.format(old="Hikvision", new="Axis"), None)
    as_new = IDENTIFIER.identify(frame.format(old="Axis", new="Hikvision"), None)
    assert Said.BOUGHT not in {found.said for found in as_old}
    assert {found.said for found in as_new} == {Said.BOUGHT}


@given(label=st.sampled_from(["hikvision", "dahua", "hytera", "uniview"]), data=st.data())
def test_a_label_split_anywhere_beside_a_product_word_is_found(label: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(label) - 1))
    gap = data.draw(st.sampled_from([" ", "-", " - ", ".", "/", "_", "  "]))
    product = "radio" if label == "hytera" else "camera"
    found = IDENTIFIER.identify(f"{label[:place]}{gap}{label[place:]} {product}", None)
    assert [each.maker for each in found] == [label]


@given(place=st.integers(1, 7))
def test_a_long_label_with_two_neighbours_swapped_is_found(place: int) -> None:
    word = "hikvision"
    written = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert [each.maker for each in IDENTIFIER.identify(f"{written} camera", None)] == ["hikvision"]


@pytest.mark.parametrize(
    "text",
    ["Kasper Sky photography", "Lorem ipsum camera banner", "Tandy leather camera strap", "Anne Dahl, camera crew"],
)
def test_ordinary_words_near_a_label_are_no_label(text: str) -> None:
    assert IDENTIFIER.identify(text, None) == ()
