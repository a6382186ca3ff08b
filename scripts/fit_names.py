"""Fit the points of the name scorers (src/debar/names/data/points.tsv) to labelled names.

    python scripts/fit_names.py PRACTICE [--vendors FILE ...] [--pairs FILE] [--output FILE] [--judge]

PRACTICE is a directory with targets.csv (entity_id, etype, name, display), queries.csv (query, entity_ids) and
vendors.csv (name, truth, kind): listed names, changed ones with their parties, clean ones with none. ``--vendors`` adds
text files of clean names, one a line; ``--pairs`` labelled pairs as in tests/golden/names/pairs.tsv.gz, of which only
the split ``tune`` is read. ``--judge`` fits on one half and reports on the other, each way, and writes nothing.

The pairs are what the sieve lets be compared before it asks for points; a changed name beside a party that is not its
own is no example, a clean name is. The odds are additive, their lines fitted by ``fit_lines``. The scores that the odds
stand for are set so that so many of 1,000 invented clean names alert at each (``ALERTS``). The points of the sieve are
then fitted to foretell the odds, and its thresholds set so that few of the right names are lost (``LOST``).
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
from fit_lines import Array, Lines, fit, total

from debar.names import coverage, sieve
from debar.names.evidence import Evidence, weigh
from debar.names.index import COMPANY, PERSON, SCHEMATA, VESSEL, NameIndex
from debar.names.linking import batch
from debar.names.match import _as_asked
from debar.names.prepared import Prepared, prepare, prepare_ways, ways

OUTPUT = Path(__file__).parent.parent / "src" / "debar" / "names" / "data" / "points.tsv"
KINDS = {"individual": PERSON, "entity": COMPANY, "vessel": VESSEL, "aircraft": VESSEL}
#: Pairs of a query that are kept, likeliest first; a clean name of a real vendor counts so often.
MOST, REAL_WEIGHT = 30, 4.0
#: Weight of a labelled pair of two listed names.
PAIR_WEIGHT = 1.0
#: Alerts in 1,000 invented clean names at the scores that thresholds stand for.
ALERTS = ((0.58, 15.0), (0.70, 4.05), (0.88, 1.6))
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
        query, name, found = coverage.covered(index.arrays(), index.kinds, batch(part, index.frequencies))
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
        _in_order(left, right, person=person, thing=thing)
        for left in prepare_ways(names, index.frequencies, person=person)
        for right in index.prepared(number)
    ]
    return max(found, key=lambda e: (e.share * min(e.total, 15.0), e.letters))


def _in_order(left: Prepared, right: Prepared, *, person: bool, thing: bool) -> Evidence:
    """The measures of two names, weighed in one order whichever comes first."""
    one, other = sorted((left, right), key=lambda name: name.whole)
    return weigh(one, other, person=person, thing=thing)[0]


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
        found = [_in_order(a, b, person=person, thing=thing) for a in sides[0] for b in sides[1]]
        evidence.append(max(found, key=lambda e: (e.share * min(e.total, 15.0), e.letters)))
    size = len(rows)
    return Pairs(
        np.array(evidence, dtype=np.float64),
        np.zeros((size, len(coverage.SUMS))),
        np.array([r["schema"] == "Person" for r in rows]),
        np.array([r["label"] == "same" for r in rows]),
        np.full(size, PAIR_WEIGHT),
        np.full(size, -1),
        np.array([zlib.crc32(r["left_id"].encode()) & 1 for r in rows]),
    )


def _joined(several: Sequence[Pairs]) -> Pairs:
    columns = (np.concatenate([getattr(p, name) for p in several]) for name in Pairs.__slots__)
    return Pairs(*columns)


def odds_of(pairs: Pairs, learn: Array, clean: Array) -> tuple[Array, dict[str, Lines]]:
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


def fit_sieve(pairs: Pairs, odds: Array, marks: Mapping[float, float]) -> dict[str, Lines]:
    """Points for the sums of the sieve, and the points that a pair needs at each score."""
    alike = pairs.evidence[:, Evidence._fields.index("letters")]
    lines = {}
    for name, measures, values, lost in (
        ("sieve", coverage.SUMS, pairs.sums, LOST),
        ("strings", (*coverage.SUMS, sieve.ALIKE), np.column_stack((pairs.sums, alike)), LOST * 1.5),
    ):
        lines.update(_fit_stage(name, measures, values, pairs, odds=odds, marks=marks, lost=lost))
    return lines


def _fit_stage(
    name: str,
    measures: Sequence[str],
    values: Array,
    pairs: Pairs,
    *,
    odds: Array,
    marks: Mapping[float, float],
    lost: float,
) -> dict[str, Lines]:
    """Lines for one stage of the sieve, by kind of name, and what a pair needs at each score."""
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
    clean = np.where(pairs.query >= 0, ~known[pairs.query], np.True_)
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
