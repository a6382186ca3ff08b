"""`debar scan quote.pdf`: a quote on the command line, its finding with page and line in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from unit.documents.drawn import page
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


def scanned(tmp_path: Path) -> Path:
    """A quote of one page that is nothing but a picture: drawn with letters, then photographed."""
    written = tmp_path / "written.pdf"
    lines = [(60, 720, "Quotation"), (60, 660, "Qty"), (140, 660, "Item"), (460, 660, "Price")]
    lines += [(60, 620, "24"), (140, 620, "Hikvision DS-2CD2143G0-I"), (460, 620, "4536.00")]
    written.write_bytes(page(lines, size=18))
    subprocess.run(["pdftoppm", "-gray", "-r", "150", str(written), str(tmp_path / "p")], check=True)
    _, size, _, dots = next(tmp_path.glob("p*.pgm")).read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    packed = zlib.compress(dots)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
    ) % (width, height, len(packed), packed)
    path = tmp_path / "scanned.pdf"
    path.write_bytes(pdf([[]], extra={"X0": image}, content=b"q 612 0 0 792 0 0 cm /X0 Do Q"))
    return path


def test_a_scanned_quote_is_read_with_tesseract_and_named_as_unread_without(
    environment: dict[str, str], run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (shutil.which("tesseract") and shutil.which("pdftoppm")):
        absent = "no tesseract or poppler: apt-get install tesseract-ocr poppler-utils"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    path = scanned(tmp_path)
    read = run("scan", str(path), "--format", "jsonl", "--exit-zero")
    assert read.returncode == 0, read.stderr
    (finding,) = map(json.loads, read.stdout.splitlines())
    assert finding["subject"]["page"] == 1
    assert "Hikvision" in finding["subject"]["text"]
    assert "text recognition (tesseract" in read.stderr
    monkeypatch.setitem(environment, "PATH", str(tmp_path))
    unread = run("scan", str(path), "--format", "jsonl")
    assert unread.returncode == 2
    assert not unread.stdout
    assert "scanned.pdf" in unread.stderr
    assert "needs OCR" in unread.stderr
