"""The life of a provision: one state a day, stretches without interruption, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.regimes.rule import Phase, Rule
from debar.regimes.schema import load_rules
from debar.regimes.timing import BINDING, STATUSES, doubt_on, next_change, shown_phase, state_on, stretch_on, stretches

RULES = load_rules()
BY_ID = {rule.id: rule for rule in RULES}
TIMELINES = [rule.phases_of(clause) for rule in RULES for clause in rule.clauses]


def phase(start: date | None, end: date | None, status: str = "in-force") -> Phase:
    return Phase(id=f"{start}", from_=start, to=end, status=status, text="", citations=(), sources=())


@given(on=st.dates(), number=st.integers(0, len(TIMELINES) - 1))
@settings(max_examples=300)
def test_each_day_has_exactly_one_state(on: date, number: int) -> None:
    """Whatever the day: one state, and of the phases at most the one that it names holds that day."""
    phases = TIMELINES[number]
    state = state_on(phases, on)
    holding = [p for p in phases if (p.from_ is None or p.from_ <= on) and (p.to is None or on <= p.to)]
    assert state.name in (*STATUSES, "none")
    assert holding == ([state.phase] if state.phase else [])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_day_between_the_first_and_the_last_phase_is_without_one(rule: Rule) -> None:
    for clause in rule.clauses:
        phases = rule.phases_of(clause)
        for before, after in pairwise(phases):
            assert before.to is not None
            assert after.from_ == before.to + timedelta(days=1)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_scheduled_phase_names_what_nobody_has_confirmed(rule: Rule) -> None:
    phases = [*rule.phases, *(phase for clause in rule.clauses for phase in clause.phases)]
    assert all(phase.unverified for phase in phases if phase.status == "scheduled")


def test_before_the_first_phase_there_is_nothing_and_after_the_last_it_has_expired() -> None:
    phases = (phase(date(2020, 1, 1), date(2020, 12, 31)),)
    assert state_on(phases, date(2019, 12, 31)).name == "none"
    assert state_on(phases, date(2020, 12, 31)).name == "in-force"
    assert state_on(phases, date(2021, 1, 1)).name == "expired"
    assert shown_phase(phases, date(2021, 1, 1)) is phases[0]


def test_the_affiliates_rule_day_by_day() -> None:
    rule = BY_ID["us-bis-affiliates50"]
    days = {
        date(2025, 9, 28): "none",
        date(2025, 9, 29): "in-force",
        date(2025, 11, 9): "in-force",
        date(2025, 11, 10): "suspended",
        date(2026, 11, 9): "suspended",
        date(2026, 11, 10): "scheduled",
    }
    assert {day: state_on(rule.phases, day).name for day in days} == days


def test_the_drone_act_has_a_sunset() -> None:
    phases = BY_ID["us-asda"].phases
    assert state_on(phases, date(2028, 12, 21)).name == "in-force"
    assert state_on(phases, date(2028, 12, 22)).name == "sunset"
    assert stretch_on(phases, date(2026, 1, 1)) == (date(2023, 12, 22), date(2028, 12, 21))


def test_phases_that_follow_each_other_in_force_are_one_stretch() -> None:
    phases = (
        phase(date(2018, 1, 1), date(2018, 12, 31), "enacted"),
        phase(date(2019, 1, 1), date(2019, 12, 31)),
        phase(date(2020, 1, 1), date(2020, 12, 31)),
        phase(date(2021, 1, 1), date(2021, 12, 31), "suspended"),
        phase(date(2022, 1, 1), None),
    )
    assert stretches(phases) == ((date(2019, 1, 1), date(2020, 12, 31)), (date(2022, 1, 1), None))
    assert stretch_on(phases, date(2018, 6, 1)) == (date(2019, 1, 1), date(2020, 12, 31))
    assert stretch_on(phases, date(2021, 6, 1)) == (date(2022, 1, 1), None)
    change = next_change(phases, date(2020, 6, 1))
    assert change is phases[3]
    assert all(p.status in BINDING for p in phases[1:3])


def test_a_doubt_about_the_first_day_ends() -> None:
    phase = replace(BY_ID["us-bis-uvl"].phases[0], unverified="the first day", unverified_until=date(2014, 2, 1))
    assert doubt_on(phase, date(2014, 1, 22))
    assert not doubt_on(phase, date(2014, 2, 1))
    assert doubt_on(phase, None)
