"""The one path to a verdict keeps its promises whatever the batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.model import Buyer, Funding, Outcome, Purchase, Purchases, Said, Strength
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import screen

TEXTS = (
    "24 EA HIKVISION DS-2CD2143G0-I IP CAMERA",
    "NVR, LTS LTN8916-P16 WITH CMIP8C42W-28 TURRETS",
    "HYTERA PD682 PORTABLE RADIO UHF, QTY 12",
    "REMOVAL OF EXISTING HIKVISION CAMERAS",
    "CLOREX WIPES AND LIMOUSINE SERVICE",
    "AL HIKMAH SCHOOL BOOKS",
    "BALLPOINT PENS",
    "MOD TO INCORPORATE FAR 52.204-23 PROHIBITION ON KASPERSKY LAB PRODUCTS",
    "DAHUA AND HUAWEI EQUIPMENT: DHI-NVR5216-16P-4KS2, S5735 SWITCH",
)
SUPPLIERS = ("", "Demo Cameras LLC", "AEROCARIBBEAN AIRLINES", "HOME DEPOT #7001", "Hikvision USA Inc.")
BUYERS = (
    Buyer("Bureau of Sample Lands", "federal-agency"),
    Buyer("City of Exampleton", "city", "CA"),
    Buyer("Parish of Example", "county", "LA"),
    Buyer(),
)

purchases = st.builds(
    Purchase,
    source=st.just("test.csv"),
    row=st.integers(1, 10_000),
    sha256=st.just("0" * 64),
    text=st.sampled_from(TEXTS),
    supplier=st.sampled_from(SUPPLIERS),
    date=st.none() | st.dates(date(2015, 1, 1), date(2028, 1, 1)),
    buyer=st.sampled_from(BUYERS),
    funding=st.sampled_from([(Funding("own"),), (Funding("unknown"),), (Funding("federal-grant", date(2021, 3, 1)),)]),
    purpose=st.sampled_from(["", "public safety", "remote teaching"]),
)
GENTLE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def purchase(text: str, **fields: object) -> Purchase:
    plain = Purchase(source="test.csv", row=1, sha256="0" * 64, text=text, date=date(2021, 3, 18), buyer=BUYERS[0])
    return replace(plain, **fields)  # type: ignore[arg-type]


@GENTLE
@given(batch=st.lists(purchases, max_size=8))
def test_one_by_one_is_the_same_as_a_batch(reference: Reference, batch: list[Purchase]) -> None:
    together = list(screen(Purchases.of(batch), reference))
    alone = [finding for p in batch for finding in screen([p], reference)]
    assert together == alone


@GENTLE
@given(batch=st.lists(purchases, min_size=1, max_size=5), other=purchases)
def test_an_added_row_never_removes_a_finding(reference: Reference, batch: list[Purchase], other: Purchase) -> None:
    before = list(screen(batch, reference))
    assert list(screen([*batch, other], reference))[: len(before)] == before


@GENTLE
@given(batch=st.lists(purchases, min_size=1, max_size=5))
def test_everything_gives_every_row_a_finding_and_changes_none(reference: Reference, batch: list[Purchase]) -> None:
    found = list(screen(batch, reference))
    everything = list(screen(batch, reference, everything=True))
    assert [f for f in everything if f.identifications] == found
    assert {f.subject.row for f in everything} == {p.row for p in batch}


@GENTLE
@given(p=purchases)
def test_every_span_is_the_text_it_names_and_every_rule_speaks_once(reference: Reference, p: Purchase) -> None:
    for finding in screen([p], reference):
        for identification in finding.identifications:
            if identification.span:
                start, end = identification.span
                assert p.text[start:end] == identification.text
        named = [result.rule for result in finding.rules]
        assert sorted(named) == sorted(rule.id for rule in reference.rules)


@GENTLE
@given(p=purchases)
def test_only_what_is_firmly_bought_goes_beyond_review(reference: Reference, p: Purchase) -> None:
    for finding in screen([p], reference):
        firm = any(
            i.said is Said.BOUGHT and i.strength in (Strength.EXACT, Strength.STRONG) for i in finding.identifications
        )
        assert firm or finding.outcome in (Outcome.REVIEW, Outcome.CLEAR)


@pytest.mark.parametrize(
    "text", ["CLOREX WIPES", "LIMOUSINE SERVICE", "AL HIKMAH BOOKS", "SELZTER WATER", "AZTEC PRINTING"]
)
def test_words_that_look_near_are_no_findings(reference: Reference, text: str) -> None:
    assert list(screen([purchase(text, supplier=text)], reference)) == []


def test_two_makers_in_one_row_are_two_findings(reference: Reference) -> None:
    found = list(screen([purchase(TEXTS[8])], reference))
    assert {f.maker[0] for f in found if f.maker} == {"dahua", "huawei"}
    assert len({f.id for f in found}) == len(found)


def test_a_finding_keeps_its_id_when_only_the_money_becomes_known(reference: Reference) -> None:
    unknown, own = (
        next(iter(screen([purchase(TEXTS[0], buyer=BUYERS[1], funding=(Funding(kind),))], reference)))
        for kind in ("unknown", "own")
    )
    assert unknown.id == own.id
    assert unknown.outcome is not own.outcome
    assert unknown.ground != own.ground


def test_as_of_judges_a_record_by_another_days_law(reference: Reference) -> None:
    row = purchase(TEXTS[0], purpose="public safety")
    now, then = (next(iter(screen([row], reference, View(as_of=day)))) for day in (None, date(2019, 8, 12)))
    assert now.outcome is Outcome.PROHIBITED
    assert then.outcome is Outcome.CLEAR
    assert now.id == then.id


def test_the_supplier_itself_may_be_the_maker(reference: Reference) -> None:
    found = list(screen([purchase("VIDEO SURVEILLANCE SYSTEM", supplier="Hikvision USA Inc.")], reference))
    assert [f.maker[0] for f in found if f.maker] == ["hikvision"]
    assert found[0].identifications[0].field == "supplier"
    assert found[0].identifications[0].span is None


def test_a_blocked_supplier_is_a_finding_about_the_party(reference: Reference) -> None:
    found = list(
        screen([purchase("CHARTER FLIGHT", supplier="AEROCARIBBEAN AIRLINES", date=date(2024, 6, 1))], reference)
    )
    assert [f.outcome for f in found] == [Outcome.PROHIBITED]
    assert found[0].maker is None
    assert found[0].identifications[0].entity == "us-ofac-sdn:36"


def test_a_uei_on_a_list_is_an_exact_identification(reference: Reference) -> None:
    row = purchase("RADIOS", supplier="Some Reseller", supplier_ids=(("uei", "L78SCHFL4JN8"),))
    found = list(screen([row], reference))
    assert found[0].identifications[0].kind == "identifier"
    assert found[0].maker is not None
    assert found[0].maker[0] == "hikvision"
