"""Denied Persons List, from an extract of the agency's csv -> entities: one denial order each, with its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from debar.lists import citations, countries, extract
from debar.lists.ids import derived_id
from debar.model import Designation, Entity

LIST = "us-bis-dpl"

_EXPIRES = re.compile(r"Expires: (\d{4}-\d{2}-\d{2})")
_KIND = re.compile(r"Type of denial: ([\w-]+)")


def _designation(row: extract.Row) -> Designation:
    expires = _EXPIRES.search(row.notes)
    kind = _KIND.search(row.notes)
    cited = citations.cited(row.register)
    first = citations.first_published(cited)
    renewed = first is not None and row.effective is not None and first[1] < row.effective
    note = f"renewed order; first published {first[1]} ({first[0].title})" if first and renewed else ""
    start = min(first[1], row.effective) if first and row.effective else row.effective
    return Designation(
        list=LIST,
        program="US-BIS-DPL",
        from_=start,
        to=date.fromisoformat(expires[1]) if expires else None,
        published=first[1] if first else row.effective,
        citations=tuple(citation for citation, _ in cited),
        note=note,
        details=(
            *((("order", kind[1].lower()),) if kind else ()),
            *((("effective date of the current order", row.effective.isoformat()),) if row.effective else ()),
        ),
    )


def _entity(row: extract.Row, place: str) -> Entity:
    listing = _designation(row)
    first = listing.citations[0].title if listing.citations else ""
    return Entity(
        id=derived_id(LIST, row.name, place, first),
        list=LIST,
        schema="LegalEntity",
        names=(row.name, *row.aliases),
        countries=countries.codes(row.country) if row.country else (),
        addresses=(row.address,) if row.address else (),
        designations=(listing,),
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each order carries its own dates
    """The denied persons of ``files["entities"]``; rows that differ in the address alone are one party with both.

    Raises FormatError for a broken extract.
    """
    found: dict[str, Entity] = {}
    for row in extract.rows(files["entities"], "Denied Persons List extract"):
        entity = _entity(row, row.country)
        held = found.get(entity.id)
        if held is not None:
            addresses = tuple(dict.fromkeys((*held.addresses, *entity.addresses)))
            listings = tuple(dict.fromkeys((*held.designations, *entity.designations)))
            entity = replace(held, addresses=addresses, designations=listings)
        found[entity.id] = entity
    yield from found.values()
