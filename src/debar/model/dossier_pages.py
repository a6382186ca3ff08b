"""What a dossier's page shows: marks on one time line, actors and edges, windows before listings, lamps, and the texts.

A mark stands for one thing that happened (or was told) with all the words that say so. ``status`` keeps what a document
states, what somebody concluded and what is disputed apart everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from debar.model.dossiers import Quotation, Record, Response, Status
from debar.model.lists import Citation

#: The lanes of the time line in their order, with their titles.
LANES: Mapping[str, str] = {
    "listing": "Lists",
    "engagement": "Lobbying firms",
    "payment": "Payments",
    "contact": "Contacts",
    "lobbying": "Lobbied on",
    "bill": "Bills",
    "signal": "Signals",
    "terms": "Terms",
    "filing": "Filings",
    "project": "Projects and ties",
    "news": "News",
    "post": "People and posts",
    "mention": "Named and counted",
}
#: Lanes whose marks are no events: they are told beside the time line.
BESIDE = frozenset({"post", "mention"})

#: Whether a lamp burns: on stated evidence, only on what needs a person, not at all, or no source of its kind was read.
LampState = Literal["lit", "review", "dark", "unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The text of a document as quotations count it, with what identifies it."""

    sha256: str
    name: str
    kind: str
    text: str
    address: str = ""
    retrieved_at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing on the time line. ``number`` counts from 1 in the order of days and is its address in every export.

    ``title`` is one sentence without a full stop, ``label`` a few words for a drawing.

    ``start`` and ``end`` are ISO texts of the precision known, empty where no day is known; ``end`` of a period that is
    open is empty and ``is_open`` set. ``facts`` are (label, value); ``others`` the number of further copies of the same
    record, whose words stand in ``quotations`` too. ``waits`` says that a person has yet to confirm it.
    """

    number: int
    lane: str
    title: str
    label: str = ""
    start: str = ""
    end: str = ""
    is_open: bool = False
    status: Status = "stated"
    hedge: str = ""
    source: str = ""
    day_note: str = ""
    amount: str = ""
    currency: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    quotations: tuple[Quotation, ...] = ()
    responses: tuple[Response, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    others: int = 0
    waits: bool = False
    record: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane: how many marks, how many a month (``YYYY-MM``, in the order stated, inferred, disputed), undated ones.

    ``numbers`` are those of its marks. ``first`` and ``last`` are the earliest and latest day of a mark; ``totals``
    are sums of payments by basis and currency, ``money`` by month and currency.
    """

    id: str
    title: str
    count: int
    months: Mapping[str, tuple[int, int, int]]
    undated: int = 0
    first: str = ""
    last: str = ""
    numbers: Sequence[int] = ()
    totals: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    money: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One listing in the head of the page: ``standing`` is in force, ended or not known; ``since`` an ISO day or empty.

    ``title`` is the list's name for people. ``by`` is set where the day is a bound: listed by then, perhaps before.
    """

    list: str
    name: str
    since: str
    until: str = ""
    by: bool = False
    standing: str = "in force"
    program: str = ""
    authority: str = ""
    number: int = 0
    citations: tuple[Citation, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts: ``role`` is principal, firm, person, official, body or partner.

    ``count`` adds up the records of their ties: one that ties them to two others counts for both.
    """

    id: str
    name: str
    role: str
    count: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What two actors have to do with each other, and the numbers of the marks that say so (the first of them)."""

    one: str
    other: str
    relation: str
    count: int
    status: Status
    marks: tuple[int, ...]
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Active actors and their edges. ``left_out`` counts the actors of each role that are not shown."""

    actors: tuple[Actor, ...]
    edges: tuple[Edge, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """One early warning: its rule with its source, whether it burns, and the marks it burns on.

    ``for_you`` says what a customer should look at. There is no score and lamps are not added up.
    """

    id: str
    title: str
    state: LampState
    rule: str
    because: str
    source: Citation
    for_you: str
    marks: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What happened in ``months`` months before a listing: counts of each lane, and its first mark and days of notice.

    ``earlier`` are the counts in the same span before that, so that a rise shows.
    """

    listed: Listed
    months: int
    since: str
    counts: Mapping[str, int]
    earlier: Mapping[str, int]
    firsts: Mapping[str, tuple[int, int]]
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What the buyer's own records hold of the company: purchases, devices, vendors, and how many after the first sign.

    ``vendors`` are (name, findings); ``first_sign`` is the number of the mark that came first, 0 where none is dated.
    """

    findings: int
    outcomes: Mapping[str, int]
    vendors: tuple[tuple[str, int], ...]
    amounts: Mapping[str, Decimal]
    devices: int
    first: str
    last: str
    after_first_sign: int
    first_sign: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check beside the facts: what differs, and on which marks. Never a fact itself."""

    title: str
    because: str
    marks: tuple[int, ...]
    is_flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """All that a page of one company shows. ``marks`` are in the order of days; undated ones stand last.

    ``marks[number - 1]`` is the mark of that number; they are made when asked for.
    """

    name: str
    names: tuple[str, ...]
    listed: tuple[Listed, ...]
    marks: Sequence[Mark]
    lanes: tuple[Lane, ...]
    network: Network
    before: tuple[Before, ...]
    lamps: tuple[Lamp, ...]
    checks: tuple[Check, ...]
    exposure: Exposure | None
    texts: Mapping[str, PageText]
    made: str
    since: str = ""
    until: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two companies side by side: the same lanes, and the actors that stand in both with their marks in each."""

    one: DossierPage
    other: DossierPage
    shared: tuple[tuple[str, str, tuple[int, ...], tuple[int, ...]], ...]
