"""Bills: both dialects of BILLSTATUS and the API's JSON give their steps; a bill dies with its Congress.

``bills/`` holds the public GPO files named in it, cut down to identity, sponsors, related bills and actions.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.dossiers.bill_records import bill_records
from debar.dossiers.evidence import text_source
from debar.dossiers.legislation import BillId, congress_ends, congress_on, status_on
from debar.dossiers.legislation_citations import find_bills
from debar.dossiers.legislation_files import read_bill
from debar.errors import FormatError, InputError
from debar.model.dossiers import BillStep

BILLS = Path(__file__).parent / "bills"


@pytest.mark.parametrize(
    ("file", "bill", "day", "status"),
    [
        ("old-115s2979.xml", "115-S-2979", date(2018, 6, 1), "introduced"),
        ("old-115s2979.xml", "115-S-2979", date(2019, 9, 9), "died"),
        ("old-116s2902.xml", "116-S-2902", date(2020, 1, 1), "introduced"),
        ("current_117hr6658.xml", "117-HR-6658", date(2022, 2, 8), "not-yet"),
        ("future_117hr6658.xml", "117-HR-6658", date(2022, 3, 1), "introduced"),
        ("future_117hr4350.xml", "117-HR-4350", date(2021, 9, 12), "reported"),
        ("future_117hr4350.xml", "117-HR-4350", date(2021, 12, 1), "passed-house"),
        ("future_117s1260.xml", "117-S-1260", date(2022, 1, 1), "passed-senate"),
        ("old-115hr302.xml", "115-HR-302", date(2018, 9, 5), "passed-house"),
        ("old-115hr302.xml", "115-HR-302", date(2018, 10, 4), "passed-both"),
    ],
)
def test_where_a_bill_stood(file: str, bill: str, day: date, status: str) -> None:
    read = read_bill((BILLS / file).read_bytes(), file)
    assert (str(read.id), status_on(read, day)) == (bill, status)


def test_both_dialects_of_one_bill_agree() -> None:
    old, new = (read_bill((BILLS / f"{kind}_117hr6658.xml").read_bytes(), kind) for kind in ("current", "future"))
    assert (old.id, old.introduced, old.events, old.sponsors) == (new.id, new.introduced, new.events, new.sponsors)


def test_one_step_told_by_two_systems_is_one_event() -> None:
    bill = read_bill((BILLS / "future_117s1260.xml").read_bytes(), "s1260")
    (passed,) = [event for event in bill.events if event.status == "passed"]
    assert (passed.day, passed.chamber, passed.systems) == (
        date(2021, 6, 8),
        "Senate",
        ("Library of Congress", "Senate"),
    )


def test_the_api_answer_with_its_actions() -> None:
    bill = {
        "congress": 117,
        "type": "HR",
        "number": "3919",
        "title": "Secure Equipment Act of 2021",
        "introducedDate": "2021-06-15",
        "laws": [{"number": "117-55", "type": "Public Law"}],
        "actions": {"count": 22},
        "sponsors": [{"firstName": "Steve", "lastName": "Scalise"}],
        "latestAction": {"actionDate": "2021-11-11", "text": "Became Public Law No: 117-55."},
    }
    read = read_bill(json.dumps({"bill": bill}).encode(), "hr3919.json")
    assert (read.laws, status_on(read, date(2021, 11, 11)), status_on(read, date(2023, 2, 1))) == (
        ("Pub. L. 117-55",),
        "enacted",
        "enacted",
    )
    assert "only their count (22)" in read.notes[0]
    acts = {
        "actions": [
            {
                "actionDate": "2021-10-20",
                "actionCode": "8000",
                "text": "Passed",
                "sourceSystem": {"name": "Library of Congress"},
            }
        ]
    }
    with_acts = read_bill(json.dumps({"bill": bill}).encode(), "hr3919.json", actions=json.dumps(acts).encode())
    assert status_on(with_acts, date(2021, 10, 31)) == "passed-house"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither BILLSTATUS"),
        (b"<a><b></a>", "not well-formed"),
        (b"<billStatus><bill><congress>x</congress></bill></billStatus>", "name no bill"),
        (b'{"error": "API_KEY_INVALID"}', "answered with an error"),
        (b"{ Success: false }", "not JSON"),
        (
            b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><bill><congress>&e;</congress></bill>',
            "name no bill",
        ),
    ],
)
def test_what_is_no_bill_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        read_bill(content, "x")


@pytest.mark.parametrize(
    ("text", "bill"),
    [
        ("the status of HR7123 was open", "115-HR-7123"),
        ("under H.R. 7123, makers", "115-HR-7123"),
        ("H. R. 649 was", "115-HR-649"),
        ("and S.1790 too", "115-S-1790"),
        ("S. 178 says", "115-S-178"),
        ("S.Res. 543 (112th)", "112-SRES-543"),
        ("H.J.Res. 5 passed", "115-HJRES-5"),
    ],
)
def test_numbers_take_the_congress_of_their_day(text: str, bill: str) -> None:
    (found,) = find_bills(text, date(2018, 12, 11))
    assert str(found.bill) == bill
    assert text[found.start : found.end] == found.quote


def test_a_number_without_a_day_stays_open() -> None:
    (found,) = find_bills("the status of HR7123 was open")
    assert (found.bill, found.certainty) == (None, "unresolved")


@pytest.mark.parametrize(
    "text", ["Galaxy S 24 phones", "Model S.", "US 1790 route", "section 889", "S123 sensor", "CHR 55"]
)
def test_what_is_no_bill_number(text: str) -> None:
    assert find_bills(text, date(2018, 12, 11)) == ()


def test_a_misspelt_title_is_inferred_and_says_so() -> None:
    text = "Senators Rubio and Markey introduced the Safe Equipment Act of 2021 this week."
    (found,) = find_bills(text, date(2021, 5, 26))
    assert (str(found.bill), found.certainty) == ("117-HR-3919", "inferred")
    assert "'Secure Equipment Act of 2021' is nearest" in found.because
    (other,) = find_bills("The Safe Equipment Act of 2021 is about tractors.", date(2021, 5, 26))
    assert other.bill is None


def test_a_kind_and_a_year_need_what_the_act_is_about() -> None:
    (found,) = find_bills("The 2018 defense bill bars the federal government from Huawei gear.")
    assert str(found.bill) == "115-HR-5515"
    assert find_bills("The 2018 defense bill raised the pay of soldiers.") == ()


@given(st.dates(min_value=date(1935, 1, 3), max_value=date(2100, 1, 1)))
def test_a_congress_ends_after_each_of_its_days(day: date) -> None:
    congress = congress_on(day)
    assert congress_ends(congress - 1) <= day < congress_ends(congress)
    assert congress_on(congress_ends(congress) - timedelta(days=1)) == congress


def test_a_bill_id_that_is_none() -> None:
    with pytest.raises(InputError, match="117-S-1790"):
        BillId.read("S1790")


@pytest.mark.parametrize(
    ("text", "bill", "certainty"),
    [
        ("the National Defense Authorization Act for fiscal year 2019", "115-HR-5515", "stated"),
        ("John S. McCain National Defense Authorization Act for Fiscal Year 2019", "115-HR-5515", "stated"),
        ("the 2019 National Defense Authorization Act", "115-HR-5515", "inferred"),
        ("the FY2019 NDAA", "115-HR-5515", "stated"),
        ("FY 21 NDAA", "116-HR-6395", "stated"),
        ("the NDAA for FY2023", "117-HR-7776", "stated"),
        ("National Defense Authorization Act of 2018", "115-HR-2810", "inferred"),
        ("Supporting the Secure Equipment Act", "117-HR-3919", "stated"),
        ("the Secure Equipment Act", "117-HR-3919", "stated"),
        ("the FY1999 NDAA", None, "unresolved"),
        ("the NDAA", None, "unresolved"),
    ],
)
def test_an_act_is_resolved_by_its_name_and_year(text: str, bill: str | None, certainty: str) -> None:
    """A name gives one bill, or says why it does not; a year before a name is read as its fiscal year."""
    (found,) = find_bills(text)
    assert (found.bill and str(found.bill), found.certainty) == (bill, certainty)
    assert text[found.start : found.end] == found.quote
    assert found.because


@pytest.mark.parametrize(("updated", "confidence"), [("2022-10-21", 0.6), ("2023-02-01", 1.0)])
def test_a_file_older_than_the_end_of_its_congress_settles_no_death(updated: str, confidence: float) -> None:
    """Only a file that was updated after its Congress ended settles that its bill died; else a person is asked."""
    bill = {
        "congress": 117,
        "type": "S",
        "number": "9",
        "title": "An Act",
        "introducedDate": "2022-02-01",
        "updateDate": f"{updated}T10:00:00Z",
    }
    content = json.dumps({"bill": bill}).encode()
    source = text_source(content, content.decode(), "bill.json", "json")
    (died,) = [each for each in bill_records(source, content, today=date(2024, 1, 1)) if isinstance(each, BillStep)]
    assert (died.step, died.confidence) == ("died", confidence)
    assert bool(died.notes) == (confidence < 0.9)
