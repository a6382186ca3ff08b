"""Connections to a store, and what its database's errors mean to a user."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from debar.store.errors import StoreError
from debar.store.place import CONNECT_SECONDS, Place, file_uri, first_line, postgres_driver, search_path

#: Bytes of pages of an SQLite file that a connection keeps in memory.
_CACHE = 64 * 1024 * 1024
#: A WAL file that grew with a large import is cut back to this when its content has moved to the store.
_WAL_KEPT = 16 * 1024 * 1024
#: The advisory lock that lets one process at a time write to, or migrate, a store on PostgreSQL ("debar").
_LOCK = 0x6465626172

_NOTHING = "nothing of this command was saved"
_FULL = "{place}: no space left; {nothing}, the store holds its last complete state. Free space and run it again"
_BUSY = "{place}: another process has been writing for longer than {wait:g} s; {nothing}. Try again later"
_UNWRITABLE = "{place}: cannot be written ({reason}); {nothing}. Name a writable place with --store or DEBAR_STORE"
_UNREADABLE = "{place}: cannot be opened ({reason}); check the path, or name another with --store or DEBAR_STORE"
_FOREIGN = "{place}: is not a store of debar ({reason}); name another place with --store or DEBAR_STORE"
_DAMAGED = "{place}: the store is damaged ({reason}); restore it from a backup; {nothing}"
_UNREACHABLE = (
    "{place}: the server cannot be used ({reason}); check address, user, password and that it runs; {nothing}"
)
_DENIED = "{place}: the server refuses ({reason}); {nothing}. Ask for the right to create and write the schema debar"
_OTHER = "{place}: the database gave an error ({reason}); {nothing}"

#: What an SQLite message holds -> what to tell.
_SQLITE = (
    ("database or disk is full", _FULL),
    ("locked", _BUSY),
    ("readonly database", _UNWRITABLE),
    ("unable to open", _UNREADABLE),
    ("not a database", _FOREIGN),
    ("malformed", _DAMAGED),
)
#: How an SQLSTATE begins -> what to tell (PostgreSQL's appendix of error codes).
_POSTGRES = (
    ("53100", _FULL),
    ("55P03", _BUSY),
    ("25006", _UNWRITABLE),
    ("42501", _DENIED),
    ("XX001", _DAMAGED),
    ("XX002", _DAMAGED),
    ("08", _UNREACHABLE),
    ("28", _UNREACHABLE),
    ("3D", _UNREACHABLE),
    ("53", _UNREACHABLE),
    ("57P", _UNREACHABLE),
)


def connect_to(place: Place, *, wait: float) -> Engine:
    """Return the engine for a place; nothing is opened yet. ``wait``: seconds to wait for another writer."""
    if place.path is not None:
        engine = create_engine("sqlite://", creator=_opener(place.path, wait), poolclass=NullPool)
        event.listen(engine, "begin", _begin)
        return engine
    postgres_driver()
    url = "postgresql+psycopg" + place.server.removeprefix("postgresql")
    options = {"options": search_path(place), "connect_timeout": CONNECT_SECONDS}
    return create_engine(url, connect_args=options, poolclass=NullPool)


def _opener(path: Path, wait: float) -> Callable[[], sqlite3.Connection]:
    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(
            file_uri(path), uri=True, timeout=wait, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = {-_CACHE // 1024}")
            connection.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return opened


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("debar_begin", "BEGIN"))


def reading(engine: Engine) -> Connection:
    """Return a connection on which every query sees the store as it was at the first one."""
    if engine.dialect.name == "sqlite":
        return engine.connect()
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def drop(connection: Connection) -> None:
    """Close a connection that only read; one whose server went away is closed already."""
    with suppress(DBAPIError):
        connection.close()


@contextmanager
def exclusive(engine: Engine, *, wait: float) -> Iterator[Connection]:
    """Give a connection in the one transaction that may write at a time; it is undone when the block raises."""
    with engine.connect().execution_options(debar_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait * 1000)}")
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


@contextmanager
def undoing_alone(connection: Connection) -> Iterator[None]:
    """Undo what the block wrote when it raises; the transaction around it can go on.

    Not so after an error of the database: SQLite may have ended the transaction by then (a full disk does), and what
    is written next would be kept by itself. The connection takes no more statements.
    """
    point = connection.begin_nested()
    try:
        yield
    except DBAPIError as error:
        connection.invalidate(error)
        raise
    except BaseException:
        point.rollback()
        raise
    point.commit()


@contextmanager
def telling(place: Place, *, wait: float) -> Iterator[None]:
    """Turn errors of the database into StoreError, with what happened and what to do, never with a password."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_told(error, place, wait)) from None
    except PendingRollbackError:
        raise StoreError(f"{place.shown}: the database had ended the transaction with an error; {_NOTHING}") from None


def _told(error: DBAPIError, place: Place, wait: float) -> str:
    cause = error.orig or error
    reason = first_line(cause)
    if place.path is not None:
        sentence = next((told for part, told in _SQLITE if part in reason), _OTHER)
    else:
        state = getattr(cause, "sqlstate", None) or "08"
        sentence = next((told for start, told in _POSTGRES if state.startswith(start)), _OTHER)
    return sentence.format(place=place.shown, reason=reason, wait=wait, nothing=_NOTHING)
