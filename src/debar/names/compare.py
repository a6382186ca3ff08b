"""Two names compared: a score, a word for it, the words that were aligned, and one sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from debar.names.align import Link, align
from debar.names.normalize import words as words_of
from debar.names.prepared import GENERIC, RARE, Numeric, Prepared, coincidence, distinctness, prepare, prepare_words

#: Scores from which two names are a ``match``, and from which a person should look (``review``).
MATCH = 0.88
REVIEW = 0.7

#: The distinct nats of one rare word.
_ONE_WORD = RARE - GENERIC
_HARDLY = 0.5
_BESIDE = frozenset({"structure", "place"})
_OTHER_BUSINESS = 0.3
_OTHER_NUMBER = 0.6
NO_MATCH = 0.65
_ACRONYM = 0.72
#: Score of names that differ only by their spaces, if they have so many letters.
_SAME_LETTERS, _LETTERS = 0.96, 6
#: Nothing but misspelt words of so few letters in common: another short word as often as a slip.
_SHORT_WORD, _ONLY_MISSPELT = 6, 0.92
_SILENT = frozenset({"letter", "function", "form"})

_PERSON = frozenset({"Person"})
_THING = frozenset({"Vessel", "Airplane", "Vehicle"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two names gave; ``score`` in 0..1, ``outcome`` ``match``, ``review`` or empty.

    ``parts`` are the aligned words: {"query", "name", "how"} each, ``how`` being exact, spelling, initial,
    abbreviation, joined, legal form or missing.
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


def compare(
    left: str, right: str, schema: str = "LegalEntity", frequencies: Mapping[str, float] | None = None
) -> Comparison:
    """How far two names may be one party's.

    ``schema`` is the FollowTheMoney schema of both (Company, Person, Vessel ...; LegalEntity when not known).
    ``frequencies`` is the share (0..1) of names that hold a word, beside the built-in shares. Symmetric, 1 on itself,
    deterministic.
    """
    if frequencies is None:
        return compare_prepared(prepare(left), prepare(right), schema)
    return compare_prepared(
        prepare_words(words_of(left), frequencies), prepare_words(words_of(right), frequencies), schema
    )


def compare_prepared(left: Sequence[Prepared], right: Sequence[Prepared], schema: str = "LegalEntity") -> Comparison:
    """The best comparison of any name in one field with any in the other."""
    score, links, a, b = _best(left, right, schema)
    return Comparison(score, outcome_of(score), _because(score, links, a, b), _parts(links, a, b))


def compare_from(
    least: float, left: Sequence[Prepared], right: Sequence[Prepared], schema: str = "LegalEntity"
) -> Comparison | None:
    """The same, or None when the score is below ``least``; cheaper, as only what is kept gets explained."""
    score, links, a, b = _best(left, right, schema)
    if score < least:
        return None
    return Comparison(score, outcome_of(score), _because(score, links, a, b), _parts(links, a, b))


def _best(
    left: Sequence[Prepared], right: Sequence[Prepared], schema: str
) -> tuple[float, list[Link], Prepared, Prepared]:
    scored = [(*_ordered_score(a, b, schema), a, b) for a in left for b in right]
    return max(scored, key=lambda found: found[0])


def _ordered_score(left: Prepared, right: Prepared, schema: str) -> tuple[float, list[Link]]:
    """The score, found in one order of the two names whichever came first, so that it is the same both ways."""
    if left.whole <= right.whole:
        return _score(left, right, schema)
    score, links = _score(right, left, schema)
    return score, [Link(link.right, link.left, link.likeness, link.how) for link in links]


def _score(left: Prepared, right: Prepared, schema: str) -> tuple[float, list[Link]]:
    if not left.words or not right.words:
        return 0.0, []
    links = align(left.words, right.words)
    if left.whole == right.whole:
        return 1.0, links
    together = _compact(left, right)
    person = schema in _PERSON
    if not links:
        return (together, links) if together or person else _as_acronym(left, right)
    cover = _cover(left, right, links, person)
    score = cover.share * coincidence(cover.nats)
    if left.numbers and right.numbers and not left.numbers & right.numbers:
        score = min(score, _OTHER_NUMBER)
    left_over = _left_over(left, {p for link in links for p in link.left})
    right_over = _left_over(right, {p for link in links for p in link.right})
    if person:
        score = _as_person(score, left, right, links, (left_over, right_over))
    else:
        score *= business_factor(cover.distinct, _other_business({*left_over}, {*right_over}, cover.distinct))
        if all(
            link.how == "spelling"
            and max(len(left.words[link.left[0]]), len(right.words[link.right[0]])) <= _SHORT_WORD
            for link in links
        ):
            score *= _ONLY_MISSPELT
    if schema in _THING and {*left_over, *right_over} - {"function"}:
        score = min(score, NO_MATCH)
    score = max(score, together)
    if left.forms != right.forms:
        score = min(score, 0.985)
    return round(min(score, 0.995), 4), links


@dataclass(frozen=True, slots=True)
class _Cover:
    """What the links cover: ``share`` of both weights, ``nats`` of shared words, nats of the ``distinct`` ones."""

    share: float
    nats: float
    distinct: float


def _cover(left: Prepared, right: Prepared, links: Sequence[Link], person: bool) -> _Cover:
    lw, rw = (left.person_weights, right.person_weights) if person else (left.weights, right.weights)
    matched = loss = nats = distinct = 0.0
    free_left, free_right = sum(lw), sum(rw)
    for link in links:
        a, b = sum(lw[i] for i in link.left), sum(rw[j] for j in link.right)
        free_left -= a
        free_right -= b
        if link.how == "initial" and not person:
            pair, likeness = (a + b) / 2, 0.5
        else:
            pair, likeness = (a + b) / 2 if link.how == "exact" else min(a, b), link.likeness
        matched += pair * likeness
        loss += pair * (1 - likeness)
        shared = likeness * min(_nats(left, link.left), _nats(right, link.right))
        nats += shared
        if all(left.kinds[i] == "name" for i in link.left) and all(right.kinds[j] == "name" for j in link.right):
            distinct += distinctness(shared)
    share = matched / sqrt((matched + loss + free_left) * (matched + loss + free_right))
    return _Cover(share, nats, distinct)


def _nats(name: Prepared, positions: Sequence[int]) -> float:
    """What the words at these places tell; the pieces of a divided word tell no more than one rare word."""
    return min(sum(0.0 if name.kinds[p] in _SILENT else name.nats[p] for p in positions), RARE)


def _left_over(name: Prepared, seen: set[int]) -> list[str]:
    return [kind for position, kind in enumerate(name.kinds) if position not in seen and kind != "form"]


def _other_business(left_over: set[str], right_over: set[str], distinct: float) -> float:
    """How far the words left over tell of another business: a trade in full, a place or structure less.

    Where only generic words are shared, every one of them counts in full.
    """
    if "activity" in left_over or "activity" in right_over:
        return 1.0
    if distinct < _HARDLY and (left_over & _BESIDE or right_over & _BESIDE):
        return 1.0
    return (0.0, 0.15, 0.35)[bool(left_over & _BESIDE) + bool(right_over & _BESIDE)]


def business_factor(distinct: Numeric, weight: float) -> Numeric:
    """What is left of a score when words of another business remain.

    One shared rare word does not carry a name whose other words tell of another business; two do. ``distinct`` nats
    and the ``weight`` (0..1) of what remains; a float for a float, an array for an array.
    """
    lacking = 1.0 - (distinct - _ONE_WORD) / _ONE_WORD
    scarce = (abs(lacking) + lacking) / 2
    scarce = (scarce + 1.0 - abs(scarce - 1.0)) / 2
    return 1.0 - _OTHER_BUSINESS * weight * scarce


def _as_person(
    score: float,
    left: Prepared,
    right: Prepared,
    links: Sequence[Link],
    over: tuple[Sequence[str], Sequence[str]],
) -> float:
    """All words of the shorter name must be in the longer: two in full, or one in full and no word missing."""
    full = sum(link.how != "initial" for link in links)
    missing = sorted(sum(kind not in ("function", "letter") for kind in side) for side in over)
    if full < 1 or (missing[0] and full < 3) or (full < 2 and missing[1]):
        return min(score, NO_MATCH)
    if {"activity", "structure"} & {*over[0], *over[1]} or left.forms or right.forms:
        return min(score, NO_MATCH if missing[1] else 0.8)
    return score


def _as_acronym(left: Prepared, right: Prepared) -> tuple[float, list[Link]]:
    """One name is the initials of the other, which is worth a look and no more."""
    for short, full, swap in ((left, right, False), (right, left, True)):
        if len(short.words) == 1 and short.words[0] == full.acronym:
            every = tuple(range(len(full.words)))
            return _ACRONYM, [Link(every if swap else (0,), (0,) if swap else every, _ACRONYM, "abbreviation")]
    return 0.0, []


def _compact(left: Prepared, right: Prepared) -> float:
    """The same letters, divided into words in another way."""
    for a, b in ((left.compact, right.compact), ("".join(left.whole), "".join(right.whole))):
        if a == b and len(a) >= _LETTERS:
            return _SAME_LETTERS
    return 0.0


def _text(words: Sequence[str], positions: Sequence[int]) -> str:
    return " ".join(words[p] for p in positions)


def _parts(links: Sequence[Link], left: Prepared, right: Prepared) -> tuple[Mapping[str, str], ...]:
    parts = [
        (link.left[0], {"query": _text(left.words, link.left), "name": _text(right.words, link.right), "how": link.how})
        for link in links
    ]
    seen_left = {p for link in links for p in link.left}
    seen_right = {p for link in links for p in link.right}
    parts += [(p, {"query": w, "name": "", "how": "missing"}) for p, w in enumerate(left.words) if p not in seen_left]
    parts.sort(key=lambda part: part[0])
    rest = [{"query": "", "name": w, "how": "missing"} for p, w in enumerate(right.words) if p not in seen_right]
    forms: list[Mapping[str, str]] = []
    if left.forms or right.forms:
        forms = [{"query": " ".join(left.forms), "name": " ".join(right.forms), "how": "legal form"}]
    return (*(part for _, part in parts), *rest, *forms)


def _because(score: float, links: Sequence[Link], left: Prepared, right: Prepared) -> str:
    if score == 1.0:
        return "The names are the same."
    if not links:
        return "The same letters, divided into words in another way." if score else "No distinguishing word is shared."
    exact = [_text(left.words, link.left) for link in links if link.how == "exact"]
    near = [
        f"{_text(left.words, link.left)} for {_text(right.words, link.right)} ({link.how})"
        for link in links
        if link.how != "exact"
    ]
    seen_left = {p for link in links for p in link.left}
    seen_right = {p for link in links for p in link.right}
    only_left = [w for p, w in enumerate(left.words) if p not in seen_left]
    only_right = [w for p, w in enumerate(right.words) if p not in seen_right]
    said = []
    if exact:
        said.append("shared: " + ", ".join(exact))
    if near:
        said.append("alike: " + ", ".join(near))
    if only_left:
        said.append("only in the query: " + ", ".join(only_left))
    if only_right:
        said.append("only in the listed name: " + ", ".join(only_right))
    if left.forms != right.forms:
        said.append("other legal form")
    text = "; ".join(said)
    return text[:1].upper() + text[1:] + "."
