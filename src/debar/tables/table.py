"""One table of a file: its header, a sample, and its rows in batches, each row with its number."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from debar.errors import FormatError
from debar.model import Coded
from debar.tables import objects, parquet, workbook
from debar.tables.blocks import Block, Joined, texts_of
from debar.tables.delimited import Chunk, DelimitedReader
from debar.tables.files import Member, Skipped, members
from debar.tables.header import LOOK, column_names, find_header
from debar.tables.limits import HEAD
from debar.tables.parquet import ArrowRows
from debar.tables.sample import Sample
from debar.tables.sniff import NO_DELIMITER, detect

#: Rows that are not cut into cells yet.
Uncut = Block | ArrowRows
#: Rows shown to whoever maps the columns.
SAMPLE = 1_500
#: Rows that tell the header and the usual width below it.
_TOP = 128


class _Rows:
    """Rows kept as cells or texts, with the columns asked for taken out."""

    __slots__ = ("_columns", "_delimiter", "_kept")

    def __init__(self, chunk: Chunk, rows: list[list[str]], columns: Sequence[int]) -> None:
        self._kept = chunk.kept
        self._delimiter = chunk.delimiter
        self._columns = {position: [row[position] for row in rows] for position in columns}

    def cells(self, position: int) -> list[str]:
        """One of the columns asked for."""
        return self._columns[position]

    def row(self, number: int) -> list[str]:
        """The cells of one row."""
        found = self._kept[number]
        return found.split(self._delimiter) if isinstance(found, str) else found

    def filled(self, position: int) -> NDArray[np.bool_]:
        """Whether the cells of one of the columns asked for hold more than blanks."""
        return np.array([bool(cell.strip()) for cell in self.cells(position)], bool)

    def joined(self, sign: str) -> Joined:
        """Every row, its cells joined by ``sign``."""
        delimiter = self._delimiter
        return Joined.of(row.replace(delimiter, sign) if isinstance(row, str) else sign.join(row) for row in self._kept)


class Batch:
    """Rows ``first``, ``first + 1`` … of a table: 1-based records after the header, blank ones included.

    ``columns`` holds, by position in the header, the cells of the columns asked for, as written, not stripped, missing
    ones empty, and `coded` one of them as distinct values; `row` gives all cells of one row. ``beyond`` has, by row,
    the cells a row has beyond the header, ``unreadable`` the reason why a row could not be read (its cells are empty).
    Blocks are cut when a column or row is asked for, so a batch of them can be handed to another process uncut.
    """

    __slots__ = ("_columns", "_parts", "_ragged", "_size", "_starts", "_wanted", "_width", "first", "unreadable")

    def __init__(self, first: int, width: int, columns: Sequence[int]) -> None:
        self.first = first
        self.unreadable: dict[int, str] = {}
        self._wanted = columns
        self._columns: dict[int, list[str]] | None = None
        self._ragged: dict[int, list[str]] = {}
        self._width = width
        self._parts: list[_Rows | Uncut] = []
        self._starts: list[int] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def columns(self) -> dict[int, list[str]]:
        """The cells of each column asked for."""
        if self._columns is None:
            self._columns = {position: list(self.coded(position)) for position in self._wanted}
        return self._columns

    @property
    def beyond(self) -> dict[int, list[str]]:
        """By row, the cells it has beyond the header."""
        found = dict(self._ragged)
        for start, part in zip(self._starts, self._parts, strict=True):
            if not isinstance(part, _Rows):
                found |= {start + i: cells for i, cells in part.beyond(self._width).items()}
        return found

    def coded(self, position: int) -> Coded:
        """One of the columns asked for, as its distinct values in the order in which they come up."""
        if len(self._parts) == 1 and isinstance(self._parts[0], ArrowRows):
            return self._parts[0].coded(position)
        if any(isinstance(part, ArrowRows) for part in self._parts):
            return _together([part.coded(position) for part in self._parts if isinstance(part, ArrowRows)])
        place: defaultdict[str | bytes, int] = defaultdict()
        place.default_factory = place.__len__
        codes = [np.fromiter(map(place.__getitem__, part.cells(position)), np.int64) for part in self._parts]
        place.default_factory = None  # it would refer to itself and stay until the next search for cycles
        texts = iter(texts_of([value for value in place if isinstance(value, bytes)]))
        values = [value if isinstance(value, str) else next(texts) for value in place]
        return Coded(values, np.concatenate(codes) if codes else np.empty(0, np.int64))

    def row(self, position: int) -> list[str]:
        """The cells of one row, at least as many as the header has, those beyond it last."""
        place = bisect_right(self._starts, position) - 1
        cells = self._parts[place].row(position - self._starts[place])
        return cells + [""] * (self._width - len(cells))

    def filled(self, position: int) -> NDArray[np.bool_]:
        """Whether the cells of one of the columns asked for hold more than blanks."""
        return np.concatenate([np.empty(0, bool), *(part.filled(position) for part in self._parts)])

    def joined(self, sign: str) -> Iterator[Joined]:
        """All rows, in parts, in order, their cells joined by ``sign``, which no cell may hold."""
        return (part.joined(sign) for part in self._parts)

    def add(self, chunk: Chunk | Uncut) -> None:
        """Appends the rows of ``chunk``."""
        start = self._size
        self._starts.append(start)
        if not isinstance(chunk, Chunk):
            self._parts.append(chunk)
            self._size += len(chunk)
            return
        rows = chunk.rows
        width = self._width
        if set(map(len, rows)) != {width}:
            self._ragged |= {i: row[width:] for i, row in enumerate(rows, start) if len(row) > width}
            rows = [row if len(row) >= width else row + [""] * (width - len(row)) for row in rows]
        self.unreadable |= {start + i: reason for i, reason in chunk.unreadable.items()}
        self._parts.append(_Rows(chunk, rows, self._wanted))
        self._size += len(rows)


@dataclass(slots=True)
class Table:
    """A table: ``name`` is ``file``, ``file/member`` or either with ``#sheet``; ``sha256`` is of the whole file.

    ``sample`` holds the first rows (they come again in ``batches``); ``title`` the lines above the header;
    ``has_header`` is False when the first record is data already and the columns are called ``column 1`` …; ``written``
    says how the bytes are written. ``share`` tells how much of the file was read so far (0..1).
    """

    name: str
    source: str
    member: str
    sheet: str
    sha256: str
    header: list[str]
    sample: Sample
    written: str = ""
    has_header: bool = True
    title: list[str] = field(default_factory=list)
    share: Callable[[], float] = float
    _chunks: Iterator[Chunk | Uncut] = field(default_factory=lambda: iter(()))
    _mended: Callable[[int], list[str]] = lambda _: []
    _heading: int = 0

    @property
    def notes(self) -> list[str]:
        """What a reader of the table should know; complete once all batches were read."""
        notes = [self.written] if self.written else []
        if self.title:
            shown = " / ".join(self.title[:3])[:200]
            notes.append(f"{len(self.title)} lines above the header: {shown}")
        if not self.has_header:
            notes.append("no header: the first record is data, columns are named column 1, column 2, …")
        return notes + self.mended

    @property
    def mended(self) -> list[str]:
        """What had to be mended to read the rows, one sentence each; complete once all batches were read."""
        return self._mended(self._heading)

    def batches(self, rows: int = 10_000, columns: Sequence[int] | None = None) -> Iterator[Batch]:
        """All rows, in order, at most ``rows`` at a time, with the ``columns`` at these positions (None: all).

        They can be read once, before the next table is asked for.
        """
        width = len(self.header)
        wanted = range(width) if columns is None else columns
        batch = Batch(1, width, wanted)
        for chunk in self._chunks:
            size, start = _size(chunk), 0
            while start < size:
                end = start + min(rows - len(batch), size - start)
                batch.add(chunk if end - start == size else chunk.part(start, end))
                start = end
                if len(batch) == rows:
                    yield batch
                    batch = Batch(batch.first + rows, width, wanted)
        if len(batch):
            yield batch


def _together(columns: Sequence[Coded]) -> Coded:
    """One column under the other."""
    place: dict[str, int] = {}
    codes = []
    for column in columns:
        known = np.array([place.setdefault(value, len(place)) for value in column.values], np.int64)
        codes.append(known[column.codes])
    return Coded(list(place), np.concatenate(codes))


def _size(chunk: Chunk | Uncut) -> int:
    return len(chunk) if not isinstance(chunk, Chunk) else len(chunk.rows)


def _rows_of(chunks: Iterable[Chunk | Uncut], most: int) -> list[list[str]]:
    """The first rows of the chunks."""
    found: list[list[str]] = []
    for chunk in chunks:
        if len(found) < most and not isinstance(chunk, Chunk):
            found += chunk.part(0, min(len(chunk), most - len(found))).rows()
        elif len(found) < most and isinstance(chunk, Chunk):
            found += chunk.rows[: most - len(found)]
    return found


def open_tables(path: str | Path, skipped: list[Skipped] | None = None) -> Iterator[Table]:
    """The tables of the file at ``path`` (``-``: standard input): each sheet of a workbook, each member of an archive.

    Read each table before asking for the next. What is no table is added to ``skipped``; without that list it raises.
    Raises `InputError` for a missing file or a directory, `FormatError` for empty, binary and broken ones.
    """
    for member in members(path, skipped):
        yield from tables_of(member, skipped)


def tables_of(member: Member, skipped: list[Skipped] | None = None) -> Iterator[Table]:
    """The tables of one member of a file. Raises and skips as `open_tables` does."""
    try:
        if member.kind == "xml":
            raise FormatError(f"{member.name}: is XML, not a table. Of XML, FPDS Atom feeds are read, by a scan.")
        if member.kind == "workbook":
            yield from _sheets(member)
        elif member.kind == "json" or (member.kind == "text" and objects.is_named_lines(member.name)):
            yield _json_table(member)
        elif member.kind == "parquet":
            yield _parquet_table(member)
        else:
            yield _text_table(member)
    except FormatError as error:
        if skipped is None or not member.member:
            raise
        skipped.append(Skipped(member.name, str(error).removeprefix(f"{member.name}: ")))


def _sheets(member: Member) -> Iterator[Table]:
    """A table for each sheet that holds something: an empty one beside it holds no record to account for."""
    empty: list[str] = []
    found = 0
    for sheet, chunks in workbook.sheets(member.stream):
        try:
            table = _with_header(member, sheet, chunks)
        except FormatError:
            empty.append(sheet)
            continue
        found += 1
        yield table
    if not found:
        raise FormatError(f"{member.name}: every sheet is empty ({', '.join(empty) or 'there is none'}).")


def _text_table(member: Member) -> Table:
    head = member.stream.peek(HEAD)
    dialect = detect(head, complete=len(head) < HEAD)
    reader = DelimitedReader(member.stream, dialect)
    cut = "one column" if dialect.delimiter == NO_DELIMITER else f"delimiter {dialect.delimiter!r}"
    table = _with_header(member, "", reader.chunks())
    table.written = f"{dialect.encoding}, {cut}"
    table._mended = reader.notes  # noqa: SLF001 - its own module
    return table


def _parquet_table(member: Member) -> Table:
    header, records = parquet.columns(member.stream)
    table = _table(member, "", column_names(header, len(header)), iter(records))
    if not member.member:
        table.share = records.share  # the whole file was taken at once, its records were not
    if not table.sample:
        raise FormatError(f"{member.name}: holds no records. Check that the export finished.")
    table.written = "parquet"
    return table


def _json_table(member: Member) -> Table:
    if objects.is_named_lines(member.name) or objects.is_lines(member.stream.peek(HEAD)):
        return from_records(member, objects.lines(member.stream), "json lines")
    records = objects.records_in(objects.document(member.stream))
    if records is None:
        raise FormatError(
            f"{member.name}: is JSON, but holds no single list of records. "
            "Give a list of objects, or an object with one such list."
        )
    return from_records(member, records, "a json list")


def from_records(member: Member, records: objects.Records, written: str) -> Table:
    """The table of records that are JSON objects already. Raises `FormatError` when none of them is one."""
    header, chunks = objects.table(records)
    if not header:
        raise FormatError(f"{member.name}: no line is a JSON object. Export the records again, one object a line.")
    table = _table(member, "", header, chunks)
    table.written = written
    return table


def _with_header(member: Member, sheet: str, chunks: Iterator[Chunk | Uncut]) -> Table:
    """The table whose first records hold title lines and a header."""
    ahead = _ahead(chunks)
    rows = _rows_of(ahead, _TOP)
    if not any(cell.strip() for row in rows for cell in row):
        rows = _rows_of(ahead, SAMPLE)
    unread = any(chunk.unreadable for chunk in ahead if isinstance(chunk, Chunk))
    if not unread and not any(cell.strip() for row in rows for cell in row):
        raise FormatError(f"{member.name}: holds no records. Check that the export finished.")
    position = find_header(rows)
    if position is None:
        table = _table(member, sheet, column_names([], _common_width(rows)), chain(ahead, chunks))
        table.has_header = False
        return table
    below = position + 1
    names = column_names(rows[position], _common_width(rows[below:]))
    first = ahead[0].part(below, _size(ahead[0]))
    table = _table(member, sheet, names, chain([first], ahead[1:], chunks))
    table._heading = below  # noqa: SLF001 - its own module
    table.title = [" ".join(" ".join(row).split()) for row in rows[:position] if any(cell.strip() for cell in row)]
    return table


def _common_width(rows: list[list[str]]) -> int:
    """The number of cells that at least half of the filled rows near the top have."""
    widths = sorted(len(row) for row in rows[:60] if any(cell.strip() for cell in row))
    return widths[len(widths) // 2] if widths else 0


def _ahead(chunks: Iterator[Chunk | Uncut], enough: int = LOOK) -> list[Chunk | Uncut]:
    """The first chunks, holding ``enough`` records where there are so many; small ones are joined to one."""
    found: list[Chunk | Uncut] = []
    size = 0
    while size < enough and (chunk := next(chunks, None)) is not None:
        found.append(chunk)
        size += _size(chunk)
    if len(found) > 1 and _size(found[0]) < LOOK:
        rows = _rows_of(found, size)
        starts = accumulate(map(_size, found), initial=0)
        unread = [chunk.unreadable if isinstance(chunk, Chunk) else {} for chunk in found]
        bad = {s + i: r for s, reasons in zip(starts, unread, strict=False) for i, r in reasons.items()}
        return [Chunk(rows, rows, bad)]
    return found


def _table(member: Member, sheet: str, header: list[str], chunks: Iterator[Chunk | Uncut]) -> Table:
    ahead = _ahead(chunks, SAMPLE)
    name = f"{member.name}#{sheet}" if sheet else member.name
    width = len(header)
    sample = Sample(ahead, width, SAMPLE)
    return Table(
        *(name, member.source, member.member, sheet, member.sha256, header, sample),
        share=member.share,
        _chunks=chain(ahead, chunks),
    )
