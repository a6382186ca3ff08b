"""`debar transact --clause`: obligations with their words, and exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from unit.documents.samples import docx, pdf

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "terms.txt"
CLAUSE = "The Supplier shall not sell Goods to any person on the Entity List."


def test_the_example_gives_its_obligations_with_their_words(run: Any) -> None:
    done = run("transact", "--clause", str(EXAMPLE), "--format", "json")
    data = json.loads(done.stdout)
    text = EXAMPLE.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert [item["kind"] for item in data["obligations"]] == [
        "comply", "party", "party", "ownership", "place", "use", "duty",
    ]  # fmt: skip
    for item in data["obligations"]:
        start, end = item["words"]["span"]
        assert text[start:end] == item["words"]["text"]
        assert text[:start].count("\n") + 1 == item["words"]["line"]


def test_a_table_shows_the_words_of_every_obligation(run: Any) -> None:
    done = run("transact", "--clause", str(EXAMPLE))
    assert done.returncode == 0
    assert "“Entity List”" in done.stdout
    assert "50 percent or more" in done.stdout


def test_csv_and_jsonl_have_a_line_for_each(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("transact", "--clause", str(EXAMPLE), "--format", "csv").stdout)))
    lines = run("transact", "--clause", str(EXAMPLE), "--format", "jsonl").stdout.splitlines()
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines] == [f"O{n}" for n in range(1, 8)]


def test_a_pdf_tells_the_page_and_an_unread_page_ends_with_3(run: Any, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.pdf", tmp_path / "part.pdf"
    whole.write_bytes(pdf([["Terms"], [CLAUSE]]))
    part.write_bytes(pdf([[CLAUSE], []]))
    done = run("transact", "--clause", str(whole), "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["obligations"][0]["words"]["page"]) == (0, 2)
    done = run("transact", "--clause", str(part), "--format", "json")
    assert done.returncode == 3
    assert "needs OCR" in done.stderr
    assert len(json.loads(done.stdout)["obligations"]) == 1


def test_a_docx_and_standard_input_are_read(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "terms.docx"
    path.write_bytes(docx(["Terms", CLAUSE]))
    assert "Entity List" in run("transact", "--clause", str(path)).stdout


def test_a_document_without_obligations_says_so(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("Soup of the day. The kitchen shall close at nine.", encoding="utf-8")
    done = run("transact", "--clause", str(path))
    assert done.returncode == 0
    assert "no obligation on sanctions or export control was found" in done.stdout
    assert json.loads(run("transact", "--clause", str(path), "--format", "json").stdout)["obligations"] == []


def test_a_scan_and_a_file_that_is_not_there_end_with_2(run: Any, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf([[]]))
    done = run("transact", "--clause", str(scan))
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs OCR" in done.stderr
    done = run("transact", "--clause", str(tmp_path / "none.pdf"))
    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_controls_in_a_text_do_not_reach_the_terminal(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("Supplier shall not sell \x1b[31m\u202e goods to Iran.", encoding="utf-8")
    done = run("transact", "--clause", str(path))
    assert "IR" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_the_output_does_not_overwrite_the_document(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(CLAUSE, encoding="utf-8")
    done = run("transact", "--clause", str(path), "-o", str(path))
    assert done.returncode == 2
    assert path.read_text(encoding="utf-8") == CLAUSE


def test_a_clause_alone_is_told_on_a_page(run: Any, tmp_path: Path) -> None:
    """Every obligation with its words, and nothing of the text read as markup."""
    terms = tmp_path / "<b>terms.txt"
    terms.write_text(CLAUSE + " <script>alert(1)</script>", encoding="utf-8")
    page = tmp_path / "page.html"
    assert run("transact", "--clause", str(terms), "-o", str(page)).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "<mark>Entity List</mark>" in text
    assert "Supplier must not sell</h3>" in text
    assert "line 1" in text
    assert "<dt>Lists</dt>" in text
    assert "&lt;b&gt;terms.txt" in text
    assert "<script>" not in text


def test_a_page_of_a_clause_without_obligations_says_so(run: Any, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Payment is due in 30 days.", encoding="utf-8")
    done = run("transact", "--clause", str(terms), "--format", "html")
    assert "No obligation on sanctions or export control was found in it." in done.stdout
