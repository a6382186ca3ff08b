"""The nouns of debar: frozen values, no I/O.

Every fact carries two clocks: when it was in force (``from_`` / ``to``) and when it was known (``known_from`` /
``known_to``: the first and the last edition that held it). Dates are ``datetime.date``; an open end is ``None``; ``to``
is the last day on which a thing was still in force.
"""

from debar.model.catalog import (
    CatalogFailure,
    CatalogReport,
    ExplainedHit,
    Explanation,
    RowSaid,
    RowSource,
    SeenAt,
    SetAside,
    UnknownModel,
)
from debar.model.columns import Coded
from debar.model.devices import Device, Fact, Sighting
from debar.model.findings import Duty, Finding, Identification, NameMatch, RuleResult
from debar.model.histories import ChangedEntry, DatedEntry, DayDiff, ListDiff, ListedEntry, Statement
from debar.model.lists import FILED_AS, Citation, Correction, Designation, Edition, Entity, Evidence, Money, Standing
from debar.model.ownership import (
    RELATIONS,
    WHOLE,
    Caution,
    Holder,
    ListPrograms,
    OwnerListing,
    OwnerTest,
    Stake,
)
from debar.model.subjects import Buyer, Case, Counterparty, Funding, Item, PartyQuery, Purchase, Purchases, Rejection
from debar.model.timelines import Join, Party, PartyListing, Proposal, Timeline, TimelineEvent
from debar.model.transactions import PARTY_KINDS, PARTY_ROLES, Participant, Transaction
from debar.model.words import (
    ACTIONS,
    AMOUNTS_TO,
    BUYER_ROLES,
    BUYER_TYPES,
    FUNDING_KINDS,
    NOTHING,
    SEVERITY,
    Outcome,
    Said,
    Strength,
)

__all__ = [
    "ACTIONS",
    "AMOUNTS_TO",
    "BUYER_ROLES",
    "BUYER_TYPES",
    "FILED_AS",
    "FUNDING_KINDS",
    "NOTHING",
    "PARTY_KINDS",
    "PARTY_ROLES",
    "RELATIONS",
    "SEVERITY",
    "WHOLE",
    "Buyer",
    "Case",
    "CatalogFailure",
    "CatalogReport",
    "Caution",
    "ChangedEntry",
    "Citation",
    "Coded",
    "Correction",
    "Counterparty",
    "DatedEntry",
    "DayDiff",
    "Designation",
    "Device",
    "Duty",
    "Edition",
    "Entity",
    "Evidence",
    "ExplainedHit",
    "Explanation",
    "Fact",
    "Finding",
    "Funding",
    "Holder",
    "Identification",
    "Item",
    "Join",
    "ListDiff",
    "ListPrograms",
    "ListedEntry",
    "Money",
    "NameMatch",
    "Outcome",
    "OwnerListing",
    "OwnerTest",
    "Participant",
    "Party",
    "PartyListing",
    "PartyQuery",
    "Proposal",
    "Purchase",
    "Purchases",
    "Rejection",
    "RowSaid",
    "RowSource",
    "RuleResult",
    "Said",
    "SeenAt",
    "SetAside",
    "Sighting",
    "Stake",
    "Standing",
    "Statement",
    "Strength",
    "Timeline",
    "TimelineEvent",
    "Transaction",
    "UnknownModel",
]
