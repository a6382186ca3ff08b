"""Bodies that registered a .gov domain (``data/dotgov.tsv.gz``: CISA, CC0), and bodies known by a short name."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from debar.errors import DataError
from debar.model import BUYER_TYPES
from debar.places import STATES
from debar.procurement.headings import read_rows

_TYPES = {
    "City": "city",
    "County": "county",
    "State or territory": "state",
    "Federal": "federal-agency",
    "Federal - Executive": "federal-agency",
    "Federal - Legislative": "federal-agency",
    "Federal - Judicial": "federal-agency",
    "Special district": "special-district",
    "Interstate": "special-district",
    "School district": "school-district",
    "Tribal": "tribal",
}
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Registrant:
    """What the .gov list says of a name: type, branch of a federal body, the states with a body of that name."""

    type: str
    branch: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body that records call by a short name: its type, state (empty when not one), full name and source.

    ``at`` says where in a key the short name stands: ``exact``, ``start``, or ``place`` where names that begin so may
    be of another body in the same place (NYC Transit).
    """

    at: str
    type: str
    state: str
    body: str
    source: str


def registrant(key: str) -> Registrant | None:
    """The registrant of that name (`buyer_names.name_key`), or None."""
    return _registrants().get(key)


def known_body(key: str) -> KnownBody | None:
    """The body that the key, or how it begins, is the short name of; the longest such beginning."""
    exact, starts = _known()
    if found := exact.get(key):
        return found
    words = key.split(" ", _LONGEST)[:_LONGEST]
    return next((found for size in range(len(words), 0, -1) if (found := starts.get(" ".join(words[:size])))), None)


def dotgov_published() -> str:
    """The ISO date of the bundled .gov list."""
    match = re.search(r"published (\d{4}-\d{2}-\d{2})", _dotgov()[0])
    if not match:
        raise DataError("dotgov.tsv.gz: its first line names no date (published YYYY-MM-DD).")
    return match[1]


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, KnownBody], dict[str, KnownBody]]:
    exact: dict[str, KnownBody] = {}
    starts: dict[str, KnownBody] = {}
    for name, at, kind, state, body, source in read_rows(
        "known_buyers.tsv", ("name", "at", "type", "state", "body", "source")
    ):
        if (
            kind not in BUYER_TYPES
            or at not in ("exact", "start", "place")
            or state not in (*STATES, "-")
            or name in exact
        ):
            raise DataError(f"known_buyers.tsv: {name!r} has a wrong type, place of match or state, or stands twice.")
        exact[name] = KnownBody(at, kind, state.strip("-"), body, source)
        if at != "exact":
            starts[name] = exact[name]
    return exact, starts


@lru_cache(maxsize=1)
def _dotgov() -> tuple[str, list[str]]:
    packed = (files("debar.procurement") / "data" / "dotgov.tsv.gz").read_bytes()
    source, header, *rows = gzip.decompress(packed).decode().splitlines()
    if header != "key\ttype\tstate" or not source.startswith("# source: "):
        raise DataError("dotgov.tsv.gz: must begin with its source and the columns key, type, state.")
    return source, rows


@lru_cache(maxsize=1)
def _registrants() -> dict[str, Registrant]:
    found: dict[str, Registrant] = {}
    for line in _dotgov()[1]:
        key, kind, state = line.split("\t")
        known = found.get(key)
        branch = kind.partition(" - ")[2].lower() if kind.startswith("Federal") else ""
        if kind not in _TYPES:
            raise DataError(f"dotgov.tsv.gz: {kind!r} is no type of registrant known here.")
        if known is None:
            found[key] = Registrant(_TYPES[kind], branch, (state,) if state else ())
        elif state and state not in known.states:
            found[key] = replace(known, states=tuple(sorted((*known.states, state))))
    return found


def registrants() -> list[tuple[str, tuple[str, ...]]]:
    """The (name key, states) of every registrant of the bundled .gov list."""
    return [(key, listed.states) for key, listed in _registrants().items()]
