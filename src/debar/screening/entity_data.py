"""Listed parties to JSON-able values and back, for the reference file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from debar.model import Citation, Designation, Edition, Entity


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def entity_to_data(entity: Entity) -> dict[str, Any]:
    """Return the entity as JSON-able values; empty fields are left out."""
    data: dict[str, Any] = {
        "id": entity.id,
        "list": entity.list,
        "schema": entity.schema,
        "names": entity.names,
        "weak_names": entity.weak_names,
        "countries": entity.countries,
        "addresses": entity.addresses,
        "identifiers": entity.identifiers,
        "birth_dates": entity.birth_dates,
        "designations": [_designation_to_data(d) for d in entity.designations],
    }
    return {key: value for key, value in data.items() if value}


def _designation_to_data(designation: Designation) -> dict[str, Any]:
    data = {
        "list": designation.list,
        "program": designation.program,
        "authority": designation.authority,
        "from": _iso(designation.from_),
        "to": _iso(designation.to),
        "known_from": _iso(designation.known_from),
        "citations": [[c.title, c.url] for c in designation.citations],
        "scope": designation.scope,
        "note": designation.note,
        "details": designation.details,
    }
    return {key: value for key, value in data.items() if value}


def entity_from_data(data: Mapping[str, Any]) -> Entity:
    """Return the entity that :func:`entity_to_data` wrote down."""
    return Entity(
        id=data["id"],
        list=data["list"],
        schema=data["schema"],
        names=tuple(data["names"]),
        weak_names=tuple(data.get("weak_names", ())),
        countries=tuple(data.get("countries", ())),
        addresses=tuple(data.get("addresses", ())),
        identifiers=tuple((kind, value) for kind, value in data.get("identifiers", ())),
        birth_dates=tuple(data.get("birth_dates", ())),
        designations=tuple(_designation_from_data(d) for d in data.get("designations", ())),
    )


def _designation_from_data(data: Mapping[str, Any]) -> Designation:
    return Designation(
        list=data["list"],
        program=data.get("program", ""),
        authority=data.get("authority", ""),
        from_=_day(data.get("from")),
        to=_day(data.get("to")),
        known_from=_day(data.get("known_from")),
        citations=tuple(Citation(title, url) for title, url in data.get("citations", ())),
        scope=data.get("scope", ""),
        note=data.get("note", ""),
        details=tuple((key, value) for key, value in data.get("details", ())),
    )


def edition_to_data(edition: Edition) -> dict[str, Any]:
    """Return the edition as JSON-able values."""
    return {
        "list": edition.list,
        "title": edition.title,
        "authority": edition.authority,
        "sha256": edition.sha256,
        "published": _iso(edition.published),
        "retrieved": edition.retrieved.isoformat(),
        "entities": edition.entities,
        "source": edition.source,
        "official_url": edition.official_url,
        "licence": edition.licence,
        "completeness": edition.completeness,
        "parts": [list(part) for part in edition.parts],
        "note": edition.note,
    }


def edition_from_data(data: Mapping[str, Any]) -> Edition:
    """Return the edition that :func:`edition_to_data` wrote down."""
    return Edition(
        **{
            **data,
            "published": _day(data["published"]),
            "retrieved": date.fromisoformat(data["retrieved"]),
            "parts": tuple((name, dated) for name, dated in data["parts"]),
        }
    )
