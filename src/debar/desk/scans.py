"""A scan: files in, findings out one by one, and an account that adds up whatever happens on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

from debar import __version__
from debar.desk.journal import Journal
from debar.desk.judging import Judged, Judges, Part, Question
from debar.desk.progress import Progress
from debar.errors import DebarError, InputError
from debar.model import Finding
from debar.procurement.readers import PurchaseFile, ReadOptions, open_purchases
from debar.report.summary import Summary
from debar.screening.conclude import View
from debar.screening.reference import Reference

#: Records that are judged together: new suppliers of many small files are looked at at once.
WINDOW = 40_000
_START = (0, 0, 0)


class Scan:
    """Iterate over it once for the findings; ``summary`` is right at every moment, also after an interruption.

    With several files, one that cannot be read is noted in the summary, makes the run partial and does not stop the
    rest; a single file that cannot be read raises its error. ``jobs`` processes judge; their number changes nothing but
    the time. With a ``journal``, what is finished is kept in it, and what it holds already is not judged again.
    """

    def __init__(
        self,
        *,
        reference: Reference,
        today: date,
        paths: tuple[str, ...],
        options: ReadOptions | None,
        view: View,
        everything: bool = False,
        jobs: int = 1,
        journal: Journal | None = None,
    ) -> None:
        self.paths = paths
        self.options = options or ReadOptions()
        self.files: list[PurchaseFile] = []
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self._reference = reference
        self._question = Question(view, everything)
        self._jobs = jobs
        self._share_read = 0.0
        self._journal = journal
        self.summary = Summary(today=today, editions=reference.editions, as_of=view.as_of, known_at=view.known_at)
        if journal is not None:
            journal.begin(self._asked() | {"today": today.isoformat()}, [*self._asked()])
            # A run that goes on after midnight is one run: ages are counted to the day it began.
            self.summary.today = date.fromisoformat(journal.head["today"])

    def __iter__(self) -> Iterator[Finding]:
        start = _START
        if self._journal is not None:
            for window in self._journal.read():
                start = window[-1].end if window else start
                yield from self._account(window)
            self.progress.resumed()
        judges = Judges(self._reference, self._question, self._jobs)
        with closing(judges.answers(self._windows(start))) as answers:
            for window in answers:
                if self._journal is not None:
                    self._journal.add(window)
                yield from self._account(window)
        if self._journal is not None:
            self._journal.close(finished=True)

    def _account(self, window: Sequence[Judged]) -> Iterator[Finding]:
        for part in window:
            self.progress.file = part.name
            if part.problem:
                self.summary.add_unreadable(part.name, part.problem)
            for finding in part.findings:
                self.progress.findings += 1
                self.summary.add_finding(finding)
                yield finding
            if part.judged or part.rejected or part.blank:
                self.summary.add_records(part.name, judged=part.judged, rejected=part.rejected, blank=part.blank)
            self.progress.rows += part.judged + len(part.rejected) + part.blank
        self.progress.share = self._share_read
        if self.on_batch:
            self.on_batch()

    def _windows(self, start: tuple[int, int, int]) -> Iterator[list[Part]]:
        window: list[Part] = []
        rows = 0
        for part in chain.from_iterable(self._parts(number, start) for number in range(start[0], len(self.paths))):
            window.append(part)
            rows += len(part.batch) if part.batch is not None else 0
            if rows >= WINDOW:
                yield window
                window, rows = [], 0
        if window:
            yield window

    def _parts(self, number: int, start: tuple[int, int, int]) -> Iterator[Part]:
        """The parts of one path, from where the run that is continued stood."""
        path = self.paths[number]
        ordinal = -1
        try:
            for ordinal, file in enumerate(open_purchases(path, self.options)):
                self.files.append(file)
                done = start[2] if start[:2] == (number, ordinal) else 0
                skip = (number, ordinal) < start[:2]
                if file.problem and not skip and not done:
                    yield Part(file.name, (number, ordinal, 0), problem=file.problem)
                at = 0
                for batch in file.unread():
                    at += len(batch)
                    self._note_share(number, file.share)
                    if not skip and at > done:
                        yield Part(file.name, (number, ordinal, at), batch)
        except DebarError as error:
            if len(self.paths) == 1 and not self.files:
                raise
            # What was read before a file turned bad is judged all the same.
            if start[:2] != (number + 1, 0):
                yield Part(path, (number + 1, 0, 0), problem=str(error))

    def _note_share(self, number: int, share: float) -> None:
        sizes = self._sizes
        self._share_read = (sum(sizes[:number]) + share * sizes[number]) / max(sum(sizes), 1)

    @cached_property
    def _sizes(self) -> list[int]:
        return [Path(path).stat().st_size if Path(path).is_file() else 0 for path in self.paths]

    def _asked(self) -> dict[str, str]:
        """What a run must have in common with the one it continues."""
        view = self._question.view
        return {
            "version of debar": __version__,
            "reference": _digest([self._reference.file] if self._reference.file else []),
            "set of input files, or their content": ", ".join(self.paths) + _digest(map(_resumable, self.paths)),
            "set of options": repr((self.options, view.as_of, view.known_at, self._question.everything)),
        }


def _resumable(path: str) -> Path:
    """The file at ``path``. Raises InputError when it cannot be read twice."""
    if not Path(path).is_file():
        raise InputError(f"{path}: is no file that could be read again, so --resume cannot go with it; save it first")
    return Path(path)


def _digest(paths: Iterable[Path]) -> str:
    """The sha256 over the content of files, in order."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
