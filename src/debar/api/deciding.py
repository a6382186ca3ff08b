"""Decisions on many findings, and second persons, over HTTP: previews, confirmations, proposals, rulings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from debar.api.access import needs, principal_of
from debar.api.casework import MOST_ID, Facets, Number, found, opened
from debar.api.current import CurrentDesk
from debar.desk.bulk_decisions import MOST, BulkQuestion, Case, confirm, preview
from debar.desk.deciding import Ruling, rule_on, set_second_person
from debar.model.casework import Proposal
from debar.store import Store

_Id = Annotated[int, Field(ge=1, le=MOST_ID)]


class BulkRequest(BaseModel):
    """One decision on the findings of a scan that fit ``where``; as ``debar decide-many`` takes it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: str = Field(alias="as", max_length=40, examples=["confirmed"])
    because: str = Field(max_length=4_000, examples=["seen on site"])
    where: Facets = Facets()
    ground: str = Field(default="", max_length=2_000)
    until: str = Field(default="", max_length=10)


class ConfirmRequest(BaseModel):
    """The token of what was shown, and how many findings that was."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=64)
    count: int = Field(ge=0, le=MOST)


class RulingRequest(BaseModel):
    """What a second person says of proposals."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[_Id] = Field(min_length=1, max_length=MOST)
    ruling: str = Field(max_length=20, examples=["approved"])
    because: str = Field(default="", max_length=4_000)


class SettingsRequest(BaseModel):
    """The settings of a workspace: which decisions need a second person."""

    model_config = ConfigDict(extra="forbid")

    second_person: list[Annotated[str, Field(max_length=40)]] = Field(max_length=10)


def deciding_router(current: CurrentDesk) -> APIRouter:
    """Return the routes; all are about the workspace of who asks."""
    router = APIRouter(prefix="/api", tags=["Casework"])

    @router.post(
        "/scans/{scan}/decisions/preview", summary="Show what one decision would do", dependencies=[needs("decide")]
    )
    def look(request: Request, scan: Number, asked: BulkRequest) -> JSONResponse:
        """Return the findings that would be decided, those left out with the reason, and the token that confirms it."""
        filters = {name: value for name, value in asked.where.model_dump().items() if value}
        question = BulkQuestion(
            scan=scan,
            kind=asked.kind,
            reason=asked.because,
            filters=filters,
            until=asked.until,
            ground=asked.ground,
        )
        with opened(current) as store:
            found(lambda: store.casework_in(principal_of(request).workspace).scan(scan))
            plan = preview(_case(current, store, request), question)
        told = {"token": plan.token, "count": len(plan.made), "ground": plan.ground, "grounds": dict(plan.grounds)}
        ids = [each.finding for each in plan.made]
        return JSONResponse({**told, "left_out": dict(plan.left_out), "findings": ids})

    @router.post("/decisions/confirm", summary="Keep what a preview showed", dependencies=[needs("decide")])
    def keep(request: Request, asked: ConfirmRequest) -> JSONResponse:
        """Keep all decisions that were shown, or none; the same answer when asked again."""
        with opened(current) as store:
            return JSONResponse(dict(confirm(_case(current, store, request), asked.token, asked.count)))

    @router.get("/proposals", summary="Decisions that wait for a second person", dependencies=[needs("read")])
    def proposals(
        request: Request,
        after: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> JSONResponse:
        """Return proposals that wait, the oldest first."""
        with opened(current) as store:
            deciding = store.deciding_in(principal_of(request).workspace)
            return JSONResponse({"proposals": [_row(each) for each in deciding.proposals(after=after, limit=limit)]})

    @router.post("/proposals/ruling", summary="Approve or reject proposals", dependencies=[needs("approve")])
    def rule(request: Request, asked: RulingRequest) -> JSONResponse:
        """Rule on proposals of others, all of them or none; return the lines of the log."""
        principal = principal_of(request)
        said = Ruling(
            numbers=asked.numbers,
            ruling=asked.ruling,
            actor=principal.actor,
            at=datetime.now(UTC),
            because=asked.because,
        )
        with opened(current) as store:
            done = rule_on(store, principal.workspace, current.desk.reference, said)
        return JSONResponse({"lines": [each.line for each in done]})

    @router.get("/settings", summary="Settings of the workspace", dependencies=[needs("read")])
    def settings(request: Request) -> JSONResponse:
        """Return which decisions need a second person."""
        with opened(current) as store:
            chosen = store.deciding_in(principal_of(request).workspace).second_person()
        return JSONResponse({"second_person": list(chosen)})

    @router.put("/settings", summary="Set them", dependencies=[needs("manage")])
    def change(request: Request, asked: SettingsRequest) -> JSONResponse:
        """Keep which decisions need a second person, and a line of the log."""
        principal = principal_of(request)
        with opened(current) as store:
            chosen = set_second_person(
                store, principal.workspace, asked.second_person, actor=principal.actor, at=datetime.now(UTC)
            )
        return JSONResponse({"second_person": list(chosen)})

    return router


def _case(current: CurrentDesk, store: Store, request: Request) -> Case:
    principal = principal_of(request)
    return Case(
        store=store,
        workspace=principal.workspace,
        reference=current.desk.reference,
        actor=principal.actor,
        at=datetime.now(UTC),
    )


def _row(each: Proposal) -> dict[str, Any]:
    made = each.decision
    said = {"number": each.id, "as": made.kind, "finding": made.finding, "about": made.about, "reason": made.reason}
    until = made.until.isoformat() if made.until else None
    return {**said, "until": until, "actor": made.actor, "at": made.at, "batch": each.batch}
