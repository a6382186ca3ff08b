"""The checklist of a buyer, the rules due for a new look, and the vocabulary of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.model import BUYER_TYPES, Buyer, Case, Item, Outcome
from debar.regimes.checklist import COMING, DEEDS, INFORMING, draw_checklist, due_rows
from debar.regimes.engine import judge_rule
from debar.regimes.rule import Rule
from debar.regimes.schema import load_rules
from debar.regimes.terms import CAPABILITIES, FACTS
from debar.regimes.timing import BINDING
from debar.regimes.vocabulary import READ_BY_ALL, fact_rows

RULES = load_rules()
TODAY = date(2026, 11, 22)
GROUPS = [name for name, _ in DEEDS] + [COMING, INFORMING]


def bound(buyer: Buyer, on: date = TODAY) -> dict[str, set[str]]:
    """Rule -> the parts of the checklist it stands in."""
    found: dict[str, set[str]] = {}
    for entry in draw_checklist(RULES, buyer, on).entries:
        found.setdefault(entry["rule"], set()).add(entry["group"])
    return found


def test_a_city_is_bound_by_the_money_and_not_by_the_federal_contract() -> None:
    city = bound(Buyer(type="city", state="TX"))
    assert city["us-889-b"] == {"buying, renewing, leasing"}
    assert "us-asda" in city
    assert {"us-889-a1a", "us-889-a1b", "us-far-52204", "st-tx-ga48", "st-la-1753-1"}.isdisjoint(city)
    assert city["st-tx-prohibited-tech"] == {"buying, renewing, leasing", "using what is there"}


def test_an_agency_is_bound_by_part_a_and_the_wait_of_the_semiconductor_ban_is_shown() -> None:
    agency = bound(Buyer(type="federal-agency"))
    assert "buying, renewing, leasing" in agency["us-889-a1a"]
    assert agency["us-ndaa23-5949"] == {COMING}
    assert "us-889-b" not in agency
    assert COMING in agency["us-dod-1260h"]


def test_a_rule_of_another_state_is_left_out_altogether() -> None:
    found = draw_checklist(RULES, Buyer(type="city", state="LA"), TODAY)
    told = {entry["rule"] for entry in found.entries} | {rule for rule, _ in found.others}
    assert "st-la-1753-1" in told
    assert not any(rule.startswith("st-tx") for rule in told)
    assert found.not_checked == ()


def test_what_is_not_held_is_said() -> None:
    assert draw_checklist(RULES, Buyer(type="city", state="OH"), TODAY).not_checked == (
        "state law of OH: no rule of it is held here",
    )
    assert "--state" in draw_checklist(RULES, Buyer(type="city"), TODAY).not_checked[0]


def test_an_entry_says_what_it_depends_on_and_what_to_do() -> None:
    entries = draw_checklist(RULES, Buyer(type="school-district", state="OH"), TODAY).entries
    grant = next(entry for entry in entries if entry["rule"] == "us-889-b")
    assert "federal grant" in grant["if"]
    assert "2020-08-13" in grant["if"]
    assert any("cost-share" in duty for duty in grant["do"])
    assert (grant["from"], grant["to"], grant["state"]) == ("2020-08-13", "", "in-force")
    sdn = next(entry for entry in entries if entry["rule"] == "us-ofac-sdn")
    assert sdn["do"][0].endswith("within 10 business days (31 CFR 501.603(b)(1))")
    assert sdn["do"][1].endswith("each year by 09-30 (31 CFR 501.603(b)(2))")


def test_the_day_decides() -> None:
    city = Buyer(type="city", state="TX")
    assert bound(city, date(2020, 8, 12))["us-889-b"] == {COMING}
    assert bound(city, date(2020, 8, 13))["us-889-b"] == {"buying, renewing, leasing"}
    assert "us-889-b" not in bound(city, date(2018, 8, 12)) or bound(city, date(2018, 8, 12))["us-889-b"] == {COMING}


@pytest.mark.parametrize("kind", BUYER_TYPES)
def test_every_kind_of_buyer_has_a_checklist_in_the_order_of_the_deeds(kind: str) -> None:
    entries = draw_checklist(RULES, Buyer(type=kind, state="FL"), TODAY).entries
    places = [GROUPS.index(entry["group"]) for entry in entries]
    assert entries
    assert places == sorted(places)
    assert all(entry["citation"] and entry["covers"] for entry in entries)


@given(on=st.dates(date(1990, 1, 1), date(2040, 1, 1)), kind=st.sampled_from(BUYER_TYPES))
@settings(max_examples=60, deadline=None)
def test_what_binds_is_in_force_and_what_comes_is_not(on: date, kind: str) -> None:
    for entry in draw_checklist(RULES, Buyer(type=kind, state="TX"), on).entries:
        assert (entry["state"] in BINDING) == (entry["group"] != COMING)


def test_rules_are_due_from_their_day_on() -> None:
    rule = next(rule for rule in RULES if rule.id == "us-bis-affiliates50")
    assert rule.recheck is not None
    assert due_rows([rule], rule.recheck - timedelta(days=1)) == []
    (row,) = due_rows([rule], rule.recheck + timedelta(days=3))
    assert row["overdue_days"] == 3
    assert row["unverified"] == list(rule.claims)


def test_a_rule_that_was_never_checked_is_due_before_all() -> None:
    compared = [rule for rule in RULES if rule.checked]
    never = replace(compared[0], checked=None, recheck=None)
    rows = due_rows([*compared[1:], never], date(2100, 1, 1))
    assert rows[0]["rule"] == never.id
    assert rows[0]["overdue_days"] is None
    assert len(rows) == len(compared)
    later = replace(never, recheck=date(2100, 1, 1))
    assert [row["overdue_days"] for row in due_rows([later], date(2027, 1, 1))] == [None]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bundled_rule_was_checked_when_a_source_of_it_was_read(rule: Rule) -> None:
    read = [source.retrieved for source in rule.sources if source.retrieved]
    assert rule.checked == (max(read) if read else None)
    assert rule.compared == (len(read), len(rule.sources))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bundled_rule_says_who_is_not_bound_and_when_it_is_due(rule: Rule) -> None:
    assert rule.not_bound
    assert rule.recheck is not None


def test_every_fact_of_the_vocabulary_is_read_by_something() -> None:
    rows = fact_rows(RULES)
    assert len(rows) == len(FACTS) + len(CAPABILITIES)
    assert all(row["rules"] for row in rows)
    assert set(READ_BY_ALL) <= set(FACTS)


def agency(waiver: str) -> Case:
    return Case(
        date=date(2024, 5, 1),
        buyer=Buyer(type="federal-agency"),
        item=Item(text="switch", makers=("huawei",)),
        facts={"waiver": waiver},
    )


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ("director of national intelligence", Outcome.EXEMPT),
        ("DNI, 2024-02-01", Outcome.EXEMPT),
        ("no waiver of the DNI", Outcome.PROHIBITED),
        ("none", Outcome.PROHIBITED),
        ("we wrote to the DNI in March and hope that it will help us soon", Outcome.DEPENDS),
        ("DNI " * 2500, Outcome.DEPENDS),
    ],
)
def test_a_fact_in_prose_is_no_answer(waiver: str, expected: Outcome) -> None:
    rule = next(rule for rule in RULES if rule.id == "us-889-a1a")
    assert judge_rule(rule, agency(waiver)).outcome is expected
