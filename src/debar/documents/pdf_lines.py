"""PDF pages as printed lines: each piece of text with its place, pieces of one height joined to a line.

The places are those of the text-showing operators (ISO 32000-2, 9.4), the widths those of the fonts (9.2.4).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, ContentStream, FloatObject, NameObject, StreamObject
from pypdf.generic._font import Font  # the one part that knows how wide letters are; bound to pypdf 7

from debar.documents.layout import APART, Line, Segment

#: The width of a letter, in parts of the font size, where a font does not tell it.
_USUAL = 0.5
#: A space narrower than this (in font sizes) is none: the letters of one word may be shown in pieces.
_NARROW = 0.12
#: Of pieces on one line: their baselines differ by less than this part of the font size.
_SAME_LINE = 0.3
#: A space wider than this (in font sizes) parts two segments.
_WIDE = 0.55
#: Of the pieces of a page, the share that holds a space where the page shows its spaces.
_SHOWN = 0.1
#: Spaces that part columns within one piece.
_COLUMNS = re.compile(r"\s{3,}")
_MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
#: In thousandths of the font size: a step back this large within one operator is a move to another column.
_STEP = -1000
_STILL = ([FloatObject(part) for part in (1, 0, 0, 1, 0, 0)], b"cm")
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Text shown at one place; ``y`` grows upwards; ``turned`` is the angle of the writing in quarter turns.

    ``spaced`` tells whether a space was shown before it and after it, ``origin`` where its operator began to show.
    """

    x: float
    end: float
    y: float
    size: float
    text: str
    turned: int
    spaced: tuple[bool, bool] = (False, False)
    origin: float = math.nan


def part_moves(page: PageObject, reader: PdfReader, forms: set[int]) -> None:
    """Put a step of no length before every move of the pen on the page and in its forms, so that pieces are told apart.

    ``forms`` remembers those that are done, as pages share them.
    """
    if "/Contents" in page:
        contents = ContentStream(page["/Contents"].get_object(), reader, "bytes")
        contents.operations = _parted(contents.operations)
        page[NameObject("/Contents")] = contents
    _part_forms(page.get("/Resources"), reader, forms, 0)


def _part_forms(resources: Any, reader: PdfReader, seen: set[int], depth: int) -> None:
    forms = resources.get_object().get("/XObject") if resources is not None else None
    if forms is None or depth > _DEPTH:
        return
    forms = forms.get_object()
    for name in list(forms):
        form = forms[name].get_object()
        if id(form) in seen or not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            continue
        seen.add(id(form))
        stream = ContentStream(form, reader, "bytes")
        stream.operations = _parted(stream.operations)
        form.set_data(stream.get_data())
        _part_forms(form.get("/Resources"), reader, seen, depth + 1)


def _parted(operations: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for operands, operator in operations:
        if operator in _MOVES:
            found.append(_STILL)
        if operator == b"TJ" and operands and isinstance(operands[0], ArrayObject) and len(operands[0]) > 1:
            found += _pieces_of(operands[0])
        else:
            found.append((operands, operator))
    return found


def _pieces_of(shown: ArrayObject) -> list[Any]:
    """One show operator for each stretch between wide steps."""
    found: list[Any] = []
    part = ArrayObject()
    for item in shown:
        if isinstance(item, (int, float)) and item <= _STEP:
            found += [([part], b"TJ"), _STILL]
            part = ArrayObject()
        part.append(item)
    return [*found, ([part], b"TJ")]


class Pieces:
    """Collects what a page shows; its methods are the visitors of `PageObject.extract_text`."""

    def __init__(self, rotation: int) -> None:
        self.found: list[Piece] = []
        self._rotation = rotation // 90 % 4
        self._above: list[list[float]] = []
        self._fonts: dict[int, dict[str, float]] = {}

    def enter(self, operator: bytes, cm: list[float]) -> None:
        """A form is about to be drawn where ``cm`` says."""
        if operator == b"Do":
            self._above.append(list(cm))

    def leave(self, operator: bytes, *_: object) -> None:
        """A form was drawn."""
        if operator == b"Do" and self._above:
            self._above.pop()

    def text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Text shown at one place."""
        words = text.strip()
        if not words:
            return
        matrix = _product(tm, cm)
        for above in reversed(self._above):
            matrix = _product(matrix, above)
        a, b, c, d, x, y = matrix
        angle = round(math.degrees(math.atan2(b, a)) / 90) % 4
        height = math.hypot(c, d) * abs(size) or 1.0
        if not all(map(math.isfinite, (x, y, height))):
            x = y = 0.0
        turned = (angle - self._rotation) % 4
        x, y = _turned(x, y, angle)
        stretch = math.hypot(a, b) * abs(size)
        spaced = text[:1].isspace(), text[-1:].isspace()
        for number, part in enumerate(filter(None, map(str.strip, words.split("\n")))):
            for shown in filter(None, _COLUMNS.split(part)):
                start = x + self._width(part[: part.index(shown)], font) * stretch
                origin = start
                last = self.found[-1] if self.found else None
                if last and (last.origin, last.y) == (origin, y - number * height) and last.text != shown:
                    start = last.end + height  # the step from the piece before it is not told, but it is a wide one
                end = start + self._width(shown, font) * stretch
                self.found.append(Piece(start, end, y - number * height, height, shown, turned, spaced, origin))

    def _width(self, text: str, resource: Any) -> float:
        """The width of a text in parts of the font size."""
        if resource is None:
            return _USUAL * len(text)
        if id(resource) not in self._fonts:
            self._fonts[id(resource)] = _letter_widths(resource)
        widths = self._fonts[id(resource)]
        return sum(widths.get(letter, _USUAL) for letter in text)


def _letter_widths(resource: Any) -> dict[str, float]:
    """The widths of a font's letters in parts of its size; fonts of many letters list them by code."""
    try:
        font = Font.from_font_resource(resource)
        widths = {str(code): float(width) / 1000 for code, width in font.character_widths.items()}
        if font.sub_type == "Type0":
            usual = widths.get("default", _USUAL)
            letters = {str(letter): str(code) for code, letter in font.character_map.items()}
            return {letter: widths.get(code, usual) for letter, code in letters.items()}
    except Exception:  # noqa: BLE001 - a hostile font makes the reader raise anything; its text is read all the same
        return {}
    return widths


def _product(first: Sequence[float], second: Sequence[float]) -> list[float]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


def _turned(x: float, y: float, angle: int) -> tuple[float, float]:
    """The place as seen when the writing is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[angle]


def lines_of_pieces(pieces: Sequence[Piece], page: int | None) -> list[Line]:
    """The printed lines from top to bottom; writing in another direction than most of the page comes last."""
    weight: Counter[int] = Counter()
    for piece in pieces:
        weight[piece.turned] += len(piece.text)
    lines: list[list[Piece]] = []
    for turned, _ in weight.most_common():
        lines += _rows([piece for piece in pieces if piece.turned == turned])
    shown = sum(" " in piece.text for piece in pieces) >= _SHOWN * len(pieces)
    found: list[Line] = []
    above: Piece | None = None
    for number, row in enumerate(lines, start=1):
        size = max(piece.size for piece in row)
        same = above is not None and above.turned == row[0].turned
        gap = (above.y - row[0].y) / max(min(size, above.size), 0.01) if above and same else APART
        found.append(Line(page, number, round(min(gap, APART), 2), _joined(row, spaces_shown=shown)))
        above = row[0]
    return found


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for _, piece in sorted(enumerate(pieces), key=lambda item: (-item[1].y, item[0])):
        if rows and rows[-1][0].y - piece.y < _SAME_LINE * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _joined(row: list[Piece], *, spaces_shown: bool) -> tuple[Segment, ...]:
    """The segments of a line: pieces that the page shows next to each other are one.

    On a page that shows its spaces as letters, a gap without one parts two cells however narrow it is.
    """
    found: list[Segment] = []
    last: Piece | None = None
    for piece in sorted(row, key=lambda piece: piece.x):
        gap = piece.x - found[-1].end if found else 0.0
        wide = _WIDE if last and (last.spaced[1] or not spaces_shown) else _NARROW
        if last is None or gap > wide * piece.size:
            found.append(Segment(piece.x, max(piece.end, piece.x), piece.text))
        elif abs(last.x - piece.x) > _NARROW * piece.size or last.text != piece.text:
            spaced = last.spaced[1] or piece.spaced[0] or gap > _NARROW * piece.size
            text = found[-1].text + (" " if spaced else "") + piece.text
            found[-1] = Segment(found[-1].start, max(piece.end, found[-1].end), text)
        last = piece
    return tuple(found)
