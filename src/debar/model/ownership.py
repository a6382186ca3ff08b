"""Who owns whom: stakes with their percent or interval and their dates, listings of owners, and what a rule counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: What a relation is. Only ``shares`` are ownership; the others show control, which some contracts count.
RELATIONS = ("shares", "votes", "control", "director")
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """One relation between an owner and what it owns (ids of parties), as a source states it.

    ``least`` and ``most`` bound the percent held: equal when it is known, 0 and 100 when it is not. ``from_`` and
    ``to`` are the first and the last day held. ``nominee`` is True for a holder who holds for someone not named.
    ``of_record`` is the holder of record where another holds for ``owner``; empty when the owner holds it itself.
    ``unlicensed`` is True for a stake that came about by a transfer through US persons without a licence.
    ``citation`` is the address or title of what shows it, beyond the file it was read in.
    ``problem`` says why it cannot be taken as written; such a stake is in doubt, never left out.
    """

    owner: str
    owned: str
    least: Decimal = Decimal(0)
    most: Decimal = WHOLE
    from_: date | None = None
    to: date | None = None
    relation: str = "shares"
    nominee: bool = False
    of_record: str = ""
    unlicensed: bool = False
    source: str = ""
    row: int = 0
    citation: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A party of a stake graph: ``country`` is ISO 3166 alpha-2 in capitals, ``identifiers`` (kind, value) pairs."""

    id: str
    name: str = ""
    country: str = ""
    schema: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def caption(self) -> str:
        """What a sentence calls it."""
        return self.name or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerListing:
    """That a party stands on a list. ``to`` is the day it was taken off, ``firm`` False when it only may be so.

    ``program`` is empty where it is not known. ``because`` says how the party was found on the list.
    """

    party: str
    list: str
    program: str = ""
    from_: date | None = None
    to: date | None = None
    firm: bool = True
    because: str = ""
    url: str = ""

    def holds(self, on: date) -> bool:
        """True when the listing was in force on that day."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on < self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPrograms:
    """Of one list only listings under these programs count."""

    list: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """A warning where a rule does not reach: ``kind`` is ``minority``, ``control`` or ``divestment``."""

    kind: str
    flag: str
    says: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerTest:
    """Owners, of these lists or countries, that hold ``percent`` or more of a party.

    ``aggregate`` adds them up. ``more`` asks for more than ``percent``. ``indirect`` lets a party that is reached
    count as an owner of the listed kind, with its whole direct holding (OFAC FAQ 401: nothing is multiplied down a
    chain). ``control`` counts who is controlled like who is owned. ``foreign`` keeps to companies outside the United
    States. ``programs`` narrows a list to some of its programs. ``government`` keeps, of owners by country, to those
    said to be a government or a body of one; where that is not said it is the missing fact.
    """

    lists: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    percent: int
    aggregate: bool = True
    more: bool = False
    indirect: bool = True
    control: bool = False
    foreign: bool = False
    government: bool = False
    programs: tuple[ListPrograms, ...] = ()
    cautions: tuple[Caution, ...] = ()
