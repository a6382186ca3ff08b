"""Rules that remember: a fact pattern is judged once, and what patterns have in common is worked out once.

The answer is the one that :func:`debar.regimes.engine.judge` gives, to the letter. Each rule is asked once for the time
between two days on which something begins or ends for it. What it says then is a draft: where sentences tell the day or
the other side's name, or duties a day when they are due, that is filled in for each case.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from debar.model import Case, Designation, Duty, RuleResult
from debar.regimes.boundaries import Boundaries, Days
from debar.regimes.contradiction import Judgement, both_ways
from debar.regimes.duties import state_duty
from debar.regimes.engine import Draft, draft_one, is_closed, not_checked
from debar.regimes.patterns import ClauseIndex, Pattern, PatternReader, states_of
from debar.regimes.reading import DAY_SLOT, NAME_SLOT, Known, Reading, name_of
from debar.regimes.rule import Obligation, Rule

_Memory = TypeVar("_Memory", bound=dict[Any, Any])
#: Answers, stretches of time, and parts of patterns remembered; beyond that each memory starts anew.
ANSWERS, STRETCHES, PARTS = 50_000, 60_000, 5_000


class Open(NamedTuple):
    """A draft to be filled in, and what it tells of the case itself."""

    draft: Draft
    tells_day: bool
    tells_name: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """What all rules say of a pattern between two days. Alike only with itself: answers are known by it."""

    results: tuple[RuleResult, ...]
    #: The drafts to be filled in, by the number of their rule.
    open_: dict[int, Open]
    tells_day: bool
    tells_name: bool


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is known of a pattern. Holds the listings: patterns know them by identity."""

    reading: Reading
    listings: tuple[Designation, ...]
    #: The rules that name the maker, by number.
    naming: frozenset[int]
    days_of_rules: Sequence[Days]
    days: Days
    #: What rules to which all states are alike say, by their number and boundary days: for pages of other states too.
    common: dict[tuple[int, int], Draft]
    stretches: dict[int, Stretch] = field(default_factory=dict)
    drafts: dict[tuple[int, int], Draft] = field(default_factory=dict)

    def nearest(self, at: int) -> int | None:
        """Return the stretch nearest in time of those drawn; None when there is none, or no time."""
        return min((one for one in self.stretches if min(one, at) >= 0), key=lambda one: abs(one - at), default=None)

    def changing(self, one: int, other: int) -> list[int]:
        """Return the rules, by number, that have a boundary day of their own between two different stretches."""
        first, last = self.days[min(one, other)], self.days[max(one, other) - 1]
        each = enumerate(self.days_of_rules)
        return [number for number, days in each if bisect_left(days, first) < bisect_right(days, last)]


class Rulebook:
    """Some rules and what they said so far. Memory is bounded, whatever the cases."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._reader = PatternReader(self.rules)
        self._index = ClauseIndex(self.rules)
        self._boundaries = Boundaries(self.rules)
        self._of_states = frozenset(number for number, rule in enumerate(self.rules) if states_of(rule))
        self._pages: dict[Pattern, Page] = {}
        self._drawn = 0
        self._answers: dict[tuple[Stretch, date | None, str], tuple[RuleResult, ...]] = {}
        self._filled: dict[tuple[Draft, date | None, str], RuleResult] = {}
        self._parties: dict[Any, Known] = {}
        self._subjects: dict[Any, Known] = {}
        self._unheld: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._due: dict[tuple[int, date | None], Duty] = {}

    def judge(self, case: Case) -> Judgement:
        """Return one result a rule, in the order of the rules, and what was not checked for lack of a rule."""
        return both_ways(case, self._judge)

    def _judge(self, case: Case) -> Judgement:
        pattern = self._reader.read(case)
        page = self._pages.get(pattern)
        if page is None:
            page = _room(self._pages, STRETCHES)[pattern] = self._open(pattern, case)
        at = -1 if case.date is None else bisect_right(page.days, case.date)
        stretch = page.stretches.get(at)
        if stretch is None:
            stretch = self._draw(page, at, case)
        return self._fill(stretch, case) if stretch.open_ else stretch.results, self._not_checked(case)

    def _open(self, pattern: Pattern, case: Case) -> Page:
        of_subject = _part(self._subjects, pattern.subject)
        if not of_subject:
            listings = (*case.designations, *case.counterparty.designations)
            looked = self._index.candidates(Reading(case))
            naming = (at for at, rule in enumerate(self.rules) if not looked.naming.isdisjoint(map(id, rule.clauses)))
            of_subject.update(
                candidates=looked,
                listings=listings,
                naming=frozenset(naming),
                days=self._boundaries.of(listings),
            )
        party = _part(self._parties, (pattern.state, pattern.party))
        reading = Reading(case, party, of_subject, of_subject["candidates"], slots=True)
        common = of_subject.setdefault((pattern.party, pattern.rest), {})
        days_of_rules, days = of_subject["days"]
        return Page(reading, of_subject["listings"], of_subject["naming"], days_of_rules, days, common)

    def _draw(self, page: Page, at: int, case: Case) -> Stretch:
        """What all rules say from one boundary day to the next; asked is each for which one lies between."""
        self._drawn += 1
        if self._drawn > STRETCHES:
            self._pages.clear()
            self._subjects.clear()
            self._drawn = 0
        reading, near = page.reading.on_day(case.date), page.nearest(at)
        if near is None:
            before, asked = _BLANK, list(range(len(self.rules)))
        else:
            before, asked = page.stretches[near], page.changing(at, near)
        drafts = {number: self._ask(page, number, reading) for number in asked}
        stretch = page.stretches[at] = _stretch(before, drafts)
        return stretch

    def _ask(self, page: Page, number: int, reading: Reading) -> Draft:
        """What one rule says; one closed to the party that does not name the maker says so whatever the thing."""
        key = (number, -1 if reading.on is None else bisect_right(page.days_of_rules[number], reading.on))
        drafts = page.drafts if number in self._of_states else page.common
        draft = drafts.get(key)
        if draft is None and number not in page.naming:
            draft = reading.of_party.get((reading.case.action, *key))
        if draft is None:
            draft = drafts[key] = draft_one(self.rules[number], reading)
            if number not in page.naming and is_closed(self.rules[number], reading):
                reading.of_party[reading.case.action, *key] = draft
        return draft

    def _not_checked(self, case: Case) -> tuple[str, ...]:
        buyer = case.buyer
        key = (buyer.type, buyer.state, buyer.country)
        found = self._unheld.get(key)
        if found is None:
            found = _room(self._unheld, PARTS)[key] = not_checked(self.rules, Reading(case))
        return found

    def _fill(self, stretch: Stretch, case: Case) -> tuple[RuleResult, ...]:
        """The results with what they tell of the case itself."""
        on = case.date if stretch.tells_day else None
        name = name_of(case.counterparty).rstrip(".") if stretch.tells_name else ""
        key = (stretch, on, name)
        filled = self._answers.get(key)
        if filled is None:
            results = list(stretch.results)
            for number, each in stretch.open_.items():
                results[number] = self._fill_one(each, on, name)
            filled = _room(self._answers, ANSWERS)[key] = tuple(results)
        return filled

    def _fill_one(self, each: Open, on: date | None, name: str) -> RuleResult:
        key = (each.draft, on if each.tells_day else None, name if each.tells_name else "")
        filled = self._filled.get(key)
        if filled is None:
            duties = self._state(each.draft.duties, on) if each.draft.duties else ()
            filled = _room(self._filled, ANSWERS)[key] = _filled(each.draft, str(on), name, duties)
        return filled

    def _state(self, duties: Iterable[Obligation], on: date | None) -> tuple[Duty, ...]:
        stated = []
        for duty in duties:
            key = (id(duty), on)
            known = self._due.get(key)
            if known is None:
                known = _room(self._due, STRETCHES)[key] = state_duty(duty, on)
            stated.append(known)
        return tuple(stated)


#: Before any rule was asked.
_BLANK = Stretch((), {}, tells_day=False, tells_name=False)


def _stretch(before: Stretch, drafts: dict[int, Draft]) -> Stretch:
    """The stretch that differs from another in some drafts; from the blank one in all, in the order of the rules."""
    results = list(before.results) or [draft.result for draft in drafts.values()]
    open_ = dict(before.open_)
    for number, draft in drafts.items():
        result = draft.result
        day = DAY_SLOT in result.because or any(map(_has_term, draft.duties))
        name = NAME_SLOT in result.because
        if day or name:
            open_[number] = Open(draft, day, name)
        else:
            open_.pop(number, None)
            if draft.duties:
                result = _filled(draft, "", "", tuple(state_duty(duty, None) for duty in draft.duties))
        results[number] = result
    tells_day, tells_name = (any(each[told] for each in open_.values()) for told in (1, 2))
    return Stretch(tuple(results), open_, tells_day=tells_day, tells_name=tells_name)


def _has_term(duty: Obligation) -> bool:
    return duty.days is not None or bool(duty.each_year)


def _filled(draft: Draft, day: str, name: str, duties: tuple[Duty, ...]) -> RuleResult:
    """The result of a draft, made field by field: copying costs several times as much."""
    result = draft.result
    return RuleResult(
        rule=result.rule,
        outcome=result.outcome,
        because=result.because.replace(DAY_SLOT, day).replace(NAME_SLOT, name),
        title=result.title,
        missing=result.missing,
        in_force=result.in_force,
        citations=result.citations,
        duties=duties,
        would_change=result.would_change,
        unverified=result.unverified,
        near=result.near,
    )


def _part(parts: dict[Any, Known], key: Any) -> Known:
    """What is known of cases that are alike in a part of their pattern."""
    known = parts.get(key)
    if known is None:
        known = _room(parts, PARTS)[key] = {}
    return known


def _room(memory: _Memory, most: int) -> _Memory:
    """The memory with room for one entry more."""
    if len(memory) >= most:
        memory.clear()
    return memory
