"""Names against an index: what promises too little is ruled out, the rest is compared in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.compare import REVIEW, Comparison, Pair, judge
from debar.names.index import PERSON, SCHEMATA, UNKNOWN, NameIndex
from debar.names.legal import without_noise
from debar.names.memory import spans, uncollected
from debar.names.ofac import match_ofac
from debar.names.prepared import Prepared, person_words, prepare_ways, ways
from debar.names.profiles import DEFAULT, Profile
from debar.names.sieve import needed, points_alike
from debar.names.strings import Strings, strings_of, turned

#: At least so many names, likeliest first, are compared in full; names with common words tie by the dozen.
_COMPARED = 50
#: So many times as many, likeliest by their words, are looked at as strings first.
_READ = 8
#: Persons' names are put in another order where being so alike (0..1) in it would make them go on.
_AS_ALIKE = 0.65
#: Queries and letters of them looked at together: what is held of them meanwhile stays small.
_TOGETHER, _LETTERS = 16_384, 1 << 20
#: So many words beside each other are weighed together; of each some 6 bytes are held, and some 60 for a moment.
_CELLS = 1 << 20

Words = tuple[str, ...]
Array = np.ndarray[Any, np.dtype[Any]]


def match_many(
    index: NameIndex,
    queries: Sequence[str],
    schema: str = "LegalEntity",
    *,
    threshold: float | None = None,
    limit: int = 10,
    profile: Profile = DEFAULT,
) -> list[list[tuple[int, Comparison]]]:
    """For each query the listed names it may be: (name number, comparison), best score first, then by number.

    Work is done once per distinct query. Only comparisons of at least ``threshold`` are given, by default the
    profile's for review; from 0.7 on a higher one gives the same without those below it. The answer to one query does
    not depend on the others beside it.

    ``limit`` cuts nothing off: all that reach the threshold are given of the names compared in full, the likeliest 50
    of a query, or ``limit`` if that is more. Only the profile ``ofac`` gives no more than ``limit``.
    """
    threshold = profile.review if threshold is None else threshold
    if profile.scorer == "ofac":
        return match_ofac(index, queries, threshold, limit)
    distinct = list(dict.fromkeys(queries))
    found: dict[str, list[tuple[int, Comparison]]] = {}
    with uncollected():
        for start, end in spans([len(query) for query in distinct], _LETTERS, _TOGETHER):
            found.update(_matches(index, distinct[start:end], schema, threshold, max(limit, _COMPARED)))
    if profile is not DEFAULT:
        found = {query: [_as_judged(hit, profile) for hit in hits] for query, hits in found.items()}
    return [found.get(query, []) for query in queries]


def firms_reach(index: NameIndex, queries: Sequence[str], threshold: float) -> list[bool]:
    """For each query whether the name of a listed party that is no person reaches ``threshold`` (from 0.7 on).

    Where none does, neither does any in the answers of :func:`match_many`; persons' names are not looked at, so it
    takes less time.
    """
    distinct = list(dict.fromkeys(queries))
    reached: set[str] = set()
    with uncollected():
        for start, end in spans([len(query) for query in distinct], _LETTERS, _TOGETHER):
            part = distinct[start:end]
            fields, asker, numbers = _compared(index, part, "LegalEntity", REVIEW, _COMPARED, persons=False)
            pairs = [fields.pair(*place) for place in zip(asker.tolist(), numbers.tolist(), strict=True)]
            judged = zip(asker.tolist(), _judged(pairs, threshold), strict=True)
            reached.update(part[place] for place, comparison in judged if comparison is not None)
    return [query in reached for query in queries]


def _as_judged(hit: tuple[int, Comparison], profile: Profile) -> tuple[int, Comparison]:
    number, comparison = hit
    return number, comparison.judged(profile.match, profile.review)


def _matches(
    index: NameIndex, queries: Sequence[str], schema: str, threshold: float, most: int
) -> dict[str, list[tuple[int, Comparison]]]:
    fields, asker, numbers = _compared(index, queries, schema, min(threshold, REVIEW), most)
    pairs = [fields.pair(*place) for place in zip(asker.tolist(), numbers.tolist(), strict=True)]
    found: dict[str, list[tuple[int, Comparison]]] = {}
    for place, number, comparison in zip(asker.tolist(), numbers.tolist(), _judged(pairs, threshold), strict=True):
        if comparison is not None:
            found.setdefault(queries[place], []).append((number, comparison))
    return {text: sorted(hits, key=lambda hit: (-hit[1].score, hit[0])) for text, hits in found.items()}


def _compared(
    index: NameIndex, queries: Sequence[str], schema: str, promised: float, most: int, *, persons: bool = True
) -> tuple[_Fields, Array, Array]:
    """The pairs (place of the query, name number) to be compared in full: those that promise so much, at most so many.

    Without ``persons`` their names are not among them.
    """
    names = [ways(query) for query in queries]
    asked = [list(_as_asked(several)) for several in names]
    whose = np.repeat(np.arange(len(names)), [len(several) for several in asked])
    query, name, points = index.plausible([words for several in asked for words in several], promised, schema)
    if not persons:
        kept = (index.kinds[name] != PERSON).nonzero()[0]
        query, name, points = query[kept], name[kept], points[kept]
    numbers, points = _each_once(whose[query], name, points)
    asker, numbers, points = _first(numbers >> 32, numbers & 0xFFFFFFFF, points, _READ * most)
    fields = _Fields(index, names, schema)
    least = needed("strings", promised)
    points = _with_strings(fields, asker, numbers, points, least)
    kept = points >= least
    order = np.lexsort((numbers, -points, asker))
    order = order[kept[order]]
    order = order[_first_of_each(asker[order], most)]
    return fields, asker[order], numbers[order]


def _judged(pairs: Sequence[Pair], threshold: float) -> Iterator[Comparison | None]:
    """The pairs compared, a stretch at a time: what is held of their words goes with the stretch."""
    work = [sum(len(n.words) for n in pair.left) * sum(len(n.words) for n in pair.right) for pair in pairs]
    for start, end in spans(work, _CELLS):
        yield from judge(pairs[start:end], threshold)


def _with_strings(fields: _Fields, asker: Array, numbers: Array, points: Array, least: float) -> Array:
    """The points with those of the likeness as strings; persons' names that fall short also put in another order."""
    persons = fields.persons(numbers)
    found = points + points_alike(fields.alike(asker.tolist(), numbers), persons)
    again = (persons & (found < least)).nonzero()[0]
    again = again[points[again] + points_alike(np.full(len(again), _AS_ALIKE), persons[again]) >= least]
    alike = fields.alike(asker[again].tolist(), numbers[again], in_order=False)
    found[again] = np.maximum(found[again], points[again] + points_alike(alike, persons[again]))
    return found


def _each_once(asker: Array, name: Array, points: Array) -> tuple[Array, Array]:
    """Pairs of asker and name, each once with its most points, as one number."""
    key = asker.astype(np.int64) << 32 | name.astype(np.int64)
    order = np.lexsort((-points, key))
    key, points = key[order], points[order]
    fresh = np.append(True, key[1:] != key[:-1])[: len(key)]
    return key[fresh], points[fresh]


def _first(asker: Array, name: Array, points: Array, most: int) -> tuple[Array, Array, Array]:
    """At most so many pairs of each asker, those with the most points, then by name."""
    order = np.lexsort((name, -points, asker))
    order = order[_first_of_each(asker[order], most)]
    return asker[order], name[order], points[order]


def _first_of_each(groups: Array, most: int) -> Array:
    """Whether each place is among the first so many of its group; groups are in order."""
    starts = np.searchsorted(groups, groups, "left")
    among: Array = np.arange(len(groups)) - starts < most
    return among


def _as_asked(several: Sequence[Words]) -> Iterator[Words]:
    """The words that the index is asked for: of each name without what stands around it, as a person's too."""
    for words in several:
        plain = without_noise(words)
        yield plain
        person = person_words(words)
        if person != plain:
            yield person


class _Fields:
    """The fields asked about and the listed names, made ready when first needed."""

    def __init__(self, index: NameIndex, names: Sequence[Sequence[Words]], schema: str) -> None:
        self._index = index
        self._names = names
        self._schemata = [
            SCHEMATA[kind] if schema == "LegalEntity" and kind != UNKNOWN else schema for kind in SCHEMATA
        ]
        self._persons = np.array([each == "Person" for each in self._schemata])
        self._ready: dict[tuple[int, bool], tuple[Prepared, ...]] = {}
        self._spelt: dict[tuple[int, bool], list[Strings]] = {}
        self._others: dict[int, list[Strings]] = {}
        self._listed: dict[int, tuple[Prepared, ...]] = {}

    def _asked(self, asker: int, *, person: bool) -> tuple[Prepared, ...]:
        ready = self._ready.get((asker, person))
        if ready is None:
            ready = prepare_ways(self._names[asker], self._index.frequencies, person=person)
            self._ready[asker, person] = ready
        return ready

    def _strings(self, asker: int, person: bool) -> list[Strings]:
        found = self._spelt.get((asker, person))
        if found is None:
            found = self._spelt[asker, person] = strings_of(self._asked(asker, person=person))
        return found

    def _turned(self, asker: int) -> list[Strings]:
        found = self._others.get(asker)
        if found is None:
            found = self._others[asker] = turned(self._asked(asker, person=True))
        return found

    def persons(self, numbers: Array) -> Array:
        """Whether each listed name is compared as a person's."""
        found: Array = self._persons[self._index.kinds[numbers]]
        return found

    def pair(self, asker: int, number: int) -> Pair:
        """The two fields, ready to be compared."""
        schema = self._schemata[self._index.kinds[number]]
        listed = self._listed.get(number)
        if listed is None:
            listed = self._listed[number] = self._index.prepared(number)
        return Pair(self._asked(asker, person=schema == "Person"), listed, schema)

    def alike(self, askers: Sequence[int], numbers: Array, *, in_order: bool = True) -> Array:
        """How alike (0..1) the names of each pair are as strings without spaces, however they are read.

        Those of persons may also be asked with the last word first, and with the first word last.
        """
        sizes: list[int] = []
        lefts: list[str] = []
        rights: list[str] = []
        persons = self.persons(numbers).tolist()
        for asker, person, listed in zip(askers, persons, self._index.strings(numbers), strict=True):
            before = len(lefts)
            for left in self._strings(asker, person) if in_order else self._turned(asker):
                for right in listed:
                    _add_strings(left, right, lefts, rights)
            sizes.append(len(lefts) - before)
        if not sizes:
            return np.zeros(0)
        alike = cpdist(lefts, rights, scorer=OSA.normalized_similarity, dtype=np.float32)
        found: Array = np.maximum.reduceat(alike, np.cumsum([0, *sizes[:-1]]))
        return found.astype(np.float64)


def _add_strings(left: Strings, right: Strings, lefts: list[str], rights: list[str]) -> None:
    """The three strings of both names, each two once."""
    lefts.append(left[0])
    rights.append(right[0])
    for one, other in ((left[1], right[1]), (left[2], right[2])):
        if one != left[0] or other != right[0]:
            lefts.append(one)
            rights.append(other)
