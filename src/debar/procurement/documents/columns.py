"""Item tables in printed lines: headings found by their words, columns by the white space between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from debar.documents import Line, Segment
from debar.procurement.documents.table import Column, known_columns, may_be_heading
from debar.procurement.documents.words import LONGEST, NUMERIC, fits_column, heading_field

#: Lines that one heading may take, and how far apart (in line heights) they may be.
_TALL, _APART = 3, 1.7
#: Lines below the heading that tell where its columns part.
_LOOK = 60
_RULE = re.compile(r"[\s\-=_.*|+]{3,}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a table: its columns, the ranges they stand in, and how many lines it takes.

    ``tight`` says that the headings are parted by single spaces, so that places tell nothing.
    """

    columns: tuple[Column, ...]
    spans: tuple[tuple[float, float], ...]
    lines: int
    tight: bool = False


def is_rule(line: Line) -> bool:
    """A line that is drawn, not written."""
    return bool(_RULE.fullmatch(line.text))


def heading_at(lines: Sequence[Line], at: int, fields: dict[str, str], *, bids: bool) -> Heading | None:
    """The heading that begins with this line; of one to three lines the number that explains most."""
    best: tuple[int, Heading | None] = (0, None)
    for count in range(1, _TALL + 1):
        window = lines[at : at + count]
        if len(window) < count or window[-1].page != window[0].page:
            break
        if count > 1 and (window[-1].gap > _APART or is_rule(window[-1])):
            break
        heading = _merged(window, fields, bids=bids)
        if heading:
            known = _known(heading)
            below = _merged(window[1:], fields, bids=bids) if count > 1 else None
            if below and _known(below) >= known and not _completes(window[0], heading, below):
                continue  # the first line adds nothing: the heading begins below it
            if known > best[0] or (known == best[0] and best[1] and len(heading.columns) <= len(best[1].columns)):
                best = known, heading
    return best[1]


def _completes(first: Line, heading: Heading, below: Heading) -> bool:
    """Whether each word of the first line stands above a heading and is one with it (`Unit` above `Price`)."""
    for segment in first.segments:
        over = [at for at, (start, end) in enumerate(below.spans) if segment.start < end and start < segment.end]
        whole = [column.heading for column in heading.columns if column.field]
        if len(over) != 1 or f"{segment.text} {below.columns[over[0]].heading}" not in whole:
            return False
    return True


def _known(heading: Heading) -> int:
    return sum(bool(column.field) for column in heading.columns)


def _merged(window: Sequence[Line], fields: dict[str, str], *, bids: bool) -> Heading | None:
    groups: list[list[Segment]] = []
    tight = False
    for line in window:
        for segment in line.segments:
            parts = _known_parts(segment)
            tight = tight or (len(parts) > 2 and len(line.segments) == 1)
            for part in parts:
                near = [group for group in groups if _overlap(group, part)]
                if near:
                    near[0].append(part)
                else:
                    groups.append([part])
    groups.sort(key=lambda group: min(part.start for part in group))
    columns = known_columns([" ".join(part.text for part in group) for group in groups], fields)
    if not columns or not may_be_heading(columns, bids=bids):
        return None
    spans = tuple((min(p.start for p in group), max(p.end for p in group)) for group in groups)
    return Heading(columns, spans, len(window), tight)


def _overlap(group: Sequence[Segment], part: Segment) -> bool:
    return any(one.start < part.end and part.start < one.end for one in group)


def _known_parts(segment: Segment) -> list[Segment]:
    """A segment cut into headings, where it is made of nothing but known ones; else as it is."""
    if heading_field(segment.text):
        return [segment]
    words = segment.text.split()
    if len(words) > 14:
        return [segment]
    parts: list[str] = []
    while words:
        count = next((n for n in range(min(LONGEST, len(words)), 0, -1) if heading_field(" ".join(words[:n]))), 0)
        if not count:
            return [segment]
        parts.append(" ".join(words[:count]))
        words = words[count:]
    at, scale = 0, (segment.end - segment.start) / max(len(segment.text), 1)
    found = []
    for part in parts:
        at = segment.text.index(part, at)
        found.append(Segment(segment.start + at * scale, segment.start + (at + len(part)) * scale, part))
        at += len(part)
    return found


def with_bidders(heading: Heading, above: Line) -> Heading | None:
    """The heading with the names of bidders above its repeated columns; None when that line holds no such names."""
    fields = [column.field for column in heading.columns]
    names = [segment for segment in above.segments if not heading_field(segment.text)]
    for field in ("amount", "price"):
        places = [at for at, found in enumerate(fields) if found == field]
        if len(places) < 2 or len(places) != len(names) or len(names) != len(above.segments):
            continue
        first = min(at for at, found in enumerate(fields) if fields.count(found) == len(places))
        size = (len(fields) - first) // len(places)
        if size * len(places) != len(fields) - first:
            return None
        columns = [
            column if at < first else replace(column, bidder=names[(at - first) // size].text)
            for at, column in enumerate(heading.columns)
        ]
        return replace(heading, columns=tuple(columns))
    return None


def boundaries(heading: Heading, below: Sequence[Line]) -> list[float]:
    """Where each column but the last ends: the place between two headings that fewest segments cross."""
    segments = [segment for line in below[:_LOOK] if len(line.segments) > 1 for segment in line.segments]
    found: list[float] = []
    for (left, left_end), (right, right_end) in zip(heading.spans, heading.spans[1:], strict=False):
        middle = (left_end + right) / 2
        ends = {one.end + 0.01 for one in segments if left < one.end < right_end}
        starts = {one.start - 0.01 for one in segments if left < one.start < right_end}
        places = sorted({middle, *ends, *starts}, key=lambda place: abs(place - middle))[:200]
        found.append(min(places, key=lambda place: (_crossing(place, segments), abs(place - middle))))
    return found


def _crossing(place: float, segments: Sequence[Segment]) -> int:
    return sum(segment.start < place < segment.end for segment in segments)


def cells_of(line: Line, heading: Heading, ends: Sequence[float]) -> list[str]:
    """The words of a line by column."""
    if heading.tight:
        return tight_cells(line.text, [column.field for column in heading.columns])
    cells: list[list[str]] = [[] for _ in heading.columns]
    for segment in line.segments:
        first, last = _column(segment.start, ends), _column(segment.end, ends)
        if first == last or not _parts_well(segment, heading, ends):
            cells[_best(segment, ends, heading)].append(segment.text)
            continue
        for word in _words(segment):
            cells[_column((word.start + word.end) / 2, ends)].append(word.text)
    return [" ".join(words) for words in cells]


def _column(place: float, ends: Sequence[float]) -> int:
    return sum(end <= place for end in ends)


def _words(segment: Segment) -> list[Segment]:
    scale, at = (segment.end - segment.start) / max(len(segment.text), 1), 0
    found = []
    for word in segment.text.split():
        at = segment.text.index(word, at)
        found.append(Segment(segment.start + at * scale, segment.start + (at + len(word)) * scale, word))
        at += len(word)
    return found


def _parts_well(segment: Segment, heading: Heading, ends: Sequence[float]) -> bool:
    """Whether the words that fall into each further column are what that column holds; else it is one long text."""
    by_column: dict[int, list[str]] = {}
    for word in _words(segment):
        by_column.setdefault(_column((word.start + word.end) / 2, ends), []).append(word.text)
    return all(fits_column(heading.columns[at].field, " ".join(words)) for at, words in by_column.items()) and any(
        heading.columns[at].field in NUMERIC or heading.columns[at].field in ("number", "unit", "model")
        for at in by_column
    )


def _best(segment: Segment, ends: Sequence[float], heading: Heading) -> int:
    """The column that holds most of a segment; words go to a column of words where they reach one."""
    edges = [float("-inf"), *ends, float("inf")]
    shares = [max(min(segment.end, edges[at + 1]) - max(segment.start, edges[at]), 0.0) for at in range(len(ends) + 1)]
    fitting = [at for at, share in enumerate(shares) if share and fits_column(heading.columns[at].field, segment.text)]
    return max(fitting or range(len(shares)), key=lambda at: (shares[at], -at))


def tight_cells(text: str, fields: Sequence[str]) -> list[str]:
    """The cells of a line whose columns are parted by single spaces: numbers are taken from both ends."""
    words = re.sub(r"([$£€])\s+(?=\d)", r"\1", text).split()
    cells = [""] * len(fields)
    inner = [at for at, field in enumerate(fields) if field in ("text", "item", "model", "manufacturer")]
    if not inner:
        return cells
    low, high = inner[0], inner[-1]
    for at in range(len(fields) - 1, high, -1):
        if words and (fits_column(fields[at], words[-1]) if fields[at] in NUMERIC else len(words[-1]) < 5):
            cells[at] = words.pop()
    for at in range(low):
        if words and (words[0].isdigit() if fields[at] in ("quantity", "number") else len(words[0]) < 5):
            cells[at] = words.pop(0)
    for at in inner[:-1]:
        if words and fields[at] == "model":
            cells[at] = words.pop(0)
    cells[high] = " ".join(words)
    return cells
