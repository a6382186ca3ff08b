"""The State Department's lists: AECA debarments and nonproliferation sanctions, on real rows."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from xlsxwriter import Workbook

from debar.errors import FormatError
from debar.lists import registry
from debar.lists.parsing import File, Given, Log
from sources.samples import by_caption, layout_of, read, sample

DDTC, ISN = "us-state-ddtc", "us-state-isn"
CSL = File("consolidated.csv", sample("us-csl", "consolidated_2022-05-16.csv"))
STATUTORY = File("statutory.csv", sample(DDTC, "statutory_2018-01-24.csv"))
EXTRACTS = tuple(File(f"{role}.json", sample(DDTC, f"{role}.json")) for role in ("statutory", "administrative"))


def test_debarred_parties_of_one_row_are_told_apart_and_aliases_split() -> None:
    found = by_caption(read(DDTC, *EXTRACTS)[0])
    assert {"Kam-Tech Systems, Ltd.", "David Menashe"} <= set(found)
    assert found["Panchernikov, Igor"].names == ("Panchernikov, Igor", "Maru, Mike")
    acety = found["Acety, Edwin"]
    assert (acety.schema, acety.birth_dates) == ("Person", ("November 1975",))
    assert {listing.program for entity in found.values() for listing in entity.designations} == {
        "US-DDTC-SD",
        "US-DDTC-AD",
    }


def test_the_statutory_table_is_read_with_its_aliases_and_corrected_notice() -> None:
    found, log = read(DDTC, STATUTORY)
    assert (log.rows, len(found)) == (9, 9)
    parties = by_caption(found)
    assert parties["Hukic, Bajro"].names == ("Hukic, Bajro", "Bob Hukic", "Bab Hucici")
    dilligas = parties["Dilligas Trading Co., Inc."].designations[0]
    assert [citation.title for citation in dilligas.citations] == ["57 FR 43768", "57 FR 37184"]
    assert dilligas.from_ == date(1992, 9, 22)
    assert "administrative" in log.notes[0]


def test_an_older_header_and_a_workbook_give_the_same_parties() -> None:
    renamed = STATUTORY.read().replace(
        b"Debarred Party Full Name and Alias,Date of Birth,Notice,Notice Date,"
        b'"Corrected Notice","Corrected Notice Date"',
        b"Party Name,Date Of Birth,Federal Register Notice,Notice Date,Corrected Notice,Corrected Notice Date",
    )
    assert renamed != STATUTORY.read()
    expected = read(DDTC, STATUTORY)[0]
    assert read(DDTC, File("itar_debarred_parties.csv", renamed))[0] == expected
    stream = io.BytesIO()
    book = Workbook(stream)
    sheet = book.add_worksheet()
    for number, row in enumerate(csv.reader(io.StringIO(renamed.decode(), newline=""))):
        sheet.write_row(number, 0, row)
    book.close()
    assert read(DDTC, File("statutory.xlsx", stream.getvalue()))[0] == expected


def test_a_name_in_either_order_of_its_words_is_one_party() -> None:
    ours, theirs = by_caption(read(DDTC, STATUTORY)[0]), by_caption(read(DDTC, CSL)[0])
    fetco = "Far East Trading Company, Inc."
    assert ours[fetco].id == theirs[fetco].id
    swapped = STATUTORY.read().replace(b"Achurra, Antonio", b"Antonio Achurra")
    again = by_caption(read(DDTC, File("statutory.csv", swapped))[0])
    assert again["Antonio Achurra"].id == ours["Achurra, Antonio"].id


def test_two_persons_of_one_name_born_in_other_months_are_two() -> None:
    line = '"Achurra, Antonio","{}",53 FR 27097,7/18/1988,,\n'
    data = STATUTORY.read().decode().splitlines(keepends=True)[0] + line.format("May, 1950") + line.format("June, 1961")
    found, _ = read(DDTC, File("statutory.csv", data.encode()))
    assert [entity.birth_dates for entity in found] == [("May 1950",), ("June 1961",)]


def test_the_csl_gives_debarments_without_dates_and_says_so() -> None:
    found, log = read(DDTC, CSL)
    assert all(listing.from_ is None for entity in found for listing in entity.designations)
    assert {"from", "published", "birth_dates"} <= log.lacks


def test_an_expired_nonproliferation_measure_has_its_end_and_an_active_one_none() -> None:
    found = by_caption(read(ISN, File("state_nonproliferation.json", sample(ISN, "entities.json")))[0])
    shahid = found["Shahid Hemmat Industrial Group"].designations
    assert len(shahid) > 3
    assert any(listing.to == date(2011, 2, 2) and listing.from_ == date(2009, 2, 2) for listing in shahid)
    assert [listing.to for listing in found["Choe Chun-Sik"].designations] == [None]


def test_a_start_in_an_impossible_year_is_left_unset_and_kept_as_stated() -> None:
    row = {"name": "Qorvath Works", "aliases": [], "country": "China", "address": "", "effective_date": None}
    row |= {"federal_register": "", "notes": "Authority: E.O. 13382; imposed 12/11/201; status: Active; Vol. 75, No. 1"}
    content = {"list_id": "state-nonproliferation", "count": 1, "entities": [row | {"status": ""}]}
    found, log = read(ISN, File("extract.json", json.dumps(content).encode()))
    (listing,) = found[0].designations
    assert (listing.from_, listing.published) == (None, None)
    assert ("start date as stated", "12/11/201") in listing.details
    assert [each.what for each in log.warned] == ["start date '12/11/201' cannot be; left unset"]


def test_a_party_has_a_designation_for_each_determination_of_the_csv() -> None:
    found, log = read(ISN, File("isn.csv", sample(ISN, "ita.csv")))
    assert (log.rows, log.rejections, len(found)) == (5, 0, 3)
    khan = by_caption(found)["Abdul Qadeer Khan"]
    assert [listing.program for listing in khan.designations] == [
        "Executive Order 13382",
        "Export-Import Bank Act",
        "Nuclear Proliferation Prevention Act",
    ]
    assert {(listing.from_, listing.published) for listing in khan.designations} == {
        (date(2009, 1, 9), date(2009, 1, 16))
    }


def test_the_csl_gives_the_determinations_of_one_row_as_the_csv_does() -> None:
    ours = by_caption(read(ISN, File("isn.csv", sample(ISN, "ita.csv")))[0])["Abdul Qadeer Khan"]
    theirs = by_caption(read(ISN, CSL)[0])["Abdul Qadeer Khan"]
    assert ours.id == theirs.id
    assert [listing.program for listing in ours.designations] == [listing.program for listing in theirs.designations]
    assert [listing.citations for listing in ours.designations] == [
        listing.citations for listing in theirs.designations
    ]


@pytest.mark.parametrize(
    ("list_id", "layout_id", "role", "data", "said"),
    [
        (DDTC, "ddtc-table", "statutory", b"", "the file is empty"),
        (DDTC, "ddtc-table", "statutory", b"<html></html>", "web page"),
        (
            DDTC,
            "ddtc-table",
            "statutory",
            STATUTORY.read().replace(b"Notice Date", b"When", 1),
            "no column 'Notice Date'",
        ),
        (DDTC, "ddtc-table", "statutory", STATUTORY.read() + b'"Half, A",May', r"line 11: 2 fields"),
        (DDTC, "ddtc-table", "statutory", b"PK\x03\x04broken", "cannot be read as a workbook"),
        (ISN, "ita-csv", "rows", sample(ISN, "ita.csv").replace(b"Country", b"Land", 1), "no column 'Country'"),
        (ISN, "ita-csv", "rows", sample(ISN, "ita.csv")[:-60], r"line \d+"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(
    list_id: str, layout_id: str, role: str, data: bytes, said: str
) -> None:
    layout = next(each for each in registry.layouts(list_id) if each.id == layout_id)
    with pytest.raises(FormatError, match=said):
        list(layout.parse(Given(list_id, {role: File("file.csv", data)}, date(2026, 7, 9), Log())))


def test_an_unknown_country_is_kept_with_a_warning() -> None:
    data = sample(ISN, "ita.csv").replace(b",Iran,", b",Kong Kong,")
    found, log = read(ISN, File("isn.csv", data))
    assert by_caption(found)["Amir Hossein Rahimyar"].countries == ()
    assert "'Kong Kong'" in log.warned[0].what


def test_the_tables_are_told_apart_by_what_they_hold() -> None:
    administrative = File(
        "admin.csv",
        b"Name,Date,Federal Register Notice,Charging Letter,Debarment Order\nAdams,8/29/2022,87 FR 52834,x,\n",
    )
    found, _ = read(DDTC, STATUTORY, administrative)
    adams = by_caption(found)["Adams"].designations[0]
    assert (adams.program, adams.from_) == ("US-DDTC-AD", date(2022, 8, 29))
    assert adams.details == (("remark", "Charging letter on file"),)
    assert layout_of(DDTC, administrative) == ""
