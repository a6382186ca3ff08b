"""Lines and tables as a marked-up document (html, docx) gives them, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field

from debar.documents.layout import APART, Grid, Line, Row, Segment
from debar.documents.limits import MAX_CELLS, MAX_COLUMNS, MAX_TEXT
from debar.errors import FormatError

#: Where the columns of a row stand that is shown as a line.
_COLUMN = 1_000.0


@dataclass(slots=True)
class _Cell:
    across: int = 1
    down: int = 1
    continues: bool = False
    parts: list[str | _Table] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    cell: _Cell | None = None
    nested: bool = False


class Flow:
    """Takes text, breaks and tables in the order of the document; ``finish`` gives its blocks.

    Lines and rows are numbered from 1 as they follow each other; empty ones are left out.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._blocks: list[Line | Grid] = []
        self._words: list[str] = []
        self._open: list[_Table] = []
        self._number = 0
        self._fresh = True
        self._cells = 0
        self._size = 0

    def text(self, words: str) -> None:
        """Text that goes on in the same line."""
        self._size += len(words)
        if self._size > MAX_TEXT:
            raise FormatError(f"{self._name}: more than {MAX_TEXT:,} characters. Give the part that is wanted.")
        (self._cell.words if self._cell else self._words).append(words)

    def line(self) -> None:
        """The line ends, its paragraph goes on."""
        self._end(fresh=False)

    def block(self) -> None:
        """The paragraph ends."""
        self._end(fresh=True)

    def table(self) -> None:
        """A table begins."""
        self.block()
        for outer in self._open:
            outer.nested = True
        self._open.append(_Table())

    def row(self) -> None:
        """A row of the open table begins."""
        if self._open:
            self.end_cell()
            self._open[-1].rows.append([])

    def cell(self, *, across: int = 1, down: int = 1, continues: bool = False) -> None:
        """A cell begins; ``continues`` says that it belongs to the one above, of which ``down`` 0 lets more follow."""
        if not self._open:
            return
        self.end_cell()
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        table.cell = _Cell(min(max(across, 1), MAX_COLUMNS), min(max(down, 0), MAX_CELLS), continues)
        table.rows[-1].append(table.cell)

    def end_cell(self) -> None:
        """The open cell, if any, ends."""
        if self._cell:
            self.block()
            self._open[-1].cell = None

    def end_table(self) -> None:
        """The innermost table ends."""
        if not self._open:
            return
        self.end_cell()
        table = self._open.pop()
        if self._cell:
            self._cell.parts.append(table)
        else:
            self._show(table)

    def finish(self) -> tuple[Line | Grid, ...]:
        """All blocks, in order."""
        while self._open:
            self.end_table()
        self.block()
        return tuple(self._blocks)

    @property
    def _cell(self) -> _Cell | None:
        return self._open[-1].cell if self._open else None

    def _end(self, *, fresh: bool) -> None:
        cell = self._cell
        if cell:
            words = " ".join("".join(cell.words).split())
            cell.words = []
            if words:
                cell.parts.append(words)
            return
        written = "".join(self._words)
        self._words = []
        if self._open:
            return  # words between the cells of a table are no text of it
        self._emit([" ".join(part.split()) for part in written.split("\t")])
        self._fresh = self._fresh or fresh

    def _emit(self, parts: list[str], *, fresh: bool | None = None) -> None:
        segments = [
            Segment(at * _COLUMN, at * _COLUMN + min(len(part), _COLUMN - 1), part)
            for at, part in enumerate(parts)
            if part
        ]
        if segments:
            self._number += 1
            apart = self._fresh if fresh is None else fresh
            self._blocks.append(Line(None, self._number, APART if apart else 1.0, tuple(segments)))
            self._fresh = False

    def _show(self, table: _Table) -> None:
        """A table that holds others, or has one row or column, only places things: its cells come one by one."""
        rows = [row for row in table.rows if any(cell.parts for cell in row)]
        if table.nested or len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                self._place(row)
        else:
            self._blocks.append(Grid(tuple(self._expanded(table))))
        self._fresh = True

    def _place(self, row: list[_Cell]) -> None:
        if all(len(cell.parts) < 2 and not isinstance(next(iter(cell.parts), ""), _Table) for cell in row):
            self._emit([str(cell.parts[0]) if cell.parts else "" for cell in row], fresh=True)
            return
        for cell in row:
            self._fresh = True
            for part in cell.parts:
                if isinstance(part, _Table):
                    self._show(part)
                else:
                    self._emit([part])

    def _expanded(self, table: _Table) -> list[Row]:
        """The rows with a cell in every column; what spans several stands in each."""
        hanging: dict[int, tuple[int, str]] = {}
        found: list[Row] = []
        for row in table.rows:
            cells, own = self._across(row, hanging)
            self._cells += len(cells)
            if self._cells > MAX_CELLS:
                raise FormatError(f"{self._name}: tables of more than {MAX_CELLS:,} cells. Export them as csv.")
            if any(own_one and cell for own_one, cell in zip(own, cells, strict=True)):
                self._number += 1
                found.append(Row(None, self._number, tuple(cells), tuple(own)))
        return found

    @staticmethod
    def _across(row: list[_Cell], hanging: dict[int, tuple[int, str]]) -> tuple[list[str], list[bool]]:
        cells: list[str] = []
        own: list[bool] = []

        def fill() -> None:
            while len(cells) < MAX_COLUMNS and hanging.get(len(cells), (0, ""))[0]:
                left, text = hanging.pop(len(cells))
                if left > 1:
                    hanging[len(cells)] = left - 1, text
                cells.append(text)
                own.append(False)

        for cell in row:
            if not cell.continues:
                fill()
            text = "\n".join(part for part in cell.parts if isinstance(part, str))
            for at in range(min(cell.across, MAX_COLUMNS - len(cells))):
                if cell.continues:
                    text = hanging.get(len(cells), (0, ""))[1]
                elif cell.down == 1:
                    hanging.pop(len(cells), None)
                else:
                    hanging[len(cells)] = max(cell.down - 1, 0), text
                cells.append(text)
                own.append(not at and not cell.continues)
        fill()
        return cells, own


def shown_rows(grid: Grid) -> list[Line]:
    """The rows of a table as lines, for one that is no table of items."""
    found: list[Line] = []
    for row in grid.rows:
        parts = [cell if own else "" for cell, own in zip(row.cells, row.own, strict=True)]
        if any("\n" in part for part in parts):
            for part in filter(None, parts):
                for at, words in enumerate(part.split("\n")):
                    found.append(Line(row.page, row.line, 1.0 if at else APART, (Segment(0, len(words), words),)))
        else:
            segments = tuple(
                Segment(at * _COLUMN, at * _COLUMN + len(part), part) for at, part in enumerate(parts) if part
            )
            found.append(Line(row.page, row.line, APART, segments))
    return [line for line in found if line.segments]
