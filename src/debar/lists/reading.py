"""Small readings that several lists share: days, countries with a warning, values each once, programme keys."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from debar.lists import places
from debar.lists.parsing import Log

#: What stands in a field that says nothing.
_BLANK = frozenset({"", "-", "--", "na", "n/a", "none", "unknown", "not known", "not available"})
_NUMBER = re.compile(r"\(\d{1,2}\)(?: ?(?:-|to|and|,|&) ?\(\d{1,2}\))*")
_NOTE = re.compile(r"\s*\([^()]{1,200}\)$")
#: Years outside are slips of the pen (0097, 3012), no days of a listing.
_YEARS = range(1900, 2100)


def is_blank(text: str) -> bool:
    """Return True for a value that says nothing: empty, a dash, "na", "unknown"."""
    return text.strip().casefold() in _BLANK


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))


def read_iso_day(text: str, log: Log, where: str, what: str) -> date | None:
    """Return the day of ``2016-11-30``, also with a time or zone behind it.

    None for an empty text; None and a warning for what is no day of the years 1900 to 2099.
    """
    if is_blank(text):
        return None
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        log.warn(where, f"{what} {text[:40]!r} is no day; left out")
        return None
    return day


def read_countries(texts: Iterable[str], log: Log, where: str) -> tuple[str, ...]:
    """Return the ISO 3166-1 codes of countries as written, each once; an unknown spelling is warned of.

    Numbered ones, ``(1) Syria (2)-(3) Lebanon``, are several; a note in brackets at the end,
    ``Pakistan (location as at May 2008)``, is left away when the whole is no spelling of a country.
    """
    parts = [part.strip(" ,;.") for text in texts for part in _NUMBER.split(text)]
    plain = [
        _NOTE.sub("", part) if places.codes_or_none(part) is None else part for part in parts if not is_blank(part)
    ]
    codes, unknown = places.known_codes(plain)
    for text in unknown:
        log.warn(where, f"country {text[:60]!r} is not known; its code is left out")
    return codes


def warn_of_lost_letters(names: Iterable[str], log: Log, where: str) -> None:
    """Warn of each name in which somebody's wrong encoding left the sign for a lost letter (U+FFFD)."""
    for name in names:
        if "\ufffd" in name:
            log.warn(where, f"the name {name[:60]!r} has lost letters in the file itself")


@dataclass(frozen=True, slots=True)
class Programme:
    """One row of a list's ``programs.tsv``: the field's key, its title and the authority's page."""

    key: str
    title: str
    url: str


@cache
def programmes(package: str) -> Mapping[str, Programme]:
    """Return the rows of ``programs.tsv`` of a source's package by the name, in lower case, that the list writes."""
    text = (files(package) / "programs.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["written"].casefold(): Programme(row["key"], row["title"], row["url"]) for row in rows}
