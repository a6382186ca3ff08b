"""Item tables: what their columns hold, told from the headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from debar.documents import Grid
from debar.procurement.documents.words import NUMERIC, WORDS, heading_field, is_money, is_total


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it holds (empty when not known), its heading, and the bidder whose prices it holds."""

    field: str
    heading: str
    bidder: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of items: a cell for each column, where it begins, and whether it sums up others."""

    page: int | None
    line: int
    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """Words between the rows of a table: the name of a section, a note."""

    page: int | None
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ItemTable:
    """A table of things with their prices, or of payments with what they were for."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow | Aside, ...]


def known_columns(headings: Sequence[str], fields: dict[str, str]) -> tuple[Column, ...]:
    """The columns of a heading; none when it heads no item table. ``fields`` (heading -> field) overrules."""
    found = [Column(fields.get(text.casefold()) or heading_field(text), text) for text in headings]
    known = [column for column in found if column.field]
    kinds = {column.field for column in known} - {"other"}
    if len(kinds) < 2 or not (kinds & (WORDS | {"supplier"})):
        return ()
    if not (kinds & NUMERIC) and not ({"supplier", "text"} <= kinds):
        return ()
    return tuple(found)


def may_be_heading(columns: Sequence[Column], *, bids: bool) -> bool:
    """Whether enough of the headings are known; the others of a bid tabulation are bidders."""
    known = sum(bool(column.field) for column in columns)
    return known * 2 >= len(columns) or (bids and known >= 2)


def settled(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, bids: bool) -> tuple[Column, ...]:
    """The columns with what their cells decide: what `item` means, and which unknown ones hold bidders' prices."""
    fields = {column.field for column in columns}
    found: list[Column] = []
    for at, column in enumerate(columns):
        cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
        if column.field == "item":
            short = all(len(cell) < 7 and any(map(str.isdigit, cell)) for cell in cells)
            field = "number" if "text" in fields and short else "model" if "text" in fields else "text"
            column = replace(column, field=field)  # noqa: PLW2901 - the same column, settled
        elif (
            bids
            and not column.field
            and len(column.heading) > 1
            and cells
            and sum(map(is_money, cells)) * 2 >= len(cells)
        ):
            column = Column("amount", column.heading, column.bidder or column.heading)  # noqa: PLW2901
        found.append(column)
    counts = Counter(column.field for column in found if not column.bidder)
    if counts["price"] == 1 and not counts["amount"] and not counts["quantity"]:
        found = [replace(one, field="amount") if one.field == "price" else one for one in found]
    return tuple(found)


def table_of_grid(grid: Grid, fields: dict[str, str], *, bids: bool) -> ItemTable | None:
    """The items of a marked-up table; None when its first rows hold no heading of one."""
    best: tuple[int, int, tuple[Column, ...]] = (0, 0, ())
    for at, row in enumerate(grid.rows[:4]):
        columns = known_columns([cell.replace("\n", " ") for cell in row.cells], fields)
        known = sum(bool(column.field) for column in columns)
        if columns and known > best[0] and may_be_heading(columns, bids=bids or at > 0):
            best = known, at, columns
    _, at, columns = best
    if not columns:
        return None
    if at:
        above = [cell.replace("\n", " ") for cell in grid.rows[at - 1].cells]
        columns = (
            tuple(
                replace(column, bidder=over) if over and over != column.heading and not heading_field(over) else column
                for column, over in zip(columns, above, strict=False)
            )
            + columns[len(above) :]
        )
        if len({column.bidder for column in columns}) == 2 and all(column.bidder for column in columns[1:]):
            columns = tuple(replace(column, bidder="") for column in columns)  # one title above the whole table
    width = len(columns)
    rows = [_row(row.page, row.line, row.cells, row.own, width) for row in grid.rows[at + 1 :]]
    rows = [row for row in rows if not isinstance(row, TableRow) or not _repeats(row, columns)]
    settled_columns = settled(
        columns, [row.cells for row in rows if isinstance(row, TableRow) and not row.total], bids=bids
    )
    return ItemTable(settled_columns, tuple(rows))


def _row(page: int | None, line: int, cells: Sequence[str], own: Sequence[bool], width: int) -> TableRow | Aside:
    """One row: a cell that goes over several columns counts once, one that goes over several rows in each."""
    shown: list[str] = []
    for at, cell in enumerate(cells):
        across = not own[at] and at > 0 and cells[at - 1] == cell
        shown.append("" if across else " ".join(cell.split()))
    filled = [cell for cell in shown if cell]
    if len(filled) == 1 and shown[0] and not is_total(filled[0]):
        return Aside(page, line, filled[0])
    shown += [""] * (width - len(shown))
    total = is_total(filled[0]) if filled else False
    return TableRow(page, line, tuple(shown[:width]), total)


def _repeats(row: TableRow, columns: Sequence[Column]) -> bool:
    return [cell.casefold() for cell in row.cells] == [column.heading.casefold() for column in columns]
