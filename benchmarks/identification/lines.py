"""Labelled purchase lines: what is bought is found, what is only spoken of is not called bought, by kind of line."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.identification.work import Report, keywords

from debar.model import Identification, Said
from debar.screening.identify import TextIdentifier

#: The makers that a way says are bought in a text of a day.
Way = Callable[[str, date | None], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line with the makers bought in it and those only spoken of."""

    split: str
    kind: str
    text: str
    on: date | None
    bought: frozenset[str]
    spoken: frozenset[str]


def read_lines(path: Path) -> list[Labelled]:
    """The lines of a file as tests/golden/purchases/rows.tsv. Raises OSError, KeyError for a missing column."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_labelled(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _labelled(row: Mapping[str, str]) -> Labelled:
    expected = [part.split("/") for part in row["expect"].split(";") if part]
    bought = frozenset(maker for maker, said, *_ in expected if said == "bought")
    return Labelled(
        split=row["split"],
        kind=row["kind"],
        text=row["text"],
        on=date.fromisoformat(row["day"]) if row["day"] else None,
        bought=bought,
        spoken=frozenset(maker for maker, *_ in expected) - bought,
    )


def by_identifier(identifier: TextIdentifier) -> Way:
    """What debar calls bought; a component inside another's product is not what is bought."""

    def bought(text: str, on: date | None) -> frozenset[str]:
        return frozenset(found.maker for found in identifier.identify(text, on) if is_purchase(found))

    return bought


def is_purchase(found: Identification) -> bool:
    """Whether an identification says that the thing itself is bought."""
    return found.said is Said.BOUGHT and not found.component


def by_keywords(labels: Mapping[str, Sequence[str]]) -> Way:
    """What a keyword scan calls bought: the makers of every word found. ``labels``: maker -> words."""
    makers: dict[str, set[str]] = defaultdict(set)
    for maker, words in labels.items():
        for word in words:
            makers[word].add(maker)
    pattern = re.compile(keywords(labels), re.IGNORECASE)

    def bought(text: str, on: date | None) -> frozenset[str]:
        del on
        return frozenset().union(*(makers[word.lower()] for word in pattern.findall(text)))

    return bought


def tally(lines: Sequence[Labelled], ways: Mapping[str, Way]) -> Report:
    """Half -> kind (and ``all``) -> counts: lines, bought, spoken, and of each way found, spared, called and right."""
    report: Report = {}
    for line in lines:
        said = {name: way(line.text, line.on) for name, way in ways.items()}
        for kind in (line.kind, "all"):
            counts = report.setdefault(line.split, {}).setdefault(kind, _nothing(ways))
            counts["lines"] += 1
            counts["bought"] += len(line.bought)
            counts["spoken"] += len(line.spoken)
            for name, found in said.items():
                mine = counts["ways"][name]
                mine["found"] += len(line.bought & found)
                mine["spared"] += len(line.spoken - found)
                mine["called"] += len(found)
    return {split: dict(sorted(kinds.items())) for split, kinds in report.items()}


def failures(lines: Sequence[Labelled], way: Way) -> Iterator[str]:
    """What goes wrong in the half for looking at, a line each."""
    for line in lines:
        found = way(line.text, line.on)
        if line.split == "tune" and found != line.bought:
            missed, false = line.bought - found, found - line.bought
            yield f"{line.kind}: {line.text!r} missed {sorted(missed)} called bought {sorted(false)}"


def _nothing(ways: Mapping[str, Way]) -> Report:
    counts = {name: {"found": 0, "spared": 0, "called": 0} for name in ways}
    return {"lines": 0, "bought": 0, "spoken": 0, "ways": counts}
