"""The reference: lists, their names indexed, the catalog and the rules, compiled into one value and one file.

``build`` makes it from parts, ``save`` and ``open_reference`` keep it; opening maps the file and parses nothing
that is not asked for. ``screening`` reads no other file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from debar.catalog import Catalog
from debar.errors import DataError
from debar.model import Designation, Edition, Entity, NameMatch
from debar.names.compare import REVIEW
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many
from debar.regimes.schema import Rule, rules_from_data, rules_to_data
from debar.screening.entity_data import edition_from_data, edition_to_data, entity_from_data, entity_to_data
from debar.screening.identify import TextIdentifier
from debar.screening.reference_file import Section, read_sections, write_sections

Array = np.ndarray[Any, np.dtype[Any]]

#: A party's schema decides how its names are compared; anything else is compared as a party of unknown kind.
COMPARED_AS = {
    "Person": PERSON,
    "Vessel": VESSEL,
    "Airplane": VESSEL,
    "Company": COMPANY,
    "Organization": COMPANY,
}

#: Candidate names looked at for a query: more when a filter may take most of them away.
NEAREST = 10
NEAREST_FILTERED = 60


@dataclass(frozen=True, slots=True)
class Entities:
    """Listed parties as JSON records in one buffer: only those asked for are parsed."""

    blob: bytes | memoryview
    offsets: Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> Entity:
        record = bytes(self.blob[int(self.offsets[number]) : int(self.offsets[number + 1])])
        return entity_from_data(json.loads(record))


class Reference:
    """All that a verdict rests on. Made by :func:`build` or :func:`open_reference`; never changed afterwards."""

    def __init__(self, meta: Mapping[str, Any], sections: Mapping[str, Section]) -> None:
        self._meta = meta
        self._sections = sections
        self.editions: tuple[Edition, ...] = tuple(edition_from_data(e) for e in meta["editions"])
        offsets, blob = sections["entity_offsets"], sections["entities"]
        if not isinstance(offsets, np.ndarray) or isinstance(blob, np.ndarray):
            raise DataError("a reference without its parties; delete it, it is made anew")
        self.entities = Entities(blob, offsets)
        self._cache: dict[int, Entity] = {}

    def _json(self, name: str) -> Any:
        section = self._sections[name]
        return json.loads(bytes(section))

    @cached_property
    def catalog(self) -> Catalog:
        """Makers, labels, models."""
        return Catalog.from_data(self._json("catalog"))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The law as data."""
        return rules_from_data(self._json("rules"))

    @cached_property
    def rule_versions(self) -> Mapping[str, str]:
        """Rule id -> version."""
        return {rule.id: rule.version for rule in self.rules}

    @cached_property
    def identifier(self) -> TextIdentifier:
        """What reads makers, labels and models out of text."""
        return TextIdentifier(self.catalog)

    @cached_property
    def names(self) -> NameIndex:
        """The candidate index over all names of listed parties."""
        arrays = {n.removeprefix("names/"): np.asarray(s) for n, s in self._sections.items() if n.startswith("names/")}
        return NameIndex.from_arrays(arrays)

    @cached_property
    def editions_data(self) -> Mapping[str, Any]:
        """What every finding says it rests on: rules, catalog, and each list's sha256."""
        return {
            "rules": self._meta["rules_version"],
            "catalog": self._meta["catalog_version"],
            "lists": {edition.list: edition.sha256 for edition in self.editions},
        }

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {str(id_): number for number, id_ in enumerate(self._json("entity_ids"))}

    def entity_by_id(self, id_: str) -> Entity:
        """Return the listed party with that id (``LIST:ID``). Raises KeyError when no list holds it."""
        return self._entity(self._numbers[id_])

    def _entity(self, number: int) -> Entity:
        if number not in self._cache:
            self._cache[number] = self.entities[number]
        return self._cache[number]

    @cached_property
    def _makers(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self._json("makers")
        return data

    def maker_of_entity(self, id_: str) -> str:
        """Return the catalog maker that a listed party is, or is a known affiliate of; empty when none."""
        return str(self._makers["of_entity"].get(id_, ""))

    def designations_of_makers(self, makers: Sequence[str]) -> tuple[Designation, ...]:
        """Return every listing, past and present, of these makers themselves (not of their affiliates)."""
        listed = dict.fromkeys(number for maker in makers for number in self._makers["entities"].get(maker, ()))
        return tuple(d for number in listed for d in self._entity(number).designations)

    def by_identifier(self, kind: str, value: str) -> tuple[Entity, ...]:
        """Return the listed parties that carry this identifier, such as ``("uei", "L78SCHFL4JN8")``."""
        return tuple(self._entity(number) for number in self._identifiers.get(f"{kind.lower()}:{value.upper()}", ()))

    @cached_property
    def _identifiers(self) -> Mapping[str, Sequence[int]]:
        data: Mapping[str, Sequence[int]] = self._json("identifiers")
        return data

    def lists_not_known(self, at: date | None) -> tuple[str, ...]:
        """Return a sentence for each list of which no edition was retrieved by that day."""
        if at is None:
            return ()
        late = (e for e in self.editions if e.retrieved > at)
        return tuple(f"{e.list}: no edition held here was retrieved by {at}" for e in late)

    def match(
        self,
        queries: Sequence[str],
        *,
        lists: Sequence[str] = (),
        schema: str = "",
        as_of: date | None = None,
        known_at: date | None = None,
        threshold: float | None = None,
        limit: int = 5,
    ) -> list[tuple[NameMatch, ...]]:
        """Return, for each query, the listed parties it may be, best first.

        ``lists`` keeps to those list ids; ``schema`` to that FollowTheMoney schema; ``as_of`` to parties with a
        listing in force on that day; ``known_at`` to listings and editions that could be known then. Without
        ``as_of`` ended listings count too.
        """
        unknown = {e.list for e in self.editions if known_at and e.retrieved > known_at}
        found: list[tuple[NameMatch, ...]] = []
        least = REVIEW if threshold is None else threshold
        nearest = NEAREST_FILTERED if lists or schema or as_of or known_at else NEAREST
        owners = self.names.owners
        for query, hits in zip(queries, match_many(self.names, queries, "LegalEntity", least, nearest), strict=True):
            best: dict[int, NameMatch] = {}
            for name_number, comparison in hits:
                number = int(owners[name_number])
                if number in best:
                    continue
                entity = self._entity(number)
                if (lists and entity.list not in lists) or entity.list in unknown or not _held(entity, as_of, known_at):
                    continue
                if schema and entity.schema != schema:
                    continue
                best[number] = NameMatch(
                    query=query,
                    entity=entity,
                    name=self.names.name(name_number),
                    score=comparison.score,
                    outcome=comparison.outcome,
                    because=comparison.because,
                    parts=comparison.parts,
                )
            found.append(tuple(sorted(best.values(), key=lambda m: (-m.score, m.entity.id))[:limit]))
        return found

    def save(self, path: Path) -> None:
        """Write the reference to one file, in one step."""
        write_sections(path, self._meta, self._sections)


def _held(entity: Entity, as_of: date | None, known_at: date | None) -> bool:
    return any(
        (as_of is None or d.in_force(as_of)) and (known_at is None or d.known_from is None or d.known_from <= known_at)
        for d in entity.designations
    )


def open_reference(path: Path) -> Reference:
    """Open a file that :meth:`Reference.save` wrote. Raises DataError when it is damaged."""
    return Reference(*read_sections(path))


def build(
    editions: Sequence[Edition], entities: Iterable[Entity], catalog: Catalog, rules: Sequence[Rule]
) -> Reference:
    """Compile lists, catalog and rules into one reference; the same input gives the same bytes."""
    records: list[bytes] = []
    ids: list[str] = []
    names: list[str] = []
    owners: list[int] = []
    kinds: list[int] = []
    identifiers: dict[str, list[int]] = {}
    of_entity: dict[str, str] = {}
    own: dict[str, list[int]] = {}
    for number, entity in enumerate(entities):
        records.append(json.dumps(entity_to_data(entity), ensure_ascii=False, separators=(",", ":")).encode())
        ids.append(entity.id)
        for name in dict.fromkeys(entity.names + entity.weak_names) if entity.by_name else ():
            names.append(name)
            owners.append(number)
            kinds.append(COMPARED_AS.get(entity.schema, UNKNOWN))
        for kind, value in entity.identifiers:
            identifiers.setdefault(f"{kind.lower()}:{value.upper()}", []).append(number)
        maker, itself = catalog.maker_of_party(entity.names)
        if maker:
            of_entity[entity.id] = maker
        if itself:
            own.setdefault(maker, []).append(number)
    lengths = np.array([0] + [len(record) for record in records], dtype=np.int64)
    index = NameIndex.build(names, owners, kinds)
    meta = {
        "editions": [edition_to_data(edition) for edition in editions],
        "rules_version": _rules_version(rules),
        "catalog_version": catalog.version,
    }
    sections: dict[str, Section] = {
        "entities": b"".join(records),
        "entity_offsets": np.cumsum(lengths),
        "entity_ids": _dump(ids),
        "identifiers": _dump(identifiers),
        "makers": _dump({"of_entity": of_entity, "entities": own}),
        "catalog": _dump(catalog.to_data()),
        "rules": _dump(rules_to_data(rules)),
        **{f"names/{name}": array for name, array in index.arrays().items()},
    }
    return Reference(meta, sections)


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _rules_version(rules: Sequence[Rule]) -> str:
    return f"{len(rules)} rules, {_digest([f'{r.id}={r.version}' for r in rules])}"


def _digest(values: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(values)).encode()).hexdigest()[:16]
