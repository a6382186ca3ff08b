"""A transaction: who sells what to whom, through whom, to where and for what; or who takes a share of what business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from debar.model.lists import Money
from debar.model.ownership import Stake
from debar.model.words import nothing

#: The parts that parties have, as export documents name them (15 CFR 748.5), with those of payment and of deals.
PARTY_ROLES: tuple[str, ...] = (
    "seller",
    "buyer",
    "end-user",
    "consignee",
    "intermediate-consignee",
    "forwarder",
    "broker",
    "agent",
    "bank",
    "payer",
    "payee",
    "investor",
    "target",
)
#: Kinds of parties that the rules and contracts tell apart; empty when nothing says it.
PARTY_KINDS: tuple[str, ...] = ("government", "military", "military-intelligence", "police", "private")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A party in its role. ``country`` is ISO 3166 alpha-2 in lower case, ``region`` a code such as ``ua-43``.

    ``kind`` is one of ``PARTY_KINDS`` or empty, ``kind_because`` where it was taken from. ``identifiers`` are
    (kind, value) pairs; ``schema`` is a FollowTheMoney schema.
    """

    role: str
    name: str
    country: str = ""
    region: str = ""
    address: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    birth_date: str = ""
    schema: str = ""
    kind: str = ""
    kind_because: str = ""

    @property
    def place(self) -> str:
        """The region where it is known, else the country; empty when neither is."""
        return self.region or self.country


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction as read. ``kind`` is ``sale`` or ``deal`` (an investment in a business).

    Places are codes in lower case: ISO 3166 alpha-2, or a region such as ``ua-43`` (Crimea). ``completed`` is the day
    on which a deal is to be closed. ``mentions`` are further places that the words of the record name, each as (code,
    why it may be touched). ``problems`` say what contradicts itself or cannot be read, one sentence each.
    """

    source: str
    row: int
    sha256: str
    kind: str = "sale"
    reference: str = ""
    action: str = ""
    text: str = ""
    maker: str = ""
    eccn: str = ""
    category: str = ""
    origin: str = ""
    end_use: str = ""
    participants: tuple[Participant, ...] = ()
    destination: str = ""
    transit: tuple[str, ...] = ()
    ordered: date | None = None
    exported: date | None = None
    paid: date | None = None
    completed: date | None = None
    amount: Money | None = None
    stakes: tuple[Stake, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=nothing)
    mentions: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    original: Mapping[str, str] = field(default_factory=nothing)

    @property
    def date(self) -> date | None:
        """The day whose law applies: of the export (a deal's completion), else of the order, else of the payment."""
        if self.kind == "deal":
            return self.completed or self.ordered or self.paid
        return self.exported or self.ordered or self.paid

    def of_role(self, *roles: str) -> tuple[Participant, ...]:
        """The participants in any of these roles, in the order of the record."""
        return tuple(party for party in self.participants if party.role in roles)
