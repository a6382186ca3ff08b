"""The nouns of debar: frozen values, no I/O.

Every fact carries two clocks: when it was in force (``from_`` / ``to``) and when it could be known (``known_from``:
the first edition, publication or check that held it). Dates are ``datetime.date``; an open end is ``None``; ``to``
is the last day on which a thing was still in force.
"""

from debar.model.findings import Duty, Finding, Identification, NameMatch, RuleResult
from debar.model.lists import FILED_AS, Citation, Designation, Edition, Entity, Evidence, Money
from debar.model.subjects import Buyer, Case, Counterparty, Funding, Item, Purchase, Purchases, Rejection
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
    "SEVERITY",
    "Buyer",
    "Case",
    "Citation",
    "Counterparty",
    "Designation",
    "Duty",
    "Edition",
    "Entity",
    "Evidence",
    "Finding",
    "Funding",
    "Identification",
    "Item",
    "Money",
    "NameMatch",
    "Outcome",
    "Purchase",
    "Purchases",
    "Rejection",
    "RuleResult",
    "Said",
    "Strength",
]
