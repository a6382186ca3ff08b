"""Makes the map of the United States that ships with debar from the npm package us-atlas.

    python scripts/bundle_map.py us-atlas/package

us-atlas 3.0.1 (Michael Bostock, ISC) holds the Census Bureau's cartographic boundary files of 2017 (public domain, 17
U.S.C. 105): states and counties in the Albers projection of the United States on a page of 975 x 610, Alaska and Hawaii
moved in. The territories, which that projection leaves out, are drawn from the unprojected file into a strip below.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src/debar/report/data/us_map.tsv.gz"
SOURCE = (
    "U.S. Census Bureau, cartographic boundary files 2017, public domain, as us-atlas 3.0.1 projects them (Copyright"
    " 2013-2019 Michael Bostock, ISC)"
)
#: Territories in the strip: west, south, east and north of what is shown, and left, top, width and height of its place.
STRIP = {
    "72": ((-67.30, 17.88, -65.22, 18.53), (150.0, 632.0, 150.0, 48.0)),
    "78": ((-65.09, 17.67, -64.56, 18.42), (355.0, 626.0, 80.0, 56.0)),
    "66": ((144.61, 13.23, 144.96, 13.66), (500.0, 626.0, 60.0, 56.0)),
    "69": ((145.10, 14.10, 145.84, 15.30), (615.0, 624.0, 60.0, 60.0)),
    "60": ((-170.85, -14.40, -169.40, -14.15), (725.0, 632.0, 120.0, 48.0)),
}
Point = tuple[float, float]


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs in the topology's own units."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        found.append(points)
    return found


def rings_of(geometry: dict[str, Any], arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """The rings of a polygon or of several."""
    several = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    for polygon in several:
        for ring in polygon:
            points: list[Point] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc[1:] if points else arc
            yield points


def placed(rings: Iterable[list[Point]], fips: str) -> tuple[list[list[Point]], tuple[float, float, float, float]]:
    """A territory's rings on the page, and its projection: longitude, latitude, their place is x + k * degrees."""
    (west, south, east, north), (left, top, width, height) = STRIP[fips]
    squeeze = math.cos(math.radians((south + north) / 2))
    k = min(width / ((east - west) * squeeze), height / (north - south))
    x = left + (width - k * (east - west) * squeeze) / 2 - k * squeeze * west
    y = top + (height - k * (north - south)) / 2 + k * north
    shown = [
        ring
        for ring in rings
        if all(west - 0.1 <= lon <= east + 0.1 and south - 0.1 <= lat <= north + 0.1 for lon, lat in ring)
    ]
    return [[(x + k * squeeze * lon, y - k * lat) for lon, lat in ring] for ring in shown], (x, k * squeeze, y, k)


def path_of(rings: Iterable[list[Point]], grain: float, least: float) -> str:
    """The rings as an SVG path of relative steps in tenths, points nearer than ``grain`` and specks left out."""
    parts = []
    for ring in rings:
        if abs(area(ring)) < least:
            continue
        points = thinned(ring, grain)
        if len(points) < 4:
            continue
        at = [round(value * 10) for value in points[0]]
        steps = [f"M{_tenths(at[0])},{_tenths(at[1])}l"]
        for x, y in points[1:-1]:
            to = [round(x * 10), round(y * 10)]
            steps.append(f"{_tenths(to[0] - at[0])},{_tenths(to[1] - at[1])}")
            at = to
        parts.append(steps[0] + " ".join(steps[1:]) + "z")
    return "".join(parts)


def thinned(ring: list[Point], grain: float) -> list[Point]:
    """The ring without points that lie nearer than ``grain`` to the line of their neighbours (Douglas and Peucker)."""
    keep = [False] * len(ring)
    keep[0] = keep[-1] = True
    middle = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
    keep[middle] = True
    spans = [(0, middle), (middle, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, distance = first, 0.0
        for i in range(first + 1, last):
            if (d := _off(ring[i], ring[first], ring[last])) > distance:
                far, distance = i, d
        if distance > grain:
            keep[far] = True
            spans += [(first, far), (far, last)]
    return [point for point, kept in zip(ring, keep, strict=True) if kept]


def area(ring: list[Point]) -> float:
    """The signed area of a ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def label_at(rings: list[list[Point]]) -> Point:
    """The point of the largest ring that is farthest from its edge, by a grid."""
    ring = max(rings, key=lambda ring: abs(area(ring)))
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    best, found = -1.0, ring[0]
    edge = thinned(ring, 0.5)
    for i in range(1, 40):
        for j in range(1, 40):
            point = (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
            if _inside(point, edge):
                room = min(_off(point, a, b) for a, b in zip(edge, edge[1:] + edge[:1], strict=True))
                if room > best:
                    best, found = room, point
    return found


def _inside(point: Point, ring: list[Point]) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _off(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length)) if length else 0.0
    return math.dist(point, (ax + t * (bx - ax), ay + t * (by - ay)))


def _tenths(value: int) -> str:
    text = f"{value / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def rows_of(folder: Path) -> Iterator[tuple[str, ...]]:
    """Kind (state, county), FIPS code, place of the label, projection of a territory, path."""
    states = json.loads((folder / "states-albers-10m.json").read_text())
    arcs = arcs_of(states)
    for geometry in states["objects"]["states"]["geometries"]:
        rings = list(rings_of(geometry, arcs))
        x, y = label_at(rings)
        yield "state", geometry["id"], f"{x:.0f}", f"{y:.0f}", "-", path_of(rings, 0.35, 0.6)
    plain = json.loads((folder / "states-10m.json").read_text())
    arcs = arcs_of(plain)
    for geometry in plain["objects"]["states"]["geometries"]:
        if geometry["id"] in STRIP:
            rings, projection = placed(rings_of(geometry, arcs), geometry["id"])
            _, (left, _, width, _) = STRIP[geometry["id"]]
            told = ",".join(f"{value:.3f}" for value in projection)
            yield "state", geometry["id"], f"{left + width / 2:.0f}", "699", told, path_of(rings, 0.15, 0.02)
    counties = json.loads((folder / "counties-albers-10m.json").read_text())
    arcs = [thinned(arc, 0.5) if len(arc) > 2 and arc[0] != arc[-1] else arc for arc in arcs_of(counties)]
    for geometry in counties["objects"]["counties"]["geometries"]:
        yield "county", geometry["id"], "-", "-", "-", path_of(list(rings_of(geometry, arcs)), 0.1, 0.2)


def main() -> None:
    """Read the package, write the table, print what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    rows = sorted(rows_of(parser.parse_args().folder), key=lambda row: (row[0] == "county", row[1]))
    text = f"# source: {SOURCE}\nkind\tfips\tx\ty\tprojection\tpath\n" + "".join("\t".join(row) + "\n" for row in rows)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="", compresslevel=9) as file:
        file.write(text.encode())
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed.getvalue())
    of_states = sum(len(row[-1]) for row in rows if row[0] == "state")
    print(f"{TARGET.name}: {len(rows)} shapes, {TARGET.stat().st_size} bytes; paths {len(text)}, of states {of_states}")


if __name__ == "__main__":
    main()
