"""Answers change on the very days of the texts: derived from the rule files, and against a table of the texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Designation, Outcome
from debar.regimes.engine import judge_rule
from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.scenarios import FORMAT, make_case, parse_scenarios
from debar.regimes.schema import load_rules

RULES = {rule.id: rule for rule in load_rules()}
TEXTS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("boundary_days.yml").read_text("utf-8"))
TABLES: list[dict[str, Any]] = TEXTS["tables"]
ONE = timedelta(days=1)
CLAUSES = [
    pytest.param(rule, clause, id=f"{rule.id}:{clause.id}")
    for rule in RULES.values()
    for clause in rule.clauses
    if rule.phases_of(clause)
]


def named(name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    """The makers and listings that the table gives a name."""
    assert on
    row = TEXTS["names"].get(name, {})
    listings = tuple(Designation(list=one["list"], from_=one["from"]) for one in row.get("listings", ()))
    return tuple(row.get("makers", ())), listings


def answer(table: dict[str, Any], day: date) -> Outcome:
    scenario = {"id": "case", "date": day.isoformat(), **table["case"]}
    (parsed,) = parse_scenarios(json.dumps({"format": FORMAT, "scenarios": [scenario]}), "table")
    return judge_rule(RULES[table["rule"]], make_case(parsed, named)).outcome


def expected(table: dict[str, Any], day: date) -> str:
    said: str = table["before"]
    for first, outcome in table["days"].items():
        said = outcome if first <= day else said
    return said


def holding(phases: tuple[Phase, ...], day: date) -> list[Phase]:
    return [p for p in phases if (p.from_ is None or p.from_ <= day) and (p.to is None or day <= p.to)]


def changes(phases: tuple[Phase, ...]) -> Iterator[tuple[date, Phase]]:
    """Every day on which a phase begins, with that phase."""
    yield from ((phase.from_, phase) for phase in phases if phase.from_)


@pytest.mark.parametrize(("rule", "clause"), CLAUSES)
def test_a_clause_is_in_one_state_a_day_and_changes_on_the_first_day_of_a_phase(rule: Rule, clause: Clause) -> None:
    phases = rule.phases_of(clause)
    for first, phase in changes(phases):
        assert holding(phases, first) == [phase]
        assert phase not in holding(phases, first - ONE)
        assert len(holding(phases, first + ONE)) <= 1
    for last in (phase.to for phase in phases if phase.to):
        assert len(holding(phases, last)) == 1
        assert len(holding(phases, last + ONE)) <= 1


@pytest.mark.parametrize(("rule", "clause"), CLAUSES)
def test_phases_stand_in_order_of_time(rule: Rule, clause: Clause) -> None:
    for earlier, later in pairwise(rule.phases_of(clause)):
        assert earlier.to is not None
        assert later.from_ is not None
        assert earlier.to < later.from_


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["provision"])
def test_the_answer_changes_on_the_very_day_that_the_text_gives(table: dict[str, Any]) -> None:
    for day in table["days"]:
        told = [answer(table, day - ONE), answer(table, day), answer(table, day + ONE)]
        assert told == [expected(table, day - ONE), expected(table, day), expected(table, day)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["provision"])
@given(day=st.dates(date(2018, 1, 1), date(2031, 12, 31)))
def test_the_answer_changes_on_no_other_day(table: dict[str, Any], day: date) -> None:
    assert answer(table, day) == expected(table, day)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["provision"])
def test_no_first_day_in_the_rule_file_changes_the_answer_unless_the_text_says_so(table: dict[str, Any]) -> None:
    rule = RULES[table["rule"]]
    for clause in rule.clauses:
        for first, _ in changes(rule.phases_of(clause)):
            assert (answer(table, first - ONE) != answer(table, first)) == (first in table["days"])


def test_the_table_speaks_for_every_provision_that_must_be_shown() -> None:
    wanted = {"us-889-a1a", "us-889-a1b", "us-889-b", "us-asda"} | {"us-dod-1260h", "us-ndaa23-5949"}
    assert {table["rule"] for table in TABLES} == wanted | {"us-bis-affiliates50"}
    assert all(table["days"] and table["cite"] for table in TABLES)
