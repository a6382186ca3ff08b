"""What a document looks like: its printed lines with what stands where on them, and its tables."""

from __future__ import annotations

from dataclasses import dataclass

#: A gap that begins a new paragraph whatever stands around it.
APART = 9.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line with wide space on both sides; ``start`` and ``end`` are in points or in characters."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``page`` and ``number`` count from 1; ``page`` is None where the format has none.

    ``gap`` is the distance to the line above in line heights: about 1 within a paragraph, `APART` at a new block.
    """

    page: int | None
    number: int
    gap: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The words of the line, single spaces between them."""
        return " ".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. A cell that spans several columns or rows stands in each; ``own`` marks where it begins."""

    page: int | None
    line: int
    cells: tuple[str, ...]
    own: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that the format itself marks as one."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Pages whose text could not be read, and why (with what to do)."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A document read for what stands where. ``kind`` is that of its format; ``notes`` say how it was read."""

    name: str
    kind: str
    blocks: tuple[Line | Grid, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


def lines_of_text(pages: list[str], *, paged: bool) -> list[Line]:
    """The lines of plain text: two spaces or a tab part segments; blank lines count for the number and the gap."""
    found: list[Line] = []
    for page, text in enumerate(pages, start=1):
        blank = APART
        for number, written in enumerate(text.split("\n"), start=1):
            segments = _segments(written)
            if segments:
                found.append(Line(page if paged else None, number, blank + 1 if found else APART, segments))
                blank = 0.0
            else:
                blank += 1
    return found


def _segments(written: str) -> tuple[Segment, ...]:
    text = written.expandtabs(8)
    found: list[Segment] = []
    at = 0
    for part in text.split("  "):
        words = part.strip()
        if words:
            start = at + len(part) - len(part.lstrip())
            found.append(Segment(start, start + len(words), words))
        at += len(part) + 2
    return tuple(found)
