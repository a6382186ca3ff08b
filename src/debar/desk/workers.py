"""Processes that match names with one reference file, which all of them map into memory."""

from __future__ import annotations

import gc
import io
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from debar.desk.names import Party
from debar.errors import NotJudgedError
from debar.model import Entity, NameMatch
from debar.screening.reference import Reference, open_reference

Answers = list[tuple[NameMatch, ...]]

#: The reference of a worker process, opened once when it starts.
_opened: list[Reference] = []


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(ProcessPoolExecutor):
    """Starts all its processes at once, as it does where they are forked.

    One that is started while the pool breaks, because another was killed, would be waited for and never ended.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._safe_to_dynamically_spawn_children = False

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes.

        Of a pool that broke nobody reads what is still being written to them, and in Python before 3.11.5 the writer
        would wait for ever (https://github.com/python/cpython/issues/94777).
        """
        held = vars(self)
        thread, calls = held["_executor_manager_thread"], held["_call_queue"]
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        while wait and thread is not None and thread.is_alive():
            if held["_broken"] and sys.version_info < (3, 11, 5):
                calls._reader.close()  # noqa: SLF001  as later Pythons do
            thread.join(0.1)


def reference_pool(reference: Reference, jobs: int) -> Pool:
    """Return ``jobs`` processes with the reference opened. Raises ValueError for one that has no file."""
    if reference.file is None:
        raise ValueError("the reference has no file that other processes could open")
    reference.put_back()
    context = multiprocessing.get_context("spawn")
    return Pool(jobs, mp_context=context, initializer=_open, initargs=(reference.file,))


def opened_reference() -> Reference:
    """Return the reference of this worker process."""
    return _opened[0]


class Workers:
    """``jobs`` processes that answer as ``reference.match`` does; the reference must have a file. To be closed.

    They are started anew rather than forked, which is sound on every system and beside threads.
    """

    def __init__(self, reference: Reference, jobs: int) -> None:
        self._reference = reference
        self._pool = reference_pool(reference, jobs)

    def ask(self, parties: Sequence[Party], question: Mapping[str, Any]) -> Future[bytes]:
        """Have the parties matched; give the future to :meth:`answers`, which raises what this does."""
        with interrupts_held(), ends_told("matched names"):
            return self._pool.submit(_judge, parties, question)

    def answers(self, asked: Future[bytes]) -> Answers:
        """Wait for the answers. Raises NotJudgedError when the system ended a process, what a worker raises itself."""
        with ends_told("matched names"):
            found: Answers = _Answers(io.BytesIO(asked.result()), self._reference).load()
        return found

    def close(self) -> None:
        """End the processes once they are done with what they do; what waits is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def ends_told(did: str) -> Iterator[None]:
    """What a broken pool says, in words for the user."""
    try:
        yield
    except BrokenProcessPool as error:
        raise NotJudgedError(
            f"cut short: the system ended a process that {did}, most likely for want of memory; try again with --jobs 1"
        ) from error


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Ctrl-C waits: a process that is half started would fail aloud, and one started meanwhile never gets the signal.

    The terminal sends it to all processes; the first one acts on it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # multiprocessing starts its tracker with the first process, and lets interrupts through again as it does
    resource_tracker.ensure_running()
    held: list[int] = []
    # the mask is this thread's alone: another one may take the signal, for which this one is then interrupted
    in_main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: held.append(number)) if in_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)


def _open(file: Path) -> None:
    if not hasattr(signal, "pthread_sigmask"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _opened.append(open_reference(file))
    # what is there now stays, the caches of words too: searches for cycles, which would walk all of it, leave it alone
    gc.freeze()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _judge(parties: Sequence[Party], question: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    _WithoutEntities(out).dump(_opened[0].match(parties, **question))
    return out.getvalue()


class _WithoutEntities(pickle.Pickler):
    """Writes the id of a listed party in its place: the reader has the same reference."""

    def persistent_id(self, obj: object) -> str | None:
        """The id of a party; None for anything else."""
        return obj.id if isinstance(obj, Entity) else None


class _Answers(pickle.Unpickler):
    """Reads what a worker wrote."""

    def __init__(self, data: io.BytesIO, reference: Reference) -> None:
        super().__init__(data)
        self._reference = reference

    def persistent_load(self, pid: str) -> Entity:
        """The listed party with that id."""
        return self._reference.entity_by_id(pid)
