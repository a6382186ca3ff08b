"""Listings on two clocks: dates from the list, bounds from the editions, gaps, removals, and what was known when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from debar.history import Collected, collect
from debar.lists import corrections, records
from debar.lists.clocks import settle
from debar.lists.statements import statements
from debar.model import Citation, Designation, Edition, Entity, Standing

LIST = "xx-list"
DAYS = tuple(date(2024, month, 1) for month in range(1, 7))


def edition(day: date, later: int = 0, lacks: Iterable[str] = ()) -> Edition:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(later)
    return Edition(
        list=LIST,
        title="X",
        authority="The Agency",
        sha256=f"{day}{later}",
        published=day,
        retrieved_at=moment,
        entities=0,
        lacks=tuple(lacks),
    )


def party(*listings: Designation, own: str = "1", **fields: object) -> Entity:
    made = Entity(id=f"{LIST}:{own}", list=LIST, schema="Company", names=("Acme",), designations=listings)
    return replace(made, **fields)  # type: ignore[arg-type]


def listing(program: str = "P", **fields: object) -> Designation:
    return replace(Designation(list=LIST, program=program), **fields)  # type: ignore[arg-type]


def history(*held: Entity | None, later: int = 3, lacks: dict[int, tuple[str, ...]] | None = None) -> Collected:
    """One edition a month, each with this party or without it; retrieved ``later`` days after its day."""
    pairs = []
    for place, entity in enumerate(held):
        texts = {f"{LIST}:0": records.text(party(listing(), own="0"))}
        if entity is not None:
            texts[entity.id] = records.text(entity)
        pairs.append((edition(DAYS[place], later, (lacks or {}).get(place, ())), texts))
    return collect(LIST, pairs)


def settled(chronicle: Collected, known_at: date | None = None) -> Entity:
    return next(each for each in settle(chronicle, corrections.NONE, known_at) if each.id == f"{LIST}:1")


def test_a_listing_without_a_date_is_bounded_by_the_editions() -> None:
    made = settled(history(None, party(listing()), party(listing()))).designations[0]
    assert (made.from_, made.from_after, made.from_bounded) == (DAYS[1], DAYS[0], True)
    assert (made.to, made.known_from, made.known_to) == (None, date(2024, 2, 4), None)
    assert made.note == ("the list gives no listing date; not on the edition of 2024-01-01, on that of 2024-02-01")
    standings = [made.standing(day) for day in (DAYS[0], date(2024, 1, 15), DAYS[1])]
    assert standings == [Standing.NO, Standing.UNKNOWN, Standing.YES]
    assert made.authority == "The Agency"


def test_on_the_oldest_edition_nothing_bounds_a_listing_from_below() -> None:
    made = settled(history(party(listing()))).designations[0]
    assert (made.from_, made.from_after, made.from_bounded) == (DAYS[0], None, True)
    assert made.standing(date(1990, 1, 1)) is Standing.UNKNOWN
    assert "already on the oldest edition held, of 2024-01-01" in made.note


def test_the_lists_own_dates_are_kept_as_they_are() -> None:
    own = listing(from_=date(2020, 5, 1), to=date(2024, 2, 15), published=date(2020, 5, 3), note="as printed")
    made = settled(history(party(own), party(own), None)).designations[0]
    assert (made.from_, made.to, made.published) == (own.from_, own.to, own.published)
    assert not made.from_bounded
    assert not made.to_bounded
    assert made.note == "as printed"


def test_a_removal_is_bounded_and_said_in_words() -> None:
    made = settled(history(party(listing()), party(listing()), None, None)).designations[0]
    assert (made.to, made.to_after, made.to_bounded) == (date(2024, 2, 29), DAYS[1], True)
    assert made.known_to == date(2024, 2, 4)
    assert "removed between the editions of 2024-02-01 and 2024-03-01" in made.note
    standings = [made.standing(day) for day in (DAYS[1], date(2024, 2, 15), DAYS[2])]
    assert standings == [Standing.YES, Standing.UNKNOWN, Standing.NO]


def test_a_party_removed_before_the_end_the_list_gave_ends_when_it_was_removed() -> None:
    own = listing(from_=date(2020, 5, 1), to=date(2030, 1, 1))
    made = settled(history(party(own), None)).designations[0]
    assert (made.to, made.to_after, made.to_bounded) == (date(2024, 1, 31), DAYS[0], True)
    assert "the list gave 2030-01-01 as its end" in made.note


def test_a_party_that_came_back_has_two_listings_with_the_gap_between() -> None:
    made = settled(history(party(listing()), None, None, party(listing()))).designations
    assert [(each.from_, each.to, each.known_to) for each in made] == [
        (DAYS[3], None, None),
        (DAYS[0], date(2024, 1, 31), date(2024, 1, 4)),
    ]
    assert made[0].from_after == DAYS[2]
    assert not any(each.in_force(date(2024, 2, 10)) for each in made)


def test_a_program_that_was_added_or_dropped_has_its_own_bounds() -> None:
    one, two = listing("P"), listing("Q")
    made = settled(history(party(one), party(one, two), party(two))).designations
    assert [(each.program, each.from_, each.to) for each in made] == [
        ("Q", DAYS[1], None),
        ("P", DAYS[0], date(2024, 2, 29)),
    ]


def test_of_two_orders_of_one_program_the_one_that_was_dropped_ends() -> None:
    old = listing(from_=date(2010, 1, 1), citations=(Citation("75 FR 1"),))
    new = listing(from_=date(2020, 1, 1), citations=(Citation("85 FR 1"),))
    made = settled(history(party(old, new), party(new))).designations
    assert [(each.from_, each.to) for each in made] == [(new.from_, None), (old.from_, date(2024, 1, 31))]


def test_a_mended_date_is_the_same_listing() -> None:
    old = listing(from_=date(2010, 1, 1), citations=(Citation("75 FR 1"),))
    made = settled(history(party(old), party(replace(old, from_=date(2010, 1, 11))))).designations
    assert [(each.from_, each.known_from) for each in made] == [(date(2010, 1, 11), date(2024, 1, 4))]


def test_what_the_newest_files_do_not_give_comes_from_the_newest_edition_that_does() -> None:
    own = listing(from_=date(2020, 5, 1), details=(("remarks", "r"),))
    full = party(own, names=("Acme", "Acme Ltd"), addresses=("x",))
    bare = party(listing())
    lacks = {1: ("aliases", "addresses", "from", "details.remarks")}
    made = settled(history(full, bare, lacks=lacks))
    assert (made.names, made.addresses) == (("Acme", "Acme Ltd"), ("x",))
    assert (made.designations[0].from_, made.designations[0].details) == (own.from_, own.details)
    assert settled(history(full, bare)).names == ("Acme",)


def test_a_value_that_was_dropped_while_given_is_not_brought_back() -> None:
    full, bare = party(listing(), names=("Acme", "Acme Ltd")), party(listing())
    assert settled(history(full, bare, bare, lacks={2: ("aliases",)})).names == ("Acme",)


def test_absence_from_an_edition_that_holds_only_some_parties_says_nothing() -> None:
    lacks = {1: ("parties",)}
    made = settled(history(party(listing()), None, party(listing()), lacks=lacks)).designations
    assert [(each.from_, each.to) for each in made] == [(DAYS[0], None)]
    gone = settled(history(party(listing()), None, None, lacks=lacks)).designations[0]
    assert (gone.to_after, gone.to) == (DAYS[0], date(2024, 2, 29))
    late = settled(history(None, None, party(listing()), lacks=lacks)).designations[0]
    assert late.from_after == DAYS[0]


HELD = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.integers(0, 90),
        st.sets(st.sampled_from(["P", "Q", "R"]), max_size=3),
        st.sets(st.sampled_from(["aliases", "from", "parties"]), max_size=2),
    ),
    max_size=6,
)


@given(HELD, st.integers(0, 300))
def test_settled_as_known_on_a_day_is_settled_from_the_editions_retrieved_by_then(
    held: list[tuple[int, int, set[str], set[str]]], days: int
) -> None:
    pairs = []
    for number, (day, later, programs, lacks) in enumerate(held):
        entity = party(*(listing(each) for each in sorted(programs)), names=("Acme", f"Alias {number % 2}"))
        texts = {entity.id: records.text(entity)} if programs else {}
        pairs.append((edition(DAYS[0] + timedelta(day), later, sorted(lacks)), texts))
    known_at = DAYS[0] + timedelta(days)
    then = [pair for pair in pairs if pair[0].retrieved <= known_at]
    as_known = list(settle(collect(LIST, pairs), corrections.NONE, known_at))
    assert as_known == list(settle(collect(LIST, then), corrections.NONE))
    for entity in as_known:
        for each in entity.designations:
            assert each.known_from is not None
            assert each.known_from <= known_at
            assert each.known_to is None or each.known_from <= each.known_to <= known_at
            assert each.to is None or each.from_ is None or each.from_ <= each.to


def test_each_fact_has_the_editions_that_stated_it() -> None:
    two, one = party(listing(), names=("Acme", "Acme Ltd")), party(listing(), names=("ACME",))
    chronicle = history(two, one, two, one, None, lacks={1: ("aliases",)})
    found = [
        (each.property, each.value, each.first, each.last, each.known_from, each.known_to)
        for each in statements(chronicle.editions, chronicle.versions())
        if each.entity == f"{LIST}:1"
    ]
    late = timedelta(3)
    assert found == [
        ("aliases", "Acme Ltd", DAYS[0], DAYS[2], DAYS[0] + late, DAYS[2] + late),
        ("name", "ACME", DAYS[0], DAYS[3], DAYS[0] + late, DAYS[3] + late),
        ("program", "P", DAYS[0], DAYS[3], DAYS[0] + late, DAYS[3] + late),
        ("schema", "Company", DAYS[0], DAYS[3], DAYS[0] + late, DAYS[3] + late),
    ]
