"""The shapes of the map of the United States, and where a point of the earth lies on it (``data/us_map.tsv.gz``).

The page is 975 x 712: the Albers equal-area conic projection of the contiguous states with Alaska and Hawaii moved in,
as d3's geoAlbersUsa (scale 1300, translate 487.5, 305) has it, on 975 x 610; below it a strip with the territories,
each to a scale of its own.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from debar.errors import DataError
from debar.places import STATES

WIDTH, HEIGHT = 975, 712
_HEADER = "kind\tfips\tx\ty\tprojection\tpath"
_SCALE, _X, _Y = 1300.0, 487.5, 305.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A state or territory: its code and name, where its label stands, its path."""

    code: str
    name: str
    x: float
    y: float
    path: str


@dataclass(frozen=True, slots=True)
class _Conic:
    """An Albers equal-area conic projection (Snyder 1987, eq. 14-1 to 14-6) on the page, in degrees."""

    meridian: float
    center: tuple[float, float]
    parallels: tuple[float, float]
    scale: float
    at: tuple[float, float]

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The place on the page of a point of the earth."""
        x, y = self._raw(longitude - self.meridian, latitude)
        cx, cy = self._raw(*self.center)
        return self.at[0] + self.scale * (x - cx), self.at[1] - self.scale * (y - cy)

    def _raw(self, longitude: float, latitude: float) -> tuple[float, float]:
        first, second = (math.sin(math.radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        c = 1 + first * (2 * n - first)
        r = math.sqrt(max(c - 2 * n * math.sin(math.radians(latitude)), 0.0)) / n
        turn = math.radians((longitude + 180) % 360 - 180) * n
        return r * math.sin(turn), math.sqrt(c) / n - r * math.cos(turn)


_STATES = _Conic(-96, (-0.6, 38.7), (29.5, 45.5), _SCALE, (_X, _Y))
_ALASKA = _Conic(-154, (-2, 58.5), (55, 65), _SCALE * 0.35, (_X - 0.307 * _SCALE, _Y + 0.201 * _SCALE))
_HAWAII = _Conic(-157, (-3, 19.9), (8, 18), _SCALE, (_X - 0.205 * _SCALE, _Y + 0.212 * _SCALE))


def project(latitude: float, longitude: float, state: str) -> tuple[float, float]:
    """Where on the page a point (degrees) of that state or territory lies. Raises `KeyError` for another state."""
    if told := _file()[2].get(state):
        x, kx, y, ky = told
        return x + kx * longitude, y - ky * latitude
    if state not in _file()[0]:
        raise KeyError(state)
    inset = {"AK": _ALASKA, "HI": _HAWAII}.get(state, _STATES)
    return inset.point(latitude, longitude)


def states() -> Mapping[str, Shape]:
    """Every state and territory by its code."""
    return _file()[0]


def county_paths() -> Mapping[str, str]:
    """The paths of the counties of the states by five-digit FIPS code, as of 2017; the territories have none."""
    return _file()[1]


def is_territory(code: str) -> bool:
    """Whether the state is drawn in the strip below."""
    return code in _file()[2]


@lru_cache(maxsize=1)
def _file() -> tuple[dict[str, Shape], dict[str, str], dict[str, tuple[float, ...]]]:
    """States, counties, and of territories the projection: x + k * longitude, y - k * latitude."""
    packed = (files("debar.report") / "data" / "us_map.tsv.gz").read_bytes()
    source, header, *lines = gzip.decompress(packed).decode().splitlines()
    if header != _HEADER or not source.startswith("# source: "):
        raise DataError("us_map.tsv.gz: must begin with its source and the columns " + _HEADER.replace("\t", ", "))
    codes = {state.fips: state for state in STATES.values()}
    shapes, counties, strips = {}, {}, {}
    for kind, fips, x, y, projection, path in (line.split("\t") for line in lines):
        if kind == "county":
            counties[fips] = path
            continue
        state = codes[fips]
        shapes[state.code] = Shape(state.code, state.name, float(x), float(y), path)
        if projection != "-":
            strips[state.code] = tuple(map(float, projection.split(",")))
    return shapes, counties, strips
