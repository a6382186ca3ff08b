"""The two routes of Moov Watchman that its clients use, in the shape of its API description (docs/api.yaml, v2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from debar import __version__
from debar.api.current import CurrentDesk
from debar.api.parties import Data, Parties
from debar.lists.birth_dates import birth_date
from debar.model import Entity, NameMatch, PartyQuery

#: Watchman's types of entity -> schemata of the model, and back.
TYPES: Mapping[str, str] = {
    "person": "Person",
    "business": "Company",
    "organization": "Organization",
    "aircraft": "Airplane",
    "vessel": "Vessel",
}
_TYPES_OF = {schema: type_ for type_, schema in TYPES.items()} | {
    "PublicBody": "organization",
    "LegalEntity": "organization",
}


class WatchmanQuery(BaseModel):
    """A party as Watchman's clients describe it; parameters that no list tells are taken and without effect."""

    name: str = Field(default="", max_length=2_000)
    type: str = ""
    source: str = ""
    limit: int = Field(default=10, ge=1, le=100)
    min_match: float | None = Field(default=None, alias="minMatch", ge=0, le=1)
    alt_names: list[str] = Field(default_factory=list, alias="altNames", max_length=50)
    birth_date: str = Field(default="", alias="birthDate")
    address: list[str] = Field(default_factory=list, max_length=20)
    imo: str = Field(default="", alias="imoNumber")
    passport: str = Field(default="", alias="gov_passport")
    tax_id: str = Field(default="", alias="gov_tax-id")
    request_id: str = Field(default="", alias="requestID")

    def queries(self) -> list[PartyQuery]:
        """The same for each name, as the engine takes it. Raises HTTPException 400 for what cannot be asked."""
        if not self.name.strip():
            raise HTTPException(400, "name: say whom to search for, such as name=Huawei")
        if self.type and self.type not in TYPES:
            raise HTTPException(400, f"type: {self.type!r} is not known; take one of {', '.join(TYPES)}")
        told = {"imo": self.imo, "passport": self.passport, "tax-id": self.tax_id}
        party = PartyQuery(
            self.name,
            TYPES.get(self.type, ""),
            tuple((kind, value.rpartition(":")[2]) for kind, value in told.items() if value),
            tuple(filter(None, [self.birth_date])),
            (),
            tuple(self.address),
        )
        return [replace(party, name=name) for name in (self.name, *self.alt_names)]


def watchman_router(current: CurrentDesk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["Watchman v2"])

    @router.get("/v2/search", summary="Listed parties like a description")
    def search_parties(asked: Annotated[WatchmanQuery, Query()]) -> JSONResponse:
        """Return the parties, best first, each with its ``match`` score from 0 to 1."""
        parties = current.parties
        queries = asked.queries()
        lists = parties.lists([asked.source]) if _holds(parties, asked.source) else ()
        found = parties.desk.match(queries, lists=lists, threshold=asked.min_match, limit=asked.limit)
        best: dict[str, NameMatch] = {}
        for match in (match for matches in found for match in matches):
            if match.entity.id not in best or match.score > best[match.entity.id].score:
                best[match.entity.id] = match
        ranked = sorted(best.values(), key=lambda match: (-match.score, match.entity.id))[: asked.limit]
        query = {
            "name": asked.name,
            "entityType": asked.type,
            "sourceList": asked.source,
            "requestID": asked.request_id,
        }
        return JSONResponse(
            {"query": query, "entities": [_flat(match.entity) | {"match": match.score} for match in ranked]}
        )

    @router.get("/v2/listinfo", summary="The lists in use")
    def list_info() -> JSONResponse:
        """Return the number of parties and a hash of each list."""
        editions = current.parties.desk.editions
        newest = max((edition.retrieved_at for edition in editions), default=None)
        moment = newest.strftime("%Y-%m-%dT%H:%M:%SZ") if newest else None
        return JSONResponse(
            {
                "lists": {edition.list.replace("-", "_"): edition.entities for edition in editions},
                "listHashes": {edition.list.replace("-", "_"): edition.sha256 for edition in editions},
                "startedAt": moment,
                "endedAt": moment,
                "version": f"debar {__version__}",
            }
        )

    return router


def _holds(parties: Parties, source: str) -> bool:
    if not source:
        return False
    try:
        parties.lists([source])
    except KeyError:
        raise HTTPException(404, f"source: no list {source!r} is held here; GET /v2/listinfo names them") from None
    return True


def _flat(party: Entity) -> Data:
    """A party with its fields side by side, the details of its type under the type's name."""
    type_ = _TYPES_OF.get(party.schema, "unknown")
    details: Data = {"name": party.caption, "altNames": [*party.names[1:], *party.weak_names]}
    if type_ == "person":
        days = [day for day in map(birth_date, party.birth_dates) if len(day) == len("2000-01-01")]
        details["birthDate"] = f"{days[0]}T00:00:00Z" if days else None
    if type_ in {"person", "business", "organization"}:
        details["governmentIDs"] = [
            {"name": kind, "type": kind if kind in {"passport", "ssn", "tax-id"} else "", "identifier": value}
            for kind, value in party.identifiers
            if kind != "digital-currency"
        ]
    wallets = [value.rpartition(" ") for kind, value in party.identifiers if kind == "digital-currency"]
    flat: Data = {
        "name": party.caption,
        "entityType": type_,
        "sourceList": party.list.replace("-", "_"),
        "sourceID": party.id.partition(":")[2],
        "contact": {},
        "addresses": [{"line1": address} for address in party.addresses],
        "cryptoAddresses": [{"currency": currency, "address": address} for currency, _, address in wallets],
        "sanctionsInfo": {
            "programs": list(dict.fromkeys(each.program for each in party.designations if each.program)),
            "secondary": any("secondary" in value.lower() for each in party.designations for _, value in each.details),
            "description": "; ".join(dict.fromkeys(each.scope for each in party.designations if each.scope)),
        },
        "sourceData": {"id": party.id, "list": party.list},
    }
    return flat if type_ == "unknown" else flat | {type_: details}
