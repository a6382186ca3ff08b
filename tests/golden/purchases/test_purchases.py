"""Labelled purchase lines, looked at and blind: what is bought is found, what is not is not called bought.

The floors are the measured figures less one in a hundred, for each kind of row and over all.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from debar.catalog import load
from debar.screening.identify import TextIdentifier

FILES = [Path(__file__).with_name(name) for name in ("rows.tsv", "rows2.tsv", "rows3.tsv")]
PRECISION_PER_MAKER = 0.99


@dataclass
class Tally:
    """Makers wanted and found as bought, makers only spoken of, and bought that nothing supports."""

    bought: int = 0
    found: int = 0
    spoken: int = 0
    spared: int = 0
    called: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Answer:
    """The makers of a row: bought, and only spoken of."""

    bought: frozenset[str]
    spoken: frozenset[str]

    def faults(self, called: set[str]) -> int:
        """Makers bought and not called so, and called so and not bought."""
        return len(self.bought ^ called)


def _answer(written: str) -> Answer:
    expected = [part.split("/") for part in re.findall(r"[\w-]+/[\w/-]+", written)]
    bought = frozenset(maker for maker, said, *_ in expected if said == "bought")
    return Answer(bought, frozenset(maker for maker, *_ in expected) - bought)


def _answers(row: dict[str, str]) -> list[Answer]:
    """The label of a row, then the other ones that can be defended, each behind an ``alt:`` of its note."""
    others = [text.partition(";")[0] for text in row["note"].split("alt:")[1:]]
    full = [text for text in others if "/" in text or text.strip().startswith("empty")]
    return [_answer(row["expect"]), *map(_answer, full)]


def _rows() -> Iterator[dict[str, str]]:
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _tallies() -> dict[tuple[str, str], Tally]:
    identifier = TextIdentifier(load())
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in _rows():
        on = date.fromisoformat(row["day"]) if row["day"] else None
        called = {i.maker for i in identifier.identify(row["text"], on) if i.said.value == "bought" and not i.component}
        answer = min(_answers(row), key=lambda each: each.faults(called))
        for kind in (row["kind"], "all"):
            tally = tallies[row["split"], kind]
            tally.bought += len(answer.bought)
            tally.found += len(answer.bought & called)
            tally.spoken += len(answer.spoken)
            tally.spared += len(answer.spoken - called)
            tally.called.update(called)
            tally.false.update(called - answer.bought - answer.spoken)
    return tallies


TALLIES = _tallies()
#: Of kind and half: the share of the bought makers found, and of the others not called bought.
FLOORS: dict[tuple[str, str], tuple[float, float]] = {
    ("judge", "accessory"): (0, 0.952),
    ("judge", "all"): (0.951, 0.951),
    ("judge", "bare model"): (0.975, 0),
    ("judge", "bought beside such words"): (0.941, 0),
    ("judge", "brand model"): (0.99, 0),
    ("judge", "clause"): (0, 0.966),
    ("judge", "look alike"): (0, 0),
    ("judge", "mention"): (0, 0.936),
    ("judge", "misspelling"): (0.934, 0),
    ("judge", "multi"): (0.968, 0),
    ("judge", "negation"): (0, 0.99),
    ("judge", "other goods"): (0.973, 0),
    ("judge", "plain brand"): (0.957, 0),
    ("judge", "quantity price"): (0.99, 0),
    ("judge", "reference"): (0, 0.947),
    ("judge", "relabel"): (0.951, 0),
    ("judge", "removal"): (0, 0.924),
    ("judge", "removed and bought"): (0.906, 0.937),
    ("judge", "service"): (0.847, 0.99),
    ("judge", "software service"): (0.91, 0),
    ("judge", "split joined"): (0.836, 0),
    ("judge", "truncated"): (0.99, 0),
    ("judge2", "accessory"): (0, 0.799),
    ("judge2", "all"): (0.968, 0.878),
    ("judge2", "bare"): (0.99, 0),
    ("judge2", "clause"): (0, 0.99),
    ("judge2", "mention"): (0, 0.896),
    ("judge2", "misspelt"): (0.942, 0.99),
    ("judge2", "misspelt-innocent"): (0, 0),
    ("judge2", "own-accessory"): (0.99, 0),
    ("judge2", "own-service"): (0, 0.99),
    ("judge2", "plain"): (0.99, 0),
    ("judge2", "relabel"): (0.99, 0),
    ("judge2", "removal"): (0, 0.723),
    ("judge2", "several"): (0.99, 0),
    ("judge2", "split"): (0.952, 0.99),
    ("judge2", "split-innocent"): (0, 0),
    ("judge2", "swapped"): (0.99, 0.832),
    ("judge2", "truncated"): (0.99, 0),
    ("judge3", "accessory"): (0, 0.923),
    ("judge3", "all"): (0.875, 0.944),
    ("judge3", "clause"): (0, 0.99),
    ("judge3", "mention"): (0, 0.918),
    ("judge3", "misspelt"): (0.906, 0),
    ("judge3", "model"): (0.847, 0),
    ("judge3", "surplus"): (0, 0.927),
    ("judge3", "swap"): (0.878, 0.99),
    ("tune", "accessory"): (0, 0.99),
    ("tune", "all"): (0.988, 0.99),
    ("tune", "bare model"): (0.99, 0),
    ("tune", "bought beside such words"): (0.99, 0),
    ("tune", "brand model"): (0.99, 0),
    ("tune", "clause"): (0, 0.99),
    ("tune", "look alike"): (0, 0),
    ("tune", "mention"): (0, 0.99),
    ("tune", "misspelling"): (0.99, 0),
    ("tune", "multi"): (0.99, 0),
    ("tune", "negation"): (0, 0.99),
    ("tune", "other goods"): (0.99, 0),
    ("tune", "plain brand"): (0.99, 0),
    ("tune", "quantity price"): (0.99, 0),
    ("tune", "reference"): (0, 0.99),
    ("tune", "relabel"): (0.977, 0),
    ("tune", "removal"): (0, 0.99),
    ("tune", "removed and bought"): (0.99, 0.99),
    ("tune", "service"): (0.99, 0.99),
    ("tune", "software service"): (0.99, 0),
    ("tune", "split joined"): (0.99, 0),
    ("tune", "truncated"): (0.99, 0),
    ("tune2", "accessory"): (0, 0.945),
    ("tune2", "all"): (0.99, 0.982),
    ("tune2", "bare"): (0.99, 0),
    ("tune2", "clause"): (0, 0.99),
    ("tune2", "mention"): (0, 0.99),
    ("tune2", "misspelt"): (0.99, 0.99),
    ("tune2", "misspelt-innocent"): (0, 0),
    ("tune2", "own-accessory"): (0.99, 0),
    ("tune2", "own-service"): (0.99, 0),
    ("tune2", "plain"): (0.99, 0.99),
    ("tune2", "relabel"): (0.99, 0),
    ("tune2", "removal"): (0, 0.99),
    ("tune2", "several"): (0.99, 0),
    ("tune2", "split"): (0.99, 0.99),
    ("tune2", "split-innocent"): (0, 0),
    ("tune2", "swapped"): (0.99, 0.99),
    ("tune2", "truncated"): (0.99, 0),
    ("tune3", "accessory"): (0, 0.99),
    ("tune3", "all"): (0.99, 0.99),
    ("tune3", "clause"): (0, 0.99),
    ("tune3", "mention"): (0, 0.99),
    ("tune3", "misspelt"): (0.99, 0),
    ("tune3", "model"): (0.99, 0),
    ("tune3", "surplus"): (0, 0.99),
    ("tune3", "swap"): (0.99, 0.99),
}


@pytest.mark.parametrize(("half", "kind"), sorted(FLOORS), ids="-".join)
def test_each_kind_of_row_reaches_its_floor(half: str, kind: str) -> None:
    tally = TALLIES[half, kind]
    recall, spared = FLOORS[half, kind]
    assert tally.found >= recall * tally.bought
    assert tally.spared >= spared * tally.spoken


def test_every_kind_of_every_half_has_a_floor() -> None:
    assert set(FLOORS) == set(TALLIES)


@pytest.mark.parametrize(
    ("half", "few"), [("tune", 1), ("judge", 1), ("tune2", 0), ("judge2", 2), ("tune3", 0), ("judge3", 1)]
)
def test_what_is_found_where_nothing_is_named_is_rare_for_every_maker(half: str, few: int) -> None:
    tally = TALLIES[half, "all"]
    rare = {
        maker: n for maker, n in tally.false.items() if n > few and n > (1 - PRECISION_PER_MAKER) * tally.called[maker]
    }
    assert rare == {}


@pytest.mark.parametrize(
    ("half", "kind", "most"),
    [
        ("tune", "look alike", 0),
        ("judge", "look alike", 2),
        ("tune2", "split-innocent", 0),
        ("judge2", "split-innocent", 0),
        ("tune2", "misspelt-innocent", 0),
        ("judge2", "misspelt-innocent", 2),
    ],
)
def test_rows_of_look_alikes_give_next_to_nothing(half: str, kind: str, most: int) -> None:
    assert TALLIES[half, kind].called.total() <= most
