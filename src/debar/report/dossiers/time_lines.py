"""The time line of a dossier as SVG: one lane under another, bars for periods, dots for days, columns where many.

Solid is stated, hollow inferred, striped disputed. Every mark is a link to its words. At most some hundred shapes are
drawn, however many records there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from debar.model.dossier_pages import BESIDE, DossierPage, Lane, Mark
from debar.report.dossiers.axes import Axis, day_words, make_axis, period_words, text_width
from debar.report.dossiers.headlines import telling_window
from debar.report.text import plain, shorten

#: Marks of one lane that are drawn one by one; more become columns.
MOST_DRAWN = 40
_ROWS, _ROW, _COLUMNS = 9, 19, 44
_SIZE = 11.5
#: One colour a lane: lists, money and lobbying, law, warnings, the rest.
COLOURS: Mapping[str, str] = {
    "listing": "#9A1B1E",
    "engagement": "#17456F",
    "payment": "#17456F",
    "contact": "#17456F",
    "lobbying": "#17456F",
    "bill": "#2C5E4C",
    "signal": "#B86A0B",
    "terms": "#4A3D8F",
    "filing": "#5E6975",
    "project": "#86286B",
    "news": "#5E6975",
}
_INK, _SOFT, _RULE = "#15202B", "#45505C", "#D8D3C7"
_HALO = ' paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"'


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing: ``gutter`` is the room left of the plot for the titles of lanes, 0 to set them above.

    ``key`` begins the ids inside the drawing: two of one page need two.
    """

    width: float = 1180
    gutter: float = 132
    ticks: int = 14
    links: bool = True
    key: str = "w"

    @property
    def top(self) -> float:
        """The room above a lane's marks: its title, where there is no gutter."""
        return 8 if self.gutter else 22


WIDE = Frame()
NARROW = Frame(width=358, gutter=0, ticks=5, key="n")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mark is drawn: from ``x1`` to ``x2`` in the row at ``y``, its label after, before or inside it."""

    x1: float
    x2: float
    y: float
    label: str
    side: str


def time_line(page: DossierPage, frame: Frame = WIDE, axis: Axis | None = None) -> str:
    """The time line as one SVG; empty where nothing has a day. ``axis`` puts two companies on one scale."""
    lanes = [lane for lane in page.lanes if lane.id not in BESIDE and lane.first]
    axis = axis or axis_of([page], frame)
    if axis is None or not lanes:
        return ""
    parts: list[str] = []
    y = 30.0
    for lane in lanes:
        drawn, height = _lane(page, lane, axis, frame, y)
        parts += [*_head(lane, frame, y, height), *drawn]
        y += height
    behind = [*_window(page, axis, y), *_grid(axis, frame, y)]
    label = f"Time line of {plain(page.name)}. " + ". ".join(
        f"{lane.title}: {lane.count:,}, {day_words(lane.first)} to {day_words(lane.last)}" for lane in lanes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:g} {y + 8:g}" role="group"'
        f' aria-label="{escape(label)}" font-family="Public Sans, system-ui, sans-serif" font-size="{_SIZE}">'
        f"{_patterns(frame)}{''.join(behind)}{''.join(parts)}</svg>"
    )


def axis_of(pages: Sequence[DossierPage], frame: Frame = WIDE) -> Axis | None:
    """The axis over the days of one page, or of several that are to stand on one scale."""
    lanes = [lane for page in pages for lane in page.lanes if lane.id not in BESIDE and lane.first]
    found = [iso for lane in lanes for iso in (lane.last, *lane.months)]
    found += [each.until for page in pages for each in page.listed if each.until]
    return make_axis(found, frame.gutter + (10 if frame.gutter else 4), frame.width - (14 if frame.gutter else 8))


def _patterns(frame: Frame) -> str:
    made = "".join(
        f'<pattern id="{frame.key}{colour[1:]}" width="5" height="5" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        f'<rect width="2.6" height="5" fill="{colour}"/></pattern>'
        for colour in sorted(set(COLOURS.values()))
    )
    return f"<defs>{made}</defs>"


def _fill(status: str, colour: str, frame: Frame, width: float = 1.6) -> str:
    fill = {"stated": colour, "inferred": "#fff"}.get(status, f"url(#{frame.key}{colour[1:]})")
    return f'fill="{fill}" stroke="{colour}" stroke-width="{width}"'


def _grid(axis: Axis, frame: Frame, bottom: float) -> Iterator[str]:
    for x, words in axis.ticks(frame.ticks):
        yield f'<line x1="{x}" x2="{x}" y1="22" y2="{bottom:g}" stroke="#ECE8DE"/>'
        if axis.left <= x < frame.width - 16:
            yield f'<text x="{x}" y="15" fill="{_SOFT}" text-anchor="{"middle" if x > 16 else "start"}">{words}</text>'


def _window(page: DossierPage, axis: Axis, bottom: float) -> Iterator[str]:
    """The months before the listing that the company's deeds led up to, shaded, and the line of that day."""
    if each := telling_window(page):
        left, right = axis.span(each.since)[0], axis.span(each.listed.since)[0]
        if right > axis.left:
            yield f'<rect x="{left}" y="22" width="{right - left:.1f}" height="{bottom - 22:g}" fill="#F6F0DF"/>'
            yield (
                f'<line x1="{right}" x2="{right}" y1="22" y2="{bottom:g}" stroke="#9A1B1E" stroke-width="1.4"'
                ' stroke-dasharray="4 3"/>'
            )


def _head(lane: Lane, frame: Frame, y: float, height: float) -> Iterator[str]:
    yield f'<line x1="0" x2="{frame.width:g}" y1="{y:g}" y2="{y:g}" stroke="{_RULE}"/>'
    if frame.gutter:
        yield f'<text x="0" y="{y + 19:g}" font-weight="600" font-size="12.5" fill="{_INK}">{lane.title}</text>'
        words = f"{lane.count:,} {'record' if lane.count == 1 else 'records'}"
        yield f'<text x="0" y="{y + 34:g}" fill="{_SOFT}">{words}</text>' if height > 36 else ""
    else:
        yield (
            f'<text x="0" y="{y + 15:g}" font-size="12" fill="{_INK}"{_HALO}>'
            f'<tspan font-weight="600">{lane.title}</tspan>'
            f' <tspan fill="{_SOFT}">{lane.count:,}</tspan></text>'
        )


def _lane(page: DossierPage, lane: Lane, axis: Axis, frame: Frame, y: float) -> tuple[list[str], float]:
    if lane.count - lane.undated > MOST_DRAWN:
        return _columns(lane, axis, frame, y)
    marks = [mark for number in lane.numbers if (mark := page.marks[number - 1]).start]
    ends = [float("-inf")] * _ROWS
    drawn = []
    hidden = 0
    for group in _groups(marks):
        place = _placed(group, axis, frame, ends, y)
        if place is None:
            hidden += len(group)
        else:
            drawn.append(_mark(group, place, frame))
    used = sum(end > float("-inf") for end in ends)
    height = frame.top + max(used, 1) * _ROW + 8
    if hidden:
        drawn.append(_words(axis.left + 2, y + height, f"and {hidden:,} more where there is no room", _SOFT))
        height += 12
    return drawn, max(height, 42 if frame.gutter else 30)


def _groups(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks that would be drawn alike at one place, together."""
    held: dict[tuple[str, ...], list[Mark]] = {}
    for mark in marks:
        held.setdefault((mark.start, mark.end, mark.status, mark.label or mark.title), []).append(mark)
    return list(held.values())


def _placed(group: list[Mark], axis: Axis, frame: Frame, ends: list[float], y: float) -> _Place | None:
    """The first row with room for the mark and its label, else one with room for the mark alone, else None."""
    mark = group[0]
    x1, x2 = _reach(mark, axis)
    label = shorten(plain(mark.label or mark.title), 34 if frame.gutter else 24)
    label += f" × {len(group)}" if len(group) > 1 else ""
    width = text_width(label, _SIZE)
    is_bar = bool(mark.end or mark.is_open)
    side = "inside" if is_bar and x2 - x1 > width + 14 else "before" if x2 + 12 + width > frame.width else "after"
    left, right = {"inside": (x1, x2), "before": (x1 - width - 12, x2 + 7)}.get(side, (x1 - 6, x2 + 12 + width))
    row = next((place for place, end in enumerate(ends) if end < left), None)
    if row is None:
        row = min(range(len(ends)), key=lambda place: ends[place])
        label, right = "", x2 + 6
        if ends[row] > x1 - 4:
            return None
    ends[row] = max(ends[row], right + 4)
    return _Place(x1, x2, y + frame.top + row * _ROW, label, side)


def _reach(mark: Mark, axis: Axis) -> tuple[float, float]:
    first, last = axis.span(mark.start)
    if mark.is_open:
        return first, axis.right
    return first, axis.span(mark.end)[1] if mark.end else last


def _mark(group: list[Mark], place: _Place, frame: Frame) -> str:
    mark = group[0]
    drawn = _bar(mark, place, frame) if mark.end or mark.is_open else _dot(mark, place, frame)
    when = period_words(mark.start, mark.end, is_open=mark.is_open)
    told = escape(f"{when}: {'; '.join(plain(each.title) for each in group[:6])} ({mark.status})")
    drawn = f"<title>{told}</title>{drawn}"
    return f'<a href="#e{mark.number}">{drawn}</a>' if frame.links else f"<g>{drawn}</g>"


def _bar(mark: Mark, place: _Place, frame: Frame) -> str:
    colour = COLOURS.get(mark.lane, _SOFT)
    width = max(place.x2 - place.x1, 3)
    fill = _fill(mark.status, colour, frame, 1)
    shape = f'<rect x="{place.x1:g}" y="{place.y + 3:g}" width="{width:.1f}" height="14" {fill}/>'
    if mark.is_open:
        shape += f'<path d="M{place.x2:g} {place.y + 3:g}l7 7l-7 7z" fill="{colour}"/>'
    if place.side == "inside":
        return shape + _words(place.x1 + 6, place.y + 14, place.label, "#fff" if mark.status == "stated" else _INK)
    if place.side == "before":
        return shape + _words(place.x1 - 6, place.y + 14, place.label, _INK, "end")
    return shape + _words(place.x2 + 6, place.y + 14, place.label, _INK)


def _dot(mark: Mark, place: _Place, frame: Frame) -> str:
    colour = COLOURS.get(mark.lane, _SOFT)
    y, middle = place.y + 10, (place.x1 + place.x2) / 2
    spread = place.x2 - place.x1
    shape = f'<path d="M{place.x1:g} {y:g}H{place.x2:g}" stroke="{colour}" opacity=".5"/>' if spread > 12 else ""
    shape += f'<circle cx="{middle:.1f}" cy="{y:g}" r="5" {_fill(mark.status, colour, frame)}/>'
    if place.side == "before":
        return shape + _words(min(middle - 9, place.x1 - 3), y + 4, place.label, _INK, "end")
    return shape + _words(max(middle + 9, place.x2 + 3), y + 4, place.label, _INK)


def _words(x: float, y: float, label: str, ink: str, anchor: str = "start") -> str:
    if not label:
        return ""
    halo = _HALO if ink != "#fff" else ""
    return f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}" fill="{ink}"{halo}>{escape(label)}</text>'


def _columns(lane: Lane, axis: Axis, frame: Frame, y: float) -> tuple[list[str], float]:
    """A column a month (or longer): the sum of money in the payments' lane, else how many marks."""
    months = (axis.last.year - axis.first.year) * 12
    step = 1 if months <= 96 else 3 if months <= 240 else 12
    money = {month: value for (month, currency), value in lane.money.items() if currency == "USD" and month}
    bins = _bins(lane, money, step)
    highest = max((sum(held) for held in bins.values()), default=1) or 1
    base = y + frame.top + 14 + _COLUMNS
    drawn = [f'<line x1="{axis.left:g}" x2="{axis.right:g}" y1="{base:g}" y2="{base:g}" stroke="{_SOFT}"/>']
    for key, held in sorted(bins.items()):
        place = tuple(axis.at(date(min(month // 12, 9999), month % 12 + 1, 1)) for month in (key, key + step))
        drawn += _column((place[0], place[1], base), [value / highest for value in held], lane.id, frame)
    words = {1: "a month", 3: "a quarter", 12: "a year"}[step]
    top = f"${highest:,.0f}" if money else f"{highest:,.0f}"
    drawn.append(_words(axis.left + 2, y + frame.top + 8, f"highest column: {top} {words}", _SOFT))
    return drawn, frame.top + _COLUMNS + 24


def _bins(lane: Lane, money: Mapping[str, Decimal], step: int) -> dict[int, list[float]]:
    bins: dict[int, list[float]] = {}
    for month, counts in lane.months.items():
        place = int(month[:4]) * 12 + (int(month[5:7]) - 1 if len(month) > 4 else 0)
        held = bins.setdefault(place - place % step, [0.0, 0.0, 0.0])
        if money:
            held[0] += float(money.get(month, 0))
            continue
        for standing, count in enumerate(counts):
            held[standing] += count
    return bins


def _column(place: tuple[float, float, float], held: Sequence[float], lane: str, frame: Frame) -> Iterator[str]:
    """A column of shares of the highest, between two places on the base line."""
    colour = COLOURS.get(lane, _SOFT)
    left, right, bottom = place
    for status, value in zip(("stated", "inferred", "disputed"), held, strict=True):
        if value > 0:
            height = max(_COLUMNS * value, 1)
            bottom -= height
            yield (
                f'<rect x="{left:.1f}" y="{bottom:.1f}" width="{max((right - left) * 0.8, 2):.1f}"'
                f' height="{height:.1f}" {_fill(status, colour, frame, 0.6)}/>'
            )
