"""Many rows at once, by the fastest way each database has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values stand in the order of the table's columns."""
    if not rows:
        return
    name = connection.dialect.identifier_preparer.quote(table.name)
    columns = ", ".join(connection.dialect.identifier_preparer.quote(column.name) for column in table.columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {name} ({columns}) VALUES ({marks})"  # noqa: S608  names of our own
        connection.exec_driver_sql(statement, list(rows))
        return
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("no connection of the driver's below this one")
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError("COPY", None, error) from None


def next_id(connection: Connection, table: Table) -> int:
    """Return the first id that is free; it stays so, as one process writes at a time."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most that size."""
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch
