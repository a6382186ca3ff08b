"""Charts as SVG pictures of a fixed size that say every colour and letter themselves, for pages without style sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from debar.model import SEVERITY, Outcome
from debar.report.aggregates import Total
from debar.report.text import plain, shorten
from debar.report.words import look

#: The colours of outcomes in print; they differ in lightness as well.
COLOURS: Mapping[Outcome, str] = {
    Outcome.PROHIBITED: "#9A1B1E",
    Outcome.LICENSE_REQUIRED: "#86286B",
    Outcome.DUTY: "#17456F",
    Outcome.DEPENDS: "#C9791A",
    Outcome.REVIEW: "#6E62B5",
    Outcome.CLEAR: "#A9C2B6",
}
#: The same for words, dark enough to read on white.
WORD_COLOURS: Mapping[Outcome, str] = {
    **COLOURS,
    Outcome.DEPENDS: "#8A4B00",
    Outcome.REVIEW: "#4A3D8F",
    Outcome.CLEAR: "#2C5E4C",
}
_INK, _SOFT, _RULE = "#15202B", "#5E6975", "#D8D3C7"
_FONT = "Libertinus Serif, Public Sans, serif"
_WIDTH, _LEFT, _PLOT = 720, 44, 150
#: From this many years on a column is a year.
_MONTH_YEARS = 16


def draw_months(months: Mapping[str, Total]) -> str:
    """Purchases by month (by year when the years are many), stacked by outcome; empty when none bears a date."""
    known = {key: total.outcomes for key, total in months.items() if key[:4].isdigit()}
    years = sorted({int(key[:4]) for key in known})
    if not years:
        return ""
    by_month = len(years) > 1 and years[-1] - years[0] < _MONTH_YEARS
    span = range(years[0], years[-1] + 1)[-60:]
    columns: dict[str, Counter[Outcome]] = {
        key: Counter()
        for year in span
        for key in ([f"{year:04d}-{month:02d}" for month in range(1, 13)] if by_month else [f"{year:04d}"])
    }
    for key, counts in known.items():
        if (name := key if by_month else key[:4]) in columns:
            columns[name].update(counts)
    highest = max(counts.total() for counts in columns.values()) or 1
    width = (_WIDTH - _LEFT) / len(columns)
    parts = _levels(highest)
    for number, counts in enumerate(columns.values()):
        parts += _column(counts, _LEFT + number * width, width, highest)
    step = max(1, -(-len(span) // 12))
    for year in span[::step]:
        x = _LEFT + (year - span[0] + 0.5) * (_WIDTH - _LEFT) / len(span)
        parts.append(_text(x, _PLOT + 28, str(year), anchor="middle"))
    return _svg(parts + _legend([o for o in SEVERITY if any(c[o] for c in columns.values())]), _PLOT + 54)


def draw_ranking(rows: Sequence[tuple[str, Total]]) -> str:
    """A bar for each row, cut by outcome, with its name and its number of purchases."""
    highest = max((total.purchases for _, total in rows), default=1) or 1
    parts, room = [], _WIDTH - 330 - 60
    for number, (name, total) in enumerate(rows):
        y, x = number * 20.0, 330.0
        parts.append(_text(0, y + 13, shorten(plain(name), 56), size=12.5))
        for outcome in SEVERITY:
            if total.outcomes[outcome]:
                width = room * total.outcomes[outcome] / highest
                parts.append(_rect(x, y + 3, width, 12, COLOURS[outcome]))
                x += width
        parts.append(_text(x + 6, y + 13, f"{total.purchases:,}"))
    return _svg(parts, 20 * max(len(rows), 1) + 4)


def _column(counts: Counter[Outcome], x: float, width: float, highest: int) -> list[str]:
    parts, bottom = [], 10.0 + _PLOT
    for outcome in SEVERITY:
        if counts[outcome]:
            height = _PLOT * counts[outcome] / highest
            bottom -= height
            parts.append(_rect(x + width * 0.06, bottom, width * 0.88, height, COLOURS[outcome]))
    return parts


def _levels(highest: int) -> list[str]:
    step = next(s * 10**e for e in range(15) for s in (1, 2, 5) if s * 10**e * 4 >= highest)
    parts = []
    for level in range(0, highest + 1, step):
        y = 10 + _PLOT * (1 - level / highest)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH}" stroke="{_RULE if level else _SOFT}" stroke-width=".7"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{level:,}", anchor="end"))
    return parts


def _legend(outcomes: Sequence[Outcome]) -> list[str]:
    parts, x = [], float(_LEFT)
    for outcome in outcomes:
        word = look(outcome).word
        parts += [_rect(x, _PLOT + 40, 11, 11, COLOURS[outcome]), _text(x + 16, _PLOT + 50, word)]
        x += 34 + 6.2 * len(word)
    return parts


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0.2):.2f}" height="{height:.2f}" fill="{fill}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: float = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{_INK}">'
        f"{escape(words)}</text>"
    )


def _svg(parts: Sequence[str], height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" font-family="{_FONT}">'
        f"{''.join(parts)}</svg>"
    )
