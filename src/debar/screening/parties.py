"""Names against the parties of a reference: candidates, comparison, and the filters of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from debar.model import FILED_AS, Entity, NameMatch
from debar.names.compare import REVIEW
from debar.names.match import match_many
from debar.screening.reference import Reference

#: Candidate names looked at for a query: more when a filter may take most of them away.
NEAREST = 10
NEAREST_FILTERED = 60


@dataclass(frozen=True, slots=True)
class Question:
    """Which parties count; see :meth:`Reference.match`."""

    lists: tuple[str, ...] = ()
    schema: str = ""
    as_of: date | None = None
    known_at: date | None = None
    threshold: float | None = None
    limit: int = 10


def match_names(reference: Reference, queries: Sequence[str], asked: Question) -> list[tuple[NameMatch, ...]]:
    """Return, for each query, the listed parties it may be, best first."""
    unknown = {e.list for e in reference.editions if asked.known_at and e.retrieved > asked.known_at}
    found: list[tuple[NameMatch, ...]] = []
    least = REVIEW if asked.threshold is None else asked.threshold
    nearest = NEAREST_FILTERED if asked.lists or asked.schema or asked.as_of or asked.known_at else NEAREST
    owners = reference.names.owners
    for query, hits in zip(queries, match_many(reference.names, queries, "LegalEntity", least, nearest), strict=True):
        best: dict[int, NameMatch] = {}
        for name_number, comparison in hits:
            number = int(owners[name_number])
            if number in best:
                continue
            entity = reference.entity(number)
            if (
                (asked.lists and entity.list not in asked.lists)
                or entity.list in unknown
                or not _held(entity, asked.as_of, asked.known_at)
            ):
                continue
            if asked.schema and entity.schema not in FILED_AS[asked.schema]:
                continue
            best[number] = NameMatch(
                query=query,
                entity=entity,
                name=reference.names.name(name_number),
                score=comparison.score,
                outcome=comparison.outcome,
                because=comparison.because,
                parts=comparison.parts,
            )
        found.append(tuple(sorted(best.values(), key=lambda m: (-m.score, m.entity.id))[: asked.limit]))
    return found


def _held(entity: Entity, as_of: date | None, known_at: date | None) -> bool:
    return any(
        (as_of is None or d.in_force(as_of)) and (known_at is None or d.known_from is None or d.known_from <= known_at)
        for d in entity.designations
    )
