"""Whether what was read from a list's files is a whole edition: counts, fill rates, parties it must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from debar.lists.source import Expectation
from debar.model import Entity

#: A list that loses more than this share of its parties from one edition to the next is not believed.
MOST_LOST = 0.20
#: One that loses more than this share is not believed when there are signs that its end is missing.
MOST_LOST_IF_CUT = 0.02
#: Lists shorter than this may lose that share in the ordinary course of things.
SHORT = 10
#: A file of which more than this share of the records cannot be read has changed its form.
MOST_REJECTED = 0.05
#: The same of a user's own list, which people fill in by hand.
MOST_REJECTED_BY_HAND = 0.5

_FILLED: Mapping[str, Callable[[Entity], bool]] = {
    "aliases": lambda entity: len(entity.names) > 1 or bool(entity.weak_names),
    "countries": lambda entity: bool(entity.countries),
    "addresses": lambda entity: bool(entity.addresses),
    "identifiers": lambda entity: bool(entity.identifiers),
    "birth_dates": lambda entity: bool(entity.birth_dates),
    "from": lambda entity: any(listing.from_ for listing in entity.designations),
    "published": lambda entity: any(listing.published for listing in entity.designations),
    "citations": lambda entity: any(listing.citations for listing in entity.designations),
    "scope": lambda entity: any(listing.scope for listing in entity.designations),
    "program": lambda entity: all(listing.program for listing in entity.designations),
}


@dataclass
class Tally:
    """Counts what the checks need while entities stream by."""

    entities: int = 0
    designations: int = 0
    names: set[str] = field(default_factory=set)
    programs: Counter[str] = field(default_factory=Counter)
    filled: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_FILLED, 0))
    wanted: frozenset[str] = frozenset()

    @classmethod
    def expecting(cls, expected: Expectation | None) -> Tally:
        """Return a tally that looks out for the parties an edition must hold."""
        return cls(wanted=frozenset(name.casefold() for name in expected.must_hold) if expected else frozenset())

    def count(self, entities: Iterable[Entity]) -> Iterator[Entity]:
        """Yield the entities, counted."""
        for entity in entities:
            self.entities += 1
            self.designations += len(entity.designations)
            self.programs.update(listing.program for listing in entity.designations)
            for name, has in _FILLED.items():
                self.filled[name] += has(entity)
            if self.wanted:
                self.names.update(self.wanted.intersection(name.casefold() for name in entity.names))
            yield entity

    def breaches(self, expected: Expectation, lacks: Iterable[str] = ()) -> tuple[str, ...]:
        """Return a sentence for each expectation that is not fulfilled; fields the files lack are not expected."""
        found = []
        if not expected.least <= self.entities <= expected.most:
            found.append(f"{self.entities:,} parties, expected {expected.least:,} to {expected.most:,}")
        for name, least in expected.fill.items():
            share = self.filled[name] / max(self.entities, 1)
            if share < least and name not in set(lacks):
                found.append(f"{name} filled for {share:.0%} of the parties, expected at least {least:.0%}")
        found.extend(
            f"{self.programs[program]:,} listings of {program}, expected at least {least:,}"
            for program, least in expected.programs.items()
            if self.programs[program] < least
        )
        found.extend(f"{name!r} is not in it" for name in expected.must_hold if name.casefold() not in self.names)
        return tuple(found)


def lost_too_many(before: int, removed: int, *, cut: bool = False) -> bool:
    """True when so many of the parties of the edition before are gone that the file is more likely cut than right.

    ``cut``: whether there are signs of it already.
    """
    return before > SHORT and removed > before * (MOST_LOST_IF_CUT if cut else MOST_LOST)


def ahead_of_time(published: date, seen: datetime) -> bool:
    """True for a day that had begun nowhere on earth when the files were seen."""
    return published > seen.date() + timedelta(days=1)


def rejected_too_many(rows: int, rejections: int, *, by_hand: bool = False) -> bool:
    """True when so many records could not be read that the file must have changed its form."""
    return rejections > 1 and rejections > rows * (MOST_REJECTED_BY_HAND if by_hand else MOST_REJECTED)
