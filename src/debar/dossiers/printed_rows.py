"""The rows of a printed table as text: what stands in one column together, wide gaps between columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from debar.documents import Line, Segment

#: Points that part columns wherever they are, and by which the starts of one column differ; lines that make a column.
_WIDE, _SLACK, _LINES = 18.0, 2.0, 2
#: Line heights between lines of one row: a cell of one line stands beside the middle of a cell of two.
_HALF = 0.8
#: Points for which a space stands in an indent.
_SPACE = 6


def printed_rows(lines: Sequence[Line]) -> str:
    """The lines' text, a line for each row: three spaces between its cells, spaces for its indent."""
    starts = Counter(round(each.start / _SLACK) for line in lines for each in line.segments[1:])
    cells = [_cells(line.segments, starts) for line in lines]
    return "\n".join(
        " " * round(row[0].start / _SPACE) + "   ".join(each.text for each in row) for row in _rows(lines, cells)
    )


def _cells(segments: Sequence[Segment], starts: Counter[int]) -> list[Segment]:
    """The segments, with those joined that a gap within a line parted and no column."""
    cells: list[Segment] = []
    for each in segments:
        near = round(each.start / _SLACK)
        is_column = sum(starts[at] for at in (near - 1, near, near + 1)) >= _LINES
        if cells and not is_column and each.start - cells[-1].end < _WIDE:
            cells[-1] = Segment(cells[-1].start, each.end, f"{cells[-1].text} {each.text}")
        else:
            cells.append(each)
    return cells


def _rows(lines: Sequence[Line], cells: Sequence[list[Segment]]) -> Iterator[list[Segment]]:
    at = 0
    while at < len(cells):
        if _is_one_row(lines[at : at + 3], cells[at : at + 3]):
            (first,), middle, (last,) = cells[at : at + 3]
            yield [Segment(first.start, max(first.end, last.end), f"{first.text} {last.text}"), *middle]
            at += 3
        else:
            yield cells[at]
            at += 1


def _is_one_row(lines: Sequence[Line], cells: Sequence[list[Segment]]) -> bool:
    """Whether a name of two lines stands here, its place and share between them."""
    if len(cells) < 3 or len(cells[0]) > 1 or len(cells[2]) > 1 or max(lines[1].gap, lines[2].gap) > _HALF:
        return False
    (first,), middle, (last,) = cells
    return abs(first.start - last.start) < _SLACK and middle[0].start > max(first.end, last.end)
