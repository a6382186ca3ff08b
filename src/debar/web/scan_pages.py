"""Kept scans; one scan with its facets and a page of its findings; the same findings as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from debar.api.access import principal_of
from debar.desk.casework import Decided
from debar.errors import InputError
from debar.model.casework import KeptScan, Standing
from debar.report.context import Context
from debar.report.html.charts import outcome_bar
from debar.report.html.view import FindingView, finding_view
from debar.report.text import plain
from debar.report.words import look
from debar.report.writers import open_writer
from debar.store.casework import Casework
from debar.web.casebook import moment_on
from debar.web.facets import (
    Combinations,
    Counted,
    count_outcomes,
    draw_facets,
    read_filters,
    stored,
    view_words,
)
from debar.web.job_pages import STATE_WORDS, form_choices, open_jobs
from debar.web.kept import read_finding, without_unreached
from debar.web.rendering import Pages, address
from debar.web.scan_pictures import draw_pictures

#: Findings on one page, and of an export read at once.
ON_A_PAGE, AT_ONCE = 50, 500
SCANS = 100
#: Numbers of scans are smaller: larger ones are no number of a database.
_MOST_SCANS = 2**31
EXPORTS: Mapping[str, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of the table: its view, where it is shown in full, and the decision on it."""

    view: FindingView
    href: str
    standing: Standing | None


def scans_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/scans``."""
    router = APIRouter(prefix="/scans")
    counted = Counted()

    @router.get("")
    def scans(request: Request) -> HTMLResponse:
        """Show the kept scans, the newest first."""
        with pages.casebook.reading(request) as casework:
            kept = casework.scans(SCANS) if casework else ()
        waiting = len(pages.casebook.proposals(request))
        return pages.render(
            request,
            "scans.html.j2",
            section="scans",
            title="Scans",
            scans=kept,
            waiting=waiting,
            jobs=open_jobs(pages, request),
            job_words=STATE_WORDS,
            may_decide="decide" in principal_of(request).scopes,
            error="",
            given={},
            **form_choices(),
        )

    @router.get("/{number}")
    def scan(request: Request, number: int) -> HTMLResponse:
        """Show a scan: counts, facets, and a page of its findings under the filters of the address."""
        filters = read_filters(request.query_params)
        after = read_key(request.query_params.get("after", ""))
        with pages.casebook.reading(request) as casework:
            kept = find_scan(casework, number)
            assert casework is not None  # noqa: S101  find_scan raises then
            combinations = counted.combinations(casework, kept)
            values = _scan_values(pages, casework, kept, combinations, filters=filters, after=after)
        values["may_decide"] = "decide" in principal_of(request).scopes
        return pages.render(request, "scan.html.j2", section="scans", title=plain(kept.name) or "Scan", **values)

    @router.get("/{number}/export")
    def export(request: Request, number: int, format: str = "csv") -> Response:  # noqa: A002  the field's name
        """Give exactly the findings of a view as a file, and log that it was given."""
        filters = read_filters(request.query_params)
        if format not in EXPORTS:
            raise InputError(f"format: {format!r} is none here; take one of {', '.join(EXPORTS)}")
        with pages.casebook.reading(request) as casework:
            kept = find_scan(casework, number)
        desk = pages.current.desk
        what = {"scan": number, "format": format, "filters": filters}
        pages.casebook.log(request, "export", at=moment_on(desk.today), what=what)
        name = "-".join([f"scan-{kept.id}", *(word for word in filters.values() if word.isalnum() and word.isascii())])
        headers = {"content-disposition": f'attachment; filename="{name}.{format}"'}
        context = Context(today=desk.today)
        lines = _exported(pages, request, number, filters=filters, format_=format, context=context)
        return StreamingResponse(lines, media_type=f"{EXPORTS[format]}; charset=utf-8", headers=headers)

    return router


def find_scan(casework: Casework | None, number: int) -> KeptScan:
    """Return a kept scan. Raises a 404 when there is none with that number."""
    try:
        if casework is not None and 0 < number < _MOST_SCANS:
            return casework.scan(number)
    except InputError:
        pass
    raise HTTPException(404, f"no scan {number} is kept here")


def read_key(text: str) -> tuple[int, int] | None:
    """Return the key of the last finding shown (``2-1034``); None for the first page. Raises InputError."""
    if not text:
        return None
    severity, _, n = text.partition("-")
    if not (severity.isdecimal() and n.isdecimal() and len(text) < 20):
        raise InputError("after: is no place in this list; go back to its first page")
    return int(severity), int(n)


def _scan_values(
    pages: Pages,
    casework: Casework,
    kept: KeptScan,
    combinations: Combinations,
    *,
    filters: Mapping[str, str],
    after: tuple[int, int] | None,
) -> dict[str, Any]:
    path = f"scans/{kept.id}"
    desk = pages.current.desk
    found = casework.findings(kept.id, after=after, limit=ON_A_PAGE + 1, filters=stored(filters))
    decided = Decided(casework.decisions(), desk.reference, desk.today)
    page, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    key = f"{page[-1][1][0]}-{page[-1][1][1]}" if more else ""
    shown = [read_finding(without_unreached(each.data)) for each, _ in page]
    rows = [
        Row(
            finding_view(finding, each.n, desk.today),
            address(f"findings/{each.id}", filters, scan=kept.id),
            decided.standing(each.data) if decided else None,
        )
        for finding, (each, _) in zip(shown, page, strict=True)
    ]
    counts, catalog = count_outcomes(combinations, filters), desk.reference.catalog
    words = ", ".join(f"{n:,} {look(outcome).word}" for outcome, n in counts.items())
    return {
        "scan": kept,
        "total": sum(combinations.values()),
        "shown": counts.total(),
        "counts": counts,
        "bar": outcome_bar(counts, words or "none", height=16),
        "makers": len({maker for _, maker, *_ in combinations if maker}),
        "facets": draw_facets(combinations, filters, path, catalog),
        "view": view_words(filters, catalog),
        **draw_pictures(combinations, filters, path, counts=counts, findings=shown),
        "all_href": address(path),
        "decide_href": address(f"{path}/decide", filters),
        "first_href": address(path, filters) if after else "",
        "next_href": address(path, filters, after=key) if key else "",
        "exports": [(name, address(f"{path}/export", filters, format=name)) for name in EXPORTS],
        "rows": rows,
    }


def _exported(
    pages: Pages, request: Request, number: int, *, filters: Mapping[str, str], format_: str, context: Context
) -> Iterator[str]:
    """Yield the file piece by piece; findings are read some at a time."""
    out = io.StringIO()
    writer = open_writer(format_, out, context=context)
    with pages.casebook.reading(request) as casework:
        if casework is None:
            return
        after: tuple[int, int] | None = None
        decided = Decided(casework.decisions(), pages.current.desk.reference, context.today)
        while found := casework.findings(number, after=after, limit=AT_ONCE, filters=stored(filters)):
            for each, key in found:
                writer.finding(decided.applied(read_finding(each.data)))
                after = key
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    writer.close()
    yield out.getvalue()
