"""FollowTheMoney entities, one JSON object a line: Ownership and Directorship, and the parties they join.

https://followthemoney.tech/explorer/schemata/Ownership/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from debar.model import Holder
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords

_LINKS = {"Ownership": ("owner", "asset", "shares"), "Directorship": ("director", "organization", "director")}
_IDENTIFIERS = {"leiCode": "lei", "registrationNumber": "registration", "uniqueEntityId": "uei", "imoNumber": "imo"}
_PARTIES = frozenset(
    {
        "Person",
        "Company",
        "Organization",
        "PublicBody",
        "LegalEntity",
        "Asset",
        "Vessel",
        "Airplane",
        "Thing",
        "Security",
    }
)


def is_ftm(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an entity of FollowTheMoney."""
    return isinstance(record.get("properties"), Mapping) and isinstance(record.get("schema"), str)


def read_ftm(record: Mapping[str, Any], source: str, row: int, reading: Reading) -> None:
    """Take one entity: a link of the two kinds, or a party."""
    schema, properties = str(record["schema"]), record["properties"]
    if schema in _LINKS:
        _take_link(_LINKS[schema], properties, source, row, reading)
    elif schema in _PARTIES and record.get("id"):
        identifiers = tuple((kind, value) for name, kind in _IDENTIFIERS.items() for value in _values(properties, name))
        countries = [*_values(properties, "jurisdiction"), *_values(properties, "country")]
        country = countries[0].upper()[:2] if countries else ""
        names = _values(properties, "name")
        reading.party(Holder(str(record["id"]), names[0] if names else "", country, schema, identifiers))
    else:
        reading.notes[f"{source}: entities of the schema {schema[:40]} are no holdings and are left out"] += 1


def _take_link(
    link: tuple[str, str, str], properties: Mapping[str, Any], source: str, row: int, reading: Reading
) -> None:
    owners, owned = _values(properties, link[0]), _values(properties, link[1])
    if not owners or not owned:
        reading.reject(source, row, f"a link needs {link[0]} and {link[1]}")
        return
    percent = _values(properties, "percentage")
    for owner in owners:
        for party in owned:
            words = StakeWords(
                owner,
                party,
                source,
                row,
                percent[0] if len(percent) == 1 else "",
                from_=min(_values(properties, "startDate"), default=""),
                to=max(_values(properties, "endDate"), default=""),
                relation=link[2],
            )
            reading.add(words.stake())


def _values(properties: Mapping[str, Any], name: str) -> list[str]:
    found = properties.get(name) or []
    return (
        [str(value.get("id") if isinstance(value, Mapping) else value).strip() for value in found if value]
        if isinstance(found, list)
        else [str(found).strip()]
    )
