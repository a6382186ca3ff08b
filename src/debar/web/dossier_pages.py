"""Dossiers: whom records are about, and the dossier of one company, joined to the own findings of who looks."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from debar import __version__
from debar.desk.dossiers import DossierDesk, Opened
from debar.desk.library import open_library
from debar.errors import InputError
from debar.model import Finding
from debar.report.context import Context
from debar.report.dossiers.pages import dossier_part
from debar.report.text import plain, shorten
from debar.report.words import count
from debar.web.kept import read_finding
from debar.web.rendering import Pages

_PARTIES, _LONGEST = 100, 500
#: The newest scans looked at for own purchases, and findings of each that are read.
_SCANS, _FINDINGS = 20, 2_000


def dossiers_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/dossiers``."""
    router = APIRouter(prefix="/dossiers")

    @router.get("")
    def dossiers(request: Request) -> HTMLResponse:
        """Show whom most records are about."""
        return _index(pages, request)

    @router.get("/of")
    def dossier(request: Request, name: str = "", since: str = "", until: str = "") -> HTMLResponse:
        """Show the dossier of a company or person; what comes near where there is none."""
        asked = name.strip()[:_LONGEST]
        if not asked:
            return _index(pages, request)
        desk = _desk(pages)
        try:
            opened = desk.open(asked)
        except InputError as error:
            return _index(pages, request, asked=asked, wrong=str(error))
        own = tuple(_own_findings(pages, request, opened))
        page = desk.page(opened, since=since.strip(), until=until.strip(), texts=True, own=own)
        context = Context(today=pages.current.desk.today, command="dossier", editions=(), version=__version__)
        return pages.render(
            request,
            "dossier.html.j2",
            section="dossiers",
            title=f"{shorten(plain(asked), 80)}: dossier",
            name=asked,
            since=plain(since[:10]),
            until=plain(until[:10]),
            part=dossier_part(page, context),
        )

    return router


def _desk(pages: Pages) -> DossierDesk:
    """The dossiers of the store; a request has its own: one thread each."""
    desk = pages.current.desk
    return DossierDesk(open_library(pages.casebook.store, today=desk.today), lambda: desk)


def _index(pages: Pages, request: Request, *, asked: str = "", wrong: str = "") -> HTMLResponse:
    desk = _desk(pages)
    parties = desk.parties(_PARTIES)
    return pages.render(
        request,
        "dossiers.html.j2",
        section="dossiers",
        title="Dossiers",
        status=404 if wrong else 200,
        asked=asked,
        wrong=plain(wrong),
        parties=parties,
        documents=f"from {count(len(desk.documents()), 'document')}" if parties else "",
    )


def _own_findings(pages: Pages, request: Request, opened: Opened) -> Iterator[Finding]:
    """Findings of the newest kept scans on the company, by the names of its dossier and listings."""
    names = {each.casefold() for each in (opened.dossier.name, *opened.dossier.names)}
    names |= {listing.name.casefold() for listing in opened.listings}
    makers = pages.current.desk.reference.catalog.makers.values()
    wanted = sorted(maker.id for maker in makers if {maker.id.casefold(), maker.name.casefold()} & names)
    if not wanted:
        return
    with pages.casebook.reading(request) as casework:
        if casework is None:
            return
        for scan in casework.scans(_SCANS):
            for maker in wanted:
                for kept, _ in casework.findings(scan.id, limit=_FINDINGS, filters={"maker": maker}):
                    yield read_finding(kept.data)
