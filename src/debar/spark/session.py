"""The Spark session a scan runs in, and the one file that every executor opens."""

from __future__ import annotations

import os
import shutil
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from debar.errors import InputError, MissingExtraError
from debar.screening.reference import Reference, open_reference

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Tries of a task in local mode before the run fails, as on a cluster; Spark's own default is one.
TRIES = 4
_NEEDED = ("pyspark", "pyarrow", "pandas")
#: What spark-submit and notebooks set in the driver they start: the session's settings are theirs.
_STARTED_BY_SPARK = "PYSPARK_GATEWAY_PORT"


def open_session(jobs: int = 1) -> SparkSession:
    """The session that is there (a notebook's, spark-submit's), else a new one on ``jobs`` cores of this machine.

    Raises MissingExtraError when Spark or Java is not installed.
    """
    require_spark()
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra, and slow to load

    session = SparkSession.getActiveSession()
    if session is not None:
        return session
    builder = SparkSession.builder.appName("debar")
    if _STARTED_BY_SPARK in os.environ:
        return builder.getOrCreate()
    _require_java()
    # Executors of this machine run the Python that runs now, whatever the PATH says, and talk to nobody else.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.master(f"local[{jobs},{TRIES}]").getOrCreate()


def require_spark() -> None:
    """Raise MissingExtraError when pyspark or what it needs is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"the engine spark needs {', '.join(missing)}, not installed here: pip install 'debar[spark]'"
        )


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java") is None and not (home and Path(home, "bin", "java").is_file()):
        raise MissingExtraError(
            "the engine spark needs Java 17, not found here: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
        )


def share_reference(session: SparkSession, reference: Reference) -> str:
    """Send the reference's file to every executor, once each; return the name that `shared_reference` knows it by.

    Raises InputError for a reference without a file.
    """
    if reference.file is None:
        raise InputError("the reference is in memory alone; save it to a file and open it for executors to have it")
    session.sparkContext.addFile(str(reference.file))
    return reference.file.name


@lru_cache(maxsize=1)
def shared_reference(name: str) -> Reference:
    """The reference in this executor's process, mapped from the file that all its processes share."""
    from pyspark import SparkFiles  # noqa: PLC0415  an extra, loaded already

    return open_reference(Path(SparkFiles.get(name)))
