"""Records taken in as they stream by: versions that are new to the list are kept, the others found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, exists, select

from debar.errors import DataError
from debar.store import schema
from debar.store.bulk import batches, insert_rows, next_id
from debar.store.editions import SOME

_HASH_SIZE = 16
_BATCH = 2_000


@dataclass(slots=True)
class Intake:
    """The record versions of an edition that is being read: the hash of each -> its id.

    ``doubled`` counts records that came again with the same content.
    """

    ids: dict[bytes, int] = field(default_factory=dict)
    doubled: int = 0

    def digest(self) -> bytes:
        """Return what identifies this very set of records."""
        return digest_of(self.ids)


def digest_of(hashes: Iterable[bytes]) -> bytes:
    """Return what identifies a set of record versions, whatever their order: the hash of their sorted hashes."""
    total = hashlib.sha256()
    for one in sorted(hashes):
        total.update(one)
    return total.digest()


def hash_of(key: str, text: str) -> bytes:
    """Return the hash of one record version. Raises DataError for what is not text."""
    try:
        if "\0" in key or "\0" in text:
            raise DataError(f"{key!r}: the record holds a NUL character, which no store takes")
        return hashlib.sha256(f"{key}\0{text}".encode()).digest()[:_HASH_SIZE]
    except UnicodeEncodeError as error:
        raise DataError(
            f"{key!r}: the record holds half a character ({error.reason}); read its file as UTF-8"
        ) from None


def take_in(
    connection: Connection, list_row: int, records: Iterable[tuple[str, str]], expected: dict[bytes, int]
) -> Intake:
    """Keep the versions that are new to the list; return the ids of all.

    ``expected`` are versions that are probably among them, as hash -> id; it is emptied on the way, so that no more
    than one edition is held in memory. Raises DataError when two records of the same key differ.
    """
    taken = Intake()
    following = next_id(connection, schema.record)
    held = select(schema.record.c.id).where(schema.record.c.list == list_row).limit(1)
    fresh = connection.execute(held).scalar_one_or_none() is None
    for batch in batches(_distinct(records, taken), _BATCH):
        known = {one: expected.pop(one) for one, _, _ in batch if one in expected}
        unknown = [one for one, _, _ in batch if one not in known]
        if unknown and not fresh:
            known.update(_known(connection, list_row, unknown))
        rows = []
        for one, key, text in batch:
            if one not in known:
                rows.append((following, list_row, key, one, text))
                known[one] = following
                following += 1
        insert_rows(connection, schema.record, rows)
        taken.ids.update(known)
    return taken


def _distinct(records: Iterable[tuple[str, str]], taken: Intake) -> Iterator[tuple[bytes, str, str]]:
    seen: dict[str, bytes] = {}
    for key, text in records:
        one = hash_of(key, text)
        before = seen.setdefault(key, one)
        if before is one:
            yield one, key, text
        elif before != one:
            raise DataError(f"{key}: comes twice in one edition with different content; nothing was saved")
        else:
            taken.doubled += 1


def _known(connection: Connection, list_row: int, hashes: list[bytes]) -> dict[bytes, int]:
    record = schema.record.c
    query = select(record.hash, record.id).where(record.list == list_row, record.hash.in_(hashes))
    return {bytes(row.hash): row.id for row in connection.execute(query)}


def keys_of(connection: Connection, ids: Iterable[int]) -> set[str]:
    """Return the keys of record versions."""
    record = schema.record.c
    found: set[str] = set()
    for some in batches(ids, SOME):
        found.update(connection.execute(select(record.key).where(record.id.in_(some))).scalars())
    return found


def drop_unheld(connection: Connection, ids: Iterable[int]) -> None:
    """Forget those of the record versions that no edition holds any more."""
    record = schema.record.c
    held = exists().where(schema.change.c.record == record.id)
    for some in batches(ids, SOME):
        connection.execute(delete(schema.record).where(record.id.in_(some), ~held))
