"""Recall over labelled names and alerts over clean ones; the floors and ceilings only ever move the better way.

``floors.tsv`` holds what must be reached; ``python scripts/golden_names.py --floors`` prints what is.
"""

from __future__ import annotations

import pytest

from golden.names.measures import LISTS, Key, Shares, measure_lists, read_floors

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
