"""Dates that debar's own research puts beside those of the lists: ``corrections/*.yml``, a source on each row.

A row names the lists it holds for; the listing by the list's own id, by name, or by the rules it cites; and what holds.
``stated`` is what the list says: where it is given, the row only applies to a listing that says this. The list's value
is never lost: the designation keeps both, with the citation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from debar.errors import DataError
from debar.lists.folding import fold
from debar.model import Citation, Correction, Designation, Entity

_FIELDS = ("from", "to", "published")
_KEYS = {"lists", "id", "name", "program", "cites", "stated", *_FIELDS, "citation", "why"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One researched date. ``stated`` and ``values`` have the keys ``from``, ``to`` and ``published``."""

    lists: tuple[str, ...]
    values: Mapping[str, date]
    citation: Citation
    why: str
    id: str = ""
    name: str = ""
    program: str = ""
    cites: frozenset[str] = frozenset()
    stated: Mapping[str, date] = field(default_factory=dict)

    def fits(self, listing: Designation) -> bool:
        """True when the row speaks of this listing of the party or rule it names."""
        if self.program and listing.program != self.program:
            return False
        if any(_value(listing, name) not in {None, day} for name, day in self.stated.items()):
            return False
        if self.cites and not self._rests_on_the_rule(listing):
            return False
        return _begins_within(listing, self.values.get("from")) and _ends_within(listing, self.values.get("to"))

    def _rests_on_the_rule(self, listing: Designation) -> bool:
        """A listing that cites several rules is dated by its first one, so a later one does not move its start."""
        titles = [citation.title for citation in listing.citations]
        return bool(titles) and (titles[0] in self.cites or self._is_dated_by_it(listing, titles))

    def _is_dated_by_it(self, listing: Designation, titles: Collection[str]) -> bool:
        days = {_value(listing, name) for name in self.stated}
        return bool(days - {None}) and not self.cites.isdisjoint(titles)


def _value(listing: Designation, name: str) -> date | None:
    """The day the list itself gives; None where it gives none, though editions may bound it."""
    if name == "from":
        return None if listing.from_bounded else listing.from_
    if name == "to":
        return None if listing.to_bounded else listing.to
    return listing.published


def _begins_within(listing: Designation, start: date | None) -> bool:
    """False when editions show that the listing did not begin on that day: it is another listing of the party."""
    if start is None or not listing.from_bounded or listing.from_ is None:
        return True
    # On the day of an edition that does not hold it yet, it may still have been listed after that edition.
    return (listing.from_after is None or start >= listing.from_after) and start <= listing.from_


def _ends_within(listing: Designation, end: date | None) -> bool:
    """False when editions show that the listing did not end on that day, or has not ended."""
    if end is None or (listing.to is not None and not listing.to_bounded):
        return True
    return listing.to is not None and listing.to_after is not None and listing.to_after <= end <= listing.to


@dataclass(frozen=True, slots=True)
class Corrections:
    """The rows, found by what they name."""

    by_id: Mapping[str, Sequence[Row]]
    by_name: Mapping[str, Mapping[str, Sequence[Row]]]
    by_cite: Mapping[tuple[str, str], Sequence[Row]]

    def applied(self, entity: Entity) -> Entity:
        """Return the entity with the dates of its listings corrected, what the list says kept beside them."""
        own = [*self.by_id.get(entity.id, ()), *self._named(entity)]
        if not own and not self.by_cite:
            return entity
        listings = tuple(self._corrected(entity.list, listing, own) for listing in entity.designations)
        if all(new is old for new, old in zip(listings, entity.designations, strict=True)):
            return entity
        return replace(entity, designations=listings)

    def _named(self, entity: Entity) -> Iterator[Row]:
        if rows := self.by_name.get(entity.list):
            for name in dict.fromkeys(map(fold, entity.names)):
                yield from rows.get(name, ())

    def _corrected(self, list_id: str, listing: Designation, own: Iterable[Row]) -> Designation:
        cited = (row for cite in listing.citations for row in self.by_cite.get((list_id, cite.title), ()))
        made = listing
        for row in (*own, *cited):  # what names the party comes before what names its rule
            if row.fits(made) and row.values.keys().isdisjoint(each.field for each in made.corrections):
                made = _with(made, row)
        return made


def _with(listing: Designation, row: Row) -> Designation:
    stated = {name: _value(listing, name) for name in row.values}
    made = tuple(
        Correction(
            field=name,
            stated=day.isoformat() if (day := stated[name]) else "",
            value=value.isoformat(),
            citation=row.citation,
            note=row.why,
        )
        for name, value in row.values.items()
        if stated[name] != value
    )
    if not made:
        return listing
    changed = {each.field: date.fromisoformat(each.value) for each in made}
    note = row.why if {"from", "to"} & changed.keys() else listing.note  # what the list's own dates needed said is past
    result = replace(listing, corrections=(*listing.corrections, *made), note=note)
    if "from" in changed:
        result = replace(result, from_=changed["from"], from_after=None, from_bounded=False)
    if "to" in changed:
        result = replace(result, to=changed["to"], to_after=None, to_bounded=False)
    if "published" in changed:
        result = replace(result, published=changed["published"])
    return result


def read(data: object, *, where: str) -> tuple[Row, ...]:
    """Return the rows of one parsed file. Raises DataError naming the row and the key that is wrong."""
    if not isinstance(data, list):
        raise DataError(f"{where}: must be a list of rows")
    return tuple(_row(each, f"{where}, row {number}") for number, each in enumerate(data, start=1))


def _row(data: object, where: str) -> Row:
    if not isinstance(data, dict) or not data.keys() <= _KEYS:
        raise DataError(f"{where}: must be a mapping with keys among {', '.join(sorted(_KEYS))}")
    lists = _texts(data, "lists", where)
    cites = frozenset(_texts(data, "cites", where)) if "cites" in data else frozenset()
    made = Row(
        lists=lists,
        id=_text(data, "id", where),
        name=_text(data, "name", where),
        program=_text(data, "program", where),
        cites=cites,
        stated=_days(data.get("stated", {}), where),
        values=_days({key: data[key] for key in _FIELDS if key in data}, where),
        citation=_citation(data.get("citation"), where),
        why=_text(data, "why", where),
    )
    if not lists or not made.values or not made.why:
        raise DataError(f"{where}: needs lists, one of {', '.join(_FIELDS)}, and why")
    if sum(map(bool, (made.id, made.name, made.cites))) != 1:
        raise DataError(f"{where}: names the listing by exactly one of id, name and cites")
    if made.id and len(lists) != 1:
        raise DataError(f"{where}: an id belongs to one list")
    return made


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise DataError(f"{where}: {key!r} must be text, found {value!r}")
    return " ".join(str(value).split())


def _texts(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise DataError(f"{where}: {key!r} must be a list of texts, found {value!r}")
    return tuple(value)


def _days(value: object, where: str) -> Mapping[str, date]:
    if not isinstance(value, dict) or not value.keys() <= set(_FIELDS):
        raise DataError(f"{where}: stated dates must be among {', '.join(_FIELDS)}")
    for name, day in value.items():
        if type(day) is not date:
            raise DataError(f"{where}: {name!r} must be a date (YYYY-MM-DD), found {day!r}")
    return dict(value)


def _citation(value: object, where: str) -> Citation:
    fit = isinstance(value, dict) and value.keys() == {"title", "url"}
    if not fit or not all(isinstance(each, str) and each for each in value.values()):  # type: ignore[attr-defined]
        raise DataError(f"{where}: 'citation' must be a mapping of title and url, found {value!r}")
    return Citation(**value)  # type: ignore[arg-type]


def corrections(rows: Iterable[Row]) -> Corrections:
    """Return the rows, found by what they name."""
    by_id: dict[str, list[Row]] = defaultdict(list)
    by_name: dict[str, dict[str, list[Row]]] = {}
    by_cite: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for list_id in row.lists:
            if row.id:
                by_id[f"{list_id}:{row.id}"].append(row)
            elif row.name:
                by_name.setdefault(list_id, {}).setdefault(fold(row.name), []).append(row)
            for cite in row.cites:
                by_cite[(list_id, cite)].append(row)
    return Corrections(by_id, by_name, by_cite)


#: No correction at all: what the lists say themselves.
NONE = corrections(())


@cache
def load() -> Corrections:
    """Return the corrections that ship with debar. Raises DataError when a file is wrong."""
    rows: list[Row] = []
    folder = files("debar.lists") / "corrections"
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if path.name.endswith(".yml"):
            where = f"lists/corrections/{path.name}"
            try:
                rows.extend(read(yaml.safe_load(path.read_text("utf-8")), where=where))
            except yaml.YAMLError as error:
                raise DataError(f"{where}: not readable YAML ({error})") from error
    return corrections(rows)
