"""Editions as rows: their columns, their order within a list, and the changes that make up each one's state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from debar.model import Edition
from debar.store import schema
from debar.store.types import Account

#: Values of one query: databases bound the number of parameters.
SOME = 5_000


@dataclass(frozen=True, slots=True)
class Held:
    """An edition with its id in the store."""

    id: int
    edition: Edition

    @property
    def place(self) -> tuple[date, bool, datetime, int]:
        """What editions of a list are ordered by."""
        return (self.edition.dated, self.edition.origin != "bundled", self.edition.retrieved_at, self.id)


def moment(value: datetime) -> str:
    """Return a moment as the store keeps it: ISO, in UTC (taken for UTC when it does not say), sorting by time."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """Return a text with what no database takes (NUL, halves of characters as odd file names hold) replaced."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def columns(edition: Edition) -> dict[str, Any]:
    """Return the values of the columns that come from the edition itself."""
    fields = {name: getattr(edition, name) for name in edition.__dataclass_fields__ if name != "list"}
    texts = {name: storable(value) for name, value in fields.items() if isinstance(value, str)}
    return (
        fields
        | texts
        | {
            "published": edition.published.isoformat() if edition.published else None,
            "confirmed": edition.confirmed.isoformat() if edition.confirmed else None,
            "retrieved_at": moment(edition.retrieved_at),
            "parts": json.dumps(edition.parts),
            "lacks": json.dumps(edition.lacks),
        }
    )


def account_text(account: Account) -> str:
    """Return an account as the store keeps it."""
    return json.dumps(asdict(account))


def account_of(text: str) -> Account:
    """Return the account that was kept."""
    kept = json.loads(text)
    return Account(
        rows=kept["rows"],
        rejections=kept["rejections"],
        rejected=tuple((where, what) for where, what in kept["rejected"]),
        warnings=kept["warnings"],
        warned=tuple((where, what) for where, what in kept["warned"]),
        notes=tuple(kept["notes"]),
    )


def _edition(row: Row[Any], list_id: str) -> Edition:
    return Edition(
        list=list_id,
        title=row.title,
        authority=row.authority,
        sha256=row.sha256,
        published=date.fromisoformat(row.published) if row.published else None,
        retrieved_at=datetime.fromisoformat(row.retrieved_at),
        entities=row.entities,
        designations=row.designations,
        source=row.source,
        official_url=row.official_url,
        licence=row.licence,
        completeness=row.completeness,
        parts=tuple((name, day) for name, day in json.loads(row.parts)),
        lacks=tuple(json.loads(row.lacks)),
        origin=row.origin,
        layout=row.layout,
        parser=row.parser,
        note=row.note,
        confirmed=date.fromisoformat(row.confirmed) if row.confirmed else None,
    )


def in_order(connection: Connection, list_id: str) -> list[Held]:
    """Return the editions of a list in their order; none for a list that has none."""
    query = select(schema.edition).join(schema.lists).where(schema.lists.c.name == list_id)
    held = [Held(row.id, _edition(row, list_id)) for row in connection.execute(query)]
    return sorted(held, key=lambda one: one.place)


def _state_query(editions: Sequence[int]) -> Select[int]:
    change = schema.change.c
    query = select(change.record).where(change.edition.in_(editions)).group_by(change.record)
    return query.having(func.sum(change.sign) > 0)


def state(connection: Connection, editions: Sequence[int]) -> set[int]:
    """Return the ids of the record versions that the last of these editions holds: all editions up to it, by id."""
    query = _state_query(editions)
    return set(connection.execute(query, execution_options={"yield_per": SOME}).scalars()) if editions else set()


def state_hashes(connection: Connection, editions: Sequence[int]) -> dict[bytes, int]:
    """Return the record versions that the last of these editions holds: hash -> id."""
    record = schema.record.c
    query = select(record.hash, record.id).where(record.id.in_(_state_query(editions)))
    rows = connection.execute(query, execution_options={"yield_per": SOME}) if editions else ()
    return {bytes(row.hash): row.id for row in rows}


def changes(connection: Connection, edition: int) -> dict[int, int]:
    """Return what an edition changed: record version -> +1 or -1."""
    query = select(schema.change.c.record, schema.change.c.sign).where(schema.change.c.edition == edition)
    return {row.record: row.sign for row in connection.execute(query)}


def difference(before: Iterable[int], after: Iterable[int]) -> dict[int, int]:
    """Return what leads from one state to another: record version -> +1 or -1."""
    old, new = set(before), set(after)
    return dict.fromkeys(new - old, 1) | dict.fromkeys(old - new, -1)


def combined(first: Mapping[int, int], second: Mapping[int, int], sign: int = 1) -> dict[int, int]:
    """Return the first changes followed by the second ones (``sign`` 1), or with them taken back (-1)."""
    total = dict(first)
    for record, change in second.items():
        total[record] = total.get(record, 0) + sign * change
    return {record: change for record, change in total.items() if change}
