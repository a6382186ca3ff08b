"""Whether a store is whole: every original file as it was, every edition rebuilt from the changes, nothing astray."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext

from sqlalchemy import Connection, exists, select
from sqlalchemy.exc import DatabaseError

from debar.errors import DataError
from debar.store import schema
from debar.store.blobs import check_all
from debar.store.casework import Casework
from debar.store.editions import SOME, changes, in_order
from debar.store.intake import digest_of, hash_of
from debar.store.place import first_line
from debar.store.types import Fault


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong, part by part; a part that cannot be read at all is a fault itself."""
    parts: tuple[tuple[str, Callable[[Connection], Iterator[Fault]]], ...] = (
        ("file", _file),
        ("originals", _originals),
        ("records", _records),
        ("editions", _editions),
        ("audit", _audit),
    )
    for name, part in parts:
        try:
            yield from part(connection)
        except DatabaseError as error:
            yield Fault(name, f"cannot be read: {first_line(error.orig or error)}")


def _file(connection: Connection) -> Iterator[Fault]:
    """What SQLite itself finds wrong with its file, and rows that refer to others that are not there."""
    if connection.dialect.name != "sqlite":
        return
    for (found,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if found != "ok":
            yield Fault("file", first_line(ValueError(found)))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault(f"{table} {row if row is not None else ''}".strip(), f"refers to a {parent} that is not there")


def _originals(connection: Connection) -> Iterator[Fault]:
    yield from check_all(connection)
    other = schema.blob.alias()
    used = exists().where(schema.original.c.blob == schema.blob.c.id) | exists().where(
        schema.document.c.blob == schema.blob.c.id
    )
    needed = exists().where(other.c.base == schema.blob.c.id)
    for blob in connection.execute(select(schema.blob.c.sha256).where(~used, ~needed)).scalars():
        yield Fault(f"original file {blob}", "belongs to no edition and no document")


def _audit(connection: Connection) -> Iterator[Fault]:
    yield from Casework(lambda: nullcontext(connection)).faults()


def _records(connection: Connection) -> Iterator[Fault]:
    """Records whose text is not the one that was hashed, and those that no edition ever held."""
    record = schema.record.c
    query = select(record.id, record.key, record.hash, record.text)
    with closing(connection.execute(query, execution_options={"yield_per": SOME})) as rows:
        for row in rows:
            if not _is_hash(row.key, row.text, bytes(row.hash)):
                yield Fault(f"record {row.id} ({row.key})", "its text is not the one that was kept")
    held = exists().where(schema.change.c.record == record.id)
    for one in connection.execute(select(record.id, record.key).where(~held)):
        yield Fault(f"record {one.id} ({one.key})", "belongs to no edition")


def _is_hash(key: str, text: str, kept: bytes) -> bool:
    try:
        return hash_of(key, text) == kept
    except DataError:
        return False


def _editions(connection: Connection) -> Iterator[Fault]:
    """Editions that the changes up to them do not rebuild."""
    record, edition = schema.record.c, schema.edition.c
    for list_row in connection.execute(select(schema.lists).order_by(schema.lists.c.name)).all():
        hashes = {
            row.id: bytes(row.hash)
            for row in connection.execute(select(record.id, record.hash).where(record.list == list_row.id))
        }
        kept = {
            row.id: row
            for row in connection.execute(
                select(edition.id, edition.records, edition.digest).where(edition.list == list_row.id)
            )
        }
        state: set[int] = set()
        for held in in_order(connection, list_row.name):
            where = f"edition {held.edition.sha256[:12]} of {list_row.name} ({held.edition.dated})"
            for one, sign in changes(connection, held.id).items():
                if one not in hashes:
                    yield Fault(where, f"its changes name record {one}, which is not one of the list")
                elif (one in state) == (sign > 0):
                    yield Fault(where, f"its changes {'add' if sign > 0 else 'remove'} record {one} once too often")
                (state.add if sign > 0 else state.discard)(one)
            if len(state) != kept[held.id].records:
                yield Fault(where, f"its changes give {len(state)} records, it was kept with {kept[held.id].records}")
            elif digest_of(hashes[one] for one in state if one in hashes) != bytes(kept[held.id].digest):
                yield Fault(where, "its changes give other records than it was kept with")
