"""Dates as filings write them, at the precision they have; a missing year comes from the period, never from now."""

from __future__ import annotations

import re
from datetime import date

from debar.model.dossiers import Day

_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
#: The Foreign Agents Registration Act is of 1938 (22 USC 611), the Lobbying Disclosure Act of 1995.
FIRST_FARA, FIRST_LDA = 1938, 1995
_LAST = 2100


def read_day(text: str, *, first: int = FIRST_FARA) -> Day | None:
    """The day in ``03/26/2026``, ``3/26/26`` or ``2026-03-26…``; None for no day, or one before the year ``first``.

    A mark behind it (``03/31/13*``) says that the day is the end of the period: it is inferred.
    """
    text = text.strip()[:40]
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _US.match(text):
        month, day, year = (int(part) for part in found.groups())
        year += 0 if year > 99 else 2000
    else:
        return None
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return None
    if not first <= year <= _LAST:
        return None
    if text[found.end() :].startswith("*"):
        return Day(iso=iso, text=text, inferred=True, because="the filing's period ends on this day")
    return Day(iso=iso, text=text)


def in_period(month: int, day: int, start: date, end: date, text: str = "") -> Day | None:
    """A month and day without a year, as the only such day from ``start`` to ``end``; None when none or several fit."""
    fit: list[date] = []
    for year in range(start.year, end.year + 1):
        try:
            one = date(year, month, day)
        except ValueError:
            continue
        if start <= one <= end:
            fit.append(one)
    if len(fit) != 1:
        return None
    return Day(
        iso=fit[0].isoformat(),
        text=text,
        inferred=True,
        because=f"the only such day in the period {start} to {end}",
    )


_MONTHS = "January February March April May June July August September October November December".split()
_HEAD_DAY = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)})\.? (?P<day>\d{{1,2}}),? "
    r"(?P<year>(?:19|20)\d\d)\b"
)
_HEAD = 3_000


def day_in_head(text: str) -> Day | None:
    """The first whole date at the head of a text (``October 22, 2020``), as the day of the text; it is inferred."""
    for found in _HEAD_DAY.finditer(text, 0, _HEAD):
        month = next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(found["month"][:3]))
        try:
            iso = date(int(found["year"]), month, int(found["day"])).isoformat()
        except ValueError:
            continue
        return Day(iso=iso, text=found[0], inferred=True, because="the first date at the head of the text")
    return None
