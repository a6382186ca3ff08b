"""Which words of many pairs of names are the same word, and how: ``align`` for all pairs at once.

The steps of ``align`` are gone through in its order, each for all pairs. Where several words of one name may be one of
the other, the pair is left to ``align`` itself (``Links.left_out``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from debar.names.align import (
    ABBREVIATION,
    ALIKE,
    INITIAL,
    JOINED_ALIKE,
    LONG_CUT,
    LONG_NAME,
    LONG_WORD,
    MOST_JOINED,
    Link,
    is_cut,
)
from debar.names.columns import Cells, Names, Side, WordPairs
from debar.names.persons import GENDERED, NICKNAME, PATRONYMIC, SAME
from debar.names.spelling import likeness

Array = np.ndarray[Any, np.dtype[Any]]

#: How words are the same, as numbers.
HOWS = ("exact", "spelling", "abbreviation", "initial", SAME, NICKNAME, GENDERED, PATRONYMIC)
EXACT, SPELLING, CUT, LETTER = range(4)


#: Each link as four numbers: the places of both words, likeness, how.
_PACKED = np.dtype(np.float64)


class Links(NamedTuple):
    """Links by pair, in the order of ``align``: places on both sides, likeness, how (place in ``HOWS``).

    Those of pair ``n`` go from ``ends[n]`` to ``ends[n + 1]``; pairs ``left_out`` are none of these columns'.
    """

    cells: Cells
    likeness: Array
    how: Array
    left_out: Array
    ends: Array

    @classmethod
    def by_pair(cls, cells: Cells, scores: Array, hows: Array, left_out: Array) -> Links:
        """The links, whose pairs are in order."""
        return cls(cells, scores, hows, left_out, np.searchsorted(cells.pair, np.arange(len(left_out) + 1)))

    def packed(self, lefts: Side, rights: Side) -> tuple[bytes, list[int]]:
        """All links as bytes, and where those of each pair begin and end; see :func:`links_of`."""
        one, other = lefts.position[self.cells.left], rights.position[self.cells.right]
        rows = np.column_stack((one, other, self.likeness, self.how)).astype(_PACKED)
        return rows.tobytes(), (self.ends * (4 * _PACKED.itemsize)).tolist()

    def only(self, kept: Array) -> Links:
        """Those kept."""
        return Links.by_pair(self.cells.only(kept), self.likeness[kept], self.how[kept], self.left_out)


def links_of(packed: bytes) -> list[Link]:
    """The links of one pair that :meth:`Links.packed` gave."""
    rows = np.frombuffer(packed, dtype=_PACKED).reshape(-1, 4).tolist()
    return [Link((int(i),), (int(j),), likeness, HOWS[int(how)]) for i, j, likeness, how in rows]


class _Taken:
    """Links taken so far, and which words are still free."""

    def __init__(self, lefts: Side, rights: Side) -> None:
        self.lefts, self.rights = lefts, rights
        self.free_left, self.free_right = np.ones(len(lefts.pair), dtype=bool), np.ones(len(rights.pair), dtype=bool)
        self.found: list[tuple[Cells, Array, Array]] = []

    def free(self, cells: Cells) -> Array:
        """Whether both words of each cell are free."""
        both: Array = self.free_left[cells.left] & self.free_right[cells.right]
        return both

    def take(self, cells: Cells, scores: Array, hows: Array) -> None:
        """Take cells, the first of each pair first, as long as both their words are free; pairs are in order."""
        rest = self.free(cells).nonzero()[0]
        while len(rest):
            pair = cells.pair[rest]
            first = rest[np.append(True, pair[1:] != pair[:-1])]
            taken = cells.only(first)
            self.found.append((taken, scores[first], hows[first]))
            self.free_left[taken.left] = self.free_right[taken.right] = False
            rest = rest[self.free(cells.only(rest))]

    def links(self, left_out: Array) -> Links:
        """What was taken, by pair."""
        none = np.zeros(0, dtype=np.int64)
        found = self.found or [(Cells(none, none, none), np.zeros(0), none)]
        cells = Cells(*(np.concatenate([part[0][n] for part in found]) for n in range(3)))
        scores, hows = (np.concatenate([part[n] for part in found]) for n in (1, 2))
        order = np.argsort(cells.pair, kind="stable")
        return Links.by_pair(cells.only(order), scores[order], hows[order], left_out)


def align_many(names: Names, lefts: Side, rights: Side, persons: Array) -> tuple[Links, Cells, Array]:
    """The links of all pairs; the cells whose words are both not linked to the letter, and which of these are unlike.

    ``persons`` says of each pair whether its names are persons'.
    """
    cells, taken = Cells.of(lefts, rights), _Taken(lefts, rights)
    word_left, word_right = names.word[lefts.row], names.word[rights.row]
    same = cells.only((word_left[cells.left] == word_right[cells.right]).nonzero()[0])
    taken.take(same, np.ones(len(same.pair)), np.full(len(same.pair), EXACT))
    cells = cells.only(taken.free(cells).nonzero()[0])
    left_out = np.zeros(len(persons), dtype=bool)
    left_out[_joined(names, lefts, rights, cells, taken.free_left)] = True
    left_out[_joined(names, rights, lefts, Cells(cells.pair, cells.right, cells.left), taken.free_right)] = True
    words = WordPairs(names.words, word_left[cells.left], word_right[cells.right])
    alike = words.likeness()
    hows = np.full(len(alike), SPELLING)
    near = (persons[cells.pair] & (alike >= ALIKE)).nonzero()[0]
    for n, form in zip(near.tolist(), words.surer_forms(near, alike), strict=True):
        if form:
            alike[n], hows[n] = form[0], HOWS.index(form[1])
    _take_best(taken, cells, (alike >= ALIKE).nonzero()[0], alike, hows)
    chosen = (persons[cells.pair] & taken.free(cells)).nonzero()[0]
    if len(chosen):
        scores, said = words.same_name(chosen)
        codes = np.array([HOWS.index(how) if how else EXACT for how in said])
        near = (scores >= ALIKE).nonzero()[0]
        _take_best(taken, cells.only(chosen), near, scores, codes)
    _shortened(taken, names, cells, words.begins(), persons)
    return taken.links(left_out), cells, words.unlike()


def _take_best(taken: _Taken, cells: Cells, chosen: Array, scores: Array, hows: Array) -> None:
    """Best first; equal scores by the nearness of the positions, as ``align`` does."""
    cells, scores, hows = cells.only(chosen), scores[chosen], hows[chosen]
    i, j = taken.lefts.position[cells.left], taken.rights.position[cells.right]
    order = np.lexsort((j, i, i + j, np.abs(i - j), -scores, cells.pair))
    taken.take(cells.only(order), scores[order], hows[order])


def _shortened(taken: _Taken, names: Names, cells: Cells, begins: Array, persons: Array) -> None:
    """Words cut short, then initials."""
    lefts, rights = taken.lefts, taken.rights
    cells = cells.only((begins & taken.free(cells)).nonzero()[0])
    one, other = names.letters(lefts.row[cells.left]), names.letters(rights.row[cells.right])
    left, right = names.word[lefts.row[cells.left]], names.word[rights.row[cells.right]]
    shortest, longest = np.minimum(one, other), np.maximum(one, other)
    cut = (shortest >= LONG_CUT) & (4 * shortest >= 3 * longest)
    for side, places, short in ((lefts, cells.left, one < other), (rights, cells.right, other < one)):
        whole = side.size[cells.pair]
        letters = np.bincount(side.pair, weights=names.letters(side.row), minlength=len(persons))[cells.pair]
        end = (side.position[places] == whole - 1) & ((whole > 1) | (shortest >= LONG_WORD))
        cut |= short & end & ~(persons[cells.pair] & (letters < LONG_NAME))
    letter = shortest == 1
    for n in (~letter).nonzero()[0].tolist():
        less, more = sorted((names.words[left[n]], names.words[right[n]]), key=len)
        cut[n] = is_cut(less, more, person=bool(persons[cells.pair[n]]), usual=bool(cut[n]))
    for chosen, score, how in ((cut & ~letter, ABBREVIATION, CUT), (letter, INITIAL, LETTER)):
        scores, hows = np.full(len(chosen), score), np.full(len(chosen), how)
        _take_best(taken, cells, chosen.nonzero()[0], scores, hows)


def _joined(names: Names, lefts: Side, rights: Side, cells: Cells, free: Array) -> Array:
    """The pairs in which free neighbours on the left may be one free word on the right."""
    size, words = names.size, names.words
    first, last = (np.array([ord(word[end]) for word in words], dtype=np.int64) for end in (0, -1))
    left, right = names.word[lefts.row], names.word[rights.row[cells.right]]
    begin = first[left[cells.left]] == first[right]
    letters, runs, texts = size[left], free, [words[word] for word in left.tolist()]
    found = []
    for more in range(1, MOST_JOINED):
        # the word so many places on, and whether it is the same name's and free
        after = np.minimum(np.arange(len(left)) + more, len(left) - 1)
        runs = runs & free[after] & (lefts.position + more < lefts.size[lefts.pair])
        letters = letters + size[left[after]]
        near = runs[cells.left] & (np.abs(size[right] - letters[cells.left]) < 3) & (letters[cells.left] >= 3)
        near = (near & (begin | (last[left[after]][cells.left] == last[right]))).nonzero()[0]
        rows = cells.pair[near].tolist(), cells.left[near].tolist(), right[near].tolist()
        found += [
            pair
            for pair, start, word in zip(*rows, strict=True)
            if likeness("".join(texts[start : start + more + 1]), words[word]) >= JOINED_ALIKE
        ]
    return np.array(found, dtype=np.int64)
