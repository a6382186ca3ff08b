"""The history of anything that comes in editions, first of all of a list: its editions in order, and every version of every record with the editions that held it.

A bundled history (:mod:`debar.lists.bundled`) and the store (:mod:`debar.store`) both give one; what is computed from
it (diffs, listings on two clocks, exports) does not know where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from debar.model import Edition


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one record: its key (the entity id), its canonical text, and who held it.

    ``spans`` are pairs (first, last) of places in ``Chronicle.editions``, in order, both included.
    """

    key: str
    record: str
    spans: tuple[tuple[int, int], ...]

    def held_by(self, place: int) -> bool:
        """True when the edition at that place holds this version."""
        return any(first <= place <= last for first, last in self.spans)


class Chronicle(Protocol):
    """The history of one list."""

    @property
    def list_id(self) -> str:
        """The list's id."""
        ...

    @property
    def editions(self) -> tuple[Edition, ...]:
        """All editions, in the order of the day they speak for, then of retrieval."""
        ...

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """Yield every version, sorted by key and, within a key, by its first edition.

        With ``between`` (two places) only the versions held by one of these two editions but not by the other.
        """
        ...


def place_of(editions: tuple[Edition, ...], day: date, known_at: date | None = None) -> int | None:
    """Return the place of the newest edition that speaks for that day or an earlier one; None when there is none.

    With ``known_at``, only editions retrieved by that day count.
    """
    fit = [
        place
        for place, edition in enumerate(editions)
        if edition.dated <= day and (known_at is None or edition.retrieved <= known_at)
    ]
    return fit[-1] if fit else None
