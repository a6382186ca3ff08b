"""The history of one list, read from the changes of its editions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, func, select

from debar.history import Version
from debar.model import Edition
from debar.store import schema
from debar.store.editions import SOME, Held

#: A row of the query below: key, record id, text, edition id, sign.
_key, _record = itemgetter(0), itemgetter(1)


class StoredChronicle:
    """A :class:`debar.history.Chronicle` over the store: versions are read as they are asked for."""

    def __init__(
        self, list_id: str, held: Sequence[Held], reading: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._list_id = list_id
        self._ids = tuple(one.id for one in held)
        self._editions = tuple(one.edition for one in held)
        self._reading = reading

    @property
    def list_id(self) -> str:
        """The list's id."""
        return self._list_id

    @property
    def editions(self) -> tuple[Edition, ...]:
        """All editions, in the order of the day they speak for (bundled ones first), then of retrieval."""
        return self._editions

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """Yield every version, sorted by key and, within a key, by its first edition; in flat memory.

        With ``between`` (two places) only the versions held by one of these two editions but not by the other.
        """
        places = {edition: place for place, edition in enumerate(self._ids)}
        query = self._query(between)
        with (
            self._reading() as connection,
            closing(connection.execute(query, execution_options={"yield_per": SOME})) as rows,
        ):
            for key, of_key in groupby(rows, key=_key):
                versions = [_version(key, list(of_record), places) for _, of_record in groupby(of_key, key=_record)]
                yield from sorted(versions, key=lambda version: version.spans)

    def _query(self, between: tuple[int, int] | None) -> Select[Any]:
        record, change = schema.record.c, schema.change.c
        query = (
            select(record.key, record.id, record.text, change.edition, change.sign)
            .join(schema.change, change.record == record.id)
            .order_by(record.key, record.id)
        )
        if between is None:
            listed = select(schema.lists.c.id).where(schema.lists.c.name == self._list_id).scalar_subquery()
            return query.where(record.list == listed)
        first, last = sorted(between)
        moved = schema.change.alias()
        differing = (
            select(moved.c.record)
            .where(moved.c.edition.in_(self._ids[first + 1 : last + 1]))
            .group_by(moved.c.record)
            .having(func.sum(moved.c.sign) != 0)
        )
        return query.where(record.id.in_(differing))


def _version(key: str, rows: Sequence[Any], places: dict[int, int]) -> Version:
    """One version from its changes: spans open where an edition has it and close where one has it no longer."""
    moves = sorted((places[edition], sign) for _, _, _, edition, sign in rows)
    return Version(key, rows[0][2], tuple(_spans(moves, len(places) - 1)))


def _spans(moves: Iterable[tuple[int, int]], last: int) -> Iterator[tuple[int, int]]:
    since: int | None = None
    for place, sign in moves:
        if sign > 0 and since is None:
            since = place
        elif sign < 0 and since is not None:
            yield since, place - 1
            since = None
    if since is not None:
        yield since, last
