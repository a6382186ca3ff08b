"""What the catalog is asked: why a text says what it says, what is not in the catalog yet, and whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from debar.model.findings import Identification
from debar.model.lists import Evidence
from debar.model.words import nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSource:
    """A source of a catalog row, and how much it carries (``official``, ``technical``, ``memory`` ...)."""

    id: str
    quality: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSaid:
    """One row of the catalog as a sentence, with its sources; ``id`` is ``table/id``."""

    id: str
    says: str
    sources: tuple[RowSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedHit:
    """An identification with all that it rests on.

    ``parts`` are the named parts of the model number; ``said_by`` are the words of the text that say what is said of
    the thing, empty where nothing else is said than that it is bought; ``products`` are product words near it, by
    group.
    """

    found: Identification
    maker_name: str
    owners: tuple[str, ...] = ()
    label: str = ""
    family: str = ""
    parts: Mapping[str, str] = field(default_factory=nothing)
    said_by: str = ""
    products: Mapping[str, str] = field(default_factory=nothing)
    rows: tuple[RowSaid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A stretch of the text that was seen and does not count, or not by itself: what it is, why, what would count.

    ``kind`` is ``label``, ``model``, ``counter`` (a family that must not be reported), ``innocent`` (a row of what
    must not raise an alarm) or ``unknown`` (looks like a model number, and no grammar knows it).
    """

    kind: str
    text: str
    span: tuple[int, int]
    name: str
    because: str
    rows: tuple[RowSaid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a text says what it says on a day (None: the day is not known)."""

    text: str
    on: date | None
    hits: tuple[ExplainedHit, ...] = ()
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenAt:
    """A row in which a number was seen: its file, its place and its text, cut short."""

    source: str
    row: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownModel:
    """A number like those of devices that no grammar knows, and what stood with it.

    ``shape`` has ``A`` for a letter and ``9`` for a digit; ``rows`` are the rows that hold it; ``before`` are the
    words before it and ``products`` the product words near it, the most frequent first; ``label`` is a label of the
    catalog in the same rows; ``innocent`` names rows of what must not raise an alarm whose words stand beside it.
    """

    number: str
    shape: str
    rows: int
    before: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    label: str = ""
    innocent: tuple[str, ...] = ()
    examples: tuple[SeenAt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFailure:
    """What is wrong in the catalog: the file and row, what is wrong with it, and what to do."""

    place: str
    problem: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogReport:
    """A test of the catalog: rows by table, examples run by kind, and what failed."""

    source: str
    rows: Mapping[str, int]
    examples: Mapping[str, int]
    failures: tuple[CatalogFailure, ...] = ()
