"""Names against the parties of a reference: candidates, comparison, and the filters of a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from debar.model import FILED_AS, Entity, NameMatch, PartyQuery, Standing
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
    ever: bool = False


def match_names(
    reference: Reference, queries: Sequence[str | PartyQuery], asked: Question
) -> list[tuple[NameMatch, ...]]:
    """Return, for each query, the listed parties it may be, best first."""
    found: list[tuple[NameMatch, ...]] = []
    names = [query if isinstance(query, str) else query.name for query in queries]
    least = REVIEW if asked.threshold is None else asked.threshold
    nearest = NEAREST_FILTERED if asked.lists or asked.schema or asked.as_of or asked.known_at else NEAREST
    owners = reference.names.owners
    for query, hits in zip(names, match_many(reference.names, names, "LegalEntity", least, nearest), strict=True):
        best: dict[int, NameMatch] = {}
        for name_number, comparison in hits:
            number = int(owners[name_number])
            if number in best:
                continue
            entity = reference.entity(number)
            if (asked.lists and entity.list not in asked.lists) or (
                standing := _standing(entity, asked)
            ) is Standing.NO:
                continue
            if asked.schema and entity.schema not in FILED_AS[asked.schema]:
                continue
            name = reference.names.name(name_number)
            best[number] = NameMatch(
                query=query,
                entity=entity,
                name=name,
                score=comparison.score,
                outcome=comparison.outcome if standing is Standing.YES else "review",
                because=" ".join((comparison.because, *_remarks(entity, name, standing, asked))),
                parts=comparison.parts,
            )
        found.append(tuple(sorted(best.values(), key=lambda m: (-m.score, m.entity.id))[: asked.limit]))
    return found


def _standing(entity: Entity, asked: Question) -> Standing:
    """Whether a listing holds on the day asked for; without a day, ended ones are kept as a doubt."""
    known_at = asked.known_at
    standings = {
        listing.standing(asked.as_of)
        for listing in entity.designations
        if known_at is None or listing.known_from is None or listing.known_from <= known_at
    }
    if Standing.YES in standings or (asked.ever and standings):
        return Standing.YES
    ended = asked.as_of is None and standings
    return Standing.UNKNOWN if ended or Standing.UNKNOWN in standings else Standing.NO


def _remarks(entity: Entity, name: str, standing: Standing, asked: Question) -> Iterator[str]:
    """What else must be said: whose name it was that matched, and what is not certain of the listing."""
    if name not in entity.names and name not in entity.weak_names:
        yield f"That is its name on another list; this one writes {entity.caption}."
    if standing is not Standing.YES:
        yield _doubt(entity, asked)


def _doubt(entity: Entity, asked: Question) -> str:
    """Why it is not certain that the party was listed on the day asked for."""
    if asked.as_of is None:
        last = max(listing.to for listing in entity.designations if listing.to)
        bounded = any(listing.to_bounded for listing in entity.designations if listing.to == last)
        return f"No longer listed: its last listing ended {'by' if bounded else 'on'} {last}."
    notes = [d.note for d in entity.designations if d.standing(asked.as_of) is Standing.UNKNOWN and d.note]
    return f"Whether it was listed on {asked.as_of} is not known: {notes[0] if notes else 'only bounds are known'}."
