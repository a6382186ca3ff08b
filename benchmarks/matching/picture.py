"""Recall against false alarms as an SVG picture: one line a method, marks where it is commonly used."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from math import hypot, log10
from typing import NamedTuple

from benchmarks.matching.figures import Report

WIDTH, HEIGHT = 760, 500
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 742, 62, 446
#: Alerts per 1,000 clean names (log) and recall that the picture shows; fewer alerts stand on the left edge.
_FEWEST, _MOST = 0.1, 1000.0
_LEAST = 0.6
_SANS = "'Public Sans',system-ui,sans-serif"
_SERIF = "'Source Serif 4',Georgia,serif"
_LETTER, _LINE = 6.7, 13
#: Pixels between a mark and the label beside it.
_BESIDE = 9
_INK, _INK_2, _RULE, _ACCENT = "#15202B", "#45505C", "#ECE8DE", "#17456F"
#: Line and dashes of each family of peers, by how its curves are called; differing in greyscale too.
_STYLES = {
    "rapidfuzz WRatio": ("#9A1B1E", "1 4"),
    "rapidfuzz token_set": ("#9A1B1E", "7 4"),
    "rapidfuzz token_sort": ("#9A1B1E", "12 3 2 3"),
    "TF-IDF trigram cosine": ("#2C5E4C", "5 3"),
    "nomenklatura logic-v2": ("#4A3D8F", ""),
    "nomenklatura logic-v1": ("#4A3D8F", "2 3"),
    "Splink": ("#8A4B00", "9 3 2 3 2 3"),
}
_OTHER = ("#5E6975", "4 2")
_QUIET = f'fill="{_INK_2}"'


class Box(NamedTuple):
    """A rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """The area both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)


class Mark(NamedTuple):
    """A method at the threshold it is used with."""

    x: float
    y: float
    label: str
    is_ours: bool
    colour: str


def picture(report: Report) -> str:
    """The SVG text, for 760 pixels of width and more."""
    lines = {name: _places(points) for name, points in report["curves"].items()}
    marks = [mark for row in report["methods"] if (mark := _mark(row))]
    body = [
        *_frame(),
        *(_line(name, places) for name, places in sorted(lines.items(), key=lambda line: _is_ours(line[0]))),
        *_labels(
            marks, [box for name, places in lines.items() for box in _trodden(places, 6 if _is_ours(name) else 3)]
        ),
        *(_dot(mark) for mark in marks),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-labelledby="title desc" font-family="{_SANS}" font-size="12" fill="{_INK}">\n'
        f'<title id="title">Share of listed names found against false alarms</title>\n'
        f'<desc id="desc">{escape(_described(report))}</desc>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _described(report: Report) -> str:
    said = [
        f"{row['method']}: {_recall(row):.3f} found, {row['alerts_per_1000']:g} alerts per 1,000 clean names"
        for row in report["methods"]
        if row["alerts_per_1000"] is not None
    ]
    return "One line a method over its thresholds; up and to the left is better. " + "; ".join(said) + "."


def _x(alerts: float) -> float:
    share = (log10(max(alerts, _FEWEST)) - log10(_FEWEST)) / (log10(_MOST) - log10(_FEWEST))
    return round(_LEFT + min(1.0, share) * (_RIGHT - _LEFT), 1)


def _y(recall: float) -> float:
    return round(_BOTTOM - (recall - _LEAST) / (1 - _LEAST) * (_BOTTOM - _TOP), 1)


def _places(points: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """The points of a curve within the picture; where it leaves below, it is cut at the edge."""
    inside: list[tuple[float, float]] = []
    last: tuple[float, float] | None = None
    for _, recall, alerts in sorted(points, key=lambda point: -point[1]):
        place = (_x(alerts), _y(recall))
        if recall < _LEAST:
            if last and last[1] < _BOTTOM:
                part = (_BOTTOM - last[1]) / (place[1] - last[1])
                inside.append((round(last[0] + part * (place[0] - last[0]), 1), float(_BOTTOM)))
            break
        if place != last:
            inside.append(place)
        last = place
    return inside


def _trodden(places: Sequence[tuple[float, float]], reach: float) -> list[Box]:
    """Boxes along the line, five pixels apart, each reaching so far to all sides."""
    found = []
    for (x, y), (to_x, to_y) in pairwise(places):
        steps = max(1, round(hypot(to_x - x, to_y - y) / 5))
        for step in range(steps):
            at_x, at_y = x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
            found.append(Box(at_x - reach, at_y - reach, at_x + reach, at_y + reach))
    return found


def _mark(row: Report) -> Mark | None:
    if row["alerts_per_1000"] is None or _recall(row) < _LEAST:
        return None
    ours = _is_ours(row["method"])
    name = (
        row["method"]
        .replace(">=", "≥")
        .removeprefix("rapidfuzz ")
        .removeprefix("nomenklatura ")
        .replace(" trigram cosine", "")
    )
    return Mark(_x(row["alerts_per_1000"]), _y(_recall(row)), name, ours, _ACCENT if ours else _style(row["method"])[0])


def _recall(row: Report) -> float:
    """Share of vendors found; of changed names where the data have no vendors, as in the curves."""
    found = row["query_recall"] if row["vendor_recall"] is None else row["vendor_recall"]
    return float(found or 0.0)


def _is_ours(name: str) -> bool:
    return name.startswith("debar")


def _style(name: str) -> tuple[str, str]:
    return next((style for start, style in _STYLES.items() if name.startswith(start)), _OTHER)


def _frame() -> list[str]:
    out = [
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="#FFFFFF" stroke="#D8D3C7"/>',
        _text(16, 28, "Listed names found, and clean names raised", f'font-family="{_SERIF}" font-size="17"'),
        _text(16, 47, "Share of listed names found; up and to the left is better", _QUIET),
    ]
    for percent in range(round(100 * _LEAST), 101, 5):
        y = _y(percent / 100)
        out.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}" stroke="{_RULE}"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" fill="{_INK_2}">{percent / 100:.2f}</text>')
    for alerts in (0.1, 1, 10, 100, 1000):
        x = _x(alerts)
        label = f"{alerts:,g}" if alerts > _FEWEST else "≤ 0.1"
        anchor = "end" if alerts == _MOST else "middle"
        out.append(f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{_BOTTOM + 5}" stroke="{_RULE}"/>')
        out.append(f'<text x="{x}" y="{_BOTTOM + 19}" text-anchor="{anchor}" fill="{_INK_2}">{label}</text>')
    middle = (_LEFT + _RIGHT) / 2
    return [
        *out,
        f'<line x1="{_LEFT}" y1="{_BOTTOM}" x2="{_RIGHT}" y2="{_BOTTOM}" stroke="{_INK}"/>',
        _text(middle, HEIGHT - 14, "alerts per 1,000 clean names (logarithmic)", f'text-anchor="middle" {_QUIET}'),
    ]


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(text)}</text>'


def _line(name: str, places: Sequence[tuple[float, float]]) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in places)
    if _is_ours(name):
        look = f'stroke="{_ACCENT}" stroke-width="3.2"'
    else:
        colour, dashes = _style(name)
        look = f'stroke="{colour}" stroke-width="1.4"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
    return f'<polyline points="{points}" fill="none" stroke-linejoin="round" {look}/>'


def _dot(mark: Mark) -> str:
    if mark.is_ours:
        return f'<circle cx="{mark.x}" cy="{mark.y}" r="6" fill="{_ACCENT}" stroke="#FFFFFF" stroke-width="1.5"/>'
    return (
        f'<rect x="{mark.x - 3.5:.1f}" y="{mark.y - 3.5:.1f}" width="7" height="7" fill="#FFFFFF" '
        f'stroke="{mark.colour}" stroke-width="1.6"/>'
    )


def _labels(marks: Sequence[Mark], crossed: Sequence[Box]) -> list[str]:
    """A label near each mark, where it covers the least of other labels, marks and lines; joined to it if away."""
    taken = [Box(mark.x - 6, mark.y - 6, mark.x + 6, mark.y + 6) for mark in marks]
    out = []
    for mark in sorted(marks, key=lambda mark: (not mark.is_ours, mark.x)):
        box = min(_boxes(mark), key=lambda box: _cost(box, mark, taken, crossed))
        taken.append(box)
        x, y = _nearest(box, mark)
        if hypot(x - mark.x, y - mark.y) > _BESIDE + 3:
            out.append(f'<line x1="{mark.x}" y1="{mark.y}" x2="{x:.1f}" y2="{y:.1f}" stroke="{mark.colour}"/>')
        weight = ' font-weight="700"' if mark.is_ours else ""
        look = f'fill="{mark.colour}"{weight} stroke="#FFFFFF" stroke-width="3" paint-order="stroke"'
        out.append(_text(round(box.left, 1), round(box.bottom - 3, 1), mark.label, look))
    return out


def _boxes(mark: Mark) -> list[Box]:
    wide = len(mark.label) * _LETTER * (1.08 if mark.is_ours else 1.0)
    lefts = [side for away in (_BESIDE, 24, 44, 70) for side in (mark.x + away, mark.x - away - wide)]
    middles = [mark.y + way * away for away in (0, 15, 28, 44, 62) for way in (1, -1)]
    return [
        Box(left, middle - _LINE / 2, left + wide, middle + _LINE / 2)
        for left in (*lefts, mark.x - wide / 2)
        for middle in middles
    ]


def _nearest(box: Box, mark: Mark) -> tuple[float, float]:
    return min(max(mark.x, box.left - 2), box.right + 2), min(max(mark.y, box.top), box.bottom)


def _cost(box: Box, mark: Mark, taken: Sequence[Box], crossed: Sequence[Box]) -> float:
    out = max(0.0, _LEFT + 2 - box.left) + max(0.0, box.right - WIDTH + 6)
    out += max(0.0, _TOP - 4 - box.top) + max(0.0, box.bottom - _BOTTOM + 2)
    x, y = _nearest(box, mark)
    covered = sum(4 * box.overlap(other) for other in taken) + sum(box.overlap(other) for other in crossed)
    return 100 * out + covered + 3 * hypot(x - mark.x, y - mark.y)
