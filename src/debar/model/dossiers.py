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
class Filed:
    """The filing that a record is of. Of one ``series`` (registrant, client, period) the last one ``posted`` stands.

    ``posted`` is the moment as the register writes it, and sorts; ``series`` is empty where a filing stands alone.
    """

    number: str
    series: str = ""
    posted: str = ""
    is_amendment: bool = False


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
    filed: Filed | None = None


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
    filed: Filed | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Record):
    """A sentence in which a party prepares for restrictions or feels them; FtM Event.

    ``signal`` is stockpile_by_target, stockpile_by_customer, prepare_for_listing, restriction_impact, license,
    supplier_shift or terms_change; ``outcome`` is signal or review. ``rule`` and ``because`` say why it was read so;
    ``words`` are the words that gave it, as (what they stand for, start, end) in the document of the first quotation.
    """

    kind: ClassVar[str] = "signal"
    signal: str
    outcome: Literal["signal", "review"]
    subject: str = ""
    speaker: str = ""
    venue: str = ""
    day: Day | None = None
    rule: str = ""
    because: str = ""
    words: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillStep(Record):
    """A step of a bill. ``bill`` is written ``117-S-1790``; ``step`` introduced, reported, passed, … enacted, died.

    ``law`` is ``Pub. L. 117-55`` once it is one.
    """

    kind: ClassVar[str] = "bill-step"
    bill: str
    step: str
    day: Day | None = None
    chamber: str = ""
    title: str = ""
    law: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillMention(Record):
    """A bill named in a text; ``bill`` is empty where the text does not settle which; ``because`` says how it was."""

    kind: ClassVar[str] = "bill-mention"
    bill: str
    name: str
    day: Day | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAction(Record):
    """An official notice that adds parties to a list, removes or revises them (Federal Register)."""

    kind: ClassVar[str] = "list-action"
    action: str
    list: str
    number: str
    title: str
    parties: tuple[str, ...] = ()
    day: Day | None = None
    effective: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Record):
    """What terms oblige to, forbid or define: ``party`` publishes them, ``seen`` is the day of this version.

    ``modality`` is must, must_not, represents_not, or means: then ``term`` is what is defined.
    """

    kind: ClassVar[str] = "clause"
    party: str
    modality: str
    actions: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    ownership: str = ""
    term: str = ""
    seen: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChange(Record):
    """What differs between two versions of terms. ``change``: added, removed, changed, wording or technical.

    ``fields`` are (field, before, after). Technical means that the page is the same and was only read differently.
    """

    kind: ClassVar[str] = "terms-change"
    party: str
    change: str
    fields: tuple[tuple[str, str, str], ...] = ()
    because: str = ""
    after: Day | None = None
    seen: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFiling(Record):
    """A filing with a regulator; ``items`` are those of an 8-K, ``address`` is where its document is kept."""

    kind: ClassVar[str] = "company-filing"
    filer: str
    form: str
    number: str
    day: Day | None = None
    period: Day | None = None
    items: tuple[str, ...] = ()
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Record):
    """Something a text says happened; its words are the quotation, ``day`` None where it bears none."""

    kind: ClassVar[str] = "told"
    day: Day | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying(Record):
    """Words quoted or told of a speaker. ``is_quoted`` tells words between marks from those told by the article."""

    kind: ClassVar[str] = "saying"
    speaker: str
    is_quoted: bool = True
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Record):
    """A name in a text and what it names: ``what`` is party, organization, list, law, place or maker.

    ``entity`` is ``LIST:ID`` of a listed party or the id of a maker or list; ``name`` is the standard name.
    """

    kind: ClassVar[str] = "mention"
    name: str
    what: str
    entity: str = ""
    country: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTold(Record):
    """A purchase as a text tells it; it is no purchase record and waits for a person.

    ``quantity`` is a whole number as text, ``amount`` a decimal text in ``currency``; empty where none is told.
    """

    kind: ClassVar[str] = "purchase-told"
    buyer: str
    item: str
    makers: tuple[str, ...] = ()
    seller: str = ""
    quantity: str = ""
    amount: str = ""
    currency: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Record):
    """A number a text gives of something; two documents that differ in it are a conflict, and both are shown."""

    kind: ClassVar[str] = "count"
    value: int
    op: str
    unit: str
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Record):
    """A change of a party on a list between two editions of it. It rests on the editions kept, so it quotes none.

    ``change`` is added, changed or removed; ``edition`` is the sha256 of the edition that first holds it.
    """

    kind: ClassVar[str] = "listing"
    list: str
    entity: str
    name: str
    change: str
    edition: str
    program: str = ""
    day: Day | None = None
    seen: Day | None = None
    fields: tuple[tuple[str, str, str], ...] = ()
    citations: tuple[str, ...] = ()
