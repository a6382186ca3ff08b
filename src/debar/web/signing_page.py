"""Signing in and out in a browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import principal_of
from debar.api.signing import end_session, set_cookie, sign_in
from debar.report.text import plain
from debar.web.forgery import require_own_form
from debar.web.rendering import ROOT, Pages, address

_LONGEST = 4_000


def signing_pages(pages: Pages) -> APIRouter:
    """Return the routes ``/login`` and ``/logout``."""
    router = APIRouter()

    @router.get("/login")
    def ask(request: Request, next: str = "") -> HTMLResponse:  # noqa: A002  the field's name
        """Show the form."""
        return _page(pages, request, next)

    @router.post("/login")
    def login(
        request: Request,
        name: Annotated[str, Form(max_length=64)] = "",
        password: Annotated[str, Form(max_length=1_024)] = "",
        next: str = "",  # noqa: A002  the field's name
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Begin a session and lead to the page that was asked for; else the form again, with what is wrong."""
        require_own_form(request, form_token)
        try:
            signed = sign_in(pages.access, request, name.strip(), password)
        except HTTPException as error:
            return _page(pages, request, next, name=name, error=error)
        response = RedirectResponse(own_page(next), 303)
        set_cookie(request, response, signed)
        return response

    @router.post("/logout")
    def logout(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        """End the session and lead to the form."""
        principal_of(request)
        require_own_form(request, form_token)
        response = RedirectResponse(address("login"), 303)
        end_session(pages.access, request, response)
        return response

    return router


def own_page(asked: str) -> str:
    """Return where to go after signing in: a page of this desk, its first page for any other address."""
    is_own = asked.startswith(ROOT) and len(asked) < _LONGEST and asked.isascii() and asked.isprintable()
    return asked if is_own and "\\" not in asked and not asked.startswith(f"{ROOT}login") else ROOT


def _page(
    pages: Pages, request: Request, following: str, *, name: str = "", error: HTTPException | None = None
) -> HTMLResponse:
    response = pages.render(
        request,
        "signing.html.j2",
        section="sign in",
        title="Sign in",
        status=error.status_code if error else 200,
        accounts=pages.access.accounts(),
        error=plain(str(error.detail)) if error else "",
        name=plain(name),
        following=following if own_page(following) != ROOT else "",
    )
    response.headers.update((error.headers or {}) if error else {})
    return response
