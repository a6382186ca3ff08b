"""What fetching is told (options, what is remembered of an address) and what it gives back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from debar import __version__
from debar.errors import InputError
from debar.lists.parsing import File


class Known(Protocol):
    """What is remembered of the last answer of an address whose bytes are part of the edition in force."""

    @property
    def etag(self) -> str:
        """The ``ETag`` field as sent, "" when none was."""

    @property
    def last_modified(self) -> str:
        """The ``Last-Modified`` field as sent, "" when none was."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes, after a content coding was undone."""


#: Gives what is known of an address. It must know only answers that became part of the edition in force: an answer
#: that was refused must be asked for again.
Remembered = Callable[[str], "Known | None"]


def _now() -> datetime:
    return datetime.now(UTC)


def _at_once() -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How to fetch. Times are in seconds, sizes in bytes.

    ``mirror``: a directory or the http(s) address of one, with a folder for each list; nothing else is then asked.
    ``proxy``: None takes it from the environment (``https_proxy``, ``no_proxy`` ...), "" uses none.
    ``layout``: which of the list's downloads; "" the first. ``day``: for addresses that serve the text of any day.
    ``cache``: where what came before a cut is kept for the next run; None keeps it for this run only.
    ``tries`` requests are made of one address at most, ``back_off`` seconds after the first failure, doubled after each
    further one; a server that asks to wait longer than ``longest_pause`` is given up.
    ``answer``: until the head of the answer is complete; ``read``: between two pieces; ``total``: all tries of a file.
    ``slowest``: the fewest bytes a second, over each ``window``. ``largest``: as sent, and once unpacked.
    ``before`` is called before every request, redirects and further tries among them, and may wait.
    """

    mirror: str = ""
    proxy: str | None = None
    layout: str = ""
    day: date | None = None
    cache: Path | None = None
    tries: int = 4
    back_off: float = 1.0
    longest_pause: float = 60.0
    connect: float = 20.0
    answer: float = 90.0
    read: float = 60.0
    total: float = 1800.0
    slowest: int = 1024
    window: float = 30.0
    largest: int = 2 * 1024**3
    user_agent: str = f"debar/{__version__} (+https://debar.readthedocs.io)"
    clock: Callable[[], datetime] = _now
    pause: Callable[[float], None] = time.sleep
    before: Callable[[], None] = _at_once

    def __post_init__(self) -> None:
        """Raise InputError for a number that makes no sense, a mirror or a proxy that is of no kind known here."""
        for each in fields(self):
            value = getattr(self, each.name)
            least = 0 if each.name in {"back_off", "longest_pause", "slowest"} else 1e-9
            if isinstance(value, int | float) and not least <= value < float("inf"):
                raise InputError(f"the option {each.name} must be greater than 0, found {value}")
        scheme, mark, _ = self.mirror.partition("://")
        if mark and scheme.lower() not in {"http", "https"}:
            raise InputError(f"a mirror is a directory or an http(s) address, found one of {scheme}://")
        if self.proxy and not self.proxy.lower().startswith(("http://", "https://")):
            scheme = self.proxy.partition("://")[0] if "://" in self.proxy else "no scheme"
            raise InputError(f"the proxy must be an http:// or https:// address, found {scheme}")


@dataclass(frozen=True, slots=True)
class Try:
    """One request of one address: what came of it, in one sentence. ``status`` is 0 when no answer came."""

    list: str
    role: str
    url: str
    at: datetime
    status: int
    got: int
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The good answer of one address; ``url`` is what was asked in the end, after redirects.

    ``address`` is what it is remembered by: the address as described, ``#`` and the list, as two lists may stand in one
    file. It must be remembered only when the edition was taken.
    """

    role: str
    address: str
    url: str
    sha256: str
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """All files of one place, or the news that they are the same as before.

    ``unchanged``: every address said so or gave the same bytes; ``files`` is then empty or holds those bytes.
    ``order`` is the place that served, counted from 1: more than 1 means that better places failed.
    ``day`` is the day an address with ``{date}`` was asked for.
    """

    list: str
    layout: str
    order: int
    files: Mapping[str, File]
    answers: tuple[Answer, ...]
    unchanged: bool
    retrieved_at: datetime
    day: date | None = None
    tries: tuple[Try, ...] = field(default=())
