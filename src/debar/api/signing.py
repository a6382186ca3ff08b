"""Signing in and out over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from debar.api.access import COOKIE, SECURE_COOKIE, Access, csrf_token, principal_of, session_token
from debar.api.rates import network
from debar.desk.signing_in import LONGEST, RefusedSignInError, SignedIn, WaitError
from debar.model.people import Principal


class SignInRequest(BaseModel):
    """Name and password of an account."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64)
    password: str = Field(max_length=1_024)


def signing_router(access: Access) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api", tags=["People"])

    @router.post("/login", summary="Sign in with name and password")
    def login(asked: SignInRequest, request: Request) -> JSONResponse:
        """Begin a session; its cookie is set, and ``csrf`` goes with what changes something, as X-CSRF-Token."""
        signed = sign_in(access, request, asked.name, asked.password)
        response = JSONResponse(_data(signed.principal, signed.token))
        set_cookie(request, response, signed)
        return response

    @router.post("/logout", summary="Sign out")
    def logout(request: Request) -> JSONResponse:
        """End the session."""
        principal_of(request)
        response = JSONResponse({"status": "ok"})
        end_session(access, request, response)
        return response

    @router.get("/me", summary="Who I am, and what I may do")
    def me(request: Request) -> JSONResponse:
        """Return name, scopes and workspace, and ``csrf`` of a session."""
        return JSONResponse(_data(principal_of(request), str(getattr(request.state, "session", ""))))

    return router


def sign_in(access: Access, request: Request, name: str, password: str) -> SignedIn:
    """Begin a session. Raises a 401 for a name and password that do not fit, a 429 where to wait, a 404 without any."""
    if access.sign_in is None or not access.accounts():
        raise HTTPException(404, "this server has no accounts: debar user add NAME")
    client = network(request.client.host) if request.client else ""
    try:
        return access.sign_in.sign_in(name, password, client=client, before=session_token(request.headers))
    except WaitError as error:
        raise HTTPException(429, str(error), {"Retry-After": str(error.seconds)}) from None
    except RefusedSignInError as error:
        raise HTTPException(401, str(error)) from None


def set_cookie(request: Request, response: Response, signed: SignedIn) -> None:
    """Give the browser its session: not readable by scripts, not sent by other sites, over https only where it is."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        signed.token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def end_session(access: Access, request: Request, response: Response) -> None:
    """End the session of a request, and have the browser forget it."""
    token = session_token(request.headers)
    if token and access.sign_in is not None:
        access.sign_in.sign_out(token)
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, path="/", httponly=True, secure=name == SECURE_COOKIE, samesite="lax")


def _data(principal: Principal, session: str) -> dict[str, Any]:
    data = {
        "name": principal.actor,
        "scopes": sorted(principal.scopes),
        "workspace": principal.workspace,
        "via": principal.via,
    }
    return {**data, "csrf": csrf_token(session)} if session else data
