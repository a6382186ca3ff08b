"""A real server on loopback, started as a user starts it, for all tests of the HTTP interface."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


def start_server(store: str, *options: str) -> tuple[subprocess.Popen[str], str]:
    """Start ``debar serve`` on a free port; return the process and its address once it answers."""
    arguments = [sys.executable, "-m", "debar", "serve", "--port", "0", "--store", store, *options]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    address = ""
    for line in process.stderr:
        found = re.search(r"http://[^/]+", line)
        if found:
            address = found[0]
            break
    for _ in range(600):
        try:
            if httpx.get(f"{address}/readyz", timeout=60).status_code == 200:
                return process, address
        except httpx.TransportError:
            time.sleep(0.1)
        assert process.poll() is None, process.stderr.read()
    raise AssertionError("the server did not answer")


def stop_server(process: subprocess.Popen[str]) -> None:
    """End a server as an administrator does."""
    process.terminate()
    process.communicate(timeout=30)


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
