"""A map of the United States drawn on the server as one SVG: areas shaded by a figure, points sized by one.

The picture needs nothing else: no script, no style sheet, no font. Its title and description say what it shows, each
area says its figure, and each shade stands in the legend; shades differ in lightness, so they hold in print and for
people who see colours otherwise. States with a figure say their code as ``data-state``. A narrow page can shorten its
words: the full names of territories are of class ``name``, their codes, which are not shown, of class ``code``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from debar.places import STATES, county_place
from debar.report.map_shapes import HEIGHT, WIDTH, county_paths, is_territory, project, states

_INK, _SOFT, _RULE, _PAPER, _NOTHING = "#15202B", "#5E6975", "#FFFFFF", "#FFFFFF", "#ECE8DE"
#: From light to dark, one hue; the words on the darker ones are white.
_SHADES = ("#D6E3EE", "#A9C4DB", "#74A0C4", "#3F78A8", "#17456F")
_WHITE_FROM = 3
_FONT = "Public Sans, system-ui, sans-serif"
#: States too small for a label: it stands in Canada or the Atlantic, with a line to the state.
_ASIDE = {
    "VT": (812, 96),
    "NH": (836, 70),
    **{code: (918, 212 + 23 * row) for row, code in enumerate(("MA", "RI", "CT", "NJ", "DE", "MD", "DC"))},
}
#: Labels moved from the middle of the state to where there is room: right, down.
_NUDGED = {"MI": (4, 4), "LA": (1, 0), "FL": (4, 0), "HI": (-36, 2), "WV": (-4, 4), "CA": (-3, 0), "VA": (10, 4)}
#: Room above the map for the title and the legend.
_HEAD = 84
_LEGEND_X, _LEGEND_Y, _SWATCH = 590, -40, 60
_LEAST_DOT, _MOST_DOT, _CROWD = 2.0, 16.0, 60
_TOLD = 10
_SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Something at a place (degrees): its name, its state's code, its figure, which the area of its dot follows."""

    name: str
    state: str
    latitude: float
    longitude: float
    value: float


def plain_number(value: float) -> str:
    """A figure with separators for thousands; whole ones without decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def draw_map(
    values: Mapping[str, float],
    *,
    title: str,
    unit: str,
    counties: Mapping[str, float] | None = None,
    points: Sequence[MapPoint] = (),
    format_value: Callable[[float], str] = plain_number,
    id_: str = "map",
) -> str:
    """Return the map as an SVG element.

    ``values`` are figures by state code; a state without one is shown as having none. With ``counties`` (figures by
    five-digit FIPS code) the counties are shaded in place of the states. ``unit`` says what is counted (``purchases``).
    ``id_`` tells several maps of one page apart. A state that is not known is not on the map: say it beside.
    """
    shaded = values if counties is None else counties
    bounds = classes([value for value in shaded.values() if value > 0])
    areas, strip = (
        [_state(code, values, bounds if counties is None else (), unit, format_value) for code in codes]
        for codes in (_on_land(strip=False), _on_land(strip=True))
    )
    drawn = [_county(fips, value, bounds, unit, format_value) for fips, value in sorted((counties or {}).items())]
    borders = [f'<path d="{shape.path}"/>' for shape in states().values()] if counties is not None else []
    plain = counties is None and not points
    shades = bounds if counties is None else ()
    labels = [_label(code, values, shades, format_value, white=plain) for code in states()]
    most = max((point.value for point in points), default=0)
    largest = _MOST_DOT if len(points) <= _CROWD else max(_MOST_DOT * math.sqrt(_CROWD / len(points)), 3 * _LEAST_DOT)
    dots = [_dot(point, most, largest, unit, format_value) for point in _largest_first(points)]
    halo = "" if plain else f' stroke="{_PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    parts = [
        f'<title id="{id_}-t">{escape(title)}</title>',
        f'<desc id="{id_}-d">{escape(describe(values, unit, format_value))}</desc>',
        f'<rect y="{-_HEAD}" width="{WIDTH}" height="{HEIGHT + _HEAD}" fill="{_PAPER}"/>',
        f'<text x="16" y="-58" font-size="17" font-weight="600" fill="{_INK}">{escape(title)}</text>',
        f'<g stroke="{_RULE}" stroke-width=".8" stroke-linejoin="round">{"".join(areas)}</g>',
        f'<g stroke="{_SOFT}" stroke-width=".5" stroke-linejoin="round">{"".join(strip)}</g>',
        f'<g stroke="{_RULE}" stroke-width=".25">{"".join(drawn)}</g>' if drawn else "",
        f'<g fill="none" stroke="{_SOFT}" stroke-width=".6">{"".join(borders)}</g>' if borders else "",
        _strip(),
        f'<g fill="#B86A0B" fill-opacity=".6" stroke="{_PAPER}" stroke-width=".7">{"".join(dots)}</g>' if dots else "",
        f'<g text-anchor="middle"{halo}>{"".join(labels)}</g>',
        _legend(bounds, unit, format_value),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id_}-t {id_}-d" '
        f'viewBox="0 {-_HEAD} {WIDTH} {HEIGHT + _HEAD}" width="100%" font-family="{_FONT}" font-size="11">'
        f"{''.join(parts)}</svg>"
    )


def classes(values: Sequence[float]) -> tuple[float, ...]:
    """The lower bounds of at most five shades, ascending: a fifth of the areas each, rounded down to two digits."""
    ordered = sorted(values)
    if not ordered:
        return ()
    cuts = [ordered[len(ordered) * part // len(_SHADES)] for part in range(len(_SHADES))]
    rounded = [_round_down(cut) for cut in cuts]
    rounded[0] = min(rounded[0], ordered[0])
    return tuple(dict.fromkeys(rounded))


def describe(values: Mapping[str, float], unit: str, format_value: Callable[[float], str] = plain_number) -> str:
    """What the map shows in words: how many states, the largest figures, which have none."""
    known = sorted(((value, code) for code, value in values.items() if code in STATES and value > 0), key=_by_size)
    if not known:
        return f"No state has any {unit}."
    largest = "; ".join(f"{STATES[code].name} {format_value(value)}" for value, code in known[:_TOLD])
    rest = f"; and {len(known) - _TOLD} more" if len(known) > _TOLD else ""
    none = len(STATES) - len(known)
    ends = f". {none} states and territories have none." if none else "."
    return f"Shaded by {unit}: {len(known)} states and territories. {largest}{rest}{ends}"


def _by_size(item: tuple[float, str]) -> tuple[float, str]:
    return -item[0], item[1]


def _round_down(value: float) -> float:
    """The value with its first two digits; very small ones as they are."""
    if value < _SMALL:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return min(value, round(math.floor(value / step + 1e-9) * step, 10))


def _shade(value: float, bounds: Sequence[float]) -> int:
    """The number of the shade, 0 the lightest; -1 for nothing."""
    if value <= 0 or not bounds:
        return -1
    rank = max((number for number, bound in enumerate(bounds) if value >= bound), default=0)
    return rank + len(_SHADES) - len(bounds) if len(bounds) > 1 else len(_SHADES) - 2


def _fill(value: float, bounds: Sequence[float]) -> str:
    shade = _shade(value, bounds)
    return _NOTHING if shade < 0 else _SHADES[shade]


def _on_land(*, strip: bool) -> list[str]:
    return [code for code in states() if is_territory(code) == strip]


def _state(
    code: str,
    values: Mapping[str, float],
    bounds: Sequence[float],
    unit: str,
    format_value: Callable[[float], str],
) -> str:
    shape, value = states()[code], values.get(code, 0)
    says = f"{shape.name}: {format_value(value)} {unit}" if value else f"{shape.name}: none"
    place = f' data-state="{code}"' if value else ""
    return f'<path d="{shape.path}" fill="{_fill(value, bounds)}"{place}><title>{escape(says)}</title></path>'


def _county(fips: str, value: float, bounds: Sequence[float], unit: str, format_value: Callable[[float], str]) -> str:
    path = county_paths().get(fips)
    if not path or value <= 0:
        return ""
    place = county_place(fips)
    named = f"{place.name}, {place.state}" if place else fips
    says = escape(f"{named}: {format_value(value)} {unit}")
    return f'<path d="{path}" fill="{_fill(value, bounds)}"><title>{says}</title></path>'


def _label(
    code: str,
    values: Mapping[str, float],
    bounds: Sequence[float],
    format_value: Callable[[float], str],
    *,
    white: bool,
) -> str:
    """The label of a state; it may be ``white`` on a dark shade."""
    shape, value = states()[code], values.get(code, 0)
    dx, dy = _NUDGED.get(code, (0, 0))
    x, y = shape.x + dx, shape.y + dy
    if is_territory(code):
        figure = f" {escape(format_value(value))}" if value else ""
        return (
            f'<text x="{x:g}" y="{y:g}" fill="{_INK}" class="name">{escape(shape.name)}{figure}</text>'
            f'<text x="{x:g}" y="{y:g}" fill="{_INK}" class="code" display="none">{code}</text>'
        )
    if code in _ASIDE:
        return _label_aside(code, (x, y), value, bounds, format_value)
    fill = "#FFFFFF" if white and _shade(value, bounds) >= _WHITE_FROM else _INK
    figure = f'<tspan x="{x:g}" dy="11" font-size="9.5">{escape(format_value(value))}</tspan>' if value else ""
    return f'<text x="{x:g}" y="{y + (0 if value else 4):g}" fill="{fill}" font-weight="600">{code}{figure}</text>'


def _label_aside(
    code: str,
    at: tuple[float, float],
    value: float,
    bounds: Sequence[float],
    format_value: Callable[[float], str],
) -> str:
    (x, y), (left, top) = at, _ASIDE[code]
    end = left - 14 if left > x else left + 19 + (5.5 * len(format_value(value)) + 3 if value else 0)
    swatch = (
        f'<rect x="{left - 14}" y="{top - 10}" width="11" height="11" fill="{_fill(value, bounds)}" stroke="{_SOFT}" '
        'stroke-width=".5"/>'
    )
    figure = f' <tspan font-weight="400" font-size="9.5">{escape(format_value(value))}</tspan>' if value else ""
    return (
        f'<path d="M{x:g} {y:g}L{end:g} {top - 4}" stroke="{_SOFT}" stroke-width=".6" fill="none"/>'
        f'{swatch if bounds else ""}<text x="{left}" y="{top}" text-anchor="start" fill="{_INK}" font-weight="600">'
        f"{code}{figure}</text>"
    )


def _strip() -> str:
    """The frame of the territories, which are each to a scale of their own."""
    return (
        f'<path d="M16 612H{WIDTH - 16}" stroke="{_SOFT}" stroke-width=".5"/>'
        f'<text x="16" y="660" fill="{_SOFT}" class="strip">Territories,</text>'
        f'<text x="16" y="674" fill="{_SOFT}" class="strip">not to one scale</text>'
    )


def _legend(bounds: Sequence[float], unit: str, format_value: Callable[[float], str]) -> str:
    if not bounds:
        return f'<text x="{_LEGEND_X}" y="{_LEGEND_Y}" fill="{_SOFT}">No {escape(unit)} in any state</text>'
    parts = [f'<text x="{_LEGEND_X}" y="{_LEGEND_Y}" fill="{_SOFT}">{escape(unit[:1].upper() + unit[1:])}</text>']
    swatches = [(_NOTHING, "none"), *((_fill(bound, bounds), format_value(bound)) for bound in bounds)]
    for number, (fill, words) in enumerate(swatches):
        x = _LEGEND_X + number * _SWATCH
        more = "+" if number == len(swatches) - 1 and len(bounds) > 1 else ""
        parts.append(
            f'<rect x="{x}" y="{_LEGEND_Y + 8}" width="{_SWATCH}" height="10" fill="{fill}"/>'
            f'<text x="{x}" y="{_LEGEND_Y + 31}" fill="{_INK}" font-size="10">{escape(words)}{more}</text>'
        )
    return "".join(parts)


def _largest_first(points: Sequence[MapPoint]) -> list[MapPoint]:
    """Small dots are drawn over large ones."""
    return sorted((point for point in points if point.state in states()), key=lambda point: (-point.value, point.name))


def _dot(point: MapPoint, most: float, largest: float, unit: str, format_value: Callable[[float], str]) -> str:
    x, y = project(point.latitude, point.longitude, point.state)
    radius = max(_LEAST_DOT, largest * math.sqrt(max(point.value, 0) / most)) if most > 0 else _LEAST_DOT
    says = escape(f"{point.name}: {format_value(point.value)} {unit}")
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{says}</title></circle>'
