"""Rows that are no purchases: lines of totals, and rows that hold neither a description nor a supplier."""

from __future__ import annotations

import re
from functools import lru_cache

TOTALS = "totals row"
NO_TEXT = "no text: neither a description nor a supplier"
_TOTAL = re.compile(
    r"(?:(?:grand|sub|report|page|overall|department|division|account|vendor|supplier|monthly|yearly|annual|final|batch)[\s-]*)*"
    r"totals?(?:\s*[:=].*|\s+(?:for|of|amount|spend|expenditure|payments?|cost|value)\b.*)?|.*\b(?:sub|grand)[\s-]?totals?\W*",
    re.IGNORECASE,
)
_TOTAL_CELL = re.compile(r"\btotals?\b", re.IGNORECASE)
#: Digits become one sign, so that all rows of sums look alike.
_NO_DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1), "0")
_WORD = re.compile(r"\w")
#: Letters that are no code of a currency; such codes stand beside amounts.
_LETTERS = re.compile(r"(?<![A-Za-z])(?![A-Z]{3}(?![A-Za-z]))[^\W\d_]{2}")
#: How texts of totals rows begin, so that few rows are looked at twice.
_TOTAL_STARTS = frozenset(
    form
    for word in (
        "total",
        "grand",
        "sub-t",
        "sub t",
        "subto",
        "repor",
        "page ",
        "overa",
        "depar",
        "divis",
        "final",
        "batch",
    )
    for form in (word, word.upper(), word.capitalize(), word.title())
)


def is_total(text: str) -> bool:
    """Whether a text is that of a line of totals, such as ``Grand total`` or ``Sub-total for March``."""
    return _TOTAL.fullmatch(text) is not None


def may_be_total(text: str) -> bool:
    """Whether a text begins as those of lines of totals do: few others need the whole look."""
    return text[:5] in _TOTAL_STARTS


def names_total(written: str) -> bool:
    """Whether the word total stands anywhere in a row."""
    return _TOTAL_CELL.search(written) is not None


def reason_without_text(written: str) -> str:
    """Why a row without text and supplier is rejected, from all that it holds; empty if that is nothing."""
    return _reason(written.translate(_NO_DIGITS))


@lru_cache(maxsize=4_096)
def _reason(written: str) -> str:
    if not _WORD.search(written):
        return ""
    return TOTALS if not _LETTERS.search(written) or _TOTAL_CELL.search(written) else NO_TEXT
