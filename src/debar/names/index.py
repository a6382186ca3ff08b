"""The names of listed parties, indexed: what may match a query, what is alike in spelling, what words they hold.

The index is arrays alone (``grams`` for candidates by spelling, ``sieve`` for the bound on the comparison), so it opens
by memory map, costs nothing until asked, and processes share its pages.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from debar.errors import DataError
from debar.names import grams, sieve, strings
from debar.names.codes import with_codes
from debar.names.hashing import WIDTH, hash_words, lookup
from debar.names.legal import without_noise
from debar.names.linking import cuts
from debar.names.normalize import words
from debar.names.prepared import Prepared, acronyms, prepare
from debar.names.scripts import readings
from debar.names.weights import UNSEEN_SHARE, shares

#: What kind of party a name belongs to, in ``kinds``.
UNKNOWN, PERSON, COMPANY, VESSEL = 0, 1, 2, 3
SCHEMATA: Mapping[int, str] = {UNKNOWN: "LegalEntity", PERSON: "Person", COMPANY: "Company", VESSEL: "Vessel"}

_KIND_OF: Mapping[str, int] = {schema: kind for kind, schema in SCHEMATA.items()} | {
    "Airplane": VESSEL,
    "Vehicle": VESSEL,
}

Array = np.ndarray[Any, np.dtype[Any]]
_ARRAYS = (
    *("names", "name_ends", "owners", "kinds", *grams.ARRAYS),
    *("common_words", "common_shares", "sieve_words", "sieve_folds", "sieve_hashes", "sieve_hash_words", "sieve_cuts"),
    *("sieve_cut_words", "sieve_ends", "sieve_names", "sieve_traits", "sieve_totals", "sieve_compact"),
    *("sieve_compact_names", "sieve_keys", "sieve_key_words", "sieve_initials", "sieve_rows", *strings.ARRAYS),
)
#: Names kept ready for comparison, at most; about 2 kB each.
_KEPT = 1 << 15
#: Similarity of a name whose acronym is the query, or the other way round.
_SHORTENED = 0.95
#: Names with the same letters or acronym that are looked at; more say nothing.
_SAME = 20


class NameIndex:
    """An immutable index over names; name numbers are positions in the sequence it was built from."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)
        self.owners = arrays["owners"]
        self.kinds = arrays["kinds"]
        self._prepared: dict[int, tuple[tuple[Any, ...], ...]] = {}

    @classmethod
    def build(cls, names: Sequence[str], owners: Sequence[int], kinds: Sequence[int] | None = None) -> NameIndex:
        """Index the names; ``owners`` and ``kinds`` (UNKNOWN, PERSON, COMPANY, VESSEL) run in parallel with them."""
        if len(owners) != len(names) or (kinds is not None and len(kinds) != len(names)):
            raise DataError("NameIndex.build: names, owners and kinds differ in length; give one owner and kind a name")
        blob = [name.encode() for name in names]
        ends = np.cumsum([0, *map(len, blob)], dtype=np.int64)
        texts = [words(name) for name in names]
        kind_array = np.zeros(len(names), np.uint8) if kinds is None else np.asarray(kinds, dtype=np.uint8)
        compared = [without_noise(text) for text in texts]
        common = _common(compared, owners)
        read = [
            (number, tuple(reading))
            for number, name in enumerate(names)
            if "." in name or not name.isascii()
            for reading in readings(name)[1:]
        ]
        read += [(number, code) for number, text in enumerate(texts) if (code := with_codes(text)) != text]
        rows = [*range(len(names)), *(number for number, _ in read)]
        return cls(
            {
                "names": np.frombuffer(b"".join(blob), dtype=np.uint8),
                "name_ends": ends.astype(np.uint32 if ends[-1] < 1 << 32 else np.int64),
                "owners": np.asarray(owners, dtype=np.int32),
                "kinds": kind_array,
                "common_words": np.array(list(common), dtype=f"S{WIDTH}"),
                "common_shares": np.array(list(common.values()), dtype=np.float64),
                **grams.build(texts),
                "sieve_rows": np.array(rows, dtype=np.int32),
                **sieve.build(
                    [*compared, *(without_noise(text) for _, text in read)],
                    [*texts, *(text for _, text in read)],
                    common,
                ),
                **strings.build(
                    prepare(name, person=kind == PERSON) for name, kind in zip(names, kind_array.tolist(), strict=True)
                ),
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
    ) -> tuple[Array, Array, Array]:
        """(query number, name number, points) of the pairs that may score ``threshold`` or more.

        Queries are words in normal form; by query, the likeliest name first. See ``sieve.plausible``.
        """
        schemata = self.kinds
        if schema != "LegalEntity":
            schemata = np.full(len(self), _KIND_OF.get(schema, COMPANY), dtype=np.uint8)
        rows = self._arrays["sieve_rows"]
        query, name, points = sieve.plausible(self._arrays, schemata[rows], queries, self.frequencies, threshold)
        return query, rows[name], points

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
        """The name with that number ready for comparison; the latest are kept.

        They are kept as plain tuples of texts and numbers, over which searches for cycles pass.
        """
        kept = self._prepared.get(number)
        if kept is not None:
            return tuple([Prepared._make((*each[:4], frozenset(each[4]), *each[5:])) for each in kept])
        found = prepare(self.name(number), self.frequencies, person=int(self.kinds[number]) == PERSON)
        if len(self._prepared) >= _KEPT:
            self._prepared.clear()
        self._prepared[number] = tuple([(*each[:4], tuple(each.numbers), *each[5:]) for each in found])
        return found

    def strings(self, numbers: Array) -> list[Sequence[strings.Strings]]:
        """The names with those numbers as strings without spaces; see ``strings.read``."""
        return strings.read(self._arrays, numbers)

    def candidates(self, queries: Sequence[str], limit: int = 10) -> list[list[tuple[int, float]]]:
        """For each query the parties most alike in spelling, at most ``limit``, best first, each by its best name.

        (name number, similarity 0..1). Names with the query's letters come first, then those it is an acronym of.
        """
        texts = [words(query) for query in queries]
        same = self._same_letters(texts)
        return [
            self._best(certain, names, alike, limit)
            for certain, (names, alike) in zip(same, grams.nearest(self._arrays, texts), strict=True)
        ]

    def _best(
        self, certain: Sequence[tuple[int, float]], names: Array, alike: Array, limit: int
    ) -> list[tuple[int, float]]:
        """The best name of each party, at most ``limit``: those that are certain, then the others in their order."""
        best: dict[int, tuple[int, float]] = {}
        for name, similarity in certain:
            best.setdefault(int(self.owners[name]), (name, similarity))
        for place, owner in enumerate(self.owners[names].tolist()):
            if len(best) >= limit:
                break
            if owner not in best:
                best[owner] = int(names[place]), float(alike[place])
        return list(best.values())[:limit]

    def _same_letters(self, texts: Sequence[Sequence[str]]) -> list[list[tuple[int, float]]]:
        """For each query the names with its letters, spaces aside, and those one of the two is an acronym of."""
        known = self._arrays["sieve_compact"]
        names = self._arrays["sieve_rows"][self._arrays["sieve_compact_names"]]
        letters = ["".join(text) for text in texts]
        wanted = [(n, key) for n, text in enumerate(texts) for key in (letters[n], *acronyms(text)) if key]
        low, high = (
            np.searchsorted(known, np.array([zlib.crc32(key.encode()) for _, key in wanted], dtype=np.uint32), side)
            for side in ("left", "right")
        )
        found: list[list[tuple[int, float]]] = [[] for _ in texts]
        for (query, key), start, end in zip(wanted, low.tolist(), high.tolist(), strict=True):
            for name in dict.fromkeys(names[start : min(end, start + _SAME)].tolist()):
                own = words(self.name(name))
                whole = "".join(own)
                if whole == letters[query]:
                    found[query].append((name, 1.0))
                elif self.kinds[name] != PERSON and (key == whole or letters[query] in acronyms(own)):
                    found[query].append((name, _SHORTENED))
        return [sorted(each, key=lambda hit: (-hit[1], hit[0])) for each in found]


def _common(texts: Sequence[Sequence[str]], owners: Sequence[int]) -> dict[str, float]:
    """Words of four or more parties that are more common here than elsewhere; small indexes count as 10,000.

    A party has many names and may stand on many lists: owners with the very same name count as one, so that no word is
    common for being repeated of one party.
    """
    words_of: dict[int, set[str]] = {}
    for party, text in zip(_parties(texts, owners), texts, strict=True):
        words_of.setdefault(party, set()).update(text)
    counts = Counter(word for held in words_of.values() for word in held)
    total = max(len(words_of), 10_000)
    known = shares()
    return {
        word: counts[word] / total
        for word in sorted(counts)
        if counts[word] >= 4 and counts[word] / total > max(known.get(word, 0.0), UNSEEN_SHARE)
    }


def _parties(texts: Sequence[Sequence[str]], owners: Sequence[int]) -> Iterator[int]:
    """For each name the owner that stands for all who are linked by equal names."""
    above: dict[int, int] = {}

    def first(owner: int) -> int:
        while (higher := above.setdefault(owner, owner)) != owner:
            above[owner] = owner = above[higher]
        return owner

    bearer: dict[tuple[str, ...], int] = {}
    for text, owner in zip(texts, owners, strict=True):
        if text:
            one, other = first(owner), first(bearer.setdefault(tuple(text), owner))
            above[max(one, other)] = min(one, other)
    return map(first, owners)
