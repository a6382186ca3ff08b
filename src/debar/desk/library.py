"""The lists desk: editions brought in, compared, shown on their two clocks, exported and verified."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debar.catalog import load as load_catalog
from debar.desk.answers import parse_date, parse_word
from debar.desk.desk import open_desk
from debar.errors import InputError, NotJudgedError
from debar.history import known
from debar.history import place_of as edition_at
from debar.lists import records
from debar.lists.diffs import compare_days, compare_editions
from debar.lists.downloads import Place as DownloadPlace
from debar.lists.downloads import addresses
from debar.lists.fetch_types import FetchOptions
from debar.lists.importing import Imported, ImportOptions, Tick, import_paths
from debar.lists.parties.finding import find_entities, require_entities
from debar.lists.parties.register import Register
from debar.lists.reparsing import reparse
from debar.lists.shelf import Shelf
from debar.lists.source import load, source_ids
from debar.lists.statements import statements
from debar.lists.timeline import timeline
from debar.model import DayDiff, Edition, Entity, ListDiff, Party, Statement, Timeline
from debar.store import Attempt, Fault, PartyDecision, Store, default_url, open_store, token_of
from debar.store.place import place_of

if TYPE_CHECKING:
    from debar.lists.updating import Updated

CLOCKS = ("known", "in-force")
_LIST_ID = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_LONGEST_LIST_ID = 64


@dataclass(frozen=True, slots=True)
class Holding:
    """One list as held: its edition in force, how many editions there are, and the last attempts to renew it."""

    edition: Edition
    editions: tuple[Edition, ...]
    attempts: tuple[Attempt, ...]


class Library:
    """The verbs over lists. ``now`` is the moment that counts as retrieval; its day is "today".

    The store is made when something is first written to it.
    """

    def __init__(self, url: str, now: datetime, *, exists: bool) -> None:
        self.url = url
        self.now = now
        self._store: Store | None = open_store(url) if exists else None
        self._shelf: Shelf | None = None

    @property
    def store(self) -> Store:
        """The store, made when there is none."""
        if self._store is None:
            self._store = open_store(self.url)
        return self._store

    @property
    def exists(self) -> bool:
        """True when there is a store."""
        return self._store is not None

    @property
    def shown(self) -> str:
        """Where the store is, without a password."""
        return place_of(self.url).shown

    @property
    def shelf(self) -> Shelf:
        """The lists in use at this moment."""
        if self._shelf is None:
            self._shelf = Shelf(self._store)
        return self._shelf

    def holdings(self, list_id: str = "", known_at: date | str | None = None) -> list[Holding]:
        """Return what is held of one list or of all. Raises NotJudgedError when nothing was known of it on that day."""
        day = parse_date(known_at, "known at")
        held = [self._holding(each, day) for each in ([list_id] if list_id else self.shelf.list_ids())]
        found = [each for each in held if each is not None]
        if not found:
            raise NotJudgedError(f"{list_id or 'lists'}: no edition held here was retrieved by {day}")
        return found

    def _holding(self, list_id: str, known_at: date | None) -> Holding | None:
        editions = known(self.shelf.chronicle(list_id), known_at).editions
        attempts = self._store.attempts(list_id, 5) if self._store else ()
        return Holding(editions[-1], editions, attempts) if editions else None

    def import_files(
        self,
        paths: Sequence[str],
        list_id: str,
        *,
        published: str = "",
        retrieved_at: str = "",
        mapping: Sequence[str] = (),
        layout: str = "",
        title: str = "",
        licence: str = "",
        accept_smaller: bool = False,
        dry_run: bool = False,
        tick: Tick | None = None,
    ) -> Iterator[Imported]:
        """Yield what became of each edition among the files, in the order of their dates."""
        options = ImportOptions(
            list_id=parse_list_id(list_id),
            now=self.now,
            published=parse_date(published, "published at"),
            retrieved_at=parse_moment(retrieved_at),
            mapping=parse_mapping(mapping),
            layout=layout,
            title=title,
            licence=licence,
            accept_smaller=accept_smaller,
            dry_run=dry_run,
        )
        yield from import_paths(self.store, [Path(path) for path in paths], options, tick)
        self._shelf = None

    def update(
        self,
        list_ids: Sequence[str],
        options: FetchOptions,
        *,
        accept_smaller: bool = False,
        tick: Tick | None = None,
    ) -> Iterator[Updated]:
        """Yield what became of each list that was asked for (all that have a source, when none is)."""
        from debar.lists.updating import update  # noqa: PLC0415  it brings a client for the web along

        yield from update(self.store, self.sources(list_ids), options, accept_smaller=accept_smaller, tick=tick)
        self._shelf = None

    def places(self, list_ids: Sequence[str]) -> Iterator[DownloadPlace]:
        """Yield where each list would be fetched from, in the order in which places are tried."""
        for list_id in self.sources(list_ids):
            yield from addresses(load(list_id))

    def sources(self, list_ids: Sequence[str]) -> list[str]:
        """Return the ids of the lists asked for, all that have a source when none is. Raises InputError otherwise."""
        unknown = [list_id for list_id in list_ids if list_id not in source_ids()]
        if unknown:
            raise InputError(
                f"{unknown[0]!r} has no official place that debar knows; lists with one: {', '.join(source_ids())}. "
                "A list of your own is brought up to date with 'debar lists import'"
            )
        return list(list_ids) or [list_id for list_id in source_ids() if load(list_id).downloads]

    def diff(self, list_id: str, since: str, until: str = "", known_at: str | None = None) -> ListDiff:
        """Return what two editions differ in: the newest ones that speak for these days or earlier ones.

        Raises InputError when no edition is that old.
        """
        chronicle = known(self.shelf.chronicle(list_id), parse_date(known_at, "known at"))
        first, last = self._days(since, until)
        places = []
        for day in (first, last):
            place = edition_at(chronicle.editions, day)
            if place is None:
                oldest = chronicle.editions[0].dated if chronicle.editions else None
                raise InputError(
                    f"{list_id}: no edition speaks for {day} or earlier; "
                    + (f"the oldest is of {oldest}" if oldest else "none was known then")
                )
            places.append(place)
        return compare_editions(chronicle, places[0], places[1])

    def day_diff(self, list_id: str, since: str, until: str = "", known_at: str | None = None) -> DayDiff:
        """Return which listings began and ended after one day and by another, by the listings' own dates."""
        first, last = self._days(since, until)
        return compare_days(self.shelf.entities(list_id, parse_date(known_at, "known at")), first, last)

    def _days(self, since: str, until: str) -> tuple[date, date]:
        first, last = parse_date(since, "from"), parse_date(until, "to") or self.now.date()
        if first is None:
            raise InputError("from: say from which day, such as --from 2024-01-01")
        if first > last:
            raise InputError(f"from {first} is after to {last}; exchange them")
        return first, last

    def entities(
        self, list_ids: Sequence[str] = (), *, as_of: str | None = None, known_at: str | None = None
    ) -> Iterator[Entity]:
        """Yield the parties of lists with both clocks on their listings; with ``as_of`` those listed on that day."""
        day, known_on = parse_date(as_of, "as of"), parse_date(known_at, "known at")
        for list_id in list_ids or self.shelf.list_ids():
            for entity in self.shelf.entities(list_id, known_on):
                listings = tuple(listing for listing in entity.designations if day is None or listing.in_force(day))
                if day is None or listings:
                    yield replace(entity, designations=listings)

    def history(self, text: str, *, as_of: str | None = None, known_at: str | None = None) -> list[Timeline]:
        """Return the time line of each party that a text means, over all lists.

        Raises InputError, naming what comes near, when it means none.
        """
        held = self._parties_held(known_at)
        ids = require_entities(text, find_entities(text, held, catalog=load_catalog()))
        register = Register(held, self.decisions())
        parties = {party.id: party for party in map(register.party_of, ids)}
        return [self._timeline(party, held, as_of, known_at) for party in parties.values()]

    def _parties_held(self, known_at: str | None) -> list[Entity]:
        reference = open_desk(self.url, today=self.now.date()).reference_at(known_at)
        return [reference.entity(number) for number in range(len(reference.entities))]

    def _timeline(self, party: Party, held: Sequence[Entity], as_of: str | None, known_at: str | None) -> Timeline:
        day = parse_date(known_at, "known at")
        said: list[Statement] = []
        editions: list[Edition] = []
        for list_id in dict.fromkeys(entity.partition(":")[0] for entity in party.entities):
            chronicle = known(self.shelf.chronicle(list_id), day)
            own = (version for version in chronicle.versions() if version.key in party.entities)
            said += statements(chronicle.editions, own)
            editions += chronicle.editions
        return timeline(party, held, statements=said, editions=editions, as_of=parse_date(as_of, "as of"), known_at=day)

    def parties(self, known_at: str | None = None, *, proposed: bool = False) -> tuple[Party, ...]:
        """Return the parties with entries on several lists; with ``proposed`` those with a join to be looked at."""
        found = Register(self._parties_held(known_at), self.decisions()).parties
        return tuple(party for party in found if (party.proposed if proposed else len(party.entities) > 1))

    def decisions(self) -> tuple[PartyDecision, ...]:
        """Return every decision that people made about parties."""
        return self._store.party_decisions() if self._store else ()

    def state(self, list_id: str, on: str, known_at: str | None = None) -> Iterator[Entity]:
        """Yield the parties as the edition has them that speaks for a day, with the dates that the list itself gives.

        Raises InputError when no edition is that old.
        """
        day = parse_date(on, "on") or self.now.date()
        found = self.shelf.state(list_id, day, parse_date(known_at, "known at"))
        if found is None:
            raise InputError(f"{list_id}: no edition speaks for {day} or an earlier day")
        edition, versions = found
        for version in versions:
            yield records.entity(version.record, list_id=list_id, authority=edition.authority)

    def reparse(self, list_id: str, on: str = "", tick: Tick | None = None) -> Iterator[Imported]:
        """Read the original bytes of editions once more with the parser of this version, and label them so.

        Yields what became of each edition that speaks for the day ``on`` (all of the store's, without a day).
        """
        day = parse_date(on, "edition")
        store = self.store
        if list_id not in store.list_ids():
            raise InputError(f"{list_id}: the store holds no edition of it with its original bytes")
        for edition in store.chronicle(list_id).editions:
            if day is None or edition.dated == day:
                yield reparse(store, edition, self.now, tick)
        self._shelf = None

    def verify(self) -> tuple[Fault, ...]:
        """Return everything that is wrong with the store; empty when all is as it was saved."""
        return tuple(self._store.verify()) if self._store else ()

    def decide(self, first: str, second: str, decision: str, because: str, by: str = "") -> PartyDecision:
        """Record that two entities are the same party or different ones. Raises InputError without a reason."""
        if not because.strip():
            raise InputError("say why, with --because: the register keeps a reason for every decision")
        made = PartyDecision(
            first, second, parse_word(decision, ("same", "different"), "decision"), because, by or user(), self.now
        )
        with self.store.writing() as writer:
            writer.decide_party(made)
        return made

    def unheld(self, *entities: str) -> tuple[str, ...]:
        """Return those of these entity ids that no edition of a list here holds: slips of the pen, most likely."""
        return tuple(each for each in entities if not self._holds(each))

    def _holds(self, entity: str) -> bool:
        list_id = entity.partition(":")[0]
        known_list = list_id in self.shelf.list_ids()
        return known_list and any(version.key == entity for version in self.shelf.chronicle(list_id).versions())


def user() -> str:
    """Return the name of who runs debar, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def parse_list_id(value: str) -> str:
    """Return a list id: lower-case letters and digits, with hyphens between them. Raises InputError."""
    word = value.strip()
    if not _LIST_ID.fullmatch(word) or len(word) > _LONGEST_LIST_ID:
        shown = value if len(value) <= _LONGEST_LIST_ID else f"{value[:_LONGEST_LIST_ID]}…"
        raise InputError(
            f"--id: {shown!r} is no list id; use up to {_LONGEST_LIST_ID} lower-case letters and digits, hyphens "
            "between them, such as my-list"
        )
    return word


def parse_moment(value: str) -> datetime | None:
    """Return a moment (UTC) given as a day or with a time (2024-05-03T14:00:00Z); None for "". Raises InputError."""
    if not value.strip():
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise InputError(
            f"retrieved at: {value!r} is no day or time; write 2024-05-03 or 2024-05-03T14:00:00Z"
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_mapping(values: Sequence[str]) -> Mapping[str, str]:
    """Return ``field=Column`` pairs as a mapping. Raises InputError for anything else."""
    found = {}
    for value in values:
        field, mark, column = value.partition("=")
        if not mark or not field.strip() or not column.strip():
            raise InputError(f"--map: {value!r} is no field=Column; write it as name=Vendor")
        found[field.strip()] = column.strip()
    return found


def open_library(store: str = "", *, today: date) -> Library:
    """Return the library over a store ("" is the user's own) and what ships with debar.

    When ``today`` is not the calendar's day, its midnight is the moment that counts as retrieval.
    """
    url = store or default_url()
    moment = datetime.now(UTC)
    now = moment if today == moment.date() else datetime(today.year, today.month, today.day, tzinfo=UTC)
    return Library(url, now.replace(microsecond=0), exists=bool(token_of(url)))
