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


def codes_or_none(name: str) -> tuple[str, ...] | None:
    """As :func:`codes`, but None for a name that the table does not hold: the caller says so in its log."""
    return _table().get(" ".join(name.split()).casefold())


@cache
def _iso() -> frozenset[str]:
    return frozenset(code for found in _table().values() for code in found)


def is_code(text: str) -> bool:
    """True when the text is an ISO 3166-1 alpha-2 code in capitals, of a country that the table holds."""
    return len(text) == 2 and text.isupper() and text.lower() in _iso()


def known(name: str) -> bool:
    """True when the table holds this spelling."""
    return " ".join(name.split()).casefold() in _table()
