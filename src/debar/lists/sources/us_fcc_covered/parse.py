"""The table of the FCC's Covered List page (text of the row, date cell) -> entities.

A row names producers or providers in running text, or covers a category of goods without naming anyone. Categories
become entities of schema ``Thing``: kept and shown, never matched by name. ``rows.yml`` beside this file says what the
category rows are called and whom they reach by reference.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from debar.errors import FormatError
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity

LIST = "us-fcc-covered"
PAGE = Citation("FCC Covered List, 47 CFR 1.50002", "https://www.fcc.gov/supplychain/coveredlist")

_NAMED = (
    re.compile(r"produced by (?P<names>.+?), (?:including|to the extent)"),
    re.compile(r"supplied, directly or indirectly, by (?P<names>.+?) or any of its"),
    re.compile(r"produced or provided by (?P<names>.+?) or any of its"),
    re.compile(r"services provided by (?P<names>.+?),? subject to section 214"),
)
_SUBSIDIARY = " and its wholly-owned subsidiary "
_LIMIT = "to the extent it is used for the purpose of public safety"
_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_LINK_TEXT = "Visit - "  # what the page's link icons read as text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its 1-based place, text, day of inclusion and days of update."""

    number: int
    text: str
    included: date
    updated: tuple[date, ...]

    @property
    def purpose_limited(self) -> bool:
        """True when the row reaches equipment only as far as it is used for the purposes that the row names."""
        return _LIMIT in self.text

    @property
    def kind(self) -> str:
        """``software``, ``service``, ``equipment and services`` or, where no one is named, ``category``."""
        if not names_in(self.text):
            return "category"
        if "software" in self.text or self.text.startswith("Information security"):
            return "software"
        return "service" if "section 214" in self.text else "equipment and services"


def names_in(text: str) -> tuple[str, ...]:
    """The producers or providers that a row's text names; empty for a category row."""
    for pattern in _NAMED:
        if match := pattern.search(text):
            return tuple(match["names"].split(_SUBSIDIARY))
    return ()


def rows(data: bytes) -> tuple[Row, ...]:
    """The rows of the table. Raises FormatError when a column or a date is missing, naming the row."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    found = []
    for number, cells in enumerate(reader, start=1):
        try:
            text, dates = cells["covered_equipment_or_services"], cells["date_of_inclusion_on_covered_list"]
        except KeyError as error:
            raise FormatError(f"Covered List table: no column {error}") from error
        days = [datetime.strptime(day, "%B %d, %Y").date() for day in _DAY.findall(dates or "")]
        if not days or not text:
            raise FormatError(f"Covered List table, row {number}: no text or no date in {dates!r}")
        clean = " ".join(text.replace(_LINK_TEXT, "").split())
        found.append(Row(number, clean, days[0], tuple(days[1:])))
    if not found:
        raise FormatError("Covered List table: no rows; keep the edition before it")
    return tuple(found)


def _designation(row: Row, kind: str, citations: tuple[Citation, ...], note: str = "") -> Designation:
    details = [
        ("row", str(row.number)),
        ("kind", kind),
        ("purpose_limited", "yes" if row.purpose_limited else "no"),
        *(("updated", day.isoformat()) for day in row.updated),
    ]
    return Designation(
        list=LIST,
        program="US-FCC",
        from_=row.included,
        published=row.included,
        citations=citations,
        scope=row.text,
        note=note,
        details=tuple(details),
    )


def _entity(row: Row, names: tuple[str, ...], schema: str, countries: tuple[str, ...], listing: Designation) -> Entity:
    return Entity(
        id=derived_id(LIST, names[0], "", row.included.isoformat()),
        list=LIST,
        schema=schema,
        names=names,
        countries=countries,
        designations=(listing,),
    )


def _category(row: Row, known: Mapping[str, Any]) -> Iterator[Entity]:
    for entry in known["categories"]:
        if row.text.startswith(entry["begins"]):
            yield _entity(row, (entry["caption"],), "Thing", (), _designation(row, row.kind, (PAGE,)))
            for party in entry.get("reaches", []):
                cited = Citation(party["citation"], party["url"])
                listing = _designation(row, party["kind"], (PAGE, cited), f"reached by reference: {party['wording']}")
                yield _entity(row, tuple(party["names"]), "Company", tuple(party["countries"]), listing)
            return
    raise FormatError(f"Covered List table, row {row.number}: names no one and is not in rows.yml: {row.text[:60]!r}")


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each row carries its own date
    """The parties and categories of ``files["table"]``, with ``files["rows"]`` (rows.yml) for the category rows.

    Raises FormatError for a table that breaks its layout or a category row not described yet.
    """
    known = yaml.safe_load(files["rows"])
    for row in rows(files["table"]):
        names = names_in(row.text)
        if not names:
            yield from _category(row, known)
        for name in names:
            listing = _designation(row, row.kind, (PAGE,))
            yield _entity(row, (name,), "Company", tuple(known["countries"].get(name, ())), listing)
