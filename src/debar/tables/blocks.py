"""The fast lane for delimited text: blocks of bytes that need no careful reading, cut into columns by numpy.

`prove` admits a block only when its bytes show that `debar.tables.delimited` would cut it into the same cells: each
quote opens or closes a whole cell (RFC 4180), or doubles inside one, and each record stands on one line, or all of them
have the usual number of cells.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from debar.tables.limits import MAX_RECORD
from debar.tables.sniff import Dialect

_QUOTE, _LINE_END, _RETURN = 0x22, 0x0A, 0x0D
#: A cell that begins with a byte between these two is not blank.
_BLANK, _NOT_ASCII = 0x20, 0x80
#: Stands for the end of a record while cells may hold line ends.
_RECORD_END = b"\x1e"
Places = NDArray[np.int64]


class _Bounds(NamedTuple):
    """Where each cell starts and ends, without its quotes (a row a record, a column a cell), and where records end."""

    starts: Places
    ends: Places
    records: Places


class Joined(NamedTuple):
    """Records as bytes (UTF-8), the cells of each joined by one sign: record ``i`` is ``data[starts[i] : ends[i]]``."""

    data: bytes
    starts: Places
    ends: Places

    @classmethod
    def of(cls, records: Iterable[str]) -> Joined:
        """Records given as texts."""
        written = [record.encode("utf-8", "surrogatepass") for record in records]
        ends = np.cumsum([0, *map(len, written)], dtype=np.int64)
        return cls(b"".join(written), ends[:-1], ends[1:])

    @classmethod
    def ended(cls, data: bytes, end: int) -> Joined:
        """Records that each end with this byte, which stands nowhere else."""
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == end)
        return cls(data, np.concatenate((np.zeros(1, np.int64), ends + 1))[:-1], ends)


class Block:
    """Whole records as bytes (UTF-8, each with its line end), cut when asked. ``len`` counts the records."""

    __slots__ = ("_bounds", "_data", "_delimiter", "_quoted", "_ragged", "_size")

    def __init__(self, data: bytes, size: int, delimiter: str, *, quoted: bool) -> None:
        self._data = data
        self._size = size
        self._delimiter = delimiter
        self._quoted = quoted
        self._bounds: _Bounds | None = None
        self._ragged: list[list[str]] | None = None

    def __len__(self) -> int:
        return self._size

    def __reduce__(self) -> tuple[Any, ...]:
        return _block, (self._data, self._size, self._delimiter, self._quoted)

    @property
    def width(self) -> int:
        """The number of cells that every record has; 0 when it differs."""
        self._cut()
        return 0 if self._bounds is None else self._bounds.starts.shape[1]

    def cells(self, position: int) -> Sequence[bytes | str]:
        """One column, missing cells empty: bytes, for `texts_of`, where all records have as many cells, else texts."""
        bounds = self._cut()
        if bounds is None:
            return [row[position] if position < len(row) else "" for row in self._rows()]
        if position >= bounds.starts.shape[1]:
            return [b""] * self._size
        starts, ends = bounds.starts[:, position].tolist(), bounds.ends[:, position].tolist()
        return list(map(self._data.__getitem__, map(slice, starts, ends)))

    def row(self, number: int) -> list[str]:
        """The cells of one record, from 0."""
        record = self.record(number)
        if '"' not in record:
            return record.split(self._delimiter)
        return next(csv.reader((line + "\n" for line in record.split("\n")), delimiter=self._delimiter))

    def record(self, number: int) -> str:
        """One record as it was written."""
        bounds = self._cut()
        if bounds is None:
            return self.lines()[number]
        start = int(bounds.records[number - 1]) + 1 if number else 0
        return self._data[start : int(bounds.records[number])].decode()

    def lines(self) -> list[str]:
        """The lines as they were written."""
        return self._data.decode().removesuffix("\n").split("\n")

    def filled(self, position: int) -> NDArray[np.bool_]:
        """Whether the cells of one column hold more than blanks."""
        bounds = self._cut()
        if bounds is None:
            return np.array([bool(cell.strip()) for cell in self.cells(position)], bool)
        if position >= bounds.starts.shape[1]:
            return np.zeros(self._size, bool)
        starts, ends = bounds.starts[:, position], bounds.ends[:, position]
        # A cell ends before a delimiter, a quote or a line end, so there is a byte where an empty one starts, too.
        first = np.frombuffer(self._data, np.uint8)[starts]
        found: NDArray[np.bool_] = ends > starts
        for row in np.flatnonzero(found & ((first <= _BLANK) | (first >= _NOT_ASCII))).tolist():
            found[row] = bool(self._data[starts[row] : ends[row]].decode().strip())
        return found

    def joined(self, sign: str) -> Joined:
        """Every record, its cells joined by ``sign`` (one ASCII letter that no cell holds)."""
        if not self._quoted:
            return Joined.ended(self._data.replace(self._delimiter.encode(), sign.encode()), _LINE_END)
        bounds = self._cut()
        if bounds is None or _RECORD_END in self._data:
            return Joined.of(sign.join(row) for row in self.rows())
        letters = np.frombuffer(self._data, np.uint8).copy()
        opened = (bounds.starts > 0) & (letters[bounds.starts - 1] == _QUOTE)
        after = bounds.ends + opened
        letters[after[:, :-1]] = ord(sign)
        letters[after[:, -1]] = _RECORD_END[0]
        kept = np.ones(len(letters), bool)
        kept[bounds.starts[opened] - 1] = False
        kept[bounds.ends[opened]] = False
        return Joined.ended(letters[kept].tobytes().replace(b'""', b'"'), _RECORD_END[0])

    def part(self, start: int, end: int) -> Block:
        """The records from ``start`` up to ``end``."""
        if start >= end:
            return Block(b"", 0, self._delimiter, quoted=self._quoted)
        letters = np.frombuffer(self._data, np.uint8)
        ends = np.flatnonzero(letters == _LINE_END) + 1
        if len(ends) != self._size:
            quotes = np.flatnonzero(letters == _QUOTE)
            ends = ends[(np.searchsorted(quotes, ends) & 1) == 0]
        data = self._data[int(ends[start - 1]) if start else 0 : int(ends[end - 1])]
        return Block(data, end - start, self._delimiter, quoted=self._quoted)

    def rows(self) -> list[list[str]]:
        """The cells of all records."""
        return self._rows() if self._size else []

    def beyond(self, width: int) -> dict[int, list[str]]:
        """By record, the cells after the first ``width``, where there are more."""
        if self._cut() is not None and self.width <= width:
            return {}
        return {number: row[width:] for number, row in enumerate(self.rows()) if len(row) > width}

    def cut(self, width: int) -> bool:
        """Whether every record has so many cells, more than none; they are found then."""
        self._bounds = _bounds(self._data, self._size, ord(self._delimiter), quoted=self._quoted, width=width)
        return self._bounds is not None

    def _cut(self) -> _Bounds | None:
        if self._bounds is None and self._ragged is None:
            self._bounds = _bounds(self._data, self._size, ord(self._delimiter), quoted=self._quoted)
            if self._bounds is None:
                self._ragged = self._rows()
        return self._bounds

    def _rows(self) -> list[list[str]]:
        if self._ragged is None:
            lines = self.lines()
            if self._quoted:
                return list(csv.reader((line + "\n" for line in lines), delimiter=self._delimiter))
            return [line.split(self._delimiter) for line in lines]
        return self._ragged


def _block(data: bytes, size: int, delimiter: str, quoted: bool) -> Block:
    return Block(data, size, delimiter, quoted=quoted)


def texts_of(cells: Collection[bytes]) -> list[str]:
    """The texts of cells of blocks: doubled quotes are one."""
    # No block holds NUL, so all of them can be read as one text.
    return b"\0".join(cells).replace(b'""', b'"').decode().split("\0") if cells else []


def has_lane(dialect: Dialect) -> bool:
    """Whether blocks written in this dialect can be proved at all."""
    return (
        dialect.encoding == "utf-8"
        and dialect.newline != "\r"
        and dialect.delimiter.isascii()
        and not dialect.spaced_quotes
        and not dialect.sep_line
    )


def prove(data: bytes, dialect: Dialect) -> Block | None:
    """The block of the lines in ``data`` (UTF-8, no line end at the end), or None when they need careful reading."""
    if len(data) > MAX_RECORD or b"\0" in data or b"\x1a" in data or (dialect.backslash and b"\\" in data):
        return None
    data += b"\n"
    if b"\r" in data:
        letters = np.frombuffer(data, np.uint8)
        returns = letters == _RETURN
        if not (letters[1:][returns[:-1]] == _LINE_END).all():
            return None
        data = letters[~returns].tobytes()
    lines = data.count(b"\n")
    if b'"' not in data:
        return Block(data, lines, dialect.delimiter, quoted=False)
    letters = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    delimiter = ord(dialect.delimiter)
    if len(quotes) % 2 or not _whole_cells(letters, quotes, delimiter):
        return None
    runs_over = int(np.count_nonzero(np.searchsorted(quotes, np.flatnonzero(letters == _LINE_END)) & 1))
    if not runs_over:
        return Block(data, lines, dialect.delimiter, quoted=True)
    block = Block(data, lines - runs_over, dialect.delimiter, quoted=True)
    return block if block.cut(dialect.width) else None


def _whole_cells(letters: NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Whether each quote stands at the edge of a cell or beside the quote it doubles."""
    edge = np.zeros(256, bool)
    edge[[delimiter, _LINE_END, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    # A quote at the very start opens a cell: the last byte, a line end, stands before it.
    return bool(edge[letters[opening - 1]].all() and edge[letters[closing + 1]].all())


def _bounds(data: bytes, size: int, delimiter: int, *, quoted: bool, width: int = 0) -> _Bounds | None:
    """The bounds of all cells; None unless every record has as many (``width``, where that is given)."""
    letters = np.frombuffer(data, np.uint8)
    signs = (letters == delimiter) | (letters == _LINE_END)
    if quoted:
        at = np.flatnonzero(signs | (letters == _QUOTE))
        quote = letters[at] == _QUOTE
        at = at[~quote & ((np.add.accumulate(quote, dtype=np.uint8) & 1) == 0)]
    else:
        at = np.flatnonzero(signs)
    found = len(at) // size
    if len(at) % size or (width and found != width) or not (letters[at[found - 1 :: found]] == _LINE_END).all():
        return None
    records = at[found - 1 :: found]
    ends = at.reshape(size, found)
    starts = np.concatenate(([0], at[:-1] + 1)).reshape(size, found)
    if quoted:
        opened = letters[starts] == _QUOTE
        starts = starts + opened
        ends = ends - opened
    return _Bounds(starts, ends, records)
