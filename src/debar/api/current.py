"""The desk that a server answers from: one reference in memory, changed for a newer one while requests go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from debar.api.parties import Parties
from debar.desk.compile import Tell, compiled_reference
from debar.desk.desk import Desk
from debar.desk.place import Place
from debar.screening.reference import Reference


class CurrentDesk:
    """Holds the desk over a store's lists; :meth:`refresh` puts a newer one in its place when the store has changed.

    A request takes ``desk`` and ``parties`` once and keeps to them: it is answered from one state of the lists even
    while another is being compiled. ``today`` is asked at each use, so a server that runs for weeks counts ages right.
    """

    def __init__(
        self, store: str | None = "", *, today: Callable[[], date] = date.today, tell: Tell | None = None
    ) -> None:
        self._store = store
        self._today = today
        self._tell = tell
        self._lock = threading.Lock()
        self._state, self._held = self._open()

    @property
    def store(self) -> str | None:
        """The address of the store; None for none."""
        return Place(self._store).url

    @property
    def parties(self) -> Parties:
        """The desk with its listed parties by id."""
        held = self._held
        today = self._today()
        return held if held.desk.today == today else self._redated(today)

    @property
    def desk(self) -> Desk:
        """The desk in use now."""
        return self.parties.desk

    def refresh(self) -> bool:
        """Open the lists again where the store has changed since; return whether they are newer.

        Raises what opening a store or compiling raises; what was in use stays in use then.
        """
        with self._lock:
            if Place(self._store).state() == self._state:
                return False
            self._state, self._held = self._open()
        return True

    def _open(self) -> tuple[str, Parties]:
        place = Place(self._store)
        state = place.state()
        reference = compiled_reference(place.shelf, state, tell=self._tell)

        def known(day: date) -> Reference:
            return compiled_reference(place.shelf, "", day, self._tell)

        return state, Parties(Desk(reference, self._today(), known))

    def _redated(self, today: date) -> Parties:
        with self._lock:
            if self._held.desk.today != today:
                self._held = self._held.on(today)
            return self._held
