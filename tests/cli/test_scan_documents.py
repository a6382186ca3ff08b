"""`debar scan quote.pdf`: a quote on the command line, its finding with page and line in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from unit.documents.samples import pdf

QUOTE = Path(__file__).parents[1] / "golden" / "documents" / "given" / "quote_pages.pdf"


def test_the_table_shows_page_and_line_and_the_head_with_its_place(run: Any) -> None:
    done = run("scan", str(QUOTE))
    assert done.returncode == 0, done.stderr
    assert "row 1 page 1 line 6" in done.stdout
    assert "DHI-NVR608-64-4KS2" in done.stdout
    assert "12 rows = 11 judged + 1 rejected" in done.stdout
    assert "buyer = Hamilton County, Ohio (page 1 line 4)" in done.stderr


def test_json_lines_hold_page_and_line_beside_the_row(run: Any) -> None:
    findings = [json.loads(line) for line in run("scan", str(QUOTE), "--format", "jsonl").stdout.splitlines()]
    subject = findings[0]["subject"]
    assert (subject["row"], subject["page"], subject["line"]) == (1, 1, 6)
    assert subject["quantity"] == "14"
    assert subject["amount"] == {"value": "34720.00", "currency": "USD"}
    assert subject["date"] == "2022-08-15"
    assert subject["supplier"] == "Ohio Valley Integrators, Inc."
    assert subject["buyer"]["evidence"].startswith("read from the document, page 1 line 4")
    assert subject["facts"]["document"] == "quote"
    assert subject["original"]["Part #"] == "DHI-NVR608-64-4KS2"


def test_csv_and_the_html_report_show_the_place(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("scan", str(QUOTE), "--format", "csv").stdout)))
    assert rows[0]["place"] == "page 1; line 6"
    page = run("scan", str(QUOTE), "--format", "html").stdout
    assert "quote_pages.pdf row 1, page 1, line 6" in page


def test_the_user_names_the_buyer(run: Any) -> None:
    done = run("scan", str(QUOTE), "--format", "jsonl", "--buyer", "Kenton ISD", "--state", "TX")
    buyers = {json.loads(line)["subject"]["buyer"]["name"] for line in done.stdout.splitlines()}
    assert buyers == {"Kenton ISD"}
    assert "buyer = " not in done.stderr


def test_a_page_that_needs_ocr_makes_the_run_partial(
    environment: dict[str, str], run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(environment, "PATH", str(tmp_path))
    path = tmp_path / "packet.pdf"
    path.write_bytes(pdf([["Minutes of the meeting", "Six Dahua cameras were bought."], []]))
    done = run("scan", str(path))
    assert done.returncode == 3
    assert "packet.pdf, page 2: no text on the page (a picture?); it needs OCR" in done.stderr
    assert "Dahua" in done.stdout
