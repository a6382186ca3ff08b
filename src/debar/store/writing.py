"""Writing to a store: editions in their place, decisions, attempts; all of it in one transaction."""

from __future__ import annotations

import hashlib
import secrets
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from debar.errors import InputError
from debar.model import Edition
from debar.model.people import MAIN
from debar.store import blobs, schema
from debar.store.answered import AnswerWriter
from debar.store.bulk import insert_rows, next_id
from debar.store.casework import CaseworkWriter
from debar.store.deciding import DecidingWriter
from debar.store.deliveries import DeliveryWriter
from debar.store.dossier_writing import DossierWriter
from debar.store.editions import (
    Held,
    account_text,
    changes,
    columns,
    combined,
    difference,
    in_order,
    moment,
    state,
    state_hashes,
    storable,
)
from debar.store.engine import undoing_alone
from debar.store.errors import AlreadyHeldError
from debar.store.intake import Intake, drop_unheld, keys_of, take_in
from debar.store.jobs import JobWriter, WorkWriter
from debar.store.people import PeopleWriter
from debar.store.types import Account, Added, Attempt, Bytes, Counts, PartyDecision, Remembered
from debar.store.watches import WatchWriter

#: Called when all records were read, with their number; returns the edition, its days included. An empty ``sha256``
#: is filled in from the originals: the hash of the one file, or of the sorted lines "ROLE HASH" of several.
Seal = Callable[[int], Edition]
#: Called when the place of the edition is known, with its difference from the one before it; returns the account to
#: keep, or raises to refuse the edition, which undoes it.
Check = Callable[[Counts], Account]

_DECISIONS = ("same", "different", "undecided")
_OUTCOMES = ("new", "unchanged", "refused", "failed", "manual")


class Writer:
    """What may be written in one transaction; made by :meth:`debar.store.Store.writing`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changed = False

    @property
    def dossiers(self) -> DossierWriter:
        """What may be written of dossiers; verdicts do not rest on them, so that the store's token stays."""
        return DossierWriter(self._connection)

    @property
    def casework(self) -> CaseworkWriter:
        """What may be written of casework; verdicts do not rest on it, so that the store's token stays."""
        return CaseworkWriter(self._connection)

    def casework_in(self, workspace: str) -> CaseworkWriter:
        """Return what may be written of casework in one workspace."""
        return CaseworkWriter(self._connection, workspace)

    def deciding_in(self, workspace: str) -> DecidingWriter:
        """Return what may be written of deciding in one workspace: its settings, proposals, previews."""
        return DecidingWriter(self._connection, workspace)

    @property
    def people(self) -> PeopleWriter:
        """What may be written of accounts, API keys and sessions; the store's token stays."""
        return PeopleWriter(self._connection)

    def watches_in(self, workspace: str = MAIN) -> WatchWriter:
        """Return what may be written of watches in one workspace; the store's token stays."""
        return WatchWriter(self._connection, workspace)

    def deliveries_in(self, workspace: str = MAIN) -> DeliveryWriter:
        """Return what may be written of deliveries in one workspace; the store's token stays."""
        return DeliveryWriter(self._connection, workspace)

    def jobs_in(self, workspace: str = MAIN) -> JobWriter:
        """Return what may be written of jobs in one workspace; the store's token stays."""
        return JobWriter(self._connection, workspace)

    def answers_in(self, workspace: str = MAIN) -> AnswerWriter:
        """Return the answers that one workspace was given; the store's token stays."""
        return AnswerWriter(self._connection, workspace)

    @property
    def work(self) -> WorkWriter:
        """What the process that works on jobs may write of them; the store's token stays."""
        return WorkWriter(self._connection)

    def finish(self) -> None:
        """Give the store a new token when answers may have changed."""
        if self._changed:
            self._connection.execute(delete(schema.store).where(schema.store.c.name == "token"))
            insert_rows(self._connection, schema.store, [("token", secrets.token_hex(16))])

    def add_edition(
        self,
        list_id: str,
        records: Iterable[tuple[str, str]],
        originals: Sequence[tuple[str, Bytes]],
        seal: Seal,
        check: Check,
    ) -> Added:
        """Keep an edition at its place in the order of the list: records (key, canonical text), files by role.

        Records that come twice alike count once. Whatever ``seal`` or ``check`` raise undoes the edition alone: the
        transaction can go on. Raises DataError when one key has two different records, AlreadyHeldError when the
        list holds the same files of the same day, retrieved at the same moment.
        """
        with undoing_alone(self._connection):
            list_row = self._list_row(list_id)
            taken = self._take_in(list_id, list_row, records)
            given = [blobs.hashed(role, file) for role, file in originals]
            edition = seal(len(taken.ids))
            edition = replace(edition, list=list_id, sha256=edition.sha256 or _combined_sha256(given))
            held = in_order(self._connection, list_id)
            _refuse_same(edition, held)
            new = Held(next_id(self._connection, schema.edition), edition)
            added = self._place(new, held, list_row, taken, check)
            stored = self._keep_originals(new.id, given, held, bisect(held, new.place, key=lambda one: one.place))
        self._changed = True
        return replace(added, stored=stored)

    def replace_records(
        self,
        list_id: str,
        edition_sha256: str,
        records: Iterable[tuple[str, str]],
        seal: Seal,
        check: Check,
        *,
        retrieved_at: datetime | None = None,
    ) -> Added:
        """Give an edition the records that another parser reads from the same files; the originals stay.

        ``seal`` and ``check`` as for a new edition; the edition moves when its day is another one now. Raises
        InputError when there is no such edition, or several and no ``retrieved_at`` to tell them apart.
        """
        with undoing_alone(self._connection):
            old = self._find(list_id, edition_sha256, retrieved_at)
            list_row = self._list_row(list_id)
            taken = self._take_in(list_id, list_row, records)
            edition = replace(seal(len(taken.ids)), list=list_id, sha256=edition_sha256)
            edition = replace(edition, confirmed=edition.confirmed or old.edition.confirmed)
            gone = self._take_out(old, in_order(self._connection, list_id))
            others = [one for one in in_order(self._connection, list_id) if one.id != old.id]
            _refuse_same(edition, others)
            added = self._place(Held(old.id, edition), others, list_row, taken, check)
            drop_unheld(self._connection, gone)
        self._changed = True
        return added

    def remove_edition(self, list_id: str, edition_sha256: str, *, retrieved_at: datetime | None = None) -> None:
        """Forget an edition and what no other one holds. Raises InputError as :meth:`replace_records` does."""
        with undoing_alone(self._connection):
            old = self._find(list_id, edition_sha256, retrieved_at)
            gone = self._take_out(old, in_order(self._connection, list_id))
            drop_unheld(self._connection, gone)
            self._connection.execute(delete(schema.original).where(schema.original.c.edition == old.id))
            self._connection.execute(delete(schema.edition).where(schema.edition.c.id == old.id))
            blobs.drop_unused(self._connection)
        self._changed = True

    def confirm(self, list_id: str, day: date) -> None:
        """Note that the official place still served the newest edition on that day. Raises InputError for none."""
        held = in_order(self._connection, list_id)
        if not held:
            raise InputError(f"{list_id}: no edition in the store that could be confirmed")
        newest = held[-1]
        if newest.edition.confirmed is None or newest.edition.confirmed < day:
            edition = schema.edition
            self._connection.execute(update(edition).where(edition.c.id == newest.id).values(confirmed=day.isoformat()))
            self._changed = True

    def add_attempt(self, attempt: Attempt) -> None:
        """Note a try to update a list. Answers do not change by it."""
        if attempt.outcome not in _OUTCOMES:
            raise InputError(f"{attempt.outcome!r}: no outcome of an attempt; there are {', '.join(_OUTCOMES)}")
        row = (
            next_id(self._connection, schema.attempt),
            attempt.list_id,
            moment(attempt.at),
            storable(attempt.url),
            attempt.outcome,
            storable(attempt.reason),
            attempt.edition_sha256,
        )
        insert_rows(self._connection, schema.attempt, [row])

    def remember(self, url: str, remembered: Remembered) -> None:
        """Keep what an address said of its last good answer, in the place of what it said before."""
        self._connection.execute(delete(schema.answer).where(schema.answer.c.url == url))
        values = (remembered.etag, remembered.last_modified, remembered.sha256)
        insert_rows(self._connection, schema.answer, [(url, *map(storable, values))])

    def decide_party(self, decision: PartyDecision) -> None:
        """Keep a person's decision on two entities; earlier ones stay on record, the newest holds."""
        if decision.decision not in _DECISIONS:
            raise InputError(f"{decision.decision!r}: no decision; there are {', '.join(_DECISIONS)}")
        if decision.entity_a == decision.entity_b:
            raise InputError(f"{decision.entity_a}: two entities are needed for a decision, this is one")
        row = (
            next_id(self._connection, schema.party_decision),
            storable(decision.entity_a),
            storable(decision.entity_b),
            decision.decision,
            storable(decision.because),
            storable(decision.by),
            moment(decision.at),
        )
        insert_rows(self._connection, schema.party_decision, [row])
        self._changed = True

    def keep_ids(self, list_id: str, ids: Mapping[str, str]) -> None:
        """Note under which ids the parties with these derived ids have been known so far."""
        kept = schema.kept_id.c
        known = select(kept.derived, kept.id).where(kept.list_id == list_id)
        before = {row.derived: row.id for row in self._connection.execute(known)}
        fresh = {derived: id_ for derived, id_ in ids.items() if before.get(derived) != id_}
        for derived in fresh.keys() & before.keys():
            self._connection.execute(delete(schema.kept_id).where(kept.list_id == list_id, kept.derived == derived))
        insert_rows(self._connection, schema.kept_id, [(list_id, *pair) for pair in fresh.items()])
        self._changed |= bool(fresh)

    def _list_row(self, list_id: str) -> int:
        known = select(schema.lists.c.id).where(schema.lists.c.name == list_id)
        row = self._connection.execute(known).scalar_one_or_none()
        if row is None:
            row = next_id(self._connection, schema.lists)
            insert_rows(self._connection, schema.lists, [(row, list_id)])
        return int(row)

    def _take_in(self, list_id: str, list_row: int, records: Iterable[tuple[str, str]]) -> Intake:
        """Most records of an edition are those of the newest one held."""
        held = [one.id for one in in_order(self._connection, list_id)]
        return take_in(self._connection, list_row, records, state_hashes(self._connection, held))

    def _find(self, list_id: str, sha256: str, retrieved_at: datetime | None) -> Held:
        held = [
            one
            for one in in_order(self._connection, list_id)
            if one.edition.sha256 == sha256
            and (retrieved_at is None or moment(one.edition.retrieved_at) == moment(retrieved_at))
        ]
        if not held:
            raise InputError(f"{list_id}: no such edition {sha256} is in the store")
        if len(held) > 1:
            moments = ", ".join(moment(one.edition.retrieved_at) for one in held)
            raise InputError(f"{list_id}: several editions {sha256}; say which by its moment of retrieval: {moments}")
        return held[0]

    def _place(self, new: Held, held: Sequence[Held], list_row: int, taken: Intake, check: Check) -> Added:
        """Write an edition between its neighbours, whose changes are measured against it from now on."""
        place = bisect(held, new.place, key=lambda one: one.place)
        before = state(self._connection, [one.id for one in held[:place]])
        change = difference(before, taken.ids.values())
        counts = self._counts(len(taken.ids), len(before), change, held[place - 1].edition if place else None)
        counts = replace(counts, doubled=taken.doubled)
        account = check(counts)
        values = columns(new.edition) | {
            "list": list_row,
            "records": len(taken.ids),
            "digest": taken.digest(),
            "account": account_text(account),
        }
        table = schema.edition
        if self._connection.execute(select(table.c.id).where(table.c.id == new.id)).scalar_one_or_none() is None:
            self._connection.execute(insert(table).values(id=new.id, **values))
        else:
            self._connection.execute(update(table).where(table.c.id == new.id).values(**values))
        self._set_changes(new.id, change)
        if place < len(held):
            after = held[place].id
            self._set_changes(after, combined(changes(self._connection, after), change, -1))
        kept = next(one for one in in_order(self._connection, new.edition.list) if one.id == new.id)
        return Added(kept.edition, counts, account)

    def _counts(self, entities: int, had: int, change: Mapping[int, int], previous: Edition | None) -> Counts:
        if previous is None:
            return Counts(entities, added=entities)
        come = keys_of(self._connection, (record for record, sign in change.items() if sign > 0))
        gone = keys_of(self._connection, (record for record, sign in change.items() if sign < 0))
        return Counts(entities, had, len(come - gone), len(gone - come), len(come & gone), previous)

    def _take_out(self, old: Held, held: Sequence[Held]) -> list[int]:
        """Take the changes of an edition away; the one after it is measured against the one before it from now on.

        Returns the record versions that may be held by no edition any more.
        """
        place = next(place for place, one in enumerate(held) if one.id == old.id)
        change = changes(self._connection, old.id)
        self._set_changes(old.id, {})
        if place + 1 < len(held):
            after = held[place + 1].id
            self._set_changes(after, combined(changes(self._connection, after), change))
        return list(change)

    def _set_changes(self, edition: int, change: Mapping[int, int]) -> None:
        self._connection.execute(delete(schema.change).where(schema.change.c.edition == edition))
        rows = [(record, edition, change[record]) for record in sorted(change)]
        insert_rows(self._connection, schema.change, rows)

    def _keep_originals(self, edition: int, given: Sequence[blobs.Hashed], held: Sequence[Held], place: int) -> int:
        """Keep the files of an edition, each as a difference from the one of its role in the nearest edition."""
        nearest = [one.id for one in (*reversed(held[:place]), *held[place:])]
        total = 0
        for number, one in enumerate(given):
            blob, stored = blobs.put(self._connection, one, self._similar(one.role, nearest))
            name = storable(one.file.name)
            insert_rows(self._connection, schema.original, [(edition, number, one.role, name, blob)])
            total += stored
        return total

    def _similar(self, role: str, nearest: Sequence[int]) -> int | None:
        kept = schema.original.c
        rows = self._connection.execute(
            select(kept.edition, kept.blob).where(kept.role == role, kept.edition.in_(nearest))
        )
        blob = {row.edition: row.blob for row in rows}
        return next((blob[edition] for edition in nearest if edition in blob), None)


def _refuse_same(edition: Edition, held: Iterable[Held]) -> None:
    for one in held:
        same = one.edition.sha256 == edition.sha256 and one.edition.dated == edition.dated
        if same and moment(one.edition.retrieved_at) == moment(edition.retrieved_at):
            source = edition.source or edition.sha256
            raise AlreadyHeldError(
                f"{edition.list}: the edition of {edition.dated} from {source} is in the store already"
            )


def _combined_sha256(given: Sequence[blobs.Hashed]) -> str:
    if len(given) == 1:
        return given[0].sha256
    lines = sorted(f"{one.role} {one.sha256}\n" for one in given)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
