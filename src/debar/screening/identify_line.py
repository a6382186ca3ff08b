"""One text with what was found in it: overlaps settled, labels joined to numbers, each hit made an identification."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from functools import cached_property

from debar.catalog import Brand, Catalog, Grammar, fold
from debar.catalog.families import kind_of
from debar.model import Identification, Said
from debar.screening.clauses import Hit, Span
from debar.screening.context import SAYS, Context, Reading
from debar.screening.governing import Spoken
from debar.screening.identify_claims import Claim, Moment, claims_for_label, claims_for_model
from debar.screening.identify_scan import LabelHit, ModelHit, Scanner

#: Characters between a label and a number that still make one phrase (``Hikvision, DS-...``).
ADJACENT = 3
#: Characters around a label in which a phrase can show that the word means something else.
TRAPPED = 60

_WORD = re.compile("[0-9a-z]+")
_APART = re.compile(r" ?([-_\u2010-\u2015]) ?")
#: Letters with figures behind a label that was written apart.
_NUMBER = re.compile(r"[ ,:#-]{1,3}([0-9]{0,2}[a-z]{1,5}(?:[ -][a-z]{1,4})?[ -]?[0-9]{2,5}[0-9a-z-]*)(?![0-9a-z])")
_TIER_RANK = {"strong": 0, "strong-brand": 1, "context": 2, "brand-word": 3}
#: What is bought without being a thing one can touch.
_UNTOUCHED = frozenset({"software", "service"})
_JOINTS = frozenset(" ,:#-/")
_SAID_WORDS = {
    Said.FORBIDDEN: "says it is not allowed",
    Said.REMOVED: "says it is taken out",
    Said.ACCESSORY: "says the thing bought only goes with it",
    Said.REFERENCE: "gives it as an example or measure",
    Said.MENTIONED: "speaks of it without buying it",
}


class Line:
    """One text. ``labels`` and ``numbers`` are what stands in it; ``read`` comes before anything is made of them."""

    def __init__(self, text: str, catalog: Catalog, scanner: Scanner) -> None:
        self._text = text
        self._folded = fold(text)
        self._catalog = catalog
        self.labels = [hit for hit in scanner.labels(self._folded) if not self._trapped(hit)]
        self.numbers = scanner.models(self._folded)

    def read(self, context: Context) -> None:
        """Read the words around, and keep of overlapping numbers the one that counts."""
        self._reading: Reading = context.read(self._folded)
        self._brands = {hit.brand.id for hit in self.labels}
        self._makers = {hit.brand.maker for hit in self.labels if hit.brand.maker}
        self._kept = self._settle()
        self._spans: list[Span] = sorted(
            [(hit.start, hit.end) for hit in self._kept] + [(hit.start, hit.end) for hit in self.labels]
        )

    def models(self, on: Moment) -> list[Identification]:
        """An identification for each number and each maker it may be of."""
        found: list[Identification] = []
        for hit in self._kept:
            number = _APART.sub(r"\1", self._text[hit.start : hit.end])
            span = self._joined(hit)
            claims = claims_for_model(
                self._catalog, hit.grammar, number, on, named=self._named(hit.grammar), word=self._word(hit)
            )
            brand = self._catalog.brands[hit.grammar.brand]
            categories = self._categories(kind_of(hit.grammar, number).categories, span)
            spoken = self._spoken(span, categories, numbered=True) if claims else Spoken(Said.BOUGHT)
            found += [
                self._make(claim, brand, span, spoken=spoken, categories=categories, number=number) for claim in claims
            ]
        return found

    def bare_labels(self, on: Moment) -> list[Identification]:
        """An identification for each label without a number of its own; none for a label in a clause being put in."""
        with_number = {hit.grammar.brand for hit in self._kept}
        taken = _Taken((hit.start, hit.end) for hit in self._kept)
        found: list[Identification] = []
        for hit in self.labels:
            span = (hit.start, hit.end)
            if hit.brand.id in with_number or taken.touch(span):
                continue
            word = self._backed_by(hit)
            claims = claims_for_label(
                self._catalog, hit.brand, self._text[hit.start : hit.end], on, how=hit.how, word=word
            )
            if not claims:
                continue
            spoken = self._spoken(span, hit.brand.categories, numbered=False)
            if spoken.said is Said.FORBIDDEN and self._reading.in_clause_text(span):
                continue
            categories = self._categories(self._label_kind(hit.brand, span), span)
            found += [self._make(claim, hit.brand, span, spoken=spoken, categories=categories) for claim in claims]
        return found

    def _backed_by(self, hit: LabelHit) -> str:
        """The product word near a label, or of one written apart what looks like a model number right behind it."""
        word = self._reading.word_of(hit.brand.needs, (hit.start, hit.end))
        number = _NUMBER.match(self._folded, hit.end) if hit.how == "split" else None
        return word or (number[1] if number else "")

    def _make(
        self,
        claim: Claim,
        brand: Brand,
        span: Span,
        *,
        spoken: Spoken,
        categories: tuple[str, ...],
        number: str = "",
    ) -> Identification:
        because = claim.because
        if spoken.component:
            because = f"{because[:-1]}; “{spoken.words}” says it is a part of another thing."
        elif spoken.said is not Said.BOUGHT:
            because = f"{because[:-1]}; “{spoken.words}” {_SAID_WORDS[spoken.said]}."
        return Identification(
            kind="relabel" if claim.relabelled else "model" if number else "brand",
            text=self._text[span[0] : span[1]],
            strength=claim.strength,
            because=because,
            maker=claim.maker,
            span=span,
            said=spoken.said,
            brand=brand.name,
            model=number,
            categories=categories,
            component=brand.component or spoken.component,
            evidence=self._catalog.evidence(claim.sources),
            rows=claim.rows,
        )

    def _spoken(self, span: Span, categories: Sequence[str], *, numbered: bool) -> Spoken:
        first = bisect_left(self._spans, (span[0] - SAYS, 0))
        last = bisect_left(self._spans, (span[1] + SAYS, 0))
        hit = Hit(span=span, numbered=numbered, goods=_UNTOUCHED.isdisjoint(categories), part="accessory" in categories)
        return self._reading.spoken(hit, self._spans[first:last])

    def _settle(self) -> list[ModelHit]:
        """Of overlapping numbers one stays: a family that must not be reported takes the place, unreported; then one
        whose label is there; then what was seen before what is remembered; then by tier and length."""
        taken = _Taken((hit.start, hit.end) for hit in self.numbers if hit.grammar.tier == "counter")
        in_order = sorted(filter(self._able, self.numbers), key=self._order)
        kept = [hit for hit in in_order if taken.take((hit.start, hit.end))]
        return sorted(kept, key=lambda hit: hit.start)

    def _order(self, hit: ModelHit) -> tuple[bool, bool, int, int, int, str]:
        grammar = hit.grammar
        place = (_TIER_RANK[grammar.tier], hit.start - hit.end, hit.start)
        return (not self._named(grammar), grammar.basis == "memory", *place, grammar.id)

    def _able(self, hit: ModelHit) -> bool:
        grammar = hit.grammar
        if grammar.tier == "counter":
            return False
        if grammar.tier != "strong" and self._reading.rival_before(hit.start):
            return False
        if self._named(grammar):
            return True
        if grammar.tier == "brand-word" or not self._words.isdisjoint(grammar.not_with):
            return False
        return grammar.tier != "context" or bool(self._word(hit))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._folded))

    def _word(self, hit: ModelHit) -> str:
        return self._reading.word_of(hit.grammar.needs, (hit.start, hit.end))

    def _named(self, grammar: Grammar) -> bool:
        """True when the label of the number, or another label of the same maker, stands in the text."""
        return grammar.brand in self._brands or self._catalog.brands[grammar.brand].maker in self._makers

    def _joined(self, hit: ModelHit) -> Span:
        """The number with the labels of its maker right before or after it."""
        brand = self._catalog.brands[hit.grammar.brand]
        first = bisect_left(self.labels, hit.start - SAYS, key=lambda label: label.start)
        last = bisect_left(self.labels, hit.end + SAYS, key=lambda label: label.start)
        same = [
            label
            for label in self.labels[first:last]
            if label.brand.id == brand.id or (brand.maker and label.brand.maker == brand.maker)
        ]
        start, end = hit.start, hit.end
        for label in reversed(same):
            if label.end <= start and self._joint(label.end, start):
                start = label.start
        for label in same:
            if label.start >= end and self._joint(end, label.start):
                end = label.end
        return start, end

    def _joint(self, start: int, end: int) -> bool:
        return end - start <= ADJACENT and _JOINTS.issuperset(self._folded[start:end])

    def _trapped(self, hit: LabelHit) -> bool:
        """True for a word of an e-mail address, and where a phrase near shows that the word means something else."""
        if "@" in (self._folded[max(0, hit.start - 1) : hit.start], self._folded[hit.end : hit.end + 1]):
            return True
        around = self._folded[max(0, hit.start - TRAPPED) : hit.end + TRAPPED]
        return any(trap in around for trap in hit.brand.traps)

    def _label_kind(self, brand: Brand, span: Span) -> tuple[str, ...]:
        groups = self._reading.groups(span)
        return tuple(category for category in brand.categories if category in groups) or brand.categories

    def _categories(self, categories: tuple[str, ...], span: Span) -> tuple[str, ...]:
        """With ``thermal`` when the text speaks of temperature and the thing is a camera or a terminal."""
        sees = not {"camera", "access"}.isdisjoint(categories)
        if sees and "thermal" not in categories and "thermal" in self._reading.groups(span):
            return (*categories, "thermal")
        return categories


class _Taken:
    """Stretches of a text, none over another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans):
            self.take(span)

    def take(self, span: Span) -> bool:
        """Take a stretch; False, and nothing taken, when part of it is taken."""
        if self.touch(span):
            return False
        insort(self._spans, span)
        return True

    def touch(self, span: Span) -> bool:
        """True when part of the stretch is taken."""
        after = bisect_left(self._spans, span)
        neighbours = self._spans[max(0, after - 1) : after + 1]
        return any(start < span[1] and span[0] < end for start, end in neighbours)
