"""Printed lines -> item tables and the lines between them: which lines are rows, which go on with the row above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from debar.documents import Line
from debar.procurement.documents.columns import (
    Heading,
    boundaries,
    cells_of,
    heading_at,
    is_rule,
    with_bidders,
)
from debar.procurement.documents.table import Aside, Column, ItemTable, TableRow, settled
from debar.procurement.documents.words import NUMERIC, WORDS, fits_column, is_total

#: Gaps of this much more than the smallest part the rows of a table.
_WIDER = 1.3
#: Lines of one cell stand closer than this (in line heights).
_WRAPPED = 1.4
#: A gap (in line heights) that ends a table, unless a row of it follows.
_ENDS = 4.0
#: Words of the name of a section.
_FEW = 7
_BARE = re.compile(
    r"(?P<quantity>\d{1,6})\s*(?P<unit>ea|each|pcs?|x|units?|sets?|lots?|boxe?s?|rolls?|hrs?|hours?|ft|pk)?\.?\s+"
    r"(?P<text>\S.*?\S)(?:\s+@)?\s+(?P<price>\$?\s?\d[\d,]*\.\d\d)(?:\s*=?\s+(?P<amount>\$?\s?\d[\d,]*\.\d\d))?",
    re.IGNORECASE,
)
_BARE_COLUMNS = tuple(Column(field, field) for field in ("quantity", "unit", "text", "price", "amount"))


@dataclass(slots=True)
class _Written:
    """A line of a table: its cells, and what it is."""

    line: Line
    cells: list[str]
    anchor: bool
    total: bool = False


def tables_in(lines: Sequence[Line], fields: dict[str, str], *, bids: bool) -> list[Line | ItemTable]:
    """The same lines with the item tables among them taken out and put in their place."""
    found: list[Line | ItemTable] = []
    at = 0
    while at < len(lines):
        heading = None if len(lines[at].text) > 400 else heading_at(lines, at, fields, bids=bids)
        if heading is None:
            found.append(lines[at])
            at += 1
            continue
        above = found[-1] if found else None
        named = with_bidders(heading, above) if isinstance(above, Line) else None
        if named:
            found.pop()
            heading = named
        table, after = _table(lines, at, heading, fields, bids=bids)
        if table is None:
            found.append(lines[at])
            at += 1
            continue
        found.append(table)
        at = after
    return _with_bare_rows(found)


def _table(
    lines: Sequence[Line], at: int, heading: Heading, fields: dict[str, str], *, bids: bool
) -> tuple[ItemTable | None, int]:
    """The table below a heading, and the position of the first line after it; None when no row follows."""
    start = at + heading.lines
    near = [line for line in lines[start : start + 80] if not is_rule(line) and not is_total(line.text)]
    ends = [] if heading.tight else boundaries(heading, near)
    written: list[_Written] = []
    kept = last = start
    totals = False
    while last < len(lines):
        line = lines[last]
        again = heading_at(lines, last, fields, bids=bids)
        if again:
            if [c.heading for c in again.columns] != [c.heading for c in heading.columns]:
                break
            last += again.lines
            continue
        if is_rule(line):
            last += 1
            continue
        row = _written(line, heading, ends, totals=totals)
        if row is None or (totals and not row.anchor and not row.total) or (line.gap >= _ENDS and not row.anchor):
            break
        totals = totals or row.total
        written.append(row)
        last += 1
        if row.anchor or row.total or not totals:
            kept = last
    while written and not (written[-1].anchor or written[-1].total) and _leaves(written):
        kept = lines.index(written.pop().line, start)
    if not any(row.anchor for row in written):
        return None, at
    return _made(heading, written, bids=bids), kept


def _written(line: Line, heading: Heading, ends: Sequence[float], *, totals: bool) -> _Written | None:
    """The line as one of the table; None when it is none."""
    cells = cells_of(line, heading, ends)
    columns = heading.columns
    if is_total(line.text) or (totals and _is_charge(cells, columns)):
        return _Written(line, cells, anchor=False, total=True)
    numbers = [(c.field, cell) for c, cell in zip(columns, cells, strict=True) if cell and c.field in NUMERIC]
    fit = [fits_column(field, cell) for field, cell in numbers]
    numeric = any(column.field in NUMERIC for column in columns)
    if numbers and all(fit) and any(any(map(str.isdigit, cell)) for _, cell in numbers):
        words = any(cell for c, cell in zip(columns, cells, strict=True) if cell and c.field not in NUMERIC)
        return _Written(line, cells, anchor=words)
    if not numeric and sum(map(bool, cells)) > 1:
        return _Written(line, cells, anchor=True)
    filled = [c.field for c, cell in zip(columns, cells, strict=True) if cell]
    if numbers and not all(fit):
        return _Written(line, [line.text], anchor=False) if _is_section(line) else None
    if all(field in WORDS or field in ("unit", "other", "", "supplier", "buyer") for field in filled) or _is_section(
        line
    ):
        return _Written(line, cells, anchor=False)
    return None


def _is_charge(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Freight, a discount and the like below the total: an amount without a quantity."""
    by_field = {column.field: cell for column, cell in zip(columns, cells, strict=True) if cell}
    return "amount" in by_field and "quantity" not in by_field and any(c.field == "quantity" for c in columns)


def _is_section(line: Line) -> bool:
    """``HEAD END EQUIPMENT``, ``Library:``: a few words that name what comes below."""
    text = line.text
    few = len(text.split()) <= _FEW and len(line.segments) == 1
    return few and (text.endswith(":") or (text.isupper() and not any(map(str.isdigit, text))))


def _leaves(written: Sequence[_Written]) -> bool:
    """Whether the last line, which holds words only, stands apart from the row above: it belongs to what follows."""
    gaps = _row_gaps(written[:-1])
    return written[-1].line.gap > max(_WIDER * min(gaps, default=1.2), 1.45) or _is_section(written[-1].line)


def _row_gaps(written: Sequence[_Written]) -> list[float]:
    return [row.line.gap for row in written[1:] if row.line.gap > 0]


def _made(heading: Heading, written: list[_Written], *, bids: bool) -> ItemTable:
    rows: list[TableRow | Aside] = []
    for group in _groups(written):
        rows += _rows_of(group, heading)
    kept = [row.cells for row in rows if isinstance(row, TableRow) and not row.total]
    return ItemTable(settled(heading.columns, kept, bids=bids), tuple(rows))


def _groups(written: Sequence[_Written]) -> list[list[_Written]]:
    """Lines that stand close together; where all are as close, each row begins a group."""
    least = min(min(_row_gaps(written), default=1.0) * _WIDER, _WRAPPED)
    groups: list[list[_Written]] = []
    section = False
    for row in written:
        near = row.line.gap <= least and bool(groups) and not groups[-1][-1].total and not section
        section = not near and not row.anchor and not row.total and _is_section(row.line)
        if near and not row.total:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _rows_of(group: list[_Written], heading: Heading) -> list[TableRow | Aside]:
    if group[0].total:
        return [TableRow(group[0].line.page, group[0].line.number, _full(group[0].cells, heading), total=True)]
    if not any(row.anchor for row in group):
        return [Aside(group[0].line.page, group[0].line.number, " ".join(row.line.text for row in group))]
    rows: list[list[_Written]] = []
    early: list[_Written] = []
    for row in group:
        if rows and row.anchor and _ends_item(rows[-1], row, heading):
            rows[-1].append(row)
        elif row.anchor:
            rows.append([*early, row])
            early = []
        elif rows:
            rows[-1].append(row)
        else:
            early.append(row)
    return [_joined(parts, heading) for parts in rows]


def _ends_item(parts: Sequence[_Written], row: _Written, heading: Heading) -> bool:
    """Whether a line has the price of an item whose quantity stands in a line above."""
    above = {c.field for part in parts for c, cell in zip(heading.columns, part.cells, strict=False) if cell}
    here = {c.field for c, cell in zip(heading.columns, row.cells, strict=False) if cell}
    money = {"price", "amount"}
    return "quantity" in above and not (above & money) and bool(here & money) and not (here & {"quantity", "number"})


def _joined(parts: Sequence[_Written], heading: Heading) -> TableRow:
    first = next(row for row in parts if row.anchor).line if parts[0].line.gap > 1.6 else parts[0].line
    cells: list[str] = []
    for at, column in enumerate(heading.columns):
        text = ""
        for row in parts:
            cell = row.cells[at] if at < len(row.cells) else ""
            if text and cell:
                glue = text.endswith("-") or (column.field == "model" and _is_cut(text, cell))
                text += cell if glue else f" {cell}"
            else:
                text = text or cell
        cells.append(text)
    return TableRow(first.page, first.number, tuple(cells))


def _is_cut(text: str, rest: str) -> bool:
    """A number that did not fit its column: one word above, a short rest of it below."""
    return " " not in text and " " not in rest and len(text) >= 12 and len(rest) <= 6


def _full(cells: Sequence[str], heading: Heading) -> tuple[str, ...]:
    return tuple([*cells, *[""] * len(heading.columns)][: len(heading.columns)])


def _with_bare_rows(found: Sequence[Line | ItemTable]) -> list[Line | ItemTable]:
    """Lines that are rows of items without any heading (`4 ea camera  $164.00  $656.00`), two or more in a row."""
    if any(isinstance(one, ItemTable) for one in found):
        return list(found)
    rows = [_bare(one) if isinstance(one, Line) else None for one in found]
    counted = Counter(bool(row) for row in rows)
    if counted[True] < 2:
        return list(found)
    result: list[Line | ItemTable] = []
    for one, row in zip(found, rows, strict=True):
        if row is None:
            result.append(one)
        elif result and isinstance(last := result[-1], ItemTable):
            result[-1] = replace(last, rows=(*last.rows, row))
        else:
            result.append(ItemTable(_BARE_COLUMNS, (row,)))
    return result


def _bare(line: Line) -> TableRow | None:
    match = _BARE.fullmatch(line.text) if len(line.text) < 400 else None
    if not match or is_total(match["text"]):
        return None
    cells = tuple(match[column.field] or "" for column in _BARE_COLUMNS)
    return TableRow(line.page, line.number, cells)
