"""The store's casework as pages read and write it: opened for one request, empty where there is no store yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from fastapi import Request

from debar.desk.library import user
from debar.model.casework import FindingDecision
from debar.store import Store, default_url, open_store
from debar.store.casework import Casework
from debar.store.place import place_of


class Casebook:
    """Opens the store of an address ("" is the user's own, None none at all)."""

    def __init__(self, store: str | None) -> None:
        self._url = default_url() if store == "" else store

    @contextmanager
    def reading(self) -> Iterator[Casework | None]:
        """Give the casework, None where there is no store yet. A request has a store of its own: one thread each."""
        if not self._exists():
            yield None
            return
        with self._opened() as store:
            yield store.casework

    def decide(self, decision: FindingDecision) -> None:
        """Keep a decision and a line of the log on it, both or none."""
        what = {
            "finding": decision.finding,
            "as": decision.kind,
            "about": decision.about,
            "reason": decision.reason,
        }
        with self._opened() as store, store.writing() as writer:
            writer.casework.decide(decision)
            writer.casework.log("decide", actor=decision.actor, at=decision.at, what=what)

    def log(self, action: str, *, actor: str, at: datetime, what: dict[str, object]) -> None:
        """Add a line to the log."""
        with self._opened() as store, store.writing() as writer:
            writer.casework.log(action, actor=actor, at=at.isoformat(timespec="seconds"), what=what)

    def _exists(self) -> bool:
        if self._url is None:
            return False
        path = place_of(self._url).path
        return path is None or path.exists()

    def _opened(self) -> Store:
        return open_store(self._url or "", create=False)


def actor_of(request: Request) -> str:
    """Return who acts: the account that a request was let in with, else the user who runs the server."""
    return str(getattr(request.state, "actor", "") or user())


def moment_on(today: date) -> datetime:
    """Return the moment something is done; midnight (UTC) of ``today`` where that is not the calendar's day."""
    now = datetime.now(UTC).replace(microsecond=0)
    return now if today == now.date() else datetime(today.year, today.month, today.day, tzinfo=UTC)
