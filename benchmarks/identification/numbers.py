"""Pairs of label and model number from public lists: what the number alone tells of its maker.

A number is *firm* when it is identified, without its label, as strongly as a purchase needs; that is what the strong
patterns of the catalog do. One of a maker is right when the label is the maker's own or one it relabels for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from benchmarks.identification.work import Report

from debar.catalog import Catalog
from debar.model import Identification, Strength
from debar.screening.identify import TextIdentifier

_FIRM = frozenset({Strength.EXACT, Strength.STRONG})


class Pair(NamedTuple):
    """A label and a model number sold under it."""

    brand: str
    model: str


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a csv file with the columns brand and model. Raises OSError, KeyError for a missing column."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Pair(row["brand"], row["model"]) for row in csv.DictReader(file)]


def measure(pairs: Iterable[Pair], catalog: Catalog, identifier: TextIdentifier) -> Report:
    """Counts by maker: pairs, firm, with a product word, with the label, hits of firm numbers, and what fails."""
    report: Report = {}
    for pair in pairs:
        own, answering = _makers(catalog, pair.brand)
        firm = {found.maker for found in identifier.identify(pair.model, None) if found.strength in _FIRM}
        said = {
            "firm": firm,
            "with_word": _named(identifier.identify(f"{pair.model} camera", None)),
            "with_label": _named(identifier.identify(f"{pair.brand} {pair.model}", None)),
        }
        for maker in own:
            counts = _counts(report, maker)
            counts["pairs"] += 1
            for way, makers in said.items():
                counts[way] += maker in makers
            if maker not in firm:
                counts["missed"].append(list(pair))
        for maker in firm:
            counts = _counts(report, maker)
            counts["hits"] += 1
            if maker not in answering:
                counts["false"].append(list(pair))
    return dict(sorted(report.items(), key=lambda item: (-item[1]["pairs"], item[0])))


def _makers(catalog: Catalog, label: str) -> tuple[set[str], set[str]]:
    """The makers whose own label it is, and these with all that made goods under it."""
    brands = catalog.labels_named(label)
    own = {brand.maker for brand in brands if brand.maker}
    return own, own | {row.maker for brand in brands for row in catalog.relabels_of.get(brand.id, ())}


def _named(found: Iterable[Identification]) -> set[str]:
    return {each.maker for each in found if each.model}


def _counts(report: Report, maker: str) -> Report:
    nothing = dict.fromkeys(("pairs", "firm", "with_word", "with_label", "hits"), 0)
    counts: Report = report.setdefault(maker, {**nothing, "missed": [], "false": []})
    return counts
