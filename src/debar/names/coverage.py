"""How much of both names is covered by the words they share: a bound for every query and listed name of a batch.

The words of the queries are linked to listed words (``linking``), the links laid out over the names that hold those
words, and what they cover added up by pair. Words that too many names hold are laid out only where the rest of a query
cannot decide alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from debar.names.hashing import expand, running, starts_of
from debar.names.linking import (
    ACTIVITY,
    HALF,
    KIND,
    LETTERS,
    NAME,
    NATS,
    PERSONAL,
    SILENT,
    TELLING,
    TRADES,
    Batch,
    Links,
    initials_of,
    link,
    totals_of,
)
from debar.names.memory import spans
from debar.names.prepared import coincidence, distinctness

Array = np.ndarray[Any, np.dtype[Any]]

#: A token linked to more names than this may be left unexpanded when the rest of the query can decide.
_HEAVY = 20
#: A pair must cover so much of its words' weight, both names together, to be looked at.
_COVER = 0.44
#: So many pairs and words of a query are looked up one by one; for more of them all names of the words are read.
_SEARCHED = 500
#: So many rows of a word of a query and a name that holds it are laid out at once, of some 150 bytes each.
_ROWS = 1 << 20
#: What rounding may take from a bound that rules out.
_SURE = 1 - 1e-9
#: Any single letter may be the initial of any word: that is worth so much of it, among businesses and among persons.
_INITIALS = np.array([0.75, 1.0])
#: A sort key holds the pair and, below it, what one link adds: bits of each field, and units a whole is counted in.
_FIELDS = (("left", 10, 400.0), ("right", 10, 400.0), ("nats", 10, 60.0), ("count", 2, 1.0), ("kind", 2, 1.0))
BITS = sum(bits for _, bits, _ in _FIELDS)
#: Columns of a weight or a sum that differ between businesses and persons.
_BOTH = PERSONAL + 1
#: What a pair's promise is made of: how much of both names is covered and of the one less and more covered, nats of
#: shared words and of those above generic ones, words shared, words missing on the side with fewer and more of them,
#: trades that only one has, letters that stand loose, 1 for ships and aircraft.
SUMS = (
    *("cover", "covered_less", "covered_more", "nats", "distinct", "linked"),
    *("missing_less", "missing_more", "trades", "loose", "thing"),
)
LINKED, LOOSE = SUMS.index("linked"), SUMS.index("loose")
#: How much of a query's words must be the same for the initial between them to count.
_ALIKE = 0.97


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Query and name of each pair, and the most their links add up to: left, right, nats, distinct, words, trades."""

    query: Array
    name: Array
    sums: Array


_LEFT, _RIGHT, _SHARED, _DISTINCT, _LINKED, _SAME_TRADE = range(6)


class _Added(NamedTuple):
    """What each link can add to a pair's sums: left and right as a business and as a person, the rest for both."""

    left: Array
    right: Array
    rest: Array


class _Query(NamedTuple):
    """What is known of each query: totals and initials of its words, the most unexpanded links add to any name."""

    totals: Array
    initials: Array
    granted: Array


def most_queries(names: int) -> int:
    """How many queries, beside that many names, fit into one sort key."""
    return 1 << max(0, 63 - BITS - names.bit_length())


def covered(arrays: Mapping[str, Array], schemata: Array, asked: Batch) -> tuple[Array, Array, Array]:
    """(query, name, sums) of the pairs that cover enough of each other; ``sums`` in the columns of ``SUMS``."""
    links = link(arrays, asked)
    own = asked.traits[asked.token_word]
    totals = totals_of(own, asked.hashed.lengths[asked.token_word], asked.token_query, asked.queries)
    initials = initials_of(asked.words, asked.token_word, asked.token_query, asked.queries)
    ends = arrays["sieve_ends"]
    sizes = (ends[links.listed + 1] - ends[links.listed]).astype(np.float64)
    skipped = _skipped(asked, links, sizes, totals)
    query = _Query(totals, initials, _granted(arrays, asked, links.only(skipped.nonzero()[0])))
    parts = list(spans(_work(links.query, sizes, skipped, asked.queries), _ROWS))
    found = []
    for start, end in parts:
        among = np.ones(len(sizes), bool) if len(parts) == 1 else (links.query >= start) & (links.query < end)
        light, heavy = (links.only((among & chosen).nonzero()[0]) for chosen in (~skipped, skipped))
        pairs = _with_heavy(arrays, schemata, _pairs(arrays, schemata, light, query), heavy)
        enough, sums = _sums(arrays, schemata, pairs, totals)
        pairs = _Pairs(pairs.query[enough], pairs.name[enough], pairs.sums[enough])
        _add_initials(arrays, schemata, pairs, query, sums)
        found.append((pairs.query, pairs.name, sums))
    queries, names, rows = (np.concatenate(column) for column in zip(*found, strict=True))
    return queries, names, rows


def _work(query: Array, sizes: Array, skipped: Array, queries: int) -> Array:
    """The rows that each query may need: those laid out, and of those skipped the ones a name so found may hold."""
    light, heavy = (np.bincount(query, sizes * chosen, queries) for chosen in (~skipped, skipped))
    work: Array = light + np.minimum(heavy, light * np.bincount(query, skipped, queries))
    return work


def _skipped(asked: Batch, links: Links, sizes: Array, totals: Array) -> Array:
    """Links not worth expanding: those of the tokens with the most names that together cannot reach the threshold.

    A pair that shares no other token covers no more of the query than these weigh, and of the name at most all; the
    fewer nats they tell together, the more of the query they must be.
    """
    single = (links.token >= 0).nonzero()[0]
    work = np.bincount(links.token[single], sizes[single], len(asked.token_word))
    left_out = np.zeros(len(asked.token_word) + 1, dtype=bool)
    if (work > _HEAVY).any():
        order = np.lexsort((-work, asked.token_query))
        query = asked.token_query[order]
        own = asked.traits[asked.token_word[order], : NATS + 1].astype(np.float64)
        most = own * _repeated(links, single, len(work))[order, None]
        once, often = running(query, own[:, :_BOTH]), running(query, most)
        told = coincidence(often[:, NATS:]) ** 2
        allowed, letters = 0.98 * _COVER**2 * totals[query, :_BOTH], 0.15 * totals[query, LETTERS, None]
        few = (once <= allowed - letters).all(axis=1) | (often[:, :_BOTH] <= allowed / told - letters).all(axis=1)
        left_out[order] = few & (work[order] > _HEAVY)
    return left_out[links.token]


def _repeated(links: Links, single: Array, tokens: int) -> Array:
    """How often a name may count a token: as often as it is linked to one listed word, or to two halves of it."""
    key = links.token[single] << 32 | links.listed[single]
    key.sort()
    starts = starts_of(key)
    often = np.ones(tokens)
    np.maximum.at(often, key[starts] >> 32, np.diff(starts, append=len(key)))
    halves = single[links.alike[single] == HALF]
    often[links.token[halves]] = np.maximum(often[links.token[halves]], 2)
    return often


def _granted(arrays: Mapping[str, Array], asked: Batch, heavy: Links) -> Array:
    """The most the unexpanded links can add to any name, for each query: as a business, as a person."""
    granted = np.zeros((asked.queries, _BOTH, 3))
    if not len(heavy.query):
        return granted
    added = _added(arrays, heavy)
    best = np.zeros((len(asked.token_word), _BOTH, 3))
    nats = np.stack((added.rest[:, 0], added.rest[:, 0]), axis=1)
    np.maximum.at(best, heavy.token, np.stack((added.left, added.right, nats), axis=2))
    np.add.at(granted, asked.token_query, best)
    return granted


def _added(arrays: Mapping[str, Array], links: Links) -> _Added:
    """What each link can add to a pair's sums.

    The comparison counts an inexact pair with the lesser weight of the two and takes the rest off the whole, so at most
    that rest is added here.
    """
    listed, own = arrays["sieve_traits"][links.listed], links.traits
    weight, other = own[:, :_BOTH], listed[:, :_BOTH]
    least = np.minimum(weight, other)
    sure = links.alike[:, None] * least
    nats = links.alike * np.minimum(own[:, NATS], listed[:, NATS])
    kind, listed_kind = own[:, KIND], listed[:, KIND]
    rest = np.empty((len(nats), 4))
    rest[:, 0] = nats
    rest[:, 1] = np.where((kind == NAME) & (listed_kind == NAME), distinctness(nats), 0.0)
    rest[:, 2] = np.where(kind <= SILENT, 0, links.count)
    rest[:, 3] = (kind == ACTIVITY) | (listed_kind == ACTIVITY)
    return _Added(sure + weight - least, sure + other - least, rest)


def _pairs(arrays: Mapping[str, Array], schemata: Array, links: Links, asked: _Query) -> _Pairs:
    """The pairs that share a linked word and may reach the threshold, with what their links add up to.

    A row a link and name that holds its word, as one number: query, name, and below them what the link adds. Sums are
    of whole units, so the same in every order.
    """
    bits, ends = len(schemata).bit_length(), arrays["sieve_ends"]
    base = (links.query << (BITS + bits))[:, None] + _packed(_added(arrays, links))
    row, place = expand(np.arange(len(links.query)), ends[links.listed], ends[links.listed + 1])
    names = arrays["sieve_names"][place]
    key = base.ravel()[row * 2 + (schemata[names] == 1)]
    key += names.astype(np.int64) << BITS
    key.sort()
    pair = key >> BITS
    starts = starts_of(pair)
    met = pair[starts]
    query, name = met >> bits, met & ((1 << bits) - 1)
    promising = _promising(arrays, schemata, (query, name), (key, starts), asked)
    rows = promising.repeat(np.diff(np.append(starts, len(key)))).nonzero()[0]
    return _Pairs(query[promising], name[promising], _summed(key[rows], starts_of(pair[rows])))


def _promising(
    arrays: Mapping[str, Array],
    schemata: Array,
    pairs: tuple[Array, Array],
    groups: tuple[Array, Array],
    asked: _Query,
) -> Array:
    """Whether each pair reaches the threshold by its weights alone, as if the name held every word not expanded."""
    query, name = pairs
    person = schemata[name] == 1
    spot = query * 2 + person
    totals = arrays["sieve_totals"]
    loose = totals[name, LETTERS]
    letters = asked.totals[:, LETTERS, None] * _INITIALS
    whole = 1.0 / (asked.totals[:, :_BOTH] + 1e-6)
    free = (asked.granted[:, :, _LEFT] + 0.15 * letters) * whole
    share = _sum_of(0, *groups) * whole.ravel()[spot] + free.ravel()[spot]
    share += loose * (_INITIALS * whole).ravel()[spot]
    found: Array = share >= _SURE * _COVER**2
    some = found.nonzero()[0]
    spot, name, loose, share = spot[some], name[some], loose[some], share[some]
    free = asked.granted[:, :, _RIGHT] + letters
    other = _sum_of(1, *groups)[some] + free.ravel()[spot] + 0.15 * loose * _INITIALS[spot & 1]
    other /= totals[name, spot & 1] + 1e-6
    told = coincidence(_sum_of(2, *groups)[some] + asked.granted[:, :, _SHARED].ravel()[spot])
    found[some] = np.minimum(1.0, share) * np.minimum(1.0, other) * told**2 >= (_SURE * _COVER) ** 2
    return found


def _sum_of(field: int, key: Array, starts: Array) -> Array:
    """The sum of a field of each group of sorted keys."""
    if not len(starts):
        return np.empty(0)
    _, bits, scale = _FIELDS[field]
    low = BITS - sum(bits for _, bits, _ in _FIELDS[: field + 1])
    sums: Array = np.add.reduceat((key >> low) & ((1 << bits) - 1), starts) / scale
    return sums


def _packed(added: _Added) -> Array:
    """What each link adds as one number of whole units, rounded up: as a business, as a person."""
    kind = np.where(added.rest[:, 1] > 0, NAME, 0)
    kind[added.rest[:, 3] > 0] = ACTIVITY
    packed = np.zeros(added.left.shape, dtype=np.int64)
    fields = (added.left, added.right, added.rest[:, :1], added.rest[:, 2:3], kind[:, None])
    for (_, bits, scale), values in zip(_FIELDS, fields, strict=True):
        packed = packed << bits | np.minimum((1 << bits) - 1, np.ceil(values * scale)).astype(np.int64)
    return packed


def _summed(key: Array, starts: Array) -> Array:
    """The sums of each group of sorted keys, in the columns of ``_Pairs``."""
    columns = np.empty((len(key), 6))
    if not len(starts):
        return columns
    fields: dict[str, Array] = {}
    low = 0
    for name, bits, scale in reversed(_FIELDS):
        fields[name] = ((key >> low) & ((1 << bits) - 1)) / scale
        low += bits
    columns[:, _LEFT], columns[:, _RIGHT], columns[:, _SHARED] = fields["left"], fields["right"], fields["nats"]
    columns[:, _DISTINCT] = np.where(fields["kind"] == NAME, distinctness(fields["nats"]), 0.0)
    columns[:, _LINKED] = fields["count"]
    columns[:, _SAME_TRADE] = fields["kind"] == ACTIVITY
    sums: Array = np.add.reduceat(columns, starts, axis=0)
    return sums


def _with_heavy(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, heavy: Links) -> _Pairs:
    """The pairs with what the unexpanded links add where the name does hold the word."""
    if not len(heavy.query) or not len(pairs.query):
        return pairs
    heavy = heavy.only(heavy.query.argsort(kind="stable"))
    low, high = heavy.query.searchsorted(pairs.query), heavy.query.searchsorted(pairs.query, "right")
    if (high - low).sum() > _SEARCHED * (1 + int(pairs.query[-1])):
        pair, row = _met(arrays, pairs, heavy, len(schemata))
    else:
        pair, row = expand(np.arange(len(pairs.query)), low, high)
        held = _held(arrays, heavy.listed[row], pairs.name[pair]).nonzero()[0]
        pair, row = pair[held], row[held]
    added = _added(arrays, heavy)
    person = (schemata[pairs.name[pair]] == 1).astype(np.int64)
    more = np.column_stack((added.left[row, person], added.right[row, person], added.rest[row]))
    sums = pairs.sums.copy()
    np.add.at(sums, pair, more)
    return _Pairs(pairs.query, pairs.name, sums)


def _met(arrays: Mapping[str, Array], pairs: _Pairs, heavy: Links, size: int) -> tuple[Array, Array]:
    """(pair, link) where the name holds the link's word: the names of each query marked, the words' names read."""
    ends, names = arrays["sieve_ends"], arrays["sieve_names"]
    marks = np.zeros(size, dtype=np.int32)
    found = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    starts = np.append(starts_of(heavy.query), len(heavy.query)).tolist()
    for start, end in pairwise(starts):
        first, last = pairs.query.searchsorted(heavy.query[start] + np.arange(2))
        marked = pairs.name[first:last]
        marks[marked] = np.arange(1, last - first + 1)
        listed = heavy.listed[start:end]
        row, place = expand(np.arange(start, end), ends[listed], ends[listed + 1])
        at = marks[names[place]]
        held = at.nonzero()[0]
        found.append((at[held] - 1 + first, row[held]))
        marks[marked] = 0
    return np.concatenate([pair for pair, _ in found]), np.concatenate([row for _, row in found])


def _held(arrays: Mapping[str, Array], word: Array, name: Array) -> Array:
    """Whether each name holds the word beside it: a binary search in each word's own names, all at once."""
    ends, names = arrays["sieve_ends"], arrays["sieve_names"]
    low, end = ends[word].astype(np.int64), ends[word + 1].astype(np.int64)
    high, last = end.copy(), max(0, len(names) - 1)
    while (open_ := low < high).any():
        middle = (low + high) >> 1
        before = names[np.minimum(middle, last)] < name
        low = np.where(open_ & before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    found: Array = (low < end) & (names[np.minimum(low, last)] == name)
    return found


def _add_initials(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, asked: _Query, sums: Array) -> None:
    """Count initials that words of a person's other name begin with as words shared.

    Only those before the one other word of a query, and those beside words that are all the same and leave no word of
    the listed name over.
    """
    totals, own = asked.totals, asked.initials
    lettered = totals[:, LETTERS] > 0
    some = (lettered[pairs.query] & (sums[:, LINKED] > 0) & (schemata[pairs.name] == 1)).nonzero()[0]
    query, name, linked = pairs.query[some], pairs.name[some], sums[some, LINKED]
    met = np.minimum(_bits(own[query, 0] & arrays["sieve_initials"][name, 1]), sums[some, LOOSE])
    alike = pairs.sums[some, _LEFT] + 0.15 * totals[query, LETTERS] >= _ALIKE * totals[query, PERSONAL]
    told, listed = totals[query, TELLING], arrays["sieve_totals"][name, TELLING]
    sums[some, LINKED] += np.where((told == 1) | (alike & (listed <= linked + met)), met, 0)


def _bits(values: Array) -> Array:
    """How many bits are set in each value."""
    found: Array = np.unpackbits(np.ascontiguousarray(values).view(np.uint8).reshape(-1, 4), axis=1).sum(axis=1)
    return found


def _sums(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, totals: Array) -> tuple[Array, Array]:
    """The pairs that are covered enough, and a row of each, in the columns of ``SUMS``."""
    kinds = schemata[pairs.name]
    person = (kinds == 1).astype(np.int64)
    own, listed = totals, arrays["sieve_totals"]
    weight = np.maximum(own[pairs.query, person], 1e-6)
    letters = own[pairs.query, LETTERS] * _INITIALS[person]
    other_letters = listed[pairs.name, LETTERS] * _INITIALS[person]
    covered = (pairs.sums[:, _LEFT] + 0.15 * letters + other_letters) / weight
    other = pairs.sums[:, _RIGHT] + letters + 0.15 * other_letters
    other /= np.maximum(listed[pairs.name, person], 1e-6)
    covered, other = np.minimum(1.0, covered), np.minimum(1.0, other)
    cover = np.sqrt(covered * other) * coincidence(pairs.sums[:, _SHARED])
    enough = (cover >= _COVER).nonzero()[0]
    covered, other, sums = covered[enough], other[enough], pairs.sums[enough]
    left, right = totals[pairs.query[enough]], listed[pairs.name[enough]]
    linked, same = sums[:, _LINKED], sums[:, _SAME_TRADE]
    missing = np.maximum(0, left[:, TELLING] - linked - right[:, LETTERS])
    other_missing = np.maximum(0, right[:, TELLING] - linked - left[:, LETTERS])
    found = np.empty((len(enough), len(SUMS)))
    found[:, 0] = cover[enough]
    found[:, 1], found[:, 2] = np.minimum(covered, other), np.maximum(covered, other)
    found[:, 3], found[:, 4], found[:, 5] = sums[:, _SHARED], sums[:, _DISTINCT], linked
    found[:, 6], found[:, 7] = np.minimum(missing, other_missing), np.maximum(missing, other_missing)
    found[:, 8] = np.maximum(0, left[:, TRADES] - same) + np.maximum(0, right[:, TRADES] - same)
    found[:, 9] = left[:, LETTERS] + right[:, LETTERS]
    found[:, 10] = kinds[enough] == 3
    return enough, found
