"""The times that sentences of an article name: stated, or taken from the article's own day and marked so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from debar.dossiers.articles import MONTH, MONTHS, Article
from debar.model.dossiers import Day

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DATE = re.compile(
    rf"\b(?:(?:Since|By|In|in|since|during) )?(?P<month>{MONTH}) (?P<year>(?:19|20)\d\d)\b|\b[Ii]n (?P<only>(?:19"
    rf"|20)\d\d)\b"
)
_MONTH_ONLY = re.compile(
    rf"\b(?:[Ii]n (?:(?:an?|the|its|their|his|her|late|early|mid) ){{0,2}}|[Ll]ast )(?P<month>{MONTH})\b(?! \d)"
)
_FULL = re.compile(
    rf"\b(?:[Oo]n )?(?:(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}}) (?P<month2>{MONTH})),? "
    r"(?P<year>(?:19|20)\d\d)\b"
)
_AGO = re.compile(rf"\b(?P<many>a|an|one|{'|'.join(_NUMBERS)}|\d{{1,2}}) (?P<unit>year|month)s? ago\b", re.IGNORECASE)
#: A year later: so long behind the time told before.
_LATER = re.compile(
    rf"\b(?P<many>a|an|one|{'|'.join(_NUMBERS)}|\d{{1,2}}) (?P<unit>year|month)s? later\b", re.IGNORECASE
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WEEKDAY = re.compile(rf"\bon (?P<weekday>{'|'.join(_WEEKDAYS)})\b")


def times_in(sentence: str, article: Article) -> Iterator[tuple[int, Day]]:
    """The times a sentence names, each with its place; a month alone is the last such one before the article's day."""
    whole = [(hit.start(), day) for hit in _FULL.finditer(sentence) if (day := _full(hit))]
    whole += [
        (hit.start(), Day(iso=hit["only"] or iso_month_of(hit["month"], int(hit["year"])), text=hit[0]))
        for hit in _DATE.finditer(sentence)
    ]
    yield from sorted(whole, key=lambda each: each[0])
    weekday = _WEEKDAY.search(sentence)
    if weekday and article.published and not whole:
        back = (article.published.weekday() - _WEEKDAYS.index(weekday["weekday"])) % 7
        because = f"the last such day before the article's, {article.published}"
        last = article.published - timedelta(days=back)
        yield 0, Day(iso=last.isoformat(), text=weekday[0], inferred=True, because=because)
        return
    if not whole and article.published and (ago := _AGO.search(sentence)):
        yield 0, _before(article.published, ago)
        return
    month = _MONTH_ONLY.search(sentence)
    if whole or not month or not article.published:
        return
    iso = iso_month_of(month["month"], article.published.year)
    if iso > article.published.isoformat()[:7]:
        iso = iso_month_of(month["month"], article.published.year - 1)
    because = f"the last such month before the article's day, {article.published}"
    yield 0, Day(iso=iso, text=month[0], inferred=True, because=because)


def time_later(sentence: str, last: Day | None) -> tuple[int, Day] | None:
    """A time told as "a year later" than the one told last before, with its place; None for none."""
    hit = _LATER.search(sentence)
    if hit is None or last is None:
        return None
    many, because = _many(hit["many"]), f"so long after {last.text or last.iso}, told before"
    if hit["unit"].lower() == "year":
        return hit.start(), Day(iso=str(int(last.iso[:4]) + many), text=hit[0], inferred=True, because=because)
    if len(last.iso) < len("2020-12"):
        return None
    months = int(last.iso[:4]) * 12 + int(last.iso[5:7]) - 1 + many
    return hit.start(), Day(iso=f"{months // 12}-{months % 12 + 1:02d}", text=hit[0], inferred=True, because=because)


def day_told(article: Article, start: int, end: int) -> Day | None:
    """The one time that the words, or else the line above that leads to them with a colon, name; None for none.

    Of several times in one sentence none is chosen.
    """
    text = article.text
    own = [day for _, day in times_in(text[start:end], article)]
    if own:
        return own[0] if len(own) == 1 else None
    above = [span for span in article.paragraphs if span[1] <= start][-2:]
    for first, last in reversed(above):
        line = text[first:last].rstrip()
        if line.endswith(":"):
            led = [day for _, day in times_in(line, article)]
            return replace(led[0], because=led[0].because or "the line that leads to it") if len(led) == 1 else None
    return None


def iso_month_of(month: str, year: int) -> str:
    """A month by its English name, with its year, as ``2018-08``."""
    return f"{year}-{MONTHS[month.lower()]:02d}"


def _before(published: date, ago: re.Match[str]) -> Day:
    """“Two years ago”: the year, or the month, so long before the article's day."""
    many = _many(ago["many"])
    months = published.year * 12 + published.month - 1 - many
    by_month = f"{months // 12}-{months % 12 + 1:02d}"
    iso = str(published.year - many) if ago["unit"].lower() == "year" else by_month
    return Day(iso=iso, text=ago[0], inferred=True, because=f"so long before the article's day, {published}")


def _many(said: str) -> int:
    word = said.lower()
    return int(word) if word.isdigit() else (_NUMBERS.index(word) + 2 if word in _NUMBERS else 1)


def _full(hit: re.Match[str]) -> Day | None:
    month, day = hit["month"] or hit["month2"], int(hit["day"] or hit["day2"])
    try:
        return Day(iso=date(int(hit["year"]), MONTHS[month.lower()], day).isoformat(), text=hit[0])
    except ValueError:
        return None
