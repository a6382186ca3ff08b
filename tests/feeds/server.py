"""A real HTTP server on the loopback address that serves what it is told to, well or badly.

    with Feed() as feed:
        feed["/sdn.csv"] = good(body, etag='"1"')
        feed["/alt.csv"] = in_turn(status(500), good(body))
        ...
        feed.requests          # what was asked: path and headers, in order

A behaviour is a function of an ``Exchange``: it reads the request and sends what it likes. ``good`` serves ``ETag``,
``Last-Modified``, ``Range`` and ``If-Range`` as the standard says, so that conditional and resumed requests are real.
"""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LAST_MODIFIED = "Mon, 02 Mar 2026 10:00:00 GMT"


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Exchange:
    """One request and the connection to answer it on. ``number`` counts the requests of its path from 1."""

    handler: BaseHTTPRequestHandler
    number: int
    closing: threading.Event

    def header(self, name: str) -> str:
        return self.handler.headers.get(name, "")

    def head(self, code: int, **fields: object) -> None:
        """Send the head of an answer; ``content_type="text/csv"`` gives the field Content-Type."""
        self.handler.send_response(code)
        for name, value in fields.items():
            if value is not None:
                self.handler.send_header(name.replace("_", "-").title(), str(value))
        self.handler.end_headers()

    def send(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def wait(self, seconds: float = 60) -> bool:
        """Wait, but not longer than the server lives; return whether it still does."""
        return not self.closing.wait(seconds)

    def hang_up(self) -> None:
        self.handler.close_connection = True


Behaviour = Callable[[Exchange], None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        feed = self.server.feed
        self.close_connection = True
        with feed.lock:
            feed.requests.append(Asked(self.path, dict(self.headers.items())))
            number = sum(each.path == self.path for each in feed.requests)
        behaviour = feed.paths.get(self.path, status(404))
        behaviour(Exchange(self, number, feed.closing))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Say nothing on stderr."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    feed: Feed

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client hang up in the middle."""


class Feed:
    """The server; ``url`` is its base address, ``feed[path] = behaviour`` says what it does."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.paths: dict[str, Behaviour] = {}
        self.requests: list[Asked] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.feed = self
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def __setitem__(self, path: str, behaviour: Behaviour) -> None:
        self.paths[path] = behaviour

    def count(self, path: str) -> int:
        return sum(each.path == path for each in self.requests)

    def last(self) -> Asked:
        return self.requests[-1]

    def __enter__(self) -> Feed:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def good(
    body: bytes,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    content_type: str = "text/csv",
    coding: str | None = None,
    ranges: bool = True,
) -> Behaviour:
    """Serve a body as the standard says; ``coding="gzip"`` packs it."""
    sent = gzip.compress(body, mtime=0) if coding == "gzip" else body

    def answer(exchange: Exchange) -> None:
        fields = {"etag": etag, "last_modified": last_modified}
        if etag and exchange.header("If-None-Match") == etag:
            return exchange.head(304, **fields)
        if not etag and last_modified and exchange.header("If-Modified-Since") == last_modified:
            return exchange.head(304, **fields)
        begin = 0
        wanted = exchange.header("Range")
        if ranges and wanted and exchange.header("If-Range") in {etag, last_modified}:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
            fields["content_range"] = f"bytes {begin}-{len(sent) - 1}/{len(sent)}"
        rest = sent[begin:]
        fields |= {"content_type": content_type, "content_encoding": coding}
        exchange.head(206 if begin else 200, content_length=len(rest), **fields)
        exchange.send(rest)
        return None

    return answer


def status(code: int, **fields: object) -> Behaviour:
    """Answer with a status and no more, as ``status(429, retry_after=1)``."""

    def answer(exchange: Exchange) -> None:
        exchange.head(code, content_length=0, **fields)

    return answer


def page(title: str = "Access denied", *, content_type: str = "text/html; charset=utf-8") -> Behaviour:
    """Answer 200 with a web page, as portals and maintenance pages do."""
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>Sorry.</body></html>".encode()
    return good(body, content_type=content_type)


def redirect(to: str, code: int = 302) -> Behaviour:
    """Redirect."""
    return status(code, location=to)


def empty() -> Behaviour:
    """Answer 200 with 0 bytes."""
    return good(b"")


def cut(body: bytes, at: int, **fields: object) -> Behaviour:
    """Declare the whole body, send its first bytes, and hang up."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, content_length=len(body), content_type="text/csv", **fields)
        exchange.send(body[:at])
        exchange.hang_up()

    return answer


def understated(body: bytes, declared: int) -> Behaviour:
    """Declare fewer bytes than are sent."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, content_length=declared, content_type="text/csv")
        exchange.send(body)

    return answer


def drip(body: bytes, pause: float, *, head: bool = False) -> Behaviour:
    """Send byte by byte with pauses; ``head`` drips the head of the answer instead of its body."""

    def answer(exchange: Exchange) -> None:
        if not head:
            exchange.head(200, content_length=len(body), content_type="text/csv")
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 10_000 if head else body:
            if not exchange.wait(pause):
                return
            exchange.send(bytes([byte]))

    return answer


def endless(block: bytes = b"x,y\r\n" * 4000) -> Behaviour:
    """Send without end, in chunks."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, transfer_encoding="chunked", content_type="text/csv")
        while not exchange.closing.is_set():
            exchange.send(f"{len(block):x}\r\n".encode() + block + b"\r\n")

    return answer


def silent() -> Behaviour:
    """Take the request and say nothing."""

    def answer(exchange: Exchange) -> None:
        exchange.wait()

    return answer


def hang_up() -> Behaviour:
    """Take the request and close the connection."""

    def answer(exchange: Exchange) -> None:
        exchange.hang_up()

    return answer


def raw(data: bytes) -> Behaviour:
    """Send these bytes as the whole answer, then close."""

    def answer(exchange: Exchange) -> None:
        exchange.send(data)

    return answer


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Do one after the other, request by request; the last stays."""

    def answer(exchange: Exchange) -> None:
        behaviours[min(exchange.number, len(behaviours)) - 1](exchange)

    return answer
