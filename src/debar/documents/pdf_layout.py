"""PDF files laid out: printed lines page by page; pages without readable text are recognised or named."""

from __future__ import annotations

import re
from collections import Counter

from pypdf import PageObject, PdfReader

from debar.documents.layout import Layout, Line, Unread
from debar.documents.limits import MAX_TEXT
from debar.documents.ocr import Recogniser
from debar.documents.pdf import OCR, Counted, open_pdf, pdf_errors
from debar.documents.pdf_lines import Pieces, lines_of_pieces, part_moves
from debar.errors import FormatError

_WORD = re.compile(r"[A-Za-z]{3,}")
_VOWEL = re.compile(r"[aeiouAEIOU]")
#: Of a page with so many characters, more than this share without meaning makes the text unreadable.
_FEW, _MOST_UNREADABLE = 40, 0.2
#: Of so many letters in words, a smaller share of vowels than any text has (English: 0.38): letters stand for others.
_FEW_LETTERS, _LEAST_VOWELS = 60, 0.2
NO_TEXT = "no text on the page (a picture?)"
GARBLED = "the text layer is unreadable (its letters stand for no letters)"


def lay_out_pdf(content: bytes, name: str) -> Layout:
    """The lines of every page. Pages that hold none, or none that can be read, go through text recognition.

    Where that is not installed they are listed in ``unread``. Raises FormatError as `read_pdf` does, and when no page
    at all could be read.
    """
    with pdf_errors(name), Recogniser(content, name) as recogniser:
        return _laid_out(open_pdf(content, name), name, recogniser)


def _laid_out(reader: PdfReader, name: str, recogniser: Recogniser) -> Layout:
    counted, forms, size = Counted(name), set[int](), 0
    blocks: list[Line] = []
    bad: dict[int, str] = {}
    recognised: list[int] = []
    for number, page in enumerate(reader.pages, start=1):
        counted.next_page()
        lines = _lines(page, reader, number, counted, forms)
        problem = problem_of([line.text for line in lines])
        if problem and (found := recogniser.lines(page, number)):
            recognised.append(number)
            lines = found
        elif problem:
            bad[number] = problem
            lines = []
        size += sum(len(line.text) for line in lines)
        if size > MAX_TEXT:
            raise FormatError(f"{name}: more than {MAX_TEXT:,} characters. Give the pages that are wanted.")
        blocks += lines
    if len(bad) == len(reader.pages):
        raise FormatError(f"{name}: none of its {len(bad)} pages can be read: {_most(bad)}; it {_todo(recogniser)}.")
    unread = tuple(
        Unread(
            f"page {_ranges([page for page, why in bad.items() if why == problem])}",
            f"{problem}; it {_todo(recogniser)}",
        )
        for problem in dict.fromkeys(bad.values())
    )
    notes = (f"page {_ranges(recognised)} read by text recognition ({recogniser.version}): letters may be wrong",)
    return Layout(name, "pdf", tuple(blocks), notes if recognised else (), unread)


def _lines(page: PageObject, reader: PdfReader, number: int, counted: Counted, forms: set[int]) -> list[Line]:
    part_moves(page, reader, forms)
    pieces = Pieces(page.rotation)

    def before(operator: bytes, operands: object, cm: list[float], _: object) -> None:
        counted(operator, operands)
        pieces.enter(operator, cm)

    page.extract_text(
        visitor_operand_before=before,
        visitor_operand_after=pieces.leave,
        visitor_text=pieces.text,
    )
    return lines_of_pieces(pieces.found, number)


def problem_of(lines: list[str]) -> str:
    """Why the text of a page is none that can be judged; empty when it is."""
    text = "".join(lines)
    if not text.strip():
        return NO_TEXT
    letters = [character for character in text if not character.isspace()]
    odd = sum(_is_odd(character) for character in letters)
    if len(letters) >= _FEW and odd > _MOST_UNREADABLE * len(letters):
        return GARBLED
    words = "".join(word for line in lines for word in _WORD.findall(line))
    if len(words) >= _FEW_LETTERS and len(_VOWEL.findall(words)) < _LEAST_VOWELS * len(words):
        return GARBLED
    return ""


def _is_odd(character: str) -> bool:
    """Control characters, places for private use, and the sign for what could not be decoded."""
    return character == "\ufffd" or character < " " or "\x7f" <= character < "\xa0" or "\ue000" <= character <= "\uf8ff"


def _todo(recogniser: Recogniser) -> str:
    return recogniser.problem or f"{OCR}, or install tesseract-ocr and poppler-utils and run this again"


def _most(bad: dict[int, str]) -> str:
    return Counter(bad.values()).most_common(1)[0][0]


def _ranges(numbers: list[int]) -> str:
    """``1, 3-5``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in found)
