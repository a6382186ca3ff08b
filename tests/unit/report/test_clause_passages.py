"""The words of a contract with what rests on them; as page and as pdf."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest

from debar.clauses import read_clauses
from debar.documents import read_document
from debar.report.clause_passages import find_passages
from debar.report.clause_pdf import make_clause_pdf
from debar.report.context import Context
from debar.report.html.clauses import write_clause_page

GOLDEN = Path(__file__).parents[2] / "golden" / "clauses"
TEXTS = sorted(GOLDEN.glob("*/*.txt"))
CONTEXT = Context(today=date(2026, 11, 22), command="transact", title="terms", version="1")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_obligation_stands_once_beside_its_own_words(path: Path) -> None:
    document = read_document(str(path))
    reading = read_clauses(document.text)
    passages = list(find_passages(reading, document))
    assert sorted(row.id for each in passages for row in each.rows) == sorted(item.id for item in reading.obligations)
    for item in reading.obligations:
        held = [each for each in passages if any(row.id == item.id for row in each.rows)]
        marked = "".join(part.text for each in held for part in each.stretches if item.id in part.ids)
        assert (len(held), " ".join(marked.split())) == (1, " ".join(item.words.text.split()))
        assert sum(item.id in part.opens for part in held[0].stretches) == 1


def test_an_enumeration_is_shown_with_what_leads_it_in(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text(
        "Preamble.\n\nBuyer shall not sell:\n\n(a) to Iran;\n\n(b) to any SDN.\n\nGood bye.", encoding="utf-8"
    )
    document = read_document(str(path))
    (only,) = find_passages(read_clauses(document.text), document)
    shown = "".join(part.text for part in only.stretches)
    assert shown.startswith("Buyer shall not sell:")
    assert shown.endswith("to any SDN.")


def test_long_text_between_two_marks_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text(f"Buyer shall not sell to Iran. {'Nothing is said here. ' * 200}Buyer shall not sell to Cuba.")
    document = read_document(str(path))
    (only,) = find_passages(read_clauses(document.text), document)
    shown = "".join(part.text for part in only.stretches)
    assert "[…]" in shown
    assert len(shown) < 1_200


def test_the_page_marks_the_words_and_escapes_them(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("Buyer shall not sell to any <script>alert(1)</script> person in Iran.", encoding="utf-8")
    document = read_document(str(path))
    out = io.StringIO()
    write_clause_page(read_clauses(document.text), document, out, CONTEXT)
    page = out.getvalue()
    assert "<script>alert" not in page
    assert re.search(r'href="#O1">O1</a><mark>[^<]*in Iran</mark>', page)


def test_the_pdf_is_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    document = read_document(str(GOLDEN / "given" / "hikvision.txt"))
    reading = read_clauses(document.text)
    made = make_clause_pdf(reading, document, CONTEXT)
    assert made.startswith(b"%PDF-")
    assert made == make_clause_pdf(reading, document, CONTEXT)
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    text = " ".join(read_document(str(path)).text.split())
    assert all(f"O{number}." in text for number in range(1, 10))
    assert "unsafeguarded nuclear fuel cycle" in text
