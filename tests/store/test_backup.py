"""Backups of both databases, restored into both: the same content, nobody signed in, a damaged one refused."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from debar.desk.people import add_account
from debar.desk.signing_in import SignIn
from debar.errors import InputError
from debar.store import Store, StoreError, open_store
from debar.store.backup import back_up, restore
from debar.store.schema import metadata
from store.lists import add, edition, numbered

AT = datetime(2026, 11, 22, tzinfo=UTC)
PASSWORD = "violet anchor seven lamps"  # noqa: S105
_DAMAGE = {
    "log": "UPDATE audit SET actor = 'nobody'",
    "row": "UPDATE account SET role = 'viewer'",
    "newer": "UPDATE alembic_version SET version_num = '9999'",
}
_LEFT_OUT = {"session", "throttle"}


def fill(url: str) -> None:
    with open_store(url) as store:
        for day in range(1, 5):
            add(store, "us-list", numbered(30 * day, f"day {day}"), edition(date(2024, 1, day)))
        add_account(store, "ana", PASSWORD, role="admin", actor="root", at=AT)
    SignIn(url, lambda: AT).sign_in("ana", PASSWORD, client="c")


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store._engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name not in _LEFT_OUT
        }


def test_what_is_backed_up_comes_back_whole(url: str, tmp_path: Path) -> None:
    fill(url)
    made = back_up(url, str(tmp_path / "b.sqlite3"))
    assert stat.S_IMODE((tmp_path / "b.sqlite3").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("b.*")] == ["b.sqlite3"]
    with open_store(url) as store:
        before = content(store)
        add(store, "us-list", numbered(10, "later"), edition(date(2024, 2, 1)))
    assert restore(str(tmp_path / "b.sqlite3"), url, replace=True) == made.rows
    with open_store(url) as store:
        assert content(store) == before
        assert list(store.verify()) == []
        add(store, "us-list", numbered(10, "later"), edition(date(2024, 2, 1)))
        assert list(store.verify()) == []


def test_a_backup_moves_a_store_to_another_database(url: str, tmp_path: Path) -> None:
    fill(url)
    back_up(url, str(tmp_path / "b.sqlite3"))
    restore(str(tmp_path / "b.sqlite3"), str(tmp_path / "other.sqlite3"))
    with open_store(url) as one, open_store(str(tmp_path / "other.sqlite3")) as other:
        assert content(one) == content(other)


def test_nobody_is_signed_in_by_restoring(url: str, tmp_path: Path) -> None:
    fill(url)
    signed = SignIn(url, lambda: AT).sign_in("ana", PASSWORD, client="c")
    back_up(url, str(tmp_path / "b.sqlite3"))
    restore(str(tmp_path / "b.sqlite3"), url, replace=True)
    assert SignIn(url, lambda: AT).by_session(signed.token) is None
    assert SignIn(url, lambda: AT).sign_in("ana", PASSWORD, client="c")


def test_a_store_that_holds_something_is_not_replaced_unasked(url: str, tmp_path: Path) -> None:
    fill(url)
    back_up(url, str(tmp_path / "b.sqlite3"))
    with pytest.raises(InputError, match="--replace"):
        restore(str(tmp_path / "b.sqlite3"), url)
    with pytest.raises(InputError, match="there already"):
        back_up(url, str(tmp_path / "b.sqlite3"))


@pytest.mark.parametrize("damage", ["cut", "text", "log", "row", "other", "newer"])
def test_a_damaged_backup_is_refused_and_nothing_changes(tmp_path: Path, damage: str) -> None:
    url, file = str(tmp_path / "s.sqlite3"), tmp_path / "b.sqlite3"
    fill(url)
    back_up(url, str(file))
    if damage == "cut":
        os.truncate(file, file.stat().st_size // 2)
    elif damage == "text":
        file.write_text("no database")
    elif damage == "other":
        file.unlink()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE a (b)")
    else:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(_DAMAGE[damage])
            if damage != "row":
                connection.execute("DELETE FROM store WHERE name = 'seal'")
    with open_store(url) as store:
        before = content(store)
    with pytest.raises((InputError, StoreError), match="backup"):
        restore(str(file), url, replace=True)
    with open_store(url) as store:
        assert content(store) == before
