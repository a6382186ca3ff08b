"""A real PostgreSQL server for one run of tests: Debian's programs, a folder of its own, a socket and no port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

INSTALL = "no PostgreSQL: apt-get install postgresql"
_USER = "postgres"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version's; None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server; give the URL of its own database. PostgreSQL refuses to run as root: another user does then.

    Unless ``durable``, it does not wait for the disk: tests that kill nothing are faster so.
    """
    folder = Path(tempfile.mkdtemp(prefix="debar-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam(_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", "debar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    _start(folder, "" if durable else " -c fsync=off -c full_page_writes=off")
    try:
        yield f"postgresql://debar@/postgres?host={folder}"
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def kill_and_start_again(url: str) -> None:
    """Kill all processes of a durable server with signal 9, as a power cut would, and start it again."""
    folder = Path(url.rpartition("host=")[2])
    first = int((folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=True)
    for pid in (first, *map(int, children.stdout.split())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    # The dead are not always reaped at once, and the new server would take their locks for those of the living.
    for lock in (folder / "data" / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)
    _start(folder, "")


def _start(folder: Path, further: str) -> None:
    settings = f"-k {folder} -c listen_addresses='' -c shared_buffers=32MB -c max_connections=40{further}"
    _run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", settings, "start")


def _run(program: str, *arguments: str) -> None:
    binaries = programs()
    if binaries is None:
        raise FileNotFoundError(INSTALL)
    as_user = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_user, str(binaries / program), *arguments], cwd="/", check=True, capture_output=True, timeout=120
    )


@contextmanager
def database(url: str, name: str) -> Iterator[str]:
    """Make a database on a server; give its URL; drop it afterwards."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield url.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
