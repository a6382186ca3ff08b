"""One party on many lists: what joins its entries, and its time line on both clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from debar.model.histories import Turn
from debar.model.lists import Citation, Correction, Designation, Entity, Evidence, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """What is held of two entries: that they are one party, may be, or are not.

    ``status`` is ``joined``, ``proposed`` (a person should look; nothing rests on it) or ``separated``. ``ground`` is
    ``decision``, ``curated``, ``identifier``, ``name``, ``alias``, ``core-name``, ``name-and-address``,
    ``name-and-birth``, ``same-name`` or ``national-identifier``; ``because`` says it in words; ``by`` who decided or
    curated it, ``evidence`` on what.
    """

    a: str
    b: str
    status: str
    ground: str
    because: str
    by: str = ""
    evidence: tuple[Evidence, ...] = ()

    def other(self, entity: str) -> str:
        """The entity at the other end."""
        return self.b if entity == self.a else self.a


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The entries of one party, by id, and every join that touches one of them, proposed and separated ones too."""

    id: str
    name: str
    entities: tuple[str, ...]
    joins: tuple[Join, ...] = ()

    @property
    def proposed(self) -> tuple[Join, ...]:
        """The joins that a person should look at."""
        return tuple(join for join in self.joins if join.status == "proposed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """One thing that happened to one listing or entry.

    ``clock`` is ``in force`` or ``known``. ``kind`` is ``in-force`` or ``ended`` on the first; ``published``,
    ``known``, ``changed`` or ``last-known`` on the second. ``day`` is None where no day is known at all; with
    ``bounded`` it happened after ``after`` (None: any day before) and by ``day``. ``placed`` is the day the event is
    sorted by. ``what`` says it in words; ``changes`` are the fields that changed, old and new.
    """

    clock: str
    kind: str
    day: date | None
    placed: date
    list: str
    entity: str
    program: str
    what: str
    after: date | None = None
    bounded: bool = False
    citations: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    changes: Mapping[str, Turn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyListing:
    """One listing of the party, and whether it was in force on the day asked for (or has not ended, without one)."""

    entity: str
    name: str
    designation: Designation
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry that may be the same party, with the join that says why; ``other`` is None when it is not at hand."""

    join: Join
    entity: str
    other: Entity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All listings of one party on one time line, oldest first. ``notes`` say what a reader must not conclude."""

    party: Party
    entities: tuple[Entity, ...]
    listings: tuple[PartyListing, ...]
    events: tuple[TimelineEvent, ...]
    proposals: tuple[Proposal, ...] = ()
    as_of: date | None = None
    known_at: date | None = None
    notes: tuple[str, ...] = ()
