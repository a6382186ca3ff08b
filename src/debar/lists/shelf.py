"""All lists in use: the editions that ship with debar and those of the store, as one history for each list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from debar.errors import InputError
from debar.history import Chronicle, Version, apart, known, spans_of
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
        return sorted(both, key=lambda row: (row[2].dated, row[2].origin != "bundled", row[2].retrieved_at, row[1]))

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """As :meth:`Chronicle.versions`."""
        order = self._order()
        places = {(whose, place): common for common, (whose, place, _) in enumerate(order)}
        if between is not None:
            (one, i, _), (other, j, _) = order[between[0]], order[between[1]]
            if one == other:  # the other history has no part in these two editions
                for version in (self.first, self.second)[one].versions((i, j)):
                    yield _placed(version, one, places)
                return
        both = merge(
            (_placed(version, 0, places) for version in self.first.versions()),
            (_placed(version, 1, places) for version in self.second.versions()),
            key=attrgetter("key"),
        )
        for _, versions in groupby(both, attrgetter("key")):
            united = sorted(_united(versions), key=attrgetter("spans"))
            yield from united if between is None else apart(united, between)


def _placed(version: Version, whose: int, places: Mapping[tuple[int, int], int]) -> Version:
    """The version with its spans in places of the common order."""
    held = (places[whose, place] for first, last in version.spans for place in range(first, last + 1))
    return replace(version, spans=spans_of(sorted(held)))


def _united(versions: Iterable[Version]) -> Iterator[Version]:
    """The versions of one key, those with the same text as one."""
    held: dict[str, list[Version]] = {}
    for version in versions:
        held.setdefault(version.record, []).append(version)
    for same in held.values():
        places = {p for version in same for first, last in version.spans for p in range(first, last + 1)}
        yield replace(same[0], spans=spans_of(sorted(places)))


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
        ships, stored = list_id in bundled.list_ids(), list_id in self._stored
        if self.store is not None and stored:
            mine = self.store.chronicle(list_id)
            return Joined(bundled.chronicle(list_id), mine) if ships else mine
        if ships:
            return bundled.chronicle(list_id)
        raise InputError(f"no list {list_id!r} is held here; there are: {', '.join(self.list_ids())}")

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
