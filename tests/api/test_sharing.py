"""Connections are shared out among the processes of a server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.conftest import start_server, stop_server

_CLIENTS = 12
#: Seconds that both processes may take to be ready on a busy machine.
_PATIENCE = 240


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    """The number of the process that started two that answer, and their address."""
    process, base = start_server(str(tmp_path_factory.mktemp("two") / "store.sqlite3"), "--workers", "2")
    try:
        _wait_for_both(process.pid, base)
        yield process.pid, base
    finally:
        stop_server(process)


def test_each_process_holds_half_of_the_connections(two: tuple[int, str]) -> None:
    pid, base = two
    clients = [httpx.Client(base_url=base) for _ in range(_CLIENTS)]
    try:
        for client in clients:
            assert client.get("/healthz").status_code == 200
        held = [_connections(each, base) for each in _answering(pid)]
    finally:
        for client in clients:
            client.close()
    assert sum(held) == _CLIENTS
    assert max(held) - min(held) <= 2


def test_connections_that_ended_no_longer_count(two: tuple[int, str]) -> None:
    pid, base = two
    for _ in range(3):
        with httpx.Client(base_url=base) as client:
            assert client.get("/healthz").status_code == 200
    time.sleep(0.2)
    clients = [httpx.Client(base_url=base) for _ in range(_CLIENTS)]
    try:
        for client in clients:
            client.get("/healthz")
        held = [_connections(each, base) for each in _answering(pid)]
    finally:
        for client in clients:
            client.close()
    assert max(held) - min(held) <= 2


def test_a_connection_that_says_nothing_is_taken_too(two: tuple[int, str]) -> None:
    """One that never sends holds a place, and others are answered beside it."""
    _, base = two
    host, port = base.removeprefix("http://").split(":")
    silent = [socket.create_connection((host, int(port))) for _ in range(8)]
    try:
        assert httpx.get(f"{base}/healthz", timeout=5).status_code == 200
    finally:
        for each in silent:
            each.close()


def test_a_process_that_dies_before_it_says_that_it_lives_is_replaced_at_once(two: tuple[int, str]) -> None:
    """One that is stopped answers nothing, so that it is being asked when it is killed."""
    pid, base = two
    killed = _answering(pid)[0]
    os.kill(killed, signal.SIGSTOP)
    time.sleep(2)
    os.kill(killed, signal.SIGKILL)
    end = time.monotonic() + 30
    while len(set(_answering(pid)) - {killed}) < 2:
        assert time.monotonic() < end, "no other process was started"
        time.sleep(0.1)
    _wait_for_both(pid, base)


def _wait_for_both(pid: int, base: str) -> None:
    """Wait until both processes listen: connections opened together reach both."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        clients = [httpx.Client(base_url=base, timeout=60) for _ in range(4)]
        for client in clients:
            client.get("/healthz")
        held = [_connections(each, base) for each in _answering(pid)]
        for client in clients:
            client.close()
        if len(held) == 2 and all(held):
            return
        time.sleep(0.1)
    raise AssertionError("one of two processes never took a connection")


def _answering(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "spawn_main" in line]


def _connections(pid: int, base: str) -> int:
    """How many established connections at the server's port a process holds, as the kernel tells."""
    port = f"{int(base.rsplit(':', 1)[1]):04X}"
    established = {
        fields[9]
        for fields in map(str.split, Path("/proc/net/tcp").read_text("ascii").splitlines()[1:])
        if fields[1].endswith(f":{port}") and fields[3] == "01"
    }
    held = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(each.readlink()))
        except FileNotFoundError:
            continue
        held += bool(found and found[1] in established)
    return held
