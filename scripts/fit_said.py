"""Fit the weights by which debar tells a thing bought from one only spoken of (src/debar/catalog/data/weights.tsv).

    python scripts/fit_said.py              # fit on the halves to look at, write weights.tsv
    python scripts/fit_said.py --by-writer  # what lines of a writer get from weights fitted without their lines

Labelled lines are those of tests/golden/purchases; the halves ``judge`` are never fitted on. First the wording is
fitted, a logistic regression over the marks of the words around each hit. Then the verdict: how much the wording counts
beside what the rules say, on lines the rules were not written after (``hands``), each weighed by wording fitted without
lines of its writer. Newton steps by conjugate gradients; nothing in it is random.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from debar.catalog import Catalog, load
from debar.model import Said
from debar.screening.governing import Spoken
from debar.screening.identify import TextIdentifier
from debar.screening.slots import Slot
from debar.screening.weighing import VERDICT, Around, verdict, wording

ROOT = Path(__file__).parents[1]
LINES = ROOT / "tests" / "golden" / "purchases"
IDENTIFIED = ROOT / "tests" / "golden" / "identify" / "rows.tsv"
OUT = ROOT / "src" / "debar" / "catalog" / "data" / "weights.tsv"
SOURCE = "labelled-lines"
#: Marks of fewer hits than these are left out; weights smaller than this too.
FEWEST, SMALLEST = 3, 0.02
#: How strongly weights are held to zero.
RIDGE_WORDING, RIDGE_VERDICT = 2.0, 3.0
#: Added to the start of the verdict: a purchase missed weighs a little more than one called too many.
LEAN = 0.8
#: Parts of rows.tsv, each weighed without its own lines.
PARTS = 4

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Example:
    """A hit of a labelled line: its marks, what the rules say, and whether the label has it bought."""

    line: int
    writer: str
    fitted: bool
    honest: bool
    maker: str
    around: Around
    spoken: Spoken
    slot: Slot | None
    marks: frozenset[str]
    bought: bool


@dataclass
class Seen:
    """Takes the place of the weights while lines are read, and keeps what it is given."""

    kept: list[tuple[Spoken, Slot | None, Around]]

    def settled(self, spoken: Spoken, slot: Slot | None, around: Around) -> Spoken:
        """What the rules say, kept."""
        self.kept.append((spoken, slot, around))
        return spoken


@dataclass(frozen=True)
class Line:
    """A labelled line with its answers, the first being the label."""

    writer: str
    half: str
    row: dict[str, str]
    answers: tuple[frozenset[tuple[str, str]], ...]


def read_lines() -> list[Line]:
    """Every labelled line."""
    lines = []
    for path in (*sorted(LINES.glob("rows*.tsv")), *sorted((LINES / "hands").glob("*.tsv"))):
        with path.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
                others = [part.partition(";")[0].strip() for part in row["note"].split("alt:")[1:]]
                written = [row["expect"], *(part for part in others if "/" in part or part.startswith("empty"))]
                lines.append(Line(path.stem, row["split"], row, tuple(map(_answer, written))))
    with IDENTIFIED.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            written = row["text"].replace("\\t", "\t").replace("\\n", "\n")
            lines.append(
                Line(
                    "identify",
                    "tune",
                    {"text": written, "day": row["on"]},
                    (_answer(row["expected"].replace(",", ";")),),
                )
            )
    return lines


def _answer(written: str) -> frozenset[tuple[str, str]]:
    parts = [part.split("/") for part in written.replace(";", " ").split() if "/" in part]
    return frozenset((part[0], part[1]) for part in parts)


def examples_of(lines: Sequence[Line], catalog: Catalog) -> list[Example]:
    """The hits of the lines whose label is certain."""
    seen = Seen([])
    identifier = TextIdentifier(replace(catalog, weights={}))
    identifier._context._weights = seen  # noqa: SLF001 - the one place where the rules are read without the weights
    found = []
    for number, line in enumerate(lines):
        seen.kept.clear()
        day = date.fromisoformat(line.row["day"]) if line.row["day"] else None
        hits = identifier.identify(line.row["text"], day)
        by_span = {around.hit.span: (spoken, slot, around) for spoken, slot, around in seen.kept}
        for hit in hits:
            if hit.component or hit.maker is None or hit.span not in by_span:
                continue
            labels = {_label(answer, hit.maker) for answer in line.answers}
            if len(labels) != 1 or None in labels:
                continue
            spoken, slot, around = by_span[hit.span]
            part = f" {number % PARTS}" if line.writer == "rows" else ""
            found.append(
                Example(
                    line=number,
                    writer=line.writer + part,
                    fitted=line.half.startswith("tune"),
                    honest="hand" in line.writer,
                    maker=hit.maker,
                    around=around,
                    spoken=spoken,
                    slot=slot,
                    marks=wording(around),
                    bought=bool(labels.pop()),
                )
            )
    return found


def _label(answer: frozenset[tuple[str, str]], maker: str) -> bool | None:
    said = {word for named, word in answer if named == maker}
    return "bought" in said if said else None


def fit_logistic(rows: Sequence[Mapping[str, float]], labels: Array, ridge: float) -> dict[str, float]:
    """Weights, with ``start``, that make the labels likeliest, held to zero by ``ridge``; ``start`` is free of it."""
    names = sorted({name for row in rows for name in row})
    place = {name: n for n, name in enumerate(names)}
    at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    column = np.array([place[name] for row in rows for name in row], dtype=np.int64)
    value = np.array([number for row in rows for number in row.values()])
    size = len(names) + 1
    hold = np.full(size, ridge)
    hold[-1] = 1e-6
    times: Callable[[Array], Array] = lambda beta: (  # noqa: E731
        np.bincount(at, value * beta[column], len(rows)) + beta[-1]
    )
    back: Callable[[Array], Array] = lambda miss: np.append(  # noqa: E731
        np.bincount(column, value * miss[at], size - 1), miss.sum()
    )
    beta = np.zeros(size)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-times(beta)))
        slope = back(chance - labels) + hold * beta
        curve = chance * (1 - chance)
        step = _solve(lambda x: back(curve * times(x)) + hold * x, slope)  # noqa: B023 - used at once
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    return {name: float(beta[n]) for name, n in place.items()} | {"start": float(beta[-1])}


def _solve(product: Callable[[Array], Array], target: Array) -> Array:
    """Conjugate gradients."""
    found = np.zeros_like(target)
    rest = target.copy()
    way, square = rest.copy(), float(rest @ rest)
    for _ in range(400):
        if square < 1e-14:
            break
        bent = product(way)
        length = square / float(way @ bent)
        found += length * way
        rest -= length * bent
        square, before = float(rest @ rest), square
        way = rest + square / before * way
    return found


def fit_wording(examples: Sequence[Example]) -> dict[str, float]:
    """Weights of marks that are common enough."""
    count = Counter(mark for example in examples for mark in example.marks)
    rows = [{mark: 1.0 for mark in sorted(example.marks) if count[mark] >= FEWEST} for example in examples]
    return fit_logistic(rows, np.array([example.bought for example in examples], dtype=float), RIDGE_WORDING)


def says(weights: Mapping[str, float], example: Example) -> float:
    """The points of the wording."""
    return weights["start"] + sum(weights.get(mark, 0.0) for mark in example.marks)


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """All weights."""
    honest = [example for example in examples if example.honest]
    rows, labels = [], []
    for writer in sorted({example.writer for example in honest}):
        without = fit_wording([example for example in examples if example.writer != writer])
        for example in honest:
            if example.writer == writer:
                rows.append(verdict(example.spoken, example.slot, example.around.hit, says(without, example)))
                labels.append(example.bought)
    for row in rows:
        row.pop("start")
    settled = fit_logistic(rows, np.array(labels, dtype=float), RIDGE_VERDICT)
    settled["start"] += LEAN
    words = fit_wording(examples)
    return {
        **{name: weight for name, weight in words.items() if abs(weight) >= SMALLEST or name == "start"},
        **{f"{VERDICT}{name}": weight for name, weight in settled.items()},
    }


def tally(lines: Sequence[Line], catalog: Catalog) -> tuple[int, int, int, int]:
    """Of the lines: makers bought, and found so; makers not bought, and not called so."""
    identifier = TextIdentifier(catalog)
    total = [0, 0, 0, 0]
    for line in lines:
        day = date.fromisoformat(line.row["day"]) if line.row["day"] else None
        hits = identifier.identify(line.row["text"], day)
        called = {hit.maker for hit in hits if hit.said is Said.BOUGHT and not hit.component}
        best: tuple[int, tuple[int, int, int, int]] | None = None
        for answer in line.answers:
            bought = {maker for maker, said in answer if said == "bought"}
            other = {maker for maker, _ in answer} - bought
            figures = (len(bought), len(bought & called), len(other), len(other - called))
            faults = len(bought ^ called)
            if best is None or faults < best[0]:
                best = (faults, figures)
        if best:
            total = [a + b for a, b in zip(total, best[1], strict=True)]
    return total[0], total[1], total[2], total[3]


def show(name: str, figures: tuple[int, int, int, int]) -> None:
    """One line of a table."""
    bought, found, other, spared = figures
    shares = f"bought found {found}/{bought} {found / max(1, bought):.3f}"
    print(f"{name:28} {shares}   others not called bought {spared}/{other} {spared / max(1, other):.3f}", flush=True)


def by_writer(lines: Sequence[Line], examples: Sequence[Example], catalog: Catalog) -> None:
    """Each writer's lines by weights fitted without them, beside the rules alone."""
    sums = {"rules": [0] * 4, "weighed": [0] * 4}
    for writer in sorted({line.writer for line in lines if line.writer != "rows"}):
        theirs = [line for line in lines if line.writer == writer]
        weights = fit([example for example in examples if example.writer != writer])
        for name, held in (("rules", {}), ("weighed", weights)):
            figures = tally(theirs, replace(catalog, weights=held))
            show(f"{writer} {name}", figures)
            if "hand" in writer:
                sums[name] = [a + b for a, b in zip(sums[name], figures, strict=True)]
    for name, total in sums.items():
        show(f"all hands {name}", (total[0], total[1], total[2], total[3]))


def write(weights: Mapping[str, float], lines: Iterable[str] = ()) -> None:
    """weights.tsv."""
    rows = [f"{name}\t{weight:.3f}\t{SOURCE}" for name, weight in sorted(weights.items())]
    OUT.write_text("\n".join(["id\tweight\tevidence", *lines, *rows]) + "\n", encoding="utf-8")


def main() -> int:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--by-writer", action="store_true", help="measure only, writer by writer; write nothing")
    options = parser.parse_args()
    catalog = load()
    lines = read_lines()
    examples = examples_of(lines, catalog)
    print(f"{len(lines)} lines, {len(examples)} hits with a certain label", flush=True)
    if options.by_writer:
        by_writer(lines, examples, catalog)
        return 0
    weights = fit([example for example in examples if example.fitted])
    write(weights)
    print(f"{len(weights)} weights")
    fitted = replace(catalog, weights={name: round(weight, 3) for name, weight in weights.items()})
    for writer, half in sorted({(line.writer, line.half) for line in lines}):
        show(f"{writer} {half}", tally([line for line in lines if (line.writer, line.half) == (writer, half)], fitted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
