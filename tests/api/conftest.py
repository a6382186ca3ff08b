"""A real server on loopback, started as a user starts it, for all tests of the HTTP interface."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

#: What servers say is read while they run: one whose log nobody reads would wait for a reader.
_READ: dict[int, tuple[threading.Thread, list[str]]] = {}


def start_server(store: str, *options: str) -> tuple[subprocess.Popen[str], str]:
    """Start ``debar serve`` on a free port; return the process and its address once it answers."""
    arguments = [sys.executable, "-m", "debar", "serve", "--port", "0", "--store", store, *options]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment)
    said: list[str] = []
    reader = threading.Thread(target=_read, args=(process, said), daemon=True)
    reader.start()
    _READ[process.pid] = (reader, said)
    address = ""
    while not address:
        found = re.search(r"http://[^/]+", "".join(said))
        address = found[0] if found else ""
        assert address or reader.is_alive(), "".join(said)
        time.sleep(0.02)
    for _ in range(600):
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz", timeout=60).status_code == 200:
                return process, address
        time.sleep(0.1)
        assert process.poll() is None, "".join(said)
    process.kill()
    raise AssertionError("".join(said))


def _read(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stderr is not None
    with process.stderr as stream:
        for line in stream:
            said.append(line)  # noqa: PERF402  others look at it meanwhile


def stop_server(process: subprocess.Popen[str]) -> str:
    """End a server as an administrator does; return what it said."""
    process.terminate()
    process.wait(timeout=30)
    reader, said = _READ.pop(process.pid)
    reader.join(timeout=10)
    return "".join(said)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the bundled editions."""
    store: Path = tmp_path_factory.mktemp("serve") / "store.sqlite3"
    process, base = start_server(str(store))
    yield base
    stop_server(process)


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client
