"""What a clause reaches: parties, places, uses, ownership variants as data."""

from __future__ import annotations

from decimal import Decimal

from debar.clauses import read_clauses
from debar.clauses.reach import ownership_variants, party_reached, place_reached, use_reached
from golden.clauses.measures import cases

READINGS = {case.name: read_clauses(case.text) for case in (*cases("given"), *cases("tuning"))}
HIKVISION = READINGS["hikvision"]


def test_a_listed_buyer_is_reached_by_the_limb_that_names_its_list() -> None:
    (reached,) = party_reached(HIKVISION, ["us-bis-el"], "counterparty")
    assert reached.obligation.words.text == "Entity List maintained by the U.S. Department of Commerce"
    assert reached.certain
    assert "us-bis-el" in reached.because
    assert party_reached(HIKVISION, ["un-sc"], "counterparty") == ()
    assert party_reached(HIKVISION, ["us-bis-el"], "self") == ()
    assert party_reached(HIKVISION, [], "counterparty") == ()


def test_any_list_is_reached_without_certainty_by_a_list_that_is_not_named() -> None:
    wish = READINGS["wish"]
    assert {hit.certain for hit in party_reached(wish, ["us-bis-uvl"], "bank")} == {True, False}  # US names it
    assert {hit.certain for hit in party_reached(wish, ["us-dhs-uflpa"], "self")} == {False}


def test_equipment_is_reached_as_goods() -> None:
    reached = party_reached(READINGS["covered_telecom"], ["us-889"], "goods")
    assert [hit.obligation.kind for hit in reached] == ["equipment", "equipment"]


def test_the_government_limb_reaches_a_government_and_the_other_anybody() -> None:
    government = place_reached(HIKVISION, "ir", "government", sanctioned=True)
    anybody = place_reached(HIKVISION, "ir", "counterparty", sanctioned=True)
    assert [hit.obligation.id for hit in government] == ["O2", "O3"]
    assert [hit.obligation.id for hit in anybody] == ["O3"]


def test_a_place_that_fitted_once_is_not_certain_when_it_fits_no_more() -> None:
    (then,) = place_reached(HIKVISION, "sy", "counterparty", sanctioned=True)
    (now,) = place_reached(HIKVISION, "sy", "counterparty", sanctioned=False)
    assert (then.certain, now.certain) == (True, False)
    assert "does not fit now" in now.because


def test_a_description_is_reached_as_far_as_it_is_known_to_fit() -> None:
    astropo = READINGS["astropo"]
    assert [hit.certain for hit in place_reached(astropo, "ru", "self", sanctioned=True)] == [True]
    assert [hit.certain for hit in place_reached(astropo, "ru", "self")] == [False]
    assert place_reached(astropo, "de", "self", sanctioned=False) == ()


def test_a_region_and_its_country_are_told_apart() -> None:
    saas = READINGS["saas"]
    (region,) = place_reached(saas, "ua-14", "self")
    (country,) = place_reached(saas, "ua", "self")
    assert (region.certain, country.certain) == (True, False)
    assert "a part of ua" in country.because


def test_an_undefined_term_reaches_every_place_without_certainty() -> None:
    (reached,) = place_reached(READINGS["settlegrid"], "fr", "self", sanctioned=False)
    assert not reached.certain
    assert "Sanctioned Jurisdiction" in reached.because


def test_a_use_alone_is_barred_and_a_use_in_a_place_depends_on_the_place() -> None:
    (alone,) = use_reached(HIKVISION, ["chemical weapons"])
    (placed,) = use_reached(HIKVISION, ["surveillance"])
    assert (alone.certain, placed.certain) == (True, False)
    assert use_reached(HIKVISION, ["missiles"]) == ()


def test_ownership_is_declared_data() -> None:
    (hikvision,) = ownership_variants(HIKVISION, "counterparty")
    assert (hikvision.terms.threshold, hikvision.terms.operator) == (Decimal(50), ">=")
    assert (hikvision.terms.indirect, hikvision.terms.aggregate, hikvision.terms.control) == (True, True, True)
    assert hikvision.lists == ("us-ofac-sdn", "us-ofac-cons", "us-bis-dpl", "us-bis-el")
    assert not hikvision.places
    (astropo,) = ownership_variants(READINGS["astropo"], "self")
    assert (astropo.terms.threshold, astropo.terms.control, astropo.places) == (None, True, True)
    assert ownership_variants(READINGS["settlegrid"], "self")[0].terms.control is False
