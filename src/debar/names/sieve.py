"""Which listed names may be worth a comparison: a cheap estimate of it, for a whole batch at once.

Every distinct word of the batch is linked once to the listed words it may stand for (``linking``); from the lists of
names that hold those words follows, for each query and name, how much of both is covered. Pairs that cover too little
go first; of the others points are made of a few sums (``points``, scorer ``sieve``), and those that promise less than
the score asked for are never looked at again: nearly all of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from debar.names.coverage import SUMS, covered, most_queries
from debar.names.hashing import WIDTH, distinct, hash_words, lookup
from debar.names.legal import form_words, is_form_word
from debar.names.linking import Batch, batch, cuts, initials_of, keys, totals_of, traits
from debar.names.memory import spans
from debar.names.points import scorer
from debar.names.prepared import RARE_WORD, acronyms
from debar.names.spelling import fold

Array = np.ndarray[Any, np.dtype[Any]]

#: Queries and words of them that are looked at together: what is held of them meanwhile stays small.
_CHUNK, _WORDS = 4_096, 1 << 15
#: The measure that is added where the words of a pair are at hand: likeness (0..1) of both names as strings.
ALIKE = "alike"


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
    folds = list(map(fold, vocabulary))
    cut, cut_words = cuts(vocabulary, hashed, folds)
    cut_order = np.lexsort((cut_words, cut))
    sizes = np.array([len(words) for words in texts], dtype=np.int64)
    held = np.array([number[word] for words in texts for word in words], dtype=np.int64)
    names = np.repeat(np.arange(len(texts)), sizes)
    pairs = distinct(held * max(1, len(texts)) + names)
    own = traits(vocabulary, frequencies, is_form_word)
    compact, compact_names = _hashes(texts, whole)
    compact_order = np.argsort(compact, kind="stable")
    return {
        "sieve_words": np.array(vocabulary, dtype=f"S{WIDTH}"),
        "sieve_folds": _sounds(vocabulary, folds),
        "sieve_hashes": hashed.whole[order],
        "sieve_hash_words": order.astype(np.int32),
        "sieve_cuts": cut[cut_order],
        "sieve_cut_words": cut_words[cut_order],
        "sieve_keys": key[key_order],
        "sieve_key_words": key_words[key_order],
        "sieve_ends": np.searchsorted(pairs, np.arange(len(vocabulary) + 1) * max(1, len(texts))).astype(np.int64),
        "sieve_names": (pairs % max(1, len(texts))).astype(np.int32),
        "sieve_traits": own,
        "sieve_initials": initials_of(vocabulary, held, names, len(texts)),
        "sieve_totals": totals_of(own[held], hashed.lengths[held], names, len(texts)),
        "sieve_compact": compact[compact_order],
        "sieve_compact_names": compact_names[compact_order].astype(np.int32),
    }


def _sounds(vocabulary: Sequence[str], folds: Sequence[str]) -> Array:
    """The folds of the words as these stand in the index, cut after WIDTH letters."""
    sounds = [
        folded if len(word) <= WIDTH else fold(word[:WIDTH]) for word, folded in zip(vocabulary, folds, strict=True)
    ]
    return np.array(sounds, dtype=f"S{max(map(len, sounds), default=1)}")


def _hashes(texts: Sequence[Sequence[str]], whole: Sequence[Sequence[str]]) -> tuple[Array, Array]:
    """(hash, text number) of each text's letters without spaces, those of its words in alphabetical order, those
    without legal forms, its acronyms.

    The letters are those of ``whole``, the text with its noise, which cannot be told when words are run together.
    """
    forms = form_words()
    found: list[str] = []
    whose: list[int] = []
    for number, (words, every) in enumerate(zip(texts, whole, strict=True)):
        letters = "".join(every)
        core = "".join([word for word in words if word not in forms])
        several = {letters, "".join(sorted(words)), core, *acronyms(words)}
        found += several
        whose += [number] * len(several)
    hashes = [zlib.crc32(text.encode()) for text in found]
    return np.array(hashes, dtype=np.uint32), np.array(whose, dtype=np.int64)


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
    size = min(_CHUNK, most_queries(len(schemata)))
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for start, end in spans([len(words) for words in queries], _WORDS, size) if len(schemata) else ():
        part = queries[start:end]
        if any(part):
            promising = _promising(arrays, schemata, batch(part, frequencies), threshold)
            query, name, points = _with_compact(arrays, part, promising)
            found.append((query + start, name, points))
    query, name, points = (np.concatenate([f[column] for f in found]) for column in range(3))
    return query, name, points


@cache
def needed(name: str, threshold: float) -> float:
    """The points that a pair must promise for a score of ``threshold``, by its words (``sieve``) or strings too."""
    return float(scorer(f"{name}-business").lines["threshold"](np.array([threshold]))[0])


def points_of(name: str, measures: Sequence[str], values: Array, person: Array) -> Array:
    """The points of rows of measures, as persons' names where ``person`` is true."""
    found = np.empty(len(values))
    for chosen, kind in ((person.nonzero()[0], "person"), ((~person).nonzero()[0], "business")):
        if len(chosen):
            found[chosen] = scorer(f"{name}-{kind}").total(measures, values[chosen])
    return found


def points_alike(alike: Array, person: Array) -> Array:
    """The points of the likeness (0..1) of two names as strings, as persons' names where ``person`` is true."""
    values = alike[:, None]
    found: Array = np.where(
        person,
        scorer("strings-person").added((ALIKE,), values),
        scorer("strings-business").added((ALIKE,), values),
    )
    return found


def _promising(
    arrays: Mapping[str, Array], schemata: Array, asked: Batch, threshold: float
) -> tuple[Array, Array, Array]:
    """(query, name, points) of the pairs that may promise the threshold; a name within the other always does."""
    query, name, sums = covered(arrays, schemata, asked)
    person = schemata[name] == 1
    measure = dict(zip(SUMS, sums.T, strict=True))
    within = ~person & (measure["distinct"] >= RARE_WORD) & (measure["trades"] == 0) & (measure["missing_less"] == 0)
    kept = ((points_of("sieve", SUMS, sums, person) >= needed("sieve", threshold)) | within).nonzero()[0]
    points = points_of("strings", SUMS, sums[kept], person[kept])
    return query[kept], name[kept], np.where(within[kept], np.maximum(points, needed("strings", threshold)), points)


def _with_compact(
    arrays: Mapping[str, Array], queries: Sequence[Sequence[str]], found: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """The pairs with those added whose letters, spaces aside, or words are the same; by query, these first."""
    hashes, whose = _hashes(queries, queries)
    hit, at = lookup(arrays["sieve_compact"], hashes)
    key = found[0] << 32 | found[1]
    if len(hit):
        added = distinct(whose[hit] << 32 | arrays["sieve_compact_names"][at].astype(np.int64))
        others = (added[np.minimum(added.searchsorted(key), len(added) - 1)] != key).nonzero()[0]
        key = np.concatenate((added, key[others]))
        points = np.concatenate((np.full(len(added), np.inf), found[2][others]))
    else:
        points = found[2]
    query, name = key >> 32, key & 0xFFFFFFFF
    order = np.lexsort((name, -points, query))
    return query[order], name[order], points[order]
