"""Signing in and out in a browser, with a password or by an identity provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import principal_of, session_token
from debar.api.signing import end_session, set_cookie, sign_in
from debar.desk.oidc import MOST_SECONDS, Provider, ProviderError
from debar.desk.signing_in import RefusedSignInError
from debar.errors import InputError
from debar.report.text import plain
from debar.web.forgery import require_own_form
from debar.web.rendering import ROOT, Pages, address

_LONGEST = 4_000
#: What a browser keeps while its person is at the identity provider.
_ASKED = "debar_oidc"


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


def provider_pages(pages: Pages, provider: Provider) -> APIRouter:
    """Return the routes ``/oidc/start`` and ``/oidc/back``, by which a provider's people come in."""
    router = APIRouter(prefix="/oidc")

    @router.get("/start")
    def start(request: Request, next: str = "") -> Response:  # noqa: A002  the field's name
        """Lead to the provider."""
        try:
            where, kept = provider.begin(own_page(next))
        except ProviderError as error:
            return _page(pages, request, next, error=HTTPException(503, str(error)))
        response = RedirectResponse(where, 303)
        _keep(request, response, kept)
        return response

    @router.get("/back")
    def back(request: Request) -> Response:
        """Begin the session of whom the provider vouches for, and lead to the page that was asked for."""
        try:
            identity, following = provider.finish(request.cookies.get(_ASKED, ""), request.query_params)
            if pages.access.sign_in is None or not pages.access.accounts():
                raise RefusedSignInError("this server has no accounts: debar user add NAME")
            signed = pages.access.sign_in.sign_in_as(identity, before=session_token(request.headers))
        except (ProviderError, RefusedSignInError, InputError) as error:
            response: Response = _page(pages, request, "", error=HTTPException(401, str(error)))
        else:
            response = RedirectResponse(own_page(following), 303)
            set_cookie(request, response, signed)
        _keep(request, response, "")
        return response

    return router


def _keep(request: Request, response: Response, kept: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        _ASKED,
        kept,
        max_age=MOST_SECONDS if kept else 0,
        path="/app/oidc",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


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
        provider=pages.provider,
        error=plain(str(error.detail)) if error else "",
        name=plain(name),
        following=following if own_page(following) != ROOT else "",
    )
    response.headers.update((error.headers or {}) if error else {})
    return response
