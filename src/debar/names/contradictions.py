"""What speaks against two names being one party's however alike they are.

Another single letter, another number; and where a name has no word of its own, any word that only one of them has.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import NamedTuple

from debar.names.align import ALIKE, align
from debar.names.data import read_rows
from debar.names.places import places
from debar.names.prepared import GENERIC, Prepared
from debar.names.spelling import is_code, likeness, of_series
from debar.names.weights import vendor_shares

#: The most that names can score that contradict each other in an initial, and in the letter or number of a series; and
#: of which one has no word of its own, where either has a word that the other has not.
OTHER_INITIAL, OTHER_SERIES, OTHER_WORD = 0.87, 0.6, 0.87
#: Sorts of words that are no name's own, those of them without meaning, and others: see ``data/general_words.tsv``.
_GENERAL = frozenset({"place", "state", "quality", "structure", "activity", "function", "form"})
_SMALL, _TRADE, _OWN = frozenset({"function", "form"}), frozenset({"activity"}), frozenset({"name"})
_STATE, _QUALITY = frozenset({"state"}), frozenset({"quality"})
#: What tells the names of states and their offices apart; what makes a name long, and how many of these words.
_OF_STATES, _CONTENT, _LONG = frozenset({"name", "place"}), (_GENERAL | _OWN) - _SMALL, 3
#: Words that so large a share of vendors' names hold are no name's own.
_COMMON = 1.5e-3


class _Over(NamedTuple):
    """A word that only one name has; ``code`` is the kind of those like ``z10``."""

    place: int
    word: str
    kind: str


def is_marked(name: Prepared, *, person: bool) -> bool:
    """Whether a name has what may contradict another: a single letter, a word with a number, nothing of its own."""
    numbered = any(not (word.isalpha() or word.isdigit()) for word in name.words)
    return "letter" in name.kinds or numbered or not (person or has_own(name))


def has_own(name: Prepared) -> bool:
    """Whether a name has a word of its own, a number or a letter, or no word at all.

    ``beijing technology`` and ``republic of congo`` have none; what is left of a legal form that few names have may be
    a word of its own (``bm``).
    """
    kinds = set(map(_sort, name.words, name.kinds, name.nats))
    return kinds <= _SMALL or not kinds <= _GENERAL


def _sort(word: str, kind: str, nats: float) -> str:
    if kind == "activity":
        return _general_words().get(word, kind)
    if kind == "name" and word in places():
        return "place"
    if kind == "name":
        common = vendor_shares().get(word, 0.0) >= _COMMON
        return _general_words().get(word, "structure" if common else kind)
    return "name" if kind == "form" and nats > GENERIC else kind


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
    most = OTHER_INITIAL if letters else 1.0
    return most if has_own(left) and has_own(right) else min(most, _most_of_general((left, seen), (right, others)))


def _most_of_general(*sides: tuple[Prepared, set[int]]) -> float:
    """The most that two names can score of which one has no word of its own, with the places of the words of each that
    the other has too.

    A place makes another name only of one that says no trade (``ministry of defence``), and so does what a state calls
    itself (``democratic republic``). What only follows on a long name may be its address.
    """
    (left, _), (right, _) = sides
    of_states = any(not (has_own(name) or _telling(name, _TRADE)) for name in (left, right))
    sorts, long = (_OF_STATES, _LONG + 1) if of_states else (_OWN, _LONG)
    if of_states and _telling(left, _STATE) and _telling(right, _STATE):
        sorts |= _QUALITY
    for (name, seen), other in zip(sides, (right, left), strict=True):
        over = [place for place in _telling(name, sorts) if place not in seen and not _is_written(name, place, other)]
        follows = min(over, default=0) > max(seen, default=0)
        if over and not (follows and len(_telling(other, _CONTENT)) >= long):
            return OTHER_WORD
    return 1.0


def _telling(name: Prepared, sorts: frozenset[str]) -> list[int]:
    """The places of the words of these sorts."""
    words = zip(name.words, name.kinds, name.nats, strict=True)
    return [place for place, word in enumerate(words) if _sort(*word) in sorts]


def _is_written(name: Prepared, place: int, other: Prepared) -> bool:
    """Whether a word is one of all words of the other name, or that misspelt: a legal form may be (``corporatiom``)."""
    return any(likeness(name.words[place], word) >= ALIKE for word in other.whole)


@cache
def _letter_words() -> frozenset[frozenset[str]]:
    """Words of one letter, each with another that is written for it (``data/letter_words.tsv``)."""
    rows = read_rows("letter_words.tsv", ("word", "other", "source"))
    return frozenset(frozenset((row["word"], row["other"])) for row in rows)


@cache
def _general_words() -> Mapping[str, str]:
    """Words that many names share -> place, activity, structure, state, or quality, which tells two states apart."""
    return {row["word"]: row["kind"] for row in read_rows("general_words.tsv", ("word", "kind", "source"))}


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
