"""Dates as purchase records write them. What cannot be read with certainty is no date; the text is kept beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from unicodedata import combining, normalize

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t\s].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.\s])(\d{1,2})\2(\d{4}|\d{2})(?:[t\s,].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?\d{4,6}z?)?")
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME
    + r"(\d{1,2})(?:st|nd|rd|th|er)?[-\s/.]*(?:de\s+)?([a-z]{3,10})\.?[-\s/.,]*(?:del?\s+)?(\d{4}|\d{2})(?:[t\s,].*)?"
)
_MONTH_DAY = re.compile(_DAY_NAME + r"([a-z]{3,9})\.?[-\s/]*(\d{1,2})(?:st|nd|rd|th)?[-\s/,]+(\d{4})(?:[t\s,].*)?")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "janvier", "enero", "ene", "januar"),
            ("feb", "february", "fevrier", "fev", "febrero", "februar"),
            ("mar", "march", "mars", "marzo", "marz"),
            ("apr", "april", "avril", "avr", "abril", "abr"),
            ("may", "mai", "mayo"),
            ("jun", "june", "juin", "junio", "juni"),
            ("jul", "july", "juillet", "julio", "juli"),
            ("aug", "august", "aout", "agosto", "ago"),
            ("sep", "sept", "september", "septembre", "septiembre", "setiembre"),
            ("oct", "october", "octobre", "octubre", "oktober", "okt"),
            ("nov", "november", "novembre", "noviembre"),
            ("dec", "december", "decembre", "diciembre", "dic", "dez", "dezember"),
        ),
        start=1,
    )
    for name in names
}
#: Days that systems write for "none": the zero of spreadsheets and databases, and the end of time.
_EARLIEST, _LATEST = date(1900, 1, 2), date(2199, 12, 31)
_EXCEL_ZERO = date(1899, 12, 30)


def day_comes_first(values: Iterable[str]) -> bool | None:
    """True when dates such as 3/4/2019 start with the day in these values, False with the month, None if none tells."""
    first = second = 0
    for value, times in Counter(values).items():
        found = _YEAR_LAST.fullmatch(value.strip())
        if found:
            first += times * (int(found[1]) > 12)
            second += times * (int(found[3]) > 12)
    if first == second:
        return None
    return first > second


@lru_cache(maxsize=65_536)
def parse_date(text: str, *, day_first: bool = False) -> date | None:
    """The day that ``text`` names, or None. ``day_first`` settles 3/4/2019; a part above 12 is the day in any case.

    Two-digit years are 1970 to 2069. Times are dropped without a shift of zone. Spreadsheet day numbers count from
    1899-12-30.
    """
    text = text.strip().lower()
    found = _numeric(text, day_first=day_first) or _named(text)
    return found if found and _EARLIEST <= found <= _LATEST else None


def _numeric(text: str, *, day_first: bool) -> date | None:
    match = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _YEAR_LAST.fullmatch(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        dotted = match[2] == "."  # 1.2.2019 is written only where the day comes first
        if first > 12 or ((day_first or dotted) and second <= 12):
            first, second = second, first
        return _day(year, first, second)
    match = _SERIAL.fullmatch(text)
    return _EXCEL_ZERO + timedelta(days=int(match[1])) if match else None


def _named(text: str) -> date | None:
    if not text.isascii():
        text = "".join(char for char in normalize("NFKD", text) if not combining(char))
    match = _DAY_MONTH.fullmatch(text)
    if match:
        return _day(_year(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    match = _MONTH_DAY.fullmatch(text)
    return _day(int(match[3]), _MONTHS.get(match[1], 0), int(match[2])) if match else None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 70 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
