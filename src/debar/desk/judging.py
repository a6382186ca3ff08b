"""Windows of batches judged one after another, here or in worker processes; the answers come in the windows' order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from debar.desk.hints import with_hints
from debar.desk.workers import Pool, ends_told, interrupts_held, opened_reference, reference_pool
from debar.model import Coded, Finding, Purchases, Rejection
from debar.procurement.repeats import keys_of, numbers_of, same_as, without
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import Screener

#: Path, file in it, records of that file.
Place: TypeAlias = tuple[int, int, int]

#: Seconds of judging before other processes are started: each costs about one.
ALONE = 2.0
#: Windows a process that are under way at once.
_AHEAD = 2


class Unread(Protocol):
    """A batch that is read when asked."""

    def __len__(self) -> int: ...

    def purchases(self) -> Purchases:
        """Read the batch."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a window: a batch of the file ``name``, or the ``problem`` why it was not read, or why ``aside``.

    ``end`` says where the input stands after it: path, file in it, records of that file (-1: nothing of it was told).
    ``content`` tells a file whose records are compared with those of others (empty: they are not); when it is
    ``repeated``, it has what the file of that name had, and nothing in it is judged.
    """

    name: str
    end: Place
    batch: Unread | None = None
    problem: str = ""
    aside: str = ""
    content: tuple[str, ...] = ()
    repeated: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a part: its findings, and its records by count.

    Of records that are compared with those of other files, ``keys`` has the key of each judged one (eight bytes,
    little-endian) and ``numbers`` their row numbers as runs: first, length.
    """

    name: str
    end: Place
    problem: str = ""
    aside: str = ""
    content: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    judged: int = 0
    rejected: tuple[Rejection, ...] = ()
    blank: int = 0
    keys: bytes = b""
    numbers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """How to judge."""

    view: View
    everything: bool = False


def judge_window(screener: Screener, window: Sequence[Part]) -> list[Judged]:
    """Judge the parts of a window together: its new suppliers are compared at once."""
    read = [None if part.batch is None else _read(part, part.batch) for part in window]
    screener.meet(supplier for batch in read if batch is not None for supplier in _distinct(batch.suppliers))
    return [_judge(screener, part, batch) for part, batch in zip(window, read, strict=True)]


def _read(part: Part, batch: Unread) -> Purchases:
    read = batch.purchases()
    return without(read, dict.fromkeys(range(len(read)), same_as(part.repeated)), part.name) if part.repeated else read


def _judge(screener: Screener, part: Part, batch: Purchases | None) -> Judged:
    told = Judged(part.name, part.end, part.problem, part.aside, part.content)
    if batch is None:
        return told
    findings = tuple(map(with_hints, screener.findings(batch, met=True)))
    # The text of a rejected row is left behind: it may be megabytes.
    bare = tuple(each if not each.text else Rejection(each.source, each.row, each.reason) for each in batch.rejected)
    judged = replace(told, findings=findings, judged=len(batch), rejected=bare, blank=batch.blank)
    if not part.content or not len(batch):
        return judged
    return replace(judged, keys=keys_of(batch).astype("<u8").tobytes(), numbers=_runs(numbers_of(batch)))


def _runs(numbers: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 2) != 1)
    lengths = np.diff(starts, append=len(numbers))
    return tuple(zip(numbers[starts].tolist(), lengths.tolist(), strict=True))


def _distinct(column: Sequence[str]) -> Sequence[str]:
    return column.values if isinstance(column, Coded) else column


class Judges:
    """Answers windows in order, in ``jobs`` processes once there are more than a few of them."""

    def __init__(self, reference: Reference, question: Question, jobs: int) -> None:
        self._reference = reference
        self._question = question
        self._jobs = jobs if reference.file is not None else 1
        self._screener = Screener(reference, question.view, everything=question.everything)

    def answers(self, windows: Iterable[Sequence[Part]]) -> Generator[list[Judged], None, None]:
        """The answer to each window. Raises NotJudgedError when the system ended a process."""
        asked = iter(windows)
        began = monotonic()
        for window in asked:
            yield judge_window(self._screener, window)
            if self._jobs > 1 and monotonic() - began >= ALONE:
                break
        else:
            return
        with _closed(reference_pool(self._reference, self._jobs)) as pool, ends_told("judged records"):
            yield from self._shared(asked, pool)

    def _shared(self, windows: Iterator[Sequence[Part]], pool: Pool) -> Iterator[list[Judged]]:
        waiting: deque[Future[list[Judged]]] = deque()
        for window in windows:
            with interrupts_held():
                waiting.append(pool.submit(_answer, window, self._question))
            if len(waiting) >= self._jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _closed(pool: Pool) -> Iterator[Pool]:
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


#: The screener of a worker process: it remembers what it has seen.
_screeners: dict[Question, Screener] = {}


def _answer(window: Sequence[Part], question: Question) -> list[Judged]:
    if question not in _screeners:
        _screeners.clear()
        _screeners[question] = Screener(opened_reference(), question.view, everything=question.everything)
    return judge_window(_screeners[question], window)
