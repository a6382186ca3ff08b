"""A rulebook says what judging each case by itself says, to the letter, whatever it remembers."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_rule_scenarios import FILES, resolve
from tests.unit.regimes.test_engine import ANY_CASE, CITY, RULES, cases

from debar.model import Buyer, Case, Counterparty, Designation, Funding, Item
from debar.regimes import rulebook
from debar.regimes.boundaries import Boundaries
from debar.regimes.engine import draft_one, judge, judge_rule
from debar.regimes.patterns import PatternReader, states_of
from debar.regimes.rule import Rule
from debar.regimes.rulebook import Rulebook
from debar.regimes.scenarios import load_scenarios, make_case

BOOK = Rulebook(RULES)
BOUNDARIES = Boundaries(RULES)


@st.composite
def alike(draw: st.DrawFn) -> list[Case]:
    """Cases that differ in few respects, so that memory is of use and in danger; many stand on a boundary day."""
    one, other = draw(cases()), draw(cases())
    parts = {
        "item": [replace(one.item, **{f.name: getattr(other.item, f.name)}) for f in fields(Item)],
        "buyer": [replace(one.buyer, **{f.name: getattr(other.buyer, f.name)}) for f in fields(Buyer)],
        "counterparty": [
            replace(one.counterparty, **{f.name: getattr(other.counterparty, f.name)}) for f in fields(Counterparty)
        ],
    }
    found = [one]
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from([f.name for f in fields(Case)]))
        value = draw(st.sampled_from([*parts.get(name, ()), getattr(other, name)]))
        found.append(replace(draw(st.sampled_from(found)), **{name: value}))
    _, days = BOUNDARIES.of((*one.designations, *one.counterparty.designations))
    near = [draw(st.sampled_from(days)) for _ in range(2)]
    moved = [replace(case, date=day) for case in found[:2] for day in near]
    moved += [replace(case, date=case.date - timedelta(days=1)) for case in moved if case.date and case.date > date.min]
    return [*found, *moved, one]


def plainly(case: Case) -> str:
    return repr(judge(RULES, case))


@ANY_CASE
@given(alike())
def test_what_is_remembered_is_what_each_case_would_get_by_itself(found: list[Case]) -> None:
    for case in found:
        assert repr(BOOK.judge(case)) == plainly(case)


@ANY_CASE
@given(alike())
def test_full_memories_start_anew_and_change_nothing(found: list[Case]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ANSWERS", "STRETCHES", "PARTS"):
            patch.setattr(rulebook, name, 2)
        small = Rulebook(RULES)
        for case in found:
            assert repr(small.judge(case)) == plainly(case)


def test_listings_that_are_gone_are_not_taken_for_new_ones() -> None:
    """Listings are told apart by identity: a new one never stands in for one that nobody holds any more."""
    book = Rulebook(RULES)
    for number in range(300):
        listing = Designation(list=("us-ofac-sdn", "us-bis-el")[number % 2], from_=date(2000 + number % 20, 1, 1))
        case = replace(CITY, designations=(listing,), counterparty=Counterparty(name="A", designations=(listing,)))
        assert repr(book.judge(case)) == plainly(case)


# --- the scenarios, each changed in one respect --------------------------------------------------------

SCENARIOS = [scenario for path in FILES for scenario in load_scenarios(path)]
WRITTEN = [make_case(scenario, cache(resolve)) for scenario in SCENARIOS]
#: Each rule with the cases that say something of it.
OF_RULE = {
    rule: [c for s, c in zip(SCENARIOS, WRITTEN, strict=True) if any(rule.id.startswith(e.rule) for e in s.expect)]
    for rule in RULES
}
PLACES = [
    *((part, f.name) for part, kind in (("buyer", Buyer), ("item", Item)) for f in fields(kind)),
    *((part, f.name) for part, kind in (("counterparty", Counterparty),) for f in fields(kind)),
    *(("", f.name) for f in fields(Case)),
]


def value(case: Case, part: str, name: str) -> Any:
    return getattr(getattr(case, part) if part else case, name)


def changed(case: Case, part: str, name: str, to: Any) -> Case:
    return replace(case, **({part: replace(getattr(case, part), **{name: to})} if part else {name: to}))


@pytest.mark.parametrize(("part", "name"), PLACES)
def test_a_scenario_changed_in_one_respect_gets_its_own_answer(part: str, name: str) -> None:
    """Every value that the scenarios hold anywhere, a few of them in each case."""
    values = list({repr(held): held for held in (value(case, part, name) for case in WRITTEN)}.values())
    for rule, written in OF_RULE.items():
        book = Rulebook([rule])
        for number, case in enumerate(written):
            others = [values[(number * 7 + step) % len(values)] for step in range(6)]
            for each in (case, *(changed(case, part, name, other) for other in (*others, value(CITY, part, name)))):
                assert repr(book.judge(each)[0]) == repr((judge_rule(rule, each),))


def test_every_boundary_day_of_a_rule_and_of_its_listings_counts() -> None:
    for rule, written in OF_RULE.items():
        book = Rulebook([rule])
        for case in written:
            listings = (*case.designations, *case.counterparty.designations)
            for day in Boundaries([rule]).of(listings)[1]:
                for each in (replace(case, date=day - timedelta(days=1)), replace(case, date=day)):
                    assert repr(book.judge(each)[0]) == repr((judge_rule(rule, each),))


@ANY_CASE
@given(st.data())
def test_days_and_states_in_any_order_get_their_own_answers(data: st.DataObject) -> None:
    """Stretches of time are drawn from neighbours, and states share what no rule tells apart."""
    case, name = data.draw(st.sampled_from(WRITTEN)), data.draw(st.sampled_from(["", "Acme Ltd."]))
    days = BOUNDARIES.of((*case.designations, *case.counterparty.designations))[1]
    moments = st.none() | st.builds(
        lambda day, shift: day + timedelta(shift), st.sampled_from(days), st.integers(-1, 1)
    )
    states = st.sampled_from(["", "CA", "tx ", "FL", "IN", "WY", "US", "Freedonia"])
    book = Rulebook(RULES)
    for day, state in data.draw(st.lists(st.tuples(moments, states), min_size=2, max_size=8)):
        buyer, other = replace(case.buyer, state=state), replace(case.counterparty, name=name)
        each = replace(case, date=day, buyer=buyer, counterparty=other)
        assert repr(book.judge(each)) == plainly(each)


def test_all_scenarios_together_get_what_each_gets_by_itself() -> None:
    book = Rulebook(RULES)
    for _ in range(2):
        for case in WRITTEN:
            assert repr(book.judge(case)) == plainly(case)


ONE_ANSWER: list[dict[str, Any]] = [
    {"buyer": replace(CITY.buyer, name="Another city", evidence="its website")},
    {"item": replace(CITY.item, text="12 cameras, model DS-2CD2042WD-I")},
    {"facts": {"colour of the box": "red"}},
    {"item": replace(CITY.item, manufactured="2019")},
]


@pytest.mark.parametrize("other", ONE_ANSWER)
def test_what_no_rule_reads_is_no_part_of_a_pattern(other: dict[str, Any]) -> None:
    reader, book = PatternReader(RULES), Rulebook(RULES)
    assert reader.read(replace(CITY, **other)) == reader.read(CITY)
    assert book.judge(replace(CITY, **other)) is not None
    assert book.judge(replace(CITY, **other))[0] is book.judge(CITY)[0]


@pytest.mark.parametrize(
    "other",
    [
        {"funding": (Funding("own"),)},
        {"purpose": "office network"},
        {"action": "renew"},
        {"counterparty": Counterparty(name="Acme")},
        {"buyer": replace(CITY.buyer, state="TX")},
    ],
)
def test_what_a_rule_reads_is(other: dict[str, Any]) -> None:
    reader = PatternReader(RULES)
    assert reader.read(replace(CITY, **other)) != reader.read(CITY)


def test_results_are_shared_between_days_on_which_nothing_changes() -> None:
    """Only what tells the day itself is made anew."""
    book, contractor = Rulebook(RULES), Buyer(type="private", federal_contractor="prime")
    found = Case(date=None, buyer=contractor, action="discover", item=Item(text="switch", makers=("huawei",)))
    here, there = (book.judge(replace(found, date=date(2024, 5, day)))[0] for day in (14, 15))
    assert here != there
    shared = sum(one is other for one, other in zip(here, there, strict=True))
    assert shared == sum(one == other for one, other in zip(here, there, strict=True))
    assert shared > len(RULES) * 3 // 4


#: Names that sentences must bear as they are: at their end, with what looks like a slot, too long, of other scripts.
NAMES = [
    "Acme Ltd.",
    "Acme Ltd",
    "...",
    ".",
    " ",
    "{who} & {list} GmbH",
    "A\ufdd0B\ufdd1",
    "a." * 60,
    "شركة",
    "\x00",
    "Acme",
]


def test_every_name_stands_in_the_sentences_as_it_is() -> None:
    book = Rulebook(RULES)
    told = 0
    for number, case in enumerate(WRITTEN):
        for name in NAMES[number % 3 :: 3]:
            each = replace(case, counterparty=replace(case.counterparty, name=name))
            found = book.judge(each)
            assert repr(found) == plainly(each)
            told += any(name.strip()[:80] in result.because for result in found[0] if name.strip(" ."))
    assert told > len(WRITTEN)


def test_a_pattern_is_judged_once_between_two_boundary_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other days and names are filled in; a rule is asked anew only where a boundary day of its own lies between."""
    asked: list[tuple[str, date | None]] = []

    def counted(rule: Any, reading: Any) -> Any:
        asked.append((rule.id, reading.on))
        return draft_one(rule, reading)

    monkeypatch.setattr(rulebook, "draft_one", counted)
    for case in (one for one in WRITTEN if one.date and date(2000, 1, 1) < one.date < date(2029, 1, 1)):
        book = Rulebook(RULES)
        asked.clear()
        listings = (*case.designations, *case.counterparty.designations)
        each = dict(zip([rule.id for rule in RULES], Boundaries(RULES).of(listings)[0], strict=True))
        days = [case.date + timedelta(days=shift) for shift in range(-700, 701, 50)] if case.date else []
        for name in ("Acme", "Zenith Corp"):
            for day in days:
                book.judge(replace(case, date=day, counterparty=replace(case.counterparty, name=name)))
        both_types = 2 if case.buyer.name else 1
        for id_, found in each.items():
            most = 1 + sum(days[0] < boundary <= days[-1] for boundary in found)
            assert sum(said == id_ for said, _ in asked) <= most * both_types


def test_rules_that_speak_of_no_state_are_asked_once_for_all_states(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Rule] = []

    def counted(rule: Rule, reading: Any) -> Any:
        asked.append(rule)
        return draft_one(rule, reading)

    monkeypatch.setattr(rulebook, "draft_one", counted)
    book = Rulebook(RULES)
    states = sorted({state for rule in RULES for state in states_of(rule)})
    for state in states:
        each = replace(CITY, buyer=replace(CITY.buyer, state=state))
        assert repr(book.judge(each)) == plainly(each)
    assert len(states) > 5
    assert {rule.id for rule in RULES if asked.count(rule) > 1} == {rule.id for rule in RULES if states_of(rule)}


def test_what_is_filled_in_can_be_kept_and_compared() -> None:
    book = Rulebook(RULES)
    for case in WRITTEN:
        found = book.judge(case)
        assert pickle.loads(pickle.dumps(found)) == found == judge(RULES, case)  # noqa: S301  our own bytes
