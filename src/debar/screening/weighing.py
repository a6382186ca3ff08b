"""Whether a hit is bought, weighed from all the words around it and from what the rules of ``governing`` say of it.

A linear model over two kinds of marks, both rows of weights.tsv, fitted by ``scripts/fit_said.py`` on labelled lines.
The *wording*: which words, pairs of words and groups of terms.tsv stand before and behind the hit, and how near. The
*verdict*: what the rules say, by which group of words and frame, and how much the wording counts beside that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from debar.model import Said
from debar.screening.clauses import Found, Hit, Span
from debar.screening.governing import SAYS_SO, Spoken
from debar.screening.slots import Slot

#: Words next to the hit that count by their place, that count as near, that can pair, and of its clause.
_PLACED, _NEAR, _PAIRED, _CLAUSE = 4, 8, 13, 40
#: Rows whose weight is that of the verdict rather than of the wording.
VERDICT = "verdict "
#: Characters to either side of a hit that are weighed.
_REACH = 400
#: A hit, another hit, and the name of another maker, as one sign each.
_HIT, _OTHER, _RIVAL = "\x01", "\x02", "\x03"
_NAMES = {_OTHER: "OTHER", _RIVAL: "RIVAL", _HIT: "HIT"}
_TOKEN = re.compile(rf"[{_HIT}{_OTHER}{_RIVAL}]|[a-z][a-z'&/.-]*[a-z]|[a-z]|[0-9]+|[$£€]|[,;:()|!?>]|-+>|\. ")
_ENDS = frozenset({";", ".", "|", "!", "?"})
_HARD = re.compile(r"[;|]|\. ")
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")
#: Letters that stay when an ending is cut.
_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One folded text around a hit: the words of the catalog near it, product groups before and behind, other hits."""

    folded: str
    hit: Hit
    near: Sequence[Found]
    products: Sequence[Found]
    others: Sequence[Span]


class Weights:
    """The rows of weights.tsv. With no rows what the rules say stands."""

    def __init__(self, rows: Mapping[str, float]) -> None:
        self._rows = rows

    def settled(self, spoken: Spoken, slot: Slot | None, around: Around) -> Spoken:
        """What is said of the hit once the wording is weighed: ``spoken``, or the other side with its words."""
        if not self._rows or spoken.component:
            return spoken
        marks = [(mark, self._rows.get(mark, 0.0)) for mark in wording(around)]
        wording_says = self._rows.get("start", 0.0) + sum(weight for _, weight in marks)
        bought = self._points(verdict(spoken, slot, around.hit, wording_says)) > 0
        if bought == (spoken.said is Said.BOUGHT):
            return spoken
        if bought:
            return Spoken(Said.BOUGHT)
        return _unbought(around, _telling(around, marks))

    def _points(self, marks: Mapping[str, float]) -> float:
        return sum(self._rows.get(f"{VERDICT}{mark}", 0.0) * value for mark, value in marks.items())


def verdict(spoken: Spoken, slot: Slot | None, hit: Hit, wording_says: float) -> dict[str, float]:
    """The marks of what the rules say, each with its value; the wording counts more or less beside each of them."""
    said, frame = spoken.said.value, slot.said.value if slot else "none"
    return {
        "start": 1.0,
        f"said {said}": 1.0,
        f"said {said} numbered {hit.numbered}": 1.0,
        f"group {spoken.group}": 1.0,
        f"frame {frame}": 1.0,
        "wording": wording_says,
        f"wording {said}": wording_says,
    }


def wording(around: Around) -> frozenset[str]:
    """The marks of the words around a hit."""
    return frozenset((*_word_marks(around), *_group_marks(around)))


def _word_marks(around: Around) -> Iterator[str]:
    tokens = [_stem(token) for token in _TOKEN.findall(_masked(around))]
    at = tokens.index(_HIT)
    named = [_NAMES.get(token, token) for token in tokens]
    before, after = named[:at][::-1], named[at + 1 :]
    for side, words in (("<", before), (">", after)):
        clause = _clause(words)
        yield from (f"{side}{place} {word}" for place, word in enumerate(words[:_PLACED]))
        yield from (f"{side} {word}" for word in clause)
        yield from (f"{side}near {word}" for word in clause[:_NEAR])
        yield from (f"line {word}" for word in words)
        yield f"{side}words {min(4, len(words) // 3)}"
        pairs = pairwise(clause[:_PAIRED])
        yield from (f"{side}pair {two} {one}" if side == "<" else f"{side}pair {one} {two}" for one, two in pairs)
    yield f"first {named[0]}"
    yield f"length {min(6, len(tokens) // 8)}"
    yield from (f"hit {name}" for name in ("numbered", "goods", "part") if getattr(around.hit, name))


def _group_marks(around: Around) -> Iterator[str]:
    start, end = around.hit.span
    for found in around.products:
        yield f"product {found.terms[0].group}{'<' if found.end <= start else '>'}"
    for found in around.near:
        side = "<" if found.end <= start else ">"
        gap = around.folded[found.end : start] if side == "<" else around.folded[end : found.start]
        words = len(gap.split())
        reach = "0" if not words else "1" if words < 3 else "2" if words < 6 else "3"
        over = " over" if _HARD.search(gap) else ""
        for group in {term.group for term in found.terms}:
            yield f"group {group}{side}{over}"
            yield f"group {group}{side}{reach}{over}"


def _clause(words: Sequence[str]) -> Sequence[str]:
    """The words up to the end of the clause."""
    for place, word in enumerate(words[:_CLAUSE]):
        if word in _ENDS:
            return words[:place]
    return words[:_CLAUSE]


def _masked(around: Around) -> str:
    """The text with the hit, other hits and other makers' names as signs; of two that overlap the hit stays."""
    start, end = around.hit.span
    first, last = max(0, start - _REACH), end + _REACH
    marks = [(start, end, _HIT)]
    marks += [(*span, _OTHER) for span in around.others if span[1] <= start or end <= span[0]]
    rivals = [(found.start, found.end) for found in around.near if found.is_of("rival")]
    taken = list(marks)
    marks += [(*span, _RIVAL) for span in rivals if all(span[1] <= a or b <= span[0] for a, b, _ in taken)]
    parts, place = [], first
    for begin, stop, sign in sorted(marks):
        if place <= begin and stop <= last:
            parts += [around.folded[place:begin], f" {sign} "]
            place = stop
    return "".join((*parts, around.folded[place:last]))


def _stem(token: str) -> str:
    word = token.strip()
    if word.isdigit():
        return "#"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def _telling(around: Around, marks: Sequence[tuple[str, float]]) -> str:
    """The word of the text that weighs most against a purchase; empty when no single word does."""
    written = {_stem(word): word for word in reversed(_TOKEN.findall(_masked(around))) if word[0].isalpha()}
    weights: dict[str, float] = {}
    for mark, weight in marks:
        kind, _, word = mark.partition(" ")
        if word in written and kind not in ("product", "group"):
            weights[word] = weights.get(word, 0.0) + weight
    heaviest = min(sorted(weights), key=weights.__getitem__, default="")
    return written[heaviest] if heaviest and weights[heaviest] < 0 else ""


def _unbought(around: Around, words: str) -> Spoken:
    """Which way it is not bought: as the nearest word of the catalog says that does, else only spoken of."""
    start, end = around.hit.span
    best: tuple[int, Spoken] | None = None
    for found in around.near:
        gap = start - found.end if found.end <= start else found.start - end
        for term in found.terms:
            if term.group in SAYS_SO and term.direction != "any" and gap >= 0 and (best is None or gap < best[0]):
                quoted = around.folded[found.start : found.end]
                best = (gap, Spoken(SAYS_SO[term.group], quoted, group=term.group))
    return best[1] if best else Spoken(Said.MENTIONED, words, group="mentioned")
