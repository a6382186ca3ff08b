"""The same closure over networkx: ``python ownership_networkx.py STAKES`` prints JSON. Needs networkx and numpy."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import deque
from pathlib import Path

import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.stake_graph import generate, mark


def main() -> None:
    """Measure and print."""
    columns = generate(int(sys.argv[1]))
    began = time.process_time()
    graph = nx.DiGraph()
    graph.add_nodes_from(range(columns.parties))
    graph.add_weighted_edges_from(
        zip(columns.owner.tolist(), columns.owned.tolist(), columns.percent.tolist(), strict=True), weight="percent"
    )
    loaded = time.process_time()
    blocked = set(columns.listed.tolist())
    held = dict.fromkeys(graph, 0)
    waiting = deque(blocked)
    while waiting:
        for _, owned, percent in graph.out_edges(waiting.popleft(), data="percent"):
            held[owned] += percent
            if held[owned] >= 50 and owned not in blocked:
                blocked.add(owned)
                waiting.append(owned)
    done = time.process_time()
    member = np.zeros(columns.parties, np.bool_)
    member[list(blocked)] = True
    figures = {
        "edges": graph.number_of_edges(),
        "reached": len(blocked),
        "mark": mark(member),
        "load": loaded - began,
        "closure": done - loaded,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
