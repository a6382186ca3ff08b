"""PDF files (ISO 32000-2): the text of each page, as far as it is text and not a picture of text."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from debar.documents.limits import MAX_FORMS, MAX_OPERATIONS, MAX_PAGES, MAX_TEXT
from debar.errors import FormatError

#: What a page without text needs.
OCR = "needs OCR: run it through text recognition (such as ocrmypdf) and give the result"

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its remarks on odd files are not ours to print


class Counted:
    """A visitor that counts the drawing operations of a document; forms count as often as they are drawn."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._done = 0
        self._forms = 0

    def next_page(self) -> None:
        """Begin a page: forms are counted page by page."""
        self._forms = 0

    def __call__(self, operator: object, *_: object) -> None:
        """Count one operation. Raises FormatError beyond what a document can have."""
        self._done += 1
        self._forms += operator == b"Do"
        if self._done > MAX_OPERATIONS or self._forms > MAX_FORMS:
            raise FormatError(
                f"{self._name}: more than {MAX_OPERATIONS:,} drawing operations, or {MAX_FORMS:,} forms and pictures "
                "on a page; not read, as such a file is built to fill a machine. Give the pages that hold the terms."
            )


def read_pdf(content: bytes, name: str) -> tuple[list[str], tuple[str, ...]]:
    """The text of every page, and what is to be said of pages that hold none.

    Raises FormatError when it is broken, has a password, is too large, or holds no text at all (needs OCR).
    """
    with pdf_errors(name):
        texts = _pages(content, name)
    empty = [number for number, text in enumerate(texts, start=1) if not text.strip()]
    if len(empty) == len(texts):
        raise FormatError(f"{name}: none of its {len(texts)} pages holds text (a scan?); it {OCR}.")
    notes = (f"{name}: no text on page {', '.join(map(str, empty[:20]))} (a picture?); it {OCR}",) if empty else ()
    return texts, notes


@contextmanager
def pdf_errors(name: str) -> Iterator[None]:
    """Whatever reading a PDF raises, as a FormatError that says what to do."""
    try:
        yield
    except FormatError:
        raise
    except FileNotDecryptedError as error:
        raise FormatError(f"{name}: has a password. Save it without one, and give that file.") from error
    except Exception as error:  # a hostile file makes the reader raise anything
        raise FormatError(
            f"{name}: cannot be read as a PDF ({type(error).__name__}: {error}). "
            "Open it in a viewer and print it to a new PDF."
        ) from error


def open_pdf(content: bytes, name: str) -> PdfReader:
    """The file opened, with an empty password where it asks for one. Raises FormatError where that does not help."""
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FormatError(f"{name}: has a password. Save it without one, and give that file.")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise FormatError(f"{name}: {count:,} pages, more than {MAX_PAGES:,}. Give the pages that are wanted.")
    return reader


def read_attachment(content: bytes, name: str, attached: str, most: int) -> bytes:
    """The one file attached to a PDF under a name. Raises FormatError where there is none, several, or a larger one."""
    with pdf_errors(name):
        found = open_pdf(content, name).attachments.get(attached, [])
        if len(found) != 1 or len(found[0]) > most:
            raise FormatError(f"{name}: {len(found) or 'no'} {attached} of at most {most:,} bytes is attached to it")
        return bytes(found[0])


def _pages(content: bytes, name: str) -> list[str]:
    reader = open_pdf(content, name)
    counted, size = Counted(name), 0
    texts: list[str] = []
    for page in reader.pages:
        counted.next_page()
        text = page.extract_text(visitor_operand_before=counted).replace("\r", "\n").replace("\x00", "")
        size += len(text)
        if size > MAX_TEXT:
            raise FormatError(f"{name}: more than {MAX_TEXT:,} characters. Give the pages that hold the terms.")
        texts.append(text)
    return texts
