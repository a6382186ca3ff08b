"""Percentages and days as people and registers write them, to bounds."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from debar.model import WHOLE

#: The least difference that the stake graph tells: what lies strictly above or below a bound.
TICK = Decimal("0.000000001")
UNKNOWN = (Decimal(0), WHOLE)
_NUMBER = r"([+-]?\d{1,6}(?:[.,]\d{1,12})?)"
_EXACT = re.compile(rf"{_NUMBER}%?")
_RANGE = re.compile(rf"(?:between)?{_NUMBER}%?(?:-|–|—|to|and|\.\.){_NUMBER}%?")
_ABOVE = re.compile(rf"(?:>|morethan|over|above){_NUMBER}%?|{_NUMBER}%?\+")
_LEAST = re.compile(rf"(?:>=|≥|atleast|minimum|min\.?){_NUMBER}%?(?:ormore)?|{_NUMBER}%?or(?:more|greater)")
_BELOW = re.compile(rf"(?:<|lessthan|under|below){_NUMBER}%?")
_MOST = re.compile(rf"(?:<=|≤|atmost|upto|maximum|max\.?|notmorethan){_NUMBER}%?")
_NOTHING = frozenset({"", "?", "-", "n/a", "na", "none", "null", "unknown", "notknown", "undisclosed", "notdisclosed"})
_LONGEST = 60
#: Two figures side by side are no figure.
_APART = re.compile(r"\d\s+\d")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?\Z")


def read_percent(words: str) -> tuple[Decimal, Decimal] | None:
    """Return the bounds of a percentage as written (``60``, ``25-50%``, ``more than 50``); None when it is none.

    Nothing, ``unknown`` and their like are (0, 100); what is only about right (``ca. 50``) is none.
    A figure is a percent, never a fraction: ``0.6`` is 0.6 percent.
    """
    if len(words) > _LONGEST or _APART.search(words):
        return None
    said = re.sub(r"percent|per cent|pct|\s", "", words.casefold())
    if said in _NOTHING:
        return UNKNOWN
    if found := _EXACT.fullmatch(said):
        return (_figure(found),) * 2
    if found := _RANGE.fullmatch(said):
        return _number(found[1]), _number(found[2])
    if found := _LEAST.fullmatch(said):
        return _figure(found), WHOLE
    if found := _MOST.fullmatch(said):
        return Decimal(0), _figure(found)
    if found := _ABOVE.fullmatch(said):
        return _figure(found) + TICK, WHOLE
    if found := _BELOW.fullmatch(said):
        return Decimal(0), _figure(found) - TICK
    return None


def _figure(found: re.Match[str]) -> Decimal:
    return _number(next(group for group in found.groups() if group))


def _number(words: str) -> Decimal:
    return Decimal(words.replace(",", "."))


def read_day(words: str, *, last: bool = False) -> date | None:
    """Return the day of an ISO date, whole or partial; of a partial one the first day, or the ``last``.

    None for nothing. Raises ValueError for what is no such date.
    """
    said = words.strip()
    if not said:
        return None
    found = _DAY.match(said)
    if not found:
        raise ValueError(f"{said[:40]!r} is no date; write YYYY-MM-DD")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        month = month or (12 if last else 1)
        return date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except (ValueError, IndexError):
        raise ValueError(f"{said[:40]!r} is no day of the calendar") from None
