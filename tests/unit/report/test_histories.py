"""A party's time line and the differences of editions in every format, safe to open in a spreadsheet or a terminal."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from debar.errors import InputError
from debar.model import (
    ChangedEntry,
    Citation,
    Correction,
    DatedEntry,
    DayDiff,
    Designation,
    Edition,
    Entity,
    Evidence,
    Join,
    ListDiff,
    ListedEntry,
    Party,
    PartyListing,
    Proposal,
    Standing,
    Timeline,
    TimelineEvent,
)
from debar.report.context import Context
from debar.report.diffs import write_day_diff, write_diff
from debar.report.histories import write_histories

CONTEXT = Context(today=date(2026, 11, 22), width=110, colour=False)
LAW = Citation("85 FR 34505", "https://www.federalregister.gov/citation/85-FR-34505")
CORRECTION = Correction("from", "2019-10-09", "2020-06-05", LAW)
LISTING = Designation(
    list="us-bis-el",
    program="US-BIS-EL",
    from_=date(2020, 6, 5),
    citations=(LAW,),
    corrections=(CORRECTION,),
)
HOSTILE = '=HYPERLINK("http://x")\x1b[31m Co'
ONE = Entity(id="us-bis-el:a", list="us-bis-el", schema="Company", names=(HOSTILE,), designations=(LISTING,))
TWO = Entity(id="us-csl:b", list="us-csl", schema="Company", names=("Near Co",))
JOINS = (
    Join(a="us-889:c", b="us-bis-el:a", status="joined", ground="curated", because="As the law has it.",
         by="curated party x", evidence=(Evidence("A law", "https://www.govinfo.gov/"),)),
    Join(a="us-bis-el:a", b="us-csl:b", status="proposed", ground="alias", because="An alias."),
    Join(a="us-bis-el:a", b="us-csl:z", status="separated", ground="decision", because="ana said so.", by="ana"),
)  # fmt: skip
LINE = Timeline(
    party=Party(id="x", name=HOSTILE, entities=("us-bis-el:a",), joins=JOINS),
    entities=(ONE,),
    listings=(PartyListing(entity=ONE.id, name=ONE.caption, designation=LISTING, standing=Standing.YES),),
    events=(
        TimelineEvent(
            clock="in force",
            kind="in-force",
            day=date(2020, 6, 5),
            after=date(2020, 5, 1),
            bounded=True,
            placed=date(2020, 6, 5),
            list="us-bis-el",
            entity=ONE.id,
            program="US-BIS-EL",
            what="came into force",
            citations=(LAW,),
            corrections=(CORRECTION,),
        ),
    ),
    proposals=(Proposal(join=JOINS[1], entity=ONE.id, other=TWO),),
    as_of=date(2020, 6, 6),
)


def edition(day: int) -> Edition:
    return Edition(
        list="x",
        title="X",
        authority="X",
        sha256=f"{day}",
        published=date(2020, 1, day),
        retrieved_at=datetime(2020, 2, day, tzinfo=UTC),
        entities=3,
    )


DIFF = ListDiff(
    list="x",
    old=edition(1),
    new=edition(2),
    added=(ListedEntry(id="1", entity="x:1", name=HOSTILE),),
    removed=(ListedEntry(id="2", entity="x:2", name="Two"),),
    changed=(
        ChangedEntry(
            id="3",
            entity="x:3",
            name="Three",
            fields={"name": (("Tree",), ("Three",)), "countries": ((), ("cn", "hk")), "aliases": (("+1",), ())},
        ),
    ),
    not_compared=("addresses",),
)
DAYS = DayDiff(
    after=date(2019, 10, 8),
    until=date(2019, 10, 9),
    began=(DatedEntry(id="1", entity="x:1", name="One", day=date(2019, 10, 9), listing=LISTING),),
    ended=(),
    corrected=(
        DatedEntry(id="9", entity="x:9", name="Nine", day=date(2019, 10, 9), listing=LISTING, correction=CORRECTION),
    ),
)


def written(format_: str) -> str:
    out = io.StringIO()
    write_histories([LINE], format_, out, CONTEXT)
    return out.getvalue()


def test_the_history_as_json_has_the_listings_the_events_and_every_join() -> None:
    data = json.loads(written("json"))
    assert data["party"] == "x"
    assert data["listings"][0]["standing"] == "yes"
    event = data["events"][0]
    assert (event["day"], event["after"], event["bounded"]) == ("2020-06-05", "2020-05-01", True)
    assert event["corrections"][0]["stated"] == "2019-10-09"
    assert data["joined"][0]["evidence"][0]["title"] == "A law"
    assert data["may_be_the_same"][0]["entity"] == "us-csl:b"
    assert data["separated"][0]["by"] == "ana"


def test_the_history_as_lines_has_one_event_a_line() -> None:
    assert [json.loads(line)["event"] for line in written("jsonl").splitlines()] == ["in-force"]


def test_the_history_on_a_terminal_says_what_is_joined_proposed_and_kept_apart() -> None:
    text = written("table")
    for words in (
        "in force",
        "<= 2020-06-05",
        "Why these are one party",
        "May be the same",
        "Kept apart",
        "85 FR 34505",
    ):
        assert words in text
    assert "\x1b" not in text


def test_a_spreadsheet_takes_no_cell_of_either_for_a_formula() -> None:
    out = io.StringIO()
    write_diff(DIFF, "csv", out, CONTEXT)
    for text in (written("csv"), out.getvalue()):
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) > 1
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


def test_a_diff_as_json_has_the_agreed_shape() -> None:
    out = io.StringIO()
    write_diff(DIFF, "json", out, CONTEXT)
    data = json.loads(out.getvalue())
    assert data["added"] == [{"id": "1", "entity": "x:1", "name": HOSTILE}]
    assert data["changed"][0]["fields"] == {
        "name": ["Tree", "Three"],
        "countries": [None, ["cn", "hk"]],
        "aliases": ["+1", None],
    }
    assert data["not_compared"] == ["addresses"]


def test_a_diff_as_csv_has_a_row_an_entry_or_changed_field() -> None:
    out = io.StringIO()
    write_diff(DIFF, "csv", out, CONTEXT)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [(row["change"], row["id"], row["field"]) for row in rows] == [
        ("added", "1", ""),
        ("removed", "2", ""),
        ("changed", "3", "name"),
        ("changed", "3", "countries"),
        ("changed", "3", "aliases"),
    ]


def test_a_diff_on_a_terminal_says_what_was_not_compared() -> None:
    out = io.StringIO()
    write_diff(DIFF, "table", out, CONTEXT)
    assert "1 added, 1 removed, 1 changed" in out.getvalue()
    assert "addresses" in out.getvalue()


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv"])
def test_a_day_shows_the_wrong_dates_as_corrected(format_: str) -> None:
    out = io.StringIO()
    write_day_diff(DAYS, "us-bis-el", format_, out, CONTEXT)
    text = out.getvalue()
    assert "Nine" in text
    assert "2020-06-05" in text
    if format_ == "json":
        data = json.loads(text)
        assert [entry["name"] for entry in data["added"]] == ["One"]
        assert data["corrected"][0]["correction"]["stated"] == "2019-10-09"


def test_a_format_that_is_not_offered_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(InputError, match="table, json, jsonl, csv"):
        write_histories([LINE], "pdf", io.StringIO(), CONTEXT)
