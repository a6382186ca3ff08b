"""What a server measures of itself: counts and times of requests as Prometheus reads them, and a log of requests.

Neither holds what was asked, by whom or from where: a request is told by its method, the pattern of its route, its
status and how long it took. The processes of one server add up: each keeps its figures in a file of a common folder.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import secrets
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from debar import __version__
from debar.api.current import CurrentDesk

#: Upper ends of the classes of times, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: How the text of figures is marked (Prometheus exposition format 0.0.4).
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FLUSH_SECONDS = 1.0

Counts = Mapping[str, float]


class Figures:
    """Counts by name and labels. With ``folder`` those of all processes that share it add up."""

    def __init__(self, folder: Path | None = None) -> None:
        self._counts: Counter[str] = Counter()
        self._folder = folder
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        told = f'method="{_escaped(method)}",route="{_escaped(route)}"'
        bound = bisect_left(BOUNDS, seconds)
        with self._lock:
            self._counts[f'debar_requests_total{{{told},status="{status}"}}'] += 1
            for end in (*BOUNDS[bound:], "+Inf"):
                self._counts[f'debar_request_seconds_bucket{{{told},le="{end}"}}'] += 1
            self._counts[f"debar_request_seconds_count{{{told}}}"] += 1
            self._counts[f"debar_request_seconds_sum{{{told}}}"] += seconds  # type: ignore[assignment]
            if self._folder is not None and self._timer is None:
                self._timer = threading.Timer(_FLUSH_SECONDS, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Let the other processes see the counts."""
        with self._lock:
            self._timer = None
            counts = {**self._counts, **_of_process()}
        if self._folder is not None:
            path = self._folder / f"{os.getpid()}.json"
            part = path.with_suffix(".part")
            part.write_text(json.dumps(counts), "utf-8")
            part.replace(path)

    def counts(self) -> Counts:
        """Return the counts of all processes."""
        if self._folder is None:
            with self._lock:
                return {**self._counts, **_of_process()}
        self.flush()
        found: Counter[str] = Counter()
        for path in self._folder.glob("*.json"):
            found.update(json.loads(path.read_text("utf-8")))
        return found


class Observer:
    """Counts and logs each request, and gives it the number that its answer and its line of the log share."""

    def __init__(self, app: ASGIApp, *, figures: Figures) -> None:
        self._app = app
        self._figures = figures
        self._log = logging.getLogger("debar.requests")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, number, status = time.perf_counter(), secrets.token_hex(8), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "other")
            self._figures.add(method, route, status, seconds)
            if self._log.isEnabledFor(logging.INFO):
                self._log.info(_line(number, method, route, status, seconds))


def figures_router(figures: Figures, current: CurrentDesk) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["System"])

    @router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
    def metrics() -> PlainTextResponse:
        """Return counts and times of requests, how many parties are held, and how old each list is."""
        desk = current.desk
        ages = [
            (f'debar_list_age_days{{list="{_escaped(edition.list)}"}}', (desk.today - edition.dated).days)
            for edition in desk.editions
        ]
        held = {"debar_parties": len(current.parties), **dict(ages), f'debar_info{{version="{__version__}"}}': 1}
        return PlainTextResponse("".join(_text({**figures.counts(), **held})), media_type=MEDIA_TYPE)

    return router


_TYPES: tuple[tuple[str, str, str], ...] = (
    ("debar_info", "gauge", "The version that runs."),
    ("debar_list_age_days", "gauge", "Days since the date of the edition in use."),
    ("debar_parties", "gauge", "Listed parties held."),
    ("debar_request_seconds", "histogram", "Seconds until the answer to a request was complete."),
    ("debar_requests_total", "counter", "Requests answered."),
    ("process_cpu_seconds_total", "counter", "Processor time of the server's processes."),
    ("process_resident_memory_bytes", "gauge", "Memory of the server's processes, the most that each has held."),
)


def _text(counts: Counts) -> Iterator[str]:
    for name, kind, about in _TYPES:
        lines = [f"{each} {value:.10g}\n" for each, value in counts.items() if _is_of(each, name, kind)]
        if lines:
            yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
            yield from lines


def _is_of(line: str, name: str, kind: str) -> bool:
    base = line.partition("{")[0]
    return base in ({f"{name}_bucket", f"{name}_count", f"{name}_sum"} if kind == "histogram" else {name})


def _of_process() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "process_cpu_seconds_total": used.ru_utime + used.ru_stime,
        "process_resident_memory_bytes": used.ru_maxrss * unit,
    }


def _line(number: str, method: str, route: str, status: int, seconds: float) -> str:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps(
        {"at": at, "id": number, "method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    )


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
