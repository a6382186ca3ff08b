"""Progress of a long scan on standard error, when a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from debar.report.text import plain

if TYPE_CHECKING:
    from debar.desk.scans import Scan
    from debar.model import Finding

EVERY = 0.2


def watch(scan: Scan) -> Iterator[Finding]:
    """Yield the scan's findings; meanwhile keep one line on the terminal: share done, rows/s, time left, findings."""
    if not sys.stderr.isatty():
        yield from scan
        return
    shown = 0.0
    scan.on_batch = lambda: _show(scan)
    for finding in scan:
        if monotonic() - shown > EVERY:
            shown = monotonic()
            _clear()
        yield finding
    _clear()


def _show(scan: Scan) -> None:
    at = scan.progress
    share = at.share
    left = f", {at.seconds_left:,.0f} s left" if share else ""
    done = f"{share:4.0%}  " if share else ""
    line = f"{done}{at.rows:,} rows, {at.rows_per_second:,.0f} rows/s{left}, {at.findings:,} findings  {plain(at.file)}"
    print(f"\r\x1b[2K{line[:110]}", end="", file=sys.stderr, flush=True)  # noqa: T201  the person's terminal


def _clear() -> None:
    print("\r\x1b[2K", end="", file=sys.stderr, flush=True)  # noqa: T201  the person's terminal
