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
from debar.desk.judging import Judged, Judges, Part, Place, Question
from debar.desk.progress import Progress
from debar.desk.repeated import Repeated
from debar.errors import DebarError, InputError
from debar.model import Finding
from debar.procurement.readers import PurchaseFile, ReadOptions, open_purchases
from debar.procurement.repeats import KnownRecords
from debar.report.summary import Summary
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.tables.sources import sources

#: Records that are judged together: new suppliers of many small files are looked at at once.
WINDOW = 40_000
_START = (0, 0, -1)


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
        self.on_file: Callable[[PurchaseFile], None] | None = None
        self._sources = sources(paths, self.options.leave_out)
        self._known = None if self.options.keep_duplicates else KnownRecords(several=len(self._sources) > 1)
        self._repeated = Repeated(self._known) if self._known else None
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
        finished = False
        try:
            yield from self._findings()
            finished = True
        finally:
            if self._journal is not None:
                self._journal.close(finished=finished)

    def _findings(self) -> Iterator[Finding]:
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
        if not self.files and not self.progress.rows and not self.summary.partial:
            raise InputError(f"{', '.join(self.paths)}: no file in it holds records. Give a file to have it read.")

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
        window: list[Part] = []
        rows = 0
        for part in chain.from_iterable(self._parts(number, start) for number in range(start[0], len(self._sources))):
            window.append(part)
            rows += len(part.batch) if part.batch is not None else 0
            if rows >= WINDOW:
                yield window
                window, rows = [], 0
        if window:
            yield window

    def _parts(self, number: int, start: Place) -> Iterator[Part]:
        """The parts of one source, from where the run that is continued stood."""
        source = self._sources[number]
        beyond = (number + 1, 0, -1)
        if source.aside:
            yield Part(source.name, beyond, aside=f"{source.name}: {source.aside}")
            return
        try:
            for ordinal, file in enumerate(open_purchases(source, self.options, self._known)):
                self.files.append(file)
                if self.on_file:
                    self.on_file(file)
                yield from self._file_parts(file, number, ordinal, start)
        except DebarError as error:
            if len(self._sources) == 1 and not self.files:
                raise
            # What was read before a file turned bad is judged all the same.
            yield Part(source.name, beyond, problem=str(error))

    def _file_parts(self, file: PurchaseFile, number: int, ordinal: int, start: Place) -> Iterator[Part]:
        if (number, ordinal, -1) >= start and (file.problem or file.aside):
            yield Part(file.name, (number, ordinal, 0), problem=file.problem, aside=file.aside)
        at = 0
        for batch in file.unread():
            at += len(batch)
            self._note_share(number, file.share)
            if (number, ordinal, at) > start:
                yield Part(file.name, (number, ordinal, at), batch, content=file.content, repeated=file.repeated)
        if file.table is not None:
            file.table.sample.let_go()

    def _note_share(self, number: int, share: float) -> None:
        sizes = self._sizes
        self._share_read = (sum(sizes[:number]) + share * sizes[number]) / max(sum(sizes), 1)

    @cached_property
    def _sizes(self) -> list[int]:
        paths = [Path(source.path) for source in self._sources]
        return [path.stat().st_size if path.is_file() else 0 for path in paths]

    def _asked(self) -> dict[str, str]:
        """What a run must have in common with the one it continues."""
        view = self._question.view
        read = [source for source in self._sources if not source.aside]
        return {
            "version of debar": __version__,
            "reference": _digest([self._reference.file] if self._reference.file else []),
            "set of input files, or their content": ", ".join(source.name for source in read)
            + _digest(_resumable(source.path) for source in read),
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
