"""The closed vocabularies of debar: outcomes, strengths, buyer types, roles, actions, funding."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """Return the empty, unchangeable mapping: the default of every free-form field."""
    return NOTHING


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
