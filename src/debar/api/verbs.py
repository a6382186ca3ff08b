"""The verbs of the contract over HTTP, under ``/api``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from debar.api.current import CurrentDesk
from debar.report.records import edition_data, finding_data, match_data

_TEXT = Field(default="", max_length=10_000)
_WORD = Field(default="", max_length=500)


class CheckRequest(BaseModel):
    """One item or party, and what is known of the buyer, the money and the day; as ``debar check`` takes it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="", max_length=10_000, examples=["Hikvision DS-2CD2143G0-I"])
    buyer: str = Field(default="", max_length=500, examples=["City of Modesto"])
    buyer_type: str = _WORD
    role: str = _WORD
    state: str = Field(default="", max_length=100, examples=["CA"])
    country: str = _WORD
    date: str = Field(default="", max_length=30, examples=["2022-05-01"])
    funding: list[str] = Field(default_factory=list, max_length=20, examples=[["federal-grant:2022-01-01"]])
    purpose: str = _TEXT
    action: str = "buy"
    supplier: str = _WORD
    uei: str = _WORD
    mac: str = _WORD
    fcc_id: str = _WORD
    as_of: str = ""
    known_at: str = ""


class NamesRequest(BaseModel):
    """Names, and which lists and day they are asked of; as ``debar match`` takes them."""

    model_config = ConfigDict(extra="forbid")

    names: list[Annotated[str, Field(max_length=2_000)]] = Field(min_length=1, max_length=1_000)
    lists: list[str] = Field(default_factory=list, max_length=100)
    schema_: str = Field(default="", alias="schema")
    as_of: str = ""
    known_at: str = ""
    threshold: float | None = Field(default=None, ge=0, le=1)
    limit: int = Field(default=10, ge=1, le=500)
    profile: str = "default"


def verbs_router(current: CurrentDesk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api", tags=["debar"])

    @router.post("/check", summary="One item or party against the law")
    def check(asked: CheckRequest) -> JSONResponse:
        """Return a finding for each maker or listed party in the text, most severe first."""
        question = asked.model_dump(exclude={"text"})
        findings = current.desk.check_all(asked.text, **question)
        return JSONResponse({"findings": [finding_data(finding) for finding in findings]})

    @router.post("/match", summary="Names against the lists")
    def match(asked: NamesRequest) -> JSONResponse:
        """Return, for each name in order, the listed parties it may be."""
        desk = current.desk
        found = desk.match(
            asked.names,
            lists=asked.lists,
            schema=asked.schema_,
            as_of=asked.as_of or None,
            known_at=asked.known_at or None,
            threshold=asked.threshold,
            limit=asked.limit,
            profile=asked.profile,
        )
        results = [
            match_data(row, name, each) for row, (name, each) in enumerate(zip(asked.names, found, strict=True), 1)
        ]
        return JSONResponse({"results": results, "editions": desk.reference.editions_data})

    @router.get("/lists", summary="The lists in use")
    def lists() -> JSONResponse:
        """Return the edition of each list, and its age in days."""
        desk = current.desk
        return JSONResponse({"lists": [edition_data(edition, desk.today) for edition in desk.editions]})

    @router.get("/rules", summary="The rules in use")
    def rules() -> JSONResponse:
        """Return id, title and version of each rule."""
        held = [{"id": rule.id, "title": rule.title, "version": rule.version} for rule in current.desk.rules]
        return JSONResponse({"rules": held})

    return router
