"""Progress of a long run on standard error: one line kept up to date on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Protocol, TypeVar

from debar.desk.progress import Progress
from debar.report.text import plain

EVERY = 0.2
#: Seconds between lines where nobody watches a terminal, such as in a log.
SELDOM = 30.0
Found_co = TypeVar("Found_co", covariant=True)


class Run(Protocol[Found_co]):
    """What can be watched: it calls ``on_batch`` whenever ``progress`` has changed."""

    progress: Progress
    on_batch: Callable[[], None] | None

    def __iter__(self) -> Iterator[Found_co]: ...


def watch(run: Run[Found_co], found: str = "findings") -> Iterator[Found_co]:
    """Yield what the run finds; meanwhile show how far it is: share done, rows/s, time left, how many were found."""
    if not sys.stderr.isatty():
        run.on_batch = _Log(run.progress, found)
        yield from run
        return
    shown = 0.0
    run.on_batch = lambda: _show(run.progress, found)
    try:
        for each in run:
            if monotonic() - shown > EVERY:
                shown = monotonic()
                _clear()
            yield each
    finally:
        _clear()


class _Log:
    """Writes a line when half a minute went by."""

    def __init__(self, progress: Progress, found: str) -> None:
        self._progress = progress
        self._found = found
        self._last = monotonic()

    def __call__(self) -> None:
        if monotonic() - self._last > SELDOM:
            self._last = monotonic()
            line = f"debar: {_words(self._progress, self._found)}"
            print(line, file=sys.stderr, flush=True)  # noqa: T201  a message, not output


def _words(at: Progress, found: str) -> str:
    left = f", {at.seconds_left:,.0f} s left" if at.share else ""
    done = f"{at.share:4.0%}  " if at.share else ""
    return f"{done}{at.rows:,} rows, {at.rows_per_second:,.0f} rows/s{left}, {at.findings:,} {found}  {plain(at.file)}"


def _show(at: Progress, found: str) -> None:
    print(f"\r\x1b[2K{_words(at, found)[:110]}", end="", file=sys.stderr, flush=True)  # noqa: T201  the person's terminal


def clear_line() -> None:
    """Take the line of progress off the terminal, so that something else can be said."""
    if sys.stderr.isatty():
        _clear()


def _clear() -> None:
    print("\r\x1b[2K", end="", file=sys.stderr, flush=True)  # noqa: T201  the person's terminal
