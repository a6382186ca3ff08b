"""Lists, catalog and rules compiled into what a reference opens."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from debar.catalog import Catalog
from debar.model import Edition, Entity
from debar.names.identifiers import normalize_identifier
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.regimes.schema import Rule, rules_to_data
from debar.screening.entity_data import edition_to_data, entity_to_data
from debar.screening.reference import Reference
from debar.screening.reference_file import Section, write_sections

Array = np.ndarray[Any, np.dtype[Any]]

#: A party's schema decides how its names are compared; anything else is compared as a party of unknown kind.
COMPARED_AS = {
    "Person": PERSON,
    "Vessel": VESSEL,
    "Airplane": VESSEL,
    "Company": COMPANY,
    "Organization": COMPANY,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled reference: to be saved to a file, or used as it is."""

    meta: Mapping[str, Any]
    sections: Mapping[str, bytes | Array]

    def save(self, path: Path) -> None:
        """Write it to one file, in one step."""
        write_sections(path, self.meta, self.sections)

    def reference(self) -> Reference:
        """Return the reference over it, without a file."""
        return Reference(self.meta, {name: _section(value) for name, value in self.sections.items()})


def _section(value: bytes | Array) -> Section:
    if isinstance(value, bytes):
        return Section("bytes", (len(value),), memoryview(value))
    return Section(value.dtype.str, value.shape, memoryview(value.tobytes()))


@dataclass(slots=True)
class _Held:
    """What is gathered of the parties, one after another: their records, names, identifiers and makers."""

    records: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    identifiers: dict[str, list[int]] = field(default_factory=dict)
    of_entity: dict[str, str] = field(default_factory=dict)
    themselves: dict[str, list[int]] = field(default_factory=dict)

    def add(self, entity: Entity, shared: Sequence[str], catalog: Catalog) -> None:
        """Take one party, found also by the ``shared`` names that it bears on other lists."""
        number = len(self.records)
        self.records.append(json.dumps(entity_to_data(entity), ensure_ascii=False, separators=(",", ":")).encode())
        self.ids.append(entity.id)
        for name in dict.fromkeys((*entity.names, *entity.weak_names, *shared)) if entity.by_name else ():
            self.names.append(name)
            self.owners.append(number)
            self.kinds.append(COMPARED_AS.get(entity.schema, UNKNOWN))
        for kind, value in entity.identifiers:
            found = normalize_identifier(kind, value)
            if found is not None and number not in (held := self.identifiers.setdefault(found.value, [])):
                held.append(number)
        maker, itself = catalog.maker_of_party(entity.names)
        if maker:
            self.of_entity[entity.id] = maker
        if itself:
            self.themselves.setdefault(maker, []).append(number)

    def sections(self) -> dict[str, bytes]:
        """Return what the reference opens of them, without the index over their names."""
        return {
            "entities": b"".join(self.records),
            "entity_offsets": array("q", accumulate(map(len, self.records), initial=0)).tobytes(),
            "entity_ids": _dump(self.ids),
            "identifiers": _dump(self.identifiers),
            "makers": _dump({"of_entity": self.of_entity, "entities": self.themselves}),
        }


def build(
    editions: Sequence[Edition],
    entities: Iterable[Entity],
    catalog: Catalog,
    rules: Sequence[Rule],
    *,
    first_known: Mapping[str, date] | None = None,
    shared_names: Mapping[str, Sequence[str]] | None = None,
) -> Compiled:
    """Compile lists, catalog and rules; the same input gives the same bytes.

    ``first_known`` gives for each list, also those without an edition here, the day its first edition was retrieved;
    left out, that of the editions given. ``shared_names`` gives by entity id the names that the same party bears on
    other lists: it is found by them too.
    """
    held = _Held()
    for entity in entities:
        held.add(entity, (shared_names or {}).get(entity.id, ()), catalog)
    index = NameIndex.build(held.names, held.owners, held.kinds)
    meta = {
        "editions": [edition_to_data(edition) for edition in editions],
        "first_known": {
            list_id: day.isoformat()
            for list_id, day in (first_known or {edition.list: edition.retrieved for edition in editions}).items()
        },
        "rules_version": _rules_version(rules),
        "catalog_version": catalog.version,
    }
    sections: dict[str, bytes | Array] = {
        **held.sections(),
        "catalog": _dump(catalog.to_data()),
        "rules": _dump(rules_to_data(rules)),
        **{f"names/{name}": array for name, array in index.arrays().items()},
    }
    return Compiled(meta, sections)


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _rules_version(rules: Sequence[Rule]) -> str:
    return f"{len(rules)} rules, {_digest([f'{r.id}={r.version}' for r in rules])}"


def _digest(values: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(values)).encode()).hexdigest()[:16]
