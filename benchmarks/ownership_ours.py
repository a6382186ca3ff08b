"""One measurement of the ownership closure: ``python ownership_ours.py STAKES``; prints JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.stake_graph import StakeColumns, generate, mark
from debar.model import Holder, OwnerTest
from debar.ownership.graph import ALL, PERCENT, SINCE_EVER, STILL, StakeGraph
from debar.ownership.reach import Reach, Seeds
from debar.ownership.snapshot import take_snapshot

DAY = date(2024, 9, 1)
#: Stakes changed one after the other, each by a whole percent up or down.
CHANGES = 200
#: Companies in a line, whatever the size of the graph.
LINE = 500_000


class Numbered(Sequence[Holder]):
    """So many parties without a name, none of them an object until it is asked for."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, number: int) -> Holder:  # type: ignore[override]  # one at a time
        return Holder(str(number))


def graph_of(columns: StakeColumns) -> StakeGraph:
    """The columns as a stake graph, held since ever."""
    size = len(columns.owner)
    share = columns.percent * PERCENT
    return StakeGraph(
        holders=Numbered(columns.parties),
        owner=columns.owner,
        owned=columns.owned,
        least=share,
        most=share,
        start=np.full(size, SINCE_EVER, np.int32),
        end=np.full(size, STILL, np.int32),
        relation=np.zeros(size, np.int8),
        source=np.zeros(size, np.int32),
        row=np.arange(1, size + 1, dtype=np.int32),
        sources=("generated",),
    )


def vague_closure(graph: StakeGraph, columns: StakeColumns) -> float:
    """CPU seconds of the closure when one stake in twenty has no percentage: what is certain and what is possible."""
    unknown = np.random.default_rng(3).random(len(graph.least)) < 0.05
    least, most = np.where(unknown, 0, graph.least), np.where(unknown, ALL, graph.most)
    began = time.process_time()
    snapshot = take_snapshot(replace(graph, least=least, most=most), DAY)
    Reach(snapshot, OwnerTest(percent=50), Seeds(frozenset(columns.listed.tolist())))
    return time.process_time() - began


def changes(reach: Reach, columns: StakeColumns) -> list[float]:
    """CPU seconds of each change of one stake, half of them in companies that listed parties reach."""
    chooser = random.Random(7)  # noqa: S311  a sample, the same each time
    inside = np.flatnonzero(reach.certain.member[columns.owner])
    spent = []
    for number in range(CHANGES):
        stake = int(inside[chooser.randrange(len(inside))]) if number % 2 else chooser.randrange(len(columns.owner))
        percent = max(int(columns.percent[stake]) - chooser.randrange(3), 0) * PERCENT
        began = time.process_time()
        reach.set_stake(int(columns.owner[stake]), int(columns.owned[stake]), percent, percent)
        spent.append(time.process_time() - began)
    return spent


def line(companies: int) -> dict[str, float]:
    """What it takes to cut a line of companies, each wholly owned by the one before, in its middle, and to mend it."""
    numbers = np.arange(companies, dtype=np.int32)
    whole = np.full(companies - 1, 100, np.int64)
    columns = StakeColumns(numbers[:-1], numbers[1:], whole, np.zeros(1, np.int64), companies)
    reach = Reach(take_snapshot(graph_of(columns), DAY), OwnerTest(percent=50), Seeds(frozenset([0])))
    middle, found = companies // 2, {"companies": float(companies)}
    for name, share in (("cut", 0), ("mended", ALL)):
        began = time.process_time()
        changed = reach.set_stake(middle - 1, middle, share, share)
        found |= {name: time.process_time() - began, "changed": float(len(changed))}
    return found


def main() -> None:
    """Measure and print."""
    columns = generate(int(sys.argv[1]))
    began = time.process_time()
    graph = graph_of(columns)
    snapshot = take_snapshot(graph, DAY)
    loaded = time.process_time()
    reach = Reach(snapshot, OwnerTest(percent=50), Seeds(frozenset(columns.listed.tolist())))
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    member = reach.certain.member[: columns.parties]
    figures = {
        "edges": len(columns.owner),
        "parties": columns.parties,
        "reached": int(member.sum()),
        "mark": mark(member),
        "load": loaded - began,
        "closure": done - loaded,
    }
    spent = changes(reach, columns)
    figures |= {
        "update": sum(spent) / len(spent),
        "update_most": max(spent),
        "line": line(min(len(columns.owner), LINE)),
        "vague": vague_closure(graph, columns),
        "memory": peak,
        "memory_vague": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
