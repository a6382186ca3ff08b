"""Watches and alerts over HTTP, of the workspace of who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from debar.api.access import principal_of
from debar.api.casework import MOST_ID, opened
from debar.api.current import CurrentDesk
from debar.report.digest import write_feed


def watches_router(current: CurrentDesk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api", tags=["Watch"])

    @router.get("/watches", summary="What is watched")
    def watches(request: Request) -> JSONResponse:
        """Return what is watched, by name."""
        with opened(current) as store:
            held = store.watches_in(principal_of(request).workspace).all()
        fields = ("name", "kind", "subject", "lists", "threshold", "only", "actor", "at", "ran")
        return JSONResponse({"watches": [{name: getattr(each, name) for name in fields} for each in held]})

    @router.get("/alerts", summary="What changed, the newest first")
    def alerts(
        request: Request,
        before: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> JSONResponse:
        """Return a page of alerts; ``next`` is the ``before`` of the page that follows, null on the last."""
        with opened(current) as store:
            found = store.watches_in(principal_of(request).workspace).alerts(before=before, limit=limit)
        fields = ("id", "at", "name", "what", "title", "link", "seen")
        page = [{name: getattr(each, name) for name in fields} | {"detail": dict(each.detail)} for each in found]
        return JSONResponse({"alerts": page, "next": found[-1].id if len(found) == limit else None})

    @router.get("/alerts.atom", summary="What changed, as an Atom feed", response_class=Response)
    def feed(request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:
        """Return the newest alerts as an Atom feed; its key goes in the header, as for all routes."""
        workspace = principal_of(request).workspace
        with opened(current) as store:
            found = store.watches_in(workspace).alerts(limit=limit)
        base = str(request.base_url).rstrip("/")
        return Response(write_feed(found, base=base, name=workspace), media_type="application/atom+xml")

    return router
