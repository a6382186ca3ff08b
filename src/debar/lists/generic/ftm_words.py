"""What a FollowTheMoney schema and property mean here, from the two tables beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.errors import DataError

_FIELDS = frozenset({"name", "weak", "country", "address", "birth", "identifier"})
_KINDS = frozenset({"party", "sanction", "address", "document"})


@dataclass(frozen=True, slots=True)
class Property:
    """Where a property's values go: a field of the entity, and for an identifier its type."""

    field: str
    type: str = ""


def _table(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    text = (files("debar.lists.generic") / name).read_text("utf-8")
    reader = csv.DictReader(text.splitlines(), delimiter="\t")
    rows = list(reader)
    if tuple(reader.fieldnames or ()) != columns or any(None in row.values() or not row["source"] for row in rows):
        raise DataError(f"lists/generic/{name}: needs the columns {', '.join(columns)}, a source on each row")
    return rows


@cache
def properties() -> dict[str, Property]:
    """Return the meaning of each property that is read. Raises DataError when the table is broken."""
    rows = _table("ftm_properties.tsv", ("property", "field", "as", "source"))
    for row in rows:
        if row["field"] not in _FIELDS or bool(row["as"]) != (row["field"] == "identifier"):
            raise DataError(f"lists/generic/ftm_properties.tsv: {row['property']}: no such field, or a type missing")
    return {row["property"]: Property(row["field"], row["as"]) for row in rows}


@cache
def kinds() -> dict[str, str]:
    """Return what each schema that is read is: party, sanction, address or document. Raises DataError as above."""
    rows = _table("ftm_schemata.tsv", ("schema", "kind", "source"))
    if any(row["kind"] not in _KINDS for row in rows):
        raise DataError("lists/generic/ftm_schemata.tsv: a kind that is not known")
    return {row["schema"]: row["kind"] for row in rows}
