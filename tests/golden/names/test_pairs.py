"""Labelled pairs of names out of the official lists: precision and recall by kind; no floor falls silently (README).

``floors.tsv`` holds what must be reached; ``python scripts/golden_names.py --floors`` prints what is.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest

import debar
from golden.names.measures import (
    HERE,
    UNASKED,
    GoldenPair,
    Key,
    Shares,
    measure_pairs,
    outcomes_of,
    read_floors,
    read_pairs,
    read_table,
)

FLOORS = {key: least for key, least in read_floors().items() if key.file == "pairs"}


@pytest.fixture(scope="module")
def pairs() -> list[GoldenPair]:
    return read_pairs()


@pytest.fixture(scope="module")
def measured(pairs: list[GoldenPair]) -> dict[Key, Shares]:
    return measure_pairs(pairs, outcomes_of(pairs))


@pytest.mark.parametrize("key", [k for k in FLOORS if k.label != "different"], ids="-".join)
def test_names_of_one_party_are_taken_for_one(measured: dict[Key, Shares], key: Key) -> None:
    assert measured[key].match >= FLOORS[key].match
    assert measured[key].review >= FLOORS[key].review


@pytest.mark.parametrize("key", [k for k in FLOORS if k.label == "different"], ids="-".join)
def test_near_names_of_different_parties_are_kept_apart(measured: dict[Key, Shares], key: Key) -> None:
    assert measured[key].match <= FLOORS[key].match
    assert measured[key].review <= FLOORS[key].review


def test_every_kind_of_pair_has_a_floor(measured: dict[Key, Shares]) -> None:
    assert {key for key in measured if key.kind not in UNASKED} == set(FLOORS)


def test_a_score_is_the_same_in_both_directions(pairs: list[GoldenPair]) -> None:
    for pair in pairs[::5]:
        there = debar.compare(pair.left, pair.right, schema=pair.schema)
        assert there.score == debar.compare(pair.right, pair.left, schema=pair.schema).score, pair


def test_at_least_4000_pairs_of_both_labels_stand_in_each_split(pairs: list[GoldenPair]) -> None:
    assert len(pairs) >= 4000
    for split in ("tune", "judge"):
        for label in ("same", "different"):
            assert sum(pair.split == split and pair.label == label for pair in pairs) >= 800, (split, label)


def test_no_party_stands_in_both_splits(pairs: list[GoldenPair]) -> None:
    splits = defaultdict(set)
    for pair in pairs:
        splits[pair.left_id].add(pair.split)
        splits[pair.right_id].add(pair.split)
    assert [party for party, seen in splits.items() if len(seen) > 1] == []


def test_no_name_stands_in_both_splits(pairs: list[GoldenPair]) -> None:
    names = {split: {n for p in pairs if p.split == split for n in (p.left, p.right)} for split in ("tune", "judge")}
    assert names["tune"] & names["judge"] == set()


def test_no_pair_stands_twice_and_none_is_of_equal_or_empty_names(pairs: list[GoldenPair]) -> None:
    assert all(pair.left.strip() and pair.right.strip() for pair in pairs)
    assert all(pair.left.casefold() != pair.right.casefold() for pair in pairs)
    assert len({frozenset((pair.left, pair.right)) for pair in pairs}) == len(pairs)


def test_one_party_bears_both_names_of_a_same_pair_and_two_those_of_a_different_one(pairs: list[GoldenPair]) -> None:
    for pair in pairs:
        if pair.label == "different":
            assert pair.left_id != pair.right_id, pair
        elif "+" not in pair.source:
            assert pair.left_id == pair.right_id, pair


def test_at_least_five_scripts_stand_among_the_names(pairs: list[GoldenPair]) -> None:
    letters = {c for pair in pairs for c in pair.left + pair.right if c.isalpha()}
    scripts = {unicodedata.name(c, "?").split()[0].split("-")[0] for c in letters}
    assert {"LATIN", "CYRILLIC", "CJK", "ARABIC", "HANGUL"} <= scripts


def test_companies_people_vessels_and_aircraft_are_among_them(pairs: list[GoldenPair]) -> None:
    assert {"Person", "Organization", "Vessel", "Airplane", "LegalEntity"} <= {pair.schema for pair in pairs}


def test_what_a_reader_corrected_stands_corrected(pairs: list[GoldenPair]) -> None:
    found = {(pair.left, pair.right): (pair.label, pair.kind) for pair in pairs}
    for left, right, label, kind, reason in read_table(HERE / "overrides.tsv"):
        assert reason.strip(), (left, right)
        assert found.get((left, right)) == (None if label == "drop" else (label, kind)), (left, right)


def test_every_floor_is_below_what_could_be_reached_and_precision_is_asked_of_both_splits() -> None:
    assert all(0 <= share <= 1 for least in FLOORS.values() for share in least)
    for split in ("tune", "judge"):
        assert {key.kind for key in FLOORS if key.part == split and key.label == "pooled"} == {
            "precision",
            "recall",
            "F1",
        }
