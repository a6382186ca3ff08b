"""Rules that remember: a case is judged once a fact pattern and day, and what cases have in common is worked out once.

The answer is the one that :func:`debar.regimes.engine.judge` gives, to the letter. Between two days on which nothing
begins or ends only those results are made anew that tell the day or the other side's name: a term's due date, "on that
day", "Acme is not among them".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from debar.model import Case, Designation, RuleResult
from debar.regimes.engine import Judgement, both_ways, judge_one, judge_reading
from debar.regimes.patterns import ClauseIndex, Pattern, PatternReader, days_of_listings, days_of_rules
from debar.regimes.reading import Known, Reading
from debar.regimes.rule import Rule

_Memory = TypeVar("_Memory", bound=dict[Any, Any])
#: Judgeds, stretches of time, and parts of patterns remembered; beyond that each memory starts anew.
ANSWERS, STRETCHES, PARTS = 50_000, 20_000, 2_000


class Judged(NamedTuple):
    """What the rules say of a case, and what was not checked. ``listings`` are kept: patterns know them by identity."""

    results: tuple[RuleResult, ...]
    not_checked: tuple[str, ...]
    listings: tuple[Designation, ...]
    #: Positions of the results that tell the day, or the other side's name.
    told: tuple[int, ...]


class Rulebook:
    """Some rules and what they said so far. Memory is bounded, whatever the cases."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._reader = PatternReader(self.rules)
        self._index = ClauseIndex(self.rules)
        self._days = days_of_rules(self.rules)
        self._answers: dict[tuple[Any, ...], Judged] = {}
        self._stretches: dict[tuple[Any, ...], Judged] = {}
        self._parties: dict[Any, Known] = {}
        self._subjects: dict[Any, Known] = {}

    def judge(self, case: Case) -> Judgement:
        """Return one result a rule, in the order of the rules, and what was not checked for lack of a rule."""
        return both_ways(case, self._judge)

    def _judge(self, case: Case) -> Judgement:
        pattern, name = self._reader.read(case), case.counterparty.name
        key = (pattern, name, case.date)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._look_up(pattern, case)
            _room(self._answers, ANSWERS)[key] = answer
        return answer.results, answer.not_checked

    def _look_up(self, pattern: Pattern, case: Case) -> Judged:
        of_subject = _part(self._subjects, pattern.subject)
        if not of_subject:
            days = days_of_listings(self.rules, _listings(case))
            candidates = self._index.candidates(Reading(case))
            of_subject.update(days=days, candidates=candidates, listings=_listings(case))
        reading = Reading(case, _part(self._parties, pattern.party), of_subject, of_subject["candidates"])
        if "{" in case.counterparty.name:
            return self._anew(reading)  # a name that looks like a slot of a sentence may not stand in it as written
        key = (pattern, self._stretch(of_subject["days"], case.date))
        known = self._stretches.get(key)
        if known is None:
            known = _room(self._stretches, STRETCHES)[key] = self._anew(reading)
            return known
        results = list(known.results)
        for position in known.told:
            results[position] = judge_one(self.rules[position], reading)
        return known._replace(results=tuple(results)) if known.told else known

    def _stretch(self, of_listings: Sequence[date], day: date | None) -> tuple[int, ...]:
        return () if day is None else (bisect_right(self._days, day), bisect_right(of_listings, day))

    def _anew(self, reading: Reading) -> Judged:
        results, not_checked = judge_reading(self.rules, reading)
        name = reading.other_side.rstrip(".") if reading.case.counterparty.name.strip() else None
        words = [word for word in (str(reading.on), name) if word is not None]
        told = (at for at, said in enumerate(results) if said.duties or any(word in said.because for word in words))
        return Judged(results, not_checked, _listings(reading.case), tuple(told))


def _listings(case: Case) -> tuple[Designation, ...]:
    return (*case.designations, *case.counterparty.designations)


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
