"""Birth dates compared: whole or in part, exact, ``circa`` or a range, as lists and files write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:t.*)?")
_WRITTEN = re.compile(r"(?:(\d{1,2}) )?(?:([a-z]{3})[a-z]*\.? )?(\d{4})")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_BETWEEN = re.compile(r" to | and | or |[–/-]")
#: No birth date is longer; what is, is a remark.
_LONGEST = 60
#: Years that a year may be off: lists give ages, other calendars and hearsay; and where they say ``circa``.
_OFF, _OFF_CIRCA = 2, 5
#: So many years apart are two persons, whatever the source.
_FAR = 10


class Born(IntEnum):
    """What two sets of birth dates say of one person, from speaking against it to speaking for it."""

    FAR = 0
    APART = 1
    OTHER_DAY = 2
    SLIP = 3
    NOTHING = 4
    SAME_YEAR = 5
    SAME_MONTH = 6
    SAME_DAY = 7


@dataclass(frozen=True, slots=True)
class _Birth:
    """Years from ``low`` to ``high``; month and day (0 where not said) only of one exact date."""

    low: int
    high: int
    month: int = 0
    day: int = 0
    circa: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high and not self.circa


def compare_births(asked: Iterable[str], listed: Iterable[str]) -> tuple[Born, str, str]:
    """What the most favourable pair of dates says, and that pair as written; NOTHING where no date can be read.

    Years more than two apart (five, where one is ``circa``) are APART, more than ten beyond that FAR. A day and month
    the other way round, or one digit off, is a SLIP.
    """
    pairs = [(_compared(a, b), x, y) for (x, a), (y, b) in product(_read(asked), _read(listed))]
    return max(pairs, default=(Born.NOTHING, "", ""))


def _read(dates: Iterable[str]) -> list[tuple[str, _Birth]]:
    return [(text, birth) for text in dates if (birth := _birth(text)) is not None]


@lru_cache(maxsize=1 << 12)
def _birth(text: str) -> _Birth | None:
    plain = " ".join(text.split()).lower()
    if len(plain) > _LONGEST:
        return None
    exact = _exact(plain)
    if exact is not None:
        return exact
    years = [int(year) for year in _YEAR.findall(plain)]
    if not years:
        return None
    ranged = len(years) > 1 and _BETWEEN.search(plain) is not None
    return _Birth(min(years), max(years), circa=not ranged)


def _exact(plain: str) -> _Birth | None:
    if found := _ISO.fullmatch(plain):
        year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    elif found := _WRITTEN.fullmatch(plain):
        if found[2] and found[2] not in _MONTHS:
            return None
        year, month, day = int(found[3]), _MONTHS.index(found[2]) + 1 if found[2] else 0, int(found[1] or 0)
    else:
        return None
    if month > 12 or day > 31 or (day and not month):
        return None
    return _Birth(year, year, month, day)


def _compared(a: _Birth, b: _Birth) -> Born:
    gap = max(a.low, b.low) - min(a.high, b.high)
    off = gap - (_OFF_CIRCA if a.circa or b.circa else _OFF)
    if a.exact and b.exact and a.day and b.day:
        return _days(a, b, off)
    if off > 0:
        return Born.FAR if off > _FAR else Born.APART
    if gap > 0 or not (a.exact and b.exact):
        return Born.NOTHING
    if not (a.month and b.month):
        return Born.SAME_YEAR
    return Born.SAME_MONTH if a.month == b.month else Born.NOTHING


def _days(a: _Birth, b: _Birth, off: int) -> Born:
    left, right = ((birth.low, birth.month, birth.day) for birth in (a, b))
    if left == right:
        return Born.SAME_DAY
    if left[0] == right[0] and left[1:] == right[:0:-1]:
        return Born.SLIP
    digits = zip(*(f"{y:04}{m:02}{d:02}" for y, m, d in (left, right)), strict=True)
    if sum(one != other for one, other in digits) == 1:
        return Born.SLIP
    if off > 0:
        return Born.FAR if off > _FAR else Born.APART
    return Born.OTHER_DAY
