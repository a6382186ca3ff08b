"""What a text says around a hit: product words that support it, and whether the thing is bought or only spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from debar.catalog import Catalog, Term
from debar.catalog.inflection import forms
from debar.catalog.patterns import EDGE, compile_pattern, re2_escape, words_pattern
from debar.screening.clauses import Found, Hit, Span
from debar.screening.governing import Governing, Spoken, settled
from debar.screening.slots import Frames
from debar.screening.weighing import Around, Weights

#: Characters to either side of a hit in which a product word supports it.
NEAR = 160
#: Characters to either side in which a phrase can say something of the hit.
SAYS = 240

_DIGITS = re.compile("[0-9]+")
_BLANKS = re.compile(r"[ \-]+")


#: Groups of phrases whose single words say nothing.
_WHOLE = frozenset({"neutral", "rival"})

#: Groups of words that keep their meaning at the head of a longer phrase of the catalog.
_BUYS = frozenset({"buying", "paying", "changing"})


class Context:
    """The catalog's words, compiled; reads one folded text at a time."""

    def __init__(self, catalog: Catalog) -> None:
        self._support = _Words([term for term in catalog.terms if term.use == "support"])
        self._said = _Words([term for term in catalog.terms if term.use == "said"])
        self._frames = Frames([term for term in catalog.terms if term.use == "frame"])
        self._weights = Weights(catalog.weights)

    def read(self, folded: str) -> Reading:
        """The text with the words of the catalog found in it, each group when first asked for."""
        return Reading(folded, self._support, self._said, self._frames, self._weights)


class _Words:
    """Terms as one pattern; ``#`` in a term is a number."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_key: dict[str, list[Term]] = {}
        words_of = {term: forms(term.term) for term in terms}
        for term, written in words_of.items():
            for word in written:
                self._by_key.setdefault(_BLANKS.sub(" ", word), []).append(term)
        for key, found in self._by_key.items():
            words = key.split(" ")
            shorter = (self._by_key.get(" ".join(words[:n]), ()) for n in range(1, len(words)))
            found += [term for terms in shorter for term in terms if term.group in _BUYS]
        self._pattern = compile_pattern(words_pattern(map(_term_pattern, chain(*words_of.values()))))

    def find(self, folded: str) -> Iterator[Found]:
        """Every term in the text, the longest where several begin, in order; none within a neutral phrase."""
        text = f"{EDGE}{folded}{EDGE}"
        data = text.encode()
        ascii_only = len(data) == len(text)
        position = 0
        while match := self._pattern.search(data, position):
            start, position = match.span(1)
            word = data[start:position].decode()
            begin = start if ascii_only else len(data[:start].decode())
            terms = self._terms(word)
            yield Found(begin - 1, begin - 1 + len(word), terms)
            if not any(term.group in _WHOLE for term in terms):
                position = start + (word + " ").index(" ")

    def _terms(self, word: str) -> tuple[Term, ...]:
        key = _BLANKS.sub(" ", word)
        return tuple(self._by_key.get(key) or self._by_key.get(_DIGITS.sub("#", key)) or ())


def _term_pattern(term: str) -> str:
    blank = r"[ \-]{1,2}"
    return blank.join(re2_escape(word).replace("\\#", "[0-9]{1,4}") for word in _BLANKS.split(term))


class Reading:
    """One folded text and what its words say."""

    def __init__(self, folded: str, support: _Words, said: _Words, frames: Frames, weights: Weights) -> None:
        self._folded = folded
        self._support_words = support
        self._said_words = said
        self._frames = frames
        self._weights = weights

    def groups(self, span: Span) -> frozenset[str]:
        """The groups of product words near a hit, such as ``camera`` or ``radio``."""
        return frozenset(term.group for found in _near(self._support, span, NEAR) for term in found.terms)

    def word_of(self, group: Sequence[str], span: Span) -> str:
        """The first product word of these groups near a hit, as it stands in the text; empty when there is none."""
        for found in _near(self._support, span, NEAR):
            if any(term.group in group for term in found.terms):
                return self._folded[found.start : found.end]
        return ""

    def rival_before(self, start: int) -> bool:
        """True when the name of another maker stands right before this place: the number is one of its numbers."""
        return any(
            found.end == start - 1 and any(term.group == "rival" for term in found.terms)
            for found in _near(self._said, (start, start), NEAR)
        )

    def in_clause_text(self, span: Span) -> bool:
        """True when the words near speak of a contract clause being put in."""
        return any(term.group == "clause" for found in _near(self._said, span, SAYS) for term in found.terms)

    def spoken(self, hit: Hit, others: Sequence[Span]) -> Spoken:
        """What is said of a hit; ``others`` are further hits, which a phrase may reach across."""
        near = _near(self._said, hit.span, SAYS)
        spoken = Governing(self._folded, near, others, hit).spoken()
        rivals = [(found.start, found.end) for found in near if found.is_of("rival")]
        slot = self._frames.slot(self._folded, hit.span, [*others, *rivals])
        products = _near(self._support, hit.span, NEAR)
        around = Around(folded=self._folded, hit=hit, near=near, products=products, others=others)
        return self._weights.settled(settled(spoken, slot), slot, around)

    @cached_property
    def _support(self) -> tuple[Found, ...]:
        return tuple(self._support_words.find(self._folded))

    @cached_property
    def _said(self) -> tuple[Found, ...]:
        return tuple(self._said_words.find(self._folded))


def _near(found: Sequence[Found], span: Span, reach: int) -> Sequence[Found]:
    first = bisect_left(found, span[0] - reach, key=lambda hit: hit.start)
    last = bisect_right(found, span[1] + reach, key=lambda hit: hit.start)
    return found[first:last]
