"""Two names compared: a score, a word for it, the words that were aligned, and one sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from debar.names.align import Link, align
from debar.names.normalize import words as words_of
from debar.names.prepared import Prepared, prepare, prepare_words

#: Scores from which two names are a ``match``, and from which a person should look (``review``).
MATCH = 0.88
REVIEW = 0.72

_PERSON = frozenset({"Person"})
_THING = frozenset({"Vessel", "Airplane", "Vehicle"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two names gave; ``score`` in 0..1, ``outcome`` ``match``, ``review`` or empty.

    ``parts`` are the aligned words: {"query", "name", "how"} each, ``how`` being exact, spelling, initial, abbreviation,
    joined, legal form or missing.
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
    ``frequencies`` is the share (0..1) of names that hold a word, beside the built-in shares. Symmetric, 1 on itself, deterministic.
    """
    if frequencies is None:
        return compare_prepared(prepare(left), prepare(right), schema)
    return compare_prepared(
        prepare_words(words_of(left), frequencies), prepare_words(words_of(right), frequencies), schema
    )


def compare_prepared(left: Sequence[Prepared], right: Sequence[Prepared], schema: str = "LegalEntity") -> Comparison:
    """The best comparison of any name in one field with any in the other."""
    scored = [(_score(a, b, schema), a, b) for a in left for b in right]
    (score, links), a, b = max(scored, key=lambda s: s[0][0])
    return Comparison(score, outcome_of(score), _because(score, links, a, b), _parts(links, a, b))


def _score(left: Prepared, right: Prepared, schema: str) -> tuple[float, list[Link]]:
    if not left.words or not right.words:
        return 0.0, []
    links = align(left.words, right.words)
    if left.whole == right.whole:
        return 1.0, links
    person = schema in _PERSON
    lw, rw = _weights(left, person), _weights(right, person)
    matched = loss = nats = 0.0
    free_left, free_right = sum(lw), sum(rw)
    for link in links:
        a, b = sum(lw[i] for i in link.left), sum(rw[j] for j in link.right)
        free_left -= a
        free_right -= b
        pair = (a + b) / 2 if link.how == "exact" else min(a, b)
        matched += pair * link.likeness
        loss += pair * (1 - link.likeness)
        nats += link.likeness * min(sum(left.nats[i] for i in link.left), sum(right.nats[j] for j in link.right))
    if not matched:
        return _compact(left, right), links
    cover = sqrt((matched / (matched + loss + free_left)) * (matched / (matched + loss + free_right)))
    score = cover * min(1.0, 0.8 + 0.02 * nats)
    if left.numbers and right.numbers and not left.numbers & right.numbers:
        score = min(score, 0.6)
    if schema in _THING and score < 0.97:
        score *= 0.85
    score = max(score, _compact(left, right))
    if score > 0.985 and left.forms != right.forms:
        score = 0.985
    return round(min(score, 0.995), 4), links


def _weights(name: Prepared, person: bool) -> Sequence[float]:
    if not person:
        return name.weights
    return [0.35 + 0.65 * w if len(word) > 1 else w for word, w in zip(name.words, name.weights, strict=True)]


def _compact(left: Prepared, right: Prepared) -> float:
    """The same letters, divided into words in another way."""
    a, b = left.compact, right.compact
    if len(a) >= 6 and (a == b or "".join(left.whole) == "".join(right.whole)):
        return 0.96
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
        same = "The same letters, divided into words in another way." if score else "No distinguishing word is shared."
        return same
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
