"""What our words are in FollowTheMoney: programmes, topics, identifiers, from the tables beside this file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.errors import DataError


@dataclass(frozen=True, slots=True)
class Programme:
    """A sanctions programme under the key that the field uses for it."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a listing on one list is: its programme when it has but one, its topic, and the country that lists."""

    key: str = ""
    topic: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A property for an identifier: the schemata that have it and the format its values must have.

    ``read_back`` is True when the property alone tells the type of the identifier.
    """

    property: str
    schemata: frozenset[str]
    format: str
    read_back: bool


def programme(list_id: str, program: str) -> Programme | None:
    """The programme of a listing: what the list writes, in its table; else a key itself; else the list's only one."""
    keys = _programmes()
    written = _written().get((list_id, program), "")
    return keys.get(written) or keys.get(program) or keys.get(list_words(list_id).key)


def list_words(list_id: str) -> ListWords:
    """The words of one list; none for a list that is not in the table (a user's own)."""
    return _lists().get(list_id, ListWords())


def slot(type_: str) -> Slot | None:
    """Where an identifier of that type goes; None when no property is meant for it."""
    return _slots().get(type_)


def detail_property(key: str, schema: str) -> str:
    """The property of a party that a listing's detail belongs to; empty when there is none."""
    found = _details().get(key)
    return found[0] if found and schema in found[1] else ""


@cache
def _programmes() -> Mapping[str, Programme]:
    return {
        row["key"]: Programme(row["key"], row["title"], row["url"])
        for row in _rows("keys.tsv", ("key", "title", "url", "source"))
    }


@cache
def _written() -> Mapping[tuple[str, str], str]:
    rows = _rows("programs.tsv", ("list", "program", "key", "source"))
    for row in rows:
        if row["key"] not in _programmes():
            raise DataError(f"lists/ftm/programs.tsv: {row['key']} is not in keys.tsv; add it with its source")
    return {(row["list"], row["program"]): row["key"] for row in rows}


@cache
def _lists() -> Mapping[str, ListWords]:
    rows = _rows("lists.tsv", ("list", "key", "topic", "country", "source"))
    return {row["list"]: ListWords(row["key"], row["topic"], row["country"]) for row in rows}


@cache
def _slots() -> Mapping[str, Slot]:
    places = {row["property"]: row for row in _rows("properties.tsv", ("property", "schemata", "format", "source"))}
    found = {}
    for row in _rows("identifiers.tsv", ("type", "property", "read_back", "source")):
        place = places.get(row["property"])
        if place is None:
            raise DataError(f"lists/ftm/identifiers.tsv: {row['property']} is not in properties.tsv; add it there")
        schemata = frozenset(place["schemata"].split())
        found[row["type"]] = Slot(row["property"], schemata, place["format"], row["read_back"] == "yes")
    return found


@cache
def _details() -> Mapping[str, tuple[str, frozenset[str]]]:
    rows = _rows("details.tsv", ("detail", "property", "schemata", "source"))
    return {row["detail"]: (row["property"], frozenset(row["schemata"].split())) for row in rows}


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    text = (files("debar.lists") / "ftm" / name).read_text("utf-8")
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = list(reader)
    if tuple(reader.fieldnames or ()) != columns:
        raise DataError(f"lists/ftm/{name}: the header must be {', '.join(columns)} (tab-separated)")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row["source"]:
            raise DataError(f"lists/ftm/{name}, line {number}: needs {len(columns)} cells and a source; mend the row")
    return rows
