"""Copies of the catalog and the rules in the store, so that a case can be judged again by those of its day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import zstandard
from sqlalchemy import Connection, select

from debar.store import schema_casework as tables
from debar.store.bulk import insert_rows
from debar.store.errors import StoreError

_LEVEL = 9


def keep_copies(connection: Connection, law: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep each part of the law (``catalog``, ``rules``: version and JSON) that is not kept under its version yet."""
    held = tables.law.c
    for name, (version, data) in law.items():
        there = select(held.version).where(held.name == name, held.version == version)
        if connection.execute(there).first() is None:
            text = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
            insert_rows(connection, tables.law, [(name, version, hashlib.sha256(data).hexdigest(), text)])


def read_copy(connection: Connection, name: str, version: str) -> bytes | None:
    """Return the JSON of a part of the law; None where no copy of that version is kept.

    Raises StoreError for a copy that is not as it was kept.
    """
    held = tables.law.c
    query = select(tables.law).where(held.name == name, held.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    try:
        data = zstandard.ZstdDecompressor().decompress(row.text)
    except zstandard.ZstdError:
        data = b""
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise StoreError(f"the copy of the {name} {version[:12]} is damaged; restore the store from a backup")
    return data
