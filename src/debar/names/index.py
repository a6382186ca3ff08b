"""Candidates for a name among many: an inverted index of character trigrams over plain numpy arrays.

A name's trigrams are those of its words with a space before and after each, so word order does not matter and a
joined or divided word costs little. Trigrams weigh by the inverse of the number of names that hold them (idf), names
by their norm: the similarity is the cosine of the two. Everything is arrays, so an index opens by memory map and
costs nothing until asked.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from debar.errors import DataError
from debar.names import sieve
from debar.names.hashing import WIDTH, distinct, hash_words, lookup
from debar.names.legal import split_legal_form
from debar.names.linking import cuts
from debar.names.normalize import words
from debar.names.prepared import Prepared, prepare_words
from debar.names.spelling import fold
from debar.names.weights import UNSEEN_SHARE, shares

#: What kind of party a name belongs to, in ``kinds``.
UNKNOWN, PERSON, COMPANY, VESSEL = 0, 1, 2, 3
SCHEMATA: Mapping[int, str] = {UNKNOWN: "LegalEntity", PERSON: "Person", COMPANY: "Company", VESSEL: "Vessel"}

_KIND_OF: Mapping[str, int] = {schema: kind for kind, schema in SCHEMATA.items()} | {
    "Airplane": VESSEL,
    "Vehicle": VESSEL,
}

Array = np.ndarray[Any, np.dtype[Any]]
_BASE = 37
_CODES = np.zeros(256, dtype=np.int64)
_CODES[97:123] = np.arange(1, 27)
_CODES[48:58] = np.arange(27, 37)
_ARRAYS = (
    *("names", "name_ends", "owners", "kinds", "posting_ends", "postings", "weights", "norms"),
    *("common_words", "common_shares", "sieve_words", "sieve_hashes", "sieve_hash_words", "sieve_cuts"),
    *("sieve_cut_words", "sieve_ends", "sieve_names", "sieve_traits", "sieve_totals", "sieve_compact"),
    "sieve_compact_names",
)
_WEAKEST = 0.15


class NameIndex:
    """An immutable index over names; name numbers are positions in the sequence it was built from."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)
        self.owners = arrays["owners"]
        self.kinds = arrays["kinds"]
        self._prepared: dict[int, tuple[Prepared, ...]] = {}

    @classmethod
    def build(cls, names: Sequence[str], owners: Sequence[int], kinds: Sequence[int] | None = None) -> NameIndex:
        """Index the names; ``owners`` and ``kinds`` (UNKNOWN, PERSON, COMPANY, VESSEL) run in parallel with them."""
        if len(owners) != len(names) or (kinds is not None and len(kinds) != len(names)):
            raise DataError("NameIndex.build: names, owners and kinds differ in length; give one owner and kind a name")
        blob = [name.encode() for name in names]
        texts = [words(name) for name in names]
        kind_array = np.zeros(len(names), np.uint8) if kinds is None else np.asarray(kinds, dtype=np.uint8)
        common = _common(texts)
        found, trigrams = _trigrams([_core(text) for text in texts])
        counts = np.bincount(trigrams, minlength=_BASE**3)
        weights = np.log1p(len(names) / np.maximum(counts, 1)).astype(np.float32)
        norms = np.sqrt(np.bincount(found, weights=weights[trigrams].astype(np.float64) ** 2, minlength=len(names)))
        order = np.argsort(trigrams, kind="stable")
        return cls(
            {
                "names": np.frombuffer(b"".join(blob), dtype=np.uint8),
                "name_ends": np.cumsum([0, *map(len, blob)], dtype=np.int64),
                "owners": np.asarray(owners, dtype=np.int32),
                "kinds": kind_array,
                "posting_ends": np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
                "postings": found[order].astype(np.int32),
                "weights": weights,
                "norms": np.maximum(norms, 1e-6).astype(np.float32),
                "common_words": np.array(list(common), dtype=f"S{WIDTH}"),
                "common_shares": np.array(list(common.values()), dtype=np.float64),
                **sieve.build(texts, common),
            }
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> NameIndex:
        """The index over arrays that ``arrays()`` gave, used as they are (memory maps are fine).

        Raises DataError when one is missing.
        """
        if missing := [name for name in _ARRAYS if name not in arrays]:
            raise DataError(f"a name index needs the arrays {', '.join(missing)}; build the reference again")
        return cls({name: arrays[name] for name in _ARRAYS})

    def arrays(self) -> dict[str, Array]:
        """The arrays that are the index, by name."""
        return dict(self._arrays)

    def __len__(self) -> int:
        return len(self.owners)

    def name(self, number: int) -> str:
        """The name with that number, as it was given."""
        ends = self._arrays["name_ends"]
        return bytes(self._arrays["names"][ends[number] : ends[number + 1]]).decode()

    @cached_property
    def frequencies(self) -> Mapping[str, float]:
        """Words that are more common among these names than elsewhere -> the share (0..1) of names that hold them."""
        found = (word.decode() for word in self._arrays["common_words"].tolist())
        return dict(zip(found, self._arrays["common_shares"].tolist(), strict=True))

    def plausible(
        self, queries: Sequence[Sequence[str]], threshold: float, schema: str = "LegalEntity"
    ) -> tuple[Array, Array]:
        """Pairs (query number, name number) that may score ``threshold`` or more; queries are words in normal form.

        By query, the likeliest name first. What is not here was ruled out by an upper bound of the score.
        """
        schemata = self.kinds
        if schema != "LegalEntity":
            schemata = np.full(len(self), _KIND_OF.get(schema, COMPANY), dtype=np.uint8)
        return sieve.plausible(self._arrays, schemata, queries, self.frequencies, threshold)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of all names, in normal form (cut after WIDTH letters)."""
        return frozenset(word.decode() for word in self._arrays["sieve_words"].tolist())

    def holds(self, word: str) -> bool:
        """Whether a word, in normal form, is one of the names' words."""
        return word[:WIDTH] in self.vocabulary

    def near(self, unknown: Sequence[str]) -> list[bool]:
        """For each word whether a word of the names is, at most, a letter or two away from it, or sounds like it."""
        if not unknown:
            return []
        cut, whose = cuts(unknown, hash_words(unknown))
        hits, _ = lookup(self._arrays["sieve_cuts"], cut)
        found = np.zeros(len(unknown), dtype=bool)
        found[whose[hits]] = True
        return [bool(is_near) for is_near in found]

    def written_alike(self, queries: Sequence[Sequence[str]]) -> list[bool]:
        """For each query whether some name has the same letters in the same order, spaces aside (a few too many)."""
        letters = np.array([zlib.crc32("".join(query).encode()) for query in queries], dtype=np.uint32)
        known = self._arrays["sieve_compact"]
        at = np.minimum(np.searchsorted(known, letters), max(0, len(known) - 1))
        return [bool(same) for same in known[at] == letters] if len(known) else [False] * len(queries)

    def prepared(self, number: int) -> tuple[Prepared, ...]:
        """The name with that number ready for comparison; kept once made."""
        found = self._prepared.get(number)
        if found is None:
            found = self._prepared[number] = prepare_words(words(self.name(number)), self.frequencies)
        return found

    def candidates(self, queries: Sequence[str], limit: int = 10) -> list[list[tuple[int, float]]]:
        """For each query the most similar names: (name number, similarity 0..1), best first, at most ``limit``."""
        numbers, trigrams = _trigrams([_core(words(query)) for query in queries])
        starts = np.searchsorted(numbers, np.arange(len(queries) + 1))
        return [self._nearest(trigrams[starts[i] : starts[i + 1]], limit) for i in range(len(queries))]

    def _nearest(self, trigrams: Array, limit: int) -> list[tuple[int, float]]:
        if not len(trigrams) or not len(self):
            return []
        ends, postings = self._arrays["posting_ends"], self._arrays["postings"]
        idf = self._arrays["weights"][trigrams].astype(np.float64)
        spans = [postings[ends[t] : ends[t + 1]] for t in trigrams]
        held = np.repeat(idf**2, [len(span) for span in spans])
        dots = np.bincount(np.concatenate(spans), weights=held, minlength=len(self))
        scores = dots / self._arrays["norms"]
        scores /= float(np.sqrt((idf**2).sum()))
        likely = np.flatnonzero(scores > _WEAKEST)
        if len(likely) > limit:
            likely = likely[scores[likely] >= np.partition(scores[likely], -limit)[-limit]]
        best = likely[np.lexsort((likely, -scores[likely]))][:limit]
        return [(int(number), float(min(1.0, scores[number]))) for number in best]


def _core(text: Sequence[str]) -> str:
    return " ".join(map(fold, split_legal_form(text)[0]))


def _common(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """Words in four or more names and more common here than elsewhere; small indexes count as 10,000 names."""
    counts = Counter(word for text in texts for word in set(text))
    total = max(len(texts), 10_000)
    known = shares()
    return {
        word: counts[word] / total
        for word in sorted(counts)
        if counts[word] >= 4 and counts[word] / total > max(known.get(word, 0.0), UNSEEN_SHARE)
    }


def _trigrams(texts: Sequence[str]) -> tuple[Array, Array]:
    """(text number, trigram) of every distinct trigram within a word of each text, sorted by text."""
    raw = np.frombuffer(b"".join(b" " + t.replace(" ", "  ").encode("ascii") + b" " for t in texts), dtype=np.uint8)
    sizes = np.array([len(t) + t.count(" ") + 2 for t in texts], dtype=np.int64)
    if len(raw) < 3:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    codes = _CODES[raw]
    grams = codes[:-2] * (_BASE * _BASE) + codes[1:-1] * _BASE + codes[2:]
    numbers = np.repeat(np.arange(len(texts)), sizes)[1:-1]
    inside = codes[1:-1] != 0
    keys = distinct(numbers[inside] * _BASE**3 + grams[inside])
    return keys // _BASE**3, keys % _BASE**3
