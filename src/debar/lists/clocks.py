"""Both clocks of every listing, worked out from the editions that hold it.

In force: the list's own dates; where it gives none, the editions bound them, and the listing says so. Known: the days
on which the first and the last edition that hold it were retrieved. What was removed before the oldest edition is
unknown. What an edition's files do not give is taken from the newest earlier edition that gives it.

An edition whose ``lacks`` name ``parties`` holds some of the list only: that a party is not on it says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from debar.errors import DataError
from debar.history import Chronicle, Version, known
from debar.lists.carrying import complete_listing, complete_party, lacking
from debar.lists.corrections import Corrections
from debar.lists.records import unpacked
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


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The editions, and between which of them absence counts."""

    editions: tuple[Edition, ...]
    whole: tuple[bool, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", tuple("parties" not in edition.lacks for edition in self.editions))

    def before(self, place: int) -> Edition | None:
        """The newest edition before that place on which absence counts."""
        return next((self.editions[at] for at in range(place - 1, -1, -1) if self.whole[at]), None)

    def after(self, place: int) -> Edition | None:
        """The oldest edition after that place on which absence counts."""
        return next((self.editions[at] for at in range(place + 1, len(self.editions)) if self.whole[at]), None)

    def is_gap(self, last: int, first: int) -> bool:
        """True when an edition between two places shows that the listing was absent."""
        return any(self.whole[last + 1 : first])


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
    held = _held(key, versions, timeline.editions)
    newest = timeline.editions[held[-1].last]
    record = held[0].record
    for each in held[1:]:
        record = complete_party(each.record, record, each.lacks)
    runs = _runs(held, timeline)
    try:
        party = unpacked(
            {**record, "listings": [run.listing for run in runs]}, list_id=newest.list, authority=newest.authority
        )
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{key}: broken record ({error!r}); run `debar lists verify`") from error
    listings = (_dated(listing, run, timeline) for listing, run in zip(party.designations, runs, strict=True))
    return replace(party, designations=tuple(listings))


def _held(key: str, versions: Iterable[Version], editions: Sequence[Edition]) -> list[_Held]:
    try:
        parsed = [(version, json.loads(version.record)) for version in versions]
    except ValueError as error:
        raise DataError(f"{key}: broken record ({error}); run `debar lists verify`") from error
    held = [
        _Held(first, last, record, lacking(editions, first, last))
        for version, record in parsed
        for first, last in version.spans
    ]
    return sorted(held, key=lambda each: each.first)


def _runs(held: Sequence[_Held], timeline: _Timeline) -> list[_Run]:
    """Every listing through its editions, in the order of the newest record that has it, present ones first."""
    runs: list[_Run] = []
    for each in held:
        listings = each.record.get("listings", ())
        live = [run for run in runs if not timeline.is_gap(run.last, each.first)]
        for order, (listing, run) in enumerate(_matched(listings, live)):
            if run is None:
                runs.append(_Run(each.first, each.last, listing, order))
            else:
                run.listing = complete_listing(listing, run.listing, each.lacks)
                run.last, run.order = each.last, order
    return sorted(runs, key=lambda run: (-run.last, run.order, run.first))


def _matched(
    listings: Sequence[Mapping[str, Any]], live: Sequence[_Run]
) -> list[tuple[Mapping[str, Any], _Run | None]]:
    """Each listing with the run it continues: the one of the same program, by dates and citations before by order."""
    if len(listings) == len(live) == 1:
        fit = _same_listing(live[0].listing, listings[0])
        return [(listings[0], live[0] if fit else None)]
    left = list(live)
    found: dict[int, _Run] = {}
    for alike in (_same_dates, _same_listing):
        for place, listing in enumerate(listings):
            run = None if place in found else next((run for run in left if alike(run.listing, listing)), None)
            if run is not None:
                found[place] = run
                left = [each for each in left if each is not run]
    return [(listing, found.get(place)) for place, listing in enumerate(listings)]


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


def _dated(listing: Designation, run: _Run, timeline: _Timeline) -> Designation:
    """The listing with both clocks, and a sentence where only bounds are known."""
    retrieved = [edition.retrieved for edition in timeline.editions[run.first : run.last + 1]]
    gone = timeline.after(run.last)
    made = replace(listing, known_from=min(retrieved), known_to=max(retrieved) if gone else None)
    notes = [made.note] if made.note else []
    if made.from_ is None:
        made, said = _begun(made, timeline.editions[run.first], timeline.before(run.first))
        notes.append(said)
    if gone is not None and (made.to is None or made.to >= gone.dated):
        made, said = _ended(made, timeline.editions[run.last], gone)
        notes.append(said)
    return replace(made, note="; ".join(notes))


def _begun(listing: Designation, first: Edition, before: Edition | None) -> tuple[Designation, str]:
    start = min(first.dated, listing.published or first.dated)
    absent = before.dated if before and before.dated < start else None
    if before is None:
        said = f"already on the oldest edition held, of {first.dated}"
    else:
        said = f"not on the edition of {before.dated}, on that of {first.dated}"
    made = replace(listing, from_=start, from_after=absent, from_bounded=True)
    return made, f"the list gives no listing date; {said}"


def _ended(listing: Designation, last: Edition, gone: Edition) -> tuple[Designation, str]:
    end = max(gone.dated - _DAY, last.dated)
    stated = f"; the list gave {listing.to} as its end" if listing.to else ""
    made = replace(listing, to=end, to_after=last.dated, to_bounded=True)
    return made, f"removed between the editions of {last.dated} and {gone.dated}{stated}"
