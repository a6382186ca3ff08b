"""Which listed names can reach a score at all: a cheap upper bound on the comparison, for a whole batch at once.

The comparison weighs shared words against all words of both names. Here every distinct word of the batch is linked once to the listed
words it may stand for (same, spelt or romanised another way, joined, divided, cut off); from the lists of names that hold those
words follows, for each query and name, the most that can be shared. Pairs whose bound stays below the threshold are
never looked at again, which is nearly all of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.hashing import WIDTH, Hashed, deletions, expand, hash_words, joined, lookup
from debar.names.legal import is_form_word, noise_words
from debar.names.prepared import word_weights
from debar.names.spelling import fold

Array = npt.NDArray[Any]

#: Folds shorter than this are not looked up with a letter left out.
_LEAST = 4
#: Words in more names than this may be left unexpanded when the rest of the query can decide.
_HEAVY = 150
_PREFIX_SPAN = 60
_PERSON = 1


def build(texts: Sequence[Sequence[str]], kinds: Array, frequencies: Mapping[str, float]) -> dict[str, Array]:
    """The sieve's arrays for listed names given as their words in normal form."""
    vocabulary = sorted({word for words in texts for word in words})
    number = {word: n for n, word in enumerate(vocabulary)}
    hashed = hash_words(vocabulary)
    order = np.argsort(hashed.whole)
    cut, cut_words = deletions(hash_words([fold(word) for word in vocabulary]), _LEAST)
    cut_order = np.lexsort((cut_words, cut))
    sizes = np.array([len(words) for words in texts], dtype=np.int64)
    held = np.array([number[word] for words in texts for word in words], dtype=np.int64)
    names = np.repeat(np.arange(len(texts)), sizes)
    pairs = np.unique(held * max(1, len(texts)) + names)
    weights = np.array([_weights(word, frequencies) for word in vocabulary], dtype=np.float32).reshape(-1, 2)
    person = (kinds == _PERSON).astype(np.int64)
    totals = np.bincount(names, weights=weights[held, person[names]], minlength=len(texts))
    compact = np.array([zlib.crc32("".join(words).encode()) for words in texts], dtype=np.uint32)
    core = np.array([_core_hash(words) for words in texts], dtype=np.uint32)
    both, both_names = np.concatenate((compact, core)), np.tile(np.arange(len(texts), dtype=np.int32), 2)
    both_order = np.lexsort((both_names, both))
    return {
        "sieve_words": np.array(vocabulary, dtype=f"S{WIDTH}"),
        "sieve_hashes": hashed.whole[order],
        "sieve_hash_words": order.astype(np.int32),
        "sieve_cuts": cut[cut_order],
        "sieve_cut_words": cut_words[cut_order],
        "sieve_ends": np.searchsorted(pairs, np.arange(len(vocabulary) + 1) * max(1, len(texts))).astype(np.int64),
        "sieve_names": (pairs % max(1, len(texts))).astype(np.int32),
        "sieve_totals": totals.astype(np.float32),
        "sieve_compact": both[both_order],
        "sieve_compact_names": both_names[both_order],
    }


def _core_hash(words: Sequence[str]) -> int:
    return zlib.crc32("".join(word for word in words if not is_form_word(word)).encode())


def _weights(word: str, frequencies: Mapping[str, float]) -> tuple[float, float]:
    """(weight in a business name, weight in a person's name); words that may be noise weigh nothing, which is safe."""
    if word.isdigit() or is_form_word(word) or (word,) in noise_words():
        return 0.0, 0.0
    return word_weights(word, frequencies)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Queries as tokens: token -> query (ascending), token -> distinct word, and what those words weigh."""

    words: Sequence[str]
    hashed: Hashed
    weights: Array
    token_query: Array
    token_word: Array


def _batch(queries: Sequence[Sequence[str]], frequencies: Mapping[str, float]) -> _Batch:
    number: dict[str, int] = {}
    token_word = np.array([number.setdefault(w, len(number)) for words in queries for w in words], dtype=np.int64)
    distinct = list(number)
    return _Batch(
        distinct,
        hash_words(distinct),
        np.array([_weights(word, frequencies) for word in distinct], dtype=np.float64).reshape(-1, 2),
        np.repeat(np.arange(len(queries)), np.array([len(words) for words in queries], dtype=np.int64)),
        token_word,
    )


def plausible(
    arrays: Mapping[str, Array],
    kinds: Array,
    queries: Sequence[Sequence[str]],
    frequencies: Mapping[str, float],
    threshold: float,
) -> tuple[Array, Array]:
    """(query number, name number) of the pairs that may score ``threshold`` or more, by query, likeliest first."""
    if not any(queries) or not len(kinds):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    batch = _batch(queries, frequencies)
    links = [_token_links(batch, *_word_links(arrays, batch)), _joined_links(arrays, batch), _last_links(arrays, batch)]
    query, word, business, personal = (np.concatenate(column) for column in zip(*links, strict=True))
    totals = np.zeros((len(queries), 2))
    np.add.at(totals, batch.token_query, batch.weights[batch.token_word])
    bounded = _bounded(arrays, kinds, (query, word, business, personal), totals, threshold)
    return _with_compact(arrays, queries, bounded)


def _word_links(arrays: Mapping[str, Array], batch: _Batch) -> tuple[Array, Array, Array]:
    """(distinct word, listed word, likeness) for all ways one word may stand for another."""
    same, places = lookup(arrays["sieve_hashes"], batch.hashed.whole)
    listed = arrays["sieve_hash_words"][places]
    folded = hash_words([fold(word) for word in batch.words])
    cut, cut_words = deletions(folded, _LEAST)
    hits, at = lookup(arrays["sieve_cuts"], cut)
    near = np.unique(cut_words[hits].astype(np.int64) << 32 | arrays["sieve_cut_words"][at].astype(np.int64))
    near_word, near_listed = near >> 32, near & 0xFFFFFFFF
    alike = _alike([batch.words[n] for n in near_word], arrays["sieve_words"][near_listed])
    near_word, near_listed, alike = near_word[alike >= 0.7], near_listed[alike >= 0.7], alike[alike >= 0.7]
    known = np.zeros(len(batch.words), dtype=bool)
    known[same] = True
    parts, part_listed = _divided(arrays, batch, ~known)
    return (
        np.concatenate((same, near_word, parts)),
        np.concatenate((listed, near_listed, part_listed)),
        np.concatenate((np.ones(len(same)), alike, np.full(len(parts), 0.5))),
    )


def _alike(words: Sequence[str], listed: Array) -> Array:
    """An upper bound on the likeness of words whose folds are one letter apart; 0 where they are the same word."""
    if not len(words):
        return np.empty(0)
    others = [word.decode() for word in listed.tolist()]
    spelt = cpdist(words, others, scorer=OSA.normalized_similarity, dtype=np.float32)
    sound = cpdist(
        [fold(word) for word in words],
        [fold(word) for word in others],
        scorer=OSA.normalized_similarity,
        dtype=np.float32,
    )
    best = np.maximum(spelt, 0.97 * sound)
    best[spelt >= 1.0] = 0.0
    return best


def _divided(arrays: Mapping[str, Array], batch: _Batch, unknown: Array) -> tuple[Array, Array]:
    """Unknown long words that are two listed words run together: (distinct word, listed word) for both halves."""
    numbers = np.flatnonzero(unknown & (batch.hashed.lengths >= 6))
    found: list[tuple[Array, Array]] = []
    part = Hashed(batch.hashed.partial[numbers], batch.hashed.whole[numbers], batch.hashed.lengths[numbers])
    for start in range(2, WIDTH - 1):
        may = np.flatnonzero(part.lengths - start >= 2)
        if not len(may):
            break
        first, first_at = lookup(arrays["sieve_hashes"], part.partial[may, start])
        if not len(first):
            continue
        rest, rest_at = lookup(arrays["sieve_hashes"], part.endings(start)[may[first]])
        both = may[first[rest]]
        found.append((numbers[both], arrays["sieve_hash_words"][first_at[rest]]))
        found.append((numbers[both], arrays["sieve_hash_words"][rest_at]))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


_Links = tuple[Array, Array, Array, Array]


def _token_links(batch: _Batch, words: Array, listed: Array, alike: Array) -> _Links:
    """Links of words laid out over the tokens: (query, listed word, business weight, personal weight)."""
    order = np.argsort(words, kind="stable")
    words, listed, alike = words[order], listed[order], alike[order]
    low = np.searchsorted(words, batch.token_word, "left")
    high = np.searchsorted(words, batch.token_word, "right")
    token, place = expand(np.arange(len(batch.token_word)), low, high)
    weights = batch.weights[batch.token_word[token]] * alike[place][:, None]
    return batch.token_query[token], listed[place], weights[:, 0], weights[:, 1]


def _joined_links(arrays: Mapping[str, Array], batch: _Batch) -> _Links:
    """Two neighbouring tokens that are one listed word."""
    first = np.flatnonzero(batch.token_query[:-1] == batch.token_query[1:])
    a, b = batch.token_word[first], batch.token_word[first + 1]
    fits = batch.hashed.lengths[a] + batch.hashed.lengths[b] <= WIDTH
    first, a, b = first[fits], a[fits], b[fits]
    glued = joined(batch.hashed.whole[a], batch.hashed.lengths[a], batch.hashed.whole[b])
    hit, at = lookup(arrays["sieve_hashes"], glued)
    weights = batch.weights[a[hit]] + batch.weights[b[hit]]
    return batch.token_query[first[hit]], arrays["sieve_hash_words"][at], weights[:, 0], weights[:, 1]


def _last_links(arrays: Mapping[str, Array], batch: _Batch) -> _Links:
    """A last token of three or more letters that begins listed words: the name may have been cut there."""
    last = np.flatnonzero(np.append(batch.token_query[1:] != batch.token_query[:-1], True))
    last = last[batch.hashed.lengths[batch.token_word[last]] >= 3]
    begin = np.array([batch.words[n] for n in batch.token_word[last]], dtype=f"S{WIDTH}")
    beyond = np.char.add(begin, b"\x7f").astype(f"S{WIDTH}") if len(begin) else begin
    low = np.searchsorted(arrays["sieve_words"], begin, "left")
    high = np.minimum(np.searchsorted(arrays["sieve_words"], beyond, "left"), low + _PREFIX_SPAN)
    token, listed = expand(last, low, high)
    weights = batch.weights[batch.token_word[token]]
    return batch.token_query[token], listed, weights[:, 0], weights[:, 1]


def _bounded(
    arrays: Mapping[str, Array], kinds: Array, links: _Links, totals: Array, threshold: float
) -> tuple[Array, Array, Array]:
    """(query, name, bound) of the pairs whose bound reaches the threshold."""
    query, word, business, personal = links
    ends = arrays["sieve_ends"]
    sizes = ends[word + 1] - ends[word]
    free = _free(query, sizes, business, personal, totals, threshold)
    expanded = ~free[0]
    number, place = expand(np.flatnonzero(expanded), ends[word[expanded]], ends[word[expanded] + 1])
    names = arrays["sieve_names"][place].astype(np.int64)
    person = kinds[names] == _PERSON
    share = np.where(person, personal[number], business[number])
    # the share is carried in the low bits of the sort key: one sort groups and brings it along
    key = ((query[number] * len(kinds) + names) << 12) | np.minimum(4095, share * 1000 + 1).astype(np.int64)
    key.sort()
    pair = key >> 12
    starts = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else np.empty(0, np.int64)
    sums = np.add.reduceat((key & 4095) / 1000.0, starts) if len(starts) else np.empty(0)
    pair = pair[starts]
    who, name = pair // len(kinds), pair % len(kinds)
    person_pair = (kinds[name] == _PERSON).astype(np.int64)
    sums += free[1][who, person_pair]
    left = np.minimum(1.0, sums / np.maximum(totals[who, person_pair], 1e-6))
    right = np.minimum(1.0, sums / np.maximum(arrays["sieve_totals"][name], 1e-6))
    bound = np.sqrt(left * right)
    kept = bound >= threshold
    return who[kept], name[kept], bound[kept]


def _free(
    query: Array, sizes: Array, business: Array, personal: Array, totals: Array, threshold: float
) -> tuple[Array, Array]:
    """Links not worth expanding (too many names, too little weight) and the weight each query is granted for them."""
    allowance = (1.0 - threshold**2) * 0.95 * totals
    heavy = np.flatnonzero(sizes > _HEAVY)
    heavy = heavy[np.lexsort((-sizes[heavy], query[heavy]))]
    weights = np.stack((business[heavy], personal[heavy]), axis=1)
    running = np.cumsum(weights, axis=0)
    first = np.searchsorted(query[heavy], query[heavy], "left")
    running -= running[first] - weights[first]
    within = (running <= allowance[query[heavy]]).all(axis=1)
    granted = np.zeros_like(totals)
    np.add.at(granted, query[heavy[within]], weights[within])
    skipped = np.zeros(len(query), dtype=bool)
    skipped[heavy[within]] = True
    return skipped, granted


def _with_compact(
    arrays: Mapping[str, Array], queries: Sequence[Sequence[str]], found: tuple[Array, Array, Array]
) -> tuple[Array, Array]:
    """The pairs with those added whose letters are the same when spaces are left out; by query, highest bound first."""
    whole = [zlib.crc32("".join(words).encode()) for words in queries]
    core = [_core_hash(words) for words in queries]
    hit, at = lookup(arrays["sieve_compact"], np.array(whole + core, dtype=np.uint32))
    query = np.concatenate((found[0], hit % len(queries)))
    name = np.concatenate((found[1], arrays["sieve_compact_names"][at].astype(np.int64)))
    bound = np.concatenate((found[2], np.full(len(hit), 2.0)))
    order = np.lexsort((name, -bound, query))
    return query[order], name[order]
