"""Fit the points of the name scorers (src/debar/names/data/points.tsv) to labelled names.

    python scripts/fit_names.py PRACTICE [--vendors FILE ...] [--pairs FILE] [--output FILE] [--judge]

PRACTICE is a directory with targets.csv (entity_id, etype, name, display), queries.csv (query, entity_ids) and
vendors.csv (name, truth, kind): listed names, changed ones with their parties, clean ones with none. ``--vendors`` adds
text files of clean names, one a line; ``--pairs`` labelled pairs as in tests/golden/names/pairs.tsv.gz, of which only
the split ``tune`` is read. ``--judge`` fits on one half and reports on the other, each way, and writes nothing.

The odds are additive: each measure has a line of points by its value, broken at a dozen knots, that may only rise or
only fall (``RISING``, ``FALLING``), so that more of what speaks for two names never counts against them. The fit is a
logistic regression with those bounds, by accelerated projected gradients; nothing in it is random.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from debar.names import sieve
from debar.names.compare import _weighed
from debar.names.evidence import Evidence
from debar.names.index import COMPANY, PERSON, SCHEMATA, VESSEL, NameIndex
from debar.names.linking import batch
from debar.names.match import _as_asked
from debar.names.prepared import prepare, prepare_ways, ways

Array = np.ndarray[Any, np.dtype[Any]]

OUTPUT = Path(__file__).parent.parent / "src" / "debar" / "names" / "data" / "points.tsv"
KINDS = {"individual": PERSON, "entity": COMPANY, "vessel": VESSEL, "aircraft": VESSEL}
RISING = frozenset(
    "same alike known cut initials total share distinct rarest least order first last letters prefix "
    "cover covered_less covered_more nats linked".split()
)
FALLING = frozenset(
    "lost clash over_less over_more odd_less odd_more trades kinds thing edits numbers firm missing_less missing_more".split()
)
QUANTILES = (0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995, 1)
#: Pairs of a query that are kept, likeliest first; a clean name of a real vendor counts so often.
MOST, REAL_WEIGHT = 30, 4.0
#: Keeps slopes small that hardly matter.
_RIDGE = 1e-5
#: Weight of a labelled pair of two listed names.
PAIR_WEIGHT = 1.0
#: Alerts in 1,000 invented clean names at the scores that thresholds stand for.
ALERTS = ((0.58, 15.0), (0.70, 4.5), (0.88, 1.6))
#: Share of the queries with a name that scores enough which the sieve may lose, and what such a pair weighs.
LOST, WANTED = 0.003, 5.0
SOURCE = "fitted by scripts/fit_names.py: OFAC SDN names (2023-11-09) as listed and changed, invented and real vendors"


@dataclass(frozen=True, slots=True)
class Asked:
    """Names asked about: each with the parties it is (none for a clean name) and its weight in the fit."""

    names: Sequence[str]
    right: Sequence[frozenset[int]]
    weight: float
    alerts: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs to learn from: measures, sums of the sieve, whether persons', whether the same, weight, query, its half."""

    evidence: Array
    sums: Array
    person: Array
    same: Array
    weight: Array
    query: Array
    half: Array


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_listed(path: Path) -> NameIndex:
    """The index over the listed names."""
    rows = rows_of(path / "targets.csv")
    names = [row["display"] or row["name"] for row in rows]
    return NameIndex.build(names, [int(row["entity_id"]) for row in rows], [KINDS[row["etype"]] for row in rows])


def read_asked(path: Path, vendors: Iterable[Path]) -> list[Asked]:
    """Changed names, the vendor file, and real vendors."""

    def parties(text: str) -> frozenset[int]:
        return frozenset(int(part) for part in text.split("|") if part)

    changed, mixed = rows_of(path / "queries.csv"), rows_of(path / "vendors.csv")
    found = [
        Asked([r["query"] for r in changed], [parties(r["entity_ids"]) for r in changed], 1.0, alerts=False),
        Asked([r["name"] for r in mixed], [parties(r["truth"]) for r in mixed], 1.0, alerts=True),
    ]
    for file in vendors:
        names = [line for line in file.read_text(encoding="utf-8").split("\n") if line]
        found.append(Asked(names, [frozenset()] * len(names), REAL_WEIGHT, alerts=False))
    return found


def pairs_of(index: NameIndex, asked: Asked, first: int) -> Pairs:
    """The pairs that the sieve lets be compared before it asks for points; queries are numbered from ``first``."""
    names = [ways(name) for name in asked.names]
    texts = [list(_as_asked(several)) for several in names]
    whose = np.repeat(np.arange(len(names)), [len(several) for several in texts])
    flat = [words for several in texts for words in several]
    evidence, sums, about = [], [], []
    for start in range(0, len(flat), 16_384):
        part = flat[start : start + 16_384]
        query, name, found = sieve.covered(index.arrays(), index.kinds, batch(part, index.frequencies))
        order = np.lexsort((name, -found[:, 0], query))
        count: dict[int, int] = {}
        seen: set[tuple[int, int]] = set()
        for place in order.tolist():
            asker, number = int(whose[start + query[place]]), int(name[place])
            count[asker] = count.get(asker, 0) + 1
            if count[asker] > MOST or (asker, number) in seen:
                continue
            seen.add((asker, number))
            evidence.append(_best(index, names[asker], number))
            sums.append(found[place])
            about.append((asker, number))
    numbers = np.array([n for _, n in about])
    return Pairs(
        np.array(evidence, dtype=np.float64),
        np.array(sums),
        index.kinds[numbers] == PERSON,
        np.array([int(index.owners[n]) in asked.right[a] for a, n in about]),
        np.full(len(about), asked.weight),
        np.array([first + a for a, _ in about]),
        np.array([_half(asked.names[a], asked.right[a]) for a, _ in about]),
    )


def _best(index: NameIndex, names: Sequence[tuple[str, ...]], number: int) -> Evidence:
    schema = SCHEMATA[int(index.kinds[number])]
    person, thing = schema == "Person", schema == "Vessel"
    found = [
        _weighed(left, right, person=person, thing=thing)[0]
        for left in prepare_ways(names, index.frequencies, person=person)
        for right in index.prepared(number)
    ]
    return max(found, key=lambda e: (e.share * min(e.total, 15.0), e.letters))


def _half(name: str, right: frozenset[int]) -> int:
    """No party and no name in both halves."""
    return (min(right) * 2654435761 >> 7) & 1 if right else zlib.crc32(name.encode()) & 1


def labelled(path: Path) -> Pairs:
    """The labelled pairs of the split ``tune``, without those that no name can tell."""
    text = gzip.decompress(path.read_bytes()).decode()
    rows = [r for r in csv.DictReader(text.splitlines(), delimiter="\t") if r["split"] == "tune"]
    rows = [r for r in rows if r["kind"] not in ("other name", "translated", "acronym")]
    evidence = []
    for row in rows:
        person, thing = row["schema"] == "Person", row["schema"] in ("Vessel", "Airplane")
        sides = [prepare(row[side], person=person) for side in ("left", "right")]
        found = [_weighed(a, b, person=person, thing=thing)[0] for a in sides[0] for b in sides[1]]
        evidence.append(max(found, key=lambda e: (e.share * min(e.total, 15.0), e.letters)))
    size = len(rows)
    return Pairs(
        np.array(evidence, dtype=np.float64),
        np.zeros((size, len(sieve.SUMS))),
        np.array([r["schema"] == "Person" for r in rows]),
        np.array([r["label"] == "same" for r in rows]),
        np.full(size, PAIR_WEIGHT),
        np.full(size, -1),
        np.array([zlib.crc32(r["left_id"].encode()) & 1 for r in rows]),
    )


def knots(values: Array) -> list[float]:
    """Values at which a line may bend."""
    few = np.unique(np.round(values, 3))
    if len(few) <= 8:
        return [float(value) for value in few]
    found: list[float] = []
    for value in np.unique(np.round(np.quantile(values, QUANTILES), 2)):
        if not found or value - found[-1] > 1e-6:
            found.append(float(value))
    return found


def fit(measures: Sequence[str], values: Array, same: Array, weight: Array) -> dict[str, list[tuple[float, float]]]:
    """Lines of points by measure, and ``start``, that make the labels likeliest."""
    at = {measure: knots(values[:, column]) for column, measure in enumerate(measures)}
    steps = [
        (column, measure, a, b)
        for column, measure in enumerate(measures)
        for a, b in zip(at[measure], at[measure][1:], strict=False)
    ]
    ramps = np.column_stack([np.clip((values[:, c] - a) / (b - a), 0, 1) for c, _, a, b in steps]).astype(np.float32)
    sign = np.array([1 if m in RISING else -1 if m in FALLING else 0 for _, m, _, _ in steps])
    slopes, start = _descend(ramps, same.astype(np.float32), (weight / weight.sum()).astype(np.float32), sign)
    lines: dict[str, list[tuple[float, float]]] = {"start": [(0.0, start)]}
    for measure, where in at.items():
        points = np.cumsum([0.0, *(s for s, (_, m, _, _) in zip(slopes, steps, strict=True) if m == measure)])
        if np.abs(points).max() > 0.02:
            lines[measure] = list(zip(where, points.tolist(), strict=True))
    return lines


def _descend(ramps: Array, same: Array, weight: Array, sign: Array, rounds: int = 25) -> tuple[Array, float]:
    """Slopes and start of a logistic regression with slopes bounded by sign, by Newton steps within the bounds."""
    columns = ramps.shape[1] + 1
    sign = np.append(sign, 0)
    beta = np.zeros(columns)
    beta[-1] = np.log(np.average(same, weights=weight))
    loss = _loss(ramps, same, weight, beta)
    for _ in range(rounds):
        chance = _chance(ramps, beta)
        miss = (chance - same) * weight
        curve = (weight * np.maximum(chance * (1 - chance), 1e-5)).astype(np.float32)
        slope = np.append(ramps.T @ miss, miss.sum()) + _RIDGE * beta
        bend = np.empty((columns, columns))
        bend[:-1, :-1] = ramps.T @ (ramps * curve[:, None])
        bend[-1, :-1] = bend[:-1, -1] = ramps.T @ curve
        bend[-1, -1] = curve.sum()
        bend[np.diag_indices(columns)] += _RIDGE
        step = _within(bend, slope, beta, sign) - beta
        size = 1.0
        while (after := _loss(ramps, same, weight, beta + size * step)) > loss and size > 1e-3:
            size /= 2
        beta += size * step
        if loss - after < 1e-7:
            break
        loss = after
    return beta[:-1], float(beta[-1])


def _within(bend: Array, slope: Array, beta: Array, sign: Array) -> Array:
    """The point that is best by the quadratic around ``beta``, slopes kept to their side, by coordinates in turn."""
    found = beta.copy()
    rest = slope.copy()
    for _ in range(300):
        moved = 0.0
        for column in range(len(found)):
            value = found[column] - rest[column] / bend[column, column]
            if value * sign[column] < 0:
                value = 0.0
            change = value - found[column]
            if change:
                found[column] = value
                rest += bend[:, column] * change
                moved = max(moved, abs(change))
        if moved < 1e-5:
            break
    return found


def _chance(ramps: Array, beta: Array) -> Array:
    odds = np.clip(ramps @ beta[:-1].astype(np.float32) + np.float32(beta[-1]), -30, 30)
    chance: Array = 1 / (1 + np.exp(-odds))
    return chance


def _loss(ramps: Array, same: Array, weight: Array, beta: Array) -> float:
    chance = np.clip(_chance(ramps, beta), 1e-9, 1 - 1e-7)
    likely = weight * (same * np.log(chance) + (1 - same) * np.log(1 - chance))
    return float(-likely.sum() + _RIDGE / 2 * (beta**2).sum())


def total(lines: Mapping[str, Sequence[tuple[float, float]]], measures: Sequence[str], values: Array) -> Array:
    """The points of each row."""
    found = np.full(len(values), lines["start"][0][1])
    for column, measure in enumerate(measures):
        if measure in lines:
            at, points = zip(*lines[measure], strict=True)
            found += np.interp(values[:, column], at, points)
    return found


def _joined(several: Sequence[Pairs]) -> Pairs:
    columns = (np.concatenate([getattr(p, name) for p in several]) for name in Pairs.__slots__)
    return Pairs(*columns)


def odds_of(pairs: Pairs, learn: Array, clean: Array) -> tuple[Array, dict[str, dict[str, list[tuple[float, float]]]]]:
    """The odds of all pairs from a fit on some; a changed name with a wrong party is no example, a clean one is."""
    odds = np.zeros(len(pairs.same))
    lines = {}
    for name, chosen in (("business", ~pairs.person), ("person", pairs.person)):
        use = learn & chosen & (pairs.same | clean)
        lines[name] = fit(Evidence._fields, pairs.evidence[use], pairs.same[use], pairs.weight[use])
        odds[chosen] = total(lines[name], Evidence._fields, pairs.evidence[chosen])
    return odds, lines


def report(odds: Array, pairs: Pairs, asked: Sequence[Asked], out: Any = sys.stdout) -> dict[float, float]:
    """Print recall beside alerts; return the odds at each of the scores in ALERTS."""
    right = np.full(sum(len(a.names) for a in asked), -99.0)
    wrong = right.copy()
    held = pairs.query >= 0
    np.maximum.at(right, pairs.query[held & pairs.same], odds[held & pairs.same])
    np.maximum.at(wrong, pairs.query[held & ~pairs.same], odds[held & ~pairs.same])
    first, spans = 0, []
    for each in asked:
        spans.append((first, first + len(each.names), np.array([bool(r) for r in each.right])))
        first += len(each.names)
    invented = next((w for a, w in zip(asked, spans, strict=True) if a.alerts))
    clean = np.sort(wrong[invented[0] : invented[1]][~invented[2]])
    found = {}
    for score, alerts in ALERTS:
        found[score] = mark = float(clean[-round(alerts * len(clean) / 1000)])
        parts = []
        for low, high, known in spans:
            if known.any():
                parts.append(f"recall {np.mean(right[low:high][known] >= mark):.4f}")
            if not known.all():
                parts.append(f"alerts/1000 {1000 * np.mean(wrong[low:high][~known] >= mark):.2f}")
        print(f"score {score}: odds {mark:.2f}; " + "; ".join(parts), file=out)
    return found


def fit_sieve(
    pairs: Pairs, odds: Array, marks: Mapping[float, float]
) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Points for the sums of the sieve, and the points that a pair needs at each score."""
    alike = pairs.evidence[:, Evidence._fields.index("letters")]
    lines = {}
    for name, measures, values, lost in (
        ("sieve", sieve.SUMS, pairs.sums, LOST),
        ("strings", (*sieve.SUMS, sieve.ALIKE), np.column_stack((pairs.sums, alike)), LOST * 1.5),
    ):
        lines.update(_fit_stage(name, measures, values, pairs, odds, marks, lost))
    return lines


def _fit_stage(
    name: str,
    measures: Sequence[str],
    values: Array,
    pairs: Pairs,
    odds: Array,
    marks: Mapping[float, float],
    lost: float,
) -> dict[str, dict[str, list[tuple[float, float]]]]:
    held = (pairs.query >= 0) & (pairs.evidence[:, Evidence._fields.index("edits")] >= 0)
    target = odds >= marks[0.70]
    lines, promised = {}, np.full(len(odds), -99.0)
    for kind, chosen in (("business", held & ~pairs.person), ("person", held & pairs.person)):
        weight = np.where(target[chosen], WANTED, 1.0)
        lines[f"{name}-{kind}"] = fit(measures, values[chosen], target[chosen], weight)
        promised[chosen] = total(lines[f"{name}-{kind}"], measures, values[chosen])
    needed = []
    for score, mark in marks.items():
        best = np.full(int(pairs.query.max()) + 1, -99.0)
        wanted = held & pairs.same & (odds >= mark)
        np.maximum.at(best, pairs.query[wanted], promised[wanted])
        needed.append((score, float(np.quantile(best[best > -99.0], lost))))
        print(f"{name} at {score}: {np.mean(promised[held] >= needed[-1][1]):.3f} of pairs go on", file=sys.stderr)
    lines[f"{name}-business"]["threshold"] = [(0.4, needed[0][1] - 2.0), *needed]
    return lines


def write(path: Path, scorers: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]) -> None:
    """Write the table of points."""
    rows = ["scorer\tmeasure\tat\tpoints\tsource"]
    rows += [
        f"{name}\t{measure}\t{at:g}\t{points:.3f}\t{SOURCE}"
        for name, lines in scorers.items()
        for measure, steps in lines.items()
        for at, points in steps
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def main() -> None:
    """Fit and write, or judge."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("practice", type=Path)
    options.add_argument("--vendors", type=Path, action="append", default=[])
    options.add_argument("--pairs", type=Path)
    options.add_argument("--output", type=Path, default=OUTPUT)
    options.add_argument("--judge", action="store_true")
    chosen = options.parse_args()
    index = read_listed(chosen.practice)
    asked = read_asked(chosen.practice, chosen.vendors)
    firsts = np.cumsum([0, *(len(a.names) for a in asked)]).tolist()
    several = [pairs_of(index, a, first) for a, first in zip(asked, firsts, strict=False)]
    if chosen.pairs:
        several.append(labelled(chosen.pairs))
    pairs = _joined(several)
    known = np.array([bool(r) for a in asked for r in a.right])
    clean = np.where(pairs.query >= 0, ~known[pairs.query], True)
    print(f"{len(pairs.same)} pairs, {int(pairs.same.sum())} the same", file=sys.stderr)
    if chosen.judge:
        odds = np.zeros(len(pairs.same))
        for half in (0, 1):
            odds[pairs.half != half] = odds_of(pairs, pairs.half == half, clean)[0][pairs.half != half]
        report(odds, pairs, asked)
        return
    odds, lines = odds_of(pairs, np.ones(len(pairs.same), dtype=bool), clean)
    marks = report(odds, pairs, asked)
    scorers = {**lines, **fit_sieve(pairs, odds, marks)}
    low, high = marks[0.58], marks[0.88]
    line = [
        (low - 6.0, 0.2),
        *((mark, score) for score, mark in marks.items()),
        (high + 3.0, 0.96),
        (high + 8.0, 0.995),
    ]
    scorers["score"] = {"start": [(0.0, 0.0)], "odds": line}
    write(chosen.output, scorers)


if __name__ == "__main__":
    main()
