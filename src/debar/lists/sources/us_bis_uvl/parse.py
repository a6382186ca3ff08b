"""Unverified List rows of the Consolidated Screening List (csv) -> entities."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

from debar.errors import FormatError
from debar.lists import citations
from debar.lists.ids import derived_id
from debar.model import Designation, Entity

LIST = "us-bis-uvl"

_SOURCE = "Unverified List (UVL)"
_NEEDED = ("source", "name", "addresses", "federal_register_notice", "start_date", "alt_names")


def _split(text: str) -> tuple[str, ...]:
    parts = (part.strip().removeprefix("and ").strip() for part in text.split("; "))
    return tuple(dict.fromkeys(part for part in parts if part))


def _countries(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The two-letter codes with which the list ends its addresses ("…, CN")."""
    ends = (address.rsplit(", ", 1)[-1].strip() for address in addresses)
    return tuple(dict.fromkeys(end.lower() for end in ends if len(end) == 2 and end.isupper()))


def _designation(row: Mapping[str, str], day: date) -> Designation:
    start = date.fromisoformat(row["start_date"]) if row["start_date"] else None
    return Designation(
        list=LIST,
        program="US-BIS-UVL",
        from_=start,
        published=start or day,
        citations=tuple(citation for citation, _ in citations.cited(row["federal_register_notice"])),
        note="dated by publication; the rule's effective date may differ by days"
        if start
        else f"the list gives no listing date; on the edition of {day}",
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:
    """The Unverified List parties of ``files["csl"]``; columns are found by header. Raises FormatError without one."""
    reader = csv.DictReader(io.StringIO(files["csl"].decode("utf-8"), newline=""))
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise FormatError(f"Consolidated Screening List: no column {missing[0]!r}")
    for row in reader:
        if row["source"].startswith(_SOURCE):
            addresses = _split(row["addresses"])
            first = row["federal_register_notice"].split(";")[0]
            name = " ".join(row["name"].split())
            yield Entity(
                id=derived_id(LIST, name, " ".join(addresses), first),
                list=LIST,
                schema="LegalEntity",
                names=(name, *_split(row["alt_names"])),
                countries=_countries(addresses),
                addresses=addresses,
                designations=(_designation(row, day),),
            )
