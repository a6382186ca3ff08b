"""The application: routes, what guards them, and errors as sentences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

from debar import __version__
from debar.api.access import Access, Gate, needs
from debar.api.casework import casework_router
from debar.api.current import CurrentDesk
from debar.api.deciding import deciding_router
from debar.api.figures import Figures, Observer, figures_router
from debar.api.jobs import Uploads, jobs_router
from debar.api.limits import Guard
from debar.api.matching import Asking
from debar.api.reconcile import reconcile_router
from debar.api.screening_list import screening_list_router
from debar.api.signing import signing_router
from debar.api.together import Together
from debar.api.upkeep import Scanner, Tell, kept_up
from debar.api.verbs import verbs_router
from debar.api.watches import watches_router
from debar.api.watchman import watchman_router
from debar.api.yente import yente_router
from debar.errors import DebarError, NotJudgedError
from debar.store import StoreError

#: Where the desk's pages are.
PAGES = "/app"
#: Where files may be sent, by form.
UPLOADS = frozenset({"/api/jobs", f"{PAGES}/jobs"})

_ABOUT = (
    "Screens parties, things and purchases against official lists and the law that binds this buyer on this day. "
    "Not legal advice: “clear” never means “allowed”, it says what was checked."
)


class OpenToSites(CORSMiddleware):
    """Lets pages of other sites ask the interface, as reconciliation clients do; never the desk's own pages."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        own = scope["type"] == "http" and (scope["path"] == PAGES or scope["path"].startswith(f"{PAGES}/"))
        await (self.app if own else super().__call__)(scope, receive, send)


def create_app(
    current: CurrentDesk,
    *,
    access: Access | None = None,
    figures: Figures | None = None,
    uploads: Uploads | None = None,
    today: date | None = None,
    tell: Tell | None = None,
) -> FastAPI:
    """Return the application over a desk. It takes newer lists into use, and has files that were sent scanned.

    ``access`` says who is let in, without it the one user of this machine; ``figures`` keeps what is measured;
    ``uploads`` says where files go, beside the store without it; ``today`` is the day of scans, else the calendar's.
    """
    held, counted, taken = access or Access(), figures or Figures(), uploads or Uploads(current)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with kept_up(current, Scanner(taken, today), tell):
            yield

    app = FastAPI(
        title="debar",
        summary="Restricted technology, found and judged",
        description=_ABOUT,
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
        lifespan=lifespan,
    )
    _add_health(app, current)
    _add_routes(app, current, taken)
    app.include_router(figures_router(counted, current), dependencies=[needs("measure")])
    app.include_router(signing_router(held))
    _say_errors(app)
    app.add_middleware(Gate, access=held)
    app.add_middleware(OpenToSites, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(Guard, uploads=UPLOADS)
    app.add_middleware(Observer, figures=counted)
    return app


def _add_routes(app: FastAPI, current: CurrentDesk, uploads: Uploads) -> None:
    answers = Together(Asking.match).answers
    for router in (
        verbs_router(current),
        yente_router(current, answers),
        reconcile_router(current, answers),
        watchman_router(current),
        screening_list_router(current),
    ):
        app.include_router(router, dependencies=[needs("ask")])
    app.include_router(casework_router(current), dependencies=[needs("read")])
    app.include_router(watches_router(current), dependencies=[needs("read")])
    app.include_router(jobs_router(uploads))
    app.include_router(deciding_router(current))


def _say_errors(app: FastAPI) -> None:
    app.add_exception_handler(DebarError, _debar_error)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(StarletteHTTPException, _http_error)


def _add_health(app: FastAPI, current: CurrentDesk) -> None:
    @app.get("/healthz", tags=["System"], summary="Whether the server runs")
    async def healthz() -> dict[str, str]:
        """Return ``{"status": "ok"}``."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["System"], summary="Whether the lists are ready")
    async def readyz() -> dict[str, str]:
        """Return ``{"status": "ok"}`` when questions can be answered; 503 before."""
        if not len(current.parties):
            raise HTTPException(503, "no list is in use: debar lists import FILE --id ID")
        return {"status": "ok"}


def _text(status: int, detail: object) -> JSONResponse:
    return JSONResponse({"detail": detail}, status)


async def _debar_error(_: Request, error: Exception) -> JSONResponse:
    return _text(503 if isinstance(error, (NotJudgedError, StoreError)) else 400, str(error))


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101  registered for it alone
    return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it alone
    return _text(422, [_place(each["loc"], each["msg"]) for each in error.errors()])


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ValidationError)  # noqa: S101  registered for it alone
    return _text(
        400, [_place(each["loc"], each["msg"]) for each in error.errors(include_url=False, include_input=False)]
    )


def _place(loc: tuple[int | str, ...], text: str) -> dict[str, object]:
    """Where a request is wrong and how, without repeating what was sent."""
    return {"loc": list(loc), "msg": text}
