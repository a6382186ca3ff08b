"""Which of many pairs of names may be alike enough to be compared: told beforehand, by strings and by shared words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.prepared import Prepared
from debar.names.spelling import fold

Array = np.ndarray[Any, np.dtype[Any]]

#: What likeness as strings counts for beside shared words, and a name more covered by these beside one less covered.
_STRINGS, _MORE = 0.4, 0.3
#: Pairs below this are not compared. Of pairs of a changed name and its ten nearest listed ones that score 0.7 or more
#: it loses one in two hundred.
_LEAST = 0.17
#: A word agrees by its sound, and by how it begins and ends: what either end is worth, and how many letters it has.
_END, _LETTERS = 0.34, 4
_SMALL = frozenset({"letter", "function", "form"})


class Sketch(NamedTuple):
    """A name as it is looked at beforehand: strings, nats by what words may agree in and of all, one word, acronym."""

    strings: tuple[str, str, str]
    words: Mapping[str, float]
    nats: float
    short: str
    acronym: str


def sketch(name: Prepared) -> Sketch:
    """What is looked at of a name."""
    words: dict[str, float] = {}
    nats = 0.0
    for word, kind, own in zip(name.words, name.kinds, name.nats, strict=True):
        if kind not in _SMALL:
            nats += own
            heard = fold(word)
            words[heard] = max(own, words.get(heard, 0.0))
            if len(heard) >= _LETTERS:
                for end in (f"<{heard[:_LETTERS]}", f">{heard[-_LETTERS:]}"):
                    words[end] = max(_END * own, words.get(end, 0.0))
    strings = name.compact, name.folded, "".join(sorted(name.words))
    return Sketch(strings, words, nats, name.words[0] if len(name.words) == 1 else "", name.acronym)


def promising(pairs: Sequence[tuple[Sequence[Sketch], Sequence[Sketch]]]) -> list[bool]:
    """For each pair of fields whether any name of one and any of the other may score 0.7 or more."""
    rows = [(n, left, right) for n, (lefts, rights) in enumerate(pairs) for left in lefts for right in rights]
    alike = np.zeros(len(rows), dtype=np.float32)
    for which in range(3):
        lefts, rights = [left.strings[which] for _, left, _ in rows], [right.strings[which] for _, _, right in rows]
        alike = np.maximum(alike, cpdist(lefts, rights, scorer=OSA.normalized_similarity, dtype=np.float32))
    covered = np.array([_covered(left, right) for _, left, right in rows])
    kept = _STRINGS * alike + (1.0 - _STRINGS) * covered >= _LEAST
    found = np.zeros(len(pairs), dtype=bool)
    found[[n for (n, _, _), keep in zip(rows, kept.tolist(), strict=True) if keep]] = True
    return [bool(one) for one in found]


def _covered(left: Sketch, right: Sketch) -> float:
    """How much (0..1) of both names their words cover, mostly of the one less covered; 1 where one is an acronym."""
    both = left.words.keys() & right.words.keys()
    if not both:
        return (
            1.0
            if (left.short and left.short == right.acronym) or (right.short and right.short == left.acronym)
            else 0.0
        )
    shared = sum([min(left.words[key], right.words[key]) for key in both]) / (1.0 + 2 * _END)
    less, more = sorted((left.nats, right.nats))
    return _MORE * min(1.0, shared / max(less, 0.1)) + (1.0 - _MORE) * min(1.0, shared / max(more, 0.1))
