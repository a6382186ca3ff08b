"""What a text says around a hit: product words that support it, and whether the thing is bought or only spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from debar.catalog import Catalog, Term
from debar.catalog.patterns import EDGE, compile_pattern, re2_escape, words_pattern
from debar.model import Said

#: Characters to either side of a hit in which a product word supports it.
NEAR = 160
#: Characters to either side in which a phrase can say something of the hit.
SAYS = 240

Span = tuple[int, int]

#: Of two things said of one hit, the earlier here holds.
_ORDER = (Said.FORBIDDEN, Said.REMOVED, Said.ACCESSORY, Said.REFERENCE, Said.MENTIONED)
_SAYS_SO: Mapping[str, Said] = {said.value: said for said in _ORDER}
#: What ends a clause: nothing said before it reaches beyond.
_CLAUSE_END = re.compile(r"[;|]|[.!?] ")
_WORD = re.compile(r"[0-9a-z]+")
_LIST_WORDS = frozenset({"and", "or", "nor", "any", "the", "of", "a", "an", "all"})
_DIGITS = re.compile("[0-9]+")
_BLANKS = re.compile(r"[ \-]+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a hit, and the words that say it (empty for plain ``bought``)."""

    said: Said
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    terms: tuple[Term, ...]


class Context:
    """The catalog's words, compiled; reads one folded text at a time."""

    def __init__(self, catalog: Catalog) -> None:
        self._support = _Words([term for term in catalog.terms if term.use == "support"])
        self._said = _Words([term for term in catalog.terms if term.use == "said"])

    def read(self, folded: str) -> Reading:
        """The text with the words of the catalog found in it, each group when first asked for."""
        return Reading(folded, self._support, self._said)


class _Words:
    """Terms as one pattern; ``#`` in a term is a number."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_key: dict[str, list[Term]] = {}
        for term in terms:
            self._by_key.setdefault(_BLANKS.sub(" ", term.term), []).append(term)
        self._pattern = compile_pattern(words_pattern(_term_pattern(term.term) for term in terms))

    def find(self, folded: str) -> Iterator[_Found]:
        """Every term in the text, the longest where several begin, in order."""
        text = f"{EDGE}{folded}{EDGE}"
        data = text.encode()
        ascii_only = len(data) == len(text)
        position = 0
        while match := self._pattern.search(data, position):
            start, position = match.span(1)
            word = data[start:position].decode()
            begin = start if ascii_only else len(data[:start].decode())
            yield _Found(begin - 1, begin - 1 + len(word), self._terms(word))

    def _terms(self, word: str) -> tuple[Term, ...]:
        key = _BLANKS.sub(" ", word)
        return tuple(self._by_key.get(key) or self._by_key.get(_DIGITS.sub("#", key)) or ())


def _term_pattern(term: str) -> str:
    blank = r"[ \-]{1,2}"
    return blank.join(re2_escape(word).replace("\\#", "[0-9]{1,4}") for word in _BLANKS.split(term))


class Reading:
    """One folded text and what its words say."""

    def __init__(self, folded: str, support: _Words, said: _Words) -> None:
        self._folded = folded
        self._support_words = support
        self._said_words = said

    def groups(self, span: Span) -> frozenset[str]:
        """The groups of product words near a hit, such as ``camera`` or ``radio``."""
        return frozenset(term.group for found in _near(self._support, span, NEAR) for term in found.terms)

    def word_of(self, group: Sequence[str], span: Span) -> str:
        """The first product word of these groups near a hit, as it stands in the text; empty when there is none."""
        for found in _near(self._support, span, NEAR):
            if any(term.group in group for term in found.terms):
                return self._folded[found.start : found.end]
        return ""

    def in_clause_text(self, span: Span) -> bool:
        """True when the words near speak of a contract clause being put in."""
        return any(term.group == "clause" for found in _near(self._said, span, SAYS) for term in found.terms)

    def spoken(self, span: Span, others: Sequence[Span], *, label_only: bool) -> Spoken:
        """What is said of the hit at ``span``; ``others`` are further hits, which a phrase may reach across.

        ``label_only``: no model number was given, so a mere word about compliance in the text weighs.
        """
        near = _near(self._said, span, SAYS)
        resets = [found for found in near if any(term.group == "reset" for term in found.terms)]
        best: tuple[tuple[int, bool, int], Spoken] | None = None
        for found in near:
            for term in found.terms:
                said = _SAYS_SO.get(term.group)
                if said is None or not self._applies(
                    term, found, span, others=others, resets=resets, label_only=label_only
                ):
                    continue
                away = max(span[0] - found.end, found.start - span[1])
                order = (_ORDER.index(said), term.direction == "any", away)
                if best is None or order < best[0]:
                    best = (order, Spoken(said, self._folded[found.start : found.end]))
        return best[1] if best else Spoken(Said.BOUGHT)

    def _applies(
        self,
        term: Term,
        found: _Found,
        span: Span,
        *,
        others: Sequence[Span],
        resets: Sequence[_Found],
        label_only: bool,
    ) -> bool:
        if term.direction == "any":
            return label_only or term.group != Said.FORBIDDEN
        before = term.direction == "before"
        gap = (found.end, span[0]) if before else (span[1], found.start)
        if gap[0] > gap[1]:
            return False
        if term.group != Said.FORBIDDEN and _taken_back(gap, resets, term.direction):
            return False
        between = self._folded[gap[0] : gap[1]]
        if _CLAUSE_END.search(between):
            return False
        return self._words_between(gap, others) <= term.words

    def _words_between(self, gap: Span, others: Sequence[Span]) -> int:
        count = 0
        for word in _WORD.finditer(self._folded, gap[0], gap[1]):
            inside = any(start <= word.start() and word.end() <= end for start, end in others)
            count += not inside and word.group() not in _LIST_WORDS
        return count

    @cached_property
    def _support(self) -> tuple[_Found, ...]:
        return tuple(self._support_words.find(self._folded))

    @cached_property
    def _said(self) -> tuple[_Found, ...]:
        return tuple(self._said_words.find(self._folded))


def _taken_back(gap: Span, resets: Sequence[_Found], direction: str) -> bool:
    """True when a word such as ``install`` or ``with`` stands between a phrase and the hit: it says something new."""
    return any(
        gap[0] <= found.start and found.end <= gap[1] and any(t.direction in (direction, "any") for t in found.terms)
        for found in resets
    )


def _near(found: Sequence[_Found], span: Span, reach: int) -> Sequence[_Found]:
    first = bisect_left(found, span[0] - reach, key=lambda hit: hit.start)
    last = bisect_right(found, span[1] + reach, key=lambda hit: hit.start)
    return found[first:last]
