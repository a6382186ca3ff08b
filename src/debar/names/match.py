"""Names against an index: candidates, comparison, and what is left when both have spoken."""

from __future__ import annotations

from collections.abc import Sequence

from debar.names.compare import REVIEW, Comparison, compare_prepared
from debar.names.index import SCHEMATA, UNKNOWN, NameIndex
from debar.names.prepared import prepare


def match_many(
    index: NameIndex, queries: Sequence[str], schema: str = "LegalEntity", threshold: float = REVIEW, limit: int = 10
) -> list[list[tuple[int, Comparison]]]:
    """For each query the listed names it may be: (name number, comparison), best score first, then by number.

    Work is done once per distinct query. Only comparisons of at least ``threshold`` are given.
    """
    distinct = list(dict.fromkeys(queries))
    found = {
        query: _compared(index, query, [number for number, _ in near], schema, threshold)
        for query, near in zip(distinct, index.candidates(distinct, limit), strict=True)
    }
    return [found[query] for query in queries]


def _compared(
    index: NameIndex, query: str, numbers: Sequence[int], schema: str, threshold: float
) -> list[tuple[int, Comparison]]:
    ready = prepare(query)
    hits = []
    for number in numbers:
        kind = int(index.kinds[number])
        result = compare_prepared(
            ready,
            prepare(index.name(number)),
            SCHEMATA[kind] if schema == "LegalEntity" and kind != UNKNOWN else schema,
        )
        if result.score >= threshold:
            hits.append((number, result))
    return sorted(hits, key=lambda hit: (-hit[1].score, hit[0]))
