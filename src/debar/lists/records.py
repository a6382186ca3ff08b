"""The canonical text of a party: one JSON object, empty fields left out, keys sorted.

``{"id", "schema", "names", "weak", "countries", "addresses", "ids", "births", "listings": [{"program", "authority",
"from", "to", "published", "cites", "scope", "note", "details"}]}``. A citation is its title, or ``[title, url]`` where
the address does not follow from the title. Only what a parser gives is in it; what editions tell (bounds, when a thing
was known) and corrections are worked out from the history.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from debar.errors import DataError
from debar.lists.citations import register
from debar.model import Citation, Designation, Entity

_REGISTER = re.compile(r"(\d{1,3}) FR (\d+)")


def _packed_citation(citation: Citation) -> str | list[str]:
    match = _REGISTER.fullmatch(citation.title)
    plain = register(match[1], match[2]) if match else Citation(citation.title)
    return citation.title if plain == citation else [citation.title, citation.url]


def _citation(packed: str | list[str]) -> Citation:
    if not isinstance(packed, str):
        return Citation(*packed)
    match = _REGISTER.fullmatch(packed)
    return register(match[1], match[2]) if match else Citation(packed)


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}


def _packed_listing(listing: Designation) -> dict[str, Any]:
    return _filled(
        {
            "program": listing.program,
            "authority": listing.authority,
            "from": listing.from_ and listing.from_.isoformat(),
            "to": listing.to and listing.to.isoformat(),
            "published": listing.published and listing.published.isoformat(),
            "cites": [_packed_citation(citation) for citation in listing.citations],
            "scope": listing.scope,
            "note": listing.note,
            "details": [list(pair) for pair in listing.details],
        }
    )


def packed(entity: Entity) -> dict[str, Any]:
    """The record of one entity, without its empty fields."""
    return _filled(
        {
            "id": entity.id,
            "schema": entity.schema,
            "names": entity.names,
            "weak": entity.weak_names,
            "countries": entity.countries,
            "addresses": entity.addresses,
            "ids": [list(pair) for pair in entity.identifiers],
            "births": entity.birth_dates,
            "listings": [_packed_listing(listing) for listing in entity.designations],
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _pairs(rows: Iterable[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows)


def listing(row: Mapping[str, Any], *, list_id: str, authority: str, **more: Any) -> Designation:
    """The designation of one listing of a record; ``more`` are fields that replace or add to what it says.

    Raises KeyError or ValueError when the listing breaks the layout.
    """
    fields: dict[str, Any] = {
        "list": list_id,
        "authority": row.get("authority", authority),
        "program": row.get("program", ""),
        "from_": _day(row.get("from")),
        "to": _day(row.get("to")),
        "published": _day(row.get("published")),
        "citations": tuple(_citation(cite) for cite in row.get("cites", ())),
        "scope": row.get("scope", ""),
        "note": row.get("note", ""),
        "details": _pairs(row.get("details", ())),
    }
    return Designation(**fields | more)


def unpacked(
    record: Mapping[str, Any], *, list_id: str, authority: str, designations: Iterable[Designation] | None = None
) -> Entity:
    """The entity of one record, with its own listings or the designations given instead.

    Raises KeyError or ValueError when the record breaks the layout.
    """
    if designations is None:
        rows = record.get("listings", ())
        designations = (listing(row, list_id=list_id, authority=authority) for row in rows)
    return Entity(
        id=record["id"],
        list=list_id,
        schema=record["schema"],
        names=tuple(record["names"]),
        weak_names=tuple(record.get("weak", ())),
        countries=tuple(record.get("countries", ())),
        addresses=tuple(record.get("addresses", ())),
        identifiers=_pairs(record.get("ids", ())),
        birth_dates=tuple(record.get("births", ())),
        designations=tuple(designations),
    )


def text(entity: Entity) -> str:
    """The canonical text of one entity: the same text for the same entity on every machine and day."""
    return json.dumps(packed(entity), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entity(text: str, *, list_id: str, authority: str) -> Entity:
    """The entity of a canonical text. Raises DataError when it is none; ``authority`` is that of the list."""
    try:
        return unpacked(json.loads(text), list_id=list_id, authority=authority)
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{list_id}: broken record {text[:60]!r} ({error!r}); the data were changed") from error
