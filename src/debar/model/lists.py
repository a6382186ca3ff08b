"""Listed parties: entities, their designations and the editions they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

_FIRMS = frozenset({"Company", "Organization", "PublicBody", "LegalEntity"})
#: FollowTheMoney schema asked for -> schemata a list may file such a party under: lists seldom say more than "entity".
FILED_AS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Company": _FIRMS,
        "Organization": _FIRMS,
        "PublicBody": _FIRMS,
        "Person": frozenset({"Person", "LegalEntity"}),
        "LegalEntity": _FIRMS | {"Person"},
        "Vessel": frozenset({"Vessel"}),
        "Airplane": frozenset({"Airplane"}),
        "Address": frozenset({"Address"}),
        "Thing": _FIRMS | {"Person", "Vessel", "Airplane", "Address", "Thing"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place a lawyer would open: ``title`` as lawyers write it, ``url`` when known."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source for a fact: what it is, where it is, when it was read (ISO date or empty)."""

    title: str
    url: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as written; ``currency`` is ISO 4217, or empty when the record does not say."""

    value: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One retrieved state of a list.

    ``sha256`` identifies its original files; ``retrieved_at`` is the moment (UTC) and ``retrieved`` its day.
    ``completeness`` is ``full``, ``partial`` or ``derived`` (made by others from the official text); ``parts`` names
    the pieces of an edition put together from several files, each with its date; ``lacks`` the fields that its files
    do not give (``aliases``, ``addresses`` ...), on which it says nothing, ``parties`` when it holds only some of
    them, so that absence from it ends no listing; ``origin`` is ``bundled``, ``imported`` or ``fetched``; ``layout``
    and ``parser`` say how its bytes were read; ``note`` what a reader must know.
    ``confirmed`` is the last day on which the official place still served this very state.
    """

    list: str
    title: str
    authority: str
    sha256: str
    published: date | None
    retrieved_at: datetime
    entities: int
    designations: int = 0
    source: str = ""
    official_url: str = ""
    licence: str = ""
    completeness: str = "full"
    parts: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    origin: str = "bundled"
    layout: str = ""
    parser: str = ""
    note: str = ""
    confirmed: date | None = None

    @property
    def retrieved(self) -> date:
        """The day on which it was retrieved (UTC): from then on it is known."""
        return self.retrieved_at.date()

    @property
    def dated(self) -> date:
        """The day this edition speaks for: published, else retrieved."""
        return self.published or self.retrieved

    @property
    def current_on(self) -> date:
        """The last day for which this is known to be the list's state: the age of a list counts from here."""
        return max(self.dated, self.confirmed or self.dated)


@dataclass(frozen=True, slots=True)
class Correction:
    """A date that debar's own research puts in the place of the list's; the list's value is kept beside it.

    ``field`` is ``from``, ``to`` or ``published``; ``stated`` what the list says (empty: nothing), ``value`` what
    holds, both ISO dates.
    """

    field: str
    stated: str
    value: str
    citation: Citation
    note: str = ""


class Standing(StrEnum):
    """Whether a listing was in force on a day: yes, no, or not known because only bounds are."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """One listing of an entity on one list, on two clocks.

    In force: from ``from_`` to ``to`` (last day). Where the list gives no date and editions only bound it,
    ``from_bounded`` is set: the listing was certainly in force on ``from_`` (the first edition that holds it) and not
    yet on ``from_after`` (the edition before; None when the first edition held is the oldest there is). ``to_bounded``
    likewise: certainly still in force on ``to_after``, certainly no longer on the day after ``to``.

    Known: ``published`` is the day on which the authority announced it, when the list says so; ``known_from`` and
    ``known_to`` are the days on which the first and the last edition that hold it were retrieved (``known_to`` is None
    while the newest edition holds it).

    ``details`` is what else the list says of it, as (key, value) pairs such as ``("purpose_limited", "yes")``.
    """

    list: str
    program: str = ""
    authority: str = ""
    from_: date | None = None
    to: date | None = None
    from_after: date | None = None
    from_bounded: bool = False
    to_after: date | None = None
    to_bounded: bool = False
    published: date | None = None
    known_from: date | None = None
    known_to: date | None = None
    citations: tuple[Citation, ...] = ()
    scope: str = ""
    note: str = ""
    details: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()

    def standing(self, on: date | None) -> Standing:
        """Whether the listing was in force on that day (no day given: whether it has not ended)."""
        if on is None:
            return Standing.YES if self.to is None else Standing.NO
        if self.from_ is not None and on < self.from_:
            early = self.from_bounded and (self.from_after is None or on > self.from_after)
            return Standing.UNKNOWN if early else Standing.NO
        if self.to is not None and on > self.to:
            return Standing.NO
        if self.to_bounded and self.to_after is not None and on > self.to_after:
            return Standing.UNKNOWN
        return Standing.YES

    def in_force(self, on: date | None) -> bool:
        """True when the listing was in force on that day, or may have been as far as is known."""
        return self.standing(on) is not Standing.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A party on a list. ``id`` is ``LIST:ID``; ``schema`` a FollowTheMoney schema name.

    ``names[0]`` is the caption. ``weak_names`` are aliases that the list itself calls weak.
    ``identifiers`` are (type, value) pairs such as ``("uei", "L78SCHFL4JN8")``.
    """

    id: str
    list: str
    schema: str
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    birth_dates: tuple[str, ...] = ()
    designations: tuple[Designation, ...] = ()

    @property
    def caption(self) -> str:
        """The name the list gives first."""
        return self.names[0]

    @property
    def by_name(self) -> bool:
        """False for what a list gives by address or by category only: kept and shown, never matched by name."""
        return self.schema not in {"Address", "Thing"}
