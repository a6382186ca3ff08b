"""Records of what ties companies to others: projects and end uses, suppliers and their customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from debar.model.dossiers import Day, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """A project or an end use with a party in it: where, for whom, for what, and its worth where it is told."""

    kind: ClassVar[str] = "project"
    party: str
    name: str
    place: str = ""
    use: str = ""
    customer: str = ""
    amount: str = ""
    currency: str = ""
    start: Day | None = None
    end: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply(Record):
    """A supplier and its customer, as a text tells it; ``item`` is what is supplied."""

    kind: ClassVar[str] = "supply"
    supplier: str
    customer: str
    item: str = ""
    day: Day | None = None
