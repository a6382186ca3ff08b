"""What every reader of inventories gives: sightings, rejections, and an account that adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from debar.model import Fact, Rejection, Sighting
from debar.tables import Member

#: A record of the input: a sighting, a rejection with its reason, or None for a record that holds nothing.
Record = Sighting | Rejection | None


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """One readable part of a file. Read its ``records`` once, before asking for the next.

    ``explanation`` says what it was read as; ``problem``, when not empty, why this part was not read. ``breaks()``
    says, once all records were read, why it ended before its end.
    """

    name: str
    explanation: str
    records: Callable[[], Iterator[Record]]
    problem: str = ""
    breaks: Callable[[], str] = field(default=str)


class Place:
    """Counts the records of one member and makes sightings at their places."""

    def __init__(self, member: Member, sheet: str = "") -> None:
        self.name = f"{member.name}#{sheet}" if sheet else member.name
        self._sha256 = member.sha256
        self.row = 0

    def next(self) -> int:
        """Count one more record and return its number."""
        self.row += 1
        return self.row

    def sighting(self, **known: object) -> Sighting:
        """A sighting at the record counted last."""
        return Sighting(source=self.name, row=self.row, sha256=self._sha256, **known)  # type: ignore[arg-type]

    def rejection(self, reason: str) -> Rejection:
        """A rejection of the record counted last."""
        return Rejection(self.name, self.row, reason)


def facts_of(*facts: tuple[str, object] | tuple[str, object, str]) -> tuple[Fact, ...]:
    """The facts whose value is not empty, blanks at the ends off."""
    made = (Fact(kind, str(value).strip(), *rest) for kind, value, *rest in facts if value is not None)
    return tuple(fact for fact in made if fact.value)
