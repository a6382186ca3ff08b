"""The first rows of a table, for whoever tells what its columns hold: cut into cells only where they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import overload

from debar.tables.blocks import Block, texts_of
from debar.tables.delimited import Chunk
from debar.tables.parquet import ArrowRows


class Sample(Sequence[list[str]]):
    """At most so many rows, each with at least ``width`` cells."""

    __slots__ = ("_parts", "_size", "_starts", "_width")

    def __init__(self, parts: Sequence[Chunk | Block | ArrowRows], width: int, most: int) -> None:
        self._parts = [part for part in parts if _size(part)]
        self._starts = list(accumulate(map(_size, self._parts), initial=0))
        self._size = min(self._starts[-1], most)
        self._width = width

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        if isinstance(place, slice):
            return [self._row(number) for number in range(*place.indices(self._size))]
        if not -self._size <= place < self._size:
            raise IndexError(place)
        return self._row(place % self._size)

    def __iter__(self) -> Iterator[list[str]]:
        for part, start in zip(self._parts, self._starts, strict=False):
            left = self._size - start
            rows = part.rows[:left] if isinstance(part, Chunk) else part.part(0, min(left, len(part))).rows()
            yield from map(self._padded, rows)

    def column(self, position: int) -> list[str]:
        """The cells of one column."""
        return list(chain.from_iterable(_cells(part, position) for part in self._parts))[: self._size]

    def let_go(self) -> None:
        """Forget the rows: of hundreds of files they would fill the memory."""
        self._parts, self._starts, self._size = [], [0], 0

    def _row(self, number: int) -> list[str]:
        at = bisect_right(self._starts, number) - 1
        part, place = self._parts[at], number - self._starts[at]
        return self._padded(part.rows[place] if isinstance(part, Chunk) else part.row(place))

    def _padded(self, row: list[str]) -> list[str]:
        return row if len(row) >= self._width else row + [""] * (self._width - len(row))


def _size(part: Chunk | Block | ArrowRows) -> int:
    return len(part.rows) if isinstance(part, Chunk) else len(part)


def _cells(part: Chunk | Block | ArrowRows, position: int) -> list[str]:
    if isinstance(part, Chunk):
        return [row[position] if position < len(row) else "" for row in part.rows]
    cells = part.cells(position)
    texts = iter(texts_of([cell for cell in cells if isinstance(cell, bytes)]))
    return [cell if isinstance(cell, str) else next(texts) for cell in cells]
