"""The Spark session a scan runs in, and the one file that every executor opens."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
#: Bytes of what the JVM wrote that are looked at.
_HEAD = 1 << 16
#: Rows of a DataFrame in a record batch: as many as the local engine judges together.
BATCH = 40_000
#: The reference files that this process has sent, and where it keeps them until it ends.
_files: dict[Path, Path] = {}
_NEEDED = ("pyspark", "pyarrow", "pandas")
#: What spark-submit and notebooks set in the driver they start: the session's settings are theirs.
_STARTED_BY_SPARK = "PYSPARK_GATEWAY_PORT"


def open_session(jobs: int = 1) -> SparkSession:
    """The session that is there (a notebook's, spark-submit's), else a new one on ``jobs`` cores of this machine.

    Raises MissingExtraError when Spark or Java is not installed, InputError when it does not start.
    """
    require_spark()
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra, and slow to load

    session = SparkSession.getActiveSession()
    if session is not None:
        return session
    builder = SparkSession.builder.appName("debar")
    if _STARTED_BY_SPARK in os.environ:
        return builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH)).getOrCreate()
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
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    with _start_told():
        return builder.master(f"local[{jobs},{TRIES}]").getOrCreate()


@contextmanager
def _start_told() -> Iterator[None]:
    """What the JVM writes goes to a file that nobody sees, unless it does not start.

    Raises InputError with its own words then.
    """
    with tempfile.TemporaryFile() as log:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            yield
        except spark_errors() as error:
            log.seek(0)
            lines = log.read(_HEAD).decode("utf-8", "replace").splitlines()
            said = "; ".join(line.strip() for line in lines if line.strip() and "WARN" not in line)[:300]
            raise InputError(
                f"Spark does not start here ({said or reason_of(str(error))}). It needs Java 17 or newer; "
                "say by JAVA_HOME which one, and check the settings in SPARK_HOME, SPARK_CONF_DIR and "
                "PYSPARK_SUBMIT_ARGS if you made any."
            ) from error
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def spark_errors() -> tuple[type[Exception], ...]:
    """What calls of Spark raise when it, or the way to it, fails."""
    from py4j.protocol import Py4JError  # noqa: PLC0415  an extra, loaded already
    from pyspark.errors import PySparkException  # noqa: PLC0415

    return (Py4JError, PySparkException, ConnectionError)


def reason_of(text: str) -> str:
    """The line of a message or log that says what happened, without the stack around it; empty when none does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "Error" in line or "Exception" in line]
    return (told or lines or [""])[-1 if len(told) == 1 else 0][:300]


def require_spark() -> None:
    """Raise MissingExtraError when pyspark or what it needs is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"the engine spark needs {', '.join(missing)}, not installed here: pip install 'debar[spark]'"
        )


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if home and shutil.which("java", path=str(Path(home, "bin"))) is None:
        raise MissingExtraError(f"the engine spark needs Java 17, and JAVA_HOME ({home}) has no bin/java; set it anew")
    if not home and shutil.which("java") is None:
        raise MissingExtraError(
            "the engine spark needs Java 17, not found here: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
        )


def share_reference(session: SparkSession, reference: Reference) -> str:
    """Send the reference's file to every executor, once each; return the name that `shared_reference` knows it by.

    Raises InputError for a reference without a file, or whose file is gone.
    """
    if reference.file is None:
        raise InputError("the reference is in memory alone; save it to a file and open it for executors to have it")
    kept = _kept(reference.file)
    session.sparkContext.addFile(str(kept))
    return kept.name


def _kept(file: Path) -> Path:
    """The same file under a name of its own, which stays while this process runs: executors fetch it when they start.

    Spark tells files apart by their names alone, and a cache may be cleared meanwhile.
    """
    if file in _files:
        return _files[file]
    if not file.is_file():
        raise InputError(f"{file}: the reference was removed meanwhile; open the desk again")
    folder = tempfile.mkdtemp(prefix="debar-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = Path(folder, f"reference-{os.getpid()}-{len(_files)}.bin")
    try:
        os.link(file, kept)
    except OSError:  # another file system
        shutil.copyfile(file, kept)
    _files[file] = kept
    return kept


@lru_cache(maxsize=1)
def shared_reference(name: str) -> Reference:
    """The reference in this executor's process, mapped from the file that all its processes share."""
    from pyspark import SparkFiles  # noqa: PLC0415  an extra, loaded already

    reference = open_reference(Path(SparkFiles.get(name)))
    # what is there now stays: searches for cycles, which would walk all of it, leave it alone
    gc.freeze()
    return reference
