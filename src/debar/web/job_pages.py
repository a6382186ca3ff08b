"""Files sent from a page to be scanned: the form, the jobs, one job as it goes on, its results."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.api.jobs import MOST_FIELDS, Uploads, change_job, find_job, give_result, keep_job, read_form
from debar.desk.jobs import MOST_FILES, RESULTS
from debar.errors import DebarError, InputError
from debar.model import BUYER_TYPES, FUNDING_KINDS
from debar.model.jobs import ENDED, Job
from debar.places.states import STATES
from debar.report.text import plain
from debar.web.forgery import FIELD, require_own_form
from debar.web.rendering import Pages, address

ON_A_PAGE = 50
#: Numbers of jobs are smaller: larger ones are no number of a database.
_MOST_JOBS = 2**31
#: What a state is called, and how results are.
STATE_WORDS = {
    "waiting": "Waits its turn",
    "running": "Being scanned",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
_RESULT_WORDS = {"html": "Report (html)", "csv": "Table (csv)", "jsonl": "Findings (jsonl)"}
#: The field of the form whose lines are ``field=Column`` each.
_COLUMNS = "columns"


def jobs_router(pages: Pages, uploads: Uploads) -> APIRouter:
    """Return the routes under ``/jobs``."""
    router = APIRouter(prefix="/jobs")

    @router.get("")
    def jobs(request: Request, before: str = "") -> HTMLResponse:
        """Show the form and the jobs, the newest first."""
        return _list(pages, request, before=int(before) if before.isdecimal() and len(before) < 19 else 0)

    @router.post("", dependencies=[needs("decide")])
    async def send(request: Request) -> Response:
        """Take files in; lead to the job."""
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
            return await run_in_threadpool(_send, pages, uploads, request, form)

    @router.get("/{number}")
    def job(request: Request, number: int) -> HTMLResponse:
        """Show one job."""
        return _page(pages, request, _find(uploads, request, number))

    @router.post("/{number}/{what}", dependencies=[needs("decide")])
    async def change(request: Request, number: int, what: str) -> Response:
        """Cancel a job, let it go on, or remove its files."""
        async with request.form(max_files=0, max_fields=10) as form:
            require_own_form(request, str(form.get(FIELD, "")))
            columns = _lines(str(form.get(_COLUMNS, "")))
        if what not in {"cancel", "resume", "remove"}:
            raise HTTPException(404, "there is no such page")
        found = await run_in_threadpool(_find, uploads, request, number)
        try:
            await run_in_threadpool(change_job, uploads, request, number, what, columns)
        except DebarError as error:
            return await run_in_threadpool(_page, pages, request, found, plain(str(error)))
        return RedirectResponse(address(f"jobs/{number}"), 303)

    @router.get("/{number}/result")
    def result(request: Request, number: int, format: str = "html") -> FileResponse:  # noqa: A002  the field's name
        """Give what a job found, as a file."""
        _find(uploads, request, number)
        return give_result(uploads, request, number, format)

    return router


def form_choices() -> dict[str, Any]:
    """Return what the form that sends files lets choose from."""
    return {
        "buyer_types": BUYER_TYPES,
        "funding_kinds": [kind for kind in FUNDING_KINDS if kind != "unknown"],
        "states": STATES.values(),
        "most_files": MOST_FILES,
    }


def open_jobs(pages: Pages, request: Request, limit: int = 20) -> list[Job]:
    """Return the newest jobs that have not ended well, for the list of scans."""
    found = _jobs(pages, request, 0, limit)
    return [each for each in found if each.state not in {"done", "cancelled"}]


def _jobs(pages: Pages, request: Request, before: int, limit: int) -> tuple[Job, ...]:
    if not pages.casebook.exists():
        return ()
    with pages.casebook.opened() as store:
        return store.jobs_in(principal_of(request).workspace).newest(before=before, limit=limit)


def _find(uploads: Uploads, request: Request, number: int) -> Job:
    if not 0 < number < _MOST_JOBS:
        raise HTTPException(404, f"no job {number} is here")
    return find_job(uploads.current, request, number)


def _send(pages: Pages, uploads: Uploads, request: Request, form: FormData) -> Response:
    require_own_form(request, str(form.get(FIELD, "")))
    given: dict[str, str] = {}
    try:
        files, values = read_form(form)
        given = {name: value for name, value in values if name != FIELD}
        columns = [("map", line) for line in _lines(given.get(_COLUMNS, ""))]
        asked = [(name, value) for name, value in values if name not in {FIELD, _COLUMNS}]
        answer = keep_job(uploads, request, files, [*asked, *columns])
    except DebarError as error:
        return _list(pages, request, error=plain(str(error)), given=given, status=400)
    return RedirectResponse(address(f"jobs/{answer.data['id']}"), 303)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _list(
    pages: Pages,
    request: Request,
    *,
    before: int = 0,
    error: str = "",
    given: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found = _jobs(pages, request, before, ON_A_PAGE + 1)
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    return pages.render(
        request,
        "jobs.html.j2",
        section="scans",
        title="Files sent",
        status=status,
        jobs=shown,
        words=STATE_WORDS,
        error=error,
        given=given or {},
        may_decide="decide" in principal_of(request).scopes,
        first=not before,
        next_href=address("jobs", before=shown[-1].id) if more else "",
        **form_choices(),
    )


def _page(pages: Pages, request: Request, job: Job, error: str = "") -> HTMLResponse:
    reasons: Mapping[str, int] = {}
    if job.state == "done":
        with pages.casebook.reading(request) as casework, suppress(InputError):
            reasons = casework.scan(job.scan).summary.get("reasons", {}) if casework else {}
    results = [(_RESULT_WORDS[each], address(f"jobs/{job.id}/result", format=each)) for each in RESULTS]
    return pages.render(
        request,
        "job.html.j2",
        section="scans",
        title=plain(job.name),
        status=400 if error else 200,
        job=job,
        word=STATE_WORDS[job.state],
        ended=job.state in ENDED,
        results=results if job.state == "done" and job.folder else [],
        error=error,
        reasons=reasons,
        may_decide="decide" in principal_of(request).scopes,
    )
