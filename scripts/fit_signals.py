"""Fit the weights by which a sentence without a rule is sent to review (src/debar/dossiers/data/signals_weights.tsv).

    python scripts/fit_signals.py [--labels FILE ...] [--ordinary FILE]
    python scripts/fit_signals.py --leave-out [--labels FILE ...] [--ordinary FILE]   # measure only, set by set

Labelled are the files of tests/golden/signals (rows of the half ``judged`` never), and those of ``--labels``.
``--ordinary`` is a text with a sentence a line in which signs are rare; every ninth line is taken as none.
``--except`` names files whose sentences are left out of it. A logistic regression over the marks of a sentence;
nothing in it is random.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from debar.dossiers.signals import judge_sentence
from debar.dossiers.signals_weighing import SORT, START, is_weighed, marks_of, points
from debar.dossiers.signals_words import signal_words

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "signals"
OUT = ROOT / "src" / "debar" / "dossiers" / "data" / "signals_weights.tsv"
OWN = ("families.tsv", "later.tsv", "ordinary.tsv", "said.tsv", "talk.tsv", "written.tsv")
SOURCE = "labelled-sentences"
#: Marks of fewer sentences than these are left out; weights smaller than this too.
FEWEST, SMALLEST = 2, 0.02
FEWEST_SORTED, SMALLEST_SORTED = 5, 0.3
RIDGE = 4.0
#: Of the ordinary sentences that are weighed so many may be sent to review.
SPARED = 0.06
EVERY = 9
_WRITTEN = {"positive": "signal", "either": "review", "negative": "no"}

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Example:
    """A labelled sentence with its marks, and what the rules alone say: an outcome, or which refused it.

    ``none`` is where none holds and the words are weighed, ``apart`` where they are not.
    """

    file: str
    outcome: str
    signal_class: str
    marks: frozenset[str]
    by_rule: str


def examples_of(paths: Iterable[Path]) -> list[Example]:
    """The sentences of the files, those of a half that is judged left out."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row.get("half") != "judged":
                    outcome = row.get("outcome") or _WRITTEN[row["label"]]
                    found.append(_example(path.stem, outcome, row.get("class") or "", row["text"]))
    return found


def ordinary_of(path: Path, without: Iterable[Path]) -> list[Example]:
    """Every ninth sentence of a text, those of labelled files left out."""
    known = {
        row["text"].strip()
        for each in without
        for row in csv.DictReader(each.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    }
    lines = path.read_text(encoding="utf-8").splitlines()[::EVERY]
    return [_example("ordinary", "no", "", line) for line in lines if line.strip() and line.strip() not in known]


def _example(file: str, outcome: str, signal_class: str, text: str) -> Example:
    words = signal_words()
    reading = judge_sentence(text)
    held = words.held(text)
    by_rule = reading.rule if reading.outcome == "no" else reading.outcome
    if reading.rule in ("none", "weighed"):
        by_rule = "none" if is_weighed(held, frozenset()) else "apart"
    return Example(file, outcome, signal_class, marks_of(text, held, words), by_rule)


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by Newton steps over the marks that are common enough, with the start that spares the ordinary."""
    count = Counter(mark for example in examples for mark in example.marks)
    names = sorted(mark for mark, number in count.items() if number >= FEWEST)
    column = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(examples), len(names) + 1))
    table[:, -1] = 1.0
    for row, example in enumerate(examples):
        table[row, [column[mark] for mark in example.marks if mark in column]] = 1.0
    said = np.array([{"signal": 1.0, "review": 0.5, "no": 0.0}[each.outcome] for each in examples])
    beta = _newton(table, said)
    weights = {name: round(float(beta[n]), 3) for name, n in column.items() if abs(beta[n]) >= SMALLEST}
    return weights | {START: _start(examples, weights)}


def _newton(table: Array, said: Array) -> Array:
    """In the space of the sentences, which are fewer than the marks: kernel logistic regression."""
    kernel = table @ table.T / RIDGE
    alpha = np.zeros(len(said))
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(kernel @ alpha)))
        curve = np.maximum(chance * (1 - chance), 1e-4)
        target = kernel @ alpha + (said - chance) / curve
        step = np.linalg.solve(kernel + np.diag(1 / curve), target)
        if np.abs(step - alpha).max() < 1e-6:
            break
        alpha = step
    result: Array = table.T @ alpha / RIDGE
    return result


def _start(examples: Sequence[Example], weights: Mapping[str, float]) -> float:
    """What leaves all but a share of the ordinary sentences alone, each weighed by its neighbours' weights."""
    ordinary = [each for each in examples if each.outcome == "no" and each.by_rule == "none"]
    sums = sorted((points(each.marks, weights) for each in ordinary), reverse=True)
    return round(-sums[int(len(sums) * SPARED)], 3)


def fit_classes(examples: Sequence[Example]) -> dict[str, float]:
    """For each class the weight of each feature and common word: the logarithm of how much likelier it is there."""
    signs = [each for each in examples if each.signal_class and each.outcome != "no"]
    count = Counter(mark for each in signs for mark in each.marks if mark.startswith(("feature ", "word ")))
    features = sorted(mark for mark, number in count.items() if number >= FEWEST_SORTED)
    rows: dict[str, float] = {}
    for name in sorted({each.signal_class for each in signs}):
        of_it = [each for each in signs if each.signal_class == name]
        rows[f"{SORT}{name} {START}"] = round(float(np.log(len(of_it) / len(signs))), 3)
        for feature in features:
            here = (sum(feature in each.marks for each in of_it) + 0.5) / (len(of_it) + 1)
            anywhere = (sum(feature in each.marks for each in signs) + 0.5) / (len(signs) + 1)
            weight = round(float(np.log(here / anywhere)), 3)
            if abs(weight) >= SMALLEST_SORTED:
                rows[f"{SORT}{name} {feature}"] = weight
    return rows


def tally(examples: Sequence[Example], weights: Mapping[str, float]) -> str:
    """Signs caught by rules, and with the weights; ordinary sentences sent to review."""
    lifted = [each for each in examples if each.by_rule == "none" and points(each.marks, weights) > 0]
    signs = [each for each in examples if each.outcome == "signal"]
    by_rule = sum(each.by_rule in ("signal", "review") for each in signs)
    more = sum(each.outcome == "signal" for each in lifted)
    others = sum(each.outcome == "no" for each in examples)
    drowned = sum(each.outcome == "no" for each in lifted)
    return f"signs caught {by_rule} by rules and {more} more of {len(signs)}; ordinary sent on {drowned} of {others}"


def leave_out(examples: Sequence[Example]) -> None:
    """Each file's sentences by weights fitted without them; the ordinary in five parts."""
    for name in sorted({each.file for each in examples} - {"ordinary"}):
        weights = fit([each for each in examples if each.file != name])
        print(f"{name}: {tally([each for each in examples if each.file == name], weights)}", flush=True)
    ordinary = [each for each in examples if each.file == "ordinary"]
    if ordinary:
        held = ordinary[::5]
        weights = fit([each for each in examples if each not in held])
        print(f"ordinary, a fifth: {tally(held, weights)}")


def main() -> int:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", action="append", default=[], type=Path)
    parser.add_argument("--ordinary", type=Path)
    parser.add_argument("--except", dest="without", action="append", default=[], type=Path)
    parser.add_argument("--leave-out", action="store_true", help="measure only, file by file; write nothing")
    options = parser.parse_args()
    examples = examples_of([*(GOLDEN / name for name in OWN), *options.labels])
    if options.ordinary:
        examples += ordinary_of(options.ordinary, [*options.labels, *options.without])
    if options.leave_out:
        leave_out(examples)
        return 0
    weights = {**fit(examples), **fit_classes(examples)}
    rows = [f"{name}\t{weight}\t{SOURCE}" for name, weight in sorted(weights.items())]
    OUT.write_text("\n".join(["mark\tweight\tsource", *rows]) + "\n", encoding="utf-8")
    print(f"{len(examples)} sentences, {len(weights)} weights: {tally(examples, weights)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
