"""Forms that only our own pages can send: a secret in a cookie and the same in the form, and the sender's address.

A page of another site can make a browser send a form here, but can neither read nor set the cookie (SameSite=Strict,
HttpOnly), and its browser names it in ``Origin``.
"""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.responses import Response

COOKIE = "debar_form"
#: The name of the hidden field that repeats the cookie.
FIELD = "form_token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def form_token(request: Request) -> str:
    """Return the token for the forms of a page: the one the browser holds, else a new one."""
    held = request.cookies.get(COOKIE, "")
    return held if _TOKEN.fullmatch(held) else secrets.token_urlsafe(32)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Give the browser the token, where it does not hold it yet."""
    if request.cookies.get(COOKIE) != token:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, path="/app", httponly=True, samesite="strict", secure=secure)


def require_own_form(request: Request, sent: str) -> None:
    """Raise a 403 unless the form came from one of our own pages, in the browser that was given it."""
    held = request.cookies.get(COOKIE, "")
    origin = request.headers.get("origin", "")
    foreign = bool(origin) and urlsplit(origin).netloc != request.headers.get("host", "")
    alike = hmac.compare_digest(held.encode(), sent.encode("utf-8", "replace"))
    if foreign or not _TOKEN.fullmatch(held) or not alike:
        raise HTTPException(403, "this form is not from this page, or too old: open the page again and send it anew")
