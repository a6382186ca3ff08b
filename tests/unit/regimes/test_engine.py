"""The engine is total, deterministic, explains itself, and never lets an unverified claim bar anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.model import (
    ACTIONS,
    BUYER_ROLES,
    BUYER_TYPES,
    FUNDING_KINDS,
    Buyer,
    Case,
    Counterparty,
    Designation,
    Funding,
    Item,
    Money,
    Outcome,
)
from debar.regimes.engine import ORDER, judge, judge_rule
from debar.regimes.rule import Rule
from debar.regimes.schema import load_rules
from debar.regimes.terms import CATEGORIES, LISTS, PURPOSES

RULES = load_rules()
BY_ID = {rule.id: rule for rule in RULES}
MAKERS = [*sorted({m for r in RULES for c in r.clauses for s in c.subjects for m in s.makers}), "honor", "acme"]
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
_TESTS = [test for rule in RULES for clause in rule.clauses for test in clause.tests]
FACT_KEYS = [
    *sorted({test.field[5:] for test in _TESTS if test.field.startswith("fact:")}),
    *("owners", "counterparty_uses", "counterparty_lists", "branch", "user", "waiver"),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
OWNERS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(max_size=5), "list": st.sampled_from([*LISTS, "x"]), "percent": ANYTHING},
        optional={"country": st.sampled_from(["CN", "RU", "US"])},
    ),
    max_size=3,
)


@st.composite
def designations(draw: st.DrawFn) -> Designation:
    """A listing on some list, open or closed at either end."""
    return Designation(
        list=draw(st.sampled_from(LISTS)),
        program=draw(st.sampled_from(["", "GLOMAG", "FSE-IR", "SDGT"])),
        from_=draw(st.none() | DAYS),
        to=draw(st.none() | DAYS),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any case at all, likely and absurd ones."""
    kinds = st.builds(Funding, st.sampled_from(FUNDING_KINDS), st.none() | DAYS)
    return Case(
        date=draw(st.none() | DAYS | st.sampled_from([date.min, date.max])),
        buyer=Buyer(
            type=draw(st.sampled_from(BUYER_TYPES)),
            state=draw(st.sampled_from(["", "TX", "la", "FL", "OH", "??"])),
            country=draw(st.sampled_from(["", "US", "GB"])),
            role=draw(st.sampled_from(["", *BUYER_ROLES])),
            federal_contractor=draw(st.sampled_from(["", "prime", "sub", "none", "odd"])),
            dod=draw(st.none() | st.booleans()),
            branch=draw(st.sampled_from(["", "executive", "legislative"])),
        ),
        action=draw(st.sampled_from(ACTIONS)),
        item=Item(
            text=draw(st.sampled_from(["", "IP camera", "drone", "router", "cloud service"]) | st.text(max_size=30)),
            makers=tuple(draw(st.lists(st.sampled_from(MAKERS), max_size=2))),
            categories=tuple(draw(st.lists(st.sampled_from(CATEGORIES), max_size=2))),
            components=tuple(draw(st.lists(st.sampled_from(MAKERS), max_size=1))),
            origin=draw(st.sampled_from(["", "US", "CN", "TW", "Xinjiang"])),
            fcc_grant=draw(st.none() | DAYS),
            fcc_grant_known=draw(st.booleans()),
            capabilities=draw(
                st.dictionaries(st.sampled_from(["routes_user_data", "visibility_user_data"]), st.booleans())
            ),
        ),
        counterparty=Counterparty(
            name=draw(st.sampled_from(["", "Acme"])),
            makers=tuple(draw(st.lists(st.sampled_from(MAKERS), max_size=1))),
            designations=tuple(draw(st.lists(designations(), max_size=2))),
        ),
        designations=tuple(draw(st.lists(designations(), max_size=2))),
        purpose=draw(st.sampled_from(["", "public safety", "office network"]) | st.text(max_size=30)),
        funding=tuple(draw(st.lists(kinds, max_size=2))),
        amount=draw(st.none() | st.builds(Money, st.decimals(allow_nan=True))),
        facts=draw(
            st.dictionaries(st.sampled_from(FACT_KEYS), ANYTHING, max_size=3)
            | st.fixed_dictionaries({"owners": OWNERS})
        ),
    )


ANY_CASE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANY_CASE
@given(cases())
def test_every_rule_has_exactly_one_result_on_any_day_for_any_case(case: Case) -> None:
    """The engine is total: one result a rule, in their order, each with a sentence, a citation and dates."""
    results, _ = judge(RULES, case)
    assert [result.rule for result in results] == [rule.id for rule in RULES]
    for result in results:
        assert result.outcome in ORDER
        assert result.because.endswith((".", "?", "!"))
        assert "{" not in result.because.replace(case.purpose, "").replace(case.item.text, "")
        assert result.citations
        assert (result.outcome is Outcome.DEPENDS) <= bool(result.missing)


@ANY_CASE
@given(cases())
def test_judging_is_deterministic_and_one_by_one_equals_together(case: Case) -> None:
    """The same case gives the same answer, alone or among all rules."""
    results, not_checked = judge(RULES, case)
    assert judge(RULES, case) == (results, not_checked)
    assert tuple(judge_rule(rule, case) for rule in RULES) == results


@ANY_CASE
@given(cases(), ANYTHING)
def test_a_fact_that_no_rule_reads_changes_nothing(case: Case, value: Any) -> None:
    """Unrelated facts in a case never change an answer."""
    noisy = replace(case, facts={**case.facts, "zz_colour_of_the_box": value})
    assert judge(RULES, noisy) == judge(RULES, case)


@ANY_CASE
@given(cases(), designations())
def test_a_further_listing_never_removes_an_answer(case: Case, listing: Designation) -> None:
    """Adding a listing of the other side can only make an answer more telling, never hide one that binds."""
    binding = ORDER[: ORDER.index(Outcome.DEPENDS)]
    before = {result.rule for result in judge(RULES, case)[0] if result.outcome in binding}
    party = replace(case.counterparty, name="Acme", designations=(*case.counterparty.designations, listing))
    if not (case.counterparty.name or case.counterparty.makers or case.counterparty.designations):
        return  # naming a seller where none was named is another case
    more = replace(case, counterparty=party)
    after = {result.rule: result.outcome for result in judge(RULES, more)[0]}
    assert all(after[rule] in binding or after[rule] is Outcome.EXEMPT for rule in before)


# --- unverified claims ----------------------------------------------------------------------------


def _unverified(rule: Rule) -> Rule:
    """The rule as it would be had nobody read a source for any of its phases."""

    def doubt(phases: Any) -> Any:
        return tuple(replace(phase, unverified="a claim", unverified_until=None) for phase in phases)

    clauses = tuple(replace(clause, phases=doubt(clause.phases)) for clause in rule.clauses)
    return replace(rule, phases=doubt(rule.phases), clauses=clauses)


DOUBTFUL = tuple(_unverified(rule) for rule in RULES)


@ANY_CASE
@given(cases())
def test_an_unverified_phase_never_yields_more_than_review(case: Case) -> None:
    """With every phase in doubt no rule bars, blocks, demands or even depends; what it says names the claim."""
    for result in judge(DOUBTFUL, case)[0]:
        assert ORDER.index(result.outcome) >= ORDER.index(Outcome.REVIEW)
        if result.unverified:
            assert "a claim" in result.because


def test_doubt_about_a_first_day_ends_with_that_doubt() -> None:
    """A claim about the exact first day caps only before the day from which it no longer matters."""
    item = Item(text="camera", makers=("hikvision",), fcc_grant=date(2021, 5, 1), fcc_grant_known=True)
    case = Case(date=date(2026, 7, 15), buyer=Buyer(role="importer", type="private"), action="import", item=item)
    early = judge_rule(BY_ID["us-fcc-ea"], case)
    late = judge_rule(BY_ID["us-fcc-ea"], replace(case, date=date(2026, 9, 1)))
    assert (early.outcome, late.outcome) == (Outcome.REVIEW, Outcome.PROHIBITED)
    assert early.unverified
    assert not late.unverified


# --- the cases that are shown ----------------------------------------------------------------------

TERMINAL = Item(
    text="Hikvision DS-K1T671TM temperature terminal", makers=("hikvision",), categories=("access", "thermal")
)
LISTINGS = tuple(
    Designation(list=list_, from_=from_)
    for list_, from_ in (
        ("us-889", date(2018, 8, 13)),
        ("us-fcc-covered", date(2021, 3, 12)),
        ("us-bis-el", date(2019, 10, 9)),
        ("us-dod-1260h", date(2021, 6, 3)),
        ("us-ofac-nscmic", date(2021, 8, 2)),
    )
)
CITY = Case(
    date=date(2020, 9, 1),
    buyer=Buyer("City of Modesto", type="city", state="CA"),
    item=TERMINAL,
    designations=LISTINGS,
    purpose="public safety",
)
BARS = {Outcome.PROHIBITED, Outcome.BLOCKED, Outcome.PRESUMED_BARRED, Outcome.LICENSE_REQUIRED}


def test_a_city_with_its_own_money_is_barred_by_no_rule() -> None:
    results, not_checked = judge(RULES, replace(CITY, funding=(Funding("own"),)))
    assert not [result.rule for result in results if result.outcome in {*BARS, Outcome.DEPENDS}]
    assert {r.rule: r.outcome for r in results}["us-889-b"] is Outcome.NOT_COVERED
    assert not_checked == ("state law of CA not checked",)


def test_a_city_with_a_federal_grant_is_barred_by_the_grant_rule() -> None:
    result = judge_rule(BY_ID["us-889-b"], replace(CITY, funding=(Funding("federal-grant", date(2020, 9, 1)),)))
    assert result.outcome is Outcome.PROHIBITED
    assert "2 CFR 200.216" in [citation.title for citation in result.citations]
    assert result.in_force == (date(2020, 8, 13), date(2020, 11, 11))
    assert "public safety" in result.because


def test_a_city_that_does_not_say_its_money_gets_depends_on_funding() -> None:
    result = judge_rule(BY_ID["us-889-b"], CITY)
    assert (result.outcome, result.missing) == (Outcome.DEPENDS, ("funding",))
    assert "funding" in result.would_change


def test_an_agency_is_barred_by_purpose_and_asked_for_it_when_it_is_missing() -> None:
    agency = replace(CITY, date=date(2021, 3, 18), buyer=Buyer("GSA", type="federal-agency"))
    assert judge_rule(BY_ID["us-889-a1a"], agency).outcome is Outcome.PROHIBITED
    unknown = judge_rule(BY_ID["us-889-a1a"], replace(agency, purpose=""))
    assert (unknown.outcome, unknown.missing) == (Outcome.DEPENDS, ("purpose",))


def test_the_purpose_clause_does_not_limit_huawei() -> None:
    case = replace(CITY, item=Item(text="switch", makers=("huawei",)), purpose="office network", designations=())
    funded = replace(case, date=date(2022, 1, 1), funding=(Funding("federal-grant", date(2021, 9, 1)),))
    assert judge_rule(BY_ID["us-889-b"], funded).outcome is Outcome.PROHIBITED


def test_dji_is_no_section_889_name_and_the_drone_act_comes_later() -> None:
    drone = Item(text="DJI Mavic 3", makers=("dji",), categories=("drone",))
    case = Case(date=date(2022, 5, 1), buyer=Buyer(type="federal-agency"), item=drone)
    assert judge_rule(BY_ID["us-889-a1a"], case).outcome is Outcome.NOT_COVERED
    assert judge_rule(BY_ID["us-asda"], case).outcome is Outcome.NOT_YET_EFFECTIVE
    assert judge_rule(BY_ID["us-asda"], replace(case, date=date(2023, 12, 22))).outcome is Outcome.PROHIBITED


def test_buying_from_a_blocked_person_is_blocked_with_a_report_in_ten_business_days() -> None:
    listing = Designation(list="us-ofac-sdn", from_=date(2020, 7, 9))
    seller = Counterparty(name="Blocked Co.", designations=(listing,))
    result = judge_rule(BY_ID["us-ofac-sdn"], replace(CITY, date=date(2023, 3, 17), counterparty=seller))
    assert result.outcome is Outcome.BLOCKED
    assert result.duties[0].due == date(2023, 3, 31)
    assert "business day" in result.duties[0].within


def test_the_entity_list_is_never_a_purchase_ban() -> None:
    seller = Counterparty(name="Hikvision", makers=("hikvision",), designations=LISTINGS)
    for action in ("buy", "renew", "use", "operate", "lease", "contract", "import"):
        result = judge_rule(BY_ID["us-bis-entity-list"], replace(CITY, action=action, counterparty=seller))
        assert result.outcome is Outcome.NOT_COVERED
        assert "not restricted" in result.because


def test_a_record_without_a_date_depends_on_the_date() -> None:
    result = judge_rule(BY_ID["us-889-a1a"], replace(CITY, date=None, buyer=Buyer(type="federal-agency")))
    assert result.outcome is Outcome.DEPENDS
    assert "date" in result.missing


def test_the_clause_in_force_on_the_day_is_cited() -> None:
    agency = replace(CITY, buyer=Buyer(type="federal-agency"))
    before = judge_rule(BY_ID["us-889-a1a"], replace(agency, date=date(2025, 8, 13)))
    after = judge_rule(BY_ID["us-889-a1a"], replace(agency, date=date(2025, 8, 14)))
    assert before.citations[0].title == "FAR 4.2102(a)(1)"
    assert after.citations[0].title.startswith("FAR 40.2 and 52.240-91")


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        (Buyer(type="city", state="OH"), ("state law of OH not checked",)),
        (Buyer(type="city", state="tx"), ()),
        (Buyer(type="city"), ("state law not checked: the buyer's state is not known",)),
        (Buyer(type="city", country="gb"), ("law of the United Kingdom (GB) not checked",)),
    ],
)
def test_what_no_rule_speaks_for_is_said(buyer: Buyer, expected: tuple[str, ...]) -> None:
    assert judge(RULES, replace(CITY, buyer=buyer))[1] == expected


def test_most_rules_leave_a_plain_purchase_alone() -> None:
    """For a non-federal buyer nearly all rules are not covered or informative, in short sentences."""
    results, _ = judge(RULES, replace(CITY, date=date(2024, 5, 1), funding=(Funding("own"),)))
    quiet = [r for r in results if r.outcome in (Outcome.NOT_COVERED, Outcome.INFO)]
    assert len(quiet) >= len(results) - 2
    assert all(len(result.because) <= 260 for result in quiet)


def test_business_days_skip_weekends() -> None:
    """One business day from a Friday is the Monday after."""
    case = Case(
        date=date(2022, 3, 18),
        buyer=Buyer(type="private", federal_contractor="prime"),
        action="discover",
        item=Item(text="switch", makers=("huawei",)),
    )
    duties = judge_rule(BY_ID["us-far-52204"], case).duties
    assert [duty.due for duty in duties] == [date(2022, 3, 21), date(2022, 4, 1)]
    assert case.date is not None
    assert duties[0].due == case.date + timedelta(days=3)


def test_amounts_that_are_no_numbers_do_not_break_a_threshold() -> None:
    case = replace(
        CITY, buyer=Buyer(type="city", state="FL"), amount=Money(Decimal("NaN")), facts={"owners": [{"country": "CN"}]}
    )
    assert judge_rule(BY_ID["st-fl-286-101"], case).outcome in ORDER


def test_purposes_named_in_the_law_are_known_words() -> None:
    assert PURPOSES[:4] == ("public-safety", "government-facilities", "critical-infrastructure", "national-security")


def test_without_a_day_a_claim_on_the_first_days_of_a_phase_does_not_decide() -> None:
    """Had the first day of the list no source, the day of an undated export would be asked, and not that claim."""
    export = Case(
        date=None,
        buyer=Buyer(type="private", role="exporter"),
        action="export",
        item=Item(text="laptop"),
        counterparty=Counterparty(name="X", designations=(Designation(list="us-bis-el", from_=date(2019, 10, 9)),)),
    )
    held = BY_ID["us-bis-entity-list"]
    doubtful = replace(held.phases[0], unverified="the first day", unverified_until=date(2016, 1, 1))
    rule = replace(held, phases=(doubtful, *held.phases[1:]))
    result = judge_rule(rule, export)
    assert result.outcome is Outcome.DEPENDS
    assert "date" in result.missing
    assert result.unverified == ""
    assert judge_rule(rule, replace(export, date=date(2020, 1, 1))).outcome is Outcome.LICENSE_REQUIRED
