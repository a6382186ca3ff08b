"""Many names against the lists: windows of rows in, answers out in the order of the input, in flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from debar.desk.names import NameAccount, Party, Window
from debar.desk.progress import Progress
from debar.desk.workers import Workers, cores
from debar.errors import DebarError
from debar.model import NameMatch
from debar.screening.reference import Reference

#: Names asked of the engine together, and rows at most that wait for them.
TOGETHER = 4_000
_WAITING_ROWS = 50_000
#: Distinct names whose answers are remembered; the oldest is forgotten first.
_REMEMBERED = 200_000
#: Groups of names answered by this process before others are started: small input is done by then.
_ALONE = 3
#: Groups that wait for each process.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the name in one row may be: ``matches``, best first, at least one. ``original`` is empty unless kept."""

    source: str
    row: int
    query: str
    matches: tuple[NameMatch, ...]
    original: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Slot:
    """The answer on one distinct party, once it is known."""

    matches: tuple[NameMatch, ...] = ()


@dataclass(slots=True)
class _Group:
    """Windows and the parties among their rows that nobody asked for before."""

    windows: list[tuple[Window, list[_Slot | None]]] = field(default_factory=list)
    asked: dict[Party, _Slot] = field(default_factory=dict)
    rows: int = 0
    waiting: Future[bytes] | None = None


class Matching:
    """Iterate over it once for the answers of rows with a match; ``account`` counts all rows judged so far.

    ``question`` holds the keywords of ``reference.match``. ``jobs`` None lets long input take all cores, 1 keeps to
    this process. Whatever the number, answers are the same and come in the order of the input. ``partial`` says why
    the input was not read to its end: what was read before is judged all the same.
    """

    def __init__(
        self,
        *,
        reference: Reference,
        windows: Iterable[Window],
        account: NameAccount,
        question: Mapping[str, Any],
        jobs: int | None = None,
        together: int = TOGETHER,
    ) -> None:
        self.account = account
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.partial = ""
        self._reference = reference
        self._windows = windows
        self._question = question
        self._jobs = jobs
        self._together = together
        self._known: dict[Party, _Slot] = {}
        self._workers: Workers | None = None

    def __iter__(self) -> Iterator[Answer]:
        waiting: deque[_Group] = deque()
        try:
            for number, group in enumerate(self._groups()):
                waiting.append(group)
                if group.asked and self._has_workers(number) and self._workers is not None:
                    group.waiting = self._workers.ask(list(group.asked), self._question)
                while len(waiting) > (self._workers is not None) * self._ahead:
                    yield from self._answers(waiting.popleft())
            while waiting:
                yield from self._answers(waiting.popleft())
        finally:
            if self._workers is not None:
                self._workers.close()

    @property
    def _ahead(self) -> int:
        return _AHEAD * (self._jobs or cores())

    def _has_workers(self, number: int) -> bool:
        """Whether group ``number`` goes to other processes; starts them when it is the first that does."""
        jobs = self._jobs or cores()
        late = number >= (1 if self._jobs else _ALONE)
        if self._workers is None and jobs > 1 and late and self._reference.file is not None:
            self._workers = Workers(self._reference, jobs)
        return self._workers is not None

    def _groups(self) -> Iterator[_Group]:
        """The input in groups of about as many new names. Ends early, and says why, when the input turns bad."""
        group = _Group()
        begun = False
        try:
            for window in self._windows:
                begun = begun or any(party is not None for party in window.parties)
                group.windows.append((window, [self._slot(party, group) for party in window.parties]))
                group.rows += len(window.parties)
                if len(group.asked) >= self._together or group.rows >= _WAITING_ROWS:
                    yield group
                    group = _Group()
        except DebarError as error:
            if not begun:
                raise
            self.partial = str(error)
        if group.windows:
            yield group

    def _slot(self, party: Party | None, group: _Group) -> _Slot | None:
        if party is None:
            return None
        slot = self._known.get(party)
        if slot is None:
            slot = self._known[party] = group.asked[party] = _Slot()
            if len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]
        return slot

    def _answers(self, group: _Group) -> Iterator[Answer]:
        parties = list(group.asked)
        if group.waiting is not None and self._workers is not None:
            found = self._workers.answers(group.waiting)
        else:
            found = self._reference.match(parties, **self._question) if parties else []
        for slot, matches in zip(group.asked.values(), found, strict=True):
            slot.matches = matches
        for window, slots in group.windows:
            self.progress.file = window.source
            for at, told in enumerate(slots):
                if told is not None and told.matches:
                    self.progress.findings += 1
                    yield _answer(window, at, told)
            self.account.add(window)
            self.progress.rows += len(slots)
            self.progress.share = window.share
            if self.on_batch:
                self.on_batch()


def _answer(window: Window, at: int, slot: _Slot) -> Answer:
    party = window.parties[at]
    name = party if isinstance(party, str) else party.name if party else ""
    original = window.original(at) if window.original else {}
    return Answer(window.source, window.first + at, name, slot.matches, original)
