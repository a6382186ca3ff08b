"""Whether a sentence in which no rule holds is worth a person's look, weighed from its words.

A linear model over the features of signals.toml, the stems of the words and their pairs; its weights are rows of
``data/signals_weights.tsv``, fitted by ``scripts/fit_signals.py`` on labelled sentences. It sends to review,
never further.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import cast

from debar.dossiers.signals_words import SignalClass, SignalWords
from debar.errors import DataError

_TOKEN = re.compile(r"[a-z][a-z.'’-]*[a-z]|[a-z]|\d+|[$£€%?]")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y")
#: Letters that stay when an ending is cut.
_STEM = 4
START = "start"
"""The row whose weight every sentence has; a sentence is sent to review where the sum is above zero."""
#: What a sentence must tell, and what must stand in it or beside it, for its words to be weighed.
_THINGS = frozenset(
    {"stock", "ahead", "shift", "prepare", "licence", "goods", "deed", "money", "paper", "impact", "terms"}
)
_CAUSES = frozenset({"measure", "region", "paper", "restriction", "actor", "ban"})
SORT = "sort "
"""Rows that say in which class the features put a sentence: ``sort FEATURE CLASS``."""


def is_weighed(held: frozenset[str], near: frozenset[str]) -> bool:
    """Whether a sentence tells of a deed, a thing or a cause, and another of them stands in it or beside it."""
    told = held & (_THINGS | _CAUSES)
    return bool(told) and (len(told) > 1 or not near.isdisjoint(_CAUSES))


def marks_of(read: str, held: frozenset[str], words: SignalWords) -> frozenset[str]:
    """The marks of a sentence: its features, stems and pairs of stems, names of companies as one stem."""
    text = words.features["actor"].sub(" listedparty ", read.casefold()) if "actor" in held else read.casefold()
    stems = [stem(token) for token in _TOKEN.findall(text)]
    return frozenset(
        (
            *(f"feature {name}" for name in held),
            *(f"word {each}" for each in stems),
            *(f"pair {one} {two}" for one, two in pairwise(stems)),
            f"length {min(4, len(stems) // 10)}",
        )
    )


def stem(token: str) -> str:
    """A word without its ending; every number is ``#``."""
    if token.isdigit():
        return "#"
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _STEM:
            return token[: -len(ending)]
    return token


def points(marks: frozenset[str], weights: Mapping[str, float]) -> float:
    """The sum of the weights: above zero the sentence is worth a look."""
    return weights.get(START, 0.0) + math.fsum(weights.get(mark, 0.0) for mark in marks)


def likeliest(marks: frozenset[str], weights: Mapping[str, float]) -> SignalClass:
    """The class whose rows weigh most; the first by name of two that weigh the same."""
    sums: dict[str, list[float]] = {}
    for name, weight in weights.items():
        if name.startswith(SORT):
            signal_class, _, mark = name.removeprefix(SORT).partition(" ")
            if mark in marks or mark == START:
                sums.setdefault(signal_class, []).append(weight)
    return cast("SignalClass", min(sums, key=lambda name: (-math.fsum(sums[name]), name)))


@cache
def signal_weights() -> dict[str, float]:
    """The shipped weights. Raises DataError that names a row that is no mark and number."""
    text = files("debar.dossiers").joinpath("data/signals_weights.tsv").read_text(encoding="utf-8")
    return read_weights(text, "signals_weights.tsv")


def read_weights(text: str, name: str) -> dict[str, float]:
    """Weights of a file with the columns mark, weight and source. Raises DataError that names the file and the row."""
    weights: dict[str, float] = {}
    for number, line in enumerate(text.splitlines()[1:], start=2):
        cells = line.split("\t")
        try:
            mark, weight, source = cells
            weights[mark] = float(weight)
        except ValueError:
            raise DataError(f"{name}, row {number}: wants mark, weight and source: {line!r}") from None
        if not source:
            raise DataError(f"{name}, row {number}: no source")
    return weights
