"""What a server does beside answering: newer lists come into use, and files that were sent are scanned."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date

from debar.api.current import CurrentDesk
from debar.api.jobs import Uploads
from debar.desk.job_process import start_environment
from debar.errors import DebarError, InputError
from debar.store import open_store

Tell = Callable[[str], None]

#: Seconds between looks whether lists have changed, and whether a job waits.
LOOK_EVERY, JOBS_EVERY = 5.0, 1.0
#: Seconds a process that scans has to give its job back.
_ENDING = 20.0


class Scanner:
    """Sees to it that a process scans while jobs wait; of several servers over one folder, one starts it."""

    def __init__(self, uploads: Uploads, today: date | None = None) -> None:
        self._uploads = uploads
        self._today = today
        self._process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start a process where a job waits and none scans."""
        store = self._uploads.current.store
        if store is None or (self._process is not None and self._process.poll() is None):
            return
        place = self._uploads.known_place()
        if place is None:
            return
        try:
            with open_store(store, create=False) as opened:
                waits = opened.jobs_in().waits(place.id)
        except InputError:
            return
        if waits and not place.is_locked():
            command = [sys.executable, "-m", "debar.desk.job_process"]
            environment = start_environment(store, place, self._today)
            # A session of its own: the terminal's Ctrl-C ends the server, which ends this one in its own way.
            self._process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603  our own

    def close(self) -> None:
        """Have the process give its job back, to go on with when a server runs again."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()


@asynccontextmanager
async def kept_up(current: CurrentDesk, scanner: Scanner, tell: Tell | None) -> AsyncIterator[None]:
    """Keep a server up to date while the block runs."""

    def refresh() -> None:
        if current.refresh() and tell:
            tell("Newer lists are in use.")

    tasks = [
        asyncio.create_task(_again(refresh, LOOK_EVERY, "The lists could not be opened anew", tell)),
        asyncio.create_task(_again(scanner.look, JOBS_EVERY, "Jobs could not be looked for", tell)),
    ]
    try:
        yield
    finally:
        for each in tasks:
            each.cancel()
        for each in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await each
        await asyncio.to_thread(scanner.close)


async def _again(act: Callable[[], None], every: float, failed: str, tell: Tell | None) -> None:
    """Do something again and again; what fails is said, once as long as it stays the same."""
    told = ""
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(act)
            told = ""
        except (DebarError, OSError) as error:
            if tell and str(error) != told:
                told = str(error)
                tell(f"{failed}: {error}")
