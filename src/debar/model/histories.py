"""What two states of a list differ in, and what each edition said of a party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from debar.model.lists import Correction, Designation, Edition

#: The values of one field before and after.
Turn = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """An entry that one of two editions holds and the other does not. ``id`` is the list's own, without its name."""

    id: str
    entity: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEntry:
    """An entry that both editions hold with different content: the values of each changed field, old and new.

    ``name`` is the newer caption.
    """

    id: str
    entity: str
    name: str
    fields: Mapping[str, Turn]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDiff:
    """What two editions of a list differ in, each part in the order of entity ids.

    ``not_compared`` names the fields that one of the two editions' files do not give.
    """

    list: str
    old: Edition
    new: Edition
    added: tuple[ListedEntry, ...]
    removed: tuple[ListedEntry, ...]
    changed: tuple[ChangedEntry, ...]
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEntry:
    """A listing that began or ended on ``day``; its designation has the bounds, citations and corrections.

    ``correction`` is set where the list itself dates the entry otherwise: then ``day`` is the list's own date.
    """

    id: str
    entity: str
    name: str
    day: date
    listing: Designation
    correction: Correction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDiff:
    """What came into force and what ended after one day and by another, by the listings' own dates.

    ``corrected`` are the listings that the list itself dates into this span and a correction dates elsewhere.
    """

    after: date
    until: date
    began: tuple[DatedEntry, ...]
    ended: tuple[DatedEntry, ...]
    corrected: tuple[DatedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One fact that a list states of a party: one value of one property, and how long the editions stated it.

    ``first`` and ``last`` are the days that the first and the last edition with it speak for (``last`` is None while
    the newest edition states it, or does not give such facts at all); ``known_from`` and ``known_to`` the days on which
    these were retrieved.
    """

    entity: str
    list: str
    property: str
    value: str
    first: date
    last: date | None
    known_from: date
    known_to: date | None
