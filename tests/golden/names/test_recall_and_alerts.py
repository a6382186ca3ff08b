"""Recall over labelled names and alerts over clean ones; a floor that falls is named, with its reason, in the README.

``floors.tsv`` holds what must be reached; ``python scripts/golden_names.py --floors`` prints what is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from debar.names.compare import compare
from debar.names.index import SCHEMATA, NameIndex
from debar.names.match import match_many
from debar.names.profiles import DEFAULT
from golden.names.measures import KINDS, LISTS, Key, Shares, measure_lists, read_floors, read_table

#: Kinds of query that only write the name another way, by file.
REWRITTEN = {
    "sample": ("case_punct", "reorder", "legal_change", "legal_add", "concat", "nospace", "split"),
    "other_lists": ("ampersand", "hyphen", "run together", "the", "words swapped"),
}
FLOORS = {key: least for key, least in read_floors().items() if key.label in ("query", "clean")}


@pytest.fixture(scope="module")
def measured() -> dict[Key, Shares]:
    return {key: found for path in LISTS for key, found in measure_lists(path).items()}


@pytest.mark.parametrize("key", [key for key in FLOORS if key.label == "query"], ids="-".join)
def test_a_changed_name_still_finds_its_party(measured: dict[Key, Shares], key: Key) -> None:
    assert measured[key].review >= FLOORS[key].review
    assert measured[key].match >= FLOORS[key].match


@pytest.mark.parametrize("key", [key for key in FLOORS if key.label == "clean"], ids="-".join)
def test_few_clean_names_alert(measured: dict[Key, Shares], key: Key) -> None:
    assert measured[key].review <= FLOORS[key].review
    assert measured[key].match <= FLOORS[key].match


def test_every_kind_of_query_and_of_clean_name_has_a_floor(measured: dict[Key, Shares]) -> None:
    assert set(measured) == set(FLOORS)


def test_recall_over_all_kinds_of_the_sample_is_at_least_0_93(measured: dict[Key, Shares]) -> None:
    kinds = [found.review for key, found in measured.items() if key[:3] == ("sample", "query", "query")]
    assert sum(kinds) / len(kinds) >= 0.93


@pytest.mark.parametrize("file", REWRITTEN)
def test_a_name_written_another_way_is_a_match_without_review(measured: dict[Key, Shares], file: str) -> None:
    for kind in REWRITTEN[file]:
        assert measured[Key(file, "query", "query", kind)].match >= 0.93, kind


def test_at_most_five_of_a_thousand_clean_names_of_the_sample_alert(measured: dict[Key, Shares]) -> None:
    assert measured[Key("sample", "clean", "clean", "all")].review <= 0.005
    assert measured[Key("sample", "clean", "clean", "all")].match <= 0.003


def test_at_most_one_query_in_a_hundred_loses_its_party_before_the_full_comparison() -> None:
    """What is ruled out beforehand is an estimate: of the parties that the full comparison would find, 1 % at most.

    Of names with no more than an initial and a common word, which many parties fit, one in ten.
    """
    lost: dict[bool, list[bool]] = {True: [], False: []}
    for kind, found in _found_where_it_could_be():
        lost[kind == "initial"].append(not found)
    assert len(lost[False]) > 1000
    assert sum(lost[False]) <= len(lost[False]) / 100
    assert sum(lost[True]) <= len(lost[True]) / 10


def _found_where_it_could_be() -> Iterator[tuple[str, bool]]:
    """For each query whose party the full comparison would find: its kind, and whether it is found."""
    rows = read_table(LISTS[0])
    listed = [row for row in rows if row[0] == "listed"]
    asked = [row for row in rows if row[0] == "query"]
    names, kinds = [row[3] for row in listed], [KINDS[row[1]] for row in listed]
    index = NameIndex.build(names, [int(row[2]) for row in listed], kinds)
    of_party = defaultdict(list)
    for number, row in enumerate(listed):
        of_party[row[2]].append(number)
    for (_, kind, parties, query), hits in zip(asked, match_many(index, [row[3] for row in asked]), strict=True):
        right = [number for party in parties.split("|") for number in of_party[party]]
        if any(_score(query, number, index) >= DEFAULT.review for number in right):
            yield kind, bool({number for number, _ in hits} & set(right))


def _score(query: str, number: int, index: NameIndex) -> float:
    """The full comparison, whatever the index thinks of it."""
    return compare(query, index.name(number), SCHEMATA[int(index.kinds[number])], index.frequencies).score
