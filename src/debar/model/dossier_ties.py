"""Records of what ties companies to others: projects and end uses, suppliers and customers, subsidiaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

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


#: Whether the tie is told to stand, to have ended, or not to exist.
Stance = Literal["supplies", "ended", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply(Record):
    """A supplier and its customer, as a text tells it; ``item`` is what is supplied, ``day`` the day of the text.

    ``share`` is a decimal text, percent of ``share_of`` (the supplier's revenue, the customer's purchases) in
    ``period``; ``op`` is ``~``, ``>``, ``>=`` or ``<`` where it is no plain number.
    """

    kind: ClassVar[str] = "supply"
    supplier: str
    customer: str
    item: str = ""
    stance: Stance = "supplies"
    share: str = ""
    op: str = ""
    share_of: str = ""
    period: Day | None = None
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidiary(Record):
    """A company that another lists as its subsidiary; ``share`` is percent as it is written, "" where not told."""

    kind: ClassVar[str] = "subsidiary"
    parent: str
    name: str
    place: str = ""
    share: str = ""
    day: Day | None = None
