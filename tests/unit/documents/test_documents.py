"""Documents become text with pages and places; hostile ones become an error that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.documents import Document, document_of, read_document
from debar.documents.limits import MAX_FILE
from debar.errors import DebarError, FormatError, InputError
from unit.documents.samples import WORD, docx, form, pdf

CLAUSE = "The Supplier shall not sell Goods to any person on the Entity List."


def test_a_pdf_gives_its_pages_and_the_line_of_an_offset() -> None:
    document = document_of(pdf([["Terms of sale", "First page."], ["Second page.", CLAUSE]]), "terms.pdf")
    assert document.kind == "pdf"
    assert [page.number for page in document.pages] == [1, 2]
    place = document.place(document.text.index("Entity List"))
    assert (place.page, place.line) == (2, 2)
    assert document.notes == ()


def test_a_pdf_page_without_text_is_said_and_the_others_are_read() -> None:
    document = document_of(pdf([[CLAUSE], []]), "terms.pdf")
    assert CLAUSE in document.text
    assert len(document.notes) == 1
    assert "page 2" in document.notes[0]
    assert "needs OCR" in document.notes[0]


def test_a_scanned_pdf_needs_ocr() -> None:
    with pytest.raises(FormatError, match=r"scan\.pdf: none of its 2 pages holds text .*needs OCR"):
        document_of(pdf([[], []]), "scan.pdf")


@pytest.mark.parametrize("magic", [b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"II*\x00"])
def test_a_picture_needs_ocr(magic: bytes) -> None:
    with pytest.raises(FormatError, match="needs OCR"):
        document_of(magic + b"\x00" * 99, "scan")


def test_a_broken_pdf_is_an_error_that_says_what_to_do() -> None:
    whole = pdf([[CLAUSE]])
    for broken in (b"%PDF-1.7\nnothing", b"%PDF-1.4" + b"\x00" * 500):
        with pytest.raises(FormatError, match=r"^terms\.pdf: "):
            document_of(broken, "terms.pdf")
    with pytest.raises(FormatError, match="print it to a new PDF"):
        document_of(whole[: whole.index(b"xref")], "terms.pdf")


def test_forms_that_draw_forms_do_not_multiply_without_end() -> None:
    """Nine forms, each drawing the next ten times: a thousand million drawings out of one kilobyte."""
    forms = {}
    for number in range(9):
        draws = f"/X{number + 1} {3 + number + 2} 0 R" if number < 8 else ""
        stream = f"/X{number + 1} Do ".encode() * 10 if number < 8 else b"BT (a) Tj ET " * 10
        forms[f"X{number}"] = form(stream, draws)
    with pytest.raises(FormatError, match=r"terms\.pdf"):
        document_of(pdf([[]], extra=forms, content=b"/X0 Do " * 10), "terms.pdf")


def test_a_pdf_that_unpacks_to_more_than_it_may_is_refused() -> None:
    with pytest.raises(FormatError, match=r"terms\.pdf"):
        document_of(pdf([[]], content=b" " * 90_000_000), "terms.pdf")


def test_html_gives_what_a_reader_sees() -> None:
    page = (
        b"<!DOCTYPE html><html><head><title>no</title><style>p {}</style></head><body><script>no()</script>"
        b"<h1>Terms</h1><p>You may\n   not <b>export</b>&nbsp;it.<br>Ever.</p>"
        b"<ul><li>(a) one</li><li>(b) two</li></ul></body></html>"
    )
    document = document_of(page, "terms.html")
    assert document.kind == "html"
    assert document.text == "Terms\n\nYou may not export\xa0it.\nEver.\n\n(a) one\n\n(b) two"
    assert document.place(document.text.index("Ever")).line == 4


def test_html_in_another_encoding_is_read_by_what_it_says_of_itself() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Krašovec</p></body></html>'
    assert document_of(page.encode("iso-8859-2"), "terms.html").text == "Krašovec"


def test_html_entities_of_its_own_are_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>Terms &x;</p></body></html>'
    assert "hidden" not in document_of(page.encode(), "terms.html").text


def test_html_nested_without_end_is_read_or_refused() -> None:
    page = b"<html><body>" + b"<div>" * 200_000 + b"deep"
    assert _outcome(page, "terms.html").startswith(("read", "terms.html: "))


def _outcome(content: bytes, name: str) -> str:
    """``read`` with the last line of the text, or what the error of ours says."""
    try:
        document = document_of(content, name)
    except DebarError as error:
        return str(error)
    assert isinstance(document, Document)
    return f"read {document.place(len(document.text)).line}"


def test_a_docx_gives_its_paragraphs_notes_and_no_deleted_text() -> None:
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t></w:r>'
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    ).encode()
    note = f'<w:footnotes xmlns:w="{WORD}"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>'.encode()
    document = document_of(docx([], {"word/footnotes.xml": note}, body), "terms.docx")
    assert (document.kind, document.text) == ("docx", "one\ttwo\n\ncell\n\nnote")


def test_a_docx_with_a_document_type_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    body = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><w:document xmlns:w="{WORD}">'
        "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    ).encode()
    with pytest.raises(FormatError, match="document type"):
        document_of(docx([], body=body), "terms.docx")


def test_entities_that_multiply_are_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{entities}]><w:document xmlns:w="{WORD}"><w:t>&e9;</w:t></w:document>'
    )
    with pytest.raises(FormatError, match=r"terms\.docx"):
        document_of(docx([], body=body.encode()), "terms.docx")


def test_a_docx_bomb_is_refused() -> None:
    body = f'<w:document xmlns:w="{WORD}"><w:p><w:t>'.encode() + b" " * (40 << 20)
    with pytest.raises(FormatError, match="built to fill a machine"):
        document_of(docx([], body=body), "terms.docx")


def test_a_zip_of_another_kind_and_a_broken_one_are_errors() -> None:
    whole = docx([CLAUSE])
    with pytest.raises(FormatError, match="cannot be unpacked"):
        document_of(whole[: len(whole) // 2], "terms.docx")
    with pytest.raises(FormatError, match=r"without word/document\.xml"):
        document_of(whole.replace(b"word/document.xml", b"xord/document.xml"), "terms.docx")


def test_text_is_read_in_its_encoding_and_form_feeds_divide_pages() -> None:
    assert document_of("Käufer".encode("utf-16"), "a.txt").text == "Käufer"
    assert document_of("Käufer “x”".encode("cp1252"), "a.txt").text == "Käufer “x”"
    paged = document_of(b"one\r\ntwo\x0cthree\nfour", "a.txt")
    assert [page.number for page in paged.pages] == [1, 2]
    place = paged.place(paged.text.index("four"))
    assert (place.page, place.line) == (2, 2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"<html><body><img src=x></body></html>", "holds no text"),
        (bytes(range(256)) * 20, "is binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "save it as docx"),
        (b"{\\rtf1 terms}", "save it as docx"),
        (b"\x1f\x8b" + b"x" * 99, "unpack it"),
    ],
)
def test_what_holds_no_text_says_so(content: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        document_of(content, "terms")


def test_files_that_are_not_there_or_too_large_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "none.pdf")
    with pytest.raises(InputError, match="is a directory"):
        read_document(tmp_path)
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    with pytest.raises(FormatError, match="more than 64 MB"):
        read_document(large)


def test_a_line_of_ten_megabytes_is_read() -> None:
    assert len(document_of(b"word " * 2_000_000, "terms.txt").text) == 10_000_000


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe"]))
def test_any_bytes_are_a_document_or_an_error_of_ours(content: bytes, magic: bytes) -> None:
    assert _outcome(magic + content, "any").startswith(("read", "any"))


def test_preformatted_text_keeps_its_lines_and_columns() -> None:
    """What stands in `pre` (tables of the Federal Register) keeps line ends and blanks; the text around it flows."""
    page = b"<html><body><p>one\n  two</p><pre>\nCHINA   Dahua\n         Technology\n</pre><p>three</p></body></html>"
    assert document_of(page, "x.htm").text == "one two\n\nCHINA   Dahua\n         Technology\n\nthree"
