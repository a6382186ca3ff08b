"""Documents laid out: what stands where, whatever the format; hostile ones end in an error or in unread pages."""

from __future__ import annotations

import os
import shutil
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.documents import Grid, Layout, Line, lay_out
from debar.documents.limits import MAX_COLUMNS
from debar.documents.pdf_layout import GARBLED, problem_of
from debar.errors import DebarError, FormatError
from unit.documents.drawn import page, shown
from unit.documents.samples import WORD, docx, form, pdf


def lines_of(layout: Layout) -> list[list[str]]:
    return [[segment.text for segment in block.segments] for block in layout.blocks if isinstance(block, Line)]


def grid_of(layout: Layout) -> Grid:
    return next(block for block in layout.blocks if isinstance(block, Grid))


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without tesseract and poppler."""
    monkeypatch.setenv("PATH", str(tmp_path))


def test_texts_of_one_height_are_one_line_and_wide_gaps_part_its_segments() -> None:
    layout = lay_out(page([(300, 700, "right"), (40, 700.8, "left"), (40, 686, "below")]), "a.pdf")
    assert lines_of(layout) == [["left", "right"], ["below"]]
    first, second = layout.blocks
    assert isinstance(first, Line)
    assert isinstance(second, Line)
    assert (first.page, first.number, second.number) == (1, 1, 2)
    assert second.gap == pytest.approx(1.48, abs=0.1)
    assert first.segments[1].start == pytest.approx(300)


def test_moves_within_one_text_object_part_columns() -> None:
    drawn = b"BT /F1 10 Tf 40 700 Td (Qty) Tj 60 0 Td (Price) Tj -60 -14 Td [(2) -6000 (9.50)] TJ ET"
    assert lines_of(lay_out(pdf([[]], content=drawn), "a.pdf")) == [["Qty", "Price"], ["2", "9.50"]]


def test_letters_shown_in_pieces_are_one_word() -> None:
    drawn = b"BT /F1 10 Tf 40 700 Td (DS-2CD) Tj 36.7 0 Td (2143) Tj ET"
    assert lines_of(lay_out(pdf([[]], content=drawn), "a.pdf")) == [["DS-2CD2143"]]


def test_letters_shown_twice_to_look_bold_count_once() -> None:
    layout = lay_out(page([(40, 700, "TOTAL"), (40.3, 700, "TOTAL")]), "a.pdf")
    assert lines_of(layout) == [["TOTAL"]]


def test_a_form_stands_where_the_page_draws_it() -> None:
    drawn = form(shown([(0, 700, "Hikvision")]), draws=">> /Font << /F1 3 0 R")
    file = pdf([[]], extra={"X0": drawn}, content=shown([(40, 700, "Brand")]) + b" q 1 0 0 1 200 0 cm /X0 Do Q")
    assert lines_of(lay_out(file, "a.pdf")) == [["Brand", "Hikvision"]]


def test_turned_writing_comes_after_the_rest() -> None:
    drawn = shown([(40, 700, "Quantity of cameras")]) + b" BT /F1 10 Tf 0 1 -1 0 20 300 Tm (DRAFT) Tj ET"
    assert lines_of(lay_out(pdf([[]], content=drawn), "a.pdf")) == [["Quantity of cameras"], ["DRAFT"]]


def test_a_page_drawn_sideways_reads_as_it_is_seen() -> None:
    drawn = b"BT /F1 10 Tf 0 1 -1 0 100 40 Tm (Item) Tj 0 1 -1 0 100 140 Tm (Price) Tj 0 1 -1 0 120 40 Tm (below) Tj ET"
    assert lines_of(lay_out(pdf([[]], content=drawn), "a.pdf")) == [["Item", "Price"], ["below"]]


@pytest.mark.usefixtures("no_programs")
def test_a_page_without_text_is_named_and_the_others_are_read() -> None:
    layout = lay_out(pdf([["First page"], [], [], ["Last page"]]), "scan.pdf")
    assert [line.page for line in layout.blocks if isinstance(line, Line)] == [1, 4]
    assert [one.where for one in layout.unread] == ["page 2-3"]
    assert "needs OCR" in layout.unread[0].reason
    assert "tesseract-ocr" in layout.unread[0].reason


@pytest.mark.usefixtures("no_programs")
def test_a_scan_without_tesseract_says_what_to_install() -> None:
    with pytest.raises(FormatError, match=r"scan\.pdf: none of its 2 pages can be read: no text.*needs OCR.*tesseract"):
        lay_out(pdf([[], []]), "scan.pdf")
    with pytest.raises(FormatError, match=r"scan\.png: a picture; it needs OCR"):
        lay_out(b"\x89PNG\r\n\x1a\n" + bytes(50), "scan.png")


@pytest.mark.usefixtures("no_programs")
def test_a_text_layer_of_wrong_letters_is_unreadable() -> None:
    right = "Quote for the purchase of network video recorders and cameras for the new city hall, delivered to the dock"
    assert problem_of(["".join(chr(ord(letter) - 29) if letter != " " else " " for letter in right)]) == GARBLED
    assert problem_of([right]) == ""
    assert problem_of(["\x01\x02\x03\x04\x05" * 20]) == GARBLED
    assert problem_of(["DS-2CD2143G0-I 24 EA 189.00", "NVR TVM RJ45 PVC CCTV"]) == ""


def test_a_scan_is_read_where_tesseract_is_installed(tmp_path: Path) -> None:
    """A real page, drawn by poppler, packed as a picture, read back with its place."""
    if not (shutil.which("tesseract") and shutil.which("pdftoppm")):
        absent = "no tesseract or poppler: apt-get install tesseract-ocr poppler-utils"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    import subprocess

    written = tmp_path / "written.pdf"
    written.write_bytes(page([(60, 700, "Quotation"), (60, 640, "Hikvision camera"), (400, 640, "189.00")], size=18))
    subprocess.run(["pdftoppm", "-gray", "-r", "150", str(written), str(tmp_path / "p")], check=True)
    drawn = next(tmp_path.glob("p*.pgm")).read_bytes()
    _, size, _, dots = drawn.split(b"\n", 3)
    width, height = map(int, size.split())
    packed = zlib.compress(dots)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
    ) % (width, height, len(packed), packed)
    scan = pdf([[]], extra={"X0": image}, content=b"q 612 0 0 792 0 0 cm /X0 Do Q")
    layout = lay_out(scan, "scan.pdf")
    assert lines_of(layout) == [["Quotation"], ["Hikvision camera", "189.00"]]
    assert "text recognition (tesseract" in layout.notes[0]
    assert not layout.unread


def test_a_pdf_with_a_password_is_refused() -> None:
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["secret"]]))))
    writer.encrypt("word", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(FormatError, match=r"a\.pdf: has a password"):
        lay_out(out.getvalue(), "a.pdf")


def test_bombs_are_refused() -> None:
    with pytest.raises(FormatError, match=r"a\.pdf: 10,000 pages"):
        lay_out(pdf([[]] * 10_000), "a.pdf")
    with pytest.raises(FormatError, match=r"a\.pdf"):
        lay_out(pdf([[]], content=b" " * 90_000_000), "a.pdf")
    with pytest.raises(FormatError, match="built to fill a machine"):
        lay_out(docx([], body=b"<w:document>" + b" " * 60_000_000), "a.docx")
    forms = {}
    for number in range(9):
        draws = f"/X{number + 1} {3 + number + 2} 0 R" if number < 8 else ""
        stream = f"/X{number + 1} Do ".encode() * 10 if number < 8 else b"BT (a) Tj ET " * 10
        forms[f"X{number}"] = form(stream, draws)
    with pytest.raises(FormatError, match=r"a\.pdf"):
        lay_out(pdf([[]], extra=forms, content=b"/X0 Do " * 10), "a.pdf")


def test_html_tables_keep_their_spans() -> None:
    page = (
        b"<table><tr><th rowspan=2>Item<th colspan=2>Acme</tr><tr><th>Unit<th>Total</tr>"
        b"<tr><td>PTZ<br>camera<td>1<td>2</table>"
    )
    rows = grid_of(lay_out(page, "a.html")).rows
    assert [row.cells for row in rows] == [
        ("Item", "Acme", "Acme"),
        ("Item", "Unit", "Total"),
        ("PTZ\ncamera", "1", "2"),
    ]
    assert [row.own for row in rows] == [(True, True, False), (False, True, True), (True, True, True)]
    assert [row.line for row in rows] == [1, 2, 3]


def test_html_shows_neither_scripts_nor_more_columns_than_a_table_has() -> None:
    page = (
        b"<html><script>document.write('Huawei')</script><style>p{}</style><p>a &amp; b&nbsp;&#72;i<!-- Dahua -->"
        b"<table><tr><td colspan=999999>x<td>y</tr><tr><td rowspan=99999999>1<td>2</tr></table></html>"
    )
    layout = lay_out(page, "a.html")
    assert lines_of(layout) == [["a & b Hi"]]
    assert all(len(row.cells) <= MAX_COLUMNS for row in grid_of(layout).rows)


def test_a_table_that_only_places_things_is_no_grid() -> None:
    page = b"<table><tr><td><p>Bill to:<br>City of Ely<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>"
    layout = lay_out(page, "a.html")
    assert lines_of(layout) == [["Bill to:"], ["City of Ely"]]
    assert [row.cells for row in grid_of(layout).rows] == [("a", "b"), ("c", "d")]


def test_word_tables_tabs_and_tracked_deletions() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    restart, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body>'
        "<w:p><w:r><w:t>Qty</w:t><w:tab/><w:t>Item</w:t></w:r><w:del><w:r><w:delText>Dahua</w:delText></w:r></w:del></w:p>"
        f"<w:tbl><w:tr>{cell('Vendor', restart)}{cell('a')}{cell('b')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('wide', wide)}</w:tr></w:tbl>"
        "</w:body></w:document>"
    )
    layout = lay_out(docx([], body=body.encode()), "a.docx")
    assert lines_of(layout) == [["Qty", "Item"]]
    assert [row.cells for row in grid_of(layout).rows] == [("Vendor", "a", "b"), ("Vendor", "wide", "wide")]


def test_a_message_gives_its_head_its_text_and_names_what_is_attached() -> None:
    message = (
        b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\nSubject: Quote\r\nDate: Tue, 09 May 2023 10:14:00 -0500\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>2 cameras</p>\r\n"
        b'--x\r\nContent-Type: application/pdf; name="q.pdf"\r\n'
        b'Content-Disposition: attachment; filename="q.pdf"\r\n\r\n'
        b"%PDF\r\n--x--\r\n"
    )
    layout = lay_out(message, "m.eml")
    assert ["2 cameras"] in lines_of(layout)
    assert ["Subject: Quote"] in lines_of(layout)
    assert [(one.where, "save it" in one.reason) for one in layout.unread] == [("attachment q.pdf", True)]


def test_lines_of_text_keep_the_number_an_editor_shows() -> None:
    layout = lay_out(b"one\n\n\tQty  Item\x0cnext page", "a.txt")
    shown_lines = [block for block in layout.blocks if isinstance(block, Line)]
    assert [(line.page, line.number, line.text) for line in shown_lines] == [
        (1, 1, "one"),
        (1, 3, "Qty Item"),
        (2, 1, "next page"),
    ]


@settings(deadline=None)  # where tesseract is installed it is asked about what begins like a picture
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><table>", b"From: a\nSubject: b\n\n"]),
)
def test_any_bytes_give_a_layout_or_an_error_that_says_what_to_do(content: bytes, start: bytes) -> None:
    try:
        layout = lay_out(start + content, "x")
    except DebarError as error:
        problem = str(error)
    else:
        problem = "" if layout.blocks else "nothing"
    assert problem == "" or problem.startswith("x")


def test_preformatted_lines_of_a_page_stay_lines() -> None:
    """Lines within `pre` are lines of their own; those of a paragraph run on."""
    laid = lay_out(b"<html><body><p>one\n two</p><pre>Item 1\nItem 2\n</pre><p>three</p></body></html>", "x.htm")
    words = [line.text for line in laid.blocks if isinstance(line, Line)]
    assert words == ["one two", "Item 1", "Item 2", "three"]
