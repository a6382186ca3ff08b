"""The catalog: who really makes what, as one value with look-ups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from debar.catalog import build
from debar.catalog.devices import DeviceMarks
from debar.catalog.fold import fold
from debar.catalog.rows import Affiliate, Brand, Grammar, Maker, NotRelabel, Relabel, Source, Term
from debar.model import Evidence
from debar.names.legal import split_legal_form
from debar.names.normalize import words

#: Owners through which a purchase reaches a maker; a mere holder does not answer for the goods.
_ANSWERS = frozenset({"owns", "controls"})

Tables = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Catalog:
    """Makers, labels, model grammars and words, each row with its sources. Made by ``load()`` or ``from_data``."""

    tables: Tables
    sources: Mapping[str, Source]
    makers: Mapping[str, Maker]
    affiliates: tuple[Affiliate, ...]
    brands: Mapping[str, Brand]
    relabels: tuple[Relabel, ...]
    not_relabels: tuple[NotRelabel, ...]
    grammars: tuple[Grammar, ...]
    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    version: str

    @classmethod
    def from_tables(cls, tables: Tables, version: str = "") -> Catalog:
        """The catalog over these tables, which are trusted to be valid; ``version`` is computed when not given."""
        return cls(
            tables=tables,
            sources=_by_id(build.source(row) for row in tables["sources"]),
            makers=_by_id(build.maker(row) for row in tables["makers"]),
            affiliates=tuple(build.affiliate(row) for row in tables["affiliates"]),
            brands=_by_id(build.brand(row) for row in tables["brands"]),
            relabels=tuple(build.relabel(row) for row in tables["relabels"]),
            not_relabels=tuple(build.not_relabel(row) for row in tables["not_relabels"]),
            grammars=tuple(build.grammar(row) for row in tables["models"]),
            terms=tuple(build.term(row) for row in tables["terms"]),
            weights={row["id"]: float(row["weight"]) for row in tables["weights"]},
            version=version or _version(tables),
        )

    def to_data(self) -> dict[str, Any]:
        """The whole catalog as JSON holds it, for the compiled reference."""
        return {"version": self.version, "tables": {name: list(rows) for name, rows in self.tables.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Catalog:
        """The catalog that ``to_data`` wrote; not validated again."""
        return cls.from_tables(data["tables"], data["version"])

    def owners(self, maker: str, on: date | None) -> tuple[str, ...]:
        """The maker, then the makers that owned or controlled it on that day, nearest first.

        Without a day, those that own it still. Raises KeyError for an unknown maker.
        """
        found = [maker]
        for owned in found:
            for owner in self.makers[owned].owners:
                still = owner.period.last is None if on is None else owner.period.holds(on)
                if owner.maker and owner.relation in _ANSWERS and still and owner.maker not in found:
                    found.append(owner.maker)
        return tuple(found)

    def maker_of(self, name: str) -> tuple[str, ...]:
        """The makers a company name stands for: exact after normalisation and without its legal form.

        A name that is the leading part (two words or more) of one maker's names is that maker; else ``()``.
        """
        key = _core(name)
        if not key:
            return ()
        found = self._own_names.get(key) or self._affiliate_names.get(key)
        if found:
            return found
        if " " not in key:
            return ()
        begun = {
            maker
            for index in (self._own_names, self._affiliate_names)
            for known, makers in index.items()
            if known.startswith(f"{key} ")
            for maker in makers
        }
        return tuple(begun) if len(begun) == 1 else ()

    def maker_of_party(self, names: Iterable[str]) -> tuple[str, bool]:
        """The maker that a party of these names is, or belongs to, and whether it is the maker itself.

        ``("", False)`` when it is none.
        """
        keys = [_core(name) for name in names]
        for itself, index in ((True, self._own_names), (False, self._affiliate_names)):
            for key in keys:
                if index.get(key):
                    return index[key][0], itself
        return "", False

    def evidence(self, ids: Iterable[str]) -> tuple[Evidence, ...]:
        """The sources of these ids as a finding shows them, each once."""
        return tuple(self.sources[id_].evidence for id_ in dict.fromkeys(ids))

    @cached_property
    def grammar_of(self) -> Mapping[str, Grammar]:
        """Id -> grammar."""
        return {grammar.id: grammar for grammar in self.grammars}

    @cached_property
    def marks(self) -> DeviceMarks:
        """What tells the makers of devices: address blocks, radio grants, banners, enterprise numbers."""
        return DeviceMarks(self.tables)

    def labels_named(self, name: str) -> tuple[Brand, ...]:
        """The labels written exactly so, whatever the case."""
        return self._labels.get(fold(name).strip(), ())

    @cached_property
    def _labels(self) -> Mapping[str, tuple[Brand, ...]]:
        found: dict[str, list[Brand]] = {}
        for brand in self.brands.values():
            for spelling in dict.fromkeys((fold(brand.name), *brand.spellings, *map(fold, brand.scripts))):
                found.setdefault(spelling, []).append(brand)
        return {spelling: tuple(brands) for spelling, brands in found.items()}

    @cached_property
    def relabels_of(self) -> Mapping[str, tuple[Relabel, ...]]:
        """Label -> its relabel rows."""
        found: dict[str, list[Relabel]] = {}
        for relabel in self.relabels:
            found.setdefault(relabel.brand, []).append(relabel)
        return {brand: tuple(rows) for brand, rows in found.items()}

    @cached_property
    def _own_names(self) -> Mapping[str, tuple[str, ...]]:
        named = [
            (name, maker.id)
            for maker in self.makers.values()
            for name in (maker.name, maker.short_name, *maker.names, *maker.scripts)
        ]
        named += [
            (spelling, brand.maker)
            for brand in self.brands.values()
            if brand.maker
            for spelling in (brand.name, *brand.spellings, *brand.scripts)
        ]
        return _index(named)

    @cached_property
    def _affiliate_names(self) -> Mapping[str, tuple[str, ...]]:
        return _index((unit.name, unit.maker) for unit in self.affiliates if unit.period.last is None)


def _core(name: str) -> str:
    return " ".join(split_legal_form(words(name))[0])


def _index(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, maker in named:
        key = _core(name)
        if key and maker not in found.setdefault(key, []):
            found[key].append(maker)
    return {key: tuple(makers) for key, makers in found.items()}


def _by_id(rows: Iterable[Any]) -> Mapping[str, Any]:
    return MappingProxyType({row.id: row for row in rows})


def _version(tables: Tables) -> str:
    written = json.dumps(tables, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
