"""The days on which what a rule says of a case may change: between two of them it says the same, but for the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from debar.model import Designation
from debar.regimes.rule import Clause, Exemption, Obligation, Phase, Rule, Subject
from debar.regimes.subjects import stretches_of

Days = Sequence[date]


class Boundaries:
    """The boundary days of each of some rules, with those of the listings that it reads."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._own = tuple(days_of_rules([rule]) for rule in rules)
        self._all = sorted({day for days in self._own for day in days})
        self._any: list[_Reader] = []
        self._by_list: dict[str, list[_Reader]] = {}
        for number, rule in enumerate(rules):
            for clause in rule.clauses:
                terms = (0, *_terms(clause))
                for subject in clause.subjects:
                    reader = (number, tuple(subject.delay_days + term for term in terms))
                    for readers in self._readers_of(subject):
                        readers.append(reader)

    def of(self, listings: Sequence[Designation]) -> tuple[Sequence[Days], Days]:
        """Return the days, in order, for each rule, and all of them."""
        more: dict[int, set[date]] = {}
        for listing in listings:
            for number, later in (*self._any, *self._by_list.get(listing.list, ())):
                more.setdefault(number, set()).update(_days_of(listing, later))
        if not more:
            return self._own, self._all
        each = list(self._own)
        for number, days in more.items():
            each[number] = sorted(days.union(each[number]))
        return each, sorted({*self._all, *(day for days in more.values() for day in days)})

    def _readers_of(self, subject: Subject) -> Iterable[list[_Reader]]:
        if subject.any_maker:
            return [self._any]
        return [self._by_list.setdefault(name, []) for name in subject.lists]


#: A rule by its number, and so many days after a listing began something may change for it.
_Reader = tuple[int, tuple[int, ...]]


def _days_of(listing: Designation, later: Iterable[int]) -> Iterable[date]:
    for start, end, _ in stretches_of(listing):
        if start:
            yield from (_plus(start, days) for days in later)
        if end:
            yield _plus(end, 1)


def days_of_rules(rules: Sequence[Rule]) -> list[date]:
    """Return the days, in order, on which something that the rules state begins to hold or has ended."""
    found: set[date] = set()
    for rule in rules:
        for clause in rule.clauses:
            for phase in rule.phases_of(clause):
                found.update(_ends(phase))
                found.update([phase.unverified_until] if phase.unverified_until else ())
            parts: list[Subject | Exemption | Obligation] = [*clause.subjects, *clause.exemptions, *clause.duties]
            found.update(day for part in parts for day in _ends(part))
            starts = [subject.from_ for subject in clause.subjects]
            found.update(_plus(start, days) for start in starts if start for days in _terms(clause))
    return sorted(found)


def _ends(part: Phase | Subject | Exemption | Obligation) -> Iterable[date]:
    if part.from_:
        yield part.from_
    if part.to:
        yield _plus(part.to, 1)


def _terms(clause: Clause) -> Iterable[int]:
    """Terms counted from a listing: the first day on which each is over."""
    return (each.listed_within_days + 1 for each in clause.exemptions if each.listed_within_days is not None)


def _plus(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
