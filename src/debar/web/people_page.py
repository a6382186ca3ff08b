"""The people of a workspace on the settings page: accounts made, their roles, passwords, who is shut out. For admins.

Nobody changes their own account here, so that an admin always remains. A password is made, shown once, never typed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk.deciding import same_person
from debar.desk.people import add_account, make_password, set_disabled, set_password, set_role
from debar.errors import InputError
from debar.report.text import plain
from debar.store import Store
from debar.web.casebook import moment_on
from debar.web.forgery import require_own_form
from debar.web.rendering import Pages, address
from debar.web.settings_page import settings_page

Token = Annotated[str, Form()]
#: Changes something of the store, by whom and when.
Change = Callable[[Store, str, datetime], None]


def people_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/settings/people``."""
    router = APIRouter(prefix="/settings/people", dependencies=[needs("manage")])

    @router.post("")
    def add(
        request: Request,
        name: Annotated[str, Form(max_length=64)] = "",
        role: Annotated[str, Form(max_length=20)] = "",
        form_token: Token = "",
    ) -> Response:
        """Make an account of the workspace; its password is shown once."""
        workspace, name = principal_of(request).workspace, name.strip()
        password = make_password(name)

        def change(store: Store, actor: str, at: datetime) -> None:
            if not store.people.any():
                raise InputError("the first account is made on the machine: debar user add NAME --role admin")
            add_account(store, name, password, role=role, workspace=workspace, actor=actor, at=at)

        return _changed(pages, request, form_token, change, password=(name, password))

    @router.post("/{name}/role")
    def give_role(
        request: Request, name: str, role: Annotated[str, Form(max_length=20)] = "", form_token: Token = ""
    ) -> Response:
        """Give an account another role."""

        def change(store: Store, actor: str, at: datetime) -> None:
            _check_other(store, request, name)
            set_role(store, name, role, actor=actor, at=at)

        return _changed(pages, request, form_token, change)

    @router.post("/{name}/password")
    def renew_password(request: Request, name: str, form_token: Token = "") -> Response:
        """Give an account a new password, shown once; its sessions end."""
        password = make_password(name)

        def change(store: Store, actor: str, at: datetime) -> None:
            _check_other(store, request, name)
            set_password(store, name, password, actor=actor, at=at)

        return _changed(pages, request, form_token, change, password=(name, password))

    @router.post("/{name}/disable")
    def disable(request: Request, name: str, form_token: Token = "") -> Response:
        """Shut an account out, its sessions and keys with it."""
        return _changed(pages, request, form_token, _shut(request, name, disabled=True))

    @router.post("/{name}/enable")
    def enable(request: Request, name: str, form_token: Token = "") -> Response:
        """Let an account in again."""
        return _changed(pages, request, form_token, _shut(request, name, disabled=False))

    return router


def _shut(request: Request, name: str, *, disabled: bool) -> Change:
    def change(store: Store, actor: str, at: datetime) -> None:
        _check_other(store, request, name)
        set_disabled(store, name, disabled=disabled, actor=actor, at=at)

    return change


def _changed(
    pages: Pages, request: Request, sent: str, change: Change, password: tuple[str, str] = ("", "")
) -> HTMLResponse | RedirectResponse:
    """Make a change that our own form asks for; answer with the page, with what is wrong where something is."""
    require_own_form(request, sent)
    try:
        with pages.casebook.opened() as store:
            change(store, principal_of(request).actor, moment_on(pages.current.desk.today))
    except InputError as error:
        return settings_page(pages, request, error=plain(str(error)), status=400)
    pages.access.forget_keys()
    if password[1]:
        return settings_page(pages, request, password=password)
    return RedirectResponse(f"{address('settings')}#people", 303)


def _check_other(store: Store, request: Request, name: str) -> None:
    """Raise InputError for an account that is not of this workspace, or is that of who asks."""
    principal = principal_of(request)
    if name not in {each.name for each in store.people.accounts() if each.workspace == principal.workspace}:
        raise InputError(f"no account is named {name!r} in this workspace")
    if same_person(name, principal.actor):
        raise InputError("this is your own account: another admin changes it, so that one always remains")
