"""Reading a store: its lists, their histories, originals, accounts, attempts and people's decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Self

from sqlalchemy import Connection, Engine, select

from debar.errors import InputError
from debar.model.people import MAIN
from debar.store import blobs, schema, verifying
from debar.store.casework import Casework
from debar.store.chronicle import StoredChronicle
from debar.store.deciding import Deciding
from debar.store.deliveries import Deliveries
from debar.store.dossier_reading import DossierShelf
from debar.store.editions import account_of, in_order
from debar.store.engine import drop, exclusive, reading, telling
from debar.store.jobs import Jobs
from debar.store.people import People
from debar.store.place import Place
from debar.store.types import Account, Attempt, Fault, Original, PartyDecision, Remembered
from debar.store.watches import Watches
from debar.store.writing import Writer


class Store:
    """An open store; a context manager.

    What is read is the state of one moment: that of the first read after opening, after the last ``writing()`` or
    ``refresh()``, whatever other processes write meanwhile. For one thread at a time.
    """

    def __init__(self, engine: Engine, place: Place, *, wait: float) -> None:
        self._engine = engine
        self._place = place
        self._wait = wait
        self._connection: Connection | None = None
        self._is_writing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def shown(self) -> str:
        """Where the store is, as it may be shown."""
        return self._place.shown

    @property
    def dossiers(self) -> DossierShelf:
        """What the store holds of dossiers."""
        return DossierShelf(self._reading)

    @property
    def casework(self) -> Casework:
        """What the first workspace holds of casework: kept scans, decisions, the log."""
        return Casework(self._reading)

    def casework_in(self, workspace: str) -> Casework:
        """Return what one workspace holds of casework."""
        return Casework(self._reading, workspace)

    def deciding_in(self, workspace: str) -> Deciding:
        """Return what one workspace holds of deciding: its settings, proposals, previews."""
        return Deciding(self._reading, workspace)

    @property
    def people(self) -> People:
        """Accounts, API keys and sessions of a server over this store."""
        return People(self._reading)

    def watches_in(self, workspace: str = MAIN) -> Watches:
        """Return what one workspace watches, and its alerts."""
        return Watches(self._reading, workspace)

    def jobs_in(self, workspace: str = MAIN) -> Jobs:
        """Return what the store holds of jobs in one workspace."""
        return Jobs(self._reading, workspace)

    def deliveries_in(self, workspace: str = MAIN) -> Deliveries:
        """Return where one workspace's alerts are sent, and what became of them."""
        return Deliveries(self._reading, workspace)

    def close(self) -> None:
        """End the reading; the store can still be read afterwards, and is opened anew then."""
        self.refresh()
        self._engine.dispose()

    def refresh(self) -> None:
        """Let the next read see what other processes wrote since the first one."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            drop(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with telling(self._place, wait=self._wait):
            if self._connection is None:
                self._connection = reading(self._engine)
            yield self._connection

    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of the lists that have editions, sorted."""
        query = select(schema.lists.c.name).join(schema.edition).distinct()
        with self._reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def chronicle(self, list_id: str) -> StoredChronicle:
        """Return the history of a list; one without editions when there are none."""
        with self._reading() as connection:
            return StoredChronicle(list_id, in_order(connection, list_id), self._reading)

    def token(self) -> str:
        """Return a text that changes whenever anything readable changed, attempts aside."""
        query = select(schema.store.c.value).where(schema.store.c.name == "token")
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none() or ""

    def originals(self, list_id: str, edition_sha256: str) -> tuple[Original, ...]:
        """Return the original files of an edition, in the order they were given. Raises InputError for none."""
        with self._reading() as connection:
            edition = _edition_row(connection, list_id, edition_sha256)
            kept, blob = schema.original.c, schema.blob.c
            query = select(kept.role, kept.name, blob.sha256, blob.size).join(schema.blob)
            rows = connection.execute(query.where(kept.edition == edition).order_by(kept.n))
            return tuple(Original(row.role, row.name, row.sha256, row.size) for row in rows)

    def read_original(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of an original file, some at a time.

        Raises InputError when it is not in the store; DataError, at the end, when its bytes are not those kept.
        """
        with self._reading() as connection:
            yield from blobs.read(connection, sha256)

    def account(self, list_id: str, edition_sha256: str) -> Account:
        """Return what became of the records of an edition (the last of its reading). Raises InputError for none."""
        with self._reading() as connection:
            edition = _edition_row(connection, list_id, edition_sha256)
            query = select(schema.edition.c.account).where(schema.edition.c.id == edition)
            return account_of(connection.execute(query).scalar_one())

    def attempts(self, list_id: str = "", limit: int = 20) -> tuple[Attempt, ...]:
        """Return the last tries to update a list, or any, the newest first."""
        attempt = schema.attempt.c
        query = select(schema.attempt).order_by(attempt.at.desc(), attempt.id.desc()).limit(limit)
        if list_id:
            query = query.where(attempt.list_id == list_id)
        with self._reading() as connection:
            return tuple(
                Attempt(
                    list_id=row.list_id,
                    at=datetime.fromisoformat(row.at),
                    url=row.url,
                    outcome=row.outcome,
                    reason=row.reason,
                    edition_sha256=row.edition_sha256,
                )
                for row in connection.execute(query)
            )

    def remembered(self, url: str) -> Remembered | None:
        """Return what the last good answer of an address said of itself; None when there was none."""
        with self._reading() as connection:
            row = connection.execute(select(schema.answer).where(schema.answer.c.url == url)).one_or_none()
        return Remembered(row.etag, row.last_modified, row.sha256) if row is not None else None

    def party_decisions(self, *, history: bool = False) -> tuple[PartyDecision, ...]:
        """Return the newest decision on each pair of entities, without those taken back, the oldest first.

        With ``history``, every decision that was ever made.
        """
        with self._reading() as connection:
            rows = connection.execute(select(schema.party_decision).order_by(schema.party_decision.c.id))
            made = [
                PartyDecision(
                    entity_a=row.entity_a,
                    entity_b=row.entity_b,
                    decision=row.decision,
                    because=row.because,
                    by=row.decided_by,
                    at=datetime.fromisoformat(row.at),
                )
                for row in rows
            ]
        if history:
            return tuple(made)
        newest = {one.pair: one for one in made}
        return tuple(one for one in made if newest[one.pair] is one and one.decision != "undecided")

    def kept_ids(self, list_id: str) -> Mapping[str, str]:
        """Return, for ids derived anew, the ids under which the parties of a list have been known so far."""
        kept = schema.kept_id.c
        with self._reading() as connection:
            rows = connection.execute(select(kept.derived, kept.id).where(kept.list_id == list_id))
            return MappingProxyType({row.derived: row.id for row in rows})

    def verify(self) -> Iterator[Fault]:
        """Yield everything that is wrong with the store: damaged files, editions that cannot be rebuilt, orphans."""
        with self._reading() as connection:
            yield from verifying.faults(connection)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give the writer of one transaction: all of it is kept when the block ends, nothing when it raises.

        Raises StoreError when another process writes for too long, and when there is no space or no permission.
        """
        if self._is_writing:
            raise RuntimeError("this store is being written to already; use the writer at hand")
        self.refresh()
        self._is_writing = True
        try:
            with telling(self._place, wait=self._wait), exclusive(self._engine, wait=self._wait) as connection:
                writer = Writer(connection)
                yield writer
                writer.finish()
        finally:
            self._is_writing = False
            self.refresh()


def _edition_row(connection: Connection, list_id: str, sha256: str) -> int:
    """The id of the newest edition of these files."""
    held = [one for one in in_order(connection, list_id) if one.edition.sha256 == sha256]
    if not held:
        raise InputError(f"{list_id}: no edition {sha256} is in the store; `debar lists show {list_id}` names them")
    return held[-1].id
