"""How many and at what price, where a purchase line writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Span = tuple[int, int]

#: A line with more characters than this is read to here.
LONGEST = 4000

_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=1,
    )
}
_COUNT = r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})"
_UNIT = (
    r"(?:ea(?:ch)?|pcs?|pieces?|pieza?s?|st(?:ü|u)ck|units?|unid(?:ades)?|sets?|kits?|licen[sc]es?|seats?|users?"
    r"|nodes?|lots?|pkgs?|packs?)"
)
_NOT_PART = r"(?<![\w$£€.,/#\-])"
_END = r"(?![\w/\-]|[.,]\d)"
_QUANTITIES = [
    re.compile(text)
    for text in (
        rf"(?<!\w)(?:qty|quantity|quan|qnty)\.?\s*(?:of\s+)?[:=#]?\s*\(?{_COUNT.format('n')}{_END}",
        rf"{_NOT_PART}{_COUNT.format('n')}\s?{_UNIT}(?:\.|\b)(?!\w)",
        rf"\({_COUNT.format('n')}\s?(?:{_UNIT}|x)?\.?\)",
        rf"{_NOT_PART}x\s?{_COUNT.format('n')}(?=\s*(?:$|[,;:/()@]|for\b|to\b|at\b|w/|with\b|repl))",
        rf"(?:^|[,;:(]\s?|-\s){_COUNT.format('n')}\s?x(?=\s)(?!\s\d+\s?(?:mm|cm|in|ft|x)\b)",
    )
]
_BESIDE_PRICE = re.compile(rf"{_NOT_PART}{_COUNT.format('n')}(?:\s?@|\s?x\s?[$£€]?\d+\.\d\d(?!\d))")
_FIRST = re.compile(rf"^\W*{_COUNT.format('n')}\s+(?=[^\W\d])")
_ACTED = re.compile(
    r"(?:\b(?:replace|purchase|purchase of|install|buy|supply|furnish|provide"
    r"|deliver|order|less|add|with|remove|ln \d+)"
    rf"|(?:^|\s)[:*/\-]|:|item \d+\.|p-card|inv \S+)\s+{_COUNT.format('n')}\s+(?=[^\W\d])"
)
_TRAILED = re.compile(
    rf"[,/]\s*{_COUNT.format('n')}\s*(?=net\s?\d|\(blanket|\*|\s/|at\s?[$£€]|[^\W\d]+s?\s*$|[^\W\d]+\s*/)"
)
_ALONE = re.compile(rf"(?:^|,\s|\s/\s){_COUNT.format('n')}\s*(?:$|[,;@]|\s/\s|\.\s|\.$)")
_LAST = re.compile(rf",\s*{_COUNT.format('n')}\s*$")
_SPELLED = re.compile(rf"(?<!\w)(?P<n>{'|'.join(_WORDS)})(?!\w)(?=\s+[^\W\d]|\s*\(\d)")
_SUM = r"(?P<p>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?)"
_CURRENCY = r"(?<!\w)(?:usd?|us\$|cad|eur|gbp)"
_MONEY = rf"(?:{_CURRENCY}\s?)?[$£€]?\s?{_SUM}(?![\d,]*\d)(?!\s?%)"
_SIGNED = rf"(?:{_CURRENCY}\s?[$£€]?|[$£€])\s?{_SUM}(?!\d)"
_PRICES = [
    re.compile(text)
    for text in (
        rf"@\s?{_MONEY}",
        rf"(?<!\w)(?:at\s(?=[$£€])|unit\s+price|unit\s+cost|price\s+each|unit|price|cost)\s?[:=]?\s?{_MONEY}",
        rf"{_SIGNED}\s*(?:/|per\s|a\s)?\s?(?:ea(?:ch)?|unit|per|device|pc|piece|kit|set|lic\w*|seat)\b",
        r"(?<![\w$.,])(?P<p>\d{1,3}(?:,\d{3})*\.\d{2})\s?(?:/\s?|per\s)?(?:ea(?:ch)?|unit)\b",
        rf"(?<![\w.])\d{{1,6}}\s?x\s?{_MONEY}(?=\s|$)",
        rf"{_SIGNED}",
    )
]
_AFTER_UNIT = re.compile(rf"{_NOT_PART}\d{{1,6}}\s?{_UNIT}\.?\s+(?P<p>\d{{1,3}}(?:,\d{{3}})*\.\d{{2}})(?!\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things in a text; ``start`` and ``end`` are where its words stand.

    ``marked``: the text says by a unit, ``qty``, ``x``, brackets or a price that it is a quantity.
    """

    number: int
    start: int
    end: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one in a text, in the currency of the record; ``start`` and ``end`` are where the sum stands."""

    amount: Decimal
    start: int
    end: int


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity the text writes, in order; none that overlap."""
    text = _lowered(text)
    taken: list[Quantity] = []
    for quantity in _written(text):
        if all(quantity.end <= other.start or other.end <= quantity.start for other in taken):
            taken.append(quantity)
    return tuple(sorted(taken, key=lambda quantity: quantity.start))


def find_unit_price(text: str) -> Price | None:
    """The price of one thing, the most plainly marked as such; None when the text writes none.

    A sum alone is taken only where one thing or nothing is counted.
    """
    text = _lowered(text)
    for pattern in (_AFTER_UNIT, *_PRICES[:-1]):
        if match := pattern.search(text):
            return _price(match)
    match = _PRICES[-1].search(text)
    if match and all(quantity.number == 1 for quantity in find_quantities(text)):
        return _price(match)
    return None


def _lowered(text: str) -> str:
    """The text in small letters with every place kept: a few letters have small forms of two characters."""
    text = text[:LONGEST]
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _written(text: str) -> Iterator[Quantity]:
    marked = len(_QUANTITIES) + 1
    for place, pattern in enumerate((*_QUANTITIES, _BESIDE_PRICE, _SPELLED, _FIRST, _ACTED, _LAST, _TRAILED, _ALONE)):
        for match in pattern.finditer(text):
            word = match["n"]
            number = _WORDS.get(word) or int(word.replace(",", ""))
            if number:
                yield Quantity(number, *match.span("n"), marked=place < marked)


def _price(match: re.Match[str]) -> Price:
    return Price(Decimal(match["p"].replace(",", "")), *match.span("p"))
