"""Ids that stay with a party: for lists that give none, an entry whose name or place was mended keeps its id.

The id of such an entry is derived from what identifies it (:mod:`debar.lists.ids`). When an entry disappears and
another appears that shares its first citation and country, and its name or an address, and no third one does, it is
the same entry in other words; the new id is then noted as another one of the old.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from debar.lists import records
from debar.model import Entity
from debar.names.normalize import normalize

if TYPE_CHECKING:
    from debar.store import Store

_DERIVED = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Entities under the ids they have had so far; ``renamed`` maps ids derived anew to those."""

    entities: Iterable[Entity]
    renamed: Mapping[str, str]


def keep_ids(store: Store, list_id: str, entities: Iterator[Entity]) -> Kept:
    """Return the entities with ids kept. Lists with ids of their own stream through untouched."""
    first = next(entities, None)
    if first is None:
        return Kept((), {})
    if not _DERIVED.fullmatch(first.id.partition(":")[2]) or list_id not in store.list_ids():
        return Kept(_chain(first, entities), {})
    known = store.kept_ids(list_id)
    held = [_under(entity, known) for entity in _chain(first, entities)]
    before = _newest(store, list_id)
    ids = {entity.id for entity in held}
    gone = [entity for id_, entity in before.items() if id_ not in ids]
    fresh = [entity for entity in held if entity.id not in before]
    renamed = dict(_pairs(gone, fresh))
    return Kept([_under(entity, renamed) for entity in held], renamed)


def _chain(first: Entity, rest: Iterator[Entity]) -> Iterator[Entity]:
    yield first
    yield from rest


def _under(entity: Entity, ids: Mapping[str, str]) -> Entity:
    return replace(entity, id=ids[entity.id]) if entity.id in ids else entity


def _newest(store: Store, list_id: str) -> dict[str, Entity]:
    chronicle = store.chronicle(list_id)
    last = len(chronicle.editions) - 1
    return {
        version.key: records.entity(version.record, list_id=list_id, authority="")
        for version in chronicle.versions()
        if version.held_by(last)
    }


def _pairs(gone: Iterable[Entity], fresh: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    """(new id, old id) of entries that are the same in other words."""
    old, new = _by_ground(gone), _by_ground(fresh)
    matched: set[str] = set()
    for ground, entries in new.items():
        ids = {entry.id for entry in (*entries, *old.get(ground, ()))}
        if len(entries) == 1 and len(old.get(ground, ())) == 1 and not ids & matched:
            matched |= ids
            yield entries[0].id, old[ground][0].id


def _by_ground(entities: Iterable[Entity]) -> dict[tuple[str, ...], list[Entity]]:
    found: dict[tuple[str, ...], list[Entity]] = defaultdict(list)
    for entity in entities:
        listing = entity.designations[0] if entity.designations else None
        if listing is None or not listing.citations:
            continue
        base = (listing.citations[0].title, *entity.countries[:1])
        for text in {*entity.names, *entity.addresses}:
            found[(*base, normalize(text))].append(entity)
    return found
