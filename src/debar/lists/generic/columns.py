"""Which column of a user's list holds which field: by the user's word, else by its heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.errors import DataError, MappingError

#: Fields of the party and of its listing, other than identifiers.
FIELDS: tuple[str, ...] = (
    *("id", "schema", "name", "alias", "weak_alias", "country", "address", "birth_date"),
    *("program", "authority", "from", "to", "published", "citation", "url", "note"),
)
#: Identifiers that have a field of their own.
IDENTIFIERS: tuple[str, ...] = (
    *("uei", "lei", "cage", "duns", "uscc", "tax-id", "vat", "registration", "imo", "passport"),
)
#: Fields that several columns may make up.
_SEVERAL = frozenset({"alias", "weak_alias", "country", "address", "note", *IDENTIFIERS})
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The positions of the columns that make up each field, and the names of those that hold none."""

    fields: Mapping[str, tuple[int, ...]]
    unread: tuple[str, ...]


def _plain(heading: str) -> str:
    return _NOT_WORD.sub("", heading.casefold())


@cache
def _headings() -> Mapping[str, str]:
    text = (files("debar.lists.generic") / "columns.tsv").read_text("utf-8")
    found = {_plain(field): field for field in (*FIELDS, *IDENTIFIERS)}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        if row["field"] not in (*FIELDS, *IDENTIFIERS) or not row["source"]:
            raise DataError(f"lists/generic/columns.tsv: {row['heading']!r}: no such field, or no source")
        if found.setdefault(_plain(row["heading"]), row["field"]) != row["field"]:
            raise DataError(f"lists/generic/columns.tsv: {row['heading']!r} stands there for two fields")
    return found


def field_of(heading: str) -> str:
    """The field that a heading names (one of `FIELDS` or `IDENTIFIERS`); empty when the table holds no such heading."""
    return _headings().get(_plain(heading), "")


def same_heading(left: str, right: str) -> bool:
    """True for headings that differ in letter case and punctuation alone."""
    return left == right or bool(_plain(left) and _plain(left) == _plain(right))


def _told(header: Sequence[str], mapping: Mapping[str, str], where: str) -> dict[str, tuple[int, ...]]:
    """The fields that the user mapped. Raises MappingError for a field or a column that is not there."""
    found: dict[str, tuple[int, ...]] = {}
    exact = {name: at for at, name in reversed(list(enumerate(header)))}
    loose = {_plain(name): at for at, name in reversed(list(enumerate(header)))}
    for field, columns in mapping.items():
        if field not in (*FIELDS, *IDENTIFIERS):
            raise MappingError(
                f"--map {field}={columns}: no such field; there are {', '.join((*FIELDS, *IDENTIFIERS))}"
            )
        places = []
        for column in filter(None, map(str.strip, [columns] if columns in exact else columns.split("+"))):
            at = exact.get(column, loose.get(_plain(column)) if _plain(column) else None)
            if at is None:
                raise MappingError(f"{where}: --map {field}={columns}: no column {column!r}. {_columns(header)}")
            places.append(at)
        found[field] = tuple(places)
    return found


def _columns(header: Sequence[str]) -> str:
    return f"Columns found: {', '.join(map(repr, header))}."


def map_columns(header: Sequence[str], mapping: Mapping[str, str], where: str) -> Columns:
    """Return where each field stands. ``mapping`` (field -> column, several joined by ``+``) overrules the headings.

    Raises MappingError, showing the columns and how to map them, when none holds names.
    """
    fields = _told(header, mapping, where)
    taken = {at for places in fields.values() for at in places}
    for at, heading in enumerate(header):
        field = field_of(heading)
        if at in taken or not field or field in mapping or (field in fields and field not in _SEVERAL):
            continue
        fields[field] = (*fields.get(field, ()), at)
        taken.add(at)
    if not fields.get("name"):
        example = next((name for name in header if name.strip()), "COLUMN")
        raise MappingError(
            f"{where}: no column holds the names of the parties. {_columns(header)} Name it: --map name={example!r} "
            f"(fields: {', '.join((*FIELDS, *IDENTIFIERS))})."
        )
    return Columns(fields, tuple(name for at, name in enumerate(header) if at not in taken))
