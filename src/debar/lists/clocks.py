"""Both clocks of every listing, worked out from the editions that hold it.

In force: the list's own dates; where it gives none, the editions bound them, and the listing says so. Known: the days
on which the first and the last edition that hold it were retrieved. What was removed before the oldest edition is
unknown. What an edition's files do not give is taken from the newest earlier edition that gives it.

An edition whose ``lacks`` name ``parties`` holds some of the list only: that a party is not on it says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from debar.errors import DataError
from debar.history import Chronicle, Version, known
from debar.lists.carrying import complete_listing, complete_party, lacking
from debar.lists.corrections import Corrections
from debar.lists.records import listing, unpacked
from debar.model import Designation, Edition, Entity

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Run:
    """One listing through the editions that hold it without a gap: places ``first`` to ``last``, newest wording."""

    first: int
    last: int
    listing: Mapping[str, Any]
    order: int


@dataclass(slots=True)
class _Held:
    """One record, the places of one span that hold it, and the fields that all their files lack."""

    first: int
    last: int
    record: Mapping[str, Any]
    lacks: frozenset[str]


class _Timeline:
    """The editions, their days, and between which of them absence counts."""

    def __init__(self, editions: tuple[Edition, ...]) -> None:
        self.editions = editions
        self.dated = [edition.dated for edition in editions]
        self.retrieved = [edition.retrieved for edition in editions]
        self._whole = ["parties" not in edition.lacks for edition in editions]
        self._lacks: dict[tuple[int, int], frozenset[str]] = {}

    def before(self, place: int) -> date | None:
        """The day of the newest edition before that place on which absence counts."""
        return next((self.dated[at] for at in range(place - 1, -1, -1) if self._whole[at]), None)

    def after(self, place: int) -> date | None:
        """The day of the oldest edition after that place on which absence counts."""
        return next((self.dated[at] for at in range(place + 1, len(self.dated)) if self._whole[at]), None)

    def is_gap(self, last: int, first: int) -> bool:
        """True when an edition between two places shows that the listing was absent."""
        return first > last + 1 and any(self._whole[last + 1 : first])

    def lacking(self, first: int, last: int) -> frozenset[str]:
        """The fields that none of the editions from one place to another gives."""
        if (first, last) not in self._lacks:
            self._lacks[first, last] = lacking(self.editions, first, last)
        return self._lacks[first, last]


def settle(chronicle: Chronicle, corrections: Corrections, known_at: date | None = None) -> Iterator[Entity]:
    """Yield every party that an edition ever held, by id, with both clocks on its listings, corrections applied.

    With ``known_at`` only editions retrieved by that day count, and the result is what was known then. One party is
    held in memory at a time. Raises DataError for a record that is damaged.
    """
    seen = known(chronicle, known_at)
    timeline = _Timeline(seen.editions)
    for key, versions in groupby(seen.versions(), attrgetter("key")):
        yield corrections.applied(_settled(key, list(versions), timeline))


def _settled(key: str, versions: Sequence[Version], timeline: _Timeline) -> Entity:
    held = _held(key, versions, timeline)
    newest = timeline.editions[held[-1].last]
    record = held[0].record
    for each in held[1:]:
        record = complete_party(each.record, record, each.lacks)
    runs = _runs(held, timeline)
    try:
        listings = [_dated(run, newest, timeline) for run in runs]
        return unpacked(record, list_id=newest.list, authority=newest.authority, designations=listings)
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{key}: broken record ({error!r}); run `debar lists verify`") from error


def _held(key: str, versions: Iterable[Version], timeline: _Timeline) -> list[_Held]:
    try:
        parsed = [(version, json.loads(version.record)) for version in versions]
    except ValueError as error:
        raise DataError(f"{key}: broken record ({error}); run `debar lists verify`") from error
    held = [
        _Held(first, last, record, timeline.lacking(first, last))
        for version, record in parsed
        for first, last in version.spans
    ]
    return sorted(held, key=lambda each: each.first)


def _runs(held: Sequence[_Held], timeline: _Timeline) -> list[_Run]:
    """Every listing through its editions, in the order of the newest record that has it, present ones first."""
    runs: list[_Run] = []
    for each in held:
        live = [run for run in runs if not timeline.is_gap(run.last, each.first)]
        if len(live) == 1 and each.record.get("listings") == [live[0].listing]:
            live[0].last = each.last  # the usual case: nothing was said otherwise
            continue
        for order, (row, run) in enumerate(_matched(each.record.get("listings", ()), live)):
            if run is None:
                runs.append(_Run(each.first, each.last, row, order))
            else:
                run.listing = complete_listing(row, run.listing, each.lacks)
                run.last, run.order = each.last, order
    return sorted(runs, key=lambda run: (-run.last, run.order, run.first))


def _matched(rows: Sequence[Mapping[str, Any]], live: Sequence[_Run]) -> list[tuple[Mapping[str, Any], _Run | None]]:
    """Each listing with the run it continues: the one of the same program, by dates and citations before by order."""
    if len(rows) == len(live) == 1:
        return [(rows[0], live[0] if _same_listing(live[0].listing, rows[0]) else None)]
    left = list(live)
    found: dict[int, _Run] = {}
    for alike in (_same_dates, _same_listing):
        for place, row in enumerate(rows):
            run = None if place in found else next((run for run in left if alike(run.listing, row)), None)
            if run is not None:
                found[place] = run
                left = [each for each in left if each is not run]
    return [(row, found.get(place)) for place, row in enumerate(rows)]


def _same_dates(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    keys = ("program", "from", "cites")
    return all(old.get(key) == new.get(key) for key in keys)


def _same_listing(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """True unless the program differs, or both begin on different days by different rules."""
    if old.get("program") != new.get("program"):
        return False
    start, again = old.get("from"), new.get("from")
    if not start or not again or start == again:
        return True
    cites, others = _titles(old), _titles(new)
    return not cites or not others or not cites.isdisjoint(others)


def _titles(listing: Mapping[str, Any]) -> set[str]:
    return {cite if isinstance(cite, str) else cite[0] for cite in listing.get("cites", ())}


def _dated(run: _Run, newest: Edition, timeline: _Timeline) -> Designation:
    """The listing with both clocks, and a sentence where only bounds are known."""
    row = run.listing
    retrieved = timeline.retrieved[run.first : run.last + 1]
    gone = timeline.after(run.last)
    fields: dict[str, Any] = {"known_from": min(retrieved), "known_to": max(retrieved) if gone else None}
    notes = [row["note"]] if row.get("note") else []
    if not row.get("from"):
        notes.append(_begun(row, timeline.dated[run.first], timeline.before(run.first), fields))
    if gone is not None and (not row.get("to") or row["to"] >= gone.isoformat()):
        notes.append(_ended(row, timeline.dated[run.last], gone, fields))
    return listing(row, list_id=newest.list, authority=newest.authority, note="; ".join(notes), **fields)


def _begun(row: Mapping[str, Any], first: date, before: date | None, fields: dict[str, Any]) -> str:
    """What is known of the start, in words; its bounds go into the fields."""
    start = min(first, date.fromisoformat(row["published"])) if row.get("published") else first
    absent = before if before and before < start else None
    fields |= {"from_": start, "from_after": absent, "from_bounded": True}
    if before is None:
        return f"the list gives no listing date; already on the oldest edition held, of {first}"
    return f"the list gives no listing date; not on the edition of {before}, on that of {first}"


def _ended(row: Mapping[str, Any], last: date, gone: date, fields: dict[str, Any]) -> str:
    """What is known of the end, in words; its bounds go into the fields."""
    fields |= {"to": max(gone - _DAY, last), "to_after": last, "to_bounded": True}
    stated = f"; the list gave {row['to']} as its end" if row.get("to") else ""
    return f"removed between the editions of {last} and {gone}{stated}"
