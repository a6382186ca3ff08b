"""What is found: identifications, what each rule says, findings and name matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from debar.model.casework import SETS_ASIDE, Standing
from debar.model.lists import Citation, Entity, Evidence
from debar.model.subjects import Purchase
from debar.model.words import Outcome, Said, Strength, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Who or what a stretch of a subject's text is.

    ``kind`` is ``model``, ``brand``, ``relabel``, ``name``, ``identifier``, ``mac``, ``fcc-id``, ``fingerprint``,
    ``ownership`` or ``document``; of a transaction also ``place``, ``end-use`` or ``record``. ``span`` are offsets
    [start, end) in the subject's text and ``text`` is that slice; a hit elsewhere has no span and
    ``field`` names where (``supplier``, a role). ``maker`` is a catalog id, ``entity`` the id of a listed party; of a
    party or thing at least one of them is set. ``rows`` are the ids of the catalog rows it rests on.
    """

    kind: str
    text: str
    strength: Strength
    because: str
    maker: str = ""
    entity: str = ""
    span: tuple[int, int] | None = None
    field: str = "text"
    said: Said = Said.BOUGHT
    brand: str = ""
    model: str = ""
    categories: tuple[str, ...] = ()
    component: bool = False
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What someone must do, by when (``due`` computed for the case's date), and where that is written."""

    who: str
    what: str
    within: str = ""
    due: date | None = None
    cite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule says of one case, why, what is missing to say more, and what would change it.

    ``near`` is True for ``not-covered`` when the rule names the maker (or a list that holds on the case's day names it)
    and its jurisdiction is the buyer's: another test than the subject - buyer, action, money - keeps it away.
    ``about`` says whom or what of a transaction it is about, such as ``end user: Acme``; empty elsewhere.
    """

    rule: str
    outcome: Outcome
    because: str
    title: str = ""
    missing: tuple[str, ...] = ()
    in_force: tuple[date | None, date | None] = (None, None)
    citations: tuple[Citation, ...] = ()
    duties: tuple[Duty, ...] = ()
    would_change: str = ""
    unverified: str = ""
    near: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One subject and one maker (or listed party) with the identifications and what every rule says.

    ``decision`` is what a person decided of it earlier, if anyone did, and whether that still holds.
    """

    id: str
    ground: str
    outcome: Outcome
    sentence: str
    subject: Purchase
    maker: tuple[str, str] | None = None
    identifications: tuple[Identification, ...] = ()
    rules: tuple[RuleResult, ...] = ()
    not_checked: tuple[str, ...] = ()
    editions: Mapping[str, Any] = field(default_factory=nothing)
    decision: Standing | None = None

    @property
    def set_aside(self) -> bool:
        """Whether a person's decision that still holds takes it off the desk: a false match, or waived."""
        return self.decision is not None and self.decision.holds and self.decision.decision.kind in SETS_ASIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """One listed party that a name may be. ``parts`` are aligned words: {"query", "name", "how"} each.

    ``settled`` is why a person set this pair aside earlier, empty when none did; such a match has no outcome.
    """

    query: str
    entity: Entity
    name: str
    score: float
    outcome: str
    because: str
    parts: tuple[Mapping[str, str], ...] = ()
    settled: str = ""
