"""Watches in the store: what is watched, how it stood, alerts. Reading, and writing in a transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, delete, select, update

from debar.errors import InputError
from debar.model.people import MAIN
from debar.model.watches import Alert, Stand, Watch
from debar.store import schema_watches as tables
from debar.store.audit_chain import canonical
from debar.store.bulk import batches, insert_rows, next_id

Reading = Callable[[], AbstractContextManager[Connection]]

_LEVEL = 3
_TOGETHER = 2_000


def digest_of(text: str) -> str:
    """Return the SHA-256 of a stand's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Watches:
    """What the store holds of watches in one workspace; made by :meth:`debar.store.Store.watches_in`."""

    def __init__(self, reading: Reading, workspace: str = MAIN) -> None:
        self._reading = reading
        self._workspace = workspace

    def all(self) -> tuple[Watch, ...]:
        """Return the watches that have not ended, by name."""
        query = select(tables.watch).where(tables.watch.c.workspace == self._workspace, tables.watch.c.ended == "")
        with self._reading() as connection:
            return tuple(_watch(row) for row in connection.execute(query.order_by(tables.watch.c.name)))

    def named(self, name: str) -> Watch:
        """Return a watch. Raises InputError, with those there are, for none of that name."""
        held = self.all()
        for each in held:
            if each.name == name:
                return each
        names = ", ".join(each.name for each in held) or "none yet"
        raise InputError(f"no watch is named {name!r}; there are: {names}")

    def standing(self, watch: int) -> dict[str, str]:
        """Return the digest of each thing of a watch as it stood last, by its key."""
        query = select(tables.standing.c.key, tables.standing.c.digest).where(tables.standing.c.watch == watch)
        with self._reading() as connection:
            return {row.key: row.digest for row in connection.execute(query)}

    def stood(self, watch: int, keys: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what was kept of things of a watch, with their keys."""
        unpacker = zstandard.ZstdDecompressor()
        for some in batches(keys, 500):
            held = tables.standing.c
            query = select(held.key, held.data).where(held.watch == watch, held.key.in_(some)).order_by(held.key)
            with self._reading() as connection:
                rows = connection.execute(query).all()
            for key, packed in rows:
                yield key, json.loads(unpacker.decompress(packed))

    def alerts(self, *, before: int = 0, after: int = 0, limit: int = 50, watch: int = 0) -> tuple[Alert, ...]:
        """Return the newest alerts, the newest first: older than ``before``, newer than ``after``, of one watch."""
        alert = tables.alert.c
        query = select(tables.alert, tables.watch.c.name).join(tables.watch).where(alert.workspace == self._workspace)
        if before:
            query = query.where(alert.id < before)
        if after:
            query = query.where(alert.id > after)
        if watch:
            query = query.where(alert.watch == watch)
        with self._reading() as connection:
            return tuple(_alert(row) for row in connection.execute(query.order_by(alert.id.desc()).limit(limit)))

    def alerts_of_day(self, day: str, limit: int = 10_000) -> tuple[Alert, ...]:
        """Return the alerts of a day (``2026-11-22``), the oldest first."""
        alert = tables.alert.c
        mine = (alert.workspace == self._workspace) & (alert.at >= day) & (alert.at < f"{day}~")
        query = select(tables.alert, tables.watch.c.name).join(tables.watch).where(mine)
        with self._reading() as connection:
            return tuple(_alert(row) for row in connection.execute(query.order_by(alert.id).limit(limit)))


class WatchWriter:
    """What may be written of watches in one transaction and workspace."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def add(self, watch: Watch) -> Watch:
        """Keep a new watch; return it with its number. Raises InputError for a name that is taken."""
        table = tables.watch.c
        taken = select(table.id).where(table.workspace == self._workspace, table.name == watch.name, table.ended == "")
        if self._connection.execute(taken).first():
            raise InputError(f"a watch named {watch.name!r} is there already; remove it, or take another name")
        id_ = next_id(self._connection, tables.watch)
        question = canonical({"lists": list(watch.lists), "threshold": watch.threshold, "only": watch.only})
        row = (id_, self._workspace, watch.name, watch.kind, watch.subject, question, watch.actor, watch.at, "", "")
        insert_rows(self._connection, tables.watch, [row])
        return Watch(
            id=id_,
            name=watch.name,
            kind=watch.kind,
            subject=watch.subject,
            lists=watch.lists,
            threshold=watch.threshold,
            only=watch.only,
            actor=watch.actor,
            at=watch.at,
        )

    def end(self, watch: int, at: str) -> None:
        """End a watch; its alerts stay."""
        self._connection.execute(update(tables.watch).where(self._own(watch)).values(ended=at))
        self._connection.execute(delete(tables.standing).where(tables.standing.c.watch == watch))

    def advance(self, watch: int, at: str, *, gone: Iterable[str], changed: Iterable[Stand]) -> None:
        """Note how the things of a watch stand now: those that are gone, and those that changed or are new."""
        held, packer = tables.standing.c, zstandard.ZstdCompressor(level=_LEVEL)
        self._connection.execute(update(tables.watch).where(self._own(watch)).values(ran=at))
        for keys in batches(gone, 500):
            self._connection.execute(delete(tables.standing).where(held.watch == watch, held.key.in_(keys)))
        for some in batches(changed, _TOGETHER):
            for part in batches([each.key for each in some], 500):
                self._connection.execute(delete(tables.standing).where(held.watch == watch, held.key.in_(part)))
            rows = [
                (watch, each.key, digest_of(each.text), packer.compress(canonical(each.data).encode())) for each in some
            ]
            insert_rows(self._connection, tables.standing, rows)

    def alert(self, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
        """Keep alerts; return them with their numbers."""
        first = next_id(self._connection, tables.alert)
        made = []
        rows = []
        for id_, each in enumerate(alerts, start=first):
            made.append(
                Alert(
                    id=id_,
                    watch=each.watch,
                    name=each.name,
                    at=each.at,
                    what=each.what,
                    title=each.title,
                    detail=each.detail,
                    link=each.link,
                )
            )
            detail = canonical(each.detail)
            rows.append((id_, self._workspace, each.watch, each.at, each.what, each.title, detail, each.link, ""))
        insert_rows(self._connection, tables.alert, rows)
        return tuple(made)

    def see(self, ids: Iterable[int], seen: str) -> int:
        """Put alerts away, with who did and when; return how many were new."""
        alert, count = tables.alert.c, 0
        for some in batches(ids, 500):
            mine = (alert.workspace == self._workspace) & alert.id.in_(some) & (alert.seen == "")
            count += self._connection.execute(update(tables.alert).where(mine).values(seen=seen)).rowcount
        return count

    def _own(self, watch: int) -> Any:
        return (tables.watch.c.id == watch) & (tables.watch.c.workspace == self._workspace)


def _watch(row: Row[Any]) -> Watch:
    question = json.loads(row.question)
    return Watch(
        id=row.id,
        name=row.name,
        kind=row.kind,
        subject=row.subject,
        lists=tuple(question["lists"]),
        threshold=question["threshold"],
        only=question["only"],
        actor=row.actor,
        at=row.at,
        ran=row.ran,
        ended=row.ended,
    )


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        watch=row.watch,
        name=row.name,
        at=row.at,
        what=row.what,
        title=row.title,
        detail=json.loads(row.detail),
        link=row.link,
        seen=row.seen,
    )
