"""A party's time line: both clocks, bounds told as bounds, corrections beside what the list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from debar.lists.parties import Register
from debar.lists.timeline import timeline
from debar.model import Citation, Correction, Designation, Edition, Standing, Statement, Timeline
from unit.lists.parties.made_up import entry

LISTING = Designation(
    list="us-bis-el",
    program="US-BIS-EL",
    from_=date(2020, 6, 5),
    published=date(2020, 6, 5),
    known_from=date(2022, 5, 16),
    citations=(Citation("85 FR 34505"),),
    corrections=(Correction("from", "2019-10-09", "2020-06-05", Citation("85 FR 34505")),),
)
NETPOSA = entry("us-bis-el:a", "NetPosa Qixing Technology Co., Ltd.", designations=(LISTING,))


def laid_out(*entities: object, **options: object) -> Timeline:
    register = Register(entities)  # type: ignore[arg-type]
    return timeline(register.party_of(entities[0].id), entities, **options)  # type: ignore[arg-type,attr-defined]


def told(line: Timeline) -> list[tuple[str, str, str]]:
    return [(event.placed.isoformat(), event.clock, event.kind) for event in line.events]


def test_both_clocks_of_a_listing_stand_in_the_order_of_their_days() -> None:
    assert told(laid_out(NETPOSA)) == [
        ("2020-06-05", "in force", "in-force"),
        ("2020-06-05", "known", "published"),
        ("2022-05-16", "known", "known"),
    ]


def test_a_correction_stands_beside_what_the_list_says() -> None:
    began = laid_out(NETPOSA).events[0]
    assert began.what == "came into force (the list says 2019-10-09; in force from 2020-06-05, 85 FR 34505)"
    assert began.corrections == LISTING.corrections


def test_a_day_that_editions_only_bound_is_told_as_a_bound() -> None:
    listing = replace(LISTING, from_=date(2015, 2, 3), from_bounded=True, from_after=date(2015, 1, 17), corrections=())
    began = laid_out(replace(NETPOSA, designations=(listing,))).events[0]
    assert (began.after, began.day, began.bounded) == (date(2015, 1, 17), date(2015, 2, 3), True)
    assert "after 2015-01-17 and by 2015-02-03" in began.what


def test_a_listing_on_the_oldest_edition_is_said_to_be_of_unknown_age() -> None:
    listing = replace(LISTING, from_=date(2015, 1, 17), from_bounded=True, from_after=None, corrections=())
    line = laid_out(replace(NETPOSA, designations=(listing,)))
    assert "since when is not known" in line.events[0].what
    assert any("before the oldest edition" in note for note in line.notes)


def test_a_listing_without_any_day_is_placed_where_it_was_first_heard_of() -> None:
    listing = replace(LISTING, from_=None, published=None, corrections=())
    began = laid_out(replace(NETPOSA, designations=(listing,))).events[0]
    assert (began.day, began.placed) == (None, date(2022, 5, 16))


def test_an_end_and_the_last_edition_close_the_line() -> None:
    listing = replace(
        LISTING,
        to=date(2023, 3, 10),
        to_after=date(2023, 2, 1),
        to_bounded=True,
        known_to=date(2023, 2, 2),
    )
    line = laid_out(replace(NETPOSA, designations=(listing,)))
    assert [kind for _, _, kind in told(line)][-2:] == ["last-known", "ended"]
    assert (
        line.events[-1].what
        == "last day in force: not before 2023-02-01 and not after 2023-03-10; the list gives no date"
    )


def test_all_entries_of_the_party_are_on_the_line_and_a_proposed_one_beneath() -> None:
    other = entry(
        "us-dod-1260h:b", NETPOSA.caption, designations=(Designation(list="us-dod-1260h", from_=date(2021, 6, 3)),)
    )
    near = entry("us-csl:c", NETPOSA.caption, countries=())
    line = laid_out(NETPOSA, other, near)
    assert {event.list for event in line.events} == {"us-bis-el", "us-dod-1260h"}
    assert [(each.other and each.other.id, each.join.status) for each in line.proposals] == [("us-csl:c", "proposed")]


def test_standings_are_those_of_the_day_asked_for() -> None:
    before, after = (laid_out(NETPOSA, as_of=day).listings[0].standing for day in (date(2020, 6, 4), date(2020, 6, 5)))
    assert (before, after) == (Standing.NO, Standing.YES)


def test_an_entry_not_known_yet_is_named_in_a_note() -> None:
    other = entry("us-dod-1260h:b", NETPOSA.caption)
    party = Register([NETPOSA, other]).party_of(NETPOSA.id)
    line = timeline(party, [NETPOSA], known_at=date(2022, 6, 1))
    assert "us-dod-1260h:b" in line.notes[0]


def edition(day: int, *lacks: str) -> Edition:
    return Edition(
        list="us-bis-el",
        title="Entity List",
        authority="BIS",
        sha256=str(day),
        published=date(2022, 1, day),
        retrieved_at=datetime(2022, 2, day, tzinfo=UTC),
        entities=1,
        lacks=lacks,
    )


def said(value: str, first: int, last: int | None) -> Statement:
    return Statement(
        entity="us-bis-el:a",
        list="us-bis-el",
        property="addresses",
        value=value,
        first=date(2022, 1, first),
        last=date(2022, 1, last) if last else None,
        known_from=date(2022, 2, first),
        known_to=date(2022, 2, last) if last else None,
    )


def test_a_change_is_known_when_the_edition_that_says_otherwise_was_retrieved() -> None:
    line = laid_out(
        NETPOSA,
        statements=[said("Old Road 1", 1, 2), said("New Road 2", 3, None), said("Side Road 3", 1, 4)],
        editions=[edition(day) for day in (1, 2, 3, 5)],
    )
    changed = [(event.placed, event.changes) for event in line.events if event.kind == "changed"]
    assert changed == [
        (date(2022, 2, 3), {"addresses": (("Old Road 1",), ("New Road 2",))}),
        (date(2022, 2, 5), {"addresses": (("Side Road 3",), ())}),
    ]


def test_what_ended_with_the_entry_itself_is_no_change() -> None:
    line = laid_out(NETPOSA, statements=[said("Old Road 1", 1, 2)], editions=[edition(day) for day in (1, 2, 3)])
    assert not [event for event in line.events if event.kind == "changed"]


def test_what_an_edition_is_the_first_to_give_at_all_is_no_change() -> None:
    line = laid_out(
        NETPOSA,
        statements=[replace(said("Alias", 1, None), property="aliases"), said("New Road 2", 3, None)],
        editions=[edition(1, "addresses"), edition(2, "addresses"), edition(3)],
    )
    assert not [event for event in line.events if event.kind == "changed"]
