"""Amounts as purchase records write them. What is no plain amount is None; the text is kept beside it."""

from __future__ import annotations

import re
from decimal import Decimal

from debar.model import Money

_SYMBOLS = {"£": "GBP", "€": "EUR", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "¥": "", "$": ""}
_AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<before>[A-Za-z]{3}\b|US\$|CA?\$|A\$|[$£€¥])?\s*(?P<inner>[-+−])?\s*"
    r"(?P<digits>\d[\d.,'’\s\u00a0\u202f]*|\.\d+)(?P<power>[eE][-+]?\d{1,2})?\s*"
    r"(?P<after>[A-Za-z]{3}\b|[$£€¥])?\s*(?P<close>\))?\s*(?P<trail>-|CR\b|DR\b)?",
)
_CODE = re.compile(r"[A-Za-z]{3}")


def parse_amount(text: str, currency: str = "") -> Money | None:
    """The amount that ``text`` names, or None. ``currency`` (ISO 4217) stands where the text names none.

    ``$`` alone names no currency. Parentheses, a minus on either side and ``CR`` make it negative.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    digits = _plain(match["digits"])
    if digits is None:
        return None
    value = Decimal(digits + (match["power"] or ""))
    minus = sum(mark in ("-", "−") for mark in (match["sign"], match["inner"], match["trail"]) if mark)
    if (minus + bool(match["open"]) + (match["trail"] == "CR")) % 2:
        value = -value
    return Money(value, _named(match["before"]) or _named(match["after"]) or currency_code(currency))


def currency_code(text: str) -> str:
    """The ISO 4217 code that ``text`` is or stands for, else empty."""
    text = text.strip()
    return text.upper() if _CODE.fullmatch(text) else _SYMBOLS.get(text, "")


def _named(mark: str | None) -> str:
    return currency_code(mark) if mark else ""


def _plain(digits: str) -> str | None:
    """The number with a point for its decimals and nothing else; None when its groups are no thousands."""
    text = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    comma, point = text.rfind(","), text.rfind(".")
    decimal = "," if comma > point else "."
    if comma >= 0 and point < 0:
        whole, _, last = text.rpartition(",")
        decimal = "." if len(last) == 3 and whole.replace(",", "").lstrip("0") else ","
    elif point >= 0 and comma < 0 and text.count(".") > 1:
        decimal = ","
    other = "." if decimal == "," else ","
    whole, _, fraction = text.partition(decimal)
    groups = whole.split(other)
    grouped = all(len(group) == 3 for group in groups[1:-1]) and (len(groups) == 1 or len(groups[-1]) == 3)
    if decimal in fraction or other in fraction or not (grouped or _indian(groups)):
        return None
    return f"{''.join(groups) or '0'}.{fraction or '0'}" if fraction else "".join(groups) or None


def _indian(groups: list[str]) -> bool:
    """Groups of two digits before the last three, as in 12,34,567."""
    return len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1]) and len(groups[0]) <= 2
