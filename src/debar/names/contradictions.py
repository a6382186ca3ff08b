"""What speaks against two names being one party's however alike they are: another single letter, another number."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from debar.names.align import align
from debar.names.data import read_rows
from debar.names.prepared import Prepared
from debar.names.spelling import is_code, of_series

#: The most that names can score that contradict each other in an initial, and in the letter or number of a series.
OTHER_INITIAL, OTHER_SERIES = 0.87, 0.6


class _Over(NamedTuple):
    """A word that only one name has; ``code`` is the kind of those like ``z10``."""

    place: int
    word: str
    kind: str


def is_marked(name: Prepared) -> bool:
    """Whether a name has a single letter or a word with a number, which may contradict another name's."""
    return "letter" in name.kinds or any(not (word.isalpha() or word.isdigit()) for word in name.words)


def most_of(left: Prepared, right: Prepared, *, person: bool) -> float:
    """The most (0..1) that two names can score, by the letters and numbers of each that the other has not. Symmetric.

    ``terminal a`` and ``terminal b``, ``unit 61398a`` and ``unit 61399a`` are two of a series; ``ivan a petrov`` may be
    ``ivan b petrov`` or ``ivan borisovich petrov`` only with a middle name left out of both.
    """
    links = align(left.words, right.words, person=person)
    seen, others = {p for link in links for p in link.left}, {p for link in links for p in link.right}
    pairs = [
        (one, other)
        for one, other in product(_over(left, seen), _over(right, others))
        if frozenset((one.word, other.word)) not in _letter_words()
    ]
    if any(
        {one.kind, other.kind} in ({"code"}, {"code", "number"}) or of_series(one.word, other.word)
        for one, other in pairs
        if "letter" not in (one.kind, other.kind) and {one.kind, other.kind} != {"number"}
    ):
        return OTHER_SERIES
    if person:
        return OTHER_INITIAL if any(_is_other_initial(one, other) for one, other in pairs) else 1.0
    letters = [(one, other) for one, other in pairs if {one.kind, other.kind} in ({"letter"}, {"letter", "number"})]
    sizes = len(left.words) - len(right.words)
    if any(one.place - other.place in (0, sizes) for one, other in letters):
        return OTHER_SERIES
    return OTHER_INITIAL if letters else 1.0


@cache
def _letter_words() -> frozenset[frozenset[str]]:
    """Words of one letter, each with another that is written for it (``data/letter_words.tsv``)."""
    rows = read_rows("letter_words.tsv", ("word", "other", "source"))
    return frozenset(frozenset((row["word"], row["other"])) for row in rows)


def _over(name: Prepared, seen: set[int]) -> list[_Over]:
    return [
        _Over(place, word, "code" if is_code(word) else kind)
        for place, (word, kind) in enumerate(zip(name.words, name.kinds, strict=True))
        if place not in seen
    ]


def _is_other_initial(one: _Over, other: _Over) -> bool:
    """Whether one is an initial, and the other one too or a name; that it begins otherwise follows from no link."""
    kinds = {one.kind, other.kind}
    return "letter" in kinds and kinds.isdisjoint(("function", "form"))
