"""Which listed names may be worth a comparison: a cheap estimate of it, for a whole batch at once.

Every distinct word of the batch is linked once to the listed words it may stand for (``linking``); from the lists of
names that hold those words follows, for each query and name, how much of both is covered. Pairs that cover too little
go first; of the others points are made of a few sums (``points``, scorer ``sieve``), and those that promise less than
the score asked for are never looked at again: nearly all of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from debar.names.hashing import WIDTH, distinct, expand, hash_words, lookup
from debar.names.legal import form_words, is_form_word
from debar.names.linking import (
    ACTIVITY,
    BUSINESS,
    KIND,
    NAME,
    NATS,
    PERSONAL,
    SILENT,
    Batch,
    Links,
    batch,
    cuts,
    keys,
    link,
    traits,
)
from debar.names.points import scorer
from debar.names.prepared import acronym, coincidence, distinctness

Array = np.ndarray[Any, np.dtype[Any]]

#: A token linked to more names than this may be left unexpanded when the rest of the query can decide.
_HEAVY = 20
#: A pair must cover so much of its words' weight, both names together, to be looked at.
_COVER = 0.44
_CHUNK = 4_096
_BUCKET_BITS = 22
#: A sort key holds the pair and, below it, what one link adds: bits of each field, and units a whole is counted in.
_FIELDS = (("left", 10, 400.0), ("right", 10, 400.0), ("nats", 10, 60.0), ("count", 2, 1.0), ("kind", 2, 1.0))
_BITS = sum(bits for _, bits, _ in _FIELDS)


def build(
    texts: Sequence[Sequence[str]], whole: Sequence[Sequence[str]], frequencies: Mapping[str, float]
) -> dict[str, Array]:
    """The sieve's arrays for listed names given as their words in normal form, without and with noise."""
    vocabulary = sorted({word for words in texts for word in words})
    number = {word: n for n, word in enumerate(vocabulary)}
    hashed = hash_words(vocabulary)
    key, key_words = keys(vocabulary)
    key_order = np.lexsort((key_words, key))
    order = np.argsort(hashed.whole)
    cut, cut_words = cuts(vocabulary, hashed)
    cut_order = np.lexsort((cut_words, cut))
    sizes = np.array([len(words) for words in texts], dtype=np.int64)
    held = np.array([number[word] for words in texts for word in words], dtype=np.int64)
    names = np.repeat(np.arange(len(texts)), sizes)
    pairs = distinct(held * max(1, len(texts)) + names)
    own = traits(vocabulary, frequencies, is_form_word)
    compact = np.array(_hashes(texts, whole), dtype=np.uint32)
    compact_order = np.argsort(compact, kind="stable")
    return {
        "sieve_words": np.array(vocabulary, dtype=f"S{WIDTH}"),
        "sieve_hashes": hashed.whole[order],
        "sieve_hash_words": order.astype(np.int32),
        "sieve_cuts": cut[cut_order],
        "sieve_cut_words": cut_words[cut_order],
        "sieve_keys": key[key_order],
        "sieve_key_words": key_words[key_order],
        "sieve_ends": np.searchsorted(pairs, np.arange(len(vocabulary) + 1) * max(1, len(texts))).astype(np.int64),
        "sieve_names": (pairs % max(1, len(texts))).astype(np.int32),
        "sieve_traits": own,
        "sieve_totals": _totals(own[held], hashed.lengths[held], names, len(texts)),
        "sieve_compact": compact[compact_order],
        "sieve_compact_names": (compact_order % max(1, len(texts))).astype(np.int32),
    }


def _totals(own: Array, lengths: Array, whose: Array, size: int) -> Array:
    """A row a name: weight as a business, as a person, how many words tell something, are a trade, are letters."""
    columns = (
        own[:, BUSINESS],
        own[:, PERSONAL],
        own[:, KIND] > SILENT,
        own[:, KIND] == ACTIVITY,
        lengths == 1,
    )
    return np.stack([np.bincount(whose, column, size) for column in columns], axis=1).astype(np.float32)


_TELLING, _TRADES, _LETTERS = 2, 3, 4


def _hashes(texts: Sequence[Sequence[str]], whole: Sequence[Sequence[str]]) -> list[int]:
    """Four a text: its letters without spaces, those of its words in alphabetical order, no legal forms, initials.

    The letters are those of ``whole``, the text with its noise, which cannot be told when words are run together.
    """
    letters = ["".join(words) for words in whole]
    ordered = ["".join(sorted(words)) for words in texts]
    forms = form_words()
    core = ["".join([word for word in words if word not in forms]) for words in texts]
    # names without an acronym repeat their letters, so that none meets another by being empty
    initials = [acronym(words) or every for words, every in zip(texts, letters, strict=True)]
    return [zlib.crc32(text.encode()) for text in (*letters, *ordered, *core, *initials)]


def plausible(
    arrays: Mapping[str, Array],
    schemata: Array,
    queries: Sequence[Sequence[str]],
    frequencies: Mapping[str, float],
    threshold: float,
) -> tuple[Array, Array, Array]:
    """(query, name, points) of the pairs that may promise a score of ``threshold``, by query, best first.

    ``schemata`` says for every name how it will be compared (0 unknown, 1 person, 2 company, 3 vessel). Points are
    those of the scorer ``strings``, without ``ALIKE``; they are infinite for names of the same letters or words.
    """
    size = max(1, min(_CHUNK, (1 << (63 - _BITS)) // max(1, len(schemata))))
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for start in range(0, len(queries) if len(schemata) else 0, size):
        part = queries[start : start + size]
        if any(part):
            promising = _promising(arrays, schemata, batch(part, frequencies), threshold)
            query, name, points = _with_compact(arrays, part, promising)
            found.append((query + start, name, points))
    query, name, points = (np.concatenate([f[column] for f in found]) for column in range(3))
    return query, name, points


def needed(name: str, threshold: float) -> float:
    """The points that a pair must promise for a score of ``threshold``, by its words (``sieve``) or strings too."""
    return float(scorer(f"{name}-business").lines["threshold"](np.array([threshold]))[0])


def points_of(name: str, measures: Sequence[str], values: Array, person: Array) -> Array:
    """The points of rows of measures, as persons' names where ``person`` is true."""
    as_person, as_business = scorer(f"{name}-person"), scorer(f"{name}-business")
    found: Array = np.where(person, as_person.total(measures, values), as_business.total(measures, values))
    return found


def points_alike(alike: Array, person: Array) -> Array:
    """The points of the likeness (0..1) of two names as strings, as persons' names where ``person`` is true."""
    values = alike[:, None]
    as_person, as_business = scorer("strings-person"), scorer("strings-business")
    found: Array = np.where(person, as_person.added((ALIKE,), values), as_business.added((ALIKE,), values))
    return found


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Query and name of each pair, and the most their links add up to: left, right, nats, distinct, words, trades."""

    query: Array
    name: Array
    sums: Array

    def only(self, kept: Array) -> _Pairs:
        return _Pairs(self.query[kept], self.name[kept], self.sums[kept])


_LEFT, _RIGHT, _SHARED, _DISTINCT, _LINKED, _SAME_TRADE = range(6)


def _promising(
    arrays: Mapping[str, Array], schemata: Array, asked: Batch, threshold: float
) -> tuple[Array, Array, Array]:
    """(query, name, points) of the pairs that may promise the threshold."""
    query, name, sums = covered(arrays, schemata, asked)
    person = schemata[name] == 1
    kept = points_of("sieve", SUMS, sums, person) >= needed("sieve", threshold)
    points = points_of("strings", SUMS, sums[kept], person[kept])
    return query[kept], name[kept], points


def covered(arrays: Mapping[str, Array], schemata: Array, asked: Batch) -> tuple[Array, Array, Array]:
    """(query, name, sums) of the pairs that cover enough of each other; ``sums`` in the columns of ``SUMS``."""
    links = link(arrays, asked)
    own = asked.traits[asked.token_word]
    totals = _totals(own, asked.hashed.lengths[asked.token_word], asked.token_query, asked.queries)
    ends = arrays["sieve_ends"]
    sizes = (ends[links.listed + 1] - ends[links.listed]).astype(np.float64)
    skipped = _skipped(asked, links, sizes, totals, _COVER)
    heavy = links.only(skipped)
    granted = _granted(arrays, asked, heavy)
    pairs = _pairs(arrays, schemata, links.only(~skipped), totals=totals, granted=granted, threshold=_COVER)
    pairs = pairs.only(_coarse_bound(arrays, schemata, pairs, totals, granted) >= _COVER)
    pairs = _with_heavy(arrays, schemata, pairs, heavy)
    sums = _sums(arrays, schemata, pairs, totals)
    enough = sums[:, SUMS.index("cover")] >= _COVER
    return pairs.query[enough], pairs.name[enough], sums[enough]


def _skipped(asked: Batch, links: Links, sizes: Array, totals: Array, threshold: float) -> Array:
    """Links not worth expanding: those of the tokens with the most names that together cannot reach the threshold.

    A pair that shares no other token covers at most the square of the threshold of the query's weight.
    """
    single = links.token >= 0
    work = np.bincount(links.token[single], sizes[single], len(asked.token_word))
    order = np.lexsort((-work, asked.token_query))
    weights = asked.traits[asked.token_word[order], : PERSONAL + 1].astype(np.float64)
    query = asked.token_query[order]
    running = np.cumsum(weights, axis=0)
    first = np.searchsorted(query, query, "left")
    running -= running[first] - weights[first]
    allowance = 0.98 * threshold**2 * totals[query, : PERSONAL + 1] - 0.15 * totals[query, _LETTERS, None]
    left_out = np.zeros(len(asked.token_word) + 1, dtype=bool)
    left_out[order] = (running <= allowance).all(axis=1) & (work[order] > _HEAVY)
    return left_out[links.token]


def _granted(arrays: Mapping[str, Array], asked: Batch, heavy: Links) -> Array:
    """The most the unexpanded links can add to any name, for each query: as a business, as a person."""
    granted = np.zeros((asked.queries, 2, 3))
    for person in (0, 1):
        added = _added(arrays, heavy, np.full(len(heavy.query), person))[:, :3]
        best = np.zeros((len(asked.token_word), 3))
        np.maximum.at(best, heavy.token, added)
        np.add.at(granted[:, person], asked.token_query, best)
    return granted


def _added(arrays: Mapping[str, Array], links: Links, person: Array) -> Array:
    """What each link can add to a pair's sums.

    The comparison counts an inexact pair with the lesser weight of the two and takes the rest off the whole, so at most
    that rest is added here.
    """
    listed = arrays["sieve_traits"][links.listed]
    rows = np.arange(len(person))
    weight, other = links.traits[rows, person], listed[rows, person]
    least = np.minimum(weight, other)
    nats = links.alike * np.minimum(links.traits[:, NATS], listed[:, NATS])
    names = (links.traits[:, KIND] == NAME) & (listed[:, KIND] == NAME)
    trades = (links.traits[:, KIND] == ACTIVITY) | (listed[:, KIND] == ACTIVITY)
    columns = (
        links.alike * least + weight - least,
        links.alike * least + other - least,
        nats,
        np.where(names, distinctness(nats), 0.0),
        np.where(links.traits[:, KIND] <= SILENT, 0, links.count),
        trades,
    )
    return np.stack(columns, axis=1)


def _pairs(
    arrays: Mapping[str, Array], schemata: Array, links: Links, *, totals: Array, granted: Array, threshold: float
) -> _Pairs:
    """The pairs that share a linked word and may reach the threshold, with what their links add up to."""
    ends, size = arrays["sieve_ends"], len(schemata)
    added = [_added(arrays, links, np.full(len(links.query), person)) for person in (0, 1)]
    packed = np.stack([_packed(each) for each in added])
    row, place = expand(np.arange(len(links.query)), ends[links.listed], ends[links.listed + 1])
    names = arrays["sieve_names"][place].astype(np.int64)
    person = (schemata[names] == 1).astype(np.int64)
    pair = links.query[row] * size + names
    bucket = _buckets(pair)
    own = np.maximum(totals[links.query, : PERSONAL + 1], 1e-6).T
    given = granted[links.query]
    free = (given[:, :, _LEFT].T + 0.15 * totals[links.query, _LETTERS]) / own
    share = np.stack([each[:, _LEFT] for each in added]) / own
    shared = _bucket_sums(bucket, added[0][row, _SHARED])
    left = _bucket_sums(bucket, share[person, row]) + free[person, row]
    told = coincidence(shared + given[:, 0, _SHARED][row])
    kept = np.sqrt(np.minimum(1.0, left)) * told >= threshold
    kept |= arrays["sieve_totals"][names, _LETTERS] > 0
    row, names, person, pair, bucket = row[kept], names[kept], person[kept], pair[kept], bucket[kept]
    right = _bucket_sums(bucket, np.stack([each[:, _RIGHT] for each in added])[person, row])
    sums = np.column_stack((left[kept] * own[person, row], right, shared[kept]))
    together = _Pairs(links.query[row], names, sums)
    kept = _coarse_bound(arrays, schemata, together, totals, granted) >= threshold
    key = pair[kept] << _BITS | packed[person[kept], row[kept]]
    key.sort()
    pair = key >> _BITS
    starts = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else np.empty(0, np.int64)
    pair = pair[starts]
    return _Pairs(pair // size, pair % size, _summed(key, starts))


def _buckets(pair: Array) -> Array:
    """A bucket for each pair; several pairs share one at times, so that a bucket's sum is never too small."""
    bits = min(_BUCKET_BITS, max(8, len(pair).bit_length() + 2))
    return ((pair.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)).astype(np.int64)


def _bucket_sums(bucket: Array, values: Array) -> Array:
    """For each row the sum of its bucket: no sorting is needed."""
    sums: Array = np.bincount(bucket, values)[bucket]
    return sums


def _packed(added: Array) -> Array:
    """The sums of one link as one number, each field rounded up."""
    fields = np.column_stack((added[:, :_DISTINCT], added[:, _LINKED], np.where(added[:, _DISTINCT] > 0, NAME, 0)))
    fields[:, -1] = np.where(added[:, _SAME_TRADE] > 0, ACTIVITY, fields[:, -1])
    packed = np.zeros(len(added), dtype=np.int64)
    for column, (_, bits, scale) in enumerate(_FIELDS):
        packed = packed << bits | np.minimum((1 << bits) - 1, np.ceil(fields[:, column] * scale)).astype(np.int64)
    return packed


def _summed(key: Array, starts: Array) -> Array:
    """The sums of each group of sorted keys, in the columns of ``_Pairs``."""
    sums = np.zeros((len(starts), 6))
    if not len(starts):
        return sums
    fields: dict[str, Array] = {}
    low = 0
    for name, bits, scale in reversed(_FIELDS):
        fields[name] = ((key >> low) & ((1 << bits) - 1)) / scale
        low += bits
    columns = (
        fields["left"],
        fields["right"],
        fields["nats"],
        np.where(fields["kind"] == NAME, distinctness(fields["nats"]), 0.0),
        fields["count"],
        fields["kind"] == ACTIVITY,
    )
    for number, column in enumerate(columns):
        sums[:, number] = np.add.reduceat(column.astype(np.float64), starts)
    return sums


def _with_heavy(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, heavy: Links) -> _Pairs:
    """The pairs with what the unexpanded links add where the name does hold the word."""
    order = np.argsort(heavy.query, kind="stable")
    heavy = heavy.only(order)
    low = np.searchsorted(heavy.query, pairs.query, "left")
    high = np.searchsorted(heavy.query, pairs.query, "right")
    pair, row = expand(np.arange(len(pairs.query)), low, high)
    held = _held(arrays, heavy.listed[row], pairs.name[pair])
    pair, row = pair[held], row[held]
    sums = pairs.sums.copy()
    person = (schemata[pairs.name[pair]] == 1).astype(np.int64)
    np.add.at(sums, pair, _added(arrays, heavy.only(row), person))
    return _Pairs(pairs.query, pairs.name, sums)


def _held(arrays: Mapping[str, Array], word: Array, name: Array) -> Array:
    """Whether each name holds the word beside it: a binary search in each word's own names, all at once."""
    ends, names = arrays["sieve_ends"], arrays["sieve_names"]
    low, end = ends[word].astype(np.int64), ends[word + 1].astype(np.int64)
    high = end.copy()
    while (open_ := low < high).any():
        middle = (low + high) >> 1
        before = names[np.minimum(middle, max(0, len(names) - 1))] < name
        low = np.where(open_ & before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    found: Array = (low < end) & (names[np.minimum(low, max(0, len(names) - 1))] == name)
    return found


def _coarse_bound(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, totals: Array, granted: Array) -> Array:
    """The same from the weights alone, as if the name held every word that was not expanded."""
    person = (schemata[pairs.name] == 1).astype(np.int64)
    own, other = totals[:, : PERSONAL + 1] + 1e-6, arrays["sieve_totals"][:, : PERSONAL + 1] + 1e-6
    given = granted[pairs.query, person]
    letters, other_letters = _initials(arrays, person, pairs, totals)
    left = (pairs.sums[:, _LEFT] + given[:, _LEFT] + 0.15 * letters + other_letters) / own[pairs.query, person]
    right = (pairs.sums[:, _RIGHT] + given[:, _RIGHT] + letters + 0.15 * other_letters) / other[pairs.name, person]
    shared = coincidence(pairs.sums[:, _SHARED] + given[:, _SHARED])
    bound: Array = np.sqrt(np.minimum(1.0, left) * np.minimum(1.0, right)) * shared
    return bound


def _initials(arrays: Mapping[str, Array], person: Array, pairs: _Pairs, totals: Array) -> tuple[Array, Array]:
    """The weight that single letters on the left may take over on the right, and the other way round.

    Any letter may be the initial of any word; among businesses that counts for three quarters of the word at most.
    """
    worth = np.where(person == 1, 1.0, 0.75)
    return totals[pairs.query, _LETTERS] * worth, arrays["sieve_totals"][pairs.name, _LETTERS] * worth


#: What a pair's promise is made of: how much of both names is covered and of the one less and more covered, nats of
#: shared words and of those above generic ones, words shared, words missing on the side with fewer and more of them,
#: trades that only one has, letters that stand loose, 1 for ships and aircraft.
SUMS = (
    *("cover", "covered_less", "covered_more", "nats", "distinct", "linked"),
    *("missing_less", "missing_more", "trades", "loose", "thing"),
)
#: The measure that is added where the words of a pair are at hand: likeness (0..1) of both names as strings.
ALIKE = "alike"


def _sums(arrays: Mapping[str, Array], schemata: Array, pairs: _Pairs, totals: Array) -> Array:
    """A row a pair, in the columns of ``SUMS``."""
    left, right = totals[pairs.query], arrays["sieve_totals"][pairs.name]
    person = (schemata[pairs.name] == 1).astype(np.int64)
    rows = np.arange(len(person))
    letters, other_letters = _initials(arrays, person, pairs, totals)
    covered = (pairs.sums[:, _LEFT] + 0.15 * letters + other_letters) / np.maximum(left[rows, person], 1e-6)
    other = (pairs.sums[:, _RIGHT] + letters + 0.15 * other_letters) / np.maximum(right[rows, person], 1e-6)
    covered, other = np.minimum(1.0, covered), np.minimum(1.0, other)
    linked = pairs.sums[:, _LINKED]
    missing = np.maximum(0, left[:, _TELLING] - linked - right[:, _LETTERS])
    other_missing = np.maximum(0, right[:, _TELLING] - linked - left[:, _LETTERS])
    same = pairs.sums[:, _SAME_TRADE]
    trades = np.maximum(0, left[:, _TRADES] - same) + np.maximum(0, right[:, _TRADES] - same)
    return np.column_stack(
        (
            np.sqrt(covered * other) * coincidence(pairs.sums[:, _SHARED]),
            *(np.minimum(covered, other), np.maximum(covered, other)),
            *(pairs.sums[:, _SHARED], pairs.sums[:, _DISTINCT], linked),
            *(np.minimum(missing, other_missing), np.maximum(missing, other_missing)),
            *(trades, left[:, _LETTERS] + right[:, _LETTERS], schemata[pairs.name] == 3),
        )
    )


def _with_compact(
    arrays: Mapping[str, Array], queries: Sequence[Sequence[str]], found: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """The pairs with those added whose letters, spaces aside, or words are the same; by query, these first."""
    hit, at = lookup(arrays["sieve_compact"], np.array(_hashes(queries, queries), dtype=np.uint32))
    added = distinct((hit % len(queries)) << 32 | arrays["sieve_compact_names"][at].astype(np.int64))
    others = ~np.isin(found[0] << 32 | found[1], added)
    query = np.concatenate((added >> 32, found[0][others]))
    name = np.concatenate((added & 0xFFFFFFFF, found[1][others]))
    points = np.concatenate((np.full(len(added), np.inf), found[2][others]))
    order = np.lexsort((name, -points, query))
    return query[order], name[order], points[order]
