"""rapidfuzz as most scripts use it: every name asked about against every listed name, an alert from a score on.

    python -m benchmarks.peers.rapidfuzz_recipes DATA [--clean N]

Both sides are normalised first (`plain`). https://rapidfuzz.github.io/RapidFuzz/Usage/fuzz.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.matching.figures import Best, Clock, Report, curve, summary
from benchmarks.matching.labelled import Labelled
from benchmarks.peers.plain import plain, run
from rapidfuzz import fuzz, process

RECIPES: dict[str, tuple[Callable[..., float], tuple[int, ...]]] = {
    "WRatio": (fuzz.WRatio, (85, 90)),
    "token_set": (fuzz.token_set_ratio, (85, 90)),
    "token_sort": (fuzz.token_sort_ratio, (85,)),
}
_CUTOFF = 75
_AT_ONCE = 256


def answers(data: Labelled, scorer: Callable[..., float]) -> list[Best]:
    """The best right and wrong score of every name asked about, over all listed names; below 0.75 counts as 0."""
    choices = [plain(row.name) for row in data.listed]
    members: dict[int, list[int]] = {}
    for number, row in enumerate(data.listed):
        members.setdefault(row.party, []).append(number)
    found = []
    for start in range(0, len(data.asked), _AT_ONCE):
        rows = data.asked[start : start + _AT_ONCE]
        queries = [plain(row.name) for row in rows]
        scores: np.ndarray[Any, Any] = process.cdist(
            queries, choices, scorer=scorer, score_cutoff=_CUTOFF, dtype=np.float32, workers=1
        )
        for row, line in zip(rows, scores, strict=True):
            right = [number for party in row.parties for number in members.get(party, ())]
            good = float(line[right].max()) if right else 0.0
            line[right] = 0.0
            found.append(Best(good / 100, float(line.max()) / 100))
    return found


def measure(data: Labelled) -> Report:
    """Rows of the table and curves of the recipes."""
    report: Report = {"methods": [], "curves": {}}
    for name, (scorer, thresholds) in RECIPES.items():
        clock = Clock()
        held = answers(data, scorer)
        seconds = clock.seconds()
        report["methods"] += [
            summary(f"rapidfuzz {name} >= {least}", data, held, least / 100, seconds=seconds) for least in thresholds
        ]
        report["curves"][f"rapidfuzz {name}"] = curve(data, held, [least / 100 for least in range(_CUTOFF, 101)])
    return report


if __name__ == "__main__":
    run(measure)
