"""Small lists for the tests of the store: records by key, editions by day."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import BinaryIO

from debar.model import Edition
from debar.store import Account, Added, Counts, Store

State = Mapping[str, str]


@dataclass(frozen=True)
class InMemory:
    """A file whose bytes are at hand."""

    name: str
    data: bytes

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


def edition(day: date, *, published: date | None = None, hour: int = 12, sha256: str = "", **fields: str) -> Edition:
    """An edition retrieved at an hour of a day."""
    return Edition(
        list="",
        title="A list",
        authority="An authority",
        sha256=sha256,
        published=published,
        retrieved_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
        entities=0,
        **{"origin": "imported", **fields},
    )


def bytes_of(records: State) -> bytes:
    """A file that holds these records."""
    return "\n".join(f"{key},{text}" for key, text in records.items()).encode()


def add(store: Store, list_id: str, records: State, of: Edition, data: bytes | None = None) -> Added:
    """Keep one edition in a transaction of its own, with a file made of its records unless one is given."""
    original = InMemory("list.csv", bytes_of(records) if data is None else data)
    with store.writing() as writer:
        return writer.add_edition(list_id, records.items(), [("main", original)], lambda _: of, accept)


def accept(counts: Counts) -> Account:
    """An account that refuses nothing."""
    return Account(rows=counts.entities)


def states(store: Store, list_id: str) -> list[dict[str, str]]:
    """The records of every edition, rebuilt from the spans of the versions."""
    chronicle = store.chronicle(list_id)
    versions = list(chronicle.versions())
    return [
        {version.key: version.record for version in versions if version.held_by(place)}
        for place in range(len(chronicle.editions))
    ]


def numbered(count: int, of: str = "text") -> dict[str, str]:
    """That many records."""
    return {f"x:{number:05d}": f'{{"id":"x:{number:05d}","note":"{of} {number}"}}' for number in range(count)}


def stream(records: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The records as something that can be read only once."""
    yield from records
