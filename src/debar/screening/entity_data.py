"""Listed parties to JSON-able values and back, for the reference file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from debar.model import Citation, Correction, Designation, Edition, Entity


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
        "from_after": _iso(designation.from_after),
        "from_bounded": designation.from_bounded,
        "to_after": _iso(designation.to_after),
        "to_bounded": designation.to_bounded,
        "published": _iso(designation.published),
        "known_from": _iso(designation.known_from),
        "known_to": _iso(designation.known_to),
        "citations": [[c.title, c.url] for c in designation.citations],
        "scope": designation.scope,
        "note": designation.note,
        "details": designation.details,
        "corrections": [
            [c.field, c.stated, c.value, c.citation.title, c.citation.url, c.note] for c in designation.corrections
        ],
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
        from_after=_day(data.get("from_after")),
        from_bounded=data.get("from_bounded", False),
        to_after=_day(data.get("to_after")),
        to_bounded=data.get("to_bounded", False),
        published=_day(data.get("published")),
        known_from=_day(data.get("known_from")),
        known_to=_day(data.get("known_to")),
        citations=tuple(Citation(title, url) for title, url in data.get("citations", ())),
        scope=data.get("scope", ""),
        note=data.get("note", ""),
        details=tuple((key, value) for key, value in data.get("details", ())),
        corrections=tuple(
            Correction(field, stated, value, Citation(title, url), note)
            for field, stated, value, title, url, note in data.get("corrections", ())
        ),
    )


def edition_to_data(edition: Edition) -> dict[str, Any]:
    """Return the edition as JSON-able values."""
    return {
        "list": edition.list,
        "title": edition.title,
        "authority": edition.authority,
        "sha256": edition.sha256,
        "published": _iso(edition.published),
        "retrieved_at": edition.retrieved_at.isoformat(),
        "entities": edition.entities,
        "designations": edition.designations,
        "source": edition.source,
        "official_url": edition.official_url,
        "licence": edition.licence,
        "completeness": edition.completeness,
        "parts": [list(part) for part in edition.parts],
        "lacks": list(edition.lacks),
        "origin": edition.origin,
        "layout": edition.layout,
        "parser": edition.parser,
        "note": edition.note,
        "confirmed": _iso(edition.confirmed),
    }


def edition_from_data(data: Mapping[str, Any]) -> Edition:
    """Return the edition that :func:`edition_to_data` wrote down."""
    return Edition(
        **{
            **data,
            "published": _day(data["published"]),
            "retrieved_at": datetime.fromisoformat(data["retrieved_at"]),
            "lacks": tuple(data["lacks"]),
            "confirmed": _day(data["confirmed"]),
            "parts": tuple((name, dated) for name, dated in data["parts"]),
        }
    )
