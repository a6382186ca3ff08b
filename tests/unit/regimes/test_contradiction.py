"""A buyer's name against the type given for it: firm names only, and only rules whose answer turns on the type."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import AMOUNTS_TO, BUYER_TYPES, Buyer, Case, Funding, Item, Outcome
from debar.procurement.buyers import classify
from debar.procurement.name_grammar import grammar_examples
from debar.procurement.registrants import registrants
from debar.regimes.contradiction import contradiction, name_examples, other_type
from debar.regimes.engine import judge, judge_rule
from debar.regimes.schema import load_rules

RULES = load_rules()
CASE = Case(
    date=date(2022, 5, 1),
    buyer=Buyer(name="City of Modesto", type="federal-agency", state="CA"),
    item=Item(text="Hikvision camera", makers=("hikvision",), categories=("camera",)),
    purpose="public safety",
    funding=(Funding("own"),),
)


@pytest.mark.parametrize(("name", "type_"), name_examples())
def test_every_form_reads_its_example(name: str, type_: str) -> None:
    given_type = "city" if type_ in ("federal-agency", "state") else "federal-agency"
    assert other_type(Buyer(name, type=given_type)) == type_
    assert other_type(Buyer(name, type=type_)) == ""


@pytest.mark.parametrize(
    ("name", "given_type", "found"),
    [
        ("City of Modesto, CA", "federal-agency", "city"),
        ("The County of Los Angeles", "federal-agency", "county"),
        ("Cook County", "federal-agency", "county"),
        ("Dallas Independent School District No. 5", "federal-agency", "school-district"),
        ("Texas Department of Transportation", "federal-agency", "state"),
        ("STATE OF OHIO - Department of Health", "city", "state"),
        ("U.S. Department of Veterans Affairs", "city", "federal-agency"),
        ("Department of Defense", "state", "federal-agency"),
    ],
)
def test_a_firm_name_contradicts_another_type(name: str, given_type: str, found: str) -> None:
    assert other_type(Buyer(name, type=given_type)) == found


@pytest.mark.parametrize(
    ("name", "given_type", "state"),
    [
        ("City of Hope", "federal-agency", ""),
        ("City of Hope contractors", "federal-agency", ""),
        ("City of Rocks National Reserve", "federal-agency", "ID"),
        ("City of Houston Field Office", "federal-agency", "TX"),
        ("County of Orange, HUD", "federal-agency", "CA"),
        ("Navy Exchange San Diego County", "federal-agency", "CA"),
        ("Department of State", "state", ""),
        ("Department of Defense", "state", "HI"),
        ("Hawaii Department of Defense", "state", "HI"),
        ("Environmental Protection Agency", "state", "OH"),
        ("City of Modesto", "federal-contractor", "CA"),
        ("City of Modesto", "unknown", "CA"),
        ("", "federal-agency", ""),
        ("U.S. Department of Defense contractors", "private", ""),
    ],
)
def test_a_name_that_may_be_another_bodys_says_nothing(name: str, given_type: str, state: str) -> None:
    assert other_type(Buyer(name, type=given_type, state=state)) == ""


def test_a_name_abroad_says_nothing() -> None:
    assert other_type(Buyer("City of London", type="federal-agency", country="GB")) == ""


def test_no_government_of_the_united_states_contradicts_the_type_read_from_its_own_name() -> None:
    read = [classify(name, state) for name, states in registrants() for state in (*states, "")]
    read += [classify(name) for name, _ in grammar_examples()]
    assert len(read) > 10_000
    assert [(buyer.name, contradiction(buyer)) for buyer in read if contradiction(buyer)] == []


@given(st.text(max_size=300), st.sampled_from(BUYER_TYPES))
def test_any_text_is_read_without_error(name: str, given_type: str) -> None:
    assert other_type(Buyer(name, type=given_type)) != given_type


def test_a_rule_whose_answer_turns_on_the_type_is_for_a_person() -> None:
    found = {result.rule: result for result in judge(RULES, CASE)[0]}
    result = found["us-889-a1a"]
    assert result.outcome is Outcome.REVIEW
    assert result.missing == ("buyer type",)
    assert result.because.startswith(
        "The buyer is given as a federal agency, and 'City of Modesto' is the name of a city. "
        "As a federal agency, prohibited: "
    )
    assert "As a city, not-covered: " in result.because
    assert result.duties == ()
    assert judge_rule(next(rule for rule in RULES if rule.id == "us-889-a1a"), CASE) == result


def test_a_rule_that_says_the_same_of_both_keeps_its_answer() -> None:
    asked = {result.rule: result for result in judge(RULES, CASE)[0]}
    alone = {result.rule: result for result in judge(RULES, replace(CASE, buyer=replace(CASE.buyer, name="")))[0]}
    as_city = {
        result.rule: result
        for result in judge(RULES, replace(CASE, buyer=replace(CASE.buyer, name="", type="city")))[0]
    }
    turned = {
        rule
        for rule in alone
        if alone[rule].outcome is not as_city[rule].outcome
        and {AMOUNTS_TO.get(alone[rule].outcome), AMOUNTS_TO.get(as_city[rule].outcome)} != {None}
    }
    assert turned
    assert turned != set(alone)
    for rule, result in asked.items():
        assert result.outcome is (Outcome.REVIEW if rule in turned else alone[rule].outcome)


def test_what_was_not_checked_is_told_for_both() -> None:
    unchecked = judge(RULES, CASE)[1]
    assert "state law of CA not checked" in unchecked
    assert set(judge(RULES, replace(CASE, buyer=replace(CASE.buyer, name="")))[1]) <= set(unchecked)
