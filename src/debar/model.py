"""The nouns of debar: frozen values, no I/O.

Every fact carries two clocks: when it was in force (``from_`` / ``to``) and when it could be known
(``known_from``: the first edition, publication or check that held it). Dates are ``datetime.date``; an open end is ``None``; ``to``
is the last day on which a thing was still in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Outcome(StrEnum):
    """What one rule says of one case, and what a finding says of all its rules together."""

    PROHIBITED = "prohibited"
    BLOCKED = "blocked"
    PRESUMED_BARRED = "presumed-barred"
    LICENSE_REQUIRED = "license-required"
    REPORT_DUE = "report-due"
    DISCLOSURE_DUE = "disclosure-due"
    DUTY = "duty"
    DEPENDS = "depends"
    REVIEW = "review"
    EXEMPT = "exempt"
    NOT_COVERED = "not-covered"
    NOT_YET_EFFECTIVE = "not-yet-effective"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    INFO = "info"
    CLEAR = "clear"


#: A rule's outcome -> the finding outcome it amounts to.
AMOUNTS_TO: Mapping[Outcome, Outcome] = MappingProxyType(
    {
        Outcome.PROHIBITED: Outcome.PROHIBITED,
        Outcome.BLOCKED: Outcome.PROHIBITED,
        Outcome.PRESUMED_BARRED: Outcome.PROHIBITED,
        Outcome.LICENSE_REQUIRED: Outcome.LICENSE_REQUIRED,
        Outcome.REPORT_DUE: Outcome.DUTY,
        Outcome.DISCLOSURE_DUE: Outcome.DUTY,
        Outcome.DUTY: Outcome.DUTY,
        Outcome.DEPENDS: Outcome.DEPENDS,
        Outcome.REVIEW: Outcome.REVIEW,
    }
)

#: Finding outcomes, most severe first.
SEVERITY: tuple[Outcome, ...] = (
    Outcome.PROHIBITED,
    Outcome.LICENSE_REQUIRED,
    Outcome.DUTY,
    Outcome.DEPENDS,
    Outcome.REVIEW,
    Outcome.CLEAR,
)


class Strength(StrEnum):
    """How firmly an identification or a catalog row stands on its evidence."""

    EXACT = "exact"
    STRONG = "strong"
    WEAK = "weak"
    LEAD = "lead"


class Said(StrEnum):
    """What a text says of the thing named in it; only ``bought`` can be more than ``review``."""

    BOUGHT = "bought"
    MENTIONED = "mentioned"
    REMOVED = "removed"
    FORBIDDEN = "forbidden"
    ACCESSORY = "accessory"
    REFERENCE = "reference"


BUYER_TYPES: tuple[str, ...] = (
    "federal-agency",
    "federal-contractor",
    "state",
    "county",
    "city",
    "school-district",
    "university",
    "utility",
    "transit",
    "hospital",
    "court",
    "tribal",
    "special-district",
    "nonprofit",
    "private",
    "foreign-government",
    "unknown",
)
BUYER_ROLES: tuple[str, ...] = (
    "exporter",
    "reexporter",
    "importer",
    "distributor",
    "reseller",
    "investor",
    "foreign-investor",
    "telecom-carrier",
    "consumer",
    "private-school",
)
ACTIONS: tuple[str, ...] = (
    "buy",
    "renew",
    "use",
    "operate",
    "lease",
    "contract",
    "sell",
    "resell",
    "export",
    "import",
    "discover",
    "acquire",
    "buy-securities",
    "sell-securities",
)
FUNDING_KINDS: tuple[str, ...] = (
    "own",
    "state",
    "federal-grant",
    "federal-loan",
    "federal-contract",
    "usf",
    "e-rate",
    "unknown",
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


# --- lists ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One retrieved state of a list.

    ``completeness`` is ``full``, ``partial`` or ``derived`` (made by others from the official text); ``parts`` names the
    pieces of an edition put together from several files, each with its own date; ``note`` says what a reader must know.
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
    """One listing of an entity on one list, in force from ``from_`` to ``to`` (last day)."""

    list: str
    program: str = ""
    authority: str = ""
    from_: date | None = None
    to: date | None = None
    known_from: date | None = None
    citations: tuple[Citation, ...] = ()
    scope: str = ""
    note: str = ""

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


# --- subjects ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys (or acts), with the evidence for the type.

    ``federal_contractor`` is ``prime``, ``sub``, ``none`` or empty (not said); ``dod`` None = not said; ``branch`` is
    ``executive``, ``legislative``, ``judicial`` or empty.
    """

    name: str = ""
    type: str = "unknown"
    state: str = ""
    country: str = ""
    role: str = ""
    federal_contractor: str = ""
    dod: bool | None = None
    branch: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """A source of money; ``award`` is the date of the grant, loan or contract award when known."""

    kind: str
    award: date | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.award.isoformat()}" if self.award else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One record of buying, as read; also what ``check`` makes of one line of text.

    ``row`` is the 1-based record after the header; ``place`` holds what else finds it again (sheet, page, line, member).
    """

    source: str
    row: int
    sha256: str
    text: str
    kind: str = "purchase"
    supplier: str = ""
    supplier_ids: tuple[tuple[str, str], ...] = ()
    manufacturer: str = ""
    date: date | None = None
    amount: Money | None = None
    quantity: str = ""
    buyer: Buyer = Buyer()
    funding: tuple[Funding, ...] = (Funding("unknown"),)
    purpose: str = ""
    action: str = "buy"
    reference: str = ""
    constructed: bool = False
    place: Mapping[str, Any] = NOTHING
    facts: Mapping[str, Any] = NOTHING
    original: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be judged: where it stands and why."""

    source: str
    row: int
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Purchases:
    """A batch of purchases in columns: distinct work is done on the columns, rows become objects only when hit.

    ``texts[i]`` and ``suppliers[i]`` (empty when none) belong to one record; ``make(i)`` builds it in full.
    ``rejected`` and ``blank`` account for the records of the same stretch of input that are not in the columns.
    """

    texts: Sequence[str]
    suppliers: Sequence[str]
    make: Callable[[int], Purchase]
    rejected: Sequence[Rejection] = ()
    blank: int = 0

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, purchases: Sequence[Purchase]) -> Purchases:
        """The same batch made from purchases that are already objects."""
        return cls([p.text for p in purchases], [p.supplier for p in purchases], purchases.__getitem__)


# --- what is found ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Who or what a stretch of a subject's text is.

    ``kind`` is ``model``, ``brand``, ``relabel``, ``name``, ``identifier``, ``mac``, ``fcc-id``, ``fingerprint``, ``ownership`` or
    ``document``. ``span`` are offsets [start, end) in the subject's text and ``text`` is that slice; a hit in another field (the supplier)
    has no span and names the field in ``field``. ``maker`` is a catalog id, ``entity`` the id of a listed party; one of them is set.
    ``ids`` of catalog rows it rests on are in ``rows``.
    """

    kind: str
    text: str
    strength: Strength
    because: str
    maker: str = ""
    entity: str = ""
    span: tuple[int, int] | None = None
    field: str = "text"
    said: Said = Said.BOUGHT
    brand: str = ""
    model: str = ""
    categories: tuple[str, ...] = ()
    component: bool = False
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The thing (or service) a case is about, as far as it was identified.

    ``makers`` holds catalog ids: the producer first, then those that owned or controlled it at the case's date.
    ``categories`` are catalog words such as ``camera``, ``recorder``, ``radio``, ``phone``, ``network``, ``drone``, ``software``, ``service``.
    ``components`` are makers of parts that evidence states to be inside; a brand never implies one.
    """

    text: str = ""
    makers: tuple[str, ...] = ()
    brand: str = ""
    categories: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    origin: str = ""
    manufactured: str = ""
    fcc_grant: date | None = None
    fcc_grant_known: bool = False
    capabilities: Mapping[str, bool] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """The other side: its name, the catalog makers it is (with owners at the date), and its listings over all time."""

    name: str = ""
    makers: tuple[str, ...] = ()
    designations: tuple[Designation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a rule may look at: a pure value, complete for its day. ``date`` None means the record has no date.

    ``designations`` are the listings, over all time, of the item's producer and its owners.
    """

    date: date | None
    buyer: Buyer = Buyer()
    action: str = "buy"
    item: Item = Item()
    counterparty: Counterparty = Counterparty()
    designations: tuple[Designation, ...] = ()
    purpose: str = ""
    funding: tuple[Funding, ...] = (Funding("unknown"),)
    amount: Money | None = None
    facts: Mapping[str, Any] = NOTHING


@dataclass(frozen=True, slots=True)
class Duty:
    """What someone must do, by when (``due`` computed for the case's date), and where that is written."""

    who: str
    what: str
    within: str = ""
    due: date | None = None
    cite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule says of one case, why, what is missing to say more, and what would change it."""

    rule: str
    outcome: Outcome
    because: str
    title: str = ""
    missing: tuple[str, ...] = ()
    in_force: tuple[date | None, date | None] = (None, None)
    citations: tuple[Citation, ...] = ()
    duties: tuple[Duty, ...] = ()
    would_change: str = ""
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One subject and one maker (or listed party) with the identifications and what every rule says."""

    id: str
    ground: str
    outcome: Outcome
    sentence: str
    subject: Purchase
    maker: tuple[str, str] | None = None
    identifications: tuple[Identification, ...] = ()
    rules: tuple[RuleResult, ...] = ()
    not_checked: tuple[str, ...] = ()
    editions: Mapping[str, Any] = field(default=NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """One listed party that a name may be. ``parts`` are aligned words: {"query", "name", "how"} each."""

    query: str
    entity: Entity
    name: str
    score: float
    outcome: str
    because: str
    parts: tuple[Mapping[str, str], ...] = ()
