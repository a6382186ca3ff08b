"""What the store keeps of a dossier: documents, records with their decisions, and the dossier of one party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from debar.model.dossiers import Day, Record

#: Confidence from which a record counts without a person.
STRONG = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """A document of the store without its text: ``retrieved_at`` ISO in UTC, ``length`` in code points."""

    sha256: str
    name: str
    kind: str
    form: str
    address: str = ""
    retrieved_at: str = ""
    length: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person made of a record: ``verdict`` accepted or refused, by whom, why, and when (ISO, UTC)."""

    verdict: Literal["accepted", "refused"]
    actor: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record as the store holds it. ``id`` is stable over imports; one below 0.9 without a decision waits."""

    id: str
    record: Record
    decision: Decision | None = None

    @property
    def state(self) -> Literal["settled", "waiting", "accepted", "refused"]:
        """Where it stands: settled by its own confidence, waiting for a person, accepted or refused by one."""
        if self.decision is not None:
            return self.decision.verdict
        return "settled" if self.record.confidence >= STRONG else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What the store holds on a party: ``names`` it was found under, ``entities`` it was taken for (``LIST:ID``).

    ``records`` are in order of their day, those without one last; refused ones are left out; listings stand among
    them. ``documents`` are by sha256.
    """

    name: str
    names: tuple[str, ...]
    records: tuple[Kept, ...]
    documents: Mapping[str, KeptDocument]
    entities: tuple[str, ...] = ()


def days_of(record: Record) -> tuple[Day | None, Day | None]:
    """The first and last day of a record; the same day twice for an event, None where it is not known."""
    start = getattr(record, "day", None) or getattr(record, "start", None) or getattr(record, "seen", None)
    return start, getattr(record, "end", None) or (start if getattr(record, "start", None) is None else None)
