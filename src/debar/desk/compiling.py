"""Lists, register, catalog and rules compiled into what a reference opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from debar.catalog import load as load_catalog
from debar.lists.parties.register import Register
from debar.lists.shelf import Shelf
from debar.model import Entity
from debar.names.memory import uncollected
from debar.regimes.schema import load_rules
from debar.screening.build import Compiled, build
from debar.store.types import PartyDecision

#: Lists with more parties than this are matched like any other, but the register does not join their entries.
REGISTERED = 250_000


def compile_shelf(shelf: Shelf, known_at: date | None = None) -> Compiled:
    """Compile the lists on a shelf with the catalog and rules that come with the package."""
    with uncollected():
        return _compiled(shelf, known_at)


def _compiled(shelf: Shelf, known_at: date | None) -> Compiled:
    editions = shelf.editions(known_at)
    first_known = {
        list_id: min(edition.retrieved for edition in shelf.chronicle(list_id).editions) for list_id in shelf.list_ids()
    }

    registered = [edition for edition in editions if edition.entities <= REGISTERED]
    held = [entity for edition in registered for entity in shelf.entities(edition.list, known_at)]

    def entities() -> Iterator[Entity]:
        yield from held
        for edition in editions:
            if edition not in registered:
                yield from shelf.entities(edition.list, known_at)

    decisions = shelf.store.party_decisions() if shelf.store else ()
    return build(
        editions,
        entities(),
        load_catalog(),
        load_rules(),
        first_known=first_known,
        shared_names=shared_names(held, decisions),
    )


def shared_names(held: Sequence[Entity], decisions: Sequence[PartyDecision]) -> dict[str, list[str]]:
    """Return by entity id the names that its party bears in other entries, as far as the register joins them."""
    by_id = {entity.id: entity for entity in held}
    found: dict[str, list[str]] = {}
    for party in Register(held, decisions).parties:
        names = {id_: (*by_id[id_].names, *by_id[id_].weak_names) for id_ in party.entities}
        for id_ in party.entities if len(party.entities) > 1 else ():
            others = dict.fromkeys(name for other, theirs in names.items() if other != id_ for name in theirs)
            found[id_] = [name for name in others if name not in names[id_]]
    return found
