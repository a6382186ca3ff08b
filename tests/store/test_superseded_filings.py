"""An amendment takes the place of a filing that came with another file, whichever came first, in both databases."""

from __future__ import annotations

import json
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from debar.desk.dossier_imports import ImportOptions
from debar.desk.dossiers import DossierDesk
from debar.desk.library import open_library
from debar.model.dossiers import Lobbying, Payment, Record


def filing(number: str, kind: str, posted: str, income: str | None, issue: str) -> bytes:
    activity = {"general_issue_code_display": "Trade", "description": issue, "lobbyists": []}
    result = {
        "filing_uuid": number,
        "filing_type": "Q1" if kind == "Report" else "1A",
        "filing_type_display": f"1st Quarter - {kind}",
        "filing_year": 2019,
        "income": income,
        "dt_posted": posted,
        "registrant": {"name": "FIRM LLC", "id": 7},
        "client": {"name": "ACME CAMERAS", "id": 8},
        "lobbying_activities": [activity] if issue else [],
    }
    return json.dumps({"count": 1, "results": [result]}).encode()


REPORT = filing("r-1", "Report", "2019-04-20T10:00:00-04:00", "20000.00", "FY2019 NDAA")
AMENDED = filing("a-1", "Amendment", "2019-05-02T10:00:00-04:00", "35000.00", "Entity List")
AGAIN = filing("a-2", "Amendment", "2019-06-02T10:00:00-04:00", "40000.00", "Entity List; H.R. 2500")


def held(url: str, tmp_path: Path, *contents: bytes) -> list[Record]:
    desk = DossierDesk(open_library(url, today=date(2020, 1, 1)), lambda: pytest.fail("no list is asked"))
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.json"
        path.write_bytes(content)
        (done,) = desk.import_files([str(path)], ImportOptions())
        assert not done.fault
    return [each.record for each in desk.open("ACME CAMERAS", exact=True).dossier.records]


@pytest.mark.parametrize("order", list(permutations((REPORT, AMENDED, AGAIN))))
def test_the_last_amendment_stands_in_whatever_order_the_files_came(
    url: str, tmp_path: Path, order: tuple[bytes, ...]
) -> None:
    """Of three filings of a quarter, each in its own file, the last amendment alone counts and names the others."""
    records = held(url, tmp_path, *order)
    (payment,) = [each for each in records if isinstance(each, Payment)]
    (lobbying,) = [each for each in records if isinstance(each, Lobbying)]
    assert (payment.amount, payment.replaces) == ("40000.00", ("a-1", "r-1"))
    assert (lobbying.text, lobbying.bills) == ("Entity List; H.R. 2500", ("116-HR-2500",))
    assert "takes the place of a-1, r-1" in payment.notes


def test_an_amendment_that_takes_everything_back_stands_too(url: str, tmp_path: Path) -> None:
    """Money reported first and taken back by an amendment in another file is not counted."""
    nothing = filing("a-3", "Amendment", "2019-07-01T10:00:00-04:00", None, "")
    records = held(url, tmp_path, nothing, REPORT)
    assert [each for each in records if isinstance(each, Payment)] == []
    assert [each.text for each in records if isinstance(each, Lobbying)] == ["no activity and no money reported"]


def test_filings_of_other_clients_stay(url: str, tmp_path: Path) -> None:
    """An amendment for one client takes no other client's place."""
    other = json.loads(REPORT)
    other["results"][0] |= {"filing_uuid": "r-9", "client": {"name": "ACME CAMERAS", "id": 9}}
    records = held(url, tmp_path, AMENDED, json.dumps(other).encode())
    assert sorted(each.amount for each in records if isinstance(each, Payment)) == ["20000.00", "35000.00"]
