"""The records of a dossier: who did what about the law, when, and the very words of the document that say so.

Every record is a `Record` and carries `Quotation`s; `debar.dossiers.evidence.admit` refuses one whose words are not
found in the document at the place given. Days are ISO texts of the precision known (``2018``, ``2018-12``,
``2018-12-07``), so that they sort; amounts are decimal texts, never rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

#: What a record rests on: a document says it, somebody concluded it, or two documents (or parties) contradict.
Status = Literal["stated", "inferred", "disputed"]
#: Who took the words out of the document.
Method = Literal["rule", "table", "model", "person"]
#: What the party concerned said to a claim.
Answer = Literal["declined", "no-answer", "contested", "confirmed", "said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a document: ``text[start:end] == quote``, in code points of its text.

    ``document`` is the sha256 of its bytes, ``page`` counts from 1 where the format has pages.
    """

    document: str
    start: int
    end: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as far as it is known. ``text`` is how the document writes it, ``inferred`` says that a part is not there.

    ``because`` says from what the missing part was taken (the period of the filing, the date of the article).
    """

    iso: str
    text: str = ""
    inferred: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person in a public office, as a filing names them."""

    name: str
    role: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a party said to the claim it stands at, with its words."""

    by: str
    answer: Answer
    quotation: Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records have. ``quotations`` is never empty in one that was admitted.

    ``about`` are the names it belongs to in a dossier; ``source`` says who claims it; ``hedge`` holds words such as
    "reportedly"; ``confidence`` runs from 0 to 1 and a record below 0.9 waits for a person; ``notes`` say what a reader
    must know (a repaired row, a date out of range).
    """

    kind: ClassVar[str] = ""
    quotations: tuple[Quotation, ...]
    about: tuple[str, ...] = ()
    status: Status = "stated"
    method: Method = "rule"
    extractor: str = ""
    source: str = ""
    hedge: str = ""
    confidence: float = 1.0
    responses: tuple[Response, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(Record):
    """A firm acts for a client; FtM Representation. ``through`` is the one in between, ``end`` None while it is open.

    ``number`` is the registration (FARA) or the filing (LDA); ``fee`` is a decimal text per ``fee_per``.
    """

    kind: ClassVar[str] = "engagement"
    firm: str
    client: str
    through: str = ""
    country: str = ""
    number: str = ""
    start: Day | None = None
    end: Day | None = None
    fee: str = ""
    currency: str = ""
    fee_per: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """A firm's people reached officials on a day; FtM Event. ``methods``: call, text, email, meeting, social, other."""

    kind: ClassVar[str] = "contact"
    firm: str
    client: str
    day: Day | None = None
    agents: tuple[str, ...] = ()
    officials: tuple[Official, ...] = ()
    methods: tuple[str, ...] = ()
    purpose: str = ""
    bills: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Record):
    """Money of a period; FtM Payment. ``basis``: income, expenses, receipt, disbursement, contribution.

    ``through`` names a firm that passed the money on: such money must not be counted twice.
    """

    kind: ClassVar[str] = "payment"
    payer: str
    beneficiary: str
    amount: str
    currency: str = "USD"
    basis: str = ""
    start: Day | None = None
    end: Day | None = None
    purpose: str = ""
    through: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """A person and an office they hold or held: the revolving door. FtM Occupancy, Employment."""

    kind: ClassVar[str] = "post"
    person: str
    post: str
    organization: str = ""
    former: bool = True
    firm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobbying(Record):
    """What was lobbied on in a period: issues, bills and the bodies addressed (LDA names no officials and no days)."""

    kind: ClassVar[str] = "lobbying"
    firm: str
    client: str
    start: Day | None = None
    end: Day | None = None
    issue: str = ""
    text: str = ""
    bills: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    lobbyists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange(Record):
    """What a register held differently in two copies: ``change`` is added, removed, renamed, terminated or edited."""

    kind: ClassVar[str] = "register-change"
    change: str
    firm: str
    client: str
    number: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()
    after: Day | None = None
    seen: Day | None = None
