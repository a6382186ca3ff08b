"""Jobs over HTTP: files sent to be scanned, how far they are, what came of them; of the workspace of who asks."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from debar.api.access import needs, principal_of
from debar.api.casework import MOST_ID, Number, found, opened
from debar.api.current import CurrentDesk
from debar.api.once import PARAMETER, Answer, answer_once
from debar.desk.jobs import (
    MOST_FILES,
    RESULTS,
    SEVERAL,
    SINGLE,
    Intake,
    JobPlace,
    job_name,
    known_place,
    open_place,
    read_options,
    read_question,
)
from debar.errors import InputError
from debar.model.jobs import ENDED, Job
from debar.model.people import Principal
from debar.store import Writer, open_store

#: Seconds between looks for progress, and after which a silent stream says that it lives.
_LOOK, _ALIVE = 0.5, 15.0
#: Values of one form beside its files.
MOST_FIELDS = 100
#: Bytes that stay free on the disk.
_SPARE = 256 * 1024 * 1024


_BODY: Mapping[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    **{name: {"type": "string"} for name in SINGLE},
                    **{name: {"type": "array", "items": {"type": "string"}} for name in SEVERAL},
                },
            }
        }
    },
}


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where a server takes files in: the desk, and the folder, opened with the first file."""

    current: CurrentDesk
    root: str = ""

    def place(self) -> JobPlace:
        """Return the place of the files. Raises a 404 on a server without a store."""
        if self.current.store is None:
            raise HTTPException(404, "no store: nothing is kept here")
        return open_place(self.current.store, self.root)

    def known_place(self) -> JobPlace | None:
        """Return the place of the files where any were sent yet."""
        return known_place(self.current.store, self.root) if self.current.store is not None else None


def jobs_router(uploads: Uploads) -> APIRouter:
    """Return the routes; a job of another workspace is answered as one that is not there."""
    router = APIRouter(prefix="/api/jobs", tags=["Jobs"], dependencies=[needs("read")])
    current = uploads.current

    @router.post(
        "",
        status_code=201,
        summary="Send files to be scanned",
        dependencies=[needs("decide")],
        openapi_extra={"requestBody": _BODY, "parameters": [dict(PARAMETER)]},
    )
    async def send(request: Request) -> JSONResponse:
        """Take files of purchases in, as a form of type multipart/form-data; return the job, which then waits its turn.

        Beside the files in ``file`` the form has the options of ``debar scan``.
        """
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
            return await run_in_threadpool(_send, uploads, request, form)

    @router.get("", summary="Jobs, the newest first")
    def jobs(
        request: Request,
        before: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> JSONResponse:
        """Return a page of jobs; ``next`` is the ``before`` of the page that follows, null on the last."""
        with opened(current) as store:
            page = store.jobs_in(principal_of(request).workspace).newest(before=before, limit=limit)
        following = page[-1].id if len(page) == limit else None
        return JSONResponse({"jobs": [job_data(each) for each in page], "next": following})

    @router.get("/{job}", summary="A job, and how far it is")
    def job(request: Request, job: Number) -> JSONResponse:
        """Return a job."""
        return JSONResponse(job_data(find_job(current, request, job)))

    @router.get("/{job}/events", summary="How far a job is, told as it goes on", response_class=StreamingResponse)
    async def events(request: Request, job: Number) -> StreamingResponse:
        """Tell of a job as server-sent events until it ends; the data of each is the job."""
        first = await run_in_threadpool(find_job, current, request, job)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(job_events(current, request, first), media_type="text/event-stream", headers=headers)

    @router.get("/{job}/result", summary="What a job found, as a file", response_class=FileResponse)
    def result(request: Request, job: Number, format: str = "jsonl") -> FileResponse:  # noqa: A002  the field's name
        """Give the findings of a job that is done: jsonl, csv, or the report as html."""
        return give_result(uploads, request, job, format)

    _add_changes(router, uploads)
    return router


def _add_changes(router: APIRouter, uploads: Uploads) -> None:
    """Add the routes that change a job that is there."""

    @router.post("/{job}/cancel", summary="Stop a job", dependencies=[needs("decide")])
    def cancel(request: Request, job: Number) -> JSONResponse:
        """End a job that waits; one that is scanned stops within seconds. What is finished is kept, to go on there."""
        return JSONResponse(job_data(change_job(uploads, request, job, "cancel")))

    @router.post("/{job}/resume", summary="Go on with a job", dependencies=[needs("decide")])
    def resume(
        request: Request,
        job: Number,
        columns: Annotated[list[str] | None, Query(alias="map", max_length=MOST_FIELDS)] = None,
    ) -> JSONResponse:
        """Let a job that was cancelled or failed go on where it stood; ``map`` (field=Column) names its columns."""
        return JSONResponse(job_data(change_job(uploads, request, job, "resume", columns or ())))

    @router.delete("/{job}/files", summary="Remove the files of a job", dependencies=[needs("decide")])
    def remove(request: Request, job: Number) -> JSONResponse:
        """Remove what was sent and the results of a job that has ended; the scan that it kept stays."""
        return JSONResponse(job_data(change_job(uploads, request, job, "remove")))


def find_job(current: CurrentDesk, request: Request, number: int) -> Job:
    """Return a job of the workspace of who asks. Raises a 404 for none."""
    with opened(current) as store:
        held: Job = found(lambda: store.jobs_in(principal_of(request).workspace).job(number))
    return held


def keep_job(
    uploads: Uploads, request: Request, files: Sequence[UploadFile], given: Sequence[tuple[str, str]]
) -> Answer:
    """Take files in and keep a job with them; return its data. Raises InputError, a 507 when the disk is full."""
    question = read_question(given)
    read_options(question, uploads.current.desk)
    if not files:
        raise InputError("file: no file was sent; send at least one")
    place, principal = uploads.place(), principal_of(request)
    if shutil.disk_usage(place.root).free < sum(each.size or 0 for each in files) + _SPARE:
        raise HTTPException(507, "the server has no space for these files")
    intake = Intake(place)
    try:
        for each in files:
            intake.add(each.filename or "", each.file)
        sent = tuple(intake.files)
        job = Job(
            id=0,
            name=job_name(sent),
            files=sent,
            question=question,
            place=place.id,
            folder=intake.folder,
            actor=principal.actor,
            at=_now(),
        )

        def keep(writer: Writer) -> Mapping[str, Any]:
            made = writer.jobs_in(principal.workspace).add(job)
            _log(writer, principal, made, "send")
            return job_data(made)

        body = json.dumps([question, [asdict(each) for each in sent]], sort_keys=True).encode()
        with open_store(str(uploads.current.store)) as store:
            answer = answer_once(store, request, body, keep)
        intake.kept = not answer.replayed
        return answer
    except OSError as error:
        raise HTTPException(507, f"the files could not be kept ({error.strerror})") from None
    finally:
        intake.close()


def change_job(uploads: Uploads, request: Request, number: int, what: str, columns: Sequence[str] = ()) -> Job:
    """Cancel a job, let it go on (``resume``) or ``remove`` its files; log it. Raises a 404 for none, InputError.

    ``columns`` (field=Column) take the place of those that a job which goes on was sent with.
    """
    current, principal = uploads.current, principal_of(request)
    held = find_job(current, request, number)
    question = {**held.question, **read_question([("map", each) for each in columns])}
    read_options(question, current.desk)
    with opened(current) as store, store.writing() as writer:
        jobs = writer.jobs_in(principal.workspace)
        if what == "cancel":
            job = jobs.stop(number, _now())
        elif what == "resume":
            job = jobs.take_up(number, question)
        else:
            job = jobs.forget_files(number)
            uploads.place().remove(job)
        _log(writer, principal, job, what)
    return find_job(current, request, number)


def give_result(uploads: Uploads, request: Request, number: int, format_: str) -> FileResponse:
    """Return a file of results as a download, and log that it was given. Raises a 404 for none, InputError."""
    job = find_job(uploads.current, request, number)
    path = uploads.place().result(job, format_)
    if not path.is_file():
        raise HTTPException(404, f"the results of job {number} are gone; the scan it kept is scan {job.scan}")
    with opened(uploads.current) as store, store.writing() as writer:
        principal = principal_of(request)
        what = {"job": number, "scan": job.scan, "format": format_}
        writer.casework_in(principal.workspace).log("export", actor=principal.actor, at=_now(), what=what)
    name = f"job-{number}-{path.name}"
    return FileResponse(path, filename=name, media_type=RESULTS[format_][1], content_disposition_type="attachment")


def job_data(job: Job) -> dict[str, Any]:
    """Return a job as JSON has it; where its files are is the server's own."""
    data = asdict(job)
    for own in ("place", "folder", "workspace"):
        del data[own]
    links = {"self": f"/api/jobs/{job.id}", "events": f"/api/jobs/{job.id}/events"}
    if job.state == "done":
        links["scan"] = f"/api/scans/{job.scan}"
        links |= {f"result_{each}": f"/api/jobs/{job.id}/result?format={each}" for each in RESULTS if job.folder}
    return {**data, "files_kept": bool(job.folder), "links": links}


async def job_events(current: CurrentDesk, request: Request, job: Job) -> AsyncIterator[str]:
    """Yield the events of a job from now until it ends, or whoever listens goes away."""
    told, silent = "", 0.0
    while True:
        data = json.dumps(job_data(job), separators=(",", ":"))
        if data != told:
            told, silent = data, 0.0
            yield f"event: {'end' if job.state in ENDED else 'progress'}\ndata: {data}\n\n"
        elif silent >= _ALIVE:
            silent = 0.0
            yield ": alive\n\n"
        if job.state in ENDED or await request.is_disconnected():
            return
        await asyncio.sleep(_LOOK)
        silent += _LOOK
        job = await run_in_threadpool(find_job, current, request, job.id)


def _log(writer: Writer, principal: Principal, job: Job, did: str) -> None:
    files = [{"name": each.name, "sha256": each.sha256} for each in job.files]
    what = {"job": job.id, "did": did, "files": files}
    writer.casework_in(principal.workspace).log("job", actor=principal.actor, at=_now(), what=what)


def read_form(form: FormData) -> tuple[list[UploadFile], list[tuple[str, str]]]:
    """Return the files of a form and its other values. Raises InputError for a file in another field than ``file``."""
    files, given = [], []
    for name, value in form.multi_items():
        if isinstance(value, str):
            given.append((name, value))
        elif name != "file":
            raise InputError(f"{name[:60]!r}: files are sent in the field file")
        elif value.filename or value.size:
            files.append(value)
    return files, given


def _send(uploads: Uploads, request: Request, form: FormData) -> JSONResponse:
    return keep_job(uploads, request, *read_form(form)).response(201)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
