"""Fixtures for all tests.

The compiled reference over the bundled editions is made once a run and shared by all workers; nothing here stands
in for a real part. A service a test needs that is absent gives a skip with the install line, a failure with
DEBAR_REQUIRE_ALL=1.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from debar.desk import Desk, open_desk
from debar.screening.reference import Reference
from store import postgres

#: The day ages of lists are counted to in tests: no test looks at the calendar.
TODAY = date(2026, 11, 22)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    # a shell that starts the tests in the background has them ignore Ctrl-C, and so do all they start
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled references go in this run: one folder for all workers, none of the user's."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    os.environ["DEBAR_CACHE_DIR"] = str(folder / "debar-cache")
    os.environ["DEBAR_STORE"] = str(folder / "no-store.sqlite3")
    return folder / "debar-cache"


@pytest.fixture(scope="session")
def desk(cache: Path) -> Desk:  # noqa: ARG001  the cache must be set first
    """A desk over the bundled editions."""
    return open_desk(today=TODAY)


@pytest.fixture(scope="session")
def reference(desk: Desk) -> Reference:
    """The compiled reference over the bundled editions."""
    return desk.reference


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skips (or fails, where everything is required) when there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        absent = "no Chromium: apt-get install chromium"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server that runs as long as the tests of this worker do; skips when there is no PostgreSQL."""
    if postgres.programs() is None:
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(postgres.INSTALL)
        pytest.skip(postgres.INSTALL)
    with postgres.server() as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the pages of examples: each runs its commands in order, and the other workers go on beside it."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/docs/"))
