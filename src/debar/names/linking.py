"""Which listed words the words of a batch may stand for: the same, spelt another way, joined, divided, cut off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.hashing import INVERSES, WIDTH, Hashed, deletions, distinct, expand, hash_words, joined, lookup
from debar.names.legal import form_words, noise_words, numbers
from debar.names.persons import equivalents
from debar.names.prepared import name_weights, word_weights
from debar.names.spelling import AS_READ, LONG_FOLD, SURE_START, fold, readings
from debar.names.weights import information, kinds, shares

Array = np.ndarray[Any, np.dtype[Any]]

#: Words and folds shorter than this are not looked up with a letter left out.
_LEAST = 4
#: A cut-off last word that begins more listed words than this says nothing.
_PREFIX_SPAN = 60
#: Words spelt this much alike are not asked whether they also sound alike; no likeness by sound is above it.
_NEARER = 0.97
#: Likeness of other forms of one name, at most.
_OTHER_FORM = 0.9
#: Likeness of a word to either half of it, two words run together.
HALF = 0.5
#: What a word is, beside its weights: a legal form, says nothing, a name, a line of business, a place or structure.
FORM, SILENT, NAME, ACTIVITY, OTHER = -1, 0, 1, 2, 3
#: Columns of a word's traits.
BUSINESS, PERSONAL, NATS, KIND = 0, 1, 2, 3
_SILENT, _FORM = (0.0, 0.0, 0.0, SILENT), (0.0, 0.0, 0.0, FORM)
_KINDS = {"name": NAME, "activity": ACTIVITY}
#: Columns of the totals of a name, after its weights: words that tell something, trades, letters.
TELLING, TRADES, LETTERS = 2, 3, 4
#: Where the second half of a divided word may begin.
_STARTS = np.arange(2, WIDTH - 1)


def traits(words: Sequence[str], frequencies: Mapping[str, float], is_form: Callable[[str], bool]) -> Array:
    """A row a word: weight in a business name, in a person's, nats, kind. Words that may be noise weigh nothing."""
    noise, unknown, known = _noise(), _unknown(), shares()
    number, kind = numbers(), kinds()
    rows = [
        _FORM
        if is_form(word)
        else _SILENT
        if word in noise
        else unknown[min(len(word), WIDTH)]
        if len(word) > 1 and not (word in known or word in frequencies or word in number or word in kind)
        else _traits(word, frequencies)
        for word in words
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


@cache
def _noise() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in noise_words() if len(phrase) == 1)


@cache
def _unknown() -> list[tuple[float, float, float, int]]:
    """The traits of words that are nowhere, by their letters."""
    return [(*name_weights(information("", length=length)), NAME) for length in range(WIDTH + 1)]


def _traits(word: str, frequencies: Mapping[str, float]) -> tuple[float, float, float, int]:
    business, personal, nats, kind = word_weights(word, frequencies)
    return business, personal, nats, SILENT if nats == 0.0 else _KINDS.get(kind, OTHER)


def totals_of(own: Array, lengths: Array, whose: Array, size: int) -> Array:
    """A row a name: weight as a business, as a person, how many words tell something, are a trade, are letters."""
    kinds = own[:, KIND]
    columns = (own[:, 0], own[:, PERSONAL], kinds > SILENT, kinds == ACTIVITY, lengths == 1)
    found = np.empty((size, len(columns)), dtype=np.float32)
    for number, column in enumerate(columns):
        found[:, number] = np.bincount(whose, column, size)
    return found


def initials_of(words: Sequence[str], held: Array, whose: Array, size: int) -> Array:
    """A row a name, as bits by letter: its words of one letter, and the first letters of its longer words."""
    bits = np.array([1 << (ord(word[0]) - ord("a")) if word[0].isalpha() else 0 for word in words], dtype=np.uint32)
    single = np.array([len(word) == 1 for word in words], dtype=bool)
    found = np.zeros((size, 2), dtype=np.uint32)
    for column, chosen in enumerate((single, ~single)):
        np.bitwise_or.at(found[:, column], whose, np.where(chosen, bits, 0)[held])
    return found


def cuts(words: Sequence[str], hashed: Hashed, folds: Sequence[str] | None = None) -> tuple[Array, Array]:
    """(hash, word number) of every word and its fold, each whole and with any one letter left out."""
    folds = list(map(fold, words)) if folds is None else folds
    others = [(n, folded) for n, (word, folded) in enumerate(zip(words, folds, strict=True)) if folded != word]
    others += [(n, fold(word.replace("1", "i"))) for n, word in enumerate(words) if "1" in word and not word.isdigit()]
    spelt, spelt_words = deletions(hashed, _LEAST)
    if not others:
        return spelt, spelt_words
    other = np.array([n for n, _ in others], dtype=np.int32)
    sound, sound_words = deletions(hash_words([folded for _, folded in others]), _LEAST)
    return np.concatenate((spelt, sound)), np.concatenate((spelt_words, other[sound_words]))


def keys(words: Sequence[str]) -> tuple[Array, Array]:
    """(hash, word number) of what a word shares with other forms of the same person's name (Bill, William)."""
    found = [(key.key, n) for n, word in enumerate(words) for key in equivalents(word) if key.key != word]
    numbers = np.array([n for _, n in found], dtype=np.int32)
    return hash_words([key for key, _ in found]).whole, numbers


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries as tokens: token -> query (ascending), token -> distinct word, and the traits of those words."""

    queries: int
    words: Sequence[str]
    folds: Sequence[str]
    hashed: Hashed
    traits: Array
    token_query: Array
    token_word: Array


def batch(queries: Sequence[Sequence[str]], frequencies: Mapping[str, float]) -> Batch:
    """The queries, given as words in normal form, with each distinct word looked at once."""
    number: dict[str, int] = {}
    token_word = np.array([number.setdefault(w, len(number)) for words in queries for w in words], dtype=np.int64)
    distinct = list(number)
    sizes = np.array([len(words) for words in queries], dtype=np.int64)
    token_query = np.repeat(np.arange(len(queries)), sizes)
    return Batch(
        len(queries),
        distinct,
        list(map(fold, distinct)),
        hash_words(distinct),
        traits(distinct, frequencies, form_words().__contains__),
        token_query,
        token_word,
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Rows: a query, its token (-1 for two joined), a listed word, the traits of the query's word, how alike the two
    are, how many words are linked.
    """

    query: Array
    token: Array
    listed: Array
    traits: Array
    alike: Array
    count: Array

    def only(self, kept: Array) -> Links:
        """The rows where ``kept`` is true."""
        return Links(
            self.query[kept],
            self.token[kept],
            self.listed[kept],
            self.traits[kept],
            self.alike[kept],
            self.count[kept],
        )


def link(arrays: Mapping[str, Array], asked: Batch) -> Links:
    """Every way a word of a query may be a listed word."""
    found = (_token_links(arrays, asked), _joined_links(arrays, asked), _last_links(arrays, asked))
    linked = Links(
        np.concatenate([links.query for links in found]),
        np.concatenate([links.token for links in found]),
        np.concatenate([links.listed for links in found]).astype(np.int64),
        np.concatenate([links.traits for links in found]),
        np.concatenate([links.alike for links in found]),
        np.concatenate([links.count for links in found]),
    )
    return linked.only((linked.traits[:, BUSINESS] > 0).nonzero()[0])


def _token_links(arrays: Mapping[str, Array], asked: Batch) -> Links:
    """Links of single words, laid out over the tokens."""
    words, listed, alike = _word_links(arrays, asked)
    order = np.argsort(words, kind="stable")
    words, listed, alike = words[order], listed[order], alike[order]
    low = words.searchsorted(asked.token_word)
    token, place = expand(np.arange(len(low)), low, words.searchsorted(asked.token_word, "right"))
    own = asked.traits[asked.token_word[token]]
    return Links(asked.token_query[token], token, listed[place], own, alike[place], np.ones(len(token), np.int64))


def _word_links(arrays: Mapping[str, Array], asked: Batch) -> tuple[Array, Array, Array]:
    """(distinct word, listed word, likeness) for all ways one word may stand for another."""
    same, places = lookup(arrays["sieve_hashes"], asked.hashed.whole)
    listed = arrays["sieve_hash_words"][places]
    cut, cut_words = cuts(asked.words, asked.hashed, asked.folds)
    hits, at = lookup(arrays["sieve_cuts"], cut)
    near = distinct(cut_words[hits].astype(np.int64) << 32 | arrays["sieve_cut_words"][at].astype(np.int64))
    near_word, near_listed = near >> 32, near & 0xFFFFFFFF
    alike = _alike(asked, near_word, arrays["sieve_words"][near_listed], arrays["sieve_folds"][near_listed])
    near_word, near_listed, alike = near_word[alike >= 0.7], near_listed[alike >= 0.7], alike[alike >= 0.7]
    known = np.zeros(len(asked.words), dtype=bool)
    known[same] = True
    # a misspelt legal form says no more than a legal form
    form = (alike >= 0.8) & (arrays["sieve_traits"][near_listed, KIND] == FORM)
    form &= ~known[near_word] & (asked.hashed.lengths[near_word] >= 5)
    asked.traits[near_word[form]] = _FORM
    parts, part_listed = _divided(arrays, asked, ~known)
    other, other_listed = _other_forms(arrays, asked)
    return (
        np.concatenate((same, near_word, parts, other)),
        np.concatenate((listed, near_listed, part_listed, other_listed)),
        np.concatenate((np.ones(len(same)), alike, np.full(len(parts), HALF), np.full(len(other), _OTHER_FORM))),
    )


def _other_forms(arrays: Mapping[str, Array], asked: Batch) -> tuple[Array, Array]:
    """(distinct word, listed word) that are other forms of one person's name and not the same word."""
    key, whose = keys(asked.words)
    hits, at = lookup(arrays["sieve_keys"], key)
    if not len(hits):
        return hits, at
    found = distinct(whose[hits].astype(np.int64) << 32 | arrays["sieve_key_words"][at].astype(np.int64))
    words, listed = found >> 32, found & 0xFFFFFFFF
    own = np.array([asked.words[n] for n in words.tolist()], dtype=f"S{WIDTH}")
    others = own != arrays["sieve_words"][listed]
    return words[others], listed[others]


def _alike(asked: Batch, near: Array, listed: Array, sounds: Array) -> Array:
    """An upper bound on the likeness of words that are a letter or two apart; 0 where they are the same word.

    ``sounds`` are the folds of the listed words.
    """
    if not len(near):
        return np.empty(0)
    numbers = near.tolist()
    words = [asked.words[n] for n in numbers]
    others = [word.decode() for word in listed.tolist()]
    best: Array = cpdist(words, others, scorer=OSA.normalized_similarity, dtype=np.float32)
    same = best >= 1.0
    letters = listed.view(np.uint8).reshape(-1, WIDTH)
    short = (asked.hashed.lengths[near] <= SURE_START) & (letters[:, SURE_START] == 0)
    best[short & (asked.hashed.partial[near, 1] != letters[:, 0])] = 0.0
    _heard(asked, best, numbers, sounds)
    odd = np.array([not word.isalpha() for word in asked.words])
    for n in odd[near].nonzero()[0].tolist():
        if readings(words[n]) & readings(others[n]):
            best[n] = max(best[n], AS_READ)
    best[same] = 0.0
    return best


def _heard(asked: Batch, best: Array, numbers: Sequence[int], sounds: Array) -> None:
    """Raise the likeness of words that sound more alike than they are spelt; short ones must sound the same."""
    places, lefts, rights = [], [], []
    chosen = (best < _NEARER).nonzero()[0]
    for place, sound in zip(chosen.tolist(), sounds[chosen].tolist(), strict=True):
        left, right = asked.folds[numbers[place]], sound.decode()
        if left == right or (len(left) >= LONG_FOLD and len(right) >= LONG_FOLD):
            places.append(place)
            lefts.append(left)
            rights.append(right)
    if places:
        heard = cpdist(lefts, rights, scorer=OSA.normalized_similarity, dtype=np.float32)
        best[places] = np.maximum(best[places], 0.97 * heard)


def _divided(arrays: Mapping[str, Array], asked: Batch, unknown: Array) -> tuple[Array, Array]:
    """Unknown long words that are two listed words run together: (distinct word, listed word) for both halves."""
    hashed = asked.hashed
    numbers = (unknown & (hashed.lengths >= 6)).nonzero()[0]
    start, word = ((hashed.lengths[numbers] - 2)[None, :] >= _STARTS[:, None]).nonzero()
    start, word = start + 2, numbers[word]
    first, first_at = lookup(arrays["sieve_hashes"], hashed.partial[word, start])
    if not len(first):
        return first, first_at
    start, word = start[first], word[first]
    ending = (hashed.whole[word] - hashed.partial[word, start]) * INVERSES[start]
    rest, rest_at = lookup(arrays["sieve_hashes"], ending)
    both, listed = word[rest], arrays["sieve_hash_words"]
    return np.concatenate((both, both)), np.concatenate((listed[first_at[rest]], listed[rest_at]))


def _joined_links(arrays: Mapping[str, Array], asked: Batch) -> Links:
    """Two neighbouring tokens that are one listed word."""
    first = np.flatnonzero(asked.token_query[:-1] == asked.token_query[1:])
    a, b = asked.token_word[first], asked.token_word[first + 1]
    fits = asked.hashed.lengths[a] + asked.hashed.lengths[b] <= WIDTH
    first, a, b = first[fits], a[fits], b[fits]
    glued = joined(asked.hashed.whole[a], asked.hashed.lengths[a], asked.hashed.whole[b])
    hit, at = lookup(arrays["sieve_hashes"], glued)
    listed = arrays["sieve_hash_words"][at]
    both = asked.traits[a[hit]] + asked.traits[b[hit]]
    # what the joined word tells is what counts, however common its pieces are
    both[:, NATS:] = arrays["sieve_traits"][listed, NATS:]
    nobody = np.full(len(hit), -1)
    return Links(asked.token_query[first[hit]], nobody, listed, both, np.full(len(hit), 0.97), np.full(len(hit), 2))


def _last_links(arrays: Mapping[str, Array], asked: Batch) -> Links:
    """A last token of two or more letters that begins listed words: the name may have been cut there."""
    differ = asked.token_query[1:] != asked.token_query[:-1]
    lengths = asked.hashed.lengths[asked.token_word]
    last = (np.append(differ, True) & (lengths >= 2) & (~np.append(True, differ) | (lengths >= 6))).nonzero()[0]
    words = [asked.words[n] for n in asked.token_word[last].tolist()]
    begin = np.array(words, dtype=f"S{WIDTH}")
    low = arrays["sieve_words"].searchsorted(begin)
    high = arrays["sieve_words"].searchsorted(np.array([f"{word}\x7f" for word in words], dtype=f"S{WIDTH}"))
    kept = high - low <= _PREFIX_SPAN
    place, listed = expand(np.flatnonzero(kept), low[kept], high[kept])
    longer = arrays["sieve_words"][listed] != begin[place]
    token, listed = last[place[longer]], listed[longer]
    own = asked.traits[asked.token_word[token]]
    return Links(asked.token_query[token], token, listed, own, np.full(len(token), 0.8), np.ones(len(token), np.int64))
