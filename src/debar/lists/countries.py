"""Country names as the lists spell them -> ISO 3166-1 codes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from debar.errors import DataError


@cache
def _table() -> dict[str, tuple[str, ...]]:
    text = (files("debar.lists") / "countries.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["name"].casefold(): tuple(row["codes"].split()) for row in rows}


def codes(name: str) -> tuple[str, ...]:
    """Lower-case ISO 3166-1 alpha-2 codes of a country as a list writes it; empty for a region without one.

    Raises DataError for a name that the table does not hold, so that a new spelling is never lost in silence.
    """
    found = _table().get(" ".join(name.split()).casefold())
    if found is None:
        raise DataError(f"country name {name!r} is not in lists/countries.tsv; add it with its ISO 3166-1 code")
    return found


def known(name: str) -> bool:
    """True when the table holds this spelling."""
    return " ".join(name.split()).casefold() in _table()
