"""What guards every request: how much a client may send, how long it may take, and what browsers are told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a request's body, and of one that sends files.
MOST_BYTES, MOST_UPLOADED = 8 * 1024 * 1024, 2 * 1024 * 1024 * 1024
#: Seconds within which a body must arrive; files have as long again for so many bytes of them.
MOST_SECONDS, BYTES_A_SECOND = 30.0, 64 * 1024

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        (
            b"default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none';"
            b" form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        ),
    ),
)

#: Over https: browsers keep to it.
HTTPS: tuple[tuple[bytes, bytes], ...] = ((b"strict-transport-security", b"max-age=31536000"),)


class TooMuchError(HTTPException):
    """A body is larger, or slower, than is taken; the connection is closed, as the rest of it may still come."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status, text, headers={"Connection": "close"})


class Guard:
    """Refuses bodies that are too large or too slow before they are read whole, and adds security headers.

    The length that a client states is not believed: bytes are counted as they come. ``uploads`` are the paths that
    take files: larger bodies, which may take longer the more of them has come.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int = MOST_BYTES,
        seconds: float = MOST_SECONDS,
        uploads: frozenset[str] = frozenset(),
        most_uploaded: int = MOST_UPLOADED,
    ) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds
        self._uploads = uploads
        self._most_uploaded = most_uploaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0
        uploads = scope["method"] == "POST" and scope["path"] in self._uploads
        most = self._most_uploaded if uploads else self._most
        deadline = asyncio.get_running_loop().time() + self._seconds
        ended = False

        async def counted() -> Message:
            nonlocal read, ended
            if ended:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline + (read / BYTES_A_SECOND if uploads else 0)):
                    message = await receive()
            except TimeoutError:
                raise TooMuchError(408, f"the request did not arrive within {self._seconds:g} seconds") from None
            read += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if read > most:
                raise TooMuchError(413, f"the request is larger than {most:,} bytes")
            return message

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *_missing(held),
                    *(HTTPS if scope["scheme"] == "https" else ()),
                ]
            await send(message)

        await self._app(scope, counted, headed)


def _missing(held: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in HEADERS if name not in set(held)]
