"""Two names compared: a score, a word for it, the words that were aligned, and one sentence that explains it.

The score is made of points for what the names share and what they do not (``evidence``, ``points``), brought to 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, overload

import numpy as np

from debar.names.align import Link
from debar.names.evidence import Evidence, weigh
from debar.names.explain import explain, parts_of
from debar.names.memory import uncollected
from debar.names.points import scorer
from debar.names.prepared import RARE_WORD, Prepared, prepare
from debar.names.promise import promising, sketch

Array = np.ndarray[Any, np.dtype[Any]]

#: Scores from which two names are a ``match``, and from which a person should look (``review``).
MATCH = 0.88
REVIEW = 0.7

#: The most a score can be: of different numbers, where each name has a word that the other has not (so never a match),
#: of other legal forms, of names that are not the same.
_OTHER_NUMBER, _OTHER_WORD, _OTHER_FORM, _NOT_THE_SAME = 0.6, 0.87, 0.985, 0.99
_ACRONYM = 0.72
#: Score of the same words, of so many nats, where only one name has a legal form.
_SAME_BUT_FORM, _OWN_NAME = 0.9, 8.0
#: A person known by one word is not found by a word that is only like it.
_ONE_WORD = 0.65
#: Least scores of names that differ only by how the legal form or a title is written, and only by spaces or the order
#: of words; if they have so many letters.
_SAME_WORDS, _SAME_LETTERS, _LETTERS = 0.995, 0.96, 6

_PERSON = "Person"
_THINGS = frozenset({"Vessel", "Airplane", "Vehicle"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two names gave; ``score`` in 0..1, ``outcome`` ``match``, ``review`` or empty.

    ``parts`` are the aligned words: {"query", "name", "how"} each, ``how`` being exact, spelling, initial,
    abbreviation, joined, same name, nickname, gendered form, patronymic, legal form or missing.
    """

    score: float
    outcome: str
    because: str
    parts: tuple[Mapping[str, str], ...]

    @property
    def is_match(self) -> bool:
        """True when the score reaches the threshold for ``match``."""
        return self.outcome == "match"


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

    Pairs that score below ``least`` are None then. From 0.7 on, pairs that do not promise that much are not compared at
    all, at the price of one in two hundred that would have scored it.
    """
    with uncollected():
        person = schema == _PERSON
        ready = {
            text: prepare(text, frequencies, person=person) if frequencies else _ready(text, person)
            for text in dict.fromkeys(text for pair in pairs for text in pair)
        }
        if least is None:
            judged = judge([Pair(ready[left], ready[right], schema) for left, right in pairs], 0.0)
            return [comparison for comparison in judged if comparison is not None]
        kept = list(range(len(pairs)))
        if least >= REVIEW:
            sketches = {text: tuple([sketch(name) for name in names]) for text, names in ready.items()}
            may = promising([(sketches[left], sketches[right]) for left, right in pairs])
            kept = [number for number in kept if may[number]]
        found: list[Comparison | None] = [None] * len(pairs)
        chosen = [Pair(ready[pairs[n][0]], ready[pairs[n][1]], schema) for n in kept]
        for number, comparison in zip(kept, judge(chosen, least), strict=True):
            found[number] = comparison
        return found


@lru_cache(maxsize=1 << 15)
def _ready(text: str, person: bool) -> tuple[Prepared, ...]:
    return prepare(text, person=person)


class _Weighed(NamedTuple):
    """One name of either field, weighed: which pair it belongs to, the names in the order asked, and their links."""

    pair: int
    left: Prepared
    right: Prepared
    links: list[Link]


def judge(pairs: Sequence[Pair], least: float) -> list[Comparison | None]:
    """The best comparison of any name in one field with any in the other, None where it scores below ``least``."""
    weighed: list[_Weighed] = []
    rows: list[Evidence] = []
    kinds: list[tuple[bool, bool]] = []
    for number, (lefts, rights, schema) in enumerate(pairs):
        person, thing = schema == _PERSON, schema in _THINGS
        for left in lefts:
            for right in rights:
                evidence, links = _weighed(left, right, person=person, thing=thing)
                weighed.append(_Weighed(number, left, right, links))
                rows.append(evidence)
                kinds.append((person, thing))
    scores = _scores(weighed, rows, np.array(kinds, dtype=bool).reshape(-1, 2))
    best: dict[int, int] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        if scores[place] >= least:
            best.setdefault(weighed[place].pair, place)
    return [_comparison(weighed[best[n]], float(scores[best[n]])) if n in best else None for n in range(len(pairs))]


def _weighed(left: Prepared, right: Prepared, *, person: bool, thing: bool) -> tuple[Evidence, list[Link]]:
    """Weighed in one order of the two names whichever came first, so that it is the same both ways."""
    if left.whole <= right.whole:
        return weigh(left, right, person=person, thing=thing)
    evidence, links = weigh(right, left, person=person, thing=thing)
    return evidence, [Link(link.right, link.left, link.likeness, link.how) for link in links]


def _scores(weighed: Sequence[_Weighed], rows: Sequence[Evidence], kinds: Array) -> Array:
    """The scores of weighed names, 0..1, to four places; ``kinds`` tells which are persons' and which things'."""
    scores = np.zeros(len(rows))
    if not rows:
        return scores
    persons = kinds[:, 0]
    values = np.array(rows, dtype=np.float64)
    odds = np.empty(len(rows))
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
    scores = np.minimum(scores, np.where(measure["forms"] > 0, _OTHER_FORM, _NOT_THE_SAME))
    for place, (_, left, right, links) in enumerate(weighed):
        if left.whole == right.whole:
            scores[place] = 1.0 if left.whole else 0.0
        elif len(left.letters) >= _LETTERS and (least := _least(left, right)):
            scores[place] = max(scores[place], least)
        elif not links:
            scores[place] = _ACRONYM if not kinds[place].any() and _is_acronym(left, right) else 0.0
    rounded: Array = np.round(scores, 4)
    return rounded


def _same_core(measure: Mapping[str, Array]) -> Array:
    """Whether the names share a rare word to the letter and differ only by places and general words: worth a look."""
    differing = ("odd_more", "trades", "thing", "lost", "cut", "initials")
    alike = (measure["distinct"] >= RARE_WORD) & (measure["numbers"] <= 0.0)
    for name in differing:
        alike &= measure[name] == 0.0
    return alike


def _least(left: Prepared, right: Prepared) -> float:
    """The least score of names that only the writing tells apart; 0 for others."""
    if left.words == right.words and left.forms == right.forms and len(left.compact) >= _LETTERS:
        return _SAME_WORDS
    if left.words == right.words and left.told >= _OWN_NAME and not (left.forms and right.forms):
        return _SAME_BUT_FORM
    if len(left.letters) != len(right.letters):
        return 0.0
    same = left.letters == right.letters or sorted(left.whole) == sorted(right.whole)
    return _SAME_LETTERS if same else 0.0


def _is_acronym(left: Prepared, right: Prepared) -> bool:
    """One name is the initials of the other, which is worth a look and no more."""
    return any(
        len(short.words) == 1 and short.words[0] == full.acronym for short, full in ((left, right), (right, left))
    )


def _comparison(weighed: _Weighed, score: float) -> Comparison:
    _, left, right, links = weighed
    return Comparison(score, outcome_of(score), explain(score, links, left, right), parts_of(links, left, right))
