"""Backups: all that a store holds in one file, and back again, whichever database it is in.

A backup is itself a store on SQLite. Of one on SQLite it is made by SQLite's online backup, of one on PostgreSQL row by
row in one snapshot; both while others read and write. It is sealed with a digest of all its rows, so that damage is
told from a backup that is whole. Sessions and counts of failed sign-ins are left out: nobody is signed in by restoring.
So are jobs, whose files are not in the store; the scans they kept are in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from debar.errors import InputError
from debar.store import schema_casework, schema_jobs, schema_people, schema_watches
from debar.store.bulk import batches, insert_rows
from debar.store.engine import connect_to, exclusive, reading, telling
from debar.store.errors import StoreError
from debar.store.opening import WAIT, open_store
from debar.store.place import APPLICATION_ID, Place, file_uri, place_of
from debar.store.schema import metadata
from debar.store.schema import store as notes

_TOGETHER = 5_000
_LEFT_OUT = (schema_people.session, schema_people.throttle, schema_jobs.job, schema_jobs.answered)
#: The note of a backup that has the digest of its rows.
_SEAL = "seal"
#: Faults of a backup that are told; one is enough to refuse it.
_TOLD = 3
#: All tables are known once the modules that declare them are loaded.
assert {schema_casework.audit.metadata, schema_watches.alert.metadata} == {metadata}  # noqa: S101


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: rows, in how many tables, bytes, and the SHA-256 of the file."""

    rows: int
    tables: int
    size: int
    sha256: str


def back_up(url: str, file: str) -> Backup:
    """Write the store at ``url`` to a new file; readable by its owner only, as it holds hashes of passwords.

    Raises InputError where the file is there already or there is no store, StoreError when either cannot be used.
    """
    target, source = Path(file).expanduser().absolute(), place_of(url)
    if target.exists():
        raise InputError(f"{file}: is there already; name a new file for the backup")
    open_store(url, create=False).close()
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if source.path is not None:
            _copy_file(source.path, part)
        else:
            part.unlink()
            _copy_from_server(source, part)
        rows = _seal(part)
        digest = _digest(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{file}: the backup cannot be written ({error}); name another place") from None
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{end}").unlink(missing_ok=True)
    return Backup(rows, len(metadata.sorted_tables), target.stat().st_size, digest)


def restore(file: str, url: str, *, replace: bool = False) -> int:
    """Bring the content of a backup into the store at ``url``; return the number of rows.

    All of it comes or nothing; those who read meanwhile see one state or the other. Raises InputError for no backup,
    one that is damaged, and a store that holds something already, unless ``replace``.
    """
    given = Path(file).expanduser().absolute()
    if not given.is_file():
        raise InputError(f"{file}: no such file")
    target = place_of(url)
    if target.path is not None and target.path.exists() and target.path.samefile(given):
        raise InputError(f"{file}: is the store itself; name a backup")
    with tempfile.TemporaryDirectory(prefix="debar-restore-") as folder:
        copy = Path(folder) / "backup.sqlite3"
        shutil.copyfile(given, copy)
        _check_backup(copy, file)
        open_store(url).close()
        source, into = connect_to(place_of(str(copy)), wait=WAIT), connect_to(target, wait=WAIT)
        with telling(target, wait=WAIT), reading(source) as old, exclusive(into, wait=WAIT) as new:
            _empty(new, target, replace=replace)
            return _copy_rows(old, new)


def _copy_file(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(file_uri(source, reading=True), uri=True, timeout=WAIT)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def _copy_from_server(source: Place, target: Path) -> None:
    open_store(str(target)).close()
    engine, into = connect_to(source, wait=WAIT), connect_to(place_of(str(target)), wait=WAIT)
    with telling(source, wait=WAIT), reading(engine) as old, exclusive(into, wait=WAIT) as new:
        _copy_rows(old, new)


def _seal(path: Path) -> int:
    """Leave out what no backup holds, make the file one that stands alone, seal it; return its number of rows."""
    os.chmod(path, 0o600)  # noqa: PTH101
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in _LEFT_OUT:
            connection.execute(f'DELETE FROM "{table.name}"')  # noqa: S608  names of our own
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f'DELETE FROM "{notes.name}" WHERE name = ?', (_SEAL,))  # noqa: S608
        counts = (f'SELECT count(*) FROM "{table.name}"' for table in metadata.sorted_tables)  # noqa: S608
        rows = sum(int(connection.execute(query).fetchone()[0]) for query in counts)
        connection.execute(f'INSERT INTO "{notes.name}" VALUES (?, ?)', (_SEAL, _content(connection)))  # noqa: S608
        return rows


def _content(connection: sqlite3.Connection) -> str:
    """The SHA-256 of all rows of all tables but the seal itself, whichever pages of the file they are on."""
    digest, kept = hashlib.sha256(), connection.text_factory
    connection.text_factory = bytes
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for table in [name.decode() for (name,) in connection.execute(names).fetchall()]:
        columns = connection.execute(f'SELECT * FROM "{table}" LIMIT 0').description  # noqa: S608  names of its schema
        order = ", ".join(str(place) for place in range(1, len(columns) + 1))
        for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):  # noqa: S608
            if table != notes.name or row[0] != _SEAL.encode():
                parts = (part if isinstance(part, bytes) else str(part).encode() for part in (table, *row))
                digest.update(b"".join(b"%d:%s" % (len(part), part) for part in parts))
    connection.text_factory = kept
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_backup(copy: Path, shown: str) -> None:
    """Raise InputError unless the file is a store that is whole. It is brought to the newest schema."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise InputError(f"{shown}: is no backup of debar")
            _check_seal(connection, shown)
    except sqlite3.Error as error:
        raise InputError(f"{shown}: is no backup of debar, or a damaged one ({error})") from None
    try:
        with open_store(str(copy), create=False) as store:
            found = [f"{fault.where}: {fault.what}" for fault, _ in zip(store.verify(), range(_TOLD), strict=False)]
    except StoreError as error:
        raise InputError(f"{shown}: the backup cannot be used ({str(error).replace(str(copy), shown)})") from None
    if found:
        raise InputError(f"{shown}: the backup is not whole, nothing was restored: {'; '.join(found)}")


def _check_seal(connection: sqlite3.Connection, shown: str) -> None:
    """Break the seal. Raises InputError when it is of other rows; a store that was copied by hand has none."""
    table = f'"{notes.name}"'
    sealed = connection.execute(f"SELECT value FROM {table} WHERE name = ?", (_SEAL,)).fetchone()  # noqa: S608
    if sealed is not None and sealed[0] != _content(connection):
        raise InputError(f"{shown}: the backup is not as it was written, nothing was restored; take another one")
    connection.execute(f"DELETE FROM {table} WHERE name = ?", (_SEAL,))  # noqa: S608
    connection.commit()


def _empty(connection: Connection, place: Place, *, replace: bool) -> None:
    tables = [table for table in metadata.sorted_tables if table not in _LEFT_OUT]
    held = any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    if held and not replace:
        raise InputError(f"{place.shown}: holds something already; say --replace to discard it, or name another store")
    _defer(connection)
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def _defer(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def _copy_rows(old: Connection, new: Connection) -> int:
    """Copy all tables, those first that others refer to, a table that refers to itself in the order of its rows."""
    _defer(new)
    count = 0
    for table in metadata.sorted_tables:
        if table in _LEFT_OUT:
            continue
        query = select(table).order_by(*table.primary_key.columns)
        with closing(old.execution_options(yield_per=_TOGETHER).execute(query)) as rows:
            for some in batches((tuple(row) for row in rows), _TOGETHER):
                insert_rows(new, table, some)
                count += len(some)
    return count
