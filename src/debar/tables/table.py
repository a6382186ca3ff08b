"""One table of a file: its header, a sample, and its rows in batches, each row with its number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path

from debar.errors import FormatError
from debar.tables import objects, parquet, workbook
from debar.tables.delimited import Chunk, DelimitedReader
from debar.tables.files import Member, Skipped, members
from debar.tables.header import LOOK, column_names, find_header
from debar.tables.limits import HEAD
from debar.tables.sniff import NO_DELIMITER, detect

#: Rows shown to whoever maps the columns.
SAMPLE = 1_000


class Batch:
    """Rows ``first``, ``first + 1`` … of a table: 1-based records after the header, blank ones included.

    ``columns`` holds, by position in the header, the cells of the columns asked for, as written, not stripped, missing
    ones empty; `row` gives all cells of one row. ``beyond`` has, by row, the cells a row has beyond the header,
    ``unreadable`` the reason why a row could not be read (its cells are empty).
    """

    __slots__ = ("_kept", "_size", "_starts", "_width", "beyond", "columns", "first", "unreadable")

    def __init__(self, first: int, width: int, columns: Sequence[int]) -> None:
        self.first = first
        self.columns: dict[int, list[str]] = {column: [] for column in columns}
        self.beyond: dict[int, list[str]] = {}
        self.unreadable: dict[int, str] = {}
        self._width = width
        self._kept: list[tuple[Sequence[str | list[str]], Callable[[str], list[str]]]] = []
        self._starts: list[int] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def row(self, position: int) -> list[str]:
        """The cells of one row, at least as many as the header has, those beyond it last."""
        place = bisect_right(self._starts, position) - 1
        kept, recut = self._kept[place]
        found = kept[position - self._starts[place]]
        cells = recut(found) if isinstance(found, str) else found
        return cells + [""] * (self._width - len(cells))

    def raws(self, positions: Sequence[int]) -> Iterator[str]:
        """Rows at ascending positions as they were written, or their cells joined by spaces where that is not kept."""
        place, end = -1, 0
        kept: Sequence[str | list[str]] = ()
        for position in positions:
            while position >= end:
                place += 1
                kept, start = self._kept[place][0], self._starts[place]
                end = start + len(kept)
            found = kept[position - start]
            yield found if isinstance(found, str) else " ".join(found)

    def joined(self, sign: str) -> Iterator[str]:
        """Every row in order, its cells joined by ``sign``."""
        for kept, recut in self._kept:
            for found in kept:
                yield sign.join(recut(found) if isinstance(found, str) else found)

    def add(self, chunk: Chunk) -> None:
        """Appends the rows of ``chunk``."""
        start = self._size
        rows = chunk.rows
        width = self._width
        if set(map(len, rows)) != {width}:
            self.beyond |= {i: row[width:] for i, row in enumerate(rows, start) if len(row) > width}
            rows = [row if len(row) >= width else row + [""] * (width - len(row)) for row in rows]
        for position, column in self.columns.items():
            column += [row[position] for row in rows]
        self.unreadable |= {start + i: reason for i, reason in chunk.unreadable.items()}
        self._kept.append((chunk.kept, chunk.recut))
        self._starts.append(start)
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
    sample: list[list[str]]
    written: str = ""
    has_header: bool = True
    title: list[str] = field(default_factory=list)
    share: Callable[[], float] = float
    _chunks: Iterator[Chunk] = field(default_factory=lambda: iter(()))
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
            start = 0
            while start < len(chunk.rows):
                end = start + min(rows - len(batch), len(chunk.rows) - start)
                batch.add(_part(chunk, start, end))
                start = end
                if len(batch) == rows:
                    yield batch
                    batch = Batch(batch.first + rows, width, wanted)
        if len(batch):
            yield batch


def _part(chunk: Chunk, start: int, end: int) -> Chunk:
    if start == 0 and end == len(chunk.rows):
        return chunk
    bad = {i - start: reason for i, reason in chunk.unreadable.items() if start <= i < end}
    return Chunk(chunk.rows[start:end], chunk.kept[start:end], bad, chunk.recut)


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
    header, chunks = parquet.columns(member.stream)
    table = _table(member, "", column_names(header, len(header)), chunks)
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


def _with_header(member: Member, sheet: str, chunks: Iterator[Chunk]) -> Table:
    """The table whose first records hold title lines and a header."""
    ahead = _ahead(chunks)
    rows = [row for chunk in ahead for row in chunk.rows]
    if not any(cell.strip() for row in rows for cell in row) and not any(chunk.unreadable for chunk in ahead):
        raise FormatError(f"{member.name}: holds no records. Check that the export finished.")
    position = find_header(rows)
    if position is None:
        table = _table(member, sheet, column_names([], _common_width(rows)), chain(ahead, chunks))
        table.has_header = False
        return table
    below = position + 1
    names = column_names(rows[position], _common_width(rows[below:]))
    first = _part(ahead[0], below, len(ahead[0].rows))
    table = _table(member, sheet, names, chain([first], ahead[1:], chunks))
    table._heading = below  # noqa: SLF001 - its own module
    table.title = [" ".join(" ".join(row).split()) for row in rows[:position] if any(cell.strip() for cell in row)]
    return table


def _common_width(rows: list[list[str]]) -> int:
    """The number of cells that at least half of the filled rows near the top have."""
    widths = sorted(len(row) for row in rows[:60] if any(cell.strip() for cell in row))
    return widths[len(widths) // 2] if widths else 0


def _ahead(chunks: Iterator[Chunk], enough: int = LOOK) -> list[Chunk]:
    """The first chunks, holding ``enough`` records where there are so many; small ones are joined to one."""
    found: list[Chunk] = []
    size = 0
    while size < enough and (chunk := next(chunks, None)) is not None:
        found.append(chunk)
        size += len(chunk.rows)
    if len(found) > 1 and len(found[0].rows) < LOOK:
        rows = [row for chunk in found for row in chunk.rows]
        starts = accumulate((len(chunk.rows) for chunk in found), initial=0)
        bad = {s + i: r for s, chunk in zip(starts, found, strict=False) for i, r in chunk.unreadable.items()}
        return [Chunk(rows, rows, bad)]
    return found


def _table(member: Member, sheet: str, header: list[str], chunks: Iterator[Chunk]) -> Table:
    ahead = _ahead(chunks, SAMPLE)
    name = f"{member.name}#{sheet}" if sheet else member.name
    width = len(header)
    sample = [row if len(row) >= width else row + [""] * (width - len(row)) for chunk in ahead for row in chunk.rows]
    return Table(
        *(name, member.source, member.member, sheet, member.sha256, header, sample),
        share=member.share,
        _chunks=chain(ahead, chunks),
    )
