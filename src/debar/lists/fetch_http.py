"""One file from one web address: conditional, resumed, tried again, and never believed without a look.

What a server does wrong is either passing (no answer, overloaded, cut: tried again after a pause) or a refusal (a web
page in place of the list, too large, a redirect that leads astray: not tried again). Both end in a sentence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpcore
import httpx

from debar.lists.fetch_content import printable
from debar.lists.fetch_faults import PassingError, RefusalError, shown
from debar.lists.fetch_network import Budget, NameLookupError, ReachError, judge_name, open_pool, proxy_for
from debar.lists.fetch_partial import Partial
from debar.lists.fetch_receiving import Receiving, expect_bytes
from debar.lists.fetch_types import Answer, FetchOptions, Known, Try
from debar.lists.parsing import File

MOST_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file of a list. ``url`` may hold a name and password; ``key`` is what its answer is remembered by.

    ``headers`` are further fields of the request, keys among them: no redirect takes them to another place.
    """

    list: str
    role: str
    filename: str
    url: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def address(self) -> str:
        """The address as it may be shown."""
        return shown(self.url)

    @property
    def page(self) -> bool:
        """Whether a web page is what is wanted."""
        return self.filename.endswith((".html", ".htm"))


class Retrieval:
    """The fetch of one file into a directory; ``told`` hears of every try."""

    def __init__(
        self, wanted: Wanted, known: Known | None, options: FetchOptions, into: Path, told: Callable[[Try], None]
    ) -> None:
        self._wanted = wanted
        self._known = known
        self._options = options
        self._into = into
        self._told = told
        self._budget = Budget(options.total)
        self._end = self._budget.end

    def run(self) -> Answer | None:
        """Return the good answer, its bytes being in the file wanted; None when the server says: not changed.

        Raises RefusalError, in one sentence, when the file cannot be had.
        """
        number = 0
        while True:
            number += 1
            try:
                answer = self._once()
            except RefusalError as error:
                self._tell("failed", str(error), error.status)
                raise
            except PassingError as error:
                wait = self._options.back_off * 2 ** (number - 1) if error.wait is None else error.wait
                end = self._given_up(error, wait, number)
                if end:
                    self._tell("failed", end, error.status)
                    raise RefusalError(end, error.status) from error
                self._tell("failed", f"{error}; to be tried again after {wait:g} s", error.status)
                self._options.pause(wait)
            else:
                self._tell("fetched" if answer else "unchanged", answer.note if answer else "", self._budget.status)
                return answer

    def _given_up(self, error: PassingError, wait: float, number: int) -> str:
        """Return the sentence to end with, "" when another try is due."""
        if number >= self._options.tries:
            return f"{error} (tried {number} times)" if number > 1 else str(error)
        if wait > self._options.longest_pause:
            return f"{error}; asked to wait {wait:g} s, longer than the {self._options.longest_pause:g} s allowed"
        if wait >= self._end - time.monotonic():
            return f"{error}; no time is left to try again"
        return ""

    def _tell(self, outcome: str, reason: str, status: int) -> None:
        wanted, at = self._wanted, self._options.clock()
        got = self._budget.got
        self._told(Try(wanted.list, wanted.role, wanted.address, at, int(status), got, outcome, reason))

    def _once(self) -> Answer | None:
        """Ask once, following redirects by hand. Raises PassingError and RefusalError."""
        self._budget = Budget(self._end - time.monotonic())
        try:
            with Partial(self._wanted.address, self._options.cache, self._into) as partial:
                return self._follow(partial)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RefusalError(f"leads to no valid address ({printable(str(error))})") from error
        except NameLookupError as error:
            raise RefusalError(f"could not be reached: {error}") from error
        except ReachError as error:
            raise RefusalError(f"redirects into a private network, which is not followed ({error})") from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
            raise self._trouble(error) from error
        except OSError as error:
            where = error.filename or self._into
            raise RefusalError(f"could not be written to {where} ({error.strerror or error})") from error

    def _follow(self, partial: Partial) -> Answer | None:
        url = httpx.URL(self._wanted.url)
        seen = {shown(url)}
        for hop in range(MOST_REDIRECTS + 1):
            self._budget.hop = hop
            found = self._ask(url, partial)
            if not isinstance(found, httpx.URL):
                return found
            url = found
            if shown(url) in seen:
                raise RefusalError(f"redirects in a circle, back to {shown(url)}", self._budget.status)
            seen.add(shown(url))
        raise RefusalError(f"redirects more than {MOST_REDIRECTS} times", self._budget.status)

    def _ask(self, url: httpx.URL, partial: Partial) -> Answer | httpx.URL | None:
        """Send one request; return the answer, None for "not changed", or where it redirects to."""
        budget, options = self._budget, self._options
        proxy = proxy_for(url, options.proxy)
        if proxy:
            judge_name(budget, url.host)
        budget.status = 0
        options.before()
        budget.limit(options.answer)
        headers = self._headers(url, partial)
        waits = {"connect": options.connect, "read": options.read, "write": options.read, "pool": options.connect}
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with (
            open_pool(url, proxy, budget) as pool,
            pool.stream("GET", target, headers=headers.raw, extensions={"timeout": waits}) as response,
        ):
            budget.status = response.status
            budget.lift()
            received = httpx.Headers(response.headers)
            if response.status in _REDIRECTS:
                return _next(url, received, response.status)
            if response.status == HTTPStatus.NOT_MODIFIED and not {"if-none-match", "if-modified-since"}.isdisjoint(
                headers
            ):
                return None
            expect_bytes(response.status, received, partial, options)
            receiving = Receiving(received, partial, budget, options, page=self._wanted.page)
            to = self._into / self._wanted.filename
            receiving.take(response.iter_stream(), to)
        return self._answer(url, received, to, receiving.note)

    def _answer(self, url: httpx.URL, received: httpx.Headers, to: Path, note: str) -> Answer:
        file = File(self._wanted.filename, path=to)
        return Answer(
            role=self._wanted.role,
            address=self._wanted.key,
            url=shown(url),
            sha256=file.sha256(),
            etag=received.get("etag", ""),
            last_modified=received.get("last-modified", ""),
            size=file.size(),
            note=note,
        )

    def _headers(self, url: httpx.URL, partial: Partial) -> httpx.Headers:
        headers = httpx.Headers(
            {"User-Agent": self._options.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
        )
        first = httpx.URL(self._wanted.url)
        same = (url.scheme, url.host, url.port) == (first.scheme, first.host, first.port)
        if same:
            headers.update(self._wanted.headers)
        if first.userinfo and same:
            basic = httpx.BasicAuth(first.username, first.password)
            headers["Authorization"] = next(basic.auth_flow(httpx.Request("GET", first))).headers["Authorization"]
        begun = partial.size()
        if begun:
            headers["Range"] = f"bytes={begun}-"
            headers["If-Range"] = partial.validator().mark
        elif self._known is not None:
            if self._known.etag:
                headers["If-None-Match"] = self._known.etag
            if self._known.last_modified:
                headers["If-Modified-Since"] = self._known.last_modified
        return headers

    def _trouble(self, error: Exception) -> PassingError | RefusalError:
        """Say what broke under the exchange."""
        what, options, budget = printable(str(error)), self._options, self._budget
        if budget.left() <= 0:
            return RefusalError(f"took longer than {options.total:g} s; {budget.got:,} bytes came", budget.status)
        if "CERTIFICATE" in what:
            return RefusalError(
                f"has a certificate that could not be verified ({what}); where a proxy opens connections, "
                "name its certificate file in SSL_CERT_FILE"
            )
        if isinstance(error, httpcore.ProxyError):
            return PassingError(f"could not be asked through the proxy ({what})")
        if isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout):
            reason = what or f"no connection within {options.connect:g} s"
            return PassingError(f"could not be reached: {reason}")
        if budget.status:
            how = f"nothing more for {options.read:g} s" if isinstance(error, httpcore.ReadTimeout) else what
            return PassingError(f"broke off after {budget.got:,} bytes ({how})", budget.status)
        if isinstance(error, httpcore.TimeoutException):
            return PassingError(f"sent no answer within {min(options.answer, options.read):g} s")
        return PassingError(f"sent no valid answer ({what or type(error).__name__})")


def _next(url: httpx.URL, received: httpx.Headers, status: int) -> httpx.URL:
    """Return where a redirect leads. Raises RefusalError where it must not be followed."""
    place = received.get("location", "")
    if not place:
        raise RefusalError("redirects without saying where", status)
    found = url.join(place)
    if found.scheme not in {"http", "https"} or not found.host:
        raise RefusalError(f"redirects to {printable(place)}, which is no web address", status)
    if url.scheme == "https" and found.scheme == "http":
        raise RefusalError(f"redirects from https to {shown(found)}, which anybody on the way could change", status)
    return found.copy_with(userinfo=b"", fragment=None)
