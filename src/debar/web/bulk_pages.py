"""One decision on all findings of a view: what it would do is shown first, and kept when that is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk.bulk_decisions import MOST, BulkPlan, BulkQuestion, Case, confirm, preview
from debar.errors import InputError
from debar.model.casework import Preview
from debar.report.text import plain
from debar.web.casebook import moment_on
from debar.web.facets import read_filters, stored, view_words
from debar.web.finding_page import CHOICES
from debar.web.forgery import require_own_form
from debar.web.rendering import Pages, address
from debar.web.scan_pages import find_scan

#: Findings of a preview that are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person has filled in, and what is wrong with it."""

    kind: str = ""
    reason: str = ""
    until: str = ""
    ground: str = ""
    error: str = ""


def _sent(
    kind: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=4_000)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
    ground: Annotated[str, Form(max_length=2_000)] = "",
) -> Filled:
    return Filled(kind, reason, until, ground)


def bulk_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/scans/NUMBER/decide``; all keep to the filters of the address."""
    router = APIRouter(prefix="/scans/{number}/decide", dependencies=[needs("decide")])

    @router.get("")
    def form(request: Request, number: int, done: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
        """Ask what to decide of the findings of a view; with ``done`` say what was kept under that token."""
        kept = None
        if done:
            with _case(pages, request) as case:
                kept = case.store.deciding_in(case.workspace).preview(done)
        return _page(pages, request, number, Filled(), shown=kept)

    @router.post("")
    def look(
        request: Request,
        number: int,
        filled: Annotated[Filled, Depends(_sent)],
        form_token: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        """Show what would be decided, and how to confirm it."""
        require_own_form(request, form_token)
        try:
            if filled.kind not in CHOICES:
                raise InputError("Choose what you decide.")
            with _case(pages, request) as case:
                plan = preview(case, _question(request, number, filled))
        except InputError as error:
            return _page(pages, request, number, replace(filled, error=plain(str(error))), status=400)
        return _page(pages, request, number, filled, plan=plan)

    @router.post("/confirm")
    def keep(
        request: Request,
        number: int,
        token: Annotated[str, Form(max_length=64)] = "",
        count: Annotated[int, Form(ge=0)] = 0,
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Keep what was shown, all or none; the same form sent twice keeps it once."""
        require_own_form(request, form_token)
        try:
            with _case(pages, request) as case:
                confirm(case, token, count)
        except InputError as error:
            return _page(pages, request, number, Filled(error=plain(str(error))), status=409)
        filters = read_filters(request.query_params)
        return RedirectResponse(address(f"scans/{number}/decide", filters, done=token), 303)

    return router


@contextmanager
def _case(pages: Pages, request: Request) -> Iterator[Case]:
    principal, desk = principal_of(request), pages.current.desk
    with pages.casebook.opened() as store:
        yield Case(
            store=store,
            workspace=principal.workspace,
            reference=desk.reference,
            actor=principal.actor,
            at=moment_on(desk.today),
        )


def _question(request: Request, number: int, filled: Filled) -> BulkQuestion:
    return BulkQuestion(
        scan=number,
        kind=filled.kind,
        reason=filled.reason,
        filters=stored(read_filters(request.query_params)),
        until=filled.until.strip(),
        ground=filled.ground,
    )


def _page(
    pages: Pages,
    request: Request,
    number: int,
    filled: Filled,
    *,
    plan: BulkPlan | None = None,
    shown: Preview | None = None,
    status: int = 200,
) -> HTMLResponse:
    filters = read_filters(request.query_params)
    with pages.casebook.reading(request) as casework:
        scan = find_scan(casework, number)
        assert casework is not None  # noqa: S101  find_scan raises then
        counts = casework.counts(number, "outcome", stored(filters))
    values: dict[str, Any] = {
        "scan": scan,
        "total": sum(counts.values()),
        "most": MOST,
        "view": view_words(filters, pages.current.desk.reference.catalog),
        "scan_href": address(f"scans/{number}", filters),
        "action": address(f"scans/{number}/decide", filters),
        "confirm_action": address(f"scans/{number}/decide/confirm", filters),
        "choices": CHOICES,
        "filled": filled,
        "plan": plan,
        "named": NAMED,
        "done": shown.done if shown else {},
        "second_person": pages.casebook.second_person(request),
    }
    return pages.render(request, "bulk.html.j2", section="scans", title="Decide together", status=status, **values)
