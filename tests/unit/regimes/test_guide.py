"""A guide shows the rules that bind a buyer, under their condition, and texts that cite what they follow."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import DataError, InputError
from debar.model import BUYER_TYPES, Buyer, Outcome
from debar.regimes.guide import CONTRACT, DEED, FACT, INFORMS, MONEY, Guide, make_guide
from debar.regimes.guide_texts import load_texts, parse_texts
from debar.regimes.scenarios import Scenario, load_scenarios
from debar.regimes.schema import load_rules
from debar.regimes.terms import STATES

RULES = load_rules()
IDS = {rule.id for rule in RULES}
TODAY = date(2026, 11, 22)
SCENARIOS = Path(__file__).resolve().parents[2] / "rules"
BARRED = (Outcome.PROHIBITED, Outcome.BLOCKED)
CITE = 'citations = [{title = "2 CFR 200.216"}]'


def under(guide: Guide, rule: str) -> set[str]:
    return {group.kind for group in guide.groups for one in group.rules if one.rule == rule}


def coming(guide: Guide) -> dict[str, tuple[str, date | None]]:
    return {one.rule: (one.state, one.since) for group in guide.later for one in group.rules}


def city(**more: object) -> Buyer:
    return Buyer(type="city", state="OH", **more)  # type: ignore[arg-type]


def test_a_city_is_bound_by_its_money_and_only_as_a_contractor_by_the_contract_rules() -> None:
    guide = make_guide(RULES, city(), TODAY)
    assert guide.who == "a city in Ohio"
    assert under(guide, "us-889-b") == under(guide, "us-asda") - {CONTRACT} == {MONEY}
    assert under(guide, "us-889-a1a") == {CONTRACT}
    assert under(guide, "us-uflpa") == {DEED}
    assert under(guide, "us-fcc-covered-list") == {INFORMS}
    assert guide.not_checked == ("state law of OH not checked",)
    assert not any(rule.startswith("st-") for group in guide.groups for rule in (one.rule for one in group.rules))


def test_what_a_city_does_not_need_is_not_put_before_it() -> None:
    guide = make_guide(RULES, city(), TODAY)
    assert {clause.id for clause in guide.clauses} >= {"covered-equipment", "notice", "sanctions", "drones"}
    assert not {clause.id for clause in guide.clauses} & {"uses", "kaspersky", "louisiana", "florida", "texas"}
    assert "louisiana" in {clause.id for clause in make_guide(RULES, Buyer(type="city", state="LA"), TODAY).clauses}


def test_holding_a_federal_contract_brings_its_rules_to_the_fore() -> None:
    guide = make_guide(RULES, city(federal_contractor="prime"), TODAY)
    assert CONTRACT not in {group.kind for group in guide.groups}
    assert "uses" in {clause.id for clause in guide.clauses}
    assert guide.who.endswith("holding a federal contract")


def test_a_fact_that_is_missing_is_named() -> None:
    open_ = make_guide(RULES, Buyer(type="federal-agency"), TODAY)
    assert under(open_, "us-dod-1260h") == {FACT}
    assert any("Department of Defense" in group.heading for group in open_.groups if group.kind == FACT)
    assert FACT not in under(make_guide(RULES, Buyer(type="federal-agency", dod=True), TODAY), "us-dod-1260h")
    assert not under(make_guide(RULES, Buyer(type="federal-agency", dod=False), TODAY), "us-ndaa20-848")


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2025, 10, 1), None), (date(2026, 5, 1), "suspended")],
)
def test_a_suspended_rule_stands_apart(day: date, state: str | None) -> None:
    assert coming(make_guide(RULES, city(), day)).get("us-bis-affiliates50", (None,))[0] == state


def test_a_rule_is_coming_until_the_day_before_it_binds() -> None:
    assert coming(make_guide(RULES, city(), date(2020, 8, 12)))["us-889-b"] == ("later", date(2020, 8, 13))
    assert "us-889-b" not in coming(make_guide(RULES, city(), date(2020, 8, 13)))


def test_a_rule_that_rests_on_an_unconfirmed_claim_is_for_review() -> None:
    guide = make_guide(RULES, city(), TODAY)
    doubted = [one for group in guide.groups for one in group.rules if one.unverified]
    assert doubted
    assert {one.outcome for one in doubted} <= {Outcome.REVIEW, Outcome.INFO}


def _barred() -> list[object]:
    """Scenarios in which a rule bars a purchase or an operation."""
    doing = ("buy", "renew", "lease", "contract", "operate", "use")
    return [
        pytest.param(scenario, expected.rule, id=f"{scenario.id}:{expected.rule}")
        for path in sorted(SCENARIOS.rglob("*.yml"))
        if path.parent.name not in ("ownership", "transactions")
        for scenario in load_scenarios(path)
        for expected in scenario.expect
        if scenario.action in doing and expected.outcome in BARRED and not expected.also
    ]


@pytest.mark.parametrize(("scenario", "rule"), _barred())
def test_whatever_bars_a_buyer_in_a_scenario_stands_in_its_guide(scenario: Scenario, rule: str) -> None:
    guide = make_guide(RULES, scenario.buyer, scenario.date)
    shown = {one.rule for group in guide.groups if group.kind not in (INFORMS, DEED) for one in group.rules}
    assert any(one == rule or one.startswith(f"{rule}-") for one in shown)


@given(
    kind=st.sampled_from(BUYER_TYPES),
    state=st.sampled_from(["", *STATES]),
    day=st.dates(date(1990, 1, 1), date(2035, 12, 31)),
)
@settings(max_examples=40)
def test_any_buyer_and_day_has_a_guide_of_rules_and_texts_that_belong_to_it(kind: str, state: str, day: date) -> None:
    guide = make_guide(RULES, Buyer(type=kind, state=state), day)
    shown = [one for group in (*guide.groups, *guide.later) for one in group.rules]
    assert {one.rule for one in shown} <= IDS
    assert all(one.state == "now" for group in guide.groups for one in group.rules)
    assert all(one.since is None or one.since <= day for group in guide.groups for one in group.rules)
    assert all(one.since is None or one.since > day for one in shown if one.state == "later")
    telling = {one.rule for one in shown}
    assert all(telling.intersection(text.rules) for text in (*guide.steps, *guide.clauses, *guide.questions))


@pytest.mark.parametrize("buyer", [Buyer(type="town"), Buyer(type="city", state="ZZ")])
def test_a_buyer_type_or_state_that_is_not_known_is_refused(buyer: Buyer) -> None:
    with pytest.raises(InputError, match="is not known"):
        make_guide(RULES, buyer, TODAY)


def test_every_text_is_for_rules_held_here_and_cites_an_address_that_is_one() -> None:
    texts = load_texts()
    rows = [*texts.steps, *texts.clauses, *texts.questions]
    assert all(set(row.rules) <= IDS for row in rows), [row.id for row in rows if not set(row.rules) <= IDS]
    urls = [citation.url for row in rows for citation in row.citations]
    assert all(re.fullmatch(r"(https://[^\s]+)?", url) for url in urls)
    assert {step.when for step in texts.steps} == {"before", "at", "after"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[step]]\nid = "a"\n', r"step 1 \(a\): rules"),
        ('[[step]]\nid = "a"\nrules = ["us-889-b"]\n', "citations"),
        ('[[clause]]\nid = "a"\ntitle = ""\nrules = ["x"]\n' + CITE, "title: words are needed"),
        ('[[question]]\nid = "a"\nask = "b"\nrules = ["x"]\n' + CITE, "accept"),
        ('[[question]]\nid = "a"\nrules = ["x"]\ncitations = [{url = "x"}]\n', "each has a title"),
        ("[[step", "not valid TOML"),
    ],
)
def test_a_wrong_text_is_refused_with_its_row_and_key(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        parse_texts(text, "guide.toml")


def test_an_id_given_twice_is_refused() -> None:
    row = f'[[step]]\nid = "a"\nwhen = "at"\ntext = "b"\nrules = ["x"]\n{CITE}\n'
    with pytest.raises(DataError, match="stands there twice"):
        parse_texts(row * 2, "guide.toml")
