"""What a text says of the thing it names: only what is bought is called bought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debar.catalog import load
from debar.model import Said
from debar.screening.identify import TextIdentifier

#: The rules alone; what the weights make of them is measured on labelled lines.
IDENTIFIER = TextIdentifier(replace(load(), weights={}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hikvision dome camera", Said.BOUGHT),
        ("supply and install Hikvision cameras", Said.BOUGHT),
        ("remove old cameras, install Hikvision cameras", Said.BOUGHT),
        ("replace Axis cameras with Hikvision cameras", Said.BOUGHT),
        ("model no Hikvision dome camera", Said.BOUGHT),
        ("Hikvision cameras, free shipping", Said.BOUGHT),
        ("Hikvision cameras. No substitutes.", Said.BOUGHT),
        ("removal of Hikvision cameras", Said.REMOVED),
        ("remove and replace Hikvision cameras", Said.REMOVED),
        ("upgrade from Hikvision to Axis", Said.REMOVED),
        ("Hikvision cameras to be removed", Said.REMOVED),
        ("no Hikvision", Said.FORBIDDEN),
        ("cameras, not Hikvision", Said.FORBIDDEN),
        ("Hikvision not allowed", Said.FORBIDDEN),
        ("non-Hikvision cameras", Said.FORBIDDEN),
        ("NDAA compliant replacement, Hikvision", Said.FORBIDDEN),
        ("shall not contain equipment made by Hikvision", Said.FORBIDDEN),
        ("bracket for Hikvision dome", Said.ACCESSORY),
        ("power supply compatible with Hikvision", Said.ACCESSORY),
        ("camera such as Hikvision", Said.REFERENCE),
        ("Hikvision or equal", Said.REFERENCE),
        ("Hikvision or equal to", Said.REFERENCE),
        ("OR EQUAL TO HIKVISION DS-7608NI-K2/8P, 2 EA @ $199.00", Said.REFERENCE),
        ("NVR OR EQ. TO HIKVISION DS-7608NI", Said.REFERENCE),
        ("NVR OR-EQUAL TO HIKVISION DS-7608NI", Said.REFERENCE),
        ("OR EQUAL TO DS-7608NI-I2/8P", Said.REFERENCE),
        ("Axis or equal: Hikvision dome, 4 each", Said.BOUGHT),
        ("lawsuit against Hikvision", Said.MENTIONED),
        ("repair of Hikvision recorder", Said.MENTIONED),
        ("add camera to existing Hikvision recorder", Said.MENTIONED),
        ("Dissertation award: Hikvision thermal cameras in fog", Said.MENTIONED),
        ("Award: Hikvision thermal cameras", Said.BOUGHT),
        ("Sun shield, short, for poles with Hikvision dome", Said.ACCESSORY),
        ("Wall arm (third party), dome DS-2CD2142FWD-I", Said.ACCESSORY),
        ("OUT HIKVISION DVR IN HANWHA XRN-820", Said.REMOVED),
        ("OUT HANWHA XRN-820 IN HIKVISION DVR", Said.BOUGHT),
        ("Replace wrecked Hikvision dome with the same", Said.BOUGHT),
        ("Avigilon H5 (replaces Hikvision dome)", Said.REMOVED),
        ("Scrap yard cameras, Hikvision dome", Said.BOUGHT),
    ],
)
def test_a_phrase_near_a_label_says_what_is_done_with_it(text: str, said: Said) -> None:
    assert [i.said for i in IDENTIFIER.identify(text, None)] == [said]


def test_a_phrase_does_not_reach_beyond_its_clause() -> None:
    assert [i.said for i in IDENTIFIER.identify("No exchanges; Hikvision camera", None)] == [Said.BOUGHT]
    assert [i.said for i in IDENTIFIER.identify("Old gear was removed. Hikvision camera", None)] == [Said.BOUGHT]


def test_one_no_forbids_every_label_of_a_list() -> None:
    found = IDENTIFIER.identify("no Hikvision, Dahua, Huawei, ZTE or Hytera products", None)
    assert [i.maker for i in found] == ["hikvision", "dahua", "huawei", "zte", "hytera"]
    assert {i.said for i in found} == {Said.FORBIDDEN}


def test_a_word_about_compliance_does_not_make_a_bought_model_forbidden() -> None:
    text = "16CH NVR DS-7616NI-Q2/16P, NDAA waiver attached"
    assert [i.said for i in IDENTIFIER.identify(text, None)] == [Said.BOUGHT]


@pytest.mark.parametrize(
    "text",
    [
        "INCORPORATE FAR 52.204-23 PROHIBITION ON CONTRACTING FOR SOFTWARE DEVELOPED BY KASPERSKY LAB",
        "MODIFICATION TO ADD REVISED KASPERSKY CLAUSE TO THE CONTRACT.",
        "INSERT CLAUSE 52.204-25: EQUIPMENT PRODUCED BY HUAWEI OR ZTE IS PROHIBITED",
    ],
)
def test_a_clause_being_put_in_a_contract_names_nothing(text: str) -> None:
    assert IDENTIFIER.identify(text, None) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("swap Hikvision domes for Verkada", Said.REMOVED),
        ("from Hikvision to Verkada, 27 cameras", Said.REMOVED),
        ("Hikvision to Axis conversion", Said.REMOVED),
        ("Hikvision out, Hanwha in", Said.REMOVED),
        ("wall plate for our Hikvision dome", Said.ACCESSORY),
        ("monitor for aiming Hikvision cameras", Said.ACCESSORY),
        ("payment for Hikvision cameras", Said.BOUGHT),
        ("purchase of Hikvision cameras", Said.BOUGHT),
        ("survey of 14 Hikvision cameras", Said.MENTIONED),
        ("site survey, Hikvision cameras", Said.MENTIONED),
        ("survey crew camera Hikvision", Said.BOUGHT),
        ("lift rental to reach Hikvision camera", Said.MENTIONED),
        ("Hikvision cameras for the training room", Said.BOUGHT),
        ("staff asked whether the cameras are Hikvision", Said.MENTIONED),
        ("Hikvision cameras (9), NDAA statement to follow", Said.BOUGHT),
        ("remove existing conduit, mount (8) Hikvision domes", Said.BOUGHT),
        ("Four failed Hikvision cameras, replaced with new Hikvision dome", Said.BOUGHT),
    ],
)
def test_the_grammar_of_buying(text: str, said: Said) -> None:
    assert {i.said for i in IDENTIFIER.identify(text, None)} == {said}


def test_a_chip_inside_another_makers_thing_is_a_component_and_no_purchase_of_its_maker() -> None:
    (found,) = IDENTIFIER.identify("Acme IP camera, Huawei chipset", None)
    assert found.component
    assert found.because.endswith("“chipset” says it is a part of another thing.")


@pytest.mark.parametrize(
    "text", ["HIKVISIONNVR16CH", "HIKVISHUN DVR", "HIKVI SION camera", "BUS CAM DVR HIKVI", "2CD2342WD-I IP CAMERA"]
)
def test_a_label_run_together_misheard_split_or_cut_off_is_known(text: str) -> None:
    assert [i.maker for i in IDENTIFIER.identify(text, None)] == ["hikvision"]


@pytest.mark.parametrize("text", ["Dahwa Street resurfacing", "HIKVI", "HIKVI camera", "Univision camera crew"])
def test_a_loose_spelling_counts_only_beside_a_product_word_and_a_cut_one_only_at_the_end(text: str) -> None:
    assert IDENTIFIER.identify(text, None) == ()


def test_a_loose_spelling_gives_no_more_than_a_weak_identification() -> None:
    (found,) = IDENTIFIER.identify("Dahwa 16ch DVR", None)
    assert (found.maker, found.strength.value) == ("dahua", "weak")


def test_the_reason_quotes_the_words_that_say_it() -> None:
    (found,) = IDENTIFIER.identify("Removal of Hikvision cameras", None)
    assert found.because == "The text names Hikvision; “removal of” says it is taken out."


def test_a_mounting_part_with_its_makers_number_is_bought_of_that_maker() -> None:
    (found,) = IDENTIFIER.identify("DS-1280ZJ-DM18", None)
    assert (found.said, found.categories) == (Said.BOUGHT, ("accessory",))
