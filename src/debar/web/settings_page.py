"""Settings: second persons, people, keys, what this desk rests on, where it is kept. For admins alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk.deciding import set_second_person
from debar.desk.people import KEY_DAYS, MOST_KEY_DAYS, add_key, revoke_key
from debar.errors import InputError
from debar.model.people import ROLES, SCOPES
from debar.report.text import plain
from debar.store.place import place_of
from debar.web.casebook import moment_on
from debar.web.finding_page import CHOICES
from debar.web.forgery import require_own_form
from debar.web.rendering import Pages, address


def settings_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/settings``."""
    router = APIRouter(prefix="/settings", dependencies=[needs("manage")])

    @router.get("")
    def settings(request: Request) -> HTMLResponse:
        """Show the settings of the workspace."""
        return settings_page(pages, request)

    @router.post("/second-person")
    def second_person(
        request: Request,
        kinds: Annotated[list[str] | None, Form()] = None,
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Keep which decisions need a second person, and a line of the log."""
        require_own_form(request, form_token)
        principal, at = principal_of(request), moment_on(pages.current.desk.today)
        with pages.casebook.opened() as store:
            set_second_person(store, principal.workspace, kinds or [], actor=principal.actor, at=at)
        return RedirectResponse(address("settings"), 303)

    @router.post("/keys")
    def make_key(
        request: Request,
        *,
        owner: Annotated[str, Form(max_length=64)] = "",
        name: Annotated[str, Form(max_length=100)] = "",
        scopes: Annotated[list[str] | None, Form()] = None,
        days: Annotated[int, Form()] = KEY_DAYS,
        form_token: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        """Make a key and show it, this once."""
        require_own_form(request, form_token)
        principal, at = principal_of(request), moment_on(pages.current.desk.today)
        try:
            with pages.casebook.opened() as store:
                if store.people.account(owner).workspace != principal.workspace:
                    raise InputError(f"no account is named {owner!r} in this workspace")
                if not name.strip():
                    raise InputError("say what the key is for")
                key, _ = add_key(
                    store, owner, name.strip(), scopes=scopes or [], days=days, actor=principal.actor, at=at
                )
        except InputError as error:
            return settings_page(pages, request, error=plain(str(error)), status=400)
        return settings_page(pages, request, key=key)

    @router.post("/keys/{number}/revoke")
    def end_key(request: Request, number: int, form_token: Annotated[str, Form()] = "") -> Response:
        """End a key of this workspace."""
        require_own_form(request, form_token)
        principal, at = principal_of(request), moment_on(pages.current.desk.today)
        try:
            with pages.casebook.opened() as store:
                mine = [each.id for each in store.people.api_keys() if each.account.workspace == principal.workspace]
                if number not in mine:
                    raise InputError(f"no key {number} is in this workspace")
                revoke_key(store, number, actor=principal.actor, at=at)
            pages.access.forget_keys()
        except InputError as error:
            return settings_page(pages, request, error=plain(str(error)), status=400)
        return RedirectResponse(address("settings"), 303)

    return router


def settings_page(
    pages: Pages,
    request: Request,
    *,
    key: str = "",
    password: tuple[str, str] = ("", ""),
    error: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return the page; ``key``, and the account and its new ``password``, are shown this once."""
    principal, desk = principal_of(request), pages.current.desk
    now = moment_on(desk.today)
    values: dict[str, Any] = {"accounts": (), "keys": (), "place": ""}
    if pages.casebook.exists():
        with pages.casebook.opened() as store:
            accounts = [each for each in store.people.accounts() if each.workspace == principal.workspace]
            keys = [each for each in store.people.api_keys() if each.account.workspace == principal.workspace]
        values = {"accounts": accounts, "keys": [(each, each.state(now)) for each in keys]}
        values["place"] = place_of(pages.casebook.store).shown
    return pages.render(
        request,
        "settings.html.j2",
        section="settings",
        title="Settings",
        status=status,
        workspace=principal.workspace,
        second_person=pages.casebook.second_person(request),
        choices=CHOICES,
        scopes=SCOPES,
        key_days=KEY_DAYS,
        most_days=MOST_KEY_DAYS,
        key=key,
        password=password,
        roles=ROLES,
        own_name=principal.actor,
        error=error,
        laws=desk.reference.editions_data,
        **values,
    )
