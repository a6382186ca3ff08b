"""The pages as an application under ``/app/``, beside the HTTP interface; errors are pages too."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import Access, needs
from debar.api.current import CurrentDesk
from debar.api.jobs import Uploads
from debar.desk.oidc import Provider
from debar.errors import DebarError, NotJudgedError
from debar.report.text import plain
from debar.web.assets import load_assets
from debar.web.audit_page import audit_router
from debar.web.bulk_pages import bulk_router
from debar.web.casebook import Casebook
from debar.web.dossier_pages import dossiers_router
from debar.web.entity_pages import entities_router
from debar.web.finding_page import finding_router
from debar.web.job_pages import jobs_router
from debar.web.list_page import lists_router
from debar.web.people_page import people_router
from debar.web.proposal_pages import proposals_router
from debar.web.receipt_page import receipt_router
from debar.web.rendering import ROOT, Pages, load_templates
from debar.web.rule_pages import rules_router
from debar.web.scan_pages import scans_router
from debar.web.screen_page import screen_router
from debar.web.settings_page import settings_router
from debar.web.signing_page import provider_pages, signing_pages
from debar.web.watch_page import watch_router

_log = logging.getLogger("debar.web")
_HEADS = {
    401: "Sign in first",
    403: "Not taken",
    404: "Not here",
    405: "Not so",
    500: "Something failed",
    503: "Not judged",
}


#: What :class:`debar.api.access.Access` is told of the pages: what needs no account, and where a browser signs in.
DOORS: Mapping[str, Any] = {
    "open_paths": frozenset({"/app/login", "/app/oidc/start", "/app/oidc/back", "/app/static/"}),
    "own_forms": ("/app/",),
    "page": "/app/login",
}


def add_pages(
    app: FastAPI,
    current: CurrentDesk,
    access: Access,
    store: str | None = "",
    provider: Provider | None = None,
    *,
    uploads: Uploads | None = None,
) -> None:
    """Put the pages of a store under ``/app/``; ``/`` leads there. ``provider`` signs people in beside passwords."""
    app.mount("/app", make_pages(current, access, store, provider, uploads=uploads))

    @app.get("/", include_in_schema=False)
    async def start() -> RedirectResponse:
        """Lead to the pages."""
        return RedirectResponse(ROOT)

    @app.get("/app", include_in_schema=False)
    async def bare() -> RedirectResponse:
        """Lead to the pages."""
        return RedirectResponse(ROOT)


def make_pages(
    current: CurrentDesk,
    access: Access,
    store: str | None = "",
    provider: Provider | None = None,
    *,
    uploads: Uploads | None = None,
) -> FastAPI:
    """Return the pages over a desk and the casework of a store ("" is the user's own, None none at all).

    ``uploads`` says where files that are sent go, beside the store without it.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    pages = Pages(current, Casebook(store), access, provider.settings.label if provider else "")

    @app.get("/static/{name}")
    async def static(name: str) -> Response:
        """Give a file that pages refer to."""
        return load_assets().answer(name)

    for make in (
        screen_router,
        scans_router,
        bulk_router,
        proposals_router,
        finding_router,
        receipt_router,
        entities_router,
        dossiers_router,
        rules_router,
        lists_router,
        watch_router,
        audit_router,
        settings_router,
        people_router,
    ):
        app.include_router(make(pages), dependencies=[needs("read")])
    app.include_router(jobs_router(pages, uploads or Uploads(current)), dependencies=[needs("read")])
    app.include_router(signing_pages(pages))
    if provider is not None:
        app.include_router(provider_pages(pages, provider))
    _say_errors(app, pages)
    _make_ready(current)
    return app


def _make_ready(current: CurrentDesk) -> None:
    """Load what a first page would else wait for: templates, catalog, rules, the search over names."""
    load_templates()
    parties = current.parties
    parties.names.owners("a")
    parties.desk.match("a")
    for maker in list(parties.desk.reference.catalog.makers.values())[:1]:
        parties.desk.check_all(maker.name)


def _say_errors(app: FastAPI, pages: Pages) -> None:
    def page(request: Request, status: int, words: str) -> HTMLResponse:
        head = _HEADS.get(status, "That cannot be answered")
        return pages.render(request, "error.html.j2", section="none", title=head, status=status, words=words)

    def known(request: Request, error: Exception) -> HTMLResponse:
        return page(request, 503 if isinstance(error, NotJudgedError) else 400, plain(str(error)))

    def invalid(request: Request, error: Exception) -> HTMLResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it alone
        fields = ", ".join(plain(str(each["loc"][-1])) for each in error.errors())
        return page(request, 400, f"The address or the form says something that is not understood: {fields}.")

    def refused(request: Request, error: Exception) -> HTMLResponse:
        assert isinstance(error, StarletteHTTPException)  # noqa: S101  registered for it alone
        answer = page(request, error.status_code, plain(str(error.detail)))
        answer.headers.update(error.headers or {})
        return answer

    def failed(request: Request, error: Exception) -> HTMLResponse:
        _log.error("page failed: %s", type(error).__name__, exc_info=error)
        return page(request, 500, "The page could not be made. Nothing was changed; the server's log says why.")

    app.add_exception_handler(DebarError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(Exception, failed)
