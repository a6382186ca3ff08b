"""The measures of many pairs of names at once: what ``evidence.weigh`` gives for each, to the digit, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from debar.names.align import Link
from debar.names.columns import ACTIVITY, NAME, NUMBER, SMALL, Cells, Names, Side, WordPairs
from debar.names.evidence import (
    INITIAL,
    LETTERS_AN_EDIT,
    NATS_A_FIRST_LETTER,
    NATS_A_LETTER,
    ORDINARY,
    Evidence,
    surely_one,
    weigh,
)
from debar.names.pairing import CUT, EXACT, LETTER, SPELLING, Links, align_many
from debar.names.prepared import GENERIC, Prepared
from debar.names.wholes import of_strings, of_wholes

Array = np.ndarray[Any, np.dtype[Any]]
Measures = dict[str, Array]

#: So many cells (words beside words) are held at once; a pair with more than the second is weighed alone, and so are
#: fewer pairs than the third.
_CELLS, _MOST, _FEW = 1 << 19, 1 << 10, 64
#: More edits than any two names have.
_FAR = 1 << 20
_PLACES = {measure: place for place, measure in enumerate(Evidence._fields)}


class _Part(NamedTuple):
    """Pairs looked at together (their numbers, rising), the words on both sides, and the links between these."""

    pairs: Array
    lefts: Side
    rights: Side
    links: Links


class Weighed:
    """Pairs weighed together: a row of ``measures`` each, and whether any of their words are ``linked``.

    Of those weighed ``by_words`` alone, the measures as strings are those of names as like as can be until
    :meth:`add_strings` is asked.
    """

    def __init__(self, names: Sequence[Prepared], left: Array, right: Array, persons: Array, things: Array) -> None:
        """``left`` and ``right`` are places in ``names``; ``persons`` and ``things`` say whose each pair's are."""
        self.measures = np.zeros((len(persons), len(Evidence._fields)))
        self.linked = np.zeros(len(persons), dtype=bool)
        self._parts: list[_Part] = []
        self._part, self._place = np.zeros((2, len(persons)), dtype=np.int64)
        self._apart = np.full((len(persons), 2), _FAR)
        self._alone: dict[int, list[Link]] = {}
        self._names, self._left, self._right = names, left, right
        self.by_words = np.ones(len(persons), dtype=bool)
        every = range(len(persons))
        for n in every if len(every) < _FEW else self._together(Names.of(names), left, right, persons, things):
            person, thing = bool(persons[n]), bool(things[n])
            told = weigh(names[left[n]], names[right[n]], person=person, thing=thing)
            self.measures[n], self._alone[n] = told
            self.linked[n], self.by_words[n] = bool(told[1]), False

    def _together(self, names: Names, left: Array, right: Array, persons: Array, things: Array) -> Sequence[int]:
        """Weigh the pairs in columns, and give those that must be weighed alone."""
        size = np.diff(names.starts)
        cells = size[left] * size[right]
        self._put(slice(None), of_wholes(names.prepared, left, right, persons))
        alone: list[int] = (cells > _MOST).nonzero()[0].tolist()
        for pairs in _stretches(cells):
            lefts, rights = (Side.of(names.starts, side[pairs]) for side in (left, right))
            alone += pairs[self._weigh(names, pairs, (lefts, rights), persons[pairs], things[pairs])].tolist()
        return alone

    def add_strings(self, chosen: Array) -> None:
        """Measure the names of the pairs chosen as strings too."""
        chosen = chosen[self.by_words[chosen]]
        if len(chosen):
            left, right = self._left[chosen], self._right[chosen]
            self._put(chosen, of_strings(self._names, left, right, self._apart[chosen]))

    def links(self, pairs: Array) -> list[list[Link] | bytes]:
        """The links between the words of each pair, in the order of ``align``; bytes are for ``pairing.links_of``."""
        packed = [part.links.packed(part.lefts, part.rights) for part in self._parts]
        found: list[list[Link] | bytes] = []
        for pair, part, place in zip(
            pairs.tolist(), self._part[pairs].tolist(), self._place[pairs].tolist(), strict=True
        ):
            if pair in self._alone:
                found.append(self._alone[pair])
            else:
                links, ends = packed[part]
                found.append(links[ends[place] : ends[place + 1]])
        return found

    def _weigh(self, names: Names, pairs: Array, sides: tuple[Side, Side], persons: Array, things: Array) -> Array:
        """Weigh pairs by their words; gives which of them must be weighed alone."""
        links, rest, unlike = align_many(names, *sides, persons)
        part = _Part(pairs, *sides, _without_loose_initials(names, *sides, links))
        self._part[pairs], self._place[pairs] = len(self._parts), np.arange(len(pairs))
        self._parts.append(part)
        self.linked[pairs[part.links.cells.pair]] = True
        self._put(pairs, _of_words(names, part, rest, unlike, things))
        self._apart[pairs] = _edits_apart(names, part, persons)
        return links.left_out

    def _put(self, pairs: Array | slice, found: Measures) -> None:
        for measure, values in found.items():
            self.measures[pairs, _PLACES[measure]] = values


def _stretches(cells: Array) -> list[Array]:
    """The pairs that are not too large, in stretches of so many cells."""
    pairs = (cells <= _MOST).nonzero()[0]
    stretch = np.cumsum(cells[pairs]) // _CELLS
    return [part for part in np.split(pairs, np.diff(stretch).nonzero()[0] + 1) if len(part)]


def _without_loose_initials(names: Names, lefts: Side, rights: Side, links: Links) -> Links:
    """Without initials beside which a whole word is missing from the other name."""
    initial = links.how == LETTER
    if not initial.any():
        return links
    loose = np.zeros(len(initial), dtype=bool)
    short = names.letters(lefts.row[links.cells.left]) == 1
    for side, places, is_short in ((lefts, links.cells.left, short), (rights, links.cells.right, ~short)):
        over = _over(names, side, places)
        gap = np.zeros(len(side.size), dtype=bool)
        gap[side.pair[over]] = True
        loose |= initial & is_short & gap[links.cells.pair]
    return links.only(~loose)


def _over(names: Names, side: Side, linked: Array) -> Array:
    """Whether each word of one side has no link and is more than a small word."""
    free: Array = names.kind[side.row] != SMALL
    free[linked] = False
    return free


def _of_words(names: Names, part: _Part, rest: Cells, unlike: Array, things: Array) -> Measures:
    """The measures of words: those linked, and those of one name alone."""
    pairs, links = len(part.pairs), part.links
    found = _of_links(names, part)
    free = [
        _over(names, side, linked)
        for side, linked in ((part.lefts, links.cells.left), (part.rights, links.cells.right))
    ]
    one, other = (_of_rest(names, side, over) for side, over in zip((part.lefts, part.rights), free, strict=True))
    over = one["nats"] + other["nats"]
    found["share"] = found["total"] / (found["total"] + found["lost"] + over + 0.1)
    for measure, each in (("over", "nats"), ("odd", "odd")):
        found[f"{measure}_less"] = np.minimum(one[each], other[each])
        found[f"{measure}_more"] = np.maximum(one[each], other[each])
    found["trades"], found["kinds"] = one["trades"] + other["trades"], one["kinds"] + other["kinds"]
    found["thing"] = np.where(things, over, 0.0)
    near = free[0][rest.left] & free[1][rest.right]
    clashes = []
    for side, places in ((part.lefts, rest.left), (part.rights, rest.right)):
        clashing = np.zeros(len(side.pair), dtype=bool)
        clashing[places[near]] = True
        clashing[places[near & ~unlike]] = False
        clashes.append(_sums(side.pair[clashing], names.nats[side.row[clashing]], pairs))
    found["clash"] = np.minimum(*clashes)
    return found


def _of_rest(names: Names, side: Side, over: Array) -> Measures:
    """Of the words over on one side: their nats, those of the rarest name, how many are trades, and other kinds."""
    pairs = len(side.size)
    pair, row = side.pair[over], side.row[over]
    nats, kind = names.nats[row], names.kind[row]
    odd = np.zeros(pairs)
    np.maximum.at(odd, pair[kind == NAME], nats[kind == NAME])
    other = (kind != NAME) & (kind != ACTIVITY) & (kind != NUMBER)
    return {
        "nats": _sums(pair, nats, pairs),
        "odd": odd,
        "trades": np.bincount(pair[kind == ACTIVITY], minlength=pairs),
        "kinds": np.bincount(pair[other], minlength=pairs),
    }


def _of_links(names: Names, part: _Part) -> Measures:
    """What the linked words tell, and how they stand."""
    cells, how = part.links.cells, part.links.how
    pairs, pair = len(part.pairs), cells.pair
    left, right = part.lefts.row[cells.left], part.rights.row[cells.right]
    a, b = names.nats[left], names.nats[right]
    nats, got = _told(names, part.links, left, right)
    found = {
        "same": how == EXACT,
        "known": (how == SPELLING) & (nats < ORDINARY) & (a < ORDINARY) & (b < ORDINARY),
        "cut": how == CUT,
        "initials": how == LETTER,
    }
    otherwise = ~(found["same"] | found["cut"] | found["initials"])
    found["alike"] = otherwise & ~found["known"]
    measures = {measure: _sums(pair[chosen], got[chosen], pairs) for measure, chosen in found.items()}
    measures["total"] = np.zeros(pairs)
    for measure in ("same", "alike", "known", "cut", "initials"):
        measures["total"] += measures[measure]
    measures["lost"] = _sums(pair[otherwise], np.maximum(nats - got, 0.0)[otherwise], pairs)
    own = (got > GENERIC) & (names.kind[left] == NAME) & (names.kind[right] == NAME)
    measures["distinct"] = _sums(pair[own], got[own] - GENERIC, pairs)
    measures["rarest"], measures["least"] = np.zeros(pairs), np.ones(pairs)
    np.maximum.at(measures["rarest"], pair, got)
    np.minimum.at(measures["least"], pair[otherwise], part.links.likeness[otherwise])
    return measures | _standing(part)


def _told(names: Names, links: Links, left: Array, right: Array) -> tuple[Array, Array]:
    """The nats of each link's words, and what is left of them after the difference."""
    a, b = names.nats[left], names.nats[right]
    one, other = names.letters(left), names.letters(right)
    nats, longest = np.minimum(a, b), np.maximum(one, other)
    nats = np.where(links.how == LETTER, INITIAL, nats)
    edits = (1.0 - links.likeness) * longest
    spelt = np.maximum(0.0, np.minimum(nats, (longest - LETTERS_AN_EDIT * edits) * NATS_A_LETTER - 1.0))
    cut = np.minimum(np.maximum(a, b), NATS_A_FIRST_LETTER * np.minimum(one, other))
    got = np.where(links.how == SPELLING, spelt, np.where(links.how == CUT, cut, nats * links.likeness))
    return nats, np.where(links.how == LETTER, INITIAL, got)


def _edits_apart(names: Names, part: _Part, persons: Array) -> Array:
    """The edits between persons' names put in one order, as written and as heard: ``evidence.edits_apart``."""
    cells, pairs = part.links.cells, len(part.pairs)
    linked = np.bincount(cells.pair, minlength=pairs)
    whole = persons & (linked == part.lefts.size) & (linked == part.rights.size)
    found = np.where(whole[:, None], 0, _FAR).repeat(2, axis=1)
    other = ((part.links.how != EXACT) & whole[cells.pair]).nonzero()[0]
    if len(other):
        left, right = part.lefts.row[cells.left[other]], part.rights.row[cells.right[other]]
        words = WordPairs(names.words, names.word[left], names.word[right])
        sure = words.answers(surely_one)
        for column, edits in enumerate((words.edits(), words.edits_heard())):
            np.add.at(found[:, column], cells.pair[other], np.where(sure, edits, _FAR))
    return found


def _standing(part: _Part) -> Measures:
    """Whether linked words stand in the same order, and whether the first and the last words are among them."""
    cells, pairs = part.links.cells, len(part.pairs)
    i, j = part.lefts.position[cells.left], part.rights.position[cells.right]
    order = np.lexsort((i, cells.pair))
    pair, other = cells.pair[order], j[order]
    beside = pair[1:] == pair[:-1]
    follow = np.bincount(pair[1:][beside & (other[1:] > other[:-1])], minlength=pairs)
    steps = np.bincount(pair[1:][beside], minlength=pairs)
    ends = []
    for mine, others in (
        (i == 0, j == 0),
        (i == part.lefts.size[cells.pair] - 1, j == part.rights.size[cells.pair] - 1),
    ):
        both = [np.bincount(cells.pair[at], minlength=pairs) > 0 for at in (mine, others)]
        ends.append((both[0] & both[1]).astype(np.float64))
    return {"order": np.where(steps > 0, follow / np.maximum(steps, 1), 1.0), "first": ends[0], "last": ends[1]}


def _sums(pair: Array, values: Array, pairs: int) -> Array:
    """The sums of the values of each pair, added in order."""
    return np.bincount(pair, weights=values, minlength=pairs)
