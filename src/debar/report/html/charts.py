"""Charts drawn on the server as SVG. Places along x are percentages, so that a chart fits any width and its words keep
their size; each chart is one image to a screen reader, with its content in a sentence or a table beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from markupsafe import Markup

from debar.model import SEVERITY, Outcome, Purchase, RuleResult
from debar.report.summary import RuleAccount, Tally
from debar.report.text import plain, short_date, shorten
from debar.report.words import binds, in_reading_order, look

#: Rules drawn in one time line, lines for rules in the chart of years, years with a column of their own.
_BARS, _MARKS, _YEARS = 8, 4, 40
#: From this many years on a column is a year, not a month.
_MONTH_YEARS = 16

#: Years shown before the purchase in a time line.
_BEFORE = 4

_ROW = 34
_PLOT = 150
_MARK_ROW = 17


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days along x, in percent of the width."""

    start: date
    end: date

    def at(self, day: date) -> float:
        span = max((self.end - self.start).days, 1)
        return round(100 * min(max((day - self.start).days / span, 0), 1), 2)


def _text(x: float, y: float, words: str, css: str, *, anchor: str = "start", dx: float = 0) -> str:
    shift = f' dx="{dx}"' if dx else ""
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}%" y="{y}" class="{css}"{end}{shift}>{escape(words)}</text>'


def _image(parts: Iterable[str], height: float, label: str, css: str) -> Markup:
    # Every part is made in this module, its words through escape().
    return Markup(  # noqa: S704
        f'<div class="{css}" role="img" aria-label="{escape(label)}">'
        f'<svg width="100%" height="{height}" aria-hidden="true">{"".join(parts)}</svg></div>'
    )


def time_line(subject: Purchase, rules: Sequence[RuleResult], today: date) -> Markup:
    """Each rule's bar from its first to its last day, and the day of the purchase; empty when no rule has a day.

    Bars are cut to the years about the purchase: what began long before, or ends long after, runs to the edge.
    """
    dated = [rule for rule in in_reading_order(tuple(rules)) if any(rule.in_force)][:_BARS]
    if not dated:
        return Markup("")
    axis = _axis(subject.date or today, dated, today)
    top = 26
    height = top + _ROW * len(dated) + 20
    parts = _years_grid(axis, top, height - 18)
    parts += [_bar(rule, axis, top + number * _ROW) for number, rule in enumerate(dated)]
    if subject.date:
        x = axis.at(subject.date)
        parts.append(f'<line x1="{x}%" x2="{x}%" y1="18" y2="{height - 18}" class="day"/>')
        parts.append(_text(x, 12, short_date(subject.date), "day-word", anchor=_side(x)))
    # Words come last, so that no line runs through them.
    parts += [_label(rule, top + number * _ROW) for number, rule in enumerate(dated)]
    return _image(parts, height, _in_words(subject, dated), "time")


def _axis(day: date, rules: Sequence[RuleResult], today: date) -> _Axis:
    """From some years before the purchase (or the first rule, when it is later) to today or the last rule to begin."""
    days = [edge for rule in rules for edge in rule.in_force if edge]
    begin = max(min(*days, day).year - 1, day.year - _BEFORE, 1)
    return _Axis(date(begin, 1, 1), max(day, today, *(rule.in_force[0] or day for rule in rules)))


def _side(x: float) -> str:
    """Which way words run from a place so that they stay inside the picture."""
    if x < 15:
        return "start"
    return "end" if x > 85 else "middle"


def _years_grid(axis: _Axis, top: float, bottom: float) -> list[str]:
    years = range(axis.start.year, axis.end.year + 1)
    step = max(1, -(-len(years) // 7))
    parts = []
    for year in years[::step]:
        x = axis.at(date(year, 1, 1))
        parts.append(f'<line x1="{x}%" x2="{x}%" y1="{top}" y2="{bottom}" class="grid"/>')
        parts.append(_text(x, bottom + 14, str(year), "tick", anchor=_side(x)))
    return parts


def _label(rule: RuleResult, y: float) -> str:
    title = plain(rule.citations[0].title) if rule.citations else rule.rule
    return _text(0, y + 12, f"{shorten(title, 34)} · {_period(rule)}", "label")


def _bar(rule: RuleResult, axis: _Axis, y: float) -> str:
    since, to = rule.in_force
    left, right = axis.at(since or axis.start), axis.at(to or axis.end)
    css = f"f-{look(rule.outcome).css}" if binds(rule) else "f-x"
    width = max(right - left, 0.4)
    return f'<rect x="{left}%" width="{width:.2f}%" y="{y + 17}" height="10" class="{css}"/>'


def _period(rule: RuleResult) -> str:
    since, to = rule.in_force
    if since and to:
        return f"{short_date(since)} to {short_date(to)}"
    return f"since {short_date(since)}" if since else f"until {short_date(to or date.max)}"


def _in_words(subject: Purchase, rules: Sequence[RuleResult]) -> str:
    day = f"The purchase is of {short_date(subject.date)}." if subject.date else "The purchase has no date."
    each = ". ".join(f"{plain(r.citations[0].title) if r.citations else r.rule} {_period(r)}" for r in rules)
    return f"{day} {each}."


def outcome_bar(counts: Counter[Outcome], label: str, *, of: int = 0, height: int = 10) -> Markup:
    """One bar, cut by outcome, most severe first; its full width stands for ``of`` (or for its own total)."""
    whole = max(of or counts.total(), 1)
    parts, left = [], 0.0
    for outcome in SEVERITY:
        if counts[outcome]:
            width = 100 * counts[outcome] / whole
            css = look(outcome).css
            parts.append(f'<rect x="{left:.2f}%" width="{width:.2f}%" height="{height}" class="f-{css}"/>')
            left += width
    return _image(parts, height, label, "bar")


def year_chart(years: Tally, rules: Iterable[RuleAccount], what: str = "Findings") -> Markup:
    """Findings a year, stacked by outcome, with a dashed line where each of the rules that spoke most began."""
    known = {int(year): counts for year, counts in years.items() if year.isdigit()}
    if not known:
        return Markup("")
    last = max(known)
    first = max(min(known), last - _YEARS + 1)
    count = last - first + 1
    highest = max(counts.total() for counts in known.values())
    marks = _marks(rules, first, last)
    top = _MARK_ROW * len(marks) + 8
    parts = _levels(highest, top)
    for year in range(first, last + 1):
        parts += _column(known.get(year, Counter()), 100 * (year - first) / count, 100 / count, highest, top)
        if count <= 12 or (last - year) % (count // 8) == 0:
            x = 100 * (year - first + 0.5) / count
            parts.append(_text(x, top + _PLOT + 16, str(year), _year_style(last - year), anchor="middle"))
    parts += _mark_lines(marks, count, top)
    label = f"{what} by year. " + ". ".join(f"{year}: {counts.total()}" for year, counts in sorted(known.items()))
    return _image(parts, top + _PLOT + 22, label, "years")


def month_chart(months: Tally, rules: Iterable[RuleAccount], what: str = "Purchases") -> Markup:
    """A column a month, stacked by outcome, with the days on which rules began; years where months are too many."""
    known = {key: counts for key, counts in months.items() if key[:4].isdigit()}
    years = sorted({int(key[:4]) for key in known})
    if not _is_monthly(years):
        by_year: Tally = {}
        for key, counts in known.items():
            by_year.setdefault(key[:4], Counter()).update(counts)
        return year_chart(by_year, rules, what)
    first, last = years[0], years[-1]
    columns = [f"{year:04d}-{month:02d}" for year in range(first, last + 1) for month in range(1, 13)]
    highest = max(counts.total() for counts in known.values())
    marks = _marks(rules, first, last)
    top = _MARK_ROW * len(marks) + 8
    parts = _levels(highest, top)
    width = 100 / len(columns)
    for number, key in enumerate(columns):
        parts += _column(known.get(key, Counter()), number * width, width, highest, top, gap=0.06)
    for year in range(first, last + 1):
        if last - first < 12 or (last - year) % 2 == 0:
            x = 100 * (year - first + 0.5) / (last - first + 1)
            parts.append(_text(x, top + _PLOT + 16, str(year), _year_style(last - year), anchor="middle"))
    parts += _mark_lines(marks, last - first + 1, top)
    label = f"{what} by month. " + ". ".join(
        f"{year}: {sum(counts.total() for key, counts in known.items() if key.startswith(str(year)))}" for year in years
    )
    return _image(parts, top + _PLOT + 22, label, "years")


def chart_years(months: Iterable[str]) -> tuple[int, int] | None:
    """Return the first and the last year that :func:`month_chart` shows of these months; None without any."""
    years = sorted({int(month[:4]) for month in months if month[:4].isdigit()})
    if not years:
        return None
    return (years[0] if _is_monthly(years) else max(years[0], years[-1] - _YEARS + 1)), years[-1]


def _is_monthly(years: Sequence[int]) -> bool:
    return len(years) > 1 and years[-1] - years[0] < _MONTH_YEARS


def _year_style(before_last: int) -> str:
    """The class of a year's words; those of every second year give way where the page is narrow."""
    return "tick spare" if before_last % 2 else "tick"


def _mark_lines(marks: list[tuple[str, float]], count: int, top: float) -> list[str]:
    parts = []
    for number, (words, at) in enumerate(marks):
        x = round(100 * at / count, 2)
        y = number * _MARK_ROW + 12
        parts.append(
            f'<line x1="{x}%" x2="{x}%" y1="{y + (4 if 30 <= x <= 70 else -9)}" y2="{top + _PLOT}" class="mark"/>'
        )
        # The middle needs half the width on either side: so the words fit a plot of 330 pixels wherever they stand.
        anchor, dx = ("start", 5) if x < 30 else ("end", -5) if x > 70 else ("middle", 0)
        parts.append(_text(x, y, words, "mark-word", anchor=anchor, dx=dx))
    return parts


def _marks(rules: Iterable[RuleAccount], first: int, last: int) -> list[tuple[str, float]]:
    """Words and place (years from the first) of the rules that spoke most, by day; rules of one day share a line."""
    spoken = sorted(rules, key=lambda rule: (-rule.times, rule.rule))
    by_day: dict[date, list[str]] = {}
    for rule in spoken:
        if rule.since and first <= rule.since.year <= last and (rule.since in by_day or len(by_day) < _MARKS):
            by_day.setdefault(rule.since, []).append(plain(rule.title))
    marks = []
    for day, titles in sorted(by_day.items()):
        more = f" +{len(titles) - 1}" if len(titles) > 1 else ""
        words = f"{shorten(titles[0], 29)}{more}, {short_date(day).split(' ', 1)[1]}"
        marks.append((words, day.year - first + day.timetuple().tm_yday / 366))
    return marks


def _levels(highest: int, top: float) -> list[str]:
    """Horizontal lines at round numbers, their figures left of the plot."""
    step = next(s * 10**e for e in range(12) for s in (1, 2, 5) if s * 10**e * 4 >= highest)
    parts = []
    for level in range(0, highest + 1, step):
        y = round(top + _PLOT * (1 - level / highest), 1)
        parts.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}" class="{"base" if not level else "grid"}"/>')
        parts.append(_text(0, y + 4, f"{level:,}", "tick", anchor="end", dx=-6))
    return parts


def _column(
    counts: Counter[Outcome], left: float, width: float, highest: int, top: float, *, gap: float = 0.12
) -> list[str]:
    parts, bottom = [], top + float(_PLOT)
    for outcome in SEVERITY:
        if counts[outcome]:
            height = _PLOT * counts[outcome] / highest
            bottom -= height
            x, wide = left + width * gap, width * (1 - 2 * gap)
            place = f'x="{x:.2f}%" width="{wide:.2f}%" y="{bottom:.1f}" height="{height:.1f}"'
            parts.append(f'<rect {place} class="f-{look(outcome).css}"/>')
    return parts
