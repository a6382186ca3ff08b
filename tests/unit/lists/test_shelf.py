"""What ships with debar and what the store holds are one history of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from debar.history import collect
from debar.lists.shelf import Joined, Shelf
from debar.model import Edition

FIRST = date(2020, 1, 1)
RECORDS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "3"]), max_size=6)
#: Editions of distinct days: which history has it, and its records.
PARTS = st.lists(st.tuples(st.booleans(), RECORDS), max_size=9)


def edition(number: int, origin: str) -> Edition:
    day = FIRST + timedelta(number)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Edition(
        list="xx",
        title="X",
        authority="A",
        sha256=str(number),
        published=day,
        retrieved_at=moment,
        entities=0,
        origin=origin,
    )


@given(PARTS)
def test_two_histories_joined_are_the_history_of_all_their_editions(parts: list[tuple[bool, dict[str, str]]]) -> None:
    made = [
        (ships, edition(number, "bundled" if ships else "imported"), held) for number, (ships, held) in enumerate(parts)
    ]
    first = collect("xx", [(each, held) for ships, each, held in made if ships])
    second = collect("xx", [(each, held) for ships, each, held in made if not ships])
    whole = collect("xx", [(each, held) for _, each, held in made])
    joined = Joined(first, second)
    assert joined.editions == whole.editions
    assert list(joined.versions()) == list(whole.versions())
    for old in range(len(parts)):
        for new in range(len(parts)):
            told = [
                {(version.key, version.record, version.held_by(new)) for version in each.versions((old, new))}
                for each in (joined, whole)
            ]
            assert told[0] == told[1]


def test_the_state_of_a_day_is_that_of_the_edition_that_speaks_for_it() -> None:
    found = Shelf().state("us-ofac-sdn", date(2022, 2, 24))
    assert found is not None
    edition_then, versions = found
    assert edition_then.dated == date(2022, 2, 24)
    assert sum(1 for _ in versions) == edition_then.entities == 9_123
    assert Shelf().state("us-ofac-sdn", date(2014, 1, 1)) is None
