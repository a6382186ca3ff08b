"""OpenSanctions' ``targets.simple.csv`` (with or without ``program_ids``) -> entities.

Columns as https://www.opensanctions.org/docs/bulk/csv describes them. A cell with several values is itself a record
delimited by semicolons, with quotes of its own. The file gives no dates of a listing: ``first_seen`` is the day on
which its maker first saw the party.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from debar.lists import places
from debar.lists.generic import ftm_words
from debar.lists.generic.rows import recognise_header, records
from debar.lists.parsing import Given, Layout
from debar.model import Designation, Entity

_NEEDED = ("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions")
_KNOWN = ("phones", "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change")
_TYPES = (
    ("imo", re.compile(r"IMO\d{7}")),
    ("wikidata", re.compile(r"Q\d+")),
    ("lei", re.compile(r"[A-Z0-9]{18}\d{2}")),
)


def several(cell: str) -> tuple[str, ...]:
    """Return the values of a cell, in alphabetical order, each once."""
    try:
        parts = next(csv.reader([" ".join(cell.split())], delimiter=";"), [])
    except csv.Error:
        parts = cell.split(";")
    return tuple(sorted({part.strip() for part in parts} - {""}))


def _identifier(value: str) -> tuple[str, str]:
    """The file gives identifiers without their kind; some tell it by their form."""
    kind = next((name for name, form in _TYPES if form.fullmatch(value)), "identification")
    return kind, value.removeprefix("IMO") if kind == "imo" else value


def _designations(list_id: str, row: Mapping[str, str]) -> tuple[Designation, ...]:
    details = [("dataset", value) for value in several(row.get("dataset", ""))]
    details += [("sanction", value) for value in several(row["sanctions"])]
    programs = several(row.get("program_ids", "")) or ("",)
    return tuple(Designation(list=list_id, program=program, details=tuple(details)) for program in programs)


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``targets``; other schemata are counted in the log's notes.

    Raises FormatError without a column that is needed, or for a file that is cut short.
    """
    file, log, kinds = given.files["targets"], given.log, ftm_words.kinds()
    log.lacks |= {"from", "to", "published", "citations", "scope"}
    left_out: dict[str, int] = {}
    seen: set[str] = set()
    for line, row in records(file, log, _NEEDED, _KNOWN):
        log.rows += 1
        where, key, name = f"{file.name}, line {line}", row["id"], " ".join(row["name"].split())
        if kinds.get(row["schema"]) != "party":
            left_out[row["schema"]] = left_out.get(row["schema"], 0) + 1
            continue
        if not key or not name or key in seen:
            log.reject(where, "no id" if not key else "no name" if not name else f"the id {key!r} stands there twice")
            continue
        seen.add(key)
        codes, unknown = places.known_codes(several(row["countries"]))
        for text in unknown:
            log.warn(where, f"country {text!r} is not known")
        yield Entity(
            id=f"{given.list_id}:{key}",
            list=given.list_id,
            schema=row["schema"],
            names=tuple(dict.fromkeys((name, *several(row["aliases"])))),
            countries=tuple(sorted(codes)),
            addresses=several(row["addresses"]),
            identifiers=tuple(map(_identifier, several(row["identifiers"]))),
            birth_dates=several(row["birth_date"]),
            designations=_designations(given.list_id, row),
        )
    if left_out:
        named = ", ".join(f"{count:,} {schema}" for schema, count in sorted(left_out.items()))
        log.notes.append(f"{named}: no parties, not read")


LAYOUT = Layout(
    id="targets-simple-csv",
    recognise=recognise_header("targets", _NEEDED),
    parse=parse,
    needs=("targets",),
    proven="copies of OpenSanctions exports with program_ids (5,600 rows) and without (6,561 rows)",
)
