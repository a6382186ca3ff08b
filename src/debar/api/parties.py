"""Listed parties as the interface gives them: FollowTheMoney entities under the ids of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from debar.api.name_search import NameSearch
from debar.desk.desk import Desk
from debar.lists.ftm.export import export_ftm, ftm_id
from debar.model import Designation, Entity

Data = dict[str, Any]

#: The dataset that holds all lists in use.
ALL = "default"
#: What in an export belongs to a party, and under which of its properties it is nested.
BESIDE: Mapping[str, tuple[str, str]] = {
    "Sanction": ("entity", "sanctions"),
    "Identification": ("holder", "identificiation"),
    "Passport": ("holder", "passports"),
    "CryptoWallet": ("holder", "cryptoWallets"),
}


class Parties:
    """The parties of one desk. Ids are those of a FollowTheMoney export; debar's own (``LIST:ID``) are taken too."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def on(self, today: date) -> Parties:
        """Return the same parties on another day."""
        return Parties(Desk(self.desk.reference, today, self.desk.reference_at))

    def __len__(self) -> int:
        return len(self.desk.reference.entities)

    @cached_property
    def names(self) -> NameSearch:
        """The search by words over all names."""
        return NameSearch(self.desk.reference.names)

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {ftm_id(id_): id_ for id_ in self.desk.reference.entity_ids}

    def entity(self, id_: str) -> Entity:
        """Return the party with that id. Raises KeyError when no list holds it."""
        return self.desk.reference.entity_by_id(self._ids.get(id_, id_))

    def lists(self, datasets: Sequence[str]) -> tuple[str, ...]:
        """Return the list ids that datasets mean; () for all. Raises KeyError for a dataset not held.

        A list is a dataset under its id, with dashes or, as in exports, underscores.
        """
        held = {edition.list for edition in self.desk.editions}
        found = []
        for dataset in datasets:
            if dataset == ALL:
                return ()
            list_id = dataset.replace("_", "-")
            if list_id not in held:
                raise KeyError(dataset)
            found.append(list_id)
        return tuple(dict.fromkeys(found))

    def data(self, entity: Entity, *, nested: bool = False) -> Data:
        """Return a party as yente does; with ``nested`` what belongs to it stands whole under its properties."""
        first, *beside = self._exported(entity)
        first["last_change"] = last_change(entity.designations)
        if nested:
            for each in beside:
                holder, property_ = BESIDE[each["schema"]]
                each["properties"].pop(holder, None)
                first["properties"].setdefault(property_, []).append(each)
        return first

    def adjacent(self, entity: Entity) -> dict[str, list[Data]]:
        """Return what belongs to a party, by the property under which it hangs."""
        found: dict[str, list[Data]] = {}
        for each in self._exported(entity)[1:]:
            found.setdefault(BESIDE[each["schema"]][1], []).append(each)
        return found

    def _exported(self, entity: Entity) -> list[Data]:
        edition = next(edition for edition in self.desk.editions if edition.list == entity.list)
        exported = list(export_ftm([entity], [edition]))
        return [_stamped(each) for each in exported] or [_without_schema(entity)]

    def all(self) -> Iterator[Entity]:
        """Yield every party, in the order of the reference."""
        entities = self.desk.reference.entities
        return (entities[number] for number in range(len(entities)))


def last_change(designations: Sequence[Designation]) -> str | None:
    """The newest day on which anything began, ended or was first seen of these listings, as a moment; else None."""
    days = [day for each in designations for day in (each.known_from, each.known_to, each.published) if day]
    return f"{max(days).isoformat()}T00:00:00" if days else None


def _stamped(data: Data) -> Data:
    for name in ("first_seen", "last_seen"):
        data[name] = f"{data[name]}T00:00:00" if data[name] else None
    data.setdefault("last_change", None)
    return data


def _without_schema(entity: Entity) -> Data:
    """What a list gives as goods or a category has no schema in the model: a Thing with its name, and no more."""
    return {
        "id": ftm_id(entity.id),
        "caption": entity.caption,
        "schema": "Thing",
        "properties": {"name": list(entity.names)},
        "datasets": [entity.list.replace("-", "_")],
        "referents": [],
        "target": True,
        "first_seen": None,
        "last_seen": None,
        "last_change": None,
    }
