"""Two names compared: a score, a word for it, the words that were aligned, and one sentence that explains it.

The score is made of points for what the names share and what they do not (``evidence``, ``points``), brought to 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from debar.names.align import Link
from debar.names.contradictions import OTHER_SERIES, is_marked, most_of
from debar.names.evidence import Evidence
from debar.names.explain import explain, parts_of
from debar.names.measures import Weighed
from debar.names.memory import uncollected
from debar.names.pairing import links_of
from debar.names.points import scorer
from debar.names.prepared import RARE_WORD, Prepared, prepare, tells
from debar.names.weights import vendor_shares
from debar.names.wholes import same_texts

Array = np.ndarray[Any, np.dtype[Any]]

#: Scores from which two names are a ``match``, and from which a person should look (``review``).
MATCH = 0.88
REVIEW = 0.7

#: The most a score can be: of different numbers, where each name has a word that the other has not (so never a match),
#: of other legal forms, of names that are not the same.
_OTHER_NUMBER, _OTHER_WORD, _OTHER_FORM, _NOT_THE_SAME = 0.6, 0.87, 0.985, 0.99
_ACRONYM = 0.72
#: Share of vendors' names that hold a word, at most, for it to lead from a name with a place to the name without.
_DISTINCTIVE = 6e-5
#: Score of the same words, of so many nats, where only one name has a legal form.
_SAME_BUT_FORM, _OWN_NAME = 0.9, 8.0
#: A person known by one word is not found by a word that is only like it.
_ONE_WORD = 0.65
#: Least scores of names that differ only by how the legal form or a title is written, and only by spaces or the order
#: of words; if they have so many letters.
_SAME_WORDS, _SAME_LETTERS, _LETTERS = 0.995, 0.96, 6

#: What rounding may add to a score.
_SLACK = 0.0001

_PERSON = "Person"
_THINGS = frozenset({"Vessel", "Airplane", "Vehicle"})


class Aligned(NamedTuple):
    """Two names and the links of their words, from which follows what is said of them.

    The names were weighed in the other order if ``turned``; ``links`` as ``Weighed.links`` gives them. One of them is
    only one of several that a field holds if ``several``.
    """

    left: Prepared
    right: Prepared
    links: Sequence[Link] | bytes
    turned: bool
    several: bool

    def told(self, score: float) -> tuple[str, tuple[Mapping[str, str], ...]]:
        """The sentence and the words side by side."""
        left, right, links, turned, several = self
        links = links_of(links) if isinstance(links, bytes) else links
        if turned:
            left, right = right, left
            links = [Link(link.right, link.left, link.likeness, link.how) for link in links]
        return explain(score, links, left, right, several=several), parts_of(links, left, right)


class _Told:
    """What is said of a comparison is put into words when first read: of most it never is."""

    __slots__ = ("_aligned",)
    _aligned: Aligned | None

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Both ``because`` and ``parts`` are made, and kept; only attributes that are not set come here."""
            if name in ("because", "parts") and (aligned := getattr(self, "_aligned", None)):
                because, parts = aligned.told(self.score)
                object.__setattr__(self, "because", because)
                object.__setattr__(self, "parts", parts)
                object.__setattr__(self, "_aligned", None)
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class Comparison(_Told):
    """What comparing two names gave; ``score`` in 0..1, ``outcome`` ``match``, ``review`` or empty.

    ``parts`` are the aligned words: {"query", "name", "how"} each, ``how`` being exact, spelling, initial,
    abbreviation, joined, same name, nickname, gendered form, patronymic, legal form or missing.
    """

    score: float
    outcome: str
    because: str
    parts: tuple[Mapping[str, str], ...]

    def __hash__(self) -> int:
        """Of all but ``parts``, which are dictionaries; equal comparisons have equal hashes."""
        return hash((self.score, self.outcome, self.because))

    @property
    def is_match(self) -> bool:
        """True when the score reaches the threshold for ``match``."""
        return self.outcome == "match"

    @classmethod
    def of(cls, score: float, outcome: str, aligned: Aligned) -> Comparison:
        """A comparison whose ``because`` and ``parts`` are made when first read."""
        made = object.__new__(cls)
        for name, value in (("score", score), ("outcome", outcome), ("_aligned", aligned)):
            object.__setattr__(made, name, value)
        return made

    def judged(self, match: float, review: float) -> Comparison:
        """The same with the outcome by these thresholds."""
        outcome = outcome_of(self.score, match, review)
        aligned = getattr(self, "_aligned", None)
        return replace(self, outcome=outcome) if aligned is None else Comparison.of(self.score, outcome, aligned)


def outcome_of(score: float, match: float = MATCH, review: float = REVIEW) -> str:
    """``match``, ``review`` or empty, for a score and the two thresholds."""
    return "match" if score >= match else "review" if score >= review else ""


class Pair(NamedTuple):
    """The names of two fields, ready to be compared; ``schema`` is a FollowTheMoney schema."""

    left: Sequence[Prepared]
    right: Sequence[Prepared]
    schema: str


def compare(
    left: str, right: str, schema: str = "LegalEntity", frequencies: Mapping[str, float] | None = None
) -> Comparison:
    """How far two names may be one party's.

    ``schema`` is the FollowTheMoney schema of both (Company, Person, Vessel ...; LegalEntity when not known).
    ``frequencies`` is the share (0..1) of names that hold a word, beside the built-in shares. Symmetric, 1 on itself,
    deterministic.
    """
    return compare_many([(left, right)], schema, frequencies)[0]


@overload
def compare_many(
    pairs: Sequence[tuple[str, str]], schema: str = "LegalEntity", frequencies: Mapping[str, float] | None = None
) -> list[Comparison]: ...


@overload
def compare_many(
    pairs: Sequence[tuple[str, str]],
    schema: str = "LegalEntity",
    frequencies: Mapping[str, float] | None = None,
    *,
    least: float,
) -> list[Comparison | None]: ...


def compare_many(
    pairs: Sequence[tuple[str, str]],
    schema: str = "LegalEntity",
    frequencies: Mapping[str, float] | None = None,
    *,
    least: float | None = None,
) -> list[Comparison] | list[Comparison | None]:
    """The same for many pairs of names, which costs less a pair, and least when ``least`` (0..1) is given.

    Pairs that score below ``least`` are None then: what they have in common is not put into words.
    """
    with uncollected():
        person = schema == _PERSON
        ready = {
            text: prepare(text, frequencies, person=person) if frequencies else _ready(text, person)
            for text in dict.fromkeys(text for pair in pairs for text in pair)
        }
        judged = judge([Pair(ready[left], ready[right], schema) for left, right in pairs], least or 0.0)
        return judged if least is not None else [comparison for comparison in judged if comparison is not None]


@lru_cache(maxsize=1 << 15)
def _ready(text: str, person: bool) -> tuple[Prepared, ...]:
    return prepare(text, person=person)


class _Rows(NamedTuple):
    """Names of both fields side by side (places in ``names``): the pair they belong to, and whether they are turned.

    Each two are weighed in one order whichever came first, so that they score the same both ways.
    """

    names: list[Prepared]
    pairs: Array
    left: Array
    right: Array
    turned: Array
    persons: Array
    things: Array

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> _Rows:
        """Each name of one field of a pair beside each of the other."""
        names: list[Prepared] = []
        held: dict[int, range] = {}
        rows: list[tuple[int, int, int, bool]] = []
        for number, pair in enumerate(pairs):
            one, other = [held.get(id(field)) or _hold(field, names, held) for field in pair[:2]]
            for left in one:
                for right in other:
                    if names[left].whole > names[right].whole:
                        rows.append((number, right, left, True))
                    else:
                        rows.append((number, left, right, False))
        numbers, lefts, rights, turned = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        persons = np.array([pair.schema == _PERSON for pair in pairs], dtype=bool)[numbers]
        things = np.array([pair.schema in _THINGS for pair in pairs], dtype=bool)[numbers]
        return cls(names, numbers, lefts, rights, turned, persons, things)


def _hold(field: Sequence[Prepared], names: list[Prepared], held: dict[int, range]) -> range:
    """The places of a field's names, which are added; a field is known again by being the same object."""
    held[id(field)] = range(len(names), len(names) + len(field))
    names += field
    return held[id(field)]


def judge(pairs: Sequence[Pair], least: float) -> list[Comparison | None]:
    """The best comparison of any name in one field with any in the other, None where it scores below ``least``."""
    if not pairs:
        return []
    rows = _Rows.of(pairs)
    weighed = Weighed(rows.names, rows.left, rows.right, rows.persons, rows.things)
    scores = _scores(rows, weighed, least)
    enough = (scores >= least).nonzero()[0]
    enough = enough[np.argsort(-scores[enough], kind="stable")]
    places = enough[np.unique(rows.pairs[enough], return_index=True)[1]]
    columns = (rows.pairs, scores, rows.left, rows.right, rows.turned)
    found: list[Comparison | None] = [None] * len(pairs)
    for pair, score, left, right, turned, links in zip(
        *(column[places].tolist() for column in columns), weighed.links(places), strict=True
    ):
        names, fields = (rows.names[left], rows.names[right]), (pairs[pair].left[0], pairs[pair].right[0])
        several = any(map(_is_part, names, fields[::-1] if turned else fields))
        aligned = Aligned(*names, links, bool(turned), several)
        found[pair] = Comparison.of(score, outcome_of(score), aligned)
    return found


def _is_part(name: Prepared, field: Prepared) -> bool:
    """Whether a name is one of several in a field, as those of ``A dba B`` are."""
    return len(name.letters) < len(field.letters) and name.letters in field.letters


def _scores(rows: _Rows, weighed: Weighed, least: float) -> Array:
    """The scores of weighed names, 0..1, to four places; any that is below ``least`` may be lower than it would be.

    Only names that reach ``least`` if they are as like as strings as can be are looked at as strings.
    """
    chosen = np.arange(len(rows.pairs))
    if weighed.by_words.any():
        if least > 0.0:
            same = same_texts(rows.names, rows.left, rows.right, "letters")
            chosen = chosen[same | (_by_points(rows.persons, weighed.measures) >= least - _SLACK)]
        weighed.add_strings(chosen)
    scores = np.zeros(len(rows.pairs))
    scores[chosen] = _by_points(rows.persons[chosen], weighed.measures[chosen])
    measure = {name: weighed.measures[:, column] for column, name in enumerate(Evidence._fields)}
    for place in (~rows.persons & _one_within(measure) & (scores < REVIEW)).nonzero()[0].tolist():
        if _is_of_a_place(rows.names[rows.left[place]], rows.names[rows.right[place]]):
            scores[place] = REVIEW
    _contradict(rows, scores, least)
    rounded: Array = np.round(_as_written(rows, scores, weighed.linked), 4)
    return rounded


def _contradict(rows: _Rows, scores: Array, least: float) -> None:
    """Lower the scores, of those that count, of names that contradict each other (``contradictions``)."""
    high = (scores > max(OTHER_SERIES, least - _SLACK)).nonzero()[0]
    sides = rows.left[high].tolist(), rows.right[high].tolist(), rows.persons[high].tolist()
    for place, left, right, person in zip(high.tolist(), *sides, strict=True):
        one, other = rows.names[left], rows.names[right]
        if one.words != other.words and (is_marked(one, person=person) or is_marked(other, person=person)):
            scores[place] = min(scores[place], most_of(one, other, person=person))


def _by_points(persons: Array, values: Array) -> Array:
    """The scores by the measures alone; ``persons`` says whose names they are."""
    odds = np.zeros(len(values))
    for chosen, name in ((persons, "person"), (~persons, "business")):
        if chosen.any():
            odds[chosen] = scorer(name).total(Evidence._fields, values[chosen])
    scores = scorer("score").lines["odds"](odds)
    measure = {name: values[:, column] for column, name in enumerate(Evidence._fields)}
    scores = np.where(~persons & _same_core(measure), np.maximum(scores, REVIEW), scores)
    scores = np.where(measure["numbers"] == 1.0, np.minimum(scores, _OTHER_NUMBER), scores)
    scores = np.where(measure["over_less"] > 0.0, np.minimum(scores, _OTHER_WORD), scores)
    alone = persons & (measure["words"] == 1) & (measure["same"] + measure["cut"] == 0.0)
    scores = np.where(alone, np.minimum(scores, _ONE_WORD), scores)
    found: Array = np.minimum(scores, np.where(measure["forms"] > 0, _OTHER_FORM, _NOT_THE_SAME))
    return found


def _as_written(rows: _Rows, scores: Array, linked: Array) -> Array:
    """The scores where names are the same but for the writing, or share no word."""
    names, left, right = rows.names, rows.left, rows.right
    size, words = np.array([(len(name.letters), len(name.words)) for name in names]).reshape(-1, 2).T
    unlinked = ~linked
    alike = (size[left] == size[right]) | same_texts(names, left, right, "compact")
    for place in alike.nonzero()[0].tolist():
        one, other = names[left[place]], names[right[place]]
        if least := 1.0 if one.whole == other.whole else _least(one, other):
            scores[place] = max(scores[place], least)
            unlinked[place] = False
    scores[unlinked] = 0.0
    single = (words[left] == 1) | (words[right] == 1)
    for place in (unlinked & single & ~(rows.persons | rows.things)).nonzero()[0].tolist():
        if _is_acronym(names[left[place]], names[right[place]]):
            scores[place] = _ACRONYM
    scores[size[left] + size[right] == 0] = 0.0
    return scores


def _same_core(measure: Mapping[str, Array]) -> Array:
    """Whether the names share a rare word to the letter and differ only by places and general words: worth a look."""
    alike: Array = _no_other(measure) & (measure["distinct"] >= RARE_WORD)
    return alike


def _one_within(measure: Mapping[str, Array]) -> Array:
    """Whether both names begin with a word they share, and one has places and general words added to the other."""
    within: Array = _no_other(measure) & (measure["over_less"] == 0.0) & (measure["kinds"] > 0.0)
    within &= (measure["first"] == 1.0) & (measure["alike"] + measure["known"] == 0.0)
    return within


def _no_other(measure: Mapping[str, Array]) -> Array:
    """Whether the names differ only by places and general words."""
    alike: Array = measure["numbers"] <= 0.0
    for name in ("odd_more", "trades", "thing", "lost", "cut", "initials"):
        alike = alike & (measure[name] == 0.0)
    return alike


def _is_of_a_place(left: Prepared, right: Prepared) -> bool:
    """Whether only places stand behind a name of its own, however short: ``zte``, ``zte usa``."""
    short, long = sorted((left, right), key=lambda name: len(name.words))
    size = len(short.words)
    own = [word for word, kind in zip(short.words, short.kinds, strict=True) if kind == "name" and len(word) > 2]
    return (
        long.words[:size] == short.words
        and set(long.kinds[size:]) == {"place"}
        and any(vendor_shares().get(word, 0.0) <= _DISTINCTIVE for word in own)
    )


def _least(left: Prepared, right: Prepared) -> float:
    """The least score of names that only the writing tells apart; 0 for others, and for short ones."""
    if max(len(left.letters), len(right.letters)) < _LETTERS:
        return 0.0
    if left.words == right.words and left.forms == right.forms and len(left.compact) >= _LETTERS:
        return _SAME_WORDS if left.forms or tells(left) else 0.0
    if left.words == right.words and left.told >= _OWN_NAME and not (left.forms and right.forms):
        return _SAME_BUT_FORM
    if len(left.letters) != len(right.letters):
        return 0.0
    same = left.letters == right.letters or sorted(left.whole) == sorted(right.whole)
    return _SAME_LETTERS if same else 0.0


def _is_acronym(left: Prepared, right: Prepared) -> bool:
    """One name is the initials of the other, which is worth a look and no more."""
    return any(
        len(short.words) == 1 and short.words[0] in full.acronyms for short, full in ((left, right), (right, left))
    )
