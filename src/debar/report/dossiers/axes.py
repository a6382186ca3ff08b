"""Days along a line in drawing units, with their ticks; imprecise days are spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from debar.report.text import short_date

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
#: Years a drawing spans at most; what is older stands at its left edge.
_MOST_YEARS = 25


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from ``first`` to ``last`` between the units ``left`` and ``right``."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """The place of a day; one outside stands at the edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + (self.right - self.left) * min(max(share, 0), 1), 1)

    def span(self, iso: str) -> tuple[float, float]:
        """Where the day may lie: both places are one for a whole day."""
        first, last = days(iso)
        return self.at(first), self.at(last)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Years, or months where the line is short, at most so many."""
        start, end = self.first.year * 12 + self.first.month, self.last.year * 12 + self.last.month
        step = next(step for step in (1, 3, 6, 12, 24, 60, 120, 240, 600, 60_000) if (end - start) // step < most)
        found = []
        for month in range(-(-start // step) * step, end, step):
            year, number = divmod(month, 12)
            if year:
                words = str(year) if step >= 12 or not number else _MONTHS[number]
                found.append((self.at(date(year, number + 1, 1)), words))
        return found


def days(iso: str) -> tuple[date, date]:
    """The first and the last day that an ISO text of any precision may mean."""
    first = date.fromisoformat(iso + "0000-01-01"[len(iso) :])
    if len(iso) == 10:
        return first, first
    if len(iso) == 4:
        return first, date(first.year, 12, 31)
    if iso[:7] == "9999-12":
        return first, date.max
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)


def make_axis(found: Sequence[str], left: float, right: float) -> Axis | None:
    """An axis over ISO days; None without any. A few days long before the others do not stretch it."""
    held = sorted(found)
    if not held:
        return None
    last = days(held[-1])[1]
    near = [iso for iso in held if last.year - int(iso[:4]) <= _MOST_YEARS]
    first = days(near[0])[0]
    pad = max((last - first).days // 40, 12)
    start, end = max(first.toordinal() - pad, 1), min(last.toordinal() + pad, date.max.toordinal())
    return Axis(date.fromordinal(start), date.fromordinal(end), left, right)


def day_words(iso: str) -> str:
    """A day for people in its own precision: ``7 Dec 2018``, ``Dec 2018``, ``2018``."""
    if len(iso) == 10:
        return short_date(date.fromisoformat(iso))
    if len(iso) == 7:
        return f"{_MONTHS[int(iso[5:]) - 1]} {iso[:4]}"
    return iso


def period_words(start: str, end: str, *, is_open: bool = False) -> str:
    """A period for people; one day where start and end are one."""
    if not start:
        return f"until {day_words(end)}" if end else "no day"
    if is_open:
        return f"since {day_words(start)}"
    return day_words(start) if not end or end == start else f"{day_words(start)} – {day_words(end)}"


def text_width(words: str, size: float) -> float:
    """About how wide words are drawn at a size; wide scripts count in full."""
    return sum(size if ord(each) > 0x2E80 else size * 0.54 for each in words)
