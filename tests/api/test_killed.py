"""Processes and the database killed in the middle of work: what was acknowledged is there."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from api.conftest import start_server, stop_server
from api.test_accounts import finding
from debar.model.casework import KeptScan
from debar.store import open_store
from store import postgres

_FINDINGS = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A store with a kept scan; on PostgreSQL the server is this test's own, and writes as in earnest."""
    if request.param == "sqlite":
        yield _filled(str(tmp_path / "store.sqlite3"))
        return
    if postgres.programs() is None:
        pytest.skip(postgres.INSTALL)
    with postgres.server(durable=True) as server:
        yield _filled(server)


def _filled(url: str) -> str:
    with open_store(url) as store, store.writing() as writer:
        scan = KeptScan(id=0, key="k", name="orders.csv", at=datetime.now(UTC).isoformat(), actor="t")
        writer.casework.keep_scan(scan, [finding(f"{n:08x}") for n in range(_FINDINGS)])
    return url


def test_what_was_acknowledged_survives_the_death_of_processes_and_database(url: str) -> None:
    process, base = start_server(url, "--workers", "2", "--rate", "0")
    acknowledged: list[tuple[int, str]] = []
    sent: list[str] = []
    answered: set[int] = set()
    stop = threading.Event()

    def decide(first: int) -> None:
        n = first
        while not stop.is_set():
            n += 4
            reason = f"number {n}"
            sent.append(reason)
            try:
                answer = httpx.post(
                    f"{base}/api/findings/{n % _FINDINGS:08x}/decisions",
                    json={"as": "confirmed", "because": reason},
                    timeout=30,
                )
            except httpx.TransportError:
                continue
            answered.add(answer.status_code)
            if answer.status_code == 200:
                acknowledged.append((answer.json()["line"], reason))

    people = [threading.Thread(target=decide, args=(n,)) for n in range(4)]
    for each in people:
        each.start()
    try:
        for kill in (_kill_a_worker, _kill_the_database, _kill_a_worker):
            _wait_for(acknowledged, len(acknowledged) + 15)
            kill(process, url)
        _wait_for(acknowledged, len(acknowledged) + 15)
        for pid in (*_children(process.pid), process.pid):
            os.kill(pid, signal.SIGKILL)
    finally:
        stop.set()
        for each in people:
            each.join()
        said = stop_server(process)
    assert answered <= {200, 503}, said
    assert "Exception in ASGI application" not in said, said
    with open_store(url) as store:
        lines = {
            entry.n: entry.what["reason"] for entry in store.casework.entries(limit=100_000) if entry.action == "decide"
        }
        decided = [each.reason for each in store.casework.decisions(history=True)]
        assert store.casework.faults() == ()
    assert [pair for pair in acknowledged if lines.get(pair[0]) != pair[1]] == []
    assert sorted(decided) == sorted(lines.values())
    assert set(decided) <= set(sent)
    assert len(acknowledged) >= 60


def _kill_a_worker(process: subprocess.Popen[str], _: str) -> None:
    os.kill(_children(process.pid)[-1], signal.SIGKILL)


def _kill_the_database(_: subprocess.Popen[str], url: str) -> None:
    """Kill the server of the database and start it again; a file has none."""
    if not url.startswith("postgresql"):
        return
    postgres.kill_and_start_again(url)
    for _each in range(100):
        try:
            with psycopg.connect(url, connect_timeout=5):
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("the database did not come back")


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    own = [int(each) for each in found.stdout.split()]
    answering = [each for each in own if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text("utf-8")]
    return answering or own


def _wait_for(acknowledged: list[tuple[int, str]], count: int) -> None:
    end = time.monotonic() + 240
    while len(acknowledged) < count:
        assert time.monotonic() < end, f"{len(acknowledged)} of {count} acknowledged"
        time.sleep(0.02)
