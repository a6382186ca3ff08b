"""Who a user means: an entry's id, the list's own id, a maker's or party's id, or a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from debar.catalog import Catalog
from debar.errors import InputError
from debar.lists.parties.curated import Curated, load_curated
from debar.lists.parties.keys import name_key
from debar.model import Entity
from debar.names.normalize import normalize

_NEAR, _LEAST = 5, 70


@dataclass(frozen=True, slots=True)
class Found:
    """The entries a text means, by id, and how it was read (``id``, ``own id``, ``party``, ``maker`` or ``name``).

    When it means none, ``near`` are the entries whose names come nearest, best first, as (id, name).
    """

    entities: tuple[str, ...]
    read_as: str = ""
    near: tuple[tuple[str, str], ...] = ()


def find_entities(
    text: str,
    entities: Iterable[Entity],
    *,
    curated: Curated | None = None,
    catalog: Catalog | None = None,
) -> Found:
    """Return the entries that a text means.

    Read in this order, the first that fits: an entry's id (``us-ofac-sdn:36``); a list's own id, alone or after the
    list (``36``, ``us-ofac-sdn 36``); a curated party's id; a maker's id, when the catalog is given; a name, without
    regard to letter case, marks and script, with its legal form, else without.
    """
    held = tuple(entities)
    asked = " ".join(text.split())
    readings: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("id", lambda: [each.id for each in held if each.id.casefold() == asked.casefold()]),
        ("own id", lambda: _by_own_id(asked, held)),
        ("party", lambda: _by_party(asked, held, curated or load_curated())),
        ("maker", lambda: _by_maker(asked, held, catalog)),
        ("name", lambda: _by_name(asked, held)),
    )
    for read_as, find in readings:
        if ids := find():
            return Found(tuple(sorted(ids)), read_as)
    return Found((), near=_near(asked, held))


def require_entities(text: str, found: Found) -> tuple[str, ...]:
    """Return the entries found. Raises InputError, naming those that come near, when there are none."""
    if found.entities:
        return found.entities
    near = "; ".join(f"{name} ({id_})" for id_, name in found.near)
    hint = f"Near it: {near}." if near else "No name comes near it."
    raise InputError(
        f"No entry of the lists held here is {text!r}. {hint} Give an id, or a name as the list writes it."
    )


def _by_own_id(asked: str, held: Sequence[Entity]) -> list[str]:
    list_id, _, own = asked.rpartition(" ")
    list_id, own = list_id.rstrip(":").casefold(), own.casefold()
    return [
        entity.id
        for entity in held
        if entity.id.partition(":")[2].casefold() == own and list_id in ("", entity.list.casefold())
    ]


def _by_party(asked: str, held: Sequence[Entity], curated: Curated) -> list[str]:
    if asked.casefold() not in curated.parties:
        return []
    found = ((entity.id, curated.find(entity.list, entity.names)) for entity in held)
    return [id_ for id_, party in found if party and party[0].id == asked.casefold()]


def _by_maker(asked: str, held: Sequence[Entity], catalog: Catalog | None) -> list[str]:
    if catalog is None or asked.casefold() not in catalog.makers:
        return []
    found = ((entity.id, catalog.maker_of_party(entity.names)) for entity in held if entity.by_name)
    return [id_ for id_, (maker, itself) in found if itself and maker == asked.casefold()]


def _by_name(asked: str, held: Sequence[Entity]) -> list[str]:
    plain = normalize(asked)
    if not plain:
        return []
    named = [
        entity.id for entity in held if any(normalize(name) == plain for name in (*entity.names, *entity.weak_names))
    ]
    key = name_key(asked)
    if named or key is None:
        return named
    return [
        entity.id
        for entity in held
        if any((other := name_key(name)) is not None and other.core == key.core for name in entity.names)
    ]


def _near(asked: str, held: Sequence[Entity]) -> tuple[tuple[str, str], ...]:
    named = [(entity.id, name) for entity in held for name in entity.names]
    ranked = process.extract(
        normalize(asked), [normalize(name) for _, name in named], scorer=fuzz.token_sort_ratio, limit=_NEAR * 4,
        score_cutoff=_LEAST,
    )  # fmt: skip
    nearest: dict[str, str] = {}
    for _, id_, name in sorted((-score, *named[place]) for _, score, place in ranked):
        nearest.setdefault(id_, name)
    return tuple(nearest.items())[:_NEAR]
