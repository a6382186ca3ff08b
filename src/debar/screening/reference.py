"""The reference: lists, their names indexed, the catalog and the rules, compiled into one value and one file.

``screening.build`` compiles it; opening maps the file and parses nothing that is not asked for. ``screening`` reads no
other file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar.catalog import Catalog
from debar.model import Designation, Edition, Entity, NameMatch, PartyQuery
from debar.names.identifiers import normalize_identifier, same_identifier
from debar.names.profiles import profile_named
from debar.regimes.rulebook import Rulebook
from debar.regimes.schema import Rule, rules_from_data
from debar.screening.entity_data import edition_from_data, entity_from_data
from debar.screening.identify import TextIdentifier
from debar.screening.identify_device import DeviceIdentifier
from debar.screening.reference_file import Section, put_back, read_sections

if TYPE_CHECKING:
    from debar.names.index import NameIndex
    from debar.screening.parties import Settled


@dataclass(frozen=True, slots=True)
class Entities:
    """Listed parties as JSON records in one buffer: only those asked for are parsed."""

    blob: memoryview
    offsets: memoryview

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> Entity:
        record = bytes(self.blob[self.offsets[number] : self.offsets[number + 1]])
        return entity_from_data(json.loads(record))


class Reference:
    """All that a verdict rests on. Made by :func:`build` or :func:`open_reference`; never changed afterwards.

    ``file`` is the file that it maps, which other processes can open too; None for one in memory.
    """

    def __init__(self, meta: Mapping[str, Any], sections: Mapping[str, Section], file: Path | None = None) -> None:
        self.file = file
        self._meta = meta
        self._sections = sections
        self.editions: tuple[Edition, ...] = tuple(edition_from_data(e) for e in meta["editions"])
        self.entities = Entities(sections["entities"].data, sections["entity_offsets"].data.cast("q"))
        self._cache: dict[int, Entity] = {}

    def _json(self, name: str) -> Any:
        return json.loads(bytes(self._sections[name].data))

    @cached_property
    def catalog(self) -> Catalog:
        """Makers, labels, models."""
        return Catalog.from_data(self._json("catalog"))

    @cached_property
    def catalog_rows(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of the catalog by ``TABLE/ID``, as findings name those they rest on."""
        return {f"{name}/{row['id']}": row for name, rows in self.catalog.tables.items() for row in rows if "id" in row}

    @property
    def law(self) -> Mapping[str, tuple[str, bytes]]:
        """The version and the JSON of the ``catalog`` and of the ``rules``: what :meth:`with_law` takes."""
        return {
            name: (self._meta[f"{name}_version"], bytes(self._sections[name].data)) for name in ("catalog", "rules")
        }

    def with_law(self, law: Mapping[str, tuple[str, bytes]]) -> Reference:
        """Return the same lists under another catalog, other rules or both.

        Which maker a listed party is stays as compiled.
        """
        sections = {name: Section("bytes", (len(data),), memoryview(data)) for name, (_, data) in law.items()}
        versions = {f"{name}_version": version for name, (version, _) in law.items()}
        return Reference({**self._meta, **versions}, {**self._sections, **sections})

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The law as data."""
        return rules_from_data(self._json("rules"))

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules, with what they said of fact patterns so far."""
        return Rulebook(self.rules)

    @cached_property
    def rule_versions(self) -> Mapping[str, str]:
        """Rule id -> version."""
        return {rule.id: rule.version for rule in self.rules}

    @cached_property
    def identifier(self) -> TextIdentifier:
        """What reads makers, labels and models out of text."""
        return TextIdentifier(self.catalog)

    @cached_property
    def device_identifier(self) -> DeviceIdentifier:
        """What reads the makers of devices out of what they say."""
        return DeviceIdentifier(self.catalog, self.identifier)

    @cached_property
    def names(self) -> NameIndex:
        """The candidate index over all names of listed parties."""
        from debar.names.index import NameIndex  # noqa: PLC0415  it loads numpy

        named = {n.removeprefix("names/"): s.array() for n, s in self._sections.items() if n.startswith("names/")}
        return NameIndex.from_arrays(named)

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

    @property
    def entity_ids(self) -> Iterable[str]:
        """The ids of all listed parties (``LIST:ID``), in the order of ``entities``."""
        return self._numbers.keys()

    def entity_by_id(self, id_: str) -> Entity:
        """Return the listed party with that id (``LIST:ID``). Raises KeyError when no list holds it."""
        return self.entity(self._numbers[id_])

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
        return tuple(d for number in listed for d in self.entity(number).designations)

    def by_identifier(self, kind: str, value: str) -> tuple[Entity, ...]:
        """Return the listed parties that carry this identifier, such as ``("uei", "L78SCHFL4JN8")``.

        How it is spelt does not matter, nor whether the list files it under a wider kind (an INN as a tax number).
        """
        asked = normalize_identifier(kind, value)
        if asked is None or asked.value not in self._identifiers:
            return ()
        return tuple(
            entity
            for entity in map(self.entity, self._identifiers[asked.value])
            if any(
                held is not None and same_identifier(asked, held)
                for held in (normalize_identifier(*pair) for pair in entity.identifiers)
            )
        )

    @cached_property
    def _identifiers(self) -> Mapping[str, Sequence[int]]:
        data: Mapping[str, Sequence[int]] = self._json("identifiers")
        return data

    def lists_not_known(self, at: date | None) -> tuple[str, ...]:
        """Return a sentence for each list of which no edition was retrieved by that day."""
        if at is None:
            return ()
        late = (list_id for list_id, day in self._meta["first_known"].items() if date.fromisoformat(day) > at)
        return tuple(f"{list_id}: no edition held here was retrieved by {at}" for list_id in sorted(late))

    def not_known(self, at: date | None) -> tuple[str, ...]:
        """Return what a finding says of the day of knowledge: lists too young for it, and what it does not reach."""
        if at is None:
            return ()
        return (
            *self.lists_not_known(at),
            "rules and catalog are those of this version: --known-at does not reach them",
        )

    def match(
        self,
        queries: Sequence[str | PartyQuery],
        *,
        lists: Sequence[str] = (),
        schema: str = "",
        as_of: date | None = None,
        known_at: date | None = None,
        threshold: float | None = None,
        limit: int = 10,
        ever: bool = False,
        firms: bool = False,
        settled: Settled | None = None,
        profile: str = "default",
        today: date | None = None,
    ) -> list[tuple[NameMatch, ...]]:
        """Return, for each query, the listed parties it may be, best first.

        ``lists`` keeps to those list ids; ``schema`` to that FollowTheMoney schema; ``as_of`` to parties with a
        listing in force on that day; ``known_at`` to listings and editions that could be known then. Without
        ``as_of`` ended listings count too, as a doubt; with ``ever`` in full, for callers who look at the day. A
        listing with an end set in advance has ended after that day, or at once when ``today`` is not told.
        With ``firms`` a query is answered with nothing where no name but persons' reaches the threshold.
        ``settled`` tells of pairs that a person set aside: they stay in the answer, last and without an outcome.
        ``profile`` names the way names are judged (:mod:`debar.names.profiles`). Raises InputError for an unknown one.
        """
        from debar.screening.parties import Question, match_names  # noqa: PLC0415  it loads numpy

        judged = profile_named(profile)
        asked = Question(tuple(lists), schema, as_of, known_at, threshold, limit, ever, firms, settled, judged, today)
        return match_names(self, queries, asked)

    def put_back(self) -> None:
        """Write its file again where somebody removed it, so that other processes can open it."""
        if self.file is not None:
            put_back(self.file, next(iter(self._sections.values())))

    def entity(self, number: int) -> Entity:
        """Return the listed party with that number."""
        if number not in self._cache:
            self._cache[number] = self.entities[number]
        return self._cache[number]


def open_reference(path: Path) -> Reference:
    """Open a file that a compiled reference was saved to. Raises DataError when it is damaged."""
    return Reference(*read_sections(path), path)
