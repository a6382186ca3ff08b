"""The body of one answer: taken in within limits of size, time and pace, and checked before it counts as the file."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

import httpcore
import httpx

from debar.errors import FormatError
from debar.lists.fetch_content import HEAD, is_page, open_archive, page_title, unpack, unpacked_head
from debar.lists.fetch_faults import PassingError, RefusalError
from debar.lists.fetch_network import Budget
from debar.lists.fetch_partial import Partial, validator
from debar.lists.fetch_types import FetchOptions

_CODINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip"}
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
#: Seconds that are given to bytes which come after the declared end of an answer.
_GRACE = 0.25


def expect_bytes(status: int, received: httpx.Headers, partial: Partial, options: FetchOptions) -> None:
    """Raise PassingError or RefusalError for every answer that brings no bytes of the file."""
    if status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        return
    said = f"answered {status}"
    with contextlib.suppress(ValueError):
        said = f"answered {status} {HTTPStatus(status).phrase}"
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and partial.size():
        partial.drop()
        raise PassingError(f"{said} to a request to go on; what had come was dropped", status, 0)
    if status in _PASSING:
        raise PassingError(said, status, _asked_wait(received.get("retry-after", ""), options))
    raise RefusalError(said, status)


def _asked_wait(text: str, options: FetchOptions) -> float | None:
    """Return the seconds of a ``Retry-After`` field (RFC 9110, 10.2.3), None without a readable one."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - options.clock()).total_seconds())
    except (ValueError, TypeError):
        return None


class Receiving:
    """Takes in the body of one answer with status 200 or 206; ``page``: whether a web page is what is wanted."""

    def __init__(
        self, received: httpx.Headers, partial: Partial, budget: Budget, options: FetchOptions, *, page: bool
    ) -> None:
        self._received = received
        self._partial = partial
        self._budget = budget
        self._options = options
        self._page = page
        coding = received.get("content-encoding", "").strip().lower()
        if coding not in _CODINGS:
            raise RefusalError(f"packed its answer as {coding[:40]!r}, which was not asked for", budget.status)
        self._coding = _CODINGS[coding]
        length = received.get("content-length", "")
        self._declared = int(length) if length.isdigit() and len(length) < 19 else -1

    @property
    def note(self) -> str:
        """What a reader should know of a good answer."""
        if self._declared < 0 and "chunked" not in self._received.get("transfer-encoding", "").lower():
            return "the server did not say how long the file is, so a cut would not show"
        return ""

    def take(self, stream: Iterable[bytes], to: Path) -> None:
        """Write the file to ``to``. Raises PassingError and RefusalError; what came until then stays in the partial."""
        if self._budget.status == HTTPStatus.PARTIAL_CONTENT:
            self._expect_rest()
        chunks = iter(stream)
        if not self._page and self._received.get("content-type", "").lower().startswith(
            ("text/html", "application/xhtml")
        ):
            raise self._web_page(self._first(chunks))
        if self._declared > self._options.largest:
            raise self._too_large(self._declared)
        if self._budget.status == HTTPStatus.OK:
            self._partial.begin(validator(self._received, self._coding, self._declared))
        self._write(chunks)
        if self._declared >= 0:
            self._expect_end()
        self._finish(to)

    def _expect_rest(self) -> None:
        """Check that a 206 goes on exactly where the partial file ends (RFC 9110, 14.4)."""
        known, begun = self._partial.validator(), self._partial.size()
        found = _RANGE.fullmatch(self._received.get("content-range", "").strip())
        same = validator(self._received, self._coding, -1).mark in {"", known.mark} and self._coding == known.coding
        whole = found and (known.length < 0 or found[3] in {"*", str(known.length)})
        ends = found and (found[3] == "*" or int(found[2]) + 1 == int(found[3]))
        if not (begun and found and int(found[1]) == begun and same and whole and ends):
            self._partial.drop()
            raise PassingError("sent another part of the file than was asked for; what had come was dropped", 206, 0)

    def _first(self, chunks: Iterable[bytes]) -> bytes:
        head = b""
        for chunk in chunks:
            head += chunk
            self._budget.got = len(head)
            if len(head) >= HEAD:
                break
        return unpacked_head(head, self._coding)

    def _web_page(self, head: bytes) -> RefusalError:
        title = page_title(head)
        named = f"title {title!r}" if title else "without a title"
        return RefusalError(f"answered with a web page, {named}, where the file should be", self._budget.status)

    def _too_large(self, size: int) -> RefusalError:
        self._partial.drop()
        return RefusalError(f"sends {size:,} bytes or more, over the limit of {self._options.largest:,}", 200)

    def _write(self, chunks: Iterable[bytes]) -> None:
        options, size = self._options, self._partial.size()
        since, came = time.monotonic(), 0
        with self._partial.append() as file:
            for chunk in chunks:
                file.write(chunk)
                self._budget.got += len(chunk)
                size, came = size + len(chunk), came + len(chunk)
                if size > options.largest:
                    break
                passed = time.monotonic() - since
                if passed >= options.window:
                    if came < options.slowest * passed:
                        raise RefusalError(
                            f"is too slow: {came:,} bytes in {passed:.1f} s, the least is {options.slowest:,} a second",
                            self._budget.status,
                        )
                    since, came = time.monotonic(), 0
        if size > options.largest:
            raise self._too_large(size)

    def _expect_end(self) -> None:
        """Raise PassingError when more bytes come than were declared: the file would be cut at the declared length."""
        wire = self._budget.wire
        if wire is None:
            return
        with contextlib.suppress(httpcore.TimeoutException, httpcore.NetworkError):
            while wire.surplus(self._declared) == 0 and wire.read(4096, _GRACE):
                pass
        if surplus := wire.surplus(self._declared):
            self._partial.drop()
            raise PassingError(
                f"sends at least {surplus:,} bytes more than the {self._declared:,} it declares", self._budget.status
            )

    def _finish(self, to: Path) -> None:
        status, largest = self._budget.status, self._options.largest
        try:
            if self._coding:
                unpack(self._partial.path, to, largest=largest)
                self._partial.drop()
            else:
                self._partial.take(to)
            open_archive(to, largest=largest)
        except FormatError as error:
            self._partial.drop()
            raise RefusalError(f"sent a file that cannot be unpacked: {error}", status) from error
        with to.open("rb") as file:
            head = file.read(HEAD)
        if not head:
            raise PassingError("sent an empty file (0 bytes)", status)
        if not self._page and is_page(head):
            raise self._web_page(head)
