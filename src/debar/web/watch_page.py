"""What is watched, and what changed: alerts, the newest first; watches made and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk.watching import ON_PAGES, add_watch, put_away, remove_watch
from debar.errors import DebarError
from debar.model.deliveries import Channel, ChannelState
from debar.model.watches import Alert, Watch
from debar.report.digest import HEADINGS
from debar.report.text import plain
from debar.web.forgery import require_own_form
from debar.web.rendering import Pages, address

ON_A_PAGE = 50
_WORDS = dict(HEADINGS)


def watch_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/watch``."""
    router = APIRouter(prefix="/watch")

    @router.get("")
    def watch(request: Request, before: str = "") -> HTMLResponse:
        """Show the alerts and what is watched."""
        return _page(pages, request, before=int(before) if before.isdecimal() and len(before) < 19 else 0)

    @router.post("", dependencies=[needs("decide")])
    def add(
        request: Request,
        *,
        name: Annotated[str, Form(max_length=80)] = "",
        kind: Annotated[str, Form(max_length=20)] = "",
        subject: Annotated[str, Form(max_length=300)] = "",
        only: Annotated[str, Form(max_length=10)] = "",
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Watch something from how it stands now; tables are watched by command: a server reads no paths it is sent."""
        require_own_form(request, form_token)
        principal = principal_of(request)
        made = Watch(id=0, name=name, kind=kind, subject=subject, only=only, actor=principal.actor)
        try:
            if kind not in ON_PAGES:
                return _page(pages, request, error="Choose what to watch.", given=made, status=400)
            desk, url = pages.current.desk, pages.casebook.store
            add_watch(url, made, now=_now(), workspace=principal.workspace, desk=desk)
        except DebarError as error:
            return _page(pages, request, error=plain(str(error)), given=made, status=400)
        return RedirectResponse(address("watch"), 303)

    @router.post("/remove", dependencies=[needs("decide")])
    def remove(
        request: Request,
        name: Annotated[str, Form(max_length=80)] = "",
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """End a watch; what was told of it stays."""
        require_own_form(request, form_token)
        principal = principal_of(request)
        try:
            url = pages.casebook.store
            remove_watch(url, name, now=_now(), actor=principal.actor, workspace=principal.workspace)
        except DebarError as error:
            return _page(pages, request, error=plain(str(error)), status=404)
        return RedirectResponse(address("watch"), 303)

    @router.post("/seen", dependencies=[needs("decide")])
    def seen(
        request: Request,
        alerts: Annotated[list[int] | None, Form()] = None,
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Put alerts away."""
        require_own_form(request, form_token)
        principal = principal_of(request)
        if pages.casebook.exists():
            url = pages.casebook.store
            put_away(url, alerts or [], now=_now(), actor=principal.actor, workspace=principal.workspace)
        return RedirectResponse(address("watch"), 303)

    return router


def _page(
    pages: Pages, request: Request, *, before: int = 0, error: str = "", given: Watch | None = None, status: int = 200
) -> HTMLResponse:
    principal = principal_of(request)
    watches: tuple[Watch, ...] = ()
    found: tuple[Alert, ...] = ()
    states: tuple[ChannelState, ...] = ()
    if pages.casebook.exists():
        with pages.casebook.opened() as store:
            held = store.watches_in(principal.workspace)
            watches, found = held.all(), held.alerts(before=before, limit=ON_A_PAGE + 1)
            states = store.deliveries_in(principal.workspace).states()
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    return pages.render(
        request,
        "watch.html.j2",
        section="watch",
        title="Watch",
        status=status,
        watches=watches,
        alerts=[(each, _WORDS[each.what], address(each.link) if each.link else "") for each in shown],
        channels=[(each, _where(each.channel)) for each in states],
        kinds=ON_PAGES,
        given=given,
        error=error,
        may_decide="decide" in principal.scopes,
        first=not before,
        next_href=address("watch", before=shown[-1].id) if more else "",
    )


def _where(channel: Channel) -> str:
    """A mail address whole, of a webhook only the host: the rest of its address often holds a secret."""
    return channel.address if channel.kind == "email" else urlsplit(channel.address).hostname or ""


def _now() -> datetime:
    return datetime.now(UTC)
