"""Labelled purchase lines, looked at and blind: what is bought is found, what is not is not called bought.

The floors (floors.tsv, written by ``python tests/golden/purchases/test_purchases.py``) are the measured figures less
one in a hundred, for each kind of row and over all.
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

HERE = Path(__file__).parent
FILES = [HERE / name for name in ("rows.tsv", "rows2.tsv", "rows3.tsv")]
HANDS = sorted((HERE / "hands").glob("*.tsv"))
FLOORS_FILE = HERE / "floors.tsv"
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
    """Every row; of further hands the half names the hand, and all their kinds count as one."""
    for path in (*FILES, *HANDS):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                hand = path.stem.removeprefix("rows_") if path in HANDS else ""
                yield {**row, "split": f"{row['split']} {hand}", "kind": "all"} if hand else row


def _tallies() -> dict[tuple[str, str], Tally]:
    identifier = TextIdentifier(load())
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in _rows():
        on = date.fromisoformat(row["day"]) if row["day"] else None
        called = {i.maker for i in identifier.identify(row["text"], on) if i.said.value == "bought" and not i.component}
        answer = min(_answers(row), key=lambda each: each.faults(called))
        for kind in {row["kind"], "all"}:
            tally = tallies[row["split"], kind]
            tally.bought += len(answer.bought)
            tally.found += len(answer.bought & called)
            tally.spoken += len(answer.spoken)
            tally.spared += len(answer.spoken - called)
            tally.called.update(called)
            tally.false.update(called - answer.bought - answer.spoken)
    return tallies


TALLIES = _tallies()


def _floors() -> dict[tuple[str, str], tuple[float, float]]:
    with FLOORS_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return {(row["half"], row["kind"]): (float(row["found"]), float(row["spared"])) for row in rows}


#: Of kind and half: the share of the bought makers found, and of the others not called bought.
FLOORS = _floors()


@pytest.mark.parametrize(("half", "kind"), sorted(FLOORS), ids="-".join)
def test_each_kind_of_row_reaches_its_floor(half: str, kind: str) -> None:
    tally = TALLIES[half, kind]
    recall, spared = FLOORS[half, kind]
    assert tally.found >= recall * tally.bought
    assert tally.spared >= spared * tally.spoken


def test_every_kind_of_every_half_has_a_floor() -> None:
    assert set(FLOORS) == set(TALLIES)


@pytest.mark.parametrize(
    ("half", "few"), [("tune", 1), ("judge", 1), ("tune2", 0), ("judge2", 2), ("tune3", 1), ("judge3", 2)]
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


def _write_floors() -> None:
    lines = ["half\tkind\tfound\tspared"]
    for (half, kind), tally in sorted(TALLIES.items()):
        shares = (tally.found / max(1, tally.bought), tally.spared / max(1, tally.spoken))
        lines.append("\t".join([half, kind, *(f"{max(0.0, share - 0.01):.3f}" for share in shares)]))
    FLOORS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write_floors()
