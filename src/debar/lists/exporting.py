"""Parties written so that other tools, or another debar, can read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from debar.lists.records import packed
from debar.model import Entity

#: The columns of a user's list; several values of one kind are joined by ``;``.
CSV_COLUMNS = (
    "id",
    "schema",
    "name",
    "alias",
    "country",
    "address",
    "identifiers",
    "birth_date",
    "list",
    "program",
    "from",
    "to",
    "citation",
)


def jsonl_records(entities: Iterable[Entity]) -> Iterator[dict[str, Any]]:
    """Yield debar's own record of each party, with its list."""
    for entity in entities:
        yield {"list": entity.list, **packed(entity)}


def csv_rows(entities: Iterable[Entity]) -> Iterator[dict[str, str]]:
    """Yield a row for each listing of each party, in the columns of a user's own list; one for a party with none."""
    for entity in entities:
        shared = {
            "id": entity.id,
            "schema": entity.schema,
            "name": entity.caption,
            "alias": ";".join((*entity.names[1:], *entity.weak_names)),
            "country": ";".join(entity.countries),
            "address": ";".join(entity.addresses),
            "identifiers": ";".join(f"{kind}:{value}" for kind, value in entity.identifiers),
            "birth_date": ";".join(entity.birth_dates),
            "list": entity.list,
        }
        if not entity.designations:
            yield shared | dict.fromkeys(("program", "from", "to", "citation"), "")
        for listing in entity.designations:
            yield shared | {
                "program": listing.program,
                "from": listing.from_.isoformat() if listing.from_ else "",
                "to": listing.to.isoformat() if listing.to else "",
                "citation": ";".join(citation.title for citation in listing.citations),
            }
