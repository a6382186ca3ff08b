"""The lists in use: which edition, how old, how complete."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from debar.report.context import Context
from debar.report.html.page_view import edition_view
from debar.report.records import age_days
from debar.web.rendering import Pages


def lists_router(pages: Pages) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/lists")

    @router.get("")
    def lists(request: Request) -> HTMLResponse:
        """Show the edition of each list, the oldest first."""
        desk = pages.current.desk
        context = Context(today=desk.today)
        ordered = sorted(desk.editions, key=lambda edition: (-age_days(edition, desk.today), edition.list))
        views = [edition_view(edition, context) | {"origin": edition.origin} for edition in ordered]
        return pages.render(request, "lists.html.j2", section="lists", title="Lists", editions=views)

    return router
