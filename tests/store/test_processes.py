"""Several processes, and processes that are killed: a store always holds its last complete state."""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from debar.store import Store, StoreError, open_store
from store.lists import accept, add, edition, numbered, states

DAY = date(2024, 1, 1)

#: Begins an import and kills itself, without a chance to tidy up, at the point that its last argument names.
_DYING = """
    import os, signal, sys
    from datetime import date
    from debar.store import open_store
    from store.lists import InMemory, accept, edition, numbered

    url, point = sys.argv[1:]

    def die(here):
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def records():
        for number, record in enumerate(numbered(9_000, "new").items()):
            if number == 8_000:
                die("records")
            yield record

    def seal(count):
        die("seal")
        return edition(date(2024, 1, 2))

    def check(counts):
        die("check")
        return accept(counts)

    class Dying(InMemory):
        times = 0
        def open(self):
            Dying.times += 1
            if Dying.times == 2:
                die("originals")
            return super().open()

    with open_store(url) as store:
        with store.writing() as writer:
            writer.add_edition("x", records(), [("main", Dying("new.csv", os.urandom(3_000_000)))], seal, check)
            die("written")
            writer.keep_ids("x", {"a": "b"})
            writer.finish()
            die("finished")
        die("committed")
"""


@pytest.mark.parametrize("point", ["records", "seal", "check", "originals", "written", "finished", "committed"])
def test_killed_import_leaves_the_last_complete_state(url: str, point: str) -> None:
    with open_store(url) as store:
        add(store, "x", numbered(500), edition(DAY))
        token = store.token()
    command = [sys.executable, "-c", textwrap.dedent(_DYING), url, point]
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(command, cwd=tests, capture_output=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with open_store(url, create=False, wait=20) as store:
        expected = [numbered(500)] if point != "committed" else [numbered(500), numbered(9_000, "new")]
        assert states(store, "x") == expected
        assert (store.token() == token) is (point != "committed")
        assert not list(store.verify())
        add(store, "x", numbered(9_000, "new"), edition(date(2024, 1, 2), hour=13))
        assert states(store, "x")[-1] == numbered(9_000, "new")
        assert not list(store.verify())


def _read(url: str, begin: Any, ready: Any, found: Any) -> None:
    begin.wait()
    with open_store(url, create=False) as store:
        found.put((len(store.chronicle("x").editions), [len(state) for state in states(store, "x")]))
        ready.wait()
        found.put(len(store.chronicle("x").editions))
        store.refresh()
        found.put(len(store.chronicle("x").editions))


def test_two_processes_read_while_one_writes(url: str) -> None:
    """Readers see the state before the write until they refresh, and are never kept waiting by the writer."""
    context = multiprocessing.get_context("spawn")
    with open_store(url) as store:
        add(store, "x", numbered(100), edition(DAY))
        begin, ready = context.Event(), context.Event()
        queues = [context.Queue() for _ in range(2)]
        readers = [context.Process(target=_read, args=(url, begin, ready, queue)) for queue in queues]
        for reader in readers:
            reader.start()
        with store.writing() as writer:
            writer.add_edition("x", numbered(200).items(), [], lambda _: edition(DAY, hour=13, sha256="2"), accept)
            begin.set()
            assert [queue.get(timeout=60) for queue in queues] == [(1, [100])] * 2
        ready.set()
        assert [(queue.get(timeout=60), queue.get(timeout=60)) for queue in queues] == [(1, 2)] * 2
        for reader in readers:
            reader.join(60)


def test_own_reads_inside_a_write_see_the_state_before(store: Store) -> None:
    add(store, "x", numbered(3), edition(DAY))
    with store.writing() as writer:
        writer.add_edition("x", numbered(5).items(), [], lambda _: edition(DAY, sha256="2", hour=14), accept)
        assert len(states(store, "x")) == 1
        with pytest.raises(RuntimeError, match="being written to already"), store.writing():
            pass
    assert len(states(store, "x")) == 2


def test_second_writer_waits_and_then_says_so(url: str) -> None:
    with open_store(url) as first, open_store(url, wait=0.3) as second:
        add(first, "x", numbered(3), edition(DAY))
        with (
            first.writing() as writer,
            pytest.raises(StoreError, match=r"another process has been writing .* nothing of this command was saved"),
            second.writing(),
        ):
            writer.confirm("x", DAY)
        add(second, "x", numbered(4), edition(DAY, hour=14))
        assert len(second.chronicle("x").editions) == 2


def test_history_can_be_left_half_read(store: Store) -> None:
    add(store, "x", numbered(20_000), edition(DAY))
    versions = store.chronicle("x").versions()
    assert next(versions).key == "x:00000"
    del versions
    add(store, "x", numbered(3), edition(DAY, hour=14))
    assert len(store.chronicle("x").editions) == 2


def _go_on_after_an_error(store: Store) -> None:
    with store.writing() as writer:
        with pytest.raises(OperationalError):
            writer.add_edition("x", numbered(9_000).items(), [], lambda _: edition(DAY, sha256="2"), accept)
        writer.keep_ids("x", {"a": "b"})


def test_full_disk_says_that_nothing_was_saved(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "debar.db")) as store:
        add(store, "x", numbered(10), edition(DAY))

        def bound(connection: sqlite3.Connection, _: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        event.listen(store._engine, "connect", bound)
        with pytest.raises(StoreError, match=r"no space left; nothing of this command was saved"):
            add(store, "x", numbered(9_000), edition(DAY, hour=14))
        with pytest.raises(StoreError, match="ended the transaction with an error; nothing of this command was saved"):
            _go_on_after_an_error(store)
        event.remove(store._engine, "connect", bound)
        assert states(store, "x") == [numbered(10)]
        assert store.kept_ids("x") == {}
        assert not list(store.verify())


def test_server_that_goes_away_is_told(url: str, postgres_server: str) -> None:
    if "://" not in url:
        return
    with open_store(url) as store:
        add(store, "x", numbered(10), edition(DAY))
        _end_other_connections(postgres_server)
        assert len(store.chronicle("x").editions) == 1

        def cut(_: int) -> Any:
            _end_other_connections(postgres_server)
            return edition(DAY, hour=14, sha256="2")

        with pytest.raises(StoreError, match="nothing of this command was saved"), store.writing() as writer:
            writer.add_edition("x", numbered(20).items(), [], cut, accept)
        assert states(store, "x") == [numbered(10)]


def test_reading_begins_anew_after_the_server_went_away(url: str, postgres_server: str) -> None:
    if "://" not in url:
        return
    with open_store(url) as store:
        add(store, "x", numbered(10), edition(DAY))
        assert len(store.chronicle("x").editions) == 1
        _end_other_connections(postgres_server)
        store.refresh()
        assert len(store.chronicle("x").editions) == 1


def _end_other_connections(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


def test_reader_without_the_right_to_write_is_told_when_it_writes(postgres_server: str, url: str) -> None:
    if "://" not in url:
        return
    with open_store(url) as store:
        add(store, "x", numbered(10), edition(DAY))
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reader'").fetchone() is None:
            connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA debar TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA debar TO reader")
    try:
        with open_store(url.replace("debar@", "reader@"), create=False) as store:
            assert states(store, "x") == [numbered(10)]
            with pytest.raises(StoreError, match="the server refuses"):
                add(store, "x", numbered(11), edition(DAY, hour=14))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY reader")
    assert postgres_server
