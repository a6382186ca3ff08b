"""Histories: replayed diffs rebuild every edition, and what was known on a day holds nothing learnt later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.history import Chronicle, changes, collect, known, place_of, replay, spans_of, state
from debar.model import Edition

FIRST = date(2020, 1, 1)
RECORDS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "3"]), max_size=6)
#: Editions as (days from the first one to the day it speaks for, days until it was retrieved, its records).
HISTORIES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60), RECORDS), max_size=8)


def edition(day: date, retrieved: date, confirmed: date | None = None) -> Edition:
    moment = datetime(retrieved.year, retrieved.month, retrieved.day, tzinfo=UTC)
    return Edition(
        list="xx",
        title="X",
        authority="A",
        sha256=f"{day}{retrieved}",
        published=day,
        retrieved_at=moment,
        entities=0,
        confirmed=confirmed,
    )


def editions(history: list[tuple[int, int, dict[str, str]]]) -> list[tuple[Edition, dict[str, str]]]:
    return [
        (edition(FIRST + timedelta(days), FIRST + timedelta(days + later)), records) for days, later, records in history
    ]


def held(chronicle: Chronicle, place: int) -> dict[str, str]:
    return {version.key: version.record for version in state(chronicle, place)}


@given(st.sets(st.integers(0, 30)))
def test_spans_cover_exactly_the_places_and_never_touch(places: set[int]) -> None:
    spans = spans_of(sorted(places))
    assert {place for first, last in spans for place in range(first, last + 1)} == places
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(spans))


@given(HISTORIES)
def test_every_edition_keeps_its_records(history: list[tuple[int, int, dict[str, str]]]) -> None:
    given_editions = editions(history)
    chronicle = collect("xx", given_editions)
    ordered = sorted(given_editions, key=lambda pair: (pair[0].dated, pair[0].retrieved_at))
    assert [held(chronicle, place) for place in range(len(ordered))] == [records for _, records in ordered]


@given(HISTORIES)
def test_replaying_the_diffs_rebuilds_every_edition(history: list[tuple[int, int, dict[str, str]]]) -> None:
    chronicle = collect("xx", editions(history))
    for place in range(1, len(chronicle.editions)):
        before = held(chronicle, place - 1)
        assert replay(before, changes(chronicle, place - 1, place)) == held(chronicle, place)


@given(HISTORIES, st.integers(0, 110))
def test_what_was_known_is_the_history_of_the_editions_retrieved_by_then(
    history: list[tuple[int, int, dict[str, str]]], days: int
) -> None:
    day = FIRST + timedelta(days)
    then = [pair for pair in editions(history) if pair[0].retrieved <= day]
    seen, fresh = known(collect("xx", editions(history)), day), collect("xx", then)
    assert seen.editions == fresh.editions
    assert list(seen.versions()) == list(fresh.versions())
    if len(then) > 1:
        assert list(changes(seen, 0, len(then) - 1)) == list(changes(fresh, 0, len(then) - 1))


def test_a_confirmation_made_later_was_not_known() -> None:
    chronicle = collect("xx", [(edition(FIRST, FIRST, confirmed=date(2020, 5, 1)), {"a": "1"})])
    assert known(chronicle, date(2020, 3, 1)).editions[0].confirmed == date(2020, 3, 1)
    assert known(chronicle, None) is chronicle


def test_the_edition_of_a_day_is_the_newest_that_was_known() -> None:
    both = (edition(FIRST, FIRST), edition(FIRST + timedelta(5), FIRST + timedelta(30)))
    assert place_of(both, FIRST - timedelta(1)) is None
    assert place_of(both, FIRST + timedelta(6)) == 1
    assert place_of(both, FIRST + timedelta(6), known_at=FIRST + timedelta(7)) == 0


def test_a_change_that_does_not_fit_is_refused() -> None:
    chronicle = collect("xx", [(edition(FIRST, FIRST), {"a": "1"}), (edition(date(2020, 2, 1), FIRST), {"a": "2"})])
    with pytest.raises(ValueError, match="does not start from"):
        replay({"a": "9"}, changes(chronicle, 0, 1))
