"""What a rule is: dated phases and clauses, each fact with its source; as one file a provision holds it.

The forms are few and shared by all rules: who is bound (:class:`Party`), what is reached (:class:`Subject`), facts that
must hold (:class:`FactTest`), money (:class:`MoneyTest`), purpose (:class:`PurposeTest`), ownership
(:class:`debar.model.OwnerTest`), exceptions (:class:`Exemption`), and duties (:class:`Obligation`). The engine knows
no rule by name.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from debar.model import Citation, Outcome, OwnerTest
from debar.regimes.codec import encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact of the rule was read; phases name it by ``id``. ``says`` is what it says, in our own words."""

    id: str
    title: str
    url: str = ""
    says: str = ""
    retrieved: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of time in the life of a provision. ``to`` is its last day; ``from_`` None means "since ever".

    ``status`` is one of ``timing.STATUSES``: of these only ``in-force`` and ``scheduled`` (the text sets the day, and
    no source says yet that it came) bind. ``unverified`` is a claim for which no source was read; with
    ``unverified_until`` it is only in doubt before that day (an inexact first day).
    """

    id: str
    from_: date | None
    to: date | None = None
    status: str = "in-force"
    text: str
    citations: tuple[Citation, ...]
    sources: tuple[str, ...]
    unverified: str = ""
    unverified_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTest:
    """A fact of the case that must hold.

    ``field`` is ``fact:KEY``, ``capability:KEY``, ``purpose``, ``text``, ``amount``, ``fcc_grant`` or ``origin``. Its
    words are compared with ``fails``, then ``holds`` (whole words); any other value gives ``other``, and no value gives
    ``absent``: each ``holds``, ``fails`` or ``unknown``. ``at_least`` compares a number, ``before`` a date (``earlier``
    or ``new``). ``missing`` names the fact when unknown.
    """

    field: str
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    absent: str = "unknown"
    other: str = "unknown"
    at_least: int | None = None
    before: date | None = None
    missing: str = ""
    why_not: str = ""
    why_unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One way of being bound; everything given must hold.

    ``unknown_type`` says what an unknown buyer type means: ``ask`` (it decides), ``bound`` or ``not-bound``.
    """

    types: tuple[str, ...] = ()
    types_not: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    contractor: tuple[str, ...] = ()
    dod: bool | None = None
    branch: str = ""
    states: tuple[str, ...] = ()
    us_person: bool = False
    unknown_type: str = "ask"
    needs: tuple[FactTest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One way of being reached: by maker, by a listing that holds on the day, by kind of thing, or by owners.

    ``in_`` says where to look: ``item``, ``component``, ``counterparty``, ``service`` (a service bought, by what its
    provider uses) or ``uses`` (what the counterparty uses itself). ``unnamed`` is for a counterparty nobody named:
    ``maker`` takes the item's maker for it, ``ask`` makes it the missing fact, empty finds nothing. ``from_`` / ``to``
    bound the naming of makers; ``delay_days`` is counted from the listing. A thing of which every label is one of
    ``brands_not`` is not meant.
    """

    makers: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    any_maker: bool = False
    owners: OwnerTest | None = None
    categories: tuple[str, ...] = ()
    categories_not: tuple[str, ...] = ()
    brands_not: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    in_: tuple[str, ...] = ("item",)
    unnamed: str = ""
    from_: date | None = None
    to: date | None = None
    delay_days: int = 0
    sources: tuple[str, ...] = ()
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTest:
    """Kinds of money that bring the clause to bear; any one dollar of them is enough.

    Awards older than ``award_from`` do not count (``earlier`` says so). ``unsettled`` kinds give ``review``. Unknown
    money is the missing fact only for those in ``ask`` (empty: for everyone).
    """

    kinds: tuple[str, ...]
    award_from: date | None = None
    earlier: str = ""
    unsettled: tuple[str, ...] = ()
    unsettled_text: str = ""
    ask: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeTest:
    """Makers whose things are reached only for the listed purposes.

    ``facility`` names those for whom the plain security of a building counts: their buildings are government
    facilities.
    """

    makers: tuple[str, ...]
    purposes: tuple[str, ...]
    facility: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An exception or waiver. One with ``tests`` speaks only when a fact it rests on is given."""

    id: str
    text: str
    cite: str
    who: tuple[Party, ...] = ()
    actions: tuple[str, ...] = ()
    tests: tuple[FactTest, ...] = ()
    categories_not: tuple[str, ...] = ()
    listed_within_days: int | None = None
    from_: date | None = None
    to: date | None = None
    sources: tuple[str, ...]
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty that comes with the clause; ``days`` are business days unless ``calendar``, ``each_year`` is MM-DD.

    ``days`` below 0 (then ``calendar``) are before the day judged, as for a filing before a deal is completed.

    With ``from_`` and ``to`` it is a duty of those days only, as where an amendment changed the term.
    """

    who: str
    what: str
    cite: str
    days: int | None = None
    calendar: bool = False
    each_year: str = ""
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What follows from a breach, and where that is written."""

    text: str
    cite: str
    sources: tuple[str, ...] = ()
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What stands beside the phases and changes no state: a waiver, a new coding, a court decision, a pending text.

    ``who`` says in words for whom it holds.
    """

    id: str
    kind: str
    text: str
    who: str = ""
    from_: date | None = None
    to: date | None = None
    cite: str = ""
    sources: tuple[str, ...] = ()
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One prohibition, duty or plain statement of a rule.

    Sentences: ``binds`` (whom), ``covers`` (what), ``says`` (what holds when it applies), ``other_action`` (why an
    action is not reached). ``says`` may hold {what} {who} {list} {since}. Without ``phases`` the rule's apply.
    """

    id: str
    binds: str
    covers: str
    says: str
    outcome: Outcome
    who: tuple[Party, ...] = ()
    actions: tuple[str, ...] = ()
    other_action: str = ""
    subjects: tuple[Subject, ...] = ()
    tests: tuple[FactTest, ...] = ()
    money: MoneyTest | None = None
    purpose: PurposeTest | None = None
    exemptions: tuple[Exemption, ...] = ()
    duties: tuple[Obligation, ...] = ()
    would_change: str = ""
    phases: tuple[Phase, ...] = ()
    unverified: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One provision of law with everything needed to judge by it. ``jurisdiction`` is ``US`` or ``US-`` and a state.

    ``not_bound`` says in words who is not bound. ``checked`` is the day on which the file was last compared with
    sources that were read that day (those with ``retrieved``), None when that was never done: then it rests on research
    of others. ``recheck`` is the day from which it is due again.
    ``of_contract``: the ownership test is read from the words of a contract's clause, not from this file.
    """

    id: str
    title: str
    short: str
    jurisdiction: str
    authority: str
    url: str = ""
    summary: str
    not_bound: tuple[str, ...] = ()
    checked: date | None = None
    recheck: date | None = None
    sources: tuple[Source, ...]
    phases: tuple[Phase, ...] = ()
    clauses: tuple[Clause, ...]
    penalties: tuple[Penalty, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    of_contract: bool = False

    @cached_property
    def version(self) -> str:
        """12 hex digits of the sha256 of the rule's canonical data: it changes when any fact of the rule does."""
        text = json.dumps(encode(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def phases_of(self, clause: Clause) -> tuple[Phase, ...]:
        """The phases that hold for a clause: its own, else the rule's."""
        return clause.phases or self.phases

    @property
    def nearness(self) -> int:
        """How near it is to those it binds: 0 the law of a state, 1 what names kinds of buyers or money, 2 the rest."""
        if self.jurisdiction.startswith("US-"):
            return 0
        parties = [party for clause in self.clauses for party in clause.who]
        named = any(party.types or party.types_not or party.contractor for party in parties)
        return 1 if named or any(clause.money for clause in self.clauses) else 2

    @property
    def compared(self) -> tuple[int, int]:
        """How many of the sources were read and compared, and how many there are."""
        return sum(source.retrieved is not None for source in self.sources), len(self.sources)

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim of the rule for which no source was read, each once."""
        clauses = self.clauses
        holders: list[Any] = [*self.phases, *(phase for clause in clauses for phase in clause.phases), *clauses]
        holders += [part for clause in clauses for part in (*clause.subjects, *clause.exemptions)]
        holders += [*self.penalties, *self.attributes]
        return tuple(dict.fromkeys(holder.unverified for holder in holders if holder.unverified))

    @property
    def confidence(self) -> str:
        """``verified`` when a source was read for every claim, else ``unverified``."""
        return "unverified" if self.claims else "verified"
