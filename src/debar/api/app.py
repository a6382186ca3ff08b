"""The application: routes, what guards them, and errors as sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

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
from debar.api.limits import Guard
from debar.api.matching import Asking
from debar.api.reconcile import reconcile_router
from debar.api.signing import signing_router
from debar.api.together import Together
from debar.api.verbs import verbs_router
from debar.api.watches import watches_router
from debar.api.watchman import watchman_router
from debar.api.yente import yente_router
from debar.errors import DebarError, NotJudgedError
from debar.store import StoreError

#: Seconds between looks whether the lists have changed.
LOOK_EVERY = 5.0
#: Where the desk's pages are.
PAGES = "/app"

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
    look_every: float = LOOK_EVERY,
    tell: Callable[[str], None] | None = None,
) -> FastAPI:
    """Return the application over a desk. Every ``look_every`` seconds it takes newer lists into use.

    ``access`` says who is let in, without it the one user of this machine; ``figures`` keeps what is measured.
    """
    held, counted = access or Access(), figures or Figures()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(_keep_current(current, look_every, tell))
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

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
    answers = Together(Asking.match).answers
    for router in (
        verbs_router(current),
        yente_router(current, answers),
        reconcile_router(current, answers),
        watchman_router(current),
    ):
        app.include_router(router, dependencies=[needs("ask")])
    app.include_router(casework_router(current), dependencies=[needs("read")])
    app.include_router(watches_router(current), dependencies=[needs("read")])
    app.include_router(deciding_router(current))
    app.include_router(figures_router(counted, current), dependencies=[needs("measure")])
    app.include_router(signing_router(held))
    app.add_exception_handler(DebarError, _debar_error)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(StarletteHTTPException, _http_error)
    app.add_middleware(Gate, access=held)
    app.add_middleware(OpenToSites, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(Guard)
    app.add_middleware(Observer, figures=counted)
    return app


async def _keep_current(current: CurrentDesk, every: float, tell: Callable[[str], None] | None) -> None:
    """Take newer lists into use as they come; a store that cannot be read is said and tried again."""
    while True:
        await asyncio.sleep(every)
        try:
            if await asyncio.to_thread(current.refresh) and tell:
                tell("Newer lists are in use.")
        except (DebarError, OSError) as error:
            if tell:
                tell(f"The lists could not be opened anew, those of before stay in use: {error}")


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
