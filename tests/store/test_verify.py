"""Damage is found and named: nothing that was kept can change without being told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from debar.store import Store, StoreError, open_store, schema
from store.lists import add, edition, numbered

DAY = date(2024, 1, 1)
Damage = Callable[[Connection], object]


@pytest.fixture
def whole(store: Store) -> Store:
    """A store with three editions."""
    for number in range(3):
        records = numbered(300) | {f"x:{changed:05d}": f"edition {number}" for changed in range(5)}
        add(store, "x", records, edition(DAY + timedelta(days=number)))
    assert not list(store.verify())
    return store


def damaged(store: Store, damage: Damage) -> list[str]:
    with store._engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        damage(connection)
        connection.commit()
    store.refresh()
    return [f"{fault.where}: {fault.what}" for fault in store.verify()]


def flip_a_byte_of_each_chunk(connection: Connection) -> None:
    chunk = schema.chunk.c
    for row in connection.execute(select(schema.chunk)).all():
        data = bytearray(row.data)
        data[-3] ^= 1
        connection.execute(
            update(schema.chunk).where(chunk.blob == row.blob, chunk.n == row.n).values(data=bindparam("new")),
            {"new": bytes(data)},
        )


def delete_one_change(connection: Connection) -> None:
    last = select(func.max(schema.change.c.record)).scalar_subquery()
    connection.execute(delete(schema.change).where(schema.change.c.record == last))


def turn_one_change(connection: Connection) -> None:
    gone = select(func.min(schema.change.c.record)).where(schema.change.c.sign == -1).scalar_subquery()
    table = schema.change
    connection.execute(update(table).where(table.c.record == gone, table.c.sign == -1).values(sign=1))


def alter_one_record(connection: Connection) -> None:
    connection.execute(update(schema.record).where(schema.record.c.id == 7).values(text="another"))


def strand_a_record(connection: Connection) -> None:
    connection.execute(insert(schema.record).values(id=9_999, list=1, key="x:stray", hash=b"0" * 16, text="stray"))


def strand_a_file(connection: Connection) -> None:
    connection.execute(delete(schema.original))


def lose_a_chunk(connection: Connection) -> None:
    connection.execute(delete(schema.chunk).where(schema.chunk.c.blob == 1))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (flip_a_byte_of_each_chunk, "original file"),
        (lose_a_chunk, "its bytes in the store are not those that were kept"),
        (delete_one_change, "its changes give 304 records|its changes give 299 records"),
        (turn_one_change, "once too often"),
        (alter_one_record, "its text is not the one that was kept"),
        (strand_a_record, r"x:stray\): belongs to no edition"),
        (strand_a_file, "belongs to no edition"),
    ],
)
def test_damage_is_named(whole: Store, damage: Damage, told: str) -> None:
    faults = damaged(whole, damage)
    assert faults
    assert re.search(told, "\n".join(faults))


def test_rows_that_refer_to_nothing_are_named_in_a_file(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "debar.db")) as store:
        add(store, "x", numbered(3), edition(DAY))
        faults = damaged(store, lambda connection: connection.execute(text("DELETE FROM record WHERE id = 2")))
        assert any("refers to a record that is not there" in fault for fault in faults)
        assert any("is not one of the list" in fault for fault in faults)


def test_torn_pages_of_a_file_are_told_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "debar.db"
    with open_store(str(path)) as store:
        add(store, "x", numbered(3_000), edition(DAY))
    data = bytearray(path.read_bytes())
    for start in range(len(data) // 8192 * 4096, len(data), 4096):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)
    with open_store(str(path)) as store:
        assert list(store.verify())
        with pytest.raises(StoreError, match="damaged"):
            list(store.chronicle("x").versions())


def test_migrations_make_the_tables_that_are_used(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []


def test_newest_migration_is_the_one_that_is_expected() -> None:
    folder = Path(schema.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [schema.HEAD]
