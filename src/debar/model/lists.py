"""Listed parties: entities, their designations and the editions they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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

    ``completeness`` is ``full``, ``partial`` or ``derived`` (made by others from the official text); ``parts``
    names the pieces of an edition put together from several files, each with its date; ``note`` says what a reader
    must know.
    """

    list: str
    title: str
    authority: str
    sha256: str
    published: date | None
    retrieved: date
    entities: int
    source: str
    official_url: str
    licence: str
    completeness: str = "full"
    parts: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def dated(self) -> date:
        """The day this edition speaks for: published, else retrieved."""
        return self.published or self.retrieved


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """One listing of an entity on one list, in force from ``from_`` to ``to`` (last day).

    ``details`` is what else the list says of it, as (key, value) pairs such as ``("purpose_limited", "yes")``; where
    the start is only bounded, ``("not_on_edition_of", date)`` and ``("first_on_edition_of", date)`` are the bounds.
    """

    list: str
    program: str = ""
    authority: str = ""
    from_: date | None = None
    to: date | None = None
    known_from: date | None = None
    citations: tuple[Citation, ...] = ()
    scope: str = ""
    note: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def in_force(self, on: date | None) -> bool:
        """True when the listing holds on that day (no day given: holds now, that is, never ended)."""
        if on is None:
            return self.to is None
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


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
