"""A scan: files in, findings out one by one, and an account that adds up whatever happens on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

from debar import __version__
from debar.desk.journal import Journal
from debar.desk.judging import Judged, Judges, Part, Place, Question
from debar.desk.parts import START, Parts, windows
from debar.desk.progress import Progress
from debar.desk.repeated import Repeated
from debar.errors import InputError
from debar.model import Finding
from debar.procurement.options import ReadOptions
from debar.procurement.readers import PurchaseFile
from debar.procurement.repeats import KnownRecords
from debar.report.summary import Summary
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.tables.sources import sources


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
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.sources = sources(paths, self.options.leave_out)
        self._known = None if self.options.keep_duplicates else KnownRecords(several=len(self.sources) > 1)
        self._repeated = Repeated(self._known) if self._known else None
        self._input = Parts(self.options, self._known, lone=len(self.sources) == 1)
        self._reference = reference
        self.question = Question(view, everything)
        self._jobs = jobs
        self._share_read = 0.0
        self._journal = journal
        self.summary = Summary(today=today, editions=reference.editions, as_of=view.as_of, known_at=view.known_at)
        if journal is not None:
            journal.begin(self._asked() | {"today": today.isoformat()}, [*self._asked()])
            # A run that goes on after midnight is one run: ages are counted to the day it began.
            self.summary.today = date.fromisoformat(journal.head["today"])

    def __iter__(self) -> Iterator[Finding]:
        finished = False
        try:
            yield from self._findings()
            finished = True
        finally:
            if self._journal is not None:
                self._journal.close(finished=finished)

    def _findings(self) -> Iterator[Finding]:
        start = START
        if self._journal is not None:
            for window in self._journal.read():
                start = window[-1].end if window else start
                yield from self._account(window)
            self.progress.resumed()
        with closing(self.answered(start)) as answers:
            for window in answers:
                if self._journal is not None:
                    self._journal.add(window)
                yield from self._account(window)
        if not self.files and not self.progress.rows and not self.summary.partial:
            raise InputError(f"{', '.join(self.paths)}: no file in it holds records. Give a file to have it read.")

    def answered(self, start: Place = START) -> Generator[list[Judged], None, None]:
        """What came of each window from ``start`` on, in order. An engine that judges elsewhere has its own."""
        return Judges(self._reference, self.question, self._jobs).answers(self._windows(start))

    @property
    def files(self) -> list[PurchaseFile]:
        """The tables and feeds opened so far."""
        return self._input.files

    @property
    def on_file(self) -> Callable[[PurchaseFile], None] | None:
        """Told of each table or feed before its records are read."""
        return self._input.on_file

    @on_file.setter
    def on_file(self, told: Callable[[PurchaseFile], None] | None) -> None:
        self._input.on_file = told

    @property
    def forgets(self) -> bool:
        """Whether more records were read than are remembered: later repeats of the others are judged again."""
        return self._known is not None and self._known.full

    def _account(self, window: Sequence[Judged]) -> Iterator[Finding]:
        for judged in window:
            part = self._repeated.without(judged) if self._repeated else judged
            self.progress.file = part.name
            if part.aside:
                self.summary.add_aside(part.name, part.aside)
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

    def _windows(self, start: Place) -> Iterator[list[Part]]:
        numbers = range(start[0], len(self.sources))
        return windows(chain.from_iterable(self._parts(number, start) for number in numbers))

    def _parts(self, number: int, start: Place) -> Iterator[Part]:
        for part in self._input.of(self.sources[number], number, start):
            if self.files:
                self._note_share(number, self.files[-1].share)
            yield part

    def _note_share(self, number: int, share: float) -> None:
        sizes = self._sizes
        self._share_read = (sum(sizes[:number]) + share * sizes[number]) / max(sum(sizes), 1)

    @cached_property
    def _sizes(self) -> list[int]:
        paths = [Path(source.path) for source in self.sources]
        return [path.stat().st_size if path.is_file() else 0 for path in paths]

    def _asked(self) -> dict[str, str]:
        """What a run must have in common with the one it continues."""
        view = self.question.view
        read = [source for source in self.sources if not source.aside]
        return {
            "version of debar": __version__,
            "reference": _digest([self._reference.file] if self._reference.file else []),
            "set of input files, or their content": ", ".join(source.name for source in read)
            + _digest(_resumable(source.path) for source in read),
            "set of options": repr((self.options, view.as_of, view.known_at, self.question.everything)),
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
