"""Stable ids for the parties of lists that give none, and one party for all rows that name it.

An id rests on the name and the destination alone: what every layout of a list gives. Citations and addresses are
written in other ways by every publisher of the same list, and change while the party stays the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from debar.lists.parsing import Log
from debar.model import Designation, Entity

_NOT_WORD = re.compile(r"[^0-9a-z]+")
#: Destinations that a list folded into another one in the course of its history.
_FOLDED = {"hk": "cn", "mo": "cn"}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    latin = _NOT_WORD.sub(" ", kept).strip()
    return latin or kept.strip()


def derived_id(list_id: str, name: str, place: str, first_citation: str = "") -> str:
    """``LIST:`` and ten hex digits made of name, place and, where a list needs it, the first citation.

    Letter case, punctuation, spacing and diacritics do not count, so that a new layout of the same list keeps the id.
    """
    ground = "|".join(_plain(part) for part in (name, place, first_citation))
    return f"{list_id}:{hashlib.sha256(ground.encode()).hexdigest()[:10]}"


def place(codes: Sequence[str]) -> str:
    """The place that an id rests on: the first country; Hong Kong and Macau are filed under China, as the lists do."""
    return _FOLDED.get(codes[0], codes[0]) if codes else ""


def any_order(name: str) -> str:
    """The words of a name in alphabetical order: "De Leon, Aaron" and "Aaron De Leon" are one party."""
    return " ".join(sorted(_plain(name).split()))


def _same_listing(left: Designation, right: Designation) -> bool:
    """True for listings under the same program and a common citation, or of the same days where none is cited."""
    if left.program != right.program:
        return False
    if left.citations and right.citations:
        return bool(set(left.citations) & set(right.citations))
    return (left.from_, left.to) == (right.from_, right.to)


def _one_listing(held: Designation, again: Designation, where: str, log: Log) -> Designation:
    """One listing of two rows; the earliest start and the latest end hold, other dates are kept in the details."""
    details = dict.fromkeys((*held.details, *again.details))
    starts = sorted({day for day in (held.from_, again.from_) if day is not None})
    ends = sorted({day for day in (held.to, again.to) if day is not None})
    for what, days in (("start", starts[1:]), ("end", ends[:-1])):
        for day in days:
            details[(f"{what} date in another row", day.isoformat())] = None
            log.warn(where, f"{what} date {day} differs from another row of the same listing")
    announced = [day for day in (held.published, again.published) if day is not None]
    scope = held.scope or again.scope
    if again.scope and again.scope != scope:
        details[("scope in another row", again.scope)] = None
    return replace(
        held,
        from_=starts[0] if starts else None,
        to=ends[-1] if ends else None,
        published=min(announced, default=None),
        citations=tuple(dict.fromkeys((*held.citations, *again.citations))),
        scope=scope,
        details=tuple(details),
    )


def _joined(held: Entity, again: Entity, where: str, log: Log) -> Entity:
    listings = list(held.designations)
    for listing in again.designations:
        for at, other in enumerate(listings):
            if _same_listing(other, listing):
                listings[at] = _one_listing(other, listing, where, log)
                break
        else:
            listings.append(listing)
    names = tuple(dict.fromkeys((*held.names, *again.names)))
    return replace(
        held,
        schema=again.schema if held.schema == "LegalEntity" else held.schema,
        names=names,
        weak_names=tuple(dict.fromkeys(name for name in (*held.weak_names, *again.weak_names) if name not in names)),
        countries=tuple(dict.fromkeys((*held.countries, *again.countries))),
        addresses=tuple(dict.fromkeys((*held.addresses, *again.addresses))),
        identifiers=tuple(dict.fromkeys((*held.identifiers, *again.identifiers))),
        birth_dates=tuple(dict.fromkeys((*held.birth_dates, *again.birth_dates))),
        designations=tuple(listings),
    )


def gathered(found: Iterable[tuple[str, Entity]], log: Log) -> Iterator[Entity]:
    """Yield one entity an id, in the order of the first row that names it.

    ``found`` are (place in the file, entity). Rows with the same id give their names, addresses and listings to one
    entity; listings under the same program and citations are one.
    """
    held: dict[str, Entity] = {}
    repeated = 0
    for where, entity in found:
        known = held.get(entity.id)
        repeated += known is not None
        held[entity.id] = entity if known is None else _joined(known, entity, where, log)
    if repeated:
        log.notes.append(f"{repeated} rows name a party again, with another address, alias or order; each is one party")
    yield from held.values()
