"""Jobs in the store: what waits, what is at work and how far, what is done.

One process at a time works on the jobs of a place, which it holds a lock of. So a job that is ``running`` when a
process comes to hold the lock was left by one that was killed, and is gone on with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from debar.errors import InputError
from debar.model.jobs import ENDED, Job, JobFile, JobProgress
from debar.model.people import MAIN
from debar.store import schema_jobs as tables
from debar.store.audit_chain import canonical
from debar.store.bulk import insert_rows, next_id

Reading = Callable[[], AbstractContextManager[Connection]]

#: Processes that may begin with a job before it is given up: each of the earlier ones was ended from outside.
MOST_ATTEMPTS = 5

_GIVEN_UP = f"the process that scanned was ended {MOST_ATTEMPTS} times, most likely for want of memory"


class Jobs:
    """What the store holds of jobs in one workspace; made by :meth:`debar.store.Store.jobs_in`."""

    def __init__(self, reading: Reading, workspace: str = MAIN) -> None:
        self._reading = reading
        self._workspace = workspace

    def newest(self, *, before: int = 0, limit: int = 50) -> tuple[Job, ...]:
        """Return jobs, the newest first; with ``before`` those older than that one."""
        job = tables.job.c
        query = select(tables.job).where(job.workspace == self._workspace)
        if before:
            query = query.where(job.id < before)
        with self._reading() as connection:
            return tuple(_job(row) for row in connection.execute(query.order_by(job.id.desc()).limit(limit)))

    def job(self, number: int) -> Job:
        """Return a job. Raises InputError when there is none with that number in the workspace."""
        query = select(tables.job).where(tables.job.c.id == number, tables.job.c.workspace == self._workspace)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise InputError(f"no job {number} is here")
        return _job(row)

    def waits(self, place: str) -> bool:
        """Return whether a job of that place, in whatever workspace, has not ended."""
        with self._reading() as connection:
            return _next(connection, place) is not None


class JobWriter:
    """What may be written of jobs in one transaction and workspace; see :meth:`debar.store.Writer.jobs_in`."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def add(self, job: Job) -> Job:
        """Keep a new job that waits; return it with its number."""
        made = replace(job, id=next_id(self._connection, tables.job), workspace=self._workspace, state="waiting")
        files, question = canonical({"files": [asdict(each) for each in made.files]}), canonical(made.question)
        asked = (made.id, made.workspace, made.place, made.folder, made.name, files, question, made.actor, made.at)
        row = (*asked, made.state, 0, 0, "", "", canonical(asdict(made.progress)), "", 0)
        insert_rows(self._connection, tables.job, [row])
        return made

    def stop(self, number: int, at: str) -> Job:
        """End a job that waits, and ask the process of one at work to stop. Raises InputError for none.

        One that has ended stays as it is.
        """
        job = self._held(number)
        if job.state == "waiting":
            self._set(number, state="cancelled", ended=at, message="")
        elif job.state == "running":
            self._set(number, stopping=1)
        return self._held(number)

    def take_up(self, number: int, question: Mapping[str, Any]) -> Job:
        """Let a job that was cancelled or failed wait anew, with this question. Raises InputError for another state."""
        job = self._held(number)
        if job.state not in {"cancelled", "failed"} or not job.folder:
            what = job.state if job.folder else "without its files, which were removed"
            raise InputError(f"job {number} is {what}: only one that failed or was cancelled can go on")
        asked = canonical(question)
        self._set(number, state="waiting", stopping=0, attempts=0, ended="", message="", question=asked)
        return self._held(number)

    def forget_files(self, number: int) -> Job:
        """Note that the files of a job are removed. Raises InputError for one that has not ended."""
        job = self._held(number)
        if job.state not in ENDED:
            raise InputError(f"job {number} is {job.state}: cancel it first")
        self._set(number, folder="")
        return job

    def _held(self, number: int) -> Job:
        mine = (tables.job.c.id == number) & (tables.job.c.workspace == self._workspace)
        row = self._connection.execute(select(tables.job).where(mine)).one_or_none()
        if row is None:
            raise InputError(f"no job {number} is here")
        return _job(row)

    def _set(self, number: int, **values: Any) -> None:
        self._connection.execute(update(tables.job).where(tables.job.c.id == number).values(**values))


class WorkWriter:
    """What the process that holds the lock of a place writes of its jobs, of whatever workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, place: str, at: str) -> Job | None:
        """Begin with the oldest job of a place that has not ended; None when there is none.

        One that was begun too often fails for good.
        """
        while (row := _next(self._connection, place)) is not None:
            if row.attempts >= MOST_ATTEMPTS:
                self.end(row.id, "failed", at=at, message=_GIVEN_UP)
                continue
            begun = {"state": "running", "attempts": row.attempts + 1, "began": row.began or at}
            self._change(tables.job.c.id == row.id, **begun)
            return _job(self._connection.execute(select(tables.job).where(tables.job.c.id == row.id)).one())
        return None

    def go_on(self, number: int, progress: JobProgress) -> bool:
        """Note how far a job is; return whether it is to stop."""
        self._change(_running(number), progress=canonical(asdict(progress)))
        return bool(self._connection.execute(select(tables.job.c.stopping).where(_running(number))).scalar_one())

    def give_back(self, number: int) -> None:
        """Let a job wait for the next process, which goes on where this one was."""
        self._change(_running(number), state="waiting", attempts=0)

    def end(self, number: int, state: str, *, at: str, message: str = "", scan: int = 0) -> None:
        """End a job."""
        told = {"state": state, "ended": at, "message": message, "scan": scan, "stopping": 0}
        self._change(tables.job.c.id == number, **told)

    def _change(self, which: ColumnElement[bool], **values: Any) -> None:
        self._connection.execute(update(tables.job).where(which).values(**values))


def _next(connection: Connection, place: str) -> Row[Any] | None:
    job = tables.job.c
    free = or_(job.state == "waiting", job.state == "running")
    query = select(tables.job).where(job.place == place, free).order_by(job.id).limit(1)
    return connection.execute(query).one_or_none()


def _running(number: int) -> ColumnElement[bool]:
    return (tables.job.c.id == number) & (tables.job.c.state == "running")


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        name=row.name,
        files=tuple(JobFile(**each) for each in json.loads(row.files)["files"]),
        question=json.loads(row.question),
        place=row.place,
        folder=row.folder,
        actor=row.actor,
        at=row.at,
        workspace=row.workspace,
        state=row.state,
        stopping=bool(row.stopping),
        attempts=row.attempts,
        began=row.began,
        ended=row.ended,
        progress=JobProgress(**json.loads(row.progress)),
        message=row.message,
        scan=row.scan,
    )
