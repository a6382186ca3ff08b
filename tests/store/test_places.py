"""Where a store may be, what happens when it cannot be there, and that no password is ever shown."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from debar.errors import DebarError, InputError
from debar.store import StoreError, default_url, open_store, token_of
from debar.store.place import place_of
from store import postgres
from store.lists import add, edition, numbered


def test_default_place_is_the_environment_then_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBAR_STORE", "/srv/lists.db")
    assert default_url() == "/srv/lists.db"
    monkeypatch.delenv("DEBAR_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert Path(default_url()).name == "debar.sqlite3"


@pytest.mark.parametrize(
    "url", ["http://host/x", "sqlite://", "mysql://u:secret@h/d", "postgresql://u:secret@h:port/d"]
)
def test_other_places_are_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(InputError) as raised:
        open_store(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:secret@db.example/lists",
        "postgres://ann:sec%40ret@db.example:5433/lists",
        "postgresql://ann@db.example/lists?password=secret",
    ],
)
def test_passwords_are_not_shown(url: str) -> None:
    shown = place_of(url).shown
    assert "ann@db.example" in shown
    assert "sec" not in shown.replace("***", "")


def test_path_and_sqlite_url_name_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "a b.db"
    assert (
        place_of(f"sqlite:///{path}") == place_of(str(path)) == place_of(f"sqlite:///{str(path).replace(' ', '%20')}")
    )


def test_unreachable_server_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="server cannot be used") as raised:
        open_store(f"postgresql://ann:secret@/lists?host={tmp_path}")
    assert "secret" not in str(raised.value)
    with pytest.raises(StoreError) as raised:
        token_of(f"postgresql://ann:secret@/lists?host={tmp_path}")
    assert "secret" not in str(raised.value)


def test_missing_database_is_told(postgres_server: str) -> None:
    with pytest.raises(StoreError, match='"nowhere" does not exist'):
        open_store(postgres_server.replace("/postgres?", "/nowhere?"))


def test_absent_driver_gives_the_install_line(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from debar.errors import MissingExtraError\nfrom debar.store import open_store, token_of\n"
        "for ask in (open_store, token_of):\n"
        "    try: ask('postgresql://h/d')\n"
        "    except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.count("pip install 'debar[postgres]'") == 2


def test_token_and_default_place_need_no_sqlalchemy() -> None:
    code = (
        "import sys, debar.store as s; s.default_url(); s.token_of('/nowhere/x.db'); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"not a database, but a text that is longer than the header of one" * 40)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a store of debar"):
        open_store(str(path))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE edition (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a store of debar"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_folder_and_unwritable_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        open_store(str(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be made.*--store"):
        open_store(str(tmp_path / "file" / "debar.db"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write everywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_store_in_a_folder_one_may_not_write_to_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "shared"
        folder.mkdir()
        path = folder / "debar 100%.db"
        with open_store(str(path)) as store:
            add(store, "x", numbered(3), edition(date(2024, 1, 1)))
            token = store.token()
        path.chmod(0o444)
        folder.chmod(0o555)
        Path(place).chmod(0o755)
        with as_nobody(), open_store(str(path)) as store:
            assert [version.key for version in store.chronicle("x").versions()] == sorted(numbered(3))
            assert token_of(str(path)) == token
            with pytest.raises(StoreError, match=r"cannot be written .* nothing of this command was saved"):
                add(store, "x", numbered(4), edition(date(2024, 1, 2)))
        with as_nobody(), pytest.raises(StoreError, match="cannot be opened"):
            open_store(str(folder / "new.db"))
        folder.chmod(0o755)


def test_store_that_may_not_be_made_is_missed(url: str) -> None:
    with pytest.raises(InputError, match="no store there yet"):
        open_store(url, create=False)
    assert token_of(url) == ""


def test_newer_schema_is_refused(url: str) -> None:
    with open_store(url):
        pass
    set_version(url, "9999")
    with pytest.raises(StoreError, match=r"newer debar \(schema 9999"):
        open_store(url)


def set_version(url: str, version: str) -> None:
    if "://" in url:
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE debar.alembic_version SET version_num = %s", [version])
    else:
        with sqlite3.connect(url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])
        connection.close()


def test_a_store_that_does_not_say_its_schema_is_damaged(url: str) -> None:
    with open_store(url) as store:
        add(store, "x", numbered(3), edition(date(2024, 1, 1)))
        with store._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(StoreError, match="the store is damaged"):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:s3cr3t%zz@host/a",
        "postgresql://u:s3cr3t/x@host/a",
        "postgresql://u:12/s3cr3t@host/a",
        "postgresql://u:12#s3cr3t@host/a",
        "postgresql://u:12?s3cr3t@host/a",
        "postgresql://u:12@s3cr3t@host/a",
        "postgresql://u:12[s3cr3t@host/a",
        "postgresql:u:s3cr3t@host/a",
        "postgres:/u:s3cr3t@host/a",
    ],
)
def test_a_password_that_breaks_the_address_is_told_without_any_of_it(url: str) -> None:
    for opening in (open_store, token_of):
        with pytest.raises(InputError) as caught:
            opening(url)
        assert "s3c" not in str(caught.value)
        assert "12" not in str(caught.value)


def test_server_shared_with_others_keeps_their_tables(postgres_server: str) -> None:
    with postgres.database(postgres_server, f"shared_{os.getpid()}") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE edition (mine text)")
        with open_store(url) as store:
            add(store, "x", numbered(3), edition(date(2024, 1, 1)))
            held = store.list_ids()
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT count(*) FROM public.edition").fetchone()
    assert held == ("x",)
    assert rows == (0,)


def _open_and_add(url: str, name: str) -> None:
    with open_store(url) as store:
        add(store, name, numbered(5), edition(date(2024, 1, 1)))


def test_two_processes_may_make_the_same_store_at_once(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_open_and_add, args=(url, f"list-{number}")) for number in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0, 0, 0]
    with open_store(url, create=False) as store:
        assert store.list_ids() == ("list-0", "list-1", "list-2")
        assert not list(store.verify())


def test_token_is_that_of_the_store_and_changes_with_what_can_be_read(url: str) -> None:
    assert token_of(url) == ""
    with open_store(url) as store:
        add(store, "x", numbered(3), edition(date(2024, 1, 1)))
        first = store.token()
        assert token_of(url) == first != ""
        add(store, "x", numbered(4), edition(date(2024, 1, 2)))
        assert token_of(url) == store.token() != first
    assert token_of(url) not in {"", first}


def test_token_of_something_else_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"no database" * 400)
    with pytest.raises(DebarError, match="cannot be read as a store"):
        token_of(str(path))
