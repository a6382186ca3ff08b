"""What happened in the months before each listing, and how long before it the first of each lane was."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from debar.dossiers.view_places import Entry
from debar.model.dossier_pages import BESIDE, Before, Listed

#: Listings with a window of their own, and marks named in one.
MOST_LISTINGS, MOST_MARKS = 8, 60
_UNDATED = "~"
_COUNTED = frozenset({"contact", "payment", "signal", "terms", "bill", "lobbying", "engagement", "news", "project"})


def windows(entries: Sequence[Entry], listed: Sequence[Listed], months: int) -> tuple[Before, ...]:
    """A window for each day on which a listing began, earliest first; listings of one day share the first's.

    What has no whole day counts only where every day it may mean lies in the window.
    """
    days: dict[str, Listed] = {}
    for each in sorted(listed, key=lambda each: (each.since, each.by, each.list)):
        if len(each.since) == 10:
            days.setdefault(each.since, each)
    starts = [entry.start or _UNDATED for entry in entries]
    return tuple(_window(entries, starts, each, months) for each in list(days.values())[:MOST_LISTINGS])


def months_before(day: str, months: int) -> str:
    """The ISO day so many months before an ISO day; the last of a shorter month where it has no such day."""
    when = date.fromisoformat(day)
    total = max(when.year * 12 + when.month - 1 - months, 12)
    year, month = divmod(total, 12)
    for last in (when.day, 30, 29, 28):
        try:
            return date(year, month + 1, last).isoformat()
        except ValueError:
            continue
    raise ValueError(day)


def _window(entries: Sequence[Entry], starts: Sequence[str], listed: Listed, months: int) -> Before:
    since, before = months_before(listed.since, months), months_before(listed.since, 2 * months)
    counts: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    firsts: dict[str, tuple[int, int]] = {}
    marks: list[int] = []
    for number, entry in _until(entries, starts, before, listed.since):
        if whole(entry.start) >= since:
            counts[entry.lane] += 1
            firsts.setdefault(entry.lane, (number, _days(entry.start, listed.since)))
            if len(marks) < MOST_MARKS:
                marks.append(number)
        elif whole(entry.start) >= before:
            earlier[entry.lane] += 1
    return Before(
        listed=listed,
        months=months,
        since=since,
        counts=dict(counts),
        earlier=dict(earlier),
        firsts=firsts,
        marks=tuple(marks),
    )


def _until(entries: Sequence[Entry], starts: Sequence[str], since: str, day: str) -> Iterator[tuple[int, Entry]]:
    """The entries between two days; a year sorts before its days, so the search begins there."""
    for number in range(bisect_left(starts, since[:4]) + 1, bisect_left(starts, day) + 1):
        entry = entries[number - 1]
        if entry.lane in _COUNTED and entry.lane not in BESIDE and whole(entry.start, last=True) < day:
            yield number, entry


def whole(iso: str, *, last: bool = False) -> str:
    """The first (or last) day that a day of any precision may mean; the last of a month sorts behind all its days."""
    return iso + ("0000-12-31" if last else "0000-01-01")[len(iso) :]


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(whole(start))).days
