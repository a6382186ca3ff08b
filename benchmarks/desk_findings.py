"""Fills a store with kept findings and times the desk's pages over it, in the server's own processor time.

    python benchmarks/desk_findings.py --findings 100000 --store /tmp/desk.sqlite3

Findings are judged, not made up: a few dozen order lines are judged once for each kind of buyer and state, and kept
again and again under ids of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from debar.api.access import Access
from debar.api.app import create_app
from debar.api.current import CurrentDesk
from debar.desk import Desk, open_desk
from debar.model.casework import KeptScan
from debar.report.records import finding_data
from debar.store import open_store
from debar.web.application import DOORS, add_pages

TODAY = date(2026, 11, 22)
LINES = (
    "CAMERA SYSTEM, LTS CMIP8C42W-28 TURRET 4MP X 36, INSTALL",
    "24 EA HIKVISION DS-2CD2143G0-I IP CAMERA 4MP DOME",
    "HYTERA PD682 PORTABLE RADIO UHF, QTY 12",
    "DAHUA DHI-NVR5232-16P-4KS2 RECORDER 32 CH",
    "HUAWEI MEDIAPAD T3 X 10",
    "ZTE MF833V MODEM LTE",
    "DJI MAVIC 3 ENTERPRISE DRONE KIT",
)
BUYERS = ("school-district", "county", "city", "federal-agency", "state", "university")
STATES = ("TX", "CA", "FL", "NY", "OH", "AL", "WA")


def judged(desk: Desk) -> list[dict[str, Any]]:
    """Return findings on every line for every kind of buyer and state."""
    found = []
    for line, buyer, state in itertools.product(LINES, BUYERS, STATES):
        for finding in desk.check_all(
            line, buyer=f"Demo {buyer} of {state}", buyer_type=buyer, state=state, date="2022-05-01"
        ):
            found.append(finding_data(finding))  # noqa: PERF401  a comprehension of two loops reads worse
    return found


def repeated(found: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Yield ``count`` findings, each with an id and a row of its own."""
    for number, data in enumerate(itertools.islice(itertools.cycle(found), count), 1):
        id_ = hashlib.sha256(f"{number}".encode()).hexdigest()[:20]
        yield {**data, "id": id_, "subject": {**data["subject"], "row": number, "source": "demo.csv"}}


def fill(store: str, count: int) -> None:
    """Keep a scan of that many findings."""
    found = judged(open_desk(None, today=TODAY))
    scan = KeptScan(
        id=0, key="benchmark", name=f"{count:,} findings", at="2026-11-22T00:00:00+00:00", actor="benchmark"
    )
    with open_store(store) as opened, opened.writing() as writer:
        writer.casework.keep_scan(scan, repeated(found, count))


async def timed(app: Any, path: str, times: int) -> tuple[float, float, int]:
    """Return the first and the median processor time of a page in milliseconds, and its size in bytes."""
    spent, size = [], 0
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        for _ in range(times):
            begin = time.process_time()
            answer = await client.get(f"/app{path}")
            spent.append(1000 * (time.process_time() - begin))
            answer.raise_for_status()
            size = len(answer.content)
    return spent[0], statistics.median(spent), size


def main() -> None:
    """Fill the store where it is not there, and print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--store", default="desk.sqlite3")
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    if not Path(asked.store).exists():
        fill(asked.store, asked.findings)
    today: Callable[[], date] = lambda: TODAY  # noqa: E731  a day that stays
    current, access = CurrentDesk(asked.store, today=today), Access(**DOORS)
    app = create_app(current, access=access)
    add_pages(app, current, access, asked.store)
    middle = hashlib.sha256(f"{asked.findings // 2}".encode()).hexdigest()[:20]
    paths = (
        "/scans", "/scans/1", "/scans/1?outcome=review", "/scans/1?maker=hytera&state=TX&buyer_type=county",
        f"/scans/1?after=3-{asked.findings // 2}", f"/findings/{middle}", "/entities?q=hikvision", "/rules",
        "/rules/us-889-b", "/lists", "/audit", "/?q=Hikvision+DS-2CD2143G0-I&state=TX",
    )  # fmt: skip
    print(f"{'page':55} {'first ms':>9} {'median ms':>9} {'bytes':>9}")
    for path in paths:
        first, median, size = asyncio.run(timed(app, path, asked.times))
        print(f"{path:55} {first:9.1f} {median:9.1f} {size:9,}")


if __name__ == "__main__":
    main()
