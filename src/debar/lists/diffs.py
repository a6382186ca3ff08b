"""What changed between two editions of a list, field by field; and what came into force or ended between two days."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from debar.errors import DataError
from debar.history import Chronicle, changes
from debar.lists.folding import fold, same
from debar.model import ChangedEntry, Correction, DatedEntry, DayDiff, Designation, Entity, ListDiff, ListedEntry

#: Fields with several values -> their key in the canonical text.
_PLURAL = {"weak_aliases": "weak", "countries": "countries", "addresses": "addresses", "birth_dates": "births"}
_WORD = re.compile(r"\w+")
#: Fields of a listing with one value.
_SINGLE = ("program", "authority", "from", "to", "published", "scope")


def own_id(entity_id: str) -> str:
    """Return the list's own id of an entity, without the list's name before it."""
    return entity_id.partition(":")[2]


def flatten(record: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Return what a record (:mod:`debar.lists.records`) says, as field -> values, without empty fields.

    The fields are ``schema``, ``name``, ``aliases``, ``weak_aliases``, ``countries``, ``addresses``,
    ``identifiers.TYPE``, ``birth_dates``, ``program``, ``authority``, ``from``, ``to``, ``published``, ``citations``,
    ``scope`` and ``details.KEY``; the notes are debar's own and left out.
    """
    names = record["names"]
    found: dict[str, dict[str, None]] = {
        "schema": {record["schema"]: None},
        "name": {names[0]: None},
        "aliases": dict.fromkeys(names[1:]),
    }
    for field, key in _PLURAL.items():
        found[field] = dict.fromkeys(record.get(key, ()))
    for kind, value in record.get("ids", ()):
        found.setdefault(f"identifiers.{kind}", {})[value] = None
    for listing in record.get("listings", ()):
        _add_listing(found, listing)
    return {field: tuple(values) for field, values in found.items() if values}


def _add_listing(found: dict[str, dict[str, None]], listing: Mapping[str, Any]) -> None:
    for field in _SINGLE:
        if value := listing.get(field):
            found.setdefault(field, {})[value] = None
    for cite in listing.get("cites", ()):
        found.setdefault("citations", {})[cite if isinstance(cite, str) else cite[0]] = None
    for key, value in listing.get("details", ()):
        found.setdefault(f"details.{key}", {})[value] = None


def is_lacking(field: str, lacks: Iterable[str]) -> bool:
    """Return True when ``lacks`` (of an edition) names the field or the group it belongs to."""
    return field in lacks or field.partition(".")[0] in lacks


def compare_records(
    old: Mapping[str, Any], new: Mapping[str, Any], lacks: Iterable[str] = ()
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the fields in which two records differ, with their values; fields of ``lacks`` do not count."""
    before, after = dict(flatten(old)), dict(flatten(new))
    left_out = frozenset(lacks)
    if "aliases" in left_out:
        _forget_known_names(before, after)
    return {
        field: (before.get(field, ()), after.get(field, ()))
        for field in sorted({*before, *after})
        if not is_lacking(field, left_out) and not _alike(field, before.get(field, ()), after.get(field, ()))
    }


def _alike(field: str, old: Iterable[str], new: Iterable[str]) -> bool:
    """True when two sets of values say the same; layouts join the parts of an address in different orders."""
    before, after = tuple(old), tuple(new)
    if same(before, after):
        return True
    return field == "addresses" and set(map(_words, before)) == set(map(_words, after))


def _words(address: str) -> tuple[str, ...]:
    return tuple(sorted(_WORD.findall(fold(address))))


def _forget_known_names(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> None:
    """A weak alias that one side has as a name or alias tells nothing when the other side gives no aliases."""
    names = {fold(name) for side in (before, after) for field in ("name", "aliases") for name in side.get(field, ())}
    for side in (before, after):
        if weak := side.get("weak_aliases"):
            side["weak_aliases"] = tuple(name for name in weak if fold(name) not in names)


def _record(text: str, key: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise DataError(f"{key}: broken record ({error}); run `debar lists verify`") from error
    return found


def compare_editions(chronicle: Chronicle, old: int, new: int) -> ListDiff:
    """Return what the editions at two places differ in. Raises DataError for a record that is damaged.

    Values are compared as sets, after folding (:mod:`debar.lists.folding`); what one of the editions' files do not
    give is not compared.
    """
    before, after = chronicle.editions[old], chronicle.editions[new]
    lacks = frozenset({*before.lacks, *after.lacks})
    added: list[ListedEntry] = []
    removed: list[ListedEntry] = []
    changed: list[ChangedEntry] = []
    for change in changes(chronicle, old, new):
        key = change.key
        was = _record(change.old, key) if change.old is not None else None
        now = _record(change.new, key) if change.new is not None else None
        if was is None and now is not None:
            added.append(ListedEntry(id=own_id(key), entity=key, name=now["names"][0]))
        elif was is not None and now is None:
            removed.append(ListedEntry(id=own_id(key), entity=key, name=was["names"][0]))
        elif was is not None and now is not None and (fields := compare_records(was, now, lacks)):
            changed.append(ChangedEntry(id=own_id(key), entity=key, name=now["names"][0], fields=fields))
    return ListDiff(
        list=chronicle.list_id,
        old=before,
        new=after,
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        not_compared=tuple(sorted(lacks)),
    )


def _correction(listing: Designation, field: str) -> Correction | None:
    return next((each for each in listing.corrections if each.field == field), None)


def _stated(listing: Designation, field: str) -> date | None:
    """The day that the list itself gives, where a correction replaces it."""
    correction = _correction(listing, field)
    return date.fromisoformat(correction.stated) if correction and correction.stated else None


def _entry(entity: Entity, listing: Designation, day: date, correction: Correction | None = None) -> DatedEntry:
    return DatedEntry(
        id=own_id(entity.id), entity=entity.id, name=entity.caption, day=day, listing=listing, correction=correction
    )


def _moved(entity: Entity, listing: Designation, field: str, first: date, last: date) -> Iterator[DatedEntry]:
    """The entry when the list dates it into the span and a correction dates it out of it."""
    stated, correction = _stated(listing, field), _correction(listing, field)
    if stated is None or correction is None:
        return
    if first <= stated <= last and not first <= date.fromisoformat(correction.value) <= last:
        yield _entry(entity, listing, stated, correction)


def compare_days(entities: Iterable[Entity], after: date, until: date) -> DayDiff:
    """Return which listings came into force after one day and by another, and which ended, each by its own dates.

    A listing whose last day in force is the day ``after`` ended in the span. Raises ValueError when ``until`` is before
    ``after``.
    """
    if until < after:
        raise ValueError(f"{until} is before {after}")
    began: list[DatedEntry] = []
    ended: list[DatedEntry] = []
    corrected: list[DatedEntry] = []
    for entity in entities:
        for listing in entity.designations:
            if listing.from_ is not None and after < listing.from_ <= until:
                began.append(_entry(entity, listing, listing.from_))
            if listing.to is not None and after <= listing.to < until:
                ended.append(_entry(entity, listing, listing.to))
            corrected.extend(_moved(entity, listing, "from", _next(after), until))
            corrected.extend(_moved(entity, listing, "to", after, _before(until)))
    return DayDiff(
        after=after,
        until=until,
        began=tuple(sorted(began, key=_order)),
        ended=tuple(sorted(ended, key=_order)),
        corrected=tuple(sorted(corrected, key=_order)),
    )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _order(entry: DatedEntry) -> tuple[date, str, str, str]:
    return entry.day, entry.name.casefold(), entry.entity, entry.listing.program
