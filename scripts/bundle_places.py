"""Makes the gazetteer that ships with debar from the Gazetteer Files of the Census Bureau.

    python scripts/bundle_places.py places.gz usaspending_ref_city_county_code.csv

``places.gz`` is the table of that name in the Debian package ``weather-util-data`` (/usr/share/weather-util), which
repeats the 2022 Gazetteer Files of counties, places and county subdivisions (public domain, 17 U.S.C. 105) with their
GEOIDs and internal points in radians. The csv is USAspending.gov's table of places and their counties (CC0). Census
county divisions and other subdivisions without a government are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/debar/places/data/gazetteer.tsv.gz"
SOURCE = (
    "U.S. Census Bureau, 2022 Gazetteer Files (counties, places, county subdivisions), public domain, as carried by"
    " Debian weather-util-data 2.4.4-2 (ISC); counties of places: USAspending.gov ref_city_county_code.csv (CC0)"
)
_ENTRY = re.compile(
    r"\[fips(\d{5}|\d{7}|\d{10})\]\ncentroid = \(([-.\d]+), ([-.\d]+)\)\ndescription = (.+), ([A-Z]{2})\n"
)
_CLASS = re.compile(
    r"(?P<name>.+?)\s+(?P<kind>charter township|city and borough|consolidated government|metropolitan government"
    r"|metro government|unified government|urban county|city|town|township|village|borough|plantation|municipality"
    r"|corporation|CDP|County|Parish|Borough|City and Borough|Municipality|Census Area|Municipio|Planning Region)"
    r"(?: \(balance\)| \(part\))?"
)
#: Subdivisions of counties that have governments of their own, as the Census of Governments counts them.
_GOVERNED = frozenset({"charter township", "city", "town", "township", "village", "borough", "plantation"})
_BALANCE = re.compile(r"\s+(?:\(balance\)|consolidated government|metro government|unified government).*$")


def read_counties(path: Path) -> dict[str, set[str]]:
    """County codes (three digits) by state code and place code."""
    fips = {row["code"]: row["fips"] for row in _states()}
    found: dict[str, set[str]] = {}
    with path.open(encoding="cp1252", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if row["state_code"] in fips and row["city_code"].strip().isdigit():
                geoid = f"{fips[row['state_code']]}{int(row['city_code']):05}"
                found.setdefault(geoid, set()).add(f"{int(row['county_code']):03}")
    return found


def read_entries(path: Path, counties: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """State, GEOID, county code, class, name, latitude and longitude of every place kept.

    A place in several counties is given the one whose point is nearest to its own.
    """
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    entries = _ENTRY.findall(text)
    points = {geoid: (float(latitude), float(longitude)) for geoid, latitude, longitude, _, _ in entries}
    for geoid, latitude, longitude, described, state in entries:
        match = _CLASS.fullmatch(described)
        name, kind = (match["name"], match["kind"]) if match else (described, "place")
        if len(geoid) == 10 and kind not in _GOVERNED:
            continue
        among = sorted(counties.get(geoid[:2] + geoid[-5:], ()))
        if len(geoid) == 5 or (len(geoid) == 10 and not among):
            county = geoid[2:5]
        else:
            county = min(among, key=lambda code: _apart(points[geoid], points.get(geoid[:2] + code)), default="")
        degrees = (f"{math.degrees(float(value)):.2f}" for value in (latitude, longitude))
        yield (state, geoid, county, kind, _BALANCE.sub("", name), *degrees)


def _apart(here: tuple[float, float], there: tuple[float, float] | None) -> float:
    """A measure of distance that orders as the distance does over short ways; infinite without a point."""
    if there is None:
        return math.inf
    return (here[0] - there[0]) ** 2 + ((here[1] - there[1]) * math.cos(here[0])) ** 2


def _states() -> list[dict[str, str]]:
    with (TARGET.parent / "states.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def drop_doubles(rows: Iterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows, sorted, without subdivisions that are the same city, village or borough as a place of the county."""
    all_rows = sorted(rows)
    places = {(row[0], row[2], row[3], row[4]) for row in all_rows if len(row[1]) == 7}
    return [row for row in all_rows if len(row[1]) != 10 or (row[0], row[2], row[3], row[4]) not in places]


def main() -> None:
    """Read both files, write the table, print what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gazetteer", type=Path)
    parser.add_argument("counties", type=Path)
    options = parser.parse_args()
    rows = drop_doubles(read_entries(options.gazetteer, read_counties(options.counties)))
    digest = hashlib.sha256(options.gazetteer.read_bytes()).hexdigest()
    text = f"# source: {SOURCE}; sha256 {digest}\nstate\tgeoid\tcounty\tclass\tname\tlatitude\tlongitude\n"
    text += "".join("\t".join(row) + "\n" for row in rows)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="", compresslevel=9) as file:
        file.write(text.encode())
    TARGET.write_bytes(packed.getvalue())
    print(f"{TARGET.name}: {len(rows)} places, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
