"""Real Spark in local mode: one session for all tests here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from debar.spark.session import open_session


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """A session on two cores; skips (or fails, where everything is required) without Java or pyspark."""
    absent = "" if find_spec("pyspark") else "no pyspark: pip install 'debar[spark]'"
    if not absent and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        absent = "no Java: apt-get install openjdk-17-jre-headless"
    if absent and os.environ.get("DEBAR_REQUIRE_ALL"):
        pytest.fail(absent)
    if absent:
        pytest.skip(absent)
    opened = open_session(2)
    yield opened
    opened.stop()
