"""A rule that does not cover a case is near when it names the maker and something else keeps it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from debar.model import Buyer, Case, Designation, Funding, Item, Outcome
from debar.regimes.engine import judge
from debar.regimes.schema import load_rules

RULES = load_rules()
LISTED = Designation(list="us-bis-el", from_=date(2019, 10, 9))
CITY = Case(
    date=date(2022, 5, 1),
    buyer=Buyer(name="City of Modesto", type="city", state="CA"),
    item=Item(text="Hikvision camera", makers=("hikvision",), categories=("camera",)),
    designations=(LISTED,),
    funding=(Funding("own"),),
)


def near(case: Case) -> set[str]:
    return {result.rule for result in judge(RULES, case)[0] if result.near}


def test_a_rule_that_names_the_maker_but_not_the_buyer_the_money_or_the_action_is_near() -> None:
    assert {"us-889-a1a", "us-889-b", "us-bis-entity-list"} <= near(CITY)


def test_a_list_is_near_only_while_it_names_the_maker() -> None:
    assert "us-bis-entity-list" not in near(replace(CITY, date=date(2019, 10, 8)))
    assert "us-bis-entity-list" not in near(replace(CITY, designations=()))


def test_a_rule_of_another_state_is_never_near() -> None:
    for state in ("CA", "TX", "FL", ""):
        buyer = replace(CITY.buyer, state=state)
        assert {name[3:5].upper() for name in near(replace(CITY, buyer=buyer)) if name.startswith("st-")} <= {state}


def test_no_rule_is_near_for_a_maker_that_no_rule_names() -> None:
    assert not near(replace(CITY, item=Item(text="camera", makers=("acme",), categories=("camera",)), designations=()))


def test_only_rules_that_do_not_cover_the_case_are_near() -> None:
    federal = replace(CITY, buyer=Buyer(name="Fort Exampleton", type="federal-agency"))
    results = judge(RULES, federal)[0]
    assert all(result.outcome is Outcome.NOT_COVERED for result in results if result.near)
    assert "us-889-a1a" not in near(federal)
