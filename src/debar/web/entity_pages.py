"""Listed parties: found by the words of a name, and one of them with its names, ids and listings over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from debar.api.parties import Parties
from debar.model import Designation, Entity
from debar.report.text import plain, shorten
from debar.web.rendering import Pages, address

#: Results on a page, and characters of a query that are read.
ON_A_PAGE, MOST_LETTERS = 50, 500
#: Entries of other lists shown beside a party.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing: the title of its list, whether it holds today, and the listing itself."""

    title: str
    holds: bool
    said: Designation


def entities_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/entities``."""
    router = APIRouter(prefix="/entities")

    @router.get("")
    def search(request: Request, q: str = "", page: int = 1) -> HTMLResponse:
        """Show listed parties with all the words of ``q`` in a name, then those with a name near it."""
        parties = pages.current.parties
        words = q.strip()[:MOST_LETTERS]
        found = _found(parties, words) if words else []
        start = max(page - 1, 0) * ON_A_PAGE
        shown = found[start : start + ON_A_PAGE]
        more = len(found) > start + ON_A_PAGE
        return pages.render(
            request,
            "entities.html.j2",
            section="entities",
            title="Entities",
            q=q[:MOST_LETTERS],
            held=len(parties),
            total=len(found),
            rows=[(party, address(f"entities/{party.id}"), _in_force(party, parties)) for party in shown],
            start=start,
            next_href=address("entities", {"q": words}, page=page + 1) if more else "",
        )

    @router.get("/{id_:path}")
    def entity(request: Request, id_: str) -> HTMLResponse:
        """Show a party; 404 when no list in use holds it."""
        parties = pages.current.parties
        try:
            party = parties.entity(id_)
        except KeyError:
            raise HTTPException(404, f"no list in use holds {shorten(plain(id_), 80)}") from None
        title = plain(party.caption)
        return pages.render(request, "entity.html.j2", section="entities", title=title, **_values(party, parties))

    return router


def _values(party: Entity, parties: Parties) -> dict[str, Any]:
    """What the page of a party shows."""
    desk = parties.desk
    near = desk.match(party.caption, limit=_NEAR)[0]
    return {
        "party": party,
        "edition": desk.edition(party.list),
        "maker": desk.reference.catalog.makers.get(desk.reference.maker_of_entity(party.id)),
        "listings": _listings(party, parties),
        "others": [(each, address(f"entities/{each.entity.id}")) for each in near if each.entity.id != party.id],
    }


def _found(parties: Parties, words: str) -> Sequence[Entity]:
    reference = parties.desk.reference
    exact = [reference.entity(owner) for owner in parties.names.owners(words)]
    near = [match.entity for match in parties.desk.match(words, limit=ON_A_PAGE)[0]]
    return list({party.id: party for party in (*exact, *near)}.values())


def _in_force(party: Entity, parties: Parties) -> bool:
    return any(each.in_force(parties.desk.today) for each in party.designations)


def _listings(party: Entity, parties: Parties) -> list[Listing]:
    """The listings of a party, those that hold first, then the newest first.

    Of a maker that the catalog knows: those on every list that names it, not only on the list of this entry.
    """
    reference, today = parties.desk.reference, parties.desk.today
    titles = {edition.list: plain(edition.title) for edition in parties.desk.editions}
    maker = reference.maker_of_entity(party.id)
    all_of_it = reference.designations_of_makers([maker]) if maker else ()
    is_maker = bool(all_of_it) and all(each in all_of_it for each in party.designations)
    said = all_of_it if is_maker else party.designations
    found = [Listing(titles.get(each.list, each.list), each.in_force(today), each) for each in said]
    return sorted(found, key=lambda each: (not each.holds, -(each.said.from_.toordinal() if each.said.from_ else 0)))
