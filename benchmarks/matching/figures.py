"""Figures of a way of matching: recall, false alarms, speed and memory from the scores it gave.

A way answers each name asked about with two scores: the best it gave a name of a right party, and the best it gave
any other. Nothing but the standard library is needed, so that peers can run this in their own environments.
"""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.matching.labelled import CLEAN, QUERY, VENDOR, Asked, Labelled

#: What a way prints as JSON.
Report = dict[str, Any]


class Best(NamedTuple):
    """The best scores (0..1, 0 for none) of a right party and of a wrong one."""

    right: float
    wrong: float


class Clock:
    """CPU seconds of this process since it was made."""

    def __init__(self) -> None:
        self._began = time.process_time()

    def seconds(self) -> float:
        """CPU seconds, user and system, of all threads."""
        return time.process_time() - self._began


def peak_megabytes() -> int:
    """The most memory this process held; what it was started by does not count, where the system tells."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def best_of(found: Sequence[tuple[int, float]], right: frozenset[int]) -> Best:
    """The best scores among (party, score) pairs."""
    return Best(
        max((score for party, score in found if party in right), default=0.0),
        max((score for party, score in found if party not in right), default=0.0),
    )


def summary(
    method: str, data: Labelled, answers: Sequence[Best], threshold: float, *, seconds: float, note: str = ""
) -> Report:
    """One row of the table: how a method does that alerts from ``threshold`` on.

    ``seconds`` of CPU were spent on all names of ``data`` together; ``note`` says what a reader must know.
    """
    kinds = recall_by_kind(data.asked, answers, threshold)
    worst = min(kinds, key=lambda kind: kinds[kind], default="")
    return {
        "method": method,
        "threshold": threshold,
        "vendor_recall": _recall(data.asked, answers, threshold, VENDOR),
        "alerts_per_1000": _alerts(data.asked, answers, threshold),
        "query_recall": _recall(data.asked, answers, threshold, QUERY),
        "worst_kind": worst,
        "worst_recall": kinds.get(worst),
        "by_kind": kinds,
        "names_per_second": round(len(data.asked) / max(seconds, 1e-9)),
        "cpu_seconds": round(seconds, 2),
        "peak_mb": peak_megabytes(),
        "clean_asked": data.count(CLEAN),
        "note": note,
    }


def recall_by_kind(asked: Sequence[Asked], answers: Sequence[Best], threshold: float) -> dict[str, float]:
    """Kind of query -> share whose right party scores ``threshold`` or more."""
    held: defaultdict[str, list[bool]] = defaultdict(list)
    for row, best in zip(asked, answers, strict=True):
        if row.record == QUERY:
            held[row.kind].append(best.right >= threshold)
    return {kind: round(sum(found) / len(found), 4) for kind, found in sorted(held.items())}


def curve(data: Labelled, answers: Sequence[Best], thresholds: Sequence[float]) -> list[list[float]]:
    """[threshold, recall of vendors (of queries where there are none), alerts per 1,000 clean names] of each."""
    record = VENDOR if data.count(VENDOR) else QUERY
    return [
        [least, _recall(data.asked, answers, least, record) or 0.0, _alerts(data.asked, answers, least) or 0.0]
        for least in thresholds
    ]


def candidate_recall(
    asked: Sequence[Asked], ranked: Sequence[Sequence[int]], depths: Sequence[int] = (1, 5, 10, 20)
) -> Mapping[str, float]:
    """Share of queries whose right party is among the first distinct parties, by how many are looked at."""
    positions = []
    for row, parties in zip(asked, ranked, strict=True):
        distinct = list(dict.fromkeys(parties))
        positions.append(next((place for place, party in enumerate(distinct) if party in row.parties), 10**6))
    return {
        str(depth): round(sum(place < depth for place in positions) / max(1, len(positions)), 4) for depth in depths
    }


def _recall(asked: Sequence[Asked], answers: Sequence[Best], threshold: float, record: str) -> float | None:
    held = [best.right >= threshold for row, best in zip(asked, answers, strict=True) if row.record == record]
    return round(sum(held) / len(held), 4) if held else None


def _alerts(asked: Sequence[Asked], answers: Sequence[Best], threshold: float) -> float | None:
    held = [best.wrong >= threshold for row, best in zip(asked, answers, strict=True) if row.record == CLEAN]
    return round(1000 * sum(held) / len(held), 2) if held else None
