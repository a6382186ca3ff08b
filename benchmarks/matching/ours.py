"""debar measured: recall, false alarms, candidates, speed of many names, of one name and of pairs.

python -m benchmarks.matching.ours DATA [--clean N] [--profile NAME] [--quick]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
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
from debar.names import persons, prepared, spelling
from debar.names.compare import REVIEW, Comparison, compare_many
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.prepared import prepare
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
        report["speed"] |= _one_by_one(index, data, profile) | _pairs(index, data, queries)
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


def _pairs(index: NameIndex, data: Labelled, queries: Sequence[Asked]) -> dict[str, int | float]:
    """Pairs of names a second, all as of unknown kind, and the share of them that scores for review.

    ``near_pairs`` are changed names each beside the ten nearest listed names, by the index's trigrams; ``pairs`` half
    one party's names and half drawn at random. ``_found_per_second`` is with ``least`` at the review score, which gives
    the same but None for the rest, ``_again_per_second`` this once more. All others begin with nothing remembered of
    these names: making them ready counts, and is told apart as names a second.
    """
    chance = random.Random(7)  # noqa: S311  a sample, not a secret
    names = {row.party: row.name for row in data.listed}
    parties = sorted(names)
    rows = chance.choices(queries, k=_PAIRS)
    right = [names[min(row.parties)] if n % 2 else names[chance.choice(parties)] for n, row in enumerate(rows)]
    mixed = [(row.name, name) for row, name in zip(rows, right, strict=True)]
    asked = [row.name for row in queries[:: max(1, len(queries) * 10 // _PAIRS)]]
    nearest = index.candidates(asked, 10)
    near = [(name, index.name(number)) for name, several in zip(asked, nearest, strict=True) for number, _ in several]
    speed: dict[str, int | float] = {}
    for label, pairs in (("pairs", mixed), ("near_pairs", near)):
        forget()
        clock = Clock()
        found = compare_many(pairs, least=REVIEW)
        speed[f"{label}_found_per_second"] = round(len(pairs) / max(clock.seconds(), 1e-9))
        clock = Clock()
        compare_many(pairs, least=REVIEW)
        speed[f"{label}_again_per_second"] = round(len(pairs) / max(clock.seconds(), 1e-9))
        forget()
        clock = Clock()
        compare_many(pairs)
        speed[f"{label}_per_second"] = round(len(pairs) / max(clock.seconds(), 1e-9))
        speed[f"{label}_share_found"] = round(sum(one is not None for one in found) / max(len(pairs), 1), 3)
    forget()
    texts = list(dict.fromkeys(text for pair in near for text in pair))
    clock = Clock()
    for text in texts:
        prepare(text)
    return speed | {"prepared_per_second": round(len(texts) / max(clock.seconds(), 1e-9))}


def forget() -> None:
    """Forget what was remembered of names and words, so that the next measurement begins cold."""
    for module in (comparing, persons, prepared, spelling):
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and value.cache_info().maxsize is not None:
                value.cache_clear()


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
