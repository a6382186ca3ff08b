"""The command line is tested as a user runs it: whole processes, their output, their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: The day ages of lists are counted to, so that no output changes with the calendar.
TODAY = "2026-11-22"


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of every run: a fixed day, a cache of the tests' own, a plain terminal."""
    cache = os.environ.get("DEBAR_CACHE_DIR") or str(tmp_path_factory.getbasetemp().parent / "debar-cache")
    return {**os.environ, "DEBAR_TODAY": TODAY, "DEBAR_CACHE_DIR": cache, "NO_COLOR": "1", "COLUMNS": "100"}


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs `debar ARGS` in an empty folder and returns the finished process."""

    def start(*arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:  # noqa: A002
        return subprocess.run(
            [sys.executable, "-m", "debar", *arguments],
            capture_output=True,
            text=True,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            cwd=tmp_path,
            env=environment,
            timeout=120,
            check=False,
        )

    return start


@pytest.fixture
def check(run: Run) -> Callable[..., dict[str, Any]]:
    """Runs `debar check ... --format json` and returns the finding."""

    def start(*arguments: str) -> dict[str, Any]:
        done = run("check", *arguments, "--format", "json", "--exit-zero")
        assert done.returncode == 0, done.stderr
        finding: dict[str, Any] = json.loads(done.stdout)
        return finding

    return start
