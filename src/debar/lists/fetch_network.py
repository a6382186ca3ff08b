"""The connection under a fetch: whole time limits, no way into private networks, and a count of what really came.

The library's time-outs hold for single steps only, so a server could keep us for days, one byte at a time: here each
step gets no more than what is left of the whole. Names are looked up here, so that the address that was judged is the
one that is connected to.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib import request
from urllib.request import getproxies_environment

import httpcore
import httpx

from debar.errors import InputError
from debar.lists.fetch_reach import LOOPBACK, kind_of_address, kind_of_host, may_follow

_HEAD_END = b"\r\n\r\n"
#: What ``no_proxy`` names; the type stubs of the standard library do not know it on every system.
_is_bypassed: Callable[[str, dict[str, str]], bool] = request.__dict__["proxy_bypass_environment"]
_MOST_HEAD = 256 * 1024


class ReachError(Exception):
    """A redirect leads into a network that this fetch must not reach."""


class NameLookupError(Exception):
    """The name of a host could not be looked up: there is no such name, or no network."""


class Budget:
    """What one try of a fetch may use and has used: time left, network it began in, what came.

    ``first``: the kind of network of the first address, None until it is known; ``hop``: redirects followed so far;
    ``status``: of the answer that is being read, 0 before it came; ``got``: bytes of its body.
    """

    def __init__(self, total: float) -> None:
        self.end = time.monotonic() + total
        self.until = self.end
        self.first: str | None = None
        self.hop = 0
        self.status = 0
        self.got = 0
        self.wire: Wire | None = None

    def limit(self, seconds: float) -> None:
        """Give the steps from here on no more than ``seconds`` together, nor more than is left of the whole."""
        self.until = min(self.end, time.monotonic() + seconds)

    def lift(self) -> None:
        """Give the steps from here on all that is left of the whole."""
        self.until = self.end

    def left(self) -> float:
        """Return the seconds left of the whole."""
        return self.end - time.monotonic()

    def step(self, wanted: float | None) -> float:
        """Return the seconds for the next step. Raises ReadTimeout when none are left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("no time left")
        return left if wanted is None else min(left, wanted)


class Wire(httpcore.NetworkStream):
    """A connection that keeps the budget's time and counts what came since it was last written to."""

    def __init__(self, inner: httpcore.NetworkStream, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget
        self._head = b""
        self._came = 0
        budget.wire = self

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what came, at most ``max_bytes``."""
        data = self._inner.read(max_bytes, self._budget.step(timeout))
        self._came += len(data)
        if len(self._head) < _MOST_HEAD:
            self._head += data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; a new exchange begins."""
        self._head, self._came = b"", 0
        self._budget.wire = self
        self._inner.write(buffer, self._budget.step(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection under TLS."""
        return Wire(self._inner.start_tls(ssl_context, server_hostname, self._budget.step(timeout)), self._budget)

    def get_extra_info(self, info: str) -> Any:
        """Return what the library knows of the connection."""
        return self._inner.get_extra_info(info)

    def surplus(self, declared: int) -> int:
        """Return how many bytes came beyond the declared length of the answer, as far as they came by now."""
        head = self._head
        while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):  # an interim answer stands before the answer
            head = head.partition(_HEAD_END)[2]
        start, mark, _ = head.partition(_HEAD_END)
        if not mark:
            return 0
        skipped = len(self._head) - len(head)
        return max(0, self._came - skipped - len(start) - len(mark) - declared)


class _Backend(httpcore.NetworkBackend):
    """Connects: looks the name up, judges every address it has, and takes the first that answers."""

    def __init__(self, budget: Budget, *, proxied: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._budget = budget
        self._proxied = proxied

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection. Raises NameLookupError, and ReachError for a network that must not be reached."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameLookupError(
                f"the name {host} could not be looked up: {getattr(error, 'strerror', error)}"
            ) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._proxied:
            self._judge(host, addresses)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._budget.step(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return Wire(stream, self._budget)
        raise failure

    def _judge(self, host: str, addresses: list[str]) -> None:
        kinds = [kind_of_address(address) for address in addresses]
        if self._budget.hop == 0:
            self._budget.first = kinds[0]
        elif not all(may_follow(self._budget.first or kinds[0], kind) for kind in kinds):
            raise ReachError(f"{host} is {', '.join(addresses)}")


def judge_name(budget: Budget, host: str) -> None:
    """Judge a host by its name alone, as must do behind a proxy. Raises ReachError."""
    kind = kind_of_host(host)
    if budget.hop == 0:
        budget.first = kind
    elif not may_follow(budget.first or kind, kind):
        raise ReachError(f"{host} is {kind}")


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def proxy_for(url: httpx.URL, given: str | None) -> str:
    """Return the proxy for an address, "" for none. Raises InputError for a proxy that is no http(s) address."""
    if given is None:
        found = getproxies_environment()
        bypassed = kind_of_host(url.host) == LOOPBACK or _is_bypassed(url.host, found)
        given = "" if bypassed else found.get(url.scheme) or found.get("all") or ""
        given = given if "://" in given or not given else f"http://{given}"
    if given and not given.lower().startswith(("http://", "https://")):
        scheme = given.partition("://")[0]
        raise InputError(f"the proxy must be an http:// or https:// address, found {scheme}://...")
    try:
        httpx.URL(given)
    except httpx.InvalidURL as error:
        raise InputError("the proxy is no valid address, http://host:port is wanted") from error
    return given


def open_pool(url: httpx.URL, proxy: str, budget: Budget) -> httpcore.ConnectionPool:
    """Return a pool for the requests of one fetch, HTTP/1.1 only."""
    context = _trust() if "https" in {url.scheme, proxy.partition(":")[0].lower()} else None
    backend = _Backend(budget, proxied=bool(proxy))
    if not proxy:
        return httpcore.ConnectionPool(ssl_context=context, network_backend=backend, max_connections=4)
    through = httpx.URL(proxy)
    return httpcore.HTTPProxy(
        proxy_url=str(through.copy_with(userinfo=b"")),
        proxy_auth=(through.username, through.password) if through.username else None,
        ssl_context=context,
        proxy_ssl_context=context if through.scheme == "https" else None,
        network_backend=backend,
        max_connections=4,
    )
