"""Every test of the store runs over SQLite and over a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from debar.store import Store, open_store
from store import postgres

_numbers = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The place of a store that is not there yet: a file, then a database."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield str(tmp_path / "store" / "debar.sqlite3")
        else:
            server = request.getfixturevalue("postgres_server")
            yield stack.enter_context(postgres.database(server, f"store_{os.getpid()}_{next(_numbers)}"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(url) as opened:
        yield opened
