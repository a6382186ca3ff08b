"""All lists in use: the editions that ship with debar and those of the store, as one history for each list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from debar.errors import InputError
from debar.history import Chronicle, Spans, Version, apart, known, place_of, spans_of, state
from debar.lists import bundled
from debar.lists.clocks import settle
from debar.lists.corrections import load as load_corrections
from debar.model import Edition, Entity

if TYPE_CHECKING:
    from debar.store import Store


@dataclass(frozen=True, slots=True)
class Joined:
    """Two histories of one list as one."""

    first: Chronicle
    second: Chronicle

    @property
    def list_id(self) -> str:
        """The list's id."""
        return self.second.list_id

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of both, in their order; on one day, what ships with debar stands before what a user brought."""
        return tuple(edition for _, _, edition in self._order())

    def _order(self) -> list[tuple[int, int, Edition]]:
        """(0 or 1: whose it is, its place there, the edition) in the common order."""
        both = [(0, place, edition) for place, edition in enumerate(self.first.editions)]
        both += [(1, place, edition) for place, edition in enumerate(self.second.editions)]
        return sorted(both, key=lambda row: (*_order(row[2]), row[1]))

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """As :meth:`Chronicle.versions`; between two editions of one history, spans leave out those of the other."""
        order = self._order()
        places: tuple[list[int], list[int]] = ([], [])
        for common, (whose, _, _) in enumerate(order):
            places[whose].append(common)
        if between is not None:
            (one, i, _), (other, j, _) = order[between[0]], order[between[1]]
            if one == other:  # the other history has no part in these two editions
                yield from _placed((self.first, self.second)[one].versions((i, j)), places[one])
                return
        both = merge(
            _placed(self.first.versions(), places[0]), _placed(self.second.versions(), places[1]), key=attrgetter("key")
        )
        for _, versions in groupby(both, attrgetter("key")):
            united = _united(list(versions))
            yield from united if between is None else apart(united, between)


def _order(edition: Edition) -> tuple[date, bool, datetime]:
    return edition.dated, edition.origin != "bundled", edition.retrieved_at


def _placed(versions: Iterable[Version], places: Sequence[int]) -> Iterator[Version]:
    """The versions with their spans in places of the common order; the same spans come again and again."""
    known_spans: dict[Spans, Spans] = {}
    for version in versions:
        spans = known_spans.get(version.spans)
        if spans is None:
            held = (places[place] for first, last in version.spans for place in range(first, last + 1))
            spans = known_spans[version.spans] = spans_of(held)
        yield Version(version.key, version.record, spans)


def _united(versions: list[Version]) -> list[Version]:
    """The versions of one key in order, those with the same text as one."""
    if len(versions) == 1:
        return versions
    held: dict[str, list[Version]] = {}
    for version in versions:
        held.setdefault(version.record, []).append(version)
    united = [same[0] if len(same) == 1 else _as_one(same) for same in held.values()]
    return sorted(united, key=attrgetter("spans"))


def _as_one(same: Sequence[Version]) -> Version:
    places = {place for version in same for first, last in version.spans for place in range(first, last + 1)}
    return Version(same[0].key, same[0].record, spans_of(sorted(places)))


class Shelf:
    """The lists in use. Without a store, those that ship with debar."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store
        self._stored = store.list_ids() if store else ()

    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of all lists with an edition, in alphabetical order."""
        return tuple(sorted({*bundled.list_ids(), *self._stored}))

    def chronicle(self, list_id: str) -> Chronicle:
        """Return the whole history of one list. Raises InputError when no edition of it is held."""
        parts = self._parts(list_id)
        return Joined(*parts) if len(parts) == 2 else parts[0]

    def _parts(self, list_id: str) -> list[Chronicle]:
        """What ships with debar of the list, and what the store has of it. Raises InputError when neither has any."""
        parts = [bundled.chronicle(list_id)] if list_id in bundled.list_ids() else []
        if self.store is not None and list_id in self._stored:
            parts.append(self.store.chronicle(list_id))
        if not parts:
            raise InputError(f"no list {list_id!r} is held here; there are: {', '.join(self.list_ids())}")
        return parts

    def state(self, list_id: str, day: date, known_at: date | None = None) -> tuple[Edition, Iterator[Version]] | None:
        """Return the edition that speaks for a day and its records; None when none is that old.

        Only the part of the history that holds the edition is read.
        """
        found = [
            (part.editions[place], part, place)
            for part in self._parts(list_id)
            if (place := place_of(part.editions, day, known_at)) is not None
        ]
        if not found:
            return None
        edition, part, place = max(found, key=lambda each: _order(each[0]))
        return edition, state(part, place)

    def current(self, list_id: str, known_at: date | None = None) -> Edition | None:
        """Return the edition in force: the newest one (retrieved by ``known_at``); None when there was none then."""
        editions = [
            edition for edition in self.chronicle(list_id).editions if known_at is None or edition.retrieved <= known_at
        ]
        return editions[-1] if editions else None

    def editions(self, known_at: date | None = None) -> tuple[Edition, ...]:
        """Return the edition in force of each list, by list id; lists without one on that day are left out."""
        held = (self.current(list_id, known_at) for list_id in self.list_ids())
        return tuple(edition for edition in held if edition is not None)

    def entities(self, list_id: str, known_at: date | None = None) -> Iterator[Entity]:
        """Yield every party ever held by an edition retrieved by that day, with both clocks on its listings."""
        chronicle = self.chronicle(list_id)
        return settle(known(chronicle, known_at), load_corrections())

    def fingerprint(self, known_at: date | None = None) -> str:
        """Return a hash over the editions in use on that day and the store's state: same hash, same answers."""
        digest = hashlib.sha256()
        for list_id in self.list_ids():
            for edition in self.chronicle(list_id).editions:
                if known_at is None or edition.retrieved <= known_at:
                    digest.update(f"{list_id}|{edition.sha256}|{edition.parser}|{edition.dated}|".encode())
        return digest.hexdigest()[:16]
