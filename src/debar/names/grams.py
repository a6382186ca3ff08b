"""Names alike in spelling: an inverted index of letter trigrams, and a closer look at the likeliest.

A name's trigrams are those of the folds of its words with a space before and after each, those of all its letters
without spaces, and the first letter of each word: so word order does not matter, a joined or divided word costs
little, and an initial finds its word. Trigrams of the consonants alone let a word written without vowels find the
name. Legal forms count little. Trigrams weigh by the square of their inverse document frequency, and names are
normalised by a pivoted length (Singhal, Buckley, Mitra, "Pivoted document length normalization", SIGIR 1996). The
rarest trigrams are read first, up to a bound on the work. The best names are put in order again by their longest
common subsequence with the query, which sees slips in short names better than trigrams do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from debar.names.legal import is_form_word, split_legal_form, without_noise
from debar.names.spelling import fold, skeleton

Array = np.ndarray[Any, np.dtype[Any]]

#: The arrays of :func:`build`, by name.
ARRAYS = ("gram_ends", "gram_names", "gram_weights", "gram_lengths", "sketches", "sketch_sizes")
#: Letters of a name that are compared one by one.
WIDTH = 48
_BASE = 37
_GRAMS = _BASE**3
_CODES = np.zeros(256, dtype=np.int64)
_CODES[97:123] = np.arange(1, 27)
_CODES[48:58] = np.arange(27, 37)
#: Where a trigram comes from, the weightiest first: a word that is one letter, other words, legal forms, consonants.
_LETTER, _WORD, _FORM, _SOUND = range(4)
_WORTH = np.array([2.0, 1.0, 0.35, 0.0], dtype=np.float32)
#: How much of a name's length counts against it.
_PIVOT = 0.6
#: Entries of the postings read for one query, at most: so many, or one for so many names.
_READ, _NAMES_A_READ = 14_000, 4
#: Names looked at closely: at most, and at least where there are; and how near to the best they must be, in sum and
#: in cosine, with less where too few are.
_CLOSE, _LEAST = 160, 25
_NEAR = ((0.25, 0.3), (0.1, 0.12), (0.0, 0.0))
#: What letters in common count for: how much of the query is in the name, how much of both is in common.
_COVERED, _COMMON = 0.35, 0.65
_CHUNK = 1 << 16
#: From so many letters on, a legal form is known also when misspelt.
_LONG = 7


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as its trigrams are read: words of its core and of its legal forms."""

    core: tuple[str, ...]
    forms: tuple[str, ...]

    @property
    def sketch(self) -> str:
        """The core, then the legal forms, as far as they are compared letter by letter."""
        return " ".join((*self.core, *self.forms))[:WIDTH]

    @property
    def sizes(self) -> tuple[int, int]:
        """How many letters of the sketch are there, and how many of them are the core's."""
        whole = sum(map(len, self.core)) + len(self.core) - 1
        rest = sum(map(len, self.forms)) + len(self.forms)
        return max(0, min(WIDTH, whole + rest)), max(0, min(WIDTH, whole))


def spell(words: Sequence[str]) -> Spelling:
    """The core of a name, given in normal form, and the words of its legal forms."""
    words = without_noise(words)
    whole, _ = split_legal_form(words)
    core = tuple([word for word in whole if len(word) < _LONG or not is_form_word(word)]) or whole
    if len(core) == len(words):
        return Spelling(core, ())
    forms = list(words)
    for word in core:
        if word in forms:
            forms.remove(word)
    return Spelling(core, tuple(forms))


def read(spellings: Sequence[Spelling], *, sounds: bool) -> tuple[Array, Array, Array]:
    """(end of each name's part, trigram, where it comes from) of every distinct trigram of each name, in order."""
    parts = [
        _keys([tuple(map(fold, each.core)) for each in spellings], _WORD),
        _keys([tuple(map(fold, each.forms)) for each in spellings], _FORM),
    ]
    if sounds:
        parts.append(_keys([tuple(map(skeleton, each.core)) for each in spellings], _SOUND))
    keys = np.concatenate(parts)
    keys.sort()
    keys = keys[np.concatenate(([True], keys[1:] >> 2 != keys[:-1] >> 2))] if len(keys) else keys
    ends = np.searchsorted(keys, np.arange(len(spellings) + 1) * (_GRAMS << 2))
    return ends, (keys >> 2) % _GRAMS, keys & 3


def _keys(texts: Sequence[Sequence[str]], source: int) -> Array:
    """(text, trigram, source) of all trigrams, packed into one number; some come twice."""
    raw = np.frombuffer("".join([f"\n {'  '.join(text)} " for text in texts]).encode("ascii") + b"\n\n", dtype=np.uint8)
    codes = _CODES[raw]
    number = np.cumsum(raw == ord("\n")) - 1
    middle = np.flatnonzero(codes)
    before, letter, after = codes[middle - 1], codes[middle], codes[middle + 1]
    own = number[middle] * _GRAMS
    within = own + (before * _BASE + letter) * _BASE + after
    first = before == 0
    alone = first & (after == 0) & (source == _WORD)
    initials = (own + letter << 2) + np.where(alone, _LETTER, source)
    through = own[:-2] + (letter[:-2] * _BASE + letter[1:-1]) * _BASE + letter[2:]
    kept = [(within << 2) + source]
    if source != _SOUND:
        kept += [initials[first], (through[own[:-2] == own[2:]] << 2) + source]
    return np.concatenate(kept)


def build(texts: Sequence[Sequence[str]]) -> dict[str, Array]:
    """The arrays over names given as their words in normal form."""
    grams, sources, sizes, letters = [], [], [], []
    sketches = np.zeros(len(texts), dtype=f"S{WIDTH}")
    for start in range(0, len(texts), _CHUNK):
        spellings = [spell(words) for words in texts[start : start + _CHUNK]]
        ends, gram, source = read(spellings, sounds=True)
        grams.append(gram.astype(np.uint16))
        sources.append(source.astype(np.uint8))
        sizes.append(np.diff(ends))
        letters.append(np.array([each.sizes for each in spellings], dtype=np.uint8))
        sketches[start : start + _CHUNK] = [each.sketch for each in spellings]
    gram = np.concatenate([np.empty(0, np.uint16), *grams])
    size = np.concatenate([np.empty(0, np.int64), *sizes])
    counts = np.bincount(gram, minlength=_GRAMS)
    weights = (np.log1p(len(texts) / np.maximum(counts, 1)) ** 2).astype(np.float32)
    lengths = [_lengths(*each, weights) for each in zip(grams, sources, sizes, strict=True)]
    order = np.argsort(gram, kind="stable")
    return {
        "gram_ends": np.concatenate(([0], np.cumsum(counts))).astype(np.uint32),
        "gram_names": np.repeat(np.arange(len(texts), dtype=np.int32), size)[order],
        "gram_weights": weights,
        "gram_lengths": _pivoted(np.concatenate([np.empty(0, np.float32), *lengths])),
        "sketches": sketches,
        "sketch_sizes": np.concatenate([np.empty((0, 2), np.uint8), *letters]),
    }


def _lengths(grams: Array, sources: Array, sizes: Array, weights: Array) -> Array:
    names = np.repeat(np.arange(len(sizes)), sizes)
    squares = np.bincount(names, weights[grams] * np.minimum(1.0, _WORTH[sources]), len(sizes))
    return np.sqrt(squares).astype(np.float32)


def _pivoted(lengths: Array) -> Array:
    """What a name's sum is multiplied by: the inverse of its length, drawn towards the mean."""
    if not len(lengths):
        return lengths
    pivoted: Array = 1.0 / np.maximum((1 - _PIVOT) * lengths.mean() + _PIVOT * lengths, 1e-6)
    return pivoted.astype(np.float32)


def nearest(arrays: Mapping[str, Array], queries: Sequence[Sequence[str]]) -> Iterator[tuple[Array, Array]]:
    """For each query, given as words in normal form: name numbers and their similarity (0..1), best first."""
    spellings = [spell(words) for words in queries]
    ends, grams, sources = read(spellings, sounds=False)
    low = arrays["gram_ends"][grams].astype(np.int64)
    rows = _Rows(
        low,
        arrays["gram_ends"][grams + 1] - low,
        arrays["gram_weights"][grams] * _WORTH[sources],
        sources == _LETTER,
    )
    for spelling, start, end in zip(spellings, ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        names, alike = _alike(arrays, rows.part(slice(start, end)))
        yield _closer(arrays, spelling, names, alike)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The trigrams of queries: where each one's postings begin, how many there are, its weight, if it is an initial."""

    low: Array
    sizes: Array
    weights: Array
    letters: Array

    def part(self, rows: slice | Array) -> _Rows:
        return _Rows(self.low[rows], self.sizes[rows], self.weights[rows], self.letters[rows])


def _alike(arrays: Mapping[str, Array], rows: _Rows) -> tuple[Array, Array]:
    """The names most alike in trigrams, in no order, with their cosine."""
    postings, lengths = arrays["gram_names"], arrays["gram_lengths"]
    total = float(rows.weights.sum())
    rows = _affordable(rows, max(_READ, len(lengths) // _NAMES_A_READ))
    spans = [
        postings[start : start + size]
        for start, size in zip(rows.low.tolist(), rows.sizes.tolist(), strict=True)
        if size
    ]
    if not spans:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    sums = np.zeros(len(lengths), dtype=np.float32)
    np.add.at(sums, np.concatenate(spans, dtype=np.int64, casting="unsafe"), np.repeat(rows.weights, rows.sizes))
    best = float(sums.max())
    for share, far in _NEAR:
        names = (sums > share * best).nonzero()[0]
        cosines = sums[names] * lengths[names]
        kept = (cosines >= far * cosines.max()).nonzero()[0]
        if len(kept) >= _LEAST:
            break
    if len(kept) > _CLOSE:
        kept = cosines.argpartition(-_CLOSE)[-_CLOSE:]
    return names[kept], cosines[kept] / math.sqrt(total)


def _affordable(rows: _Rows, most: int) -> _Rows:
    """The rows with the fewest postings, as long as they have no more than that together; at least one."""
    if rows.sizes.sum() <= most:
        return rows
    sizes = rows.sizes
    if rows.letters.any() and sizes[rows.letters].sum() < most / 3:
        # an initial begins many names, but the name asked about may have little else
        sizes = np.where(rows.letters, 0, sizes)
    order = sizes.argsort(kind="stable")
    read = int(rows.sizes[order].cumsum().searchsorted(most))
    return rows.part(order[: max(1, read)])


def _closer(arrays: Mapping[str, Array], spelling: Spelling, names: Array, cosines: Array) -> tuple[Array, Array]:
    """The names in the order of their similarity, which their letters in common make up with their trigrams."""
    if not len(names):
        return names, cosines
    text, (whole, core) = spelling.sketch.encode(), spelling.sizes
    asked = [text] if whole == core else [text, text[:core]]
    common = cdist(asked, arrays["sketches"][names].tolist(), scorer=LCSseq.similarity, dtype=np.float32)
    sizes = arrays["sketch_sizes"][names].astype(np.float32)
    letters = _likeness(common[0], whole, sizes[:, 0])
    if len(asked) > 1:
        letters = np.maximum(letters, _likeness(common[1], core, sizes[:, 1]))
    similarity = np.sqrt((np.minimum(1.0, cosines) ** 2 + letters**2) / 2)
    order = np.lexsort((names, -similarity))
    return names[order], similarity[order]


def _likeness(common: Array, asked: int, sizes: Array) -> Array:
    """How alike two texts are, from the letters they have in common and the letters they have."""
    alike: Array = _COVERED * common / asked + _COMMON * 2 * np.minimum(common, sizes) / (asked + sizes)
    return alike
