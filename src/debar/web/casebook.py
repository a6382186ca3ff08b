"""The store's casework as pages read and write it: opened for one request, empty where there is no store yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from fastapi import Request

from debar.api.access import principal_of
from debar.desk.deciding import Kept, Ruling, keep_decision, rule_on
from debar.errors import InputError
from debar.model.casework import FindingDecision, Proposal
from debar.screening.reference import Reference
from debar.store import Store, default_url, open_store
from debar.store.casework import Casework
from debar.store.place import place_of


class Casebook:
    """Opens the store of an address ("" is the user's own, None none at all)."""

    def __init__(self, store: str | None) -> None:
        self._url = default_url() if store == "" else store

    @contextmanager
    def reading(self, request: Request) -> Iterator[Casework | None]:
        """Give the casework of the workspace of who asks, None where there is no store yet.

        A request has a store of its own: one thread each.
        """
        if not self.exists():
            yield None
            return
        with self.opened() as store:
            yield store.casework_in(principal_of(request).workspace)

    def decide(self, request: Request, decision: FindingDecision) -> Kept:
        """Keep a decision, or the proposal of it, and a line of the log on it, both or none."""
        with self.opened() as store, store.writing() as writer:
            return keep_decision(writer, principal_of(request).workspace, decision)

    def rule_on(self, request: Request, reference: Reference, said: Ruling) -> None:
        """Approve or reject proposals; see :func:`debar.desk.deciding.rule_on`."""
        with self.opened() as store:
            rule_on(store, principal_of(request).workspace, reference, said)

    def proposals(self, request: Request, *, finding: str = "", limit: int = 1_000) -> tuple[Proposal, ...]:
        """Return proposals that wait; of one finding, all that ever were."""
        if not self.exists():
            return ()
        with self.opened() as store:
            deciding = store.deciding_in(principal_of(request).workspace)
            return deciding.proposals(finding=finding, waiting=not finding, limit=limit)

    def second_person(self, request: Request) -> tuple[str, ...]:
        """Return the decisions that need a second person in the workspace of who asks."""
        if not self.exists():
            return ()
        with self.opened() as store:
            return store.deciding_in(principal_of(request).workspace).second_person()

    def log(self, request: Request, action: str, *, at: datetime, what: dict[str, object]) -> None:
        """Add a line to the log, in the name of who asks."""
        principal = principal_of(request)
        with self.opened() as store, store.writing() as writer:
            casework = writer.casework_in(principal.workspace)
            casework.log(action, actor=principal.actor, at=at.isoformat(timespec="seconds"), what=what)

    @property
    def store(self) -> str:
        """The address of the store."""
        return self._url or ""

    def exists(self) -> bool:
        """Return whether there is a store to open."""
        if self._url is None:
            return False
        path = place_of(self._url).path
        return path is None or path.exists()

    def opened(self) -> Store:
        """Return the store. Raises InputError where there is none yet."""
        if self._url is None:
            raise InputError("no store: nothing is kept here")
        return open_store(self._url, create=False)


def moment_on(today: date) -> datetime:
    """Return the moment something is done; midnight (UTC) of ``today`` where that is not the calendar's day."""
    now = datetime.now(UTC).replace(microsecond=0)
    return now if today == now.date() else datetime(today.year, today.month, today.day, tzinfo=UTC)
