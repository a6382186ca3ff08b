"""``GET /search/{dataset}``: listed parties by the words of their names, with filters, counts and an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from debar.api.parties import Data, Parties, last_change
from debar.lists.ftm.export import topics_of
from debar.model import Entity
from debar.model.lists import FILED_AS

#: What the counts beside results are made of, with their headings.
FACETS = {"countries": "Countries", "topics": "Topics", "datasets": "Datasets"}
Topics = Callable[[Entity], frozenset[str]]


def _first_seen(party: Entity) -> str:
    return min((each.known_from.isoformat() for each in party.designations if each.known_from), default="")


#: What results can be ordered by.
SORTS: Mapping[str, Callable[[Entity], str]] = {
    "caption": lambda party: party.caption.casefold(),
    "first_seen": _first_seen,
    "last_change": lambda party: last_change(party.designations) or "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """What is searched for: words, filters, and which stretch of the results is wanted."""

    q: str = ""
    lists: tuple[str, ...] = ()
    schema: str = ""
    countries: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    without_lists: frozenset[str] = frozenset()
    without_schemata: frozenset[str] = frozenset()
    limit: int = 10
    offset: int = 0
    fuzzy: bool = False
    all_filters: bool = False
    changed_since: date | None = None
    sort: tuple[tuple[str, Literal["asc", "desc"]], ...] = ()
    facets: tuple[str, ...] = tuple(FACETS)


def search(parties: Parties, options: SearchOptions) -> Data:
    """Return the page of results that is asked for, how many there are, and counts of what they are."""
    current = {edition.list: edition.current_on for edition in parties.desk.editions}

    def topics(party: Entity) -> frozenset[str]:
        return topics_of(party, current.get(party.list))

    found = [party for party in _found(parties, options) if _wanted(party, options, topics)]
    for name, direction in reversed(options.sort):
        key = SORTS[name]
        # what has no value stands behind all others, in either direction
        told = sorted((party for party in found if key(party)), key=key, reverse=direction == "desc")
        found = [*told, *(party for party in found if not key(party))]
    page = found[options.offset : options.offset + options.limit]
    return {
        "results": [parties.data(party) for party in page],
        "facets": _facets(found, options, topics),
        "total": {"value": len(found), "relation": "eq"},
        "limit": options.limit,
        "offset": options.offset,
    }


def _found(parties: Parties, options: SearchOptions) -> Iterable[Entity]:
    if not options.q.strip():
        return parties.all()
    exact = [parties.desk.reference.entity(owner) for owner in parties.names.owners(options.q)]
    if exact and not options.fuzzy:
        return exact
    near = parties.desk.match(options.q, limit=100)[0]
    return dict.fromkeys([*exact, *(match.entity for match in near)])


def _wanted(party: Entity, options: SearchOptions, topics: Topics) -> bool:
    changed = last_change(party.designations) or "" if options.changed_since else ""
    return (
        (not options.lists or party.list in options.lists)
        and party.list not in options.without_lists
        and party.schema not in options.without_schemata
        and (not options.schema or party.schema in FILED_AS.get(options.schema, {options.schema}))
        and (options.changed_since is None or changed >= options.changed_since.isoformat())
        and _has(party.countries, options.countries, options)
        and (not options.topics or _has(topics(party), options.topics, options))
    )


def _has(values: Iterable[str], asked: frozenset[str], options: SearchOptions) -> bool:
    return not asked or (asked.issubset(values) if options.all_filters else not asked.isdisjoint(values))


def _facets(found: Sequence[Entity], options: SearchOptions, topics: Topics) -> Data:
    counts: Mapping[str, Callable[[Entity], Iterable[str]]] = {
        "countries": lambda party: party.countries,
        "topics": topics,
        "datasets": lambda party: (party.list.replace("-", "_"),),
    }
    counted = {name: Counter(value for party in found for value in counts[name](party)) for name in options.facets}
    return {
        name: {
            "label": FACETS[name],
            "values": [
                {"name": value, "label": value, "count": count}
                for value, count in sorted(counted[name].items(), key=lambda pair: (-pair[1], pair[0]))[:20]
            ],
        }
        for name in options.facets
    }
