"""Profiles of the matching engine: which scorer judges two names, and from which scores on a person should look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import debar
from debar.errors import DataError, InputError
from debar.names.data import read_rows

#: Names of the scorers: our own (names.compare) and Treasury's (names.ofac).
SCORERS = ("debar", "ofac")

_FILE = "profiles.tsv"
_COLUMNS = ("name", "scorer", "match", "review", "description", "source")


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of judging names, from ``data/profiles.tsv``.

    ``scorer`` is ``debar`` or ``ofac``. From a score (0..1) of ``match`` on two names are a match, from ``review`` on a
    person should look. ``description`` says in one sentence whom it serves, ``source`` where its thresholds come from.
    """

    name: str
    scorer: str
    match: float
    review: float
    description: str
    source: str

    @property
    def version(self) -> str:
        """What a result says to be found again: debar's version and a digest of the engine's data, ``0.1.0+1f2e...``.

        It changes with any table in names/data, the thresholds of the profiles among them.
        """
        return _version()


def profile_named(name: str) -> Profile:
    """The profile of that name; raises InputError, naming the ones there are, when there is none."""
    found = PROFILES.get(name)
    if found is None:
        raise InputError(f"there is no matching profile {name!r}; the profiles are {', '.join(PROFILES)}")
    return found


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(files("debar.names.data").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return f"{debar.__version__}+{digest.hexdigest()[:12]}"


def _profile(row: Mapping[str, str]) -> Profile:
    where = f"names/data/{_FILE}, profile {row['name']!r}"
    if row["scorer"] not in SCORERS:
        raise DataError(f"{where}: unknown scorer {row['scorer']!r}; write one of {', '.join(SCORERS)}")
    try:
        match, review = float(row["match"]), float(row["review"])
    except ValueError:
        raise DataError(f"{where}: match and review must be numbers from 0 to 1, such as 0.88") from None
    if not 0.0 < review <= match <= 1.0:
        raise DataError(f"{where}: needs 0 < review <= match <= 1, has review {review} and match {match}")
    return Profile(row["name"], row["scorer"], match, review, row["description"], row["source"])


def _profiles(rows: list[dict[str, str]]) -> Mapping[str, Profile]:
    found: dict[str, Profile] = {}
    for row in rows:
        if row["name"] in found:
            raise DataError(f"names/data/{_FILE}: the profile {row['name']!r} stands there twice; take one out")
        found[row["name"]] = _profile(row)
    if "default" not in found:
        raise DataError(f"names/data/{_FILE}: there must be a profile 'default'")
    return MappingProxyType(found)


#: Every profile by its name.
PROFILES: Mapping[str, Profile] = _profiles(read_rows(_FILE, _COLUMNS))
DEFAULT: Profile = PROFILES["default"]
