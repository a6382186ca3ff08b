"""Who is let in: every request is refused that is not of a person or program known, allowed and not too frequent.

A request carries an API key (``Authorization: ApiKey KEY`` or ``Bearer KEY``) or the cookie of a session. A session's
cookie goes along by itself with whatever a browser is made to send, so a request that changes something must also come
from our own pages and repeat a token that other sites cannot read. The one user of a server without accounts needs no
credentials; there, pages of other sites may only ask questions.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from debar.api.rates import Rates
from debar.desk.library import user
from debar.desk.signing_in import SignIn, needs_accounts
from debar.model.people import ROLES, Principal
from debar.store import StoreError

_log = logging.getLogger("debar")

#: The cookie of a session: over https its name binds it to this host, to https and to all paths.
COOKIE, SECURE_COOKIE = "debar_session", "__Host-debar_session"
CSRF_HEADER = "x-csrf-token"
#: What is open to all: whether the server runs, and signing in.
OPEN = frozenset({"/healthz", "/readyz", "/api/login"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

#: Seconds for which a key that was good is taken for good, so that not each request asks the store.
_KEY_SECONDS = 2.0
_MOST_KEYS = 1_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """The doors of one server. Without ``sign_in`` (a server without a store) all is for the user of this machine.

    ``open_paths`` are further paths open to all, those that end in a slash with all below them; ``own_forms`` begin
    the paths of pages that check their forms' tokens themselves; ``page`` is where a browser signs in.
    """

    def __init__(
        self,
        sign_in: SignIn | None = None,
        url: str = "",
        *,
        rates: Rates | None = None,
        open_paths: frozenset[str] = frozenset(),
        own_forms: tuple[str, ...] = (),
        page: str = "",
    ) -> None:
        self.sign_in = sign_in
        self.page = page
        self.rates = rates or Rates()
        self._url = url
        self._open = OPEN | open_paths
        self._own_forms = own_forms
        self._keys: dict[bytes, tuple[float, Principal]] = {}
        self._accounts = False
        self._looked = float("-inf")

    def is_open(self, path: str) -> bool:
        """Return whether a path needs no credentials."""
        return path in self._open or any(path.startswith(each) for each in self._open if each.endswith("/"))

    def checks_own_forms(self, path: str) -> bool:
        """Return whether the pages there check the tokens of their forms themselves."""
        return path.startswith(self._own_forms) if self._own_forms else False

    def accounts(self) -> bool:
        """Return whether there are accounts; once there were any, nobody is let in without one."""
        if self._must_look():
            self._accounts = needs_accounts(self._url)
            self._looked = time.monotonic()
        return self._accounts

    def _must_look(self) -> bool:
        return not self._accounts and self.sign_in is not None and time.monotonic() - self._looked > _KEY_SECONDS

    def waits(self, headers: Headers) -> bool:
        """Return whether :meth:`principal` would ask the store: of accounts, a session, a key not seen lately."""
        if self._must_look():
            return True
        if not self._accounts:
            return False
        key = _sent_key(headers)[1]
        return self._lately(key) is None if key else bool(session_token(headers))

    def principal(self, headers: Headers) -> tuple[Principal | None, str]:
        """Return who sends these headers, and the session's token if it is one; None for nobody that is known."""
        if not self.accounts() or self.sign_in is None:
            return Principal(user(), ROLES["admin"]), ""
        scheme, key = _sent_key(headers)
        if key:
            return (self._by_key(key) if scheme in {"apikey", "bearer"} else None), ""
        token = session_token(headers)
        return (self.sign_in.by_session(token) if token else None), token

    def _by_key(self, key: str) -> Principal | None:
        known = self._lately(key)
        if known is not None:
            return known
        now = time.monotonic()
        found = self.sign_in.by_key(key) if self.sign_in else None
        if len(self._keys) >= _MOST_KEYS:
            self._keys.clear()
        self._keys.pop(_digest(key), None)
        if found is not None:
            self._keys[_digest(key)] = (now, found)
        return found

    def forget_keys(self) -> None:
        """Ask the store again for every key: something about accounts or keys has changed."""
        self._keys.clear()

    def _lately(self, key: str) -> Principal | None:
        """Whose key it was a moment ago."""
        since, known = self._keys.get(_digest(key), (0.0, None))
        return known if time.monotonic() - since < _KEY_SECONDS else None


class Gate:
    """Lets requests in, as ASGI middleware; routes find who it is at ``request.state``: ``principal``, ``actor``."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            refusal = await self._refusal(scope) if scope["type"] == "http" else _refused(403, "only http is served")
        except StoreError as error:
            _log.error("a request was not answered: %s", error)
            refusal = _refused(503, "the store does not answer; nothing was done, try again", {"Retry-After": "1"})
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        access, headers, path = self._access, Headers(scope=scope), scope["path"]
        client = scope["client"][0] if scope.get("client") else ""
        waits = access.waits(headers)
        accounts = await asyncio.to_thread(access.accounts) if waits else access.accounts()
        wait = access.rates.wait(f"client {client}") if accounts else 0
        if wait:
            return _too_many(wait)
        is_foreign, changes = foreign(headers), scope["method"] not in _SAFE
        if access.is_open(path):
            return _refused(403, "not from another site") if changes and is_foreign else None
        known = await asyncio.to_thread(access.principal, headers) if waits else access.principal(headers)
        principal, token = known
        if principal is None:
            return self._unknown(scope, headers, client, changes=changes)
        if principal.via == "machine" and (not _at_home(headers) or (is_foreign and not _follows_link(scope, headers))):
            principal = Principal(principal.actor, frozenset({"ask"}), principal.workspace)
        if principal.via == "session" and changes:
            owns = access.checks_own_forms(path)
            if is_foreign or not (owns or hmac.compare_digest(_sent_token(headers), csrf_token(token).encode())):
                return _refused(403, "send the csrf of GET /api/me as X-CSRF-Token, from a page of this server")
        scope.setdefault("state", {}).update(
            principal=principal, actor=principal.actor, workspace=principal.workspace, session=token
        )
        return None

    def _unknown(self, scope: Scope, headers: Headers, client: str, *, changes: bool) -> Response:
        wait = self._access.rates.wait(f"stranger {client}")
        if wait:
            return _too_many(wait)
        if self._access.page and not changes and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"{self._access.page}?{urlencode({'next': _asked(scope)})}", 303)
        told = 'ApiKey realm="debar"'
        return _refused(401, "sign in, or send Authorization: ApiKey KEY", {"WWW-Authenticate": told})


def needs(scope: str) -> Any:
    """Return the dependency of routes that only those with a scope may use; it answers 403 to others."""

    async def allowed(request: Request) -> Principal:
        principal = principal_of(request)
        if scope not in principal.scopes:
            raise HTTPException(403, f"{principal.actor} may not do this: it needs the scope {scope!r}")
        return principal

    allowed.scope = scope  # type: ignore[attr-defined]
    return Depends(allowed)


def principal_of(request: Request) -> Principal:
    """Return who sends a request. Raises a 401 where nobody was let in."""
    found = getattr(request.state, "principal", None)
    if not isinstance(found, Principal):
        raise HTTPException(401, "sign in, or send Authorization: ApiKey KEY")
    return found


def csrf_token(session: str) -> str:
    """Return the token that pages of a session repeat with what they send; it tells nothing of the session's own."""
    return hmac.new(session.encode(), b"debar csrf", hashlib.sha256).hexdigest()


def session_token(headers: Headers) -> str:
    """Return the token in the session's cookie; empty for none."""
    cookies = cookie_parser(headers.get("cookie", ""))
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE, "")


def _sent_key(headers: Headers) -> tuple[str, str]:
    """The scheme, in lower case, and the key of the credentials that are sent; both empty for none."""
    scheme, _, key = headers.get("authorization", "").strip().partition(" ")
    return scheme.lower(), key.strip()


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def foreign(headers: Headers) -> bool:
    """Return whether a browser says that a page of another site sends this."""
    origin = headers.get("origin", "")
    if origin:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}


def _follows_link(scope: Scope, headers: Headers) -> bool:
    """Whether a person follows a link: the other site cannot read what comes of it."""
    return scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"


def _at_home(headers: Headers) -> bool:
    """Whether this machine is asked under its own name, not one that another site pointed at it."""
    host = headers.get("host", "")
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


def _asked(scope: Scope) -> str:
    """The address that was asked for, as it stands in a browser after the name of the server."""
    query = scope["query_string"].decode("ascii", "replace")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def _sent_token(headers: Headers) -> bytes:
    return headers.get(CSRF_HEADER, "").encode("utf-8", "replace")


def _refused(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"detail": detail}, status, headers=headers)


def _too_many(wait: int) -> JSONResponse:
    return _refused(429, f"too many requests: wait {wait} s", {"Retry-After": str(wait)})
