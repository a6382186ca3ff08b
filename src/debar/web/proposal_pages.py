"""Proposals that wait for a second person: those made together stand together; approvers rule on them here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk.deciding import Ruling, same_person
from debar.errors import InputError
from debar.model.casework import Proposal
from debar.report.text import plain
from debar.web.casebook import moment_on
from debar.web.forgery import require_own_form
from debar.web.rendering import Pages, address

#: Proposals shown at once, and of one group by name.
MOST, NAMED = 2_000, 10


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals made together: the first of them says what and why for all. ``own`` are the reader's."""

    proposals: tuple[Proposal, ...]
    own: bool

    @property
    def first(self) -> Proposal:
        """The one that is shown for all."""
        return self.proposals[0]

    @property
    def numbers(self) -> str:
        """Their numbers, as the form sends them."""
        return " ".join(str(each.id) for each in self.proposals)


def proposals_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/proposals``."""
    router = APIRouter(prefix="/proposals")

    @router.get("")
    def proposals(request: Request) -> HTMLResponse:
        """Show what waits."""
        return _page(pages, request)

    @router.post("", dependencies=[needs("approve")])
    def rule(
        request: Request,
        numbers: Annotated[str, Form(max_length=40_000)] = "",
        ruling: Annotated[str, Form(max_length=20)] = "",
        because: Annotated[str, Form(max_length=4_000)] = "",
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Approve or reject proposals, all of them or none; show what waits still."""
        require_own_form(request, form_token)
        try:
            desk, actor = pages.current.desk, principal_of(request).actor
            said = Ruling(
                numbers=_numbers(numbers), ruling=ruling, actor=actor, at=moment_on(desk.today), because=because
            )
            pages.casebook.rule_on(request, desk.reference, said)
        except InputError as error:
            return _page(pages, request, plain(str(error)), status=400)
        return RedirectResponse(address("proposals"), 303)

    return router


def _numbers(text: str) -> Sequence[int]:
    words = text.split()
    if not words or len(words) > MOST or not all(each.isascii() and each.isdecimal() for each in words):
        raise InputError("the form names no proposals: open the page again")
    return [int(each) for each in words if len(each) < 19]


def _page(pages: Pages, request: Request, error: str = "", status: int = 200) -> HTMLResponse:
    principal = principal_of(request)
    waiting = pages.casebook.proposals(request, limit=MOST + 1)
    return pages.render(
        request,
        "proposals.html.j2",
        section="scans",
        title="Proposals",
        status=status,
        groups=_groups(waiting[:MOST], principal.actor),
        more=len(waiting) > MOST,
        named=NAMED,
        may_approve="approve" in principal.scopes,
        second_person=pages.casebook.second_person(request),
        error=error,
    )


def _groups(waiting: Iterable[Proposal], actor: str) -> list[Group]:
    together: dict[str, list[Proposal]] = {}
    for each in waiting:
        together.setdefault(each.batch or f"number {each.id}", []).append(each)
    return [
        Group(tuple(found), any(same_person(each.decision.actor, actor) for each in found))
        for found in together.values()
    ]
