"""Names against an index: what promises too little is ruled out, the rest is compared in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from debar.names.compare import REVIEW, Comparison, Pair, judge
from debar.names.index import SCHEMATA, UNKNOWN, NameIndex
from debar.names.legal import without_noise
from debar.names.prepared import Prepared, person_words, prepare_ways, ways

#: At least so many names, likeliest first, are compared in full; names with common words tie by the dozen.
_COMPARED = 50
#: Queries looked at together: what is held of them meanwhile stays small.
_TOGETHER = 16_384

Words = tuple[str, ...]


def match_many(
    index: NameIndex, queries: Sequence[str], schema: str = "LegalEntity", threshold: float = REVIEW, limit: int = 10
) -> list[list[tuple[int, Comparison]]]:
    """For each query the listed names it may be: (name number, comparison), best score first, then by number.

    Work is done once per distinct query. Only comparisons of at least ``threshold`` are given. The answer to one
    query does not depend on the others beside it. More than 50 names are compared
    in full only when ``limit`` asks for it.
    """
    distinct = list(dict.fromkeys(queries))
    found: dict[str, list[tuple[int, Comparison]]] = {}
    for start in range(0, len(distinct), _TOGETHER):
        part = distinct[start : start + _TOGETHER]
        found.update(_matches(index, part, schema, threshold, max(limit, _COMPARED)))
    return [found.get(query, []) for query in queries]


def _matches(
    index: NameIndex, queries: Sequence[str], schema: str, threshold: float, most: int
) -> dict[str, list[tuple[int, Comparison]]]:
    names = [ways(query) for query in queries]
    asked = [list(_as_asked(several)) for several in names]
    whose = np.repeat(np.arange(len(names)), [len(several) for several in asked])
    query, name = index.plausible([words for several in asked for words in several], threshold, schema)
    pairs: list[tuple[int, int]] = []
    count, last = 0, -1
    seen: set[int] = set()
    for asker, number in zip(whose[query].tolist(), name.tolist(), strict=True):
        if asker != last:
            count, last, seen = 0, asker, set()
        if count < most and number not in seen:
            seen.add(number)
            count += 1
            pairs.append((asker, number))
    judged = judge(list(_prepared(index, names, pairs, schema)), threshold)
    found: dict[str, list[tuple[int, Comparison]]] = {}
    for (asker, number), comparison in zip(pairs, judged, strict=True):
        if comparison is not None:
            found.setdefault(queries[asker], []).append((number, comparison))
    return {text: sorted(hits, key=lambda hit: (-hit[1].score, hit[0])) for text, hits in found.items()}


def _as_asked(several: Sequence[Words]) -> Iterator[Words]:
    """The words that the index is asked for: of each name without what stands around it, as a person's too."""
    for words in several:
        plain = without_noise(words)
        yield plain
        person = person_words(words)
        if person != plain:
            yield person


def _prepared(
    index: NameIndex, names: Sequence[Sequence[Words]], pairs: Sequence[tuple[int, int]], schema: str
) -> Iterator[Pair]:
    ready: dict[bool, tuple[Prepared, ...]] = {}
    last = -1
    for asker, number in pairs:
        if asker != last:
            ready, last = {}, asker
        kind = int(index.kinds[number])
        as_schema = SCHEMATA[kind] if schema == "LegalEntity" and kind != UNKNOWN else schema
        person = as_schema == "Person"
        if person not in ready:
            ready[person] = prepare_ways(names[asker], index.frequencies, person=person)
        yield Pair(ready[person], index.prepared(number), as_schema)
