"""A column of texts as its distinct values, so that work on it is done once a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray


class Coded(Sequence[str]):
    """A column: row ``i`` holds ``values[codes[i]]``. Values may repeat, and some may stand in no row."""

    __slots__ = ("codes", "values")

    def __init__(self, values: Sequence[str], codes: NDArray[int64]) -> None:
        self.values = values
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Coded: ...
    def __getitem__(self, place: int | slice) -> str | Coded:
        if isinstance(place, slice):
            return Coded(self.values, self.codes[place])
        return self.values[int(self.codes[place])]

    def __iter__(self) -> Iterator[str]:
        return map(self.values.__getitem__, self.codes.tolist())

    def rows(self, positions: NDArray[int64] | NDArray[bool_]) -> Coded:
        """The same column with these rows only."""
        return Coded(self.values, self.codes[positions])
