"""EDGAR's columnar submissions: rows come back out of columns; what is cut short is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from debar.dossiers.filings import read_submissions
from debar.errors import FormatError

RECENT: dict[str, list[Any]] = {
    "accessionNumber": ["0000950170-22-000796", "0001564590-21-052700"],
    "filingDate": ["2022-01-26", "2021-10-20"],
    "reportDate": ["2022-01-26", ""],
    "form": ["8-K", "SC 13G"],
    "items": ["2.02,9.01", ""],
    "primaryDocument": ["tsla-20220126.htm", ""],
    "primaryDocDescription": ["8-K", ""],
}


def submissions(recent: dict[str, list[Any]]) -> bytes:
    files = [{"name": "CIK0001318605-submissions-001.json", "filingCount": 347}]
    return json.dumps(
        {"cik": "0001318605", "name": "Tesla, Inc.", "filings": {"recent": recent, "files": files}}
    ).encode()


def test_columns_become_filings() -> None:
    read = read_submissions(submissions(RECENT), "CIK.json")
    first, second = read.filings
    assert (read.name, read.cik, read.older) == ("Tesla, Inc.", "1318605", ("CIK0001318605-submissions-001.json",))
    assert (first.form, first.filed, first.items) == ("8-K", date(2022, 1, 26), ("2.02", "9.01"))
    assert first.address.endswith("/1318605/000095017022000796/tsla-20220126.htm")
    assert (second.period, second.items, second.address) == (None, (), "")


def test_an_older_page_has_its_columns_at_the_top() -> None:
    assert len(read_submissions(json.dumps(RECENT).encode(), "001.json").filings) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html>", "not JSON"),
        (b"[]", "a JSON object"),
        (b"{}", "no column accessionNumber"),
        (submissions({**RECENT, "form": ["8-K"]}), "different length"),
        (submissions({**RECENT, "filingDate": ["2022-13-26", "x"]}), "filing 1"),
    ],
)
def test_what_is_no_index_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        read_submissions(content, "CIK.json")
