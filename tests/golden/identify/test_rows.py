"""Labelled rows of purchase text: every bought thing found, nothing else called bought.

``rows.tsv`` holds rows constructed in the wording of purchase records (origin ``constructed``) and real descriptions of
federal contract actions, which are in the public domain (origin ``fpds`` and the contract number). ``expected`` is
``maker/said`` for each maker, or ``-`` for nothing; ``on`` is the date of the purchase, empty when it has none.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from debar.catalog import load
from debar.screening.identify import TextIdentifier

ROWS = Path(__file__).with_name("rows.tsv")
RECALL_BOUGHT = 0.99
PRECISION_BOUGHT = 0.99
OTHERS_NOT_BOUGHT = 0.98

Pairs = frozenset[tuple[str, str]]


def _labelled() -> list[tuple[str, Pairs, Pairs]]:
    identifier = TextIdentifier(load())
    labelled = []
    with ROWS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = row["text"].replace("\\t", "\t").replace("\\n", "\n")
            on = date.fromisoformat(row["on"]) if row["on"] else None
            found = frozenset((i.maker, i.said.value) for i in identifier.identify(text, on))
            expected = row["expected"].split(",") if row["expected"] != "-" else []
            labelled.append((row["id"], found, frozenset((m, s) for m, _, s in (e.partition("/") for e in expected))))
    return labelled


LABELLED = _labelled()


def _bought(pairs: Pairs) -> set[str]:
    return {maker for maker, said in pairs if said == "bought"}


def test_the_sample_holds_every_kind_of_row() -> None:
    said = [said for _, _, expected in LABELLED for _, said in expected]
    assert len(LABELLED) >= 240
    assert set(said) == {"bought", "removed", "forbidden", "accessory", "reference", "mentioned"}
    assert sum(not expected for _, _, expected in LABELLED) >= 60


def test_what_is_bought_is_found() -> None:
    wanted = [(id_, maker, found) for id_, found, expected in LABELLED for maker in _bought(expected)]
    missed = [(id_, maker) for id_, maker, found in wanted if maker not in _bought(found)]
    assert 1 - len(missed) / len(wanted) >= RECALL_BOUGHT, missed


def test_what_is_called_bought_is_bought() -> None:
    called = [(id_, maker, expected) for id_, found, expected in LABELLED for maker in _bought(found)]
    wrong = [(id_, maker) for id_, maker, expected in called if maker not in _bought(expected)]
    assert 1 - len(wrong) / len(called) >= PRECISION_BOUGHT, wrong


def test_what_is_only_spoken_of_is_never_called_bought() -> None:
    spoken = [
        (id_, maker, found)
        for id_, found, expected in LABELLED
        for maker, said in expected
        if said != "bought" and maker not in _bought(expected)
    ]
    wrong = [(id_, maker) for id_, maker, found in spoken if maker in _bought(found)]
    assert 1 - len(wrong) / len(spoken) >= OTHERS_NOT_BOUGHT, wrong


@pytest.mark.parametrize(
    ("id_", "found", "expected"), [row for row in LABELLED if not row[2]], ids=lambda v: str(v)[:6]
)
def test_rows_of_other_goods_and_of_contract_clauses_give_nothing(id_: str, found: Pairs, expected: Pairs) -> None:
    assert found == expected, id_
