"""The rows of the catalog: frozen values made from the data files, each with the ids of its sources."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from debar.model import Evidence, Strength

#: Source qualities that carry a fact on their own; a file whose origin was not kept leaves it weak, memory a lead.
FIRM_QUALITIES = frozenset({"official", "registry", "press", "technical", "vendor"})
QUALITIES = FIRM_QUALITIES | {"unnamed", "memory"}
#: How a maker's owner stands to it; only the first two make the owner answer for the maker's goods.
RELATIONS = ("owns", "controls", "holds")
TIERS = ("strong", "strong-brand", "context", "brand-word", "counter")
BOUNDARIES = ("word", "hyphen", "open")
BARE = ("word", "context", "model")
DIRECTIONS = ("before", "after", "head", "any")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a fact; ``None`` is an open end. Written as year, month or day."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, first: str, last: str) -> Period:
        """The period from ``2018`` / ``2018-02`` / ``2018-02-03`` strings; a year or month covers all its days.

        Raises ValueError when a date is not of that form or the end is before the start.
        """
        period = cls(_edge(first, last=False), _edge(last, last=True))
        if period.first and period.last and period.last < period.first:
            raise ValueError(f"it ends ({last}) before it begins ({first})")
        return period

    def holds(self, on: date | None) -> bool:
        """True on a day inside; without a day, true when any day may be meant."""
        if on is None:
            return True
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def _edge(text: str, *, last: bool) -> date | None:
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 0, 0)[:3]
    if len(parts) > 3 or len(str(year)) != 4:
        raise ValueError(f"{text!r} is no date")
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact was read. ``quality`` is one of ``QUALITIES``."""

    id: str
    title: str
    url: str
    retrieved: str
    quality: str

    @property
    def evidence(self) -> Evidence:
        """The source as a finding shows it."""
        return Evidence(self.title, self.url, self.retrieved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns, controls or holds part of a maker, and when; ``maker`` is set when the owner is a maker here itself."""

    name: str
    relation: str
    period: Period
    strength: Strength
    maker: str = ""
    share: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A company that rules name, or that one of them owns or owned."""

    id: str
    name: str
    short_name: str
    names: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliate:
    """A unit, alias or registrant name that belongs, or belonged, to a maker."""

    id: str
    name: str
    maker: str
    relation: str
    period: Period
    evidence: tuple[str, ...]
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A label and how it is written; ``maker`` when it is the maker's own name or house brand.

    ``namesake`` says who else bears the name: then the bare word without a product word is weak.
    """

    id: str
    name: str
    bare: str
    maker: str = ""
    needs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    namesake: str = ""
    component: bool = False
    spellings: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    typos: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabel:
    """Who made what stands under a label, in a period: the whole label (``reach`` brand) or one line of it."""

    id: str
    brand: str
    maker: str
    reach: str
    scope: str
    period: Period
    model: str
    strength: Strength
    evidence: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRelabel:
    """What must not raise an alarm, and why; ``words`` are those by which a text names it, none where it has none."""

    id: str
    subject: str
    words: tuple[str, ...]
    reach: str
    strength: str
    evidence: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    """One shape of a model number: RE2 text, and what may not touch it on either side."""

    left: str
    right: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What the numbers of a grammar that ``when`` (RE2 text) fits are: their family, empty when not told apart."""

    when: str
    categories: tuple[str, ...]
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Model numbers of one shape; ``family`` is what a report calls the goods that no kind tells apart."""

    id: str
    brand: str
    tier: str
    basis: str
    categories: tuple[str, ...]
    forms: tuple[Form, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    evidence: tuple[str, ...]
    family: str = ""
    needs: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    not_start: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word that supports a hit (``use`` support), or says what is said of it (``use`` said)."""

    id: str
    use: str
    group: str
    direction: str
    words: int
    term: str
    evidence: tuple[str, ...]
