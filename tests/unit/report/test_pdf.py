"""Reports as PDF: what is given is there to read, the same input gives the same bytes, and no text is markup."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from debar.errors import FormatError, MissingExtraError
from debar.report.pdf import (
    Block,
    Bullets,
    Figure,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    PdfDocument,
    Run,
    Table,
    make_pdf,
    write_pdf,
)

SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 9'><text y='8' font-size='2'>drawn words</text></svg>"


def document(*blocks: Block, title: str = "A report") -> PdfDocument:
    return PdfDocument(title=title, subtitle="of a day", footer="the foot", blocks=blocks)


def text_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_every_block_is_there_to_read() -> None:
    made = make_pdf(
        document(
            Heading("Findings"),
            Paragraph(["see ", Run("the rule", url="https://example.org/rule", bold=True, colour="#aa0000")]),
            Notice("Not checked"),
            Bullets(["ask", Run("DS-2CD", mono=True)], boxes=True),
            Table(["Rule", "Rows"], [["us-889-b", "12"]], widths=[3, 1], right=[1]),
            Figure(SVG, "a drawing", caption="what it shows"),
            PageBreak(),
            Heading("Annex", 2),
        )
    )
    text = text_of(made)
    for words in ("A report", "of a day", "Findings", "see the rule", "Not checked", "ask", "DS-2CD", "us-889-b", "12"):
        assert words in text
    for words in ("drawn words", "what it shows", "Annex", "the foot", "2 / 2"):
        assert words in text
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 2
    links = [link.get_object()["/A"]["/URI"] for page in reader.pages for link in page.get("/Annots", ())]
    assert links == ["https://example.org/rule"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A report"


def test_the_same_document_gives_the_same_bytes() -> None:
    one = document(Paragraph("words"), Figure(SVG, "a drawing"))
    stream = io.BytesIO()
    write_pdf(one, stream)
    assert stream.getvalue() == make_pdf(one)


def test_a_long_table_repeats_its_header_on_each_page() -> None:
    made = make_pdf(document(Table(["Rule", "Says"], [[f"rule {n}", "words " * 20] for n in range(80)])))
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 2
    assert all("Says" in page.extract_text() for page in pages)


def test_nothing_in_a_text_is_markup() -> None:
    words = '#import "x" *bold* $math$ = heading \\ @ref <label> `raw` // gone #panic("x")'
    assert words in text_of(make_pdf(document(Paragraph(words))))


def test_names_in_other_scripts_are_followed_by_their_latin_form() -> None:
    text = text_of(make_pdf(document(Paragraph("made by 海康威视 and Хиквижн, Łódź"), title="海康")))
    assert "[Hai Kang Wei Shi] and Хиквижн, Łódź" in text
    assert "[Hai Kang]" in text


def test_an_address_that_is_none_is_no_link() -> None:
    made = make_pdf(document(Paragraph(Run("click", url="javascript:alert(1)"))))
    assert "/Annots" not in PdfReader(io.BytesIO(made)).pages[0]


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (Figure("no drawing", "bars"), "figure 'bars': no SVG"),
        (Figure("<svg", "bars"), "cannot be laid out"),
        (Table(["a", "b"], [["1"]]), "row 1: has 1 cells, the header has 2"),
        (Table(["a", "b"], [], widths=[1]), "1 widths for 2 columns"),
    ],
)
def test_what_cannot_be_drawn_is_refused(block: Block, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        make_pdf(document(block))


def test_without_what_lays_it_out_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'debar\[pdf\]'"):
        make_pdf(document())


@given(st.text(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_set(text: str) -> None:
    made = make_pdf(document(Heading(text), Paragraph(Run(text, mono=True)), Bullets([text]), title=text))
    assert made.startswith(b"%PDF")


def test_long_words_and_bidirectional_text_are_set() -> None:
    hostile = "A" * 10_000 + "\u202e" + "מילה " * 500 + "😀" * 500
    assert len(PdfReader(io.BytesIO(make_pdf(document(Paragraph(hostile))))).pages) >= 2
