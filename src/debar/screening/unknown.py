"""Candidates for the catalog: numbers like those of devices that occur often and that no grammar knows.

Time is linear in the text and memory flat: of more numbers than fit, those seen least are forgotten.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from debar.catalog import Catalog, fold
from debar.model import Purchase, Purchases, SeenAt, UnknownModel
from debar.screening.clauses import Span
from debar.screening.context import Context
from debar.screening.identify_scan import Scanner
from debar.screening.innocent import Innocents
from debar.screening.shapes import Places, device_numbers, product_near, shape_of

#: Numbers kept at most, and what is kept of each.
CAPACITY = 20_000
EXAMPLES, WORDS, TEXT = 3, 12, 160
#: Characters to either side in which a label, or words of something innocent, count as beside the number.
BESIDE = 40
#: Characters of one text that are read for unknown numbers.
READ = 10_000

_BEFORE = re.compile(r"[^\s,;:()|]+")


@dataclass(slots=True)
class _Seen:
    rows: int = 0
    before: Counter[str] = field(default_factory=Counter)
    products: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    innocent: Counter[str] = field(default_factory=Counter)
    examples: list[SeenAt] = field(default_factory=list)

    def add(self, before: str, product: str, label: str, innocent: Sequence[str], rows: int) -> None:
        self.rows += rows
        for counter, words in (
            (self.before, [before]),
            (self.products, [product]),
            (self.labels, [label]),
            (self.innocent, innocent),
        ):
            for word in words:
                if word and (word in counter or len(counter) < WORDS):
                    counter[word] += rows


class UnknownModels:
    """Counts unknown numbers over batches of purchases. ``missed`` is how many rows a count may be short of."""

    def __init__(self, catalog: Catalog, capacity: int = CAPACITY) -> None:
        self.missed = 0
        self._capacity = capacity
        self._scanner = Scanner(catalog)
        self._context = Context(catalog)
        self._innocents = Innocents(catalog)
        self._seen: dict[str, _Seen] = {}

    def add(self, purchases: Purchases) -> None:
        """Count the numbers of one batch; a text that stands in many rows is read once."""
        rows: dict[str, list[int]] = {}
        for number, text in enumerate(purchases.texts):
            rows.setdefault(text, []).append(number)
        for text, numbers in rows.items():
            for key, before, product, label, innocent in self._read(_begun(text)):
                seen = self._seen.setdefault(key, _Seen())
                seen.add(before, product, label, innocent, len(numbers))
                if len(seen.examples) < EXAMPLES:
                    seen.examples.append(_example(purchases.make(numbers[0])))
            if len(self._seen) > 2 * self._capacity:
                self._forget()

    def candidates(self, least: int = 1) -> list[UnknownModel]:
        """The numbers in ``least`` rows or more, the most frequent first."""
        found = [self._candidate(number, seen) for number, seen in self._seen.items() if seen.rows >= least]
        return sorted(found, key=lambda each: (-each.rows, each.number))

    def __len__(self) -> int:
        return len(self._seen)

    def _read(self, text: str) -> Iterator[tuple[str, str, str, str, list[str]]]:
        folded = fold(text)
        spans = list(device_numbers(folded))
        if not spans:
            return
        known = Places((hit.start, hit.end) for hit in self._scanner.models(folded))
        labels = [((hit.start, hit.end), hit.brand.id) for hit in self._scanner.labels(folded)]
        innocent = [(place, row.id) for row, place in self._innocents.find(folded)]
        seen: set[str] = set()
        for span in spans:
            key = text[span[0] : span[1]].upper()
            product = product_near(folded, self._context, span)
            if not product or key in seen or known.touch(span):
                continue
            seen.add(key)
            label = next(iter(_beside(labels, span)), "")
            yield key, _before(folded, span), product, label, _beside(innocent, span)

    def _forget(self) -> None:
        kept = sorted(self._seen.items(), key=lambda item: -item[1].rows)
        self.missed += max((seen.rows for _, seen in kept[self._capacity :]), default=0)
        self._seen = dict(kept[: self._capacity])

    def _candidate(self, number: str, seen: _Seen) -> UnknownModel:
        return UnknownModel(
            number=number,
            shape=shape_of(number),
            rows=seen.rows,
            before=tuple(word for word, _ in seen.before.most_common(5)),
            products=tuple(word for word, _ in seen.products.most_common(5)),
            label=next((word for word, _ in seen.labels.most_common(1)), ""),
            innocent=tuple(word for word, _ in seen.innocent.most_common()),
            examples=tuple(seen.examples),
        )


def _beside(named: Sequence[tuple[Span, str]], span: Span) -> list[str]:
    """The names, each once, of what stands beside the number; ``named`` in order of place."""
    first = bisect_left(named, span[0] - BESIDE, key=lambda each: each[0][1])
    last = bisect_right(named, span[1] + BESIDE, key=lambda each: each[0][0])
    return list(dict.fromkeys(name for _, name in named[first:last]))


def _begun(text: str) -> str:
    """As much of the text as is read, without a word cut in two."""
    return text if len(text) <= READ else text[:READ].rpartition(" ")[0]


def _before(folded: str, span: Span) -> str:
    """The two words before the number; empty at the beginning of the text."""
    return " ".join(_BEFORE.findall(folded[max(0, span[0] - 60) : span[0]])[-2:])


def _example(purchase: Purchase) -> SeenAt:
    return SeenAt(purchase.source, purchase.row, purchase.text[:TEXT])
