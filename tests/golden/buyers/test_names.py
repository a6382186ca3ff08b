"""Types and states of buyers from their names: on labelled names, and on the .gov list by type with the list shut."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pytest

from debar.model import BUYER_TYPES
from debar.places import STATES
from debar.procurement.buyers import BuyerReading, read_buyer

NAMES = Path(__file__).parent / "names.tsv"
#: Least share of right types, most share of wrong ones (unknown aside), least share of states said that are right.
FLOORS = {"tune": (0.98, 0.005, 1.0), "judge": (0.97, 0.015, 0.975)}
#: By type of the .gov list: least share of its own type, and of it or a finer type.
DOTGOV_FLOORS = {
    "City": (0.96, 0.97),
    "County": (0.90, 0.96),
    "Federal": (0.54, 0.56),
    "Special district": (0.52, 0.74),
    "Interstate": (0.23, 0.43),
    "School district": (0.95, 0.95),
    "State or territory": (0.58, 0.74),
    "Tribal": (0.83, 0.83),
}
OWN = {
    "City": "city",
    "County": "county",
    "Federal": "federal-agency",
    "Special district": "special-district",
    "Interstate": "special-district",
    "School district": "school-district",
    "State or territory": "state",
    "Tribal": "tribal",
}
FINER = frozenset({"court", "utility", "transit", "hospital", "school-district", "university", "special-district"})


@lru_cache(maxsize=1)
def rows() -> list[dict[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_labels_are_whole() -> None:
    assert len(rows()) >= 300
    assert len({row["name"] for row in rows()}) == len(rows())
    for row in rows():
        assert {row["type"], *filter(None, row["also"].split(","))} <= set(BUYER_TYPES), row
        assert row["state"] in ("", *STATES), row


@pytest.mark.parametrize("split", FLOORS)
def test_types_and_states_of_labelled_names(split: str) -> None:
    counts: Counter[str] = Counter()
    for row in (row for row in rows() if row["split"] == split):
        buyer = read_buyer(row["name"], row["given_state"], row["given_country"]).buyer
        right = buyer.type in (row["type"], *row["also"].split(","))
        counts["names"] += 1
        counts["right" if right else "unknown" if buyer.type == "unknown" else "wrong"] += 1
        if buyer.state:
            counts["state right" if buyer.state == row["state"] else "state wrong"] += 1
    least, most_wrong, states = FLOORS[split]
    assert counts["right"] / counts["names"] >= least, counts
    assert counts["wrong"] / counts["names"] <= most_wrong, counts
    assert counts["state right"] / (counts["state right"] + counts["state wrong"]) >= states, counts
    assert counts["state right"] >= 0.38 * counts["names"], counts


@lru_cache(maxsize=1)
def dotgov() -> list[tuple[str, str, BuyerReading]]:
    """Type in the list, state in the list, what the name alone says."""
    packed = (files("debar.procurement") / "data" / "dotgov.tsv.gz").read_bytes()
    lines = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()[2:]]
    return [(kind.split(" - ")[0], state, read_buyer(name, register=False)) for name, kind, state in lines]


@pytest.mark.parametrize("kind", DOTGOV_FLOORS)
def test_types_on_the_dotgov_list_without_the_list(kind: str) -> None:
    types = [reading.buyer.type for listed, _state, reading in dotgov() if listed == kind]
    finer = FINER if kind not in ("School district", "Tribal") else frozenset()
    strict = sum(type_ == OWN[kind] for type_ in types) / len(types)
    compatible = sum(type_ == OWN[kind] or type_ in finer for type_ in types) / len(types)
    assert strict >= DOTGOV_FLOORS[kind][0], (strict, compatible, len(types))
    assert compatible >= DOTGOV_FLOORS[kind][1], (strict, compatible, len(types))


def test_few_types_on_the_dotgov_list_are_wrong_and_states_said_are_right() -> None:
    wrong = right = said = 0
    for listed, state, reading in dotgov():
        type_ = reading.buyer.type
        wrong += type_ not in (OWN[listed], "unknown", *FINER)
        if reading.buyer.state and listed != "Federal":
            said += 1
            right += reading.buyer.state == state
    assert wrong / len(dotgov()) <= 0.02
    assert right / said >= 0.99
    assert said >= 4_400
