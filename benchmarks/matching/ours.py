"""debar measured: recall, false alarms, candidates, speed of many names, of one name and of pairs.

python -m benchmarks.matching.ours DATA [--clean N] [--profile NAME] [--quick]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.matching.figures import (
    Best,
    Clock,
    Report,
    best_of,
    candidate_recall,
    curve,
    recall_by_kind,
    summary,
)
from benchmarks.matching.labelled import CLEAN, QUERY, VENDOR, Asked, Labelled, read

from debar.names import compare as comparing
from debar.names.compare import Comparison, compare
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.profiles import Profile, profile_named

#: For each name asked about: (name number, comparison) of the listed names found.
Found = list[list[tuple[int, Comparison]]]

_KINDS = {"person": PERSON, "company": COMPANY, "vessel": VESSEL}
#: The curve is drawn from this score on.
_WIDEST = 0.5
_ONE_BY_ONE, _PAIRS = 1000, 20_000


def build(data: Labelled) -> NameIndex:
    """The index over the listed names."""
    kinds = [_KINDS.get(row.kind, UNKNOWN) for row in data.listed]
    return NameIndex.build([row.name for row in data.listed], [row.party for row in data.listed], kinds)


def ask(index: NameIndex, names: Sequence[str], profile: Profile, threshold: float | None = None) -> Found:
    """What the engine finds under a profile, from its threshold for review on unless another is given."""
    least = profile.review if threshold is None else threshold
    takes_profile = "profile" in signature(match_many).parameters
    if profile.scorer != "debar" and not takes_profile:
        raise ValueError(f"match_many cannot be asked with the scorer of the profile {profile.name}")
    more: dict[str, Any] = {"profile": profile} if takes_profile else {}
    return match_many(index, names, threshold=least, **more)


def measure(data: Labelled, profile: Profile, *, quick: bool = False) -> Report:
    """Rows of the table, the curve and the details; ``quick`` leaves out the curve and the single questions."""
    clock = Clock()
    index = build(data)
    building = clock.seconds()
    found = ask(index, [row.name for row in data.asked], profile)
    seconds = clock.seconds()
    answers = scores(index, data.asked, found)
    label = "debar" if profile.name == "default" else f"debar {profile.name}"
    methods = [
        summary(f"{label} {level} >= {least}", data, answers, least, seconds=seconds)
        for level, least in (("review", profile.review), ("match", profile.match))
    ]
    queries = [row for row in data.asked if row.record == QUERY]
    candidates = _candidates(index, queries)
    for method in methods:
        method["candidates"] = candidates
    report: Report = {
        "methods": methods,
        "profile": {"name": profile.name, "version": profile.version, "match": profile.match, "review": profile.review},
        "by_kind": _by_kind(data, answers, profile),
        "speed": {
            "build_seconds": round(building, 2),
            "index_mb": round(sum(array.nbytes for array in index.arrays().values()) / 1e6, 1),
            **_by_record(index, data, profile),
        },
        "curves": {},
    }
    if not quick:
        report["speed"] |= _one_by_one(index, data, profile) | _pairs(data, queries)
        wide = scores(index, data.asked, ask(index, [row.name for row in data.asked], profile, _WIDEST))
        report["curves"] = {label: curve(data, wide, [percent / 100 for percent in range(50, 101)])}
    return report


def scores(index: NameIndex, asked: Sequence[Asked], found: Found) -> list[Best]:
    """The best right and wrong score of each name asked about."""
    return [
        best_of([(int(index.owners[number]), hit.score) for number, hit in hits], row.parties)
        for row, hits in zip(asked, found, strict=True)
    ]


def _candidates(index: NameIndex, queries: Sequence[Asked]) -> dict[str, float]:
    clock = Clock()
    near = index.candidates([row.name for row in queries], 100)
    seconds = clock.seconds()
    ranked = [[int(index.owners[number]) for number, _ in several] for several in near]
    return {**candidate_recall(queries, ranked), "queries_per_second": round(len(queries) / max(seconds, 1e-9))}


def _by_kind(data: Labelled, answers: Sequence[Best], profile: Profile) -> dict[str, dict[str, float]]:
    review = recall_by_kind(data.asked, answers, profile.review)
    match = recall_by_kind(data.asked, answers, profile.match)
    return {kind: {"review": review[kind], "match": match[kind]} for kind in review}


def _by_record(index: NameIndex, data: Labelled, profile: Profile) -> dict[str, int]:
    """Names a second over vendor files (clean and listed together) and over changed names alone; the index is warm."""
    speed = {}
    for label, records in (("vendors_per_second", {VENDOR, CLEAN}), ("queries_per_second", {QUERY})):
        names = [row.name for row in data.asked if row.record in records][:20_000]
        clock = Clock()
        ask(index, names, profile)
        speed[label] = round(len(names) / max(clock.seconds(), 1e-9))
    return speed


def _one_by_one(index: NameIndex, data: Labelled, profile: Profile) -> dict[str, float]:
    """Milliseconds of one name at a time, half of them changed names."""
    chance = random.Random(7)  # noqa: S311  a sample, not a secret
    queries = [row.name for row in data.asked if row.record == QUERY]
    others = [row.name for row in data.asked if row.record != QUERY] or queries
    names = chance.choices(queries, k=_ONE_BY_ONE // 2) + chance.choices(others, k=_ONE_BY_ONE // 2)
    spent = []
    for name in names:
        began = process_time()
        ask(index, [name], profile)
        spent.append(1000 * (process_time() - began))
    spent.sort()
    return {"one_median_ms": round(spent[len(spent) // 2], 3), "one_p99_ms": round(spent[int(0.99 * len(spent))], 3)}


def _pairs(data: Labelled, queries: Sequence[Asked]) -> dict[str, int | str]:
    """Pairs a second: half of them one party's names, half drawn at random."""
    chance = random.Random(7)  # noqa: S311  a sample, not a secret
    names = {row.party: row.name for row in data.listed}
    parties = sorted(names)
    rows = chance.choices(queries, k=_PAIRS)
    right = [names[min(row.parties)] if n % 2 else names[chance.choice(parties)] for n, row in enumerate(rows)]
    left = [row.name for row in rows]
    batch: Callable[..., object] | None = getattr(comparing, "compare_many", None)
    clock = Clock()
    if batch is None:
        for a, b in zip(left, right, strict=True):
            compare(a, b)
    else:
        batch(list(zip(left, right, strict=True)))
    return {
        "pairs_per_second": round(_PAIRS / max(clock.seconds(), 1e-9)),
        "pairs_by": "compare" if batch is None else "compare_many",
    }


def main() -> None:
    """Measure as the command line says and print JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--clean", type=int, default=0)
    parser.add_argument("--profile", default="default")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    data = read(given.data).sample(given.clean)
    print(json.dumps(measure(data, profile_named(given.profile), quick=given.quick)))


if __name__ == "__main__":
    main()
