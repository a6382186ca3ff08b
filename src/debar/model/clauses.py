"""What a contract says about sanctions: obligations and definitions, each with its exact words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

#: ``must`` and ``must_not`` bind what a party does; ``represents_not`` states what a party is not, or does not do.
Modality = Literal["must", "must_not", "represents_not"]
#: What a limb of a clause turns on.
ClauseKind = Literal["comply", "party", "ownership", "place", "use", "equipment", "duty"]
#: ``fixed``: named places only. ``dynamic``: whatever places fit a description on the day. ``dynamic with snapshot``: a
#: description, with the places that fitted it when the clause was written. ``fixed and dynamic``: named ones
#: and a description.
PlaceMode = Literal["", "fixed", "dynamic", "dynamic with snapshot", "fixed and dynamic"]


@dataclass(frozen=True, slots=True)
class Words:
    """A slice of a document: ``text`` is exactly its characters ``[start, end)``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class OwnershipTerms:
    """An ownership test as a contract words it; it may be wider or narrower than OFAC's or BIS's own.

    ``threshold`` is in percent, None where the words give none; ``operator`` is ``>=`` or ``>``, empty without a
    threshold. ``indirect``: holdings through others count. ``aggregate``: holdings of several listed owners are added.
    Both are None where the words do not say. ``control``: control without the holding is enough. ``over`` are the
    owners it looks for: list ids of the clause vocabulary, or ``places`` for owners in the places of the same clause.
    """

    threshold: Decimal | None = None
    operator: Literal["", ">=", ">"] = ""
    indirect: bool | None = None
    aggregate: bool | None = None
    control: bool = False
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """The places a limb reaches: ISO 3166 codes in lower case, and a description where the words give one.

    ``term`` is the defined term they were named by. ``undefined`` says that the text does not define it, so that
    ``codes`` cannot be known from it.
    """

    mode: PlaceMode = ""
    codes: tuple[str, ...] = ()
    description: str = ""
    term: str = ""
    undefined: bool = False
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class ListTerms:
    """The lists a limb reaches, as ids of the clause vocabulary; ``open_ended``: named as examples of others."""

    ids: tuple[str, ...] = ()
    alias: str = ""
    term: str = ""
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Obligation:
    """One limb of a clause.

    ``who`` and ``to`` are the parties' words (empty where the text names none). ``about`` says whose state or part in a
    deal it turns on: ``self``, ``affiliates``, ``people`` (directors, officers, agents), ``principal`` (somebody acted
    for), ``bank``, ``counterparty``, ``government``, ``goods``, ``funds``. ``within`` is the time allowed and
    ``unless`` what lifts a prohibition, both as written.
    ``refers_to`` are the labels of limbs that the words point to.
    """

    id: str
    modality: Modality
    kind: ClauseKind
    words: Words
    who: str = ""
    to: str = ""
    about: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    lists: ListTerms = field(default_factory=ListTerms)
    places: PlaceTerms = field(default_factory=PlaceTerms)
    uses: tuple[str, ...] = ()
    ownership: OwnershipTerms | None = None
    references: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    within: str = ""
    unless: str = ""
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term that names lists, places or owners."""

    term: str
    words: Words
    lists: tuple[str, ...] = ()
    places: PlaceTerms = field(default_factory=PlaceTerms)
    ownership: OwnershipTerms | None = None


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """What was read in one text, in the order of the text. ``notes`` say what was not read, and why."""

    obligations: tuple[Obligation, ...]
    definitions: tuple[Definition, ...]
    notes: tuple[str, ...] = ()
