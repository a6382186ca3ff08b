"""All listings of one party on one time line, on both clocks.

In force: when each listing came into force and ended, by the list's dates, by curated corrections, or within the bounds
that the editions set. Known: when it was published, when the first and the last edition that held it was retrieved,
and when an edition changed what it says of the party.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from debar.lists.diffs import is_lacking
from debar.model import (
    Correction,
    Designation,
    Edition,
    Entity,
    Party,
    PartyListing,
    Proposal,
    Statement,
    Timeline,
    TimelineEvent,
)

IN_FORCE, KNOWN = "in force", "known"
#: On one day: what begins before what ends, what is in force before what is known of it.
_ORDER = ("in-force", "published", "known", "changed", "last-known", "ended")
#: Properties of statements that the events of a listing say already.
_SAID = frozenset({"from", "to", "published"})
_FIELDS: Mapping[str, str] = {"from": "in force from", "to": "in force to", "published": "published on"}


def timeline(
    party: Party,
    entities: Iterable[Entity],
    *,
    statements: Iterable[Statement] = (),
    editions: Iterable[Edition] = (),
    as_of: date | None = None,
    known_at: date | None = None,
) -> Timeline:
    """Return the time line of a party.

    ``entities`` are those of the lists, settled on both clocks (as known on ``known_at``, when one is given); of them
    the party's own and those proposed to be the same are used. ``statements`` of its entries, with all ``editions`` of
    their lists, give what changed from one edition to the next. ``as_of`` is the day on which each listing's standing
    is told; without one, whether it has not ended.
    """
    wanted = {*party.entities, *(end for join in party.joins for end in (join.a, join.b))}
    held = {entity.id: entity for entity in entities if entity.id in wanted}
    own = tuple(held[id_] for id_ in party.entities if id_ in held)
    events = [event for entity in own for listing in entity.designations for event in _events(entity, listing)]
    events += _changes(own, statements, editions)
    listings = tuple(
        PartyListing(entity=entity.id, name=entity.caption, designation=each, standing=each.standing(as_of))
        for entity in own
        for each in entity.designations
    )
    return Timeline(
        party=party,
        entities=own,
        listings=listings,
        events=tuple(sorted(events, key=_place)),
        proposals=tuple(_proposals(party, held)),
        as_of=as_of,
        known_at=known_at,
        notes=tuple(_notes(party, held, listings)),
    )


def _place(event: TimelineEvent) -> tuple[date, int, str, str, str, str]:
    return event.placed, _ORDER.index(event.kind), event.list, event.entity, event.program, event.what


def _events(entity: Entity, listing: Designation) -> Iterator[TimelineEvent]:
    yield _began(entity, listing)
    if listing.published:
        what = "published" + _corrected(listing, "published")
        yield _event(entity, listing, "published", KNOWN, day=listing.published, what=what)
    if listing.known_from:
        what = "first known here: in an edition retrieved that day"
        yield _event(entity, listing, "known", KNOWN, day=listing.known_from, what=what)
    if listing.known_to:
        what = "last known here: no edition retrieved later holds it"
        yield _event(entity, listing, "last-known", KNOWN, day=listing.known_to, what=what)
    if listing.to:
        yield _ended(entity, listing, listing.to)


def _event(
    entity: Entity,
    listing: Designation,
    kind: str,
    clock: str,
    *,
    day: date | None,
    what: str,
    after: date | None = None,
    placed: date | None = None,
    bounded: bool = False,
) -> TimelineEvent:
    field = {"in-force": "from", "ended": "to"}.get(kind, kind)
    return TimelineEvent(
        clock=clock,
        kind=kind,
        day=day,
        after=after,
        bounded=bounded,
        placed=day or placed or date.max,
        list=listing.list,
        entity=entity.id,
        program=listing.program,
        what=what,
        citations=listing.citations if kind == "in-force" else (),
        corrections=tuple(each for each in listing.corrections if each.field == field),
    )


def _began(entity: Entity, listing: Designation) -> TimelineEvent:
    day, after = listing.from_, listing.from_after
    if day is None:
        what = "in force; since when is not known"
    elif not listing.from_bounded:
        what = "came into force" + _corrected(listing, "from")
    elif after is None:
        what = "in force already: on the oldest edition held; since when is not known"
    else:
        what = f"came into force after {after.isoformat()} and by {day.isoformat()}: the list gives no date"
    placed = listing.published or listing.known_from or listing.to
    bounded = listing.from_bounded
    return _event(
        entity, listing, "in-force", IN_FORCE, day=day, after=after, what=what, placed=placed, bounded=bounded
    )


def _ended(entity: Entity, listing: Designation, to: date) -> TimelineEvent:
    what = "last day in force" + _corrected(listing, "to")
    if listing.to_bounded:
        since = f"not before {listing.to_after.isoformat()} and " if listing.to_after else ""
        what = f"last day in force: {since}not after {to.isoformat()}; the list gives no date"
    after = listing.to_after if listing.to_bounded else None
    return _event(entity, listing, "ended", IN_FORCE, day=to, after=after, what=what, bounded=listing.to_bounded)


def _corrected(listing: Designation, field: str) -> str:
    found = [correction_words(each) for each in listing.corrections if each.field == field]
    return f" ({'; '.join(found)})" if found else ""


def correction_words(correction: Correction) -> str:
    """Return ``the list says 2019-10-09; in force from 2020-06-05, 85 FR 34505``."""
    stated = f"the list says {correction.stated}" if correction.stated else "the list gives no date"
    return (
        f"{stated}; {_FIELDS.get(correction.field, correction.field)} {correction.value}, {correction.citation.title}"
    )


def _changes(
    own: Iterable[Entity], statements: Iterable[Statement], editions: Iterable[Edition]
) -> Iterator[TimelineEvent]:
    """One event for each entry and edition that says something else than the edition before.

    Only editions whose files give a property count for it: what is given for the first time has not changed.
    """
    names = {entity.id for entity in own}
    held: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=attrgetter("dated", "retrieved")):
        held.setdefault(edition.list, []).append(edition)
    told = (each for each in statements if each.entity in names and each.property not in _SAID)
    for entity_id, group in groupby(sorted(told, key=attrgetter("entity")), attrgetter("entity")):
        said = tuple(group)
        yield from _of_entry(entity_id, said, held.get(said[0].list, ()))


def _of_entry(entity_id: str, said: Sequence[Statement], editions: Sequence[Edition]) -> Iterator[TimelineEvent]:
    begun = min(each.first for each in said)
    gone = max((each.last for each in said if each.last), default=None) if all(each.last for each in said) else None
    turns: dict[tuple[date, date], dict[str, tuple[list[str], list[str]]]] = {}
    for each in said:
        speaking = [edition for edition in editions if not is_lacking(each.property, edition.lacks)]
        if any(begun <= edition.dated < each.first for edition in speaking):
            turn = turns.setdefault((each.first, each.known_from), {})
            turn.setdefault(each.property, ([], []))[1].append(each.value)
        after = next((edition for edition in speaking if each.last and edition.dated > each.last), None)
        if after and each.last != gone:
            turn = turns.setdefault((after.dated, after.retrieved), {})
            turn.setdefault(each.property, ([], []))[0].append(each.value)
    for (dated, known), fields in sorted(turns.items()):
        changes = {field: (tuple(old), tuple(new)) for field, (old, new) in sorted(fields.items())}
        words = "; ".join(change_words(field, *turn) for field, turn in changes.items())
        yield TimelineEvent(
            clock=KNOWN,
            kind="changed",
            day=known,
            placed=known,
            list=entity_id.partition(":")[0],
            entity=entity_id,
            program="",
            what=f"changed in the edition of {dated.isoformat()}: {words}",
            changes=changes,
        )


def change_words(field: str, old: Iterable[str], new: Iterable[str]) -> str:
    """Return ``addresses: was A; is B`` for the values that went and came."""
    turns = (("was", ", ".join(old)), ("is", ", ".join(new)))
    parts = [f"{word} {values}" for word, values in turns if values]
    return f"{field.replace('.', ' ').replace('_', ' ')}: {'; '.join(parts)}"


def _proposals(party: Party, held: Mapping[str, Entity]) -> Iterator[Proposal]:
    for join in party.proposed:
        here, there = (join.a, join.b) if join.a in party.entities else (join.b, join.a)
        yield Proposal(join=join, entity=here, other=held.get(there))


def _notes(party: Party, held: Mapping[str, Entity], listings: Iterable[PartyListing]) -> Iterator[str]:
    if absent := [id_ for id_ in party.entities if id_ not in held]:
        yield f"Not known on the day asked for: {', '.join(absent)}."
    open_lists = sorted(
        {
            each.designation.list
            for each in listings
            if each.designation.from_bounded and not each.designation.from_after
        }
    )
    if open_lists:
        yield (
            f"What {', '.join(open_lists)} held before the oldest edition here is not known: a listing may be older, "
            "and one that ended before is not shown."
        )
