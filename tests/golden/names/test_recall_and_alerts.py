"""Recall over labelled names and alerts over clean ones; the floors and ceilings only ever move the better way."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from debar.names.compare import MATCH
from debar.names.index import COMPANY, PERSON, VESSEL, NameIndex
from debar.names.match import match_many

SAMPLE = Path(__file__).with_name("sample.tsv.gz")
KINDS = {"person": PERSON, "company": COMPANY, "vessel": VESSEL}

#: Share of each kind of query whose party is found; what was measured, less one name in a hundred.
FLOORS: Mapping[str, float] = {
    "arabic": 0.84,
    "case_punct": 0.99,
    "concat": 0.98,
    "cyrillic": 0.94,
    "initial": 0.83,
    "legal_add": 0.98,
    "legal_change": 0.96,
    "noise": 0.98,
    "nospace": 0.98,
    "ocr": 0.94,
    "reorder": 0.98,
    "respell": 0.93,
    "split": 0.98,
    "token_drop": 0.85,
    "truncate": 0.8,
    "typo1": 0.95,
    "typo2": 0.66,
}


class Measured(NamedTuple):
    """Share found and share found as ``match`` by kind of query; alerts and matches per 1,000 clean names by kind."""

    found: dict[str, float]
    matched: dict[str, float]
    alerts: dict[str, float]
    matches: dict[str, float]


@pytest.fixture(scope="module")
def measured() -> Measured:
    lines = gzip.decompress(SAMPLE.read_bytes()).decode().splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    listed = [row for row in rows if row[0] == "listed"]
    asked = [row for row in rows if row[0] != "listed"]
    index = NameIndex.build([r[3] for r in listed], [int(r[2]) for r in listed], [KINDS[r[1]] for r in listed])
    found, matched, alerts, matches = (defaultdict(list) for _ in range(4))
    for (record, kind, parties, _), hits in zip(asked, match_many(index, [row[3] for row in asked]), strict=True):
        if record == "query":
            right = set(map(int, parties.split("|")))
            best = max((hit.score for number, hit in hits if int(index.owners[number]) in right), default=0.0)
            found[kind].append(best > 0)
            matched[kind].append(best >= MATCH)
        else:
            alerts[kind].append(bool(hits))
            matches[kind].append(bool(hits) and hits[0][1].is_match)
    return Measured(
        *({kind: sum(v) / len(v) for kind, v in kinds.items()} for kinds in (found, matched, alerts, matches))
    )


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_a_changed_name_still_finds_its_party(measured: Measured, kind: str) -> None:
    assert measured.found[kind] >= FLOORS[kind]


def test_every_kind_of_query_has_a_floor(measured: Measured) -> None:
    assert set(measured.found) == set(FLOORS)


def test_recall_over_all_kinds_is_at_least_0_93(measured: Measured) -> None:
    assert sum(measured.found.values()) / len(measured.found) >= 0.93


def test_a_name_written_another_way_is_a_match_without_review(measured: Measured) -> None:
    for kind in ("case_punct", "reorder", "legal_change", "legal_add", "concat", "nospace", "split"):
        assert measured.matched[kind] >= 0.93, kind


def test_few_clean_names_alert(measured: Measured) -> None:
    assert measured.alerts["invented"] <= 0.005
    assert measured.alerts["federal"] <= 0.005
    assert measured.matches["invented"] <= 0.002
    assert measured.matches["federal"] <= 0.003
