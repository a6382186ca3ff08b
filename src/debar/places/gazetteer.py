"""Counties, cities, towns and villages of the United States by name, each with its county and a point.

From the Gazetteer Files of the Census Bureau (``data/gazetteer.tsv.gz``); points are the Bureau's internal points, in
degrees to two decimals (about a kilometre). Counties are those of the files' year; places of Connecticut carry the
county they lay in before its planning regions.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

from debar.errors import DataError
from debar.places.states import STATES

_HEADER = "state\tgeoid\tcounty\tclass\tname\tlatitude\tlongitude"
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_COUNTY_GEOID, _PLACE_GEOID = 5, 7
#: The larger the sooner: what a bare name most often means.
_RANK = {"city": 0, "county": 1, "town": 2, "village": 3, "borough": 3, "township": 4, "CDP": 5}
_ALIASES = {"urban honolulu": "honolulu"}
#: Governments of a city and its county in one, which people call by the city: Nashville-Davidson, Macon-Bibb County.
_JOINT = frozenset(
    {"consolidated government", "metro government", "metropolitan government", "unified government", "urban county"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A county or a place: Census ``geoid``, ``kind`` (county, city, CDP ...), five-digit ``county`` (may be empty)."""

    geoid: str
    name: str
    kind: str
    state: str
    county: str
    latitude: float
    longitude: float


def find_places(name: str, state: str = "") -> tuple[Place, ...]:
    """The cities, towns, villages and census designated places of that name, in ``state`` or all, likeliest first."""
    found = _index()[1].get(place_key(name), ())
    return tuple(sorted((place for place in map(_place, found) if state in ("", place.state)), key=_order))


def find_county(name: str, state: str = "") -> tuple[Place, ...]:
    """The counties, parishes, boroughs and municipios named ``name`` (without that word), in ``state`` or in all."""
    found = _index()[0].get(place_key(name), ())
    return tuple(place for place in map(_place, found) if state in ("", place.state))


@lru_cache(maxsize=1)
def counties() -> Mapping[str, Place]:
    """Every county by its five-digit FIPS code."""
    return {line.split("\t", 2)[1]: _place(line) for lines in _index()[0].values() for line in lines}


def county_place(fips: str) -> Place | None:
    """The county of that five-digit FIPS code."""
    return counties().get(fips)


@lru_cache(maxsize=65_536)
def place_key(name: str) -> str:
    """The form names of places are compared in: ``St. Louis`` and ``SAINT LOUIS`` are one."""
    return _key(name)


def place_states(key: str) -> frozenset[str]:
    """The states that have a city, town, village or census designated place of that key."""
    return frozenset(line[:2] for line in _index()[1].get(key, ()))


def county_states(key: str) -> frozenset[str]:
    """The states that have a county (parish, borough, municipio) of that key."""
    return frozenset(line[:2] for line in _index()[0].get(key, ()))


def _order(place: Place) -> tuple[int, str, str]:
    return (_RANK.get(place.kind, 3), place.state, place.geoid)


@lru_cache(maxsize=65_536)
def _place(line: str) -> Place:
    state, geoid, county, kind, name, latitude, longitude = line.split("\t")
    if len(geoid) == _COUNTY_GEOID:
        kind = "county"
    fips = f"{STATES[state].fips}{county}" if county else ""
    return Place(geoid, name, kind, state, fips, float(latitude), float(longitude))


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The lines of the file by the key of the name: counties, and all others."""
    packed = (files("debar.places") / "data" / "gazetteer.tsv.gz").read_bytes()
    source, header, *lines = gzip.decompress(packed).decode("utf-8").splitlines()
    if header != _HEADER or not source.startswith("# source: "):
        raise DataError("gazetteer.tsv.gz: must begin with its source and the columns " + _HEADER.replace("\t", ", "))
    found: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = ({}, {})
    for line in lines:
        _state, geoid, _county, kind, name, _rest = line.split("\t", 5)
        index = found[len(geoid) >= _PLACE_GEOID]
        key = _key(name)
        forms = {key, _ALIASES.get(key, key)}
        if kind in _JOINT:
            forms.add(_key(re.split(r"[-/]", name)[0]))
        for form in forms:
            index[form] = (*index.get(form, ()), line)
    return found


def _key(name: str) -> str:
    text = name if name.isascii() else anyascii(name)
    words = _NOT_WORD.sub(" ", text.lower().replace("'", "").replace(".", "")).split()
    return " ".join(_SHORT.get(word, word) for word in words)
