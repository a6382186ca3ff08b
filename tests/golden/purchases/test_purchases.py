"""Labelled purchase lines, looked-at half and blind half: what is bought is found, what is not is not called bought.

The floors are the measured figures less one in a hundred, for each kind of row and over all.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from debar.catalog import load
from debar.screening.identify import TextIdentifier

ROWS = Path(__file__).with_name("rows.tsv")
HALVES = ("tune", "judge")
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


def _tallies() -> dict[tuple[str, str], Tally]:
    identifier = TextIdentifier(load())
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    with ROWS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            on = date.fromisoformat(row["day"]) if row["day"] else None
            found = {
                i.maker for i in identifier.identify(row["text"], on) if i.said.value == "bought" and not i.component
            }
            expected = [part.split("/") for part in row["expect"].split(";") if part]
            bought = {maker for maker, said, *_ in expected if said == "bought"}
            spoken = {maker for maker, *_ in expected} - bought
            for kind in (row["kind"], "all"):
                tally = tallies[row["split"], kind]
                tally.bought += len(bought)
                tally.found += len(bought & found)
                tally.spoken += len(spoken)
                tally.spared += len(spoken - found)
                tally.called.update(found)
                tally.false.update(found - bought - spoken)
    return tallies


TALLIES = _tallies()
#: Of kind and half: the share of the bought makers found, and of the others not called bought.
FLOORS: dict[tuple[str, str], tuple[float, float]] = {
    ("judge", "accessory"): (0, 0.952),
    ("judge", "all"): (0.936, 0.915),
    ("judge", "bare model"): (0.975, 0),
    ("judge", "bought beside such words"): (0.941, 0),
    ("judge", "brand model"): (0.99, 0),
    ("judge", "clause"): (0, 0.949),
    ("judge", "look alike"): (0, 0),
    ("judge", "mention"): (0, 0.813),
    ("judge", "misspelling"): (0.897, 0),
    ("judge", "multi"): (0.968, 0),
    ("judge", "negation"): (0, 0.938),
    ("judge", "other goods"): (0.973, 0),
    ("judge", "plain brand"): (0.957, 0),
    ("judge", "quantity price"): (0.99, 0),
    ("judge", "reference"): (0, 0.947),
    ("judge", "relabel"): (0.951, 0),
    ("judge", "removal"): (0, 0.924),
    ("judge", "removed and bought"): (0.74, 0.884),
    ("judge", "service"): (0.847, 0.948),
    ("judge", "software service"): (0.91, 0),
    ("judge", "split joined"): (0.759, 0),
    ("judge", "truncated"): (0.99, 0),
    ("tune", "accessory"): (0, 0.99),
    ("tune", "all"): (0.984, 0.99),
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
    ("tune", "relabel"): (0.951, 0),
    ("tune", "removal"): (0, 0.99),
    ("tune", "removed and bought"): (0.965, 0.99),
    ("tune", "service"): (0.99, 0.99),
    ("tune", "software service"): (0.99, 0),
    ("tune", "split joined"): (0.99, 0),
    ("tune", "truncated"): (0.99, 0),
}


@pytest.mark.parametrize(("half", "kind"), sorted(FLOORS), ids="-".join)
def test_each_kind_of_row_reaches_its_floor(half: str, kind: str) -> None:
    tally = TALLIES[half, kind]
    recall, spared = FLOORS[half, kind]
    assert tally.found >= recall * tally.bought
    assert tally.spared >= spared * tally.spoken


def test_every_kind_of_both_halves_has_a_floor() -> None:
    assert set(FLOORS) == set(TALLIES)


@pytest.mark.parametrize("half", HALVES)
def test_what_is_found_where_nothing_is_named_is_rare_for_every_maker(half: str) -> None:
    tally = TALLIES[half, "all"]
    rare = {
        maker: n for maker, n in tally.false.items() if n > 1 and n > (1 - PRECISION_PER_MAKER) * tally.called[maker]
    }
    assert rare == {}


@pytest.mark.parametrize(("half", "most"), [("tune", 0), ("judge", 2)])
def test_rows_of_look_alikes_give_next_to_nothing(half: str, most: int) -> None:
    assert TALLIES[half, "look alike"].called.total() <= most
