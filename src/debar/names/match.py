"""Names against an index: what cannot match is ruled out, the rest gets candidates and a full comparison."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from debar.names.compare import REVIEW, Comparison, compare_from
from debar.names.index import SCHEMATA, UNKNOWN, NameIndex
from debar.names.legal import other_names, without_noise
from debar.names.normalize import words as words_of
from debar.names.prepared import prepare_words

#: How far below the threshold the bound of a pair may lie; it makes good for what the bound cannot see.
_MARGIN = 0.005
#: At least so many names, likeliest first, are compared in full; names with common words tie by the dozen.
_COMPARED = 50


def match_many(
    index: NameIndex, queries: Sequence[str], schema: str = "LegalEntity", threshold: float = REVIEW, limit: int = 10
) -> list[list[tuple[int, Comparison]]]:
    """For each query the listed names it may be: (name number, comparison), best score first, then by number.

    Work is done once per distinct query. Only comparisons of at least ``threshold`` are given. The answer to one
    query does not depend on the others beside it. More than 50 names are compared
    in full only when ``limit`` asks for it.
    """
    distinct = list(dict.fromkeys(queries))
    texts = [words_of(query) for query in distinct]
    found = {distinct[n]: hits for n, hits in _matches(index, texts, schema, threshold, limit).items()}
    return [found.get(query, []) for query in queries]


def _matches(
    index: NameIndex, texts: Sequence[Sequence[str]], schema: str, threshold: float, limit: int
) -> dict[int, list[tuple[int, Comparison]]]:
    names = [[without_noise(name) for name in other_names(text)] for text in texts]
    whose = np.repeat(np.arange(len(texts)), [len(several) for several in names])
    query, name = index.plausible([words for several in names for words in several], threshold - _MARGIN, schema)
    likely: dict[int, list[int]] = {}
    for asker, number in zip(whose[query].tolist(), name.tolist(), strict=True):
        numbers = likely.setdefault(asker, [])
        if len(numbers) < max(limit, _COMPARED):
            numbers.append(number)
    return {
        asker: _compared(index, texts[asker], sorted(set(numbers)), schema, threshold)
        for asker, numbers in likely.items()
    }


def _compared(
    index: NameIndex, text: Sequence[str], numbers: Sequence[int], schema: str, threshold: float
) -> list[tuple[int, Comparison]]:
    ready = prepare_words(text, index.frequencies)
    hits = []
    for number in numbers:
        kind = int(index.kinds[number])
        as_schema = SCHEMATA[kind] if schema == "LegalEntity" and kind != UNKNOWN else schema
        result = compare_from(threshold, ready, index.prepared(number), as_schema)
        if result is not None:
            hits.append((number, result))
    return sorted(hits, key=lambda hit: (-hit[1].score, hit[0]))
