"""Many prepared names as columns: their words one under the other, each distinct word a number.

What costs Python a step for each pair of words costs a pass over an array here; what only Python can say of two words
(``spelling.likeness``, ``persons.same_name``) it is asked once for each two distinct words that may be alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.align import surer_form
from debar.names.persons import equivalents, same_name
from debar.names.prepared import Prepared
from debar.names.spelling import LONG_FOLD, edits_allowed, fold, likeness, skeleton

Array = np.ndarray[Any, np.dtype[Any]]
Value = TypeVar("Value")

#: Kinds of words as numbers; all kinds not named here are ``OTHER`` (places, structures).
NAME, ACTIVITY, NUMBER, SMALL, OTHER = range(5)
_KINDS = {"name": NAME, "activity": ACTIVITY, "number": NUMBER, "letter": SMALL, "function": SMALL, "form": SMALL}
#: Edits that words of so many letters may hold; longer ones hold no more than the last.
_ALLOWED = np.array([edits_allowed(length) for length in range(16)])
#: Words may be alike with so many letters more, and folds with so many edits between them.
_LONGER, _FOLD_EDITS = 4, 2


class Names(NamedTuple):
    """Distinct names in columns.

    The words of name ``n`` are the rows from ``starts[n]`` to ``starts[n + 1]`` of ``word`` (places in ``words``, each
    of so many letters ``size``), ``nats`` and ``kind``.
    """

    prepared: Sequence[Prepared]
    words: Sequence[str]
    size: Array
    starts: Array
    word: Array
    nats: Array
    kind: Array

    @classmethod
    def of(cls, prepared: Sequence[Prepared]) -> Names:
        """The names in columns."""
        starts = np.zeros(len(prepared) + 1, dtype=np.int64)
        np.cumsum([len(name.words) for name in prepared], out=starts[1:])
        word, words = numbered(chain.from_iterable([name.words for name in prepared]))
        kind = [_KINDS.get(kind, OTHER) for name in prepared for kind in name.kinds]
        nats = np.fromiter(chain.from_iterable([name.nats for name in prepared]), np.float64, len(word))
        size = np.array([len(each) for each in words], dtype=np.int64)
        return cls(prepared, words, size, starts, word, nats, np.array(kind, dtype=np.int8))

    def letters(self, rows: Array) -> Array:
        """How many letters the words in these rows have."""
        found: Array = self.size[self.word[rows]]
        return found


class Side(NamedTuple):
    """Items of one side of many pairs: their pair, position in it, and row; where each pair's begin and how many."""

    pair: Array
    position: Array
    row: Array
    first: Array
    size: Array

    @classmethod
    def of(cls, starts: Array, chosen: Array) -> Side:
        """The rows of what was chosen, one a pair; those of number ``n`` go from ``starts[n]`` to ``starts[n + 1]``."""
        begin = starts[chosen]
        size = starts[chosen + 1] - begin
        first = np.cumsum(size) - size
        pair = np.arange(len(chosen)).repeat(size)
        position = np.arange(len(pair)) - first[pair]
        return cls(pair, position, begin[pair] + position, first, size)


class Cells(NamedTuple):
    """Each item of one side beside each of the other side: the pair, the places on both sides."""

    pair: Array
    left: Array
    right: Array

    @classmethod
    def of(cls, lefts: Side, rights: Side) -> Cells:
        """All cells of all pairs, by pair and by position on the left, then on the right."""
        width = rights.size[lefts.pair]
        left = np.arange(len(lefts.pair)).repeat(width)
        pair = lefts.pair[left]
        column = np.arange(len(left)) - (np.cumsum(width) - width)[left]
        return cls(pair, left, rights.first[pair] + column)

    def only(self, chosen: Array) -> Cells:
        """Those chosen, in that order."""
        return Cells(self.pair[chosen], self.left[chosen], self.right[chosen])


class WordPairs:
    """Pairs of words, each two distinct words looked at once; all answers are in the order of the pairs given."""

    def __init__(self, words: Sequence[str], left: Array, right: Array) -> None:
        key = np.minimum(left, right) * len(words) + np.maximum(left, right)
        distinct, self._place = np.unique(key, return_inverse=True)
        used, numbers = np.unique(np.concatenate(np.divmod(distinct, max(len(words), 1))), return_inverse=True)
        self._one, self._other = numbers[: len(distinct)], numbers[len(distinct) :]
        self._words = [words[number] for number in used.tolist()]
        sizes = np.array([len(word) for word in self._words], dtype=np.int64)
        one, other = sizes[self._one], sizes[self._other]
        self._shortest, self._longest = np.minimum(one, other), np.maximum(one, other)
        self._edits = self._compared(self._words, np.arange(len(distinct)), None)

    def unlike(self) -> Array:
        """Whether words are less than half alike, by the edits between them."""
        found: Array = (2 * self._edits > self._longest)[self._place]
        return found

    def edits(self) -> Array:
        """The edits between the words."""
        found: Array = self._edits[self._place]
        return found

    def edits_heard(self) -> Array:
        """The edits between the folds of the words."""
        folds = [fold(word) for word in self._words]
        found: Array = self._compared(folds, np.arange(len(self._edits)), None)[self._place]
        return found

    def answers(self, ask: Callable[[str, str], bool]) -> Array:
        """What ``ask`` says of each pair of words."""
        return self._asked(np.ones(len(self._edits), dtype=bool), ask) > 0.0

    def likeness(self) -> Array:
        """The likeness (0..1) of each pair of words, as ``spelling.likeness`` gives it."""
        return self._asked(self._may_be_alike(), likeness)

    def same_name(self, chosen: Array) -> tuple[Array, list[str]]:
        """The likeness (0..1) of the pairs chosen as parts of persons' names, and how they are the same."""
        place = self._place[chosen]
        several = np.array([len(equivalents(word)) > 1 for word in self._words], dtype=bool)
        scores, hows = np.zeros(len(chosen)), [""] * len(chosen)
        for n in (several[self._one[place]] | several[self._other[place]]).nonzero()[0].tolist():
            scores[n], hows[n] = same_name(*self._at(int(place[n])))
        return scores, hows

    def surer_forms(self, chosen: Array, spelt: Array) -> list[tuple[float, str] | None]:
        """How the pairs chosen are forms of one person's name, as ``align.surer_form`` says."""
        places, likenesses = self._place[chosen].tolist(), spelt[chosen].tolist()
        return [surer_form(*self._at(place), alike) for place, alike in zip(places, likenesses, strict=True)]

    def begins(self) -> Array:
        """Whether the shorter word begins the longer and no digit follows there."""
        initials = np.array([ord(word[0]) for word in self._words], dtype=np.int64)
        may = (initials[self._one] == initials[self._other]) & (self._shortest < self._longest)
        found: Array = self._asked(may, _begins) > 0.0
        return found

    def _at(self, place: int) -> tuple[str, str]:
        return self._words[self._one[place]], self._words[self._other[place]]

    def _asked(self, may: Array, ask: Callable[[str, str], float]) -> Array:
        found = np.zeros(len(may))
        words = self._words
        one, other = self._one[may].tolist(), self._other[may].tolist()
        found[may] = [ask(words[a], words[b]) for a, b in zip(one, other, strict=True)]
        answers: Array = found[self._place]
        return answers

    def _compared(self, texts: Sequence[str], chosen: Array, most: int | None) -> Array:
        """The edits between two texts for each pair of words; beyond ``most`` one more than these."""
        one, other = self._one[chosen].tolist(), self._other[chosen].tolist()
        lefts, rights = [texts[a] for a in one], [texts[b] for b in other]
        found: Array = cpdist(lefts, rights, scorer=OSA.distance, score_cutoff=most, dtype=np.int32)
        return found

    def _may_be_alike(self) -> Array:
        """Pairs of which ``likeness`` may say more than 0: no other pair has any of the reasons that it knows."""
        one, other, long = self._one, self._other, self._shortest >= 3
        folds = [fold(word) for word in self._words]
        heard, bare = (numbered(texts)[0] for texts in (folds, map(skeleton, self._words)))
        plain = np.array([word.isalpha() for word in self._words], dtype=bool)
        may: Array = self._edits <= _ALLOWED[np.minimum(self._longest, len(_ALLOWED) - 1)]
        may |= heard[one] == heard[other]
        may |= ~(plain[one] & plain[other])
        sizes = np.array([len(each) for each in folds], dtype=np.int64)
        near = ~may & (np.minimum(sizes[one], sizes[other]) >= LONG_FOLD)
        near &= np.abs(sizes[one] - sizes[other]) <= _FOLD_EDITS
        place = near.nonzero()[0]
        may[place] = self._compared(folds, place, _FOLD_EDITS) <= _FOLD_EDITS
        may &= long & (self._longest - self._shortest <= _LONGER)
        may |= bare[one] == bare[other]
        return may


def _begins(left: str, right: str) -> bool:
    less, more = (left, right) if len(left) < len(right) else (right, left)
    return more.startswith(less) and not more[len(less)].isdigit()


def numbered(values: Iterable[Value]) -> tuple[Array, list[Value]]:
    """A number for each value, the same for the same value, and the distinct values by number."""
    places: dict[Value, int] = {}
    found = np.array([places.setdefault(value, len(places)) for value in values], dtype=np.int64)
    return found, list(places)
