"""``GET /search/{dataset}``: listed parties by the words of their names, with filters and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debar.api.parties import Data, Parties
from debar.model import Entity

#: What the counts beside results are made of, with their headings.
FACETS = {"countries": "Countries", "datasets": "Datasets"}


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
    facets: tuple[str, ...] = tuple(FACETS)


def search(parties: Parties, options: SearchOptions) -> Data:
    """Return the page of results that is asked for, how many there are, and counts of what they are."""
    found = [party for party in _found(parties, options) if _wanted(party, options)]
    exported = [parties.data(party) for party in found] if options.topics else None
    if exported is not None:
        exported = [each for each in exported if options.topics & set(each["properties"].get("topics", ()))]
    page = slice(options.offset, options.offset + options.limit)
    results = exported[page] if exported is not None else [parties.data(party) for party in found[page]]
    total = len(exported) if exported is not None else len(found)
    return {
        "results": results,
        "facets": _facets(found, options),
        "total": {"value": total, "relation": "eq"},
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


def _wanted(party: Entity, options: SearchOptions) -> bool:
    return (
        (not options.lists or party.list in options.lists)
        and party.list not in options.without_lists
        and party.schema not in options.without_schemata
        and (not options.schema or options.schema in {party.schema, "Thing"})
        and (not options.countries or bool(options.countries & set(party.countries)))
    )


def _facets(found: Sequence[Entity], options: SearchOptions) -> Data:
    counted = {
        "countries": Counter(country for party in found for country in party.countries),
        "datasets": Counter(party.list.replace("-", "_") for party in found),
    }
    return {
        name: {
            "label": FACETS[name],
            "values": [
                {"name": value, "label": value, "count": count}
                for value, count in sorted(counted[name].items(), key=lambda pair: (-pair[1], pair[0]))[:20]
            ],
        }
        for name in options.facets
        if name in counted
    }
