"""Casework over HTTP: kept scans, their findings, decisions and the log, of the workspace of who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from debar.api.access import needs, principal_of
from debar.api.current import CurrentDesk
from debar.api.once import PARAMETER, Answer, answer_once
from debar.desk.answers import parse_date
from debar.desk.casework import make_decision
from debar.desk.deciding import keep_decision
from debar.errors import InputError
from debar.model.casework import KeptScan
from debar.store import Store, Writer, open_store

#: Both databases number rows by at most this.
MOST_ID = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=MOST_ID)]
FindingId = Annotated[str, Path(min_length=4, max_length=64, pattern="^[0-9a-f]+$")]


class DecisionRequest(BaseModel):
    """What is decided of a finding, and why; as ``debar decide`` takes it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: str = Field(alias="as", max_length=40, examples=["false-match"])
    because: str = Field(max_length=4_000, examples=["a dome tent"])
    until: str = Field(default="", max_length=10)


class Facets(BaseModel):
    """What findings are chosen by."""

    outcome: str = Field(default="", max_length=40)
    maker: str = Field(default="", max_length=200)
    state: str = Field(default="", max_length=20)
    buyer_type: str = Field(default="", max_length=40)


@contextmanager
def opened(current: CurrentDesk) -> Iterator[Store]:
    """Give the store for one request. Raises a 404 where there is none yet."""
    if current.store is None:
        raise HTTPException(404, "no store: nothing is kept here")
    try:
        store = open_store(current.store, create=False)
    except InputError as error:
        raise HTTPException(404, str(error)) from None
    with store:
        yield store


def casework_router(current: CurrentDesk) -> APIRouter:
    """Return the routes; what belongs to another workspace is answered as what is not there."""
    router = APIRouter(prefix="/api", tags=["Casework"])

    @router.get("/scans", summary="The newest kept scans")
    def scans(request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> JSONResponse:
        """Return the newest kept scans."""
        with opened(current) as store:
            kept = store.casework_in(principal_of(request).workspace).scans(limit)
        return JSONResponse({"scans": [_scan(each) for each in kept]})

    @router.get("/scans/{scan}", summary="A kept scan")
    def scan(request: Request, scan: Number) -> JSONResponse:
        """Return a kept scan with its summary."""
        with opened(current) as store:
            return JSONResponse(_scan(found(lambda: store.casework_in(principal_of(request).workspace).scan(scan))))

    @router.get("/scans/{scan}/findings", summary="Findings of a kept scan, most severe first")
    def findings(
        request: Request,
        scan: Number,
        facets: Annotated[Facets, Query()],
        after: Annotated[str, Query(pattern=r"^([0-9]{1,4}\.[0-9]{1,18})?$")] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> JSONResponse:
        """Return a page of findings; ``next`` is the ``after`` of the page that follows, null on the last."""
        severity, _, n = after.partition(".")
        key = (int(severity), int(n)) if after else None
        with opened(current) as store:
            casework = store.casework_in(principal_of(request).workspace)
            found(lambda: casework.scan(scan))
            filters = {name: value for name, value in facets.model_dump().items() if value}
            page = casework.findings(scan, after=key, limit=limit, filters=filters)
        following = ".".join(map(str, page[-1][1])) if len(page) == limit else None
        return JSONResponse({"findings": [dict(each.data) for each, _ in page], "next": following})

    @router.get("/findings/{finding}", summary="A kept finding")
    def finding(request: Request, finding: FindingId) -> JSONResponse:
        """Return the newest kept finding whose id begins so."""
        with opened(current) as store:
            casework = store.casework_in(principal_of(request).workspace)
            return JSONResponse(dict(found(lambda: casework.finding(finding)).data))

    @router.post(
        "/findings/{finding}/decisions",
        summary="Decide a finding",
        dependencies=[needs("decide")],
        openapi_extra={"parameters": [dict(PARAMETER)]},
    )
    def decide(request: Request, finding: FindingId, asked: DecisionRequest) -> JSONResponse:
        """Keep a decision and a line of the log, both or none; return the line's number.

        Where the workspace wants a second person it is a proposal, whose number is returned too.
        """
        with opened(current) as store:
            return _decide(current, store, request, finding, asked).response()

    @router.get("/audit", summary="The log, oldest lines first")
    def audit(
        request: Request,
        after: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> JSONResponse:
        """Return lines of the log of this workspace."""
        with opened(current) as store:
            entries = store.casework_in(principal_of(request).workspace).entries(after, limit)
        lines = [
            {"n": each.n, "at": each.at, "actor": each.actor, "action": each.action, "what": dict(each.what)}
            | {"hash": each.hash}
            for each in entries
        ]
        return JSONResponse({"entries": lines})

    return router


def _decide(current: CurrentDesk, store: Store, request: Request, finding: str, asked: DecisionRequest) -> Answer:
    principal = principal_of(request)
    data = found(lambda: store.casework_in(principal.workspace).finding(finding)).data
    until = parse_date(asked.until, "until") if asked.until else None
    reference, at = current.desk.reference, datetime.now(UTC)
    made = make_decision(data, reference, asked.kind, asked.because, actor=principal.actor, at=at, until=until)

    def keep(writer: Writer) -> Mapping[str, int]:
        kept = keep_decision(writer, principal.workspace, made)
        return {"line": kept.line} | ({"proposal": kept.proposal.id} if kept.proposal else {})

    return answer_once(store, request, asked.model_dump_json().encode(), keep)


def found(get: Any) -> Any:
    """Return what ``get`` finds. Raises a 404 where it finds nothing."""
    try:
        return get()
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def _scan(scan: KeptScan) -> dict[str, Any]:
    return {
        "id": scan.id,
        "name": scan.name,
        "at": scan.at,
        "actor": scan.actor,
        "question": dict(scan.question),
        "summary": dict(scan.summary),
        "findings": scan.findings,
    }
