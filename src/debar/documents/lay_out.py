"""From bytes to a layout: the kind told by content."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from debar.documents.layout import Layout, lines_of_text
from debar.documents.mail import is_mail, lay_out_mail
from debar.documents.markup import lay_out_docx, lay_out_html
from debar.documents.ocr import recognise
from debar.documents.pdf import OCR
from debar.documents.pdf_layout import lay_out_pdf
from debar.documents.plain import read_text
from debar.documents.read import is_html
from debar.errors import FormatError

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def lay_out(content: bytes, name: str) -> Layout:
    """The printed lines and tables of a pdf, docx, html, e-mail, picture or text file.

    Raises FormatError when it is broken, has a password, is too large, or holds nothing that can be read.
    """
    if b"%PDF-" in content[:1024]:
        return lay_out_pdf(content, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _some(lay_out_docx(content, name))
    if content.startswith(_PICTURES):
        return _picture(content, name)
    if is_html(content):
        return _some(lay_out_html(content, name))
    if is_mail(content):
        return _some(lay_out_mail(content, name))
    pages = read_text(content, name)
    return _some(Layout(name, "txt", tuple(lines_of_text(pages, paged=len(pages) > 1))))


def _some(layout: Layout) -> Layout:
    if not layout.blocks:
        raise FormatError(f"{layout.name}: holds no text. If it shows pictures of text, it {OCR}.")
    return layout


def _picture(content: bytes, name: str) -> Layout:
    program = shutil.which("tesseract")
    if not program:
        raise FormatError(f"{name}: a picture; it {OCR}, or install tesseract-ocr and run this again.")
    with tempfile.TemporaryDirectory(prefix="debar-") as folder:
        picture = Path(folder) / "picture"
        picture.write_bytes(content)
        lines = recognise(picture, 1, program)
    if not lines:
        raise FormatError(f"{name}: a picture in which no text was recognised. Scan it again, larger or sharper.")
    return Layout(name, "picture", tuple(lines), ("read by text recognition (tesseract): letters may be wrong",))
