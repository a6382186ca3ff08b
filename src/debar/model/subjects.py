"""What is judged: buyers, money, purchase records, and the case a rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from debar.model.lists import Designation, Money
from debar.model.words import nothing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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

    ``row`` is the 1-based record after the header; ``place`` holds what else finds it again (sheet, page, line).
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
    place: Mapping[str, Any] = field(default_factory=nothing)
    facts: Mapping[str, Any] = field(default_factory=nothing)
    original: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class PartyQuery:
    """A name asked about, with what else is known of its bearer; what is not known is left empty.

    ``schema`` is a FollowTheMoney schema; ``identifiers`` are (kind, value) as a listed party has them;
    ``birth_dates`` are ISO dates, whole or partial (``1965``, ``1965-03``); ``countries`` ISO 3166 alpha-2 codes in
    lower case.
    """

    name: str
    schema: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


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
    ``supplier_ids`` is empty, or holds each record's UEI (empty when none).
    ``rejected`` and ``blank`` account for the records of the same stretch of input that are not in the columns.
    ``keys()`` gives each record a number that equal records share (0: not to be compared), ``numbers`` has its row.
    """

    texts: Sequence[str]
    suppliers: Sequence[str]
    make: Callable[[int], Purchase]
    rejected: Sequence[Rejection] = ()
    blank: int = 0
    supplier_ids: Sequence[str] = ()
    keys: Callable[[], NDArray[np.uint64]] | None = None
    numbers: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, purchases: Sequence[Purchase]) -> Purchases:
        """The same batch made from purchases that are already objects."""
        ueis = [next((value for kind, value in p.supplier_ids if kind == "uei"), "") for p in purchases]
        return cls(
            texts=[p.text for p in purchases],
            suppliers=[p.supplier for p in purchases],
            make=purchases.__getitem__,
            supplier_ids=ueis,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The thing (or service) a case is about, as far as it was identified.

    ``makers`` holds catalog ids: the producer first, then those that owned or controlled it at the case's date.
    ``categories`` are catalog words such as ``camera``, ``recorder``, ``radio``, ``network``, ``drone``, ``software``.
    ``brand`` is its label, the first where ``brands`` holds several.
    ``components`` are makers of parts that evidence states to be inside; a brand never implies one.
    """

    text: str = ""
    makers: tuple[str, ...] = ()
    brand: str = ""
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    origin: str = ""
    manufactured: str = ""
    fcc_grant: date | None = None
    fcc_grant_known: bool = False
    capabilities: Mapping[str, bool] = field(default_factory=nothing)


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
    facts: Mapping[str, Any] = field(default_factory=nothing)
