"""Which record of a table is its header: title lines stand above it, and some tables have none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

#: Records looked at from the top.
LOOK = 40
#: Records that tell the usual width.
_TYPICAL = 60
_NUMBER = re.compile(r"[-+(]?\s*(?:USD|CAD|GBP|EUR|[$£€])?\s*-?[\d.,\s]*\d[\d.,\s]*%?\)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?")
_PLACE = re.compile(r"https?://|[^\s@]+@[^\s@]+\.\w+")


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The position of the header among the first records of a table; None when the first full record is data already.

    The header is the first record that fills more than half of the table's usual width; it must hold words, most
    of them different, and neither numbers, dates, addresses nor sentences.
    """
    width = _usual_width(rows[:_TYPICAL])
    for position, row in enumerate(rows[:LOOK]):
        cells = [cell.strip() for cell in row]
        filled = [cell for cell in cells if cell]
        if not filled or (len(filled) * 2 <= width and not _unnamed_index(cells, width)):
            continue
        return position if _are_names(filled) else None
    return None


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most records fill, counted to the last one filled."""
    widths: Counter[int] = Counter()
    for row in rows:
        last = max((i for i, cell in enumerate(row) if cell.strip()), default=-1)
        if last >= 0:
            widths[last + 1] += 1
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0


def _unnamed_index(cells: Sequence[str], width: int) -> bool:
    """A header whose only gap is the name of a leading index column."""
    return len(cells) == width == 2 and not cells[0] and bool(cells[1])


def _are_names(cells: Sequence[str]) -> bool:
    if len(set(cells)) * 2 < len(cells):
        return False
    return not any(
        len(cell) > 120 or _NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) or _PLACE.search(cell) for cell in cells
    )


def column_names(cells: Sequence[str], width: int) -> list[str]:
    """One name for each of ``width`` columns: white space made single, gaps named ``column N``, repeats numbered."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    taken = {" ".join(cell.split()) for cell in cells}
    for number in range(1, max(width, len(cells)) + 1):
        given = " ".join(cells[number - 1].split()) if number <= len(cells) else ""
        name = given or f"column {number}"
        seen[name] += 1
        if seen[name] > 1:
            repeat = seen[name]
            while f"{name} ({repeat})" in taken:
                repeat += 1
            name = f"{name} ({repeat})"
            taken.add(name)
        names.append(name)
    return names
