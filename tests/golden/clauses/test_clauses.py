"""The reader against what a person wrote down; see README.md."""

from __future__ import annotations

import pytest

from debar.clauses import read_clauses
from golden.clauses.measures import SETS, Case, agreement, cases, compare, terms_of, wanted_terms

READ = [pytest.param(case, id=f"{folder}-{case.name}") for folder in ("given", "tuning") for case in cases(folder)]
ALL = [pytest.param(case, id=f"{folder}-{case.name}") for folder in SETS for case in cases(folder)]


@pytest.mark.parametrize("case", READ)
def test_a_clause_gives_the_obligations_that_a_person_reads_in_it(case: Case) -> None:
    found = compare(case, read_clauses(case.text))
    assert found.differences == ()
    assert found.right == found.words == found.wanted == len(case.obligations)


@pytest.mark.parametrize("case", READ)
def test_a_clause_gives_the_definitions_that_a_person_reads_in_it(case: Case) -> None:
    found = {item.term: item for item in read_clauses(case.text).definitions}
    assert set(found) == {wanted["term"] for wanted in case.definitions}
    for wanted in case.definitions:
        item = found[wanted["term"]]
        assert list(item.lists) == wanted.get("lists", [])
        assert (item.places.mode, list(item.places.codes)) == (wanted.get("mode", ""), wanted.get("places", []))
        assert item.places.as_of == wanted.get("as_of", "")
        assert terms_of(item.ownership) == wanted_terms(wanted.get("ownership"))
        assert item.words.text == wanted["words"]


@pytest.mark.parametrize("case", ALL)
def test_every_quotation_is_what_stands_at_its_place(case: Case) -> None:
    reading = read_clauses(case.text)
    for item in (*reading.obligations, *reading.definitions):
        assert case.text[item.words.start : item.words.end] == item.words.text
    assert [item.id for item in reading.obligations] == [f"O{n + 1}" for n in range(len(reading.obligations))]


def test_clauses_never_tuned_on_are_read_nearly_as_well() -> None:
    """Floors, from the first run of the reader on them: every obligation found, 20 of 23 right in every field."""
    found = agreement("judging")
    assert (found.wanted, found.found) == (23, 23), found.differences
    assert found.right >= 20
    assert found.words >= 20
    assert found.extra == 0


def test_clauses_by_another_hand_are_found_and_nothing_beside_them() -> None:
    """Floors over fourteen clauses and four texts that oblige to nothing of the kind; see README.md."""
    found = agreement("others")
    assert (found.wanted, found.found) == (51, 51), found.differences
    assert found.right >= 47
    assert found.words >= 38
    assert found.extra == 0


def test_clauses_as_firms_write_them_are_found_and_nothing_beside_them() -> None:
    """Floors after what was missed was mended by general rules; the first run found 33, 14 right; see README.md."""
    found = agreement("firms")
    assert (found.wanted, found.found) == (45, 44), found.differences
    assert found.right >= 36
    assert found.words >= 39
    assert found.extra == 0


def test_clauses_looked_at_once_are_read_with_misses_and_without_inventions() -> None:
    """Floors of the first run; nothing was mended on them, so that they stay a measure."""
    found = agreement("unseen")
    assert (found.wanted, found.extra) == (19, 0), found.differences
    assert found.found >= 13
    assert found.right >= 9


def test_a_text_that_obliges_nobody_gives_nothing() -> None:
    silent = [case for folder in SETS for case in cases(folder) if not case.obligations]
    assert len(silent) == 7
    for case in silent:
        assert read_clauses(case.text).obligations == ()


def test_a_clause_within_a_news_text_gives_what_the_clause_alone_gives() -> None:
    alone = next(case for case in cases("given") if case.name == "hikvision")
    news = next(case for case in cases("judging") if case.name == "news")
    brochure = next(case for case in cases("tuning") if case.name == "brochure")
    whole = f"{news.text}\n\n{alone.text} [emphasis added]\n\n{brochure.text}"
    inside, by_itself = read_clauses(whole), read_clauses(alone.text)
    assert [item.words.text for item in inside.obligations] == [item.words.text for item in by_itself.obligations]
    assert [item.words.text for item in inside.definitions] == [item.words.text for item in by_itself.definitions]
    moved = whole.index(alone.text)
    assert [item.words.start for item in inside.obligations] == [
        item.words.start + moved for item in by_itself.obligations
    ]
