"""A scan: files in, findings out one by one, and an account that adds up whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from debar.desk.progress import Progress
from debar.errors import DebarError, InputError
from debar.model import Coded, Finding, Purchases
from debar.procurement.readers import PurchaseFile, ReadOptions, open_purchases
from debar.procurement.repeats import KnownRecords
from debar.report.summary import Summary
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import Screener
from debar.tables.sources import Source, sources

#: Records read before they are judged: new suppliers of many small files are looked at together.
WINDOW = 40_000


class Scan:
    """Iterate over it once for the findings; ``summary`` is right at every moment, also after an interruption.

    With several files, one that cannot be read is noted in the summary, makes the run partial and does not stop the
    rest; a single file that cannot be read raises its error.
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
    ) -> None:
        self.paths = paths
        self.options = options or ReadOptions()
        self.files: list[PurchaseFile] = []
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.on_file: Callable[[PurchaseFile], None] | None = None
        self.summary = Summary(today=today, editions=reference.editions, as_of=view.as_of, known_at=view.known_at)
        self._sources = sources(paths, self.options.leave_out)
        several = len(self._sources) > 1
        self._known = None if self.options.keep_duplicates else KnownRecords(several=several)
        self._screener = Screener(reference, view, everything=everything)

    def __iter__(self) -> Iterator[Finding]:
        window: list[tuple[PurchaseFile, Purchases]] = []
        rows = 0
        for source in self._sources:
            try:
                for file, batch in self._batches(source):
                    window.append((file, batch))
                    rows += len(batch)
                    if rows >= WINDOW:
                        yield from self._judge(window)
                        window, rows = [], 0
            except DebarError as error:
                if len(self._sources) == 1 and not self.files:
                    raise
                # What was read before a file turned bad is judged all the same.
                self.summary.add_unreadable(source.name, str(error))
        yield from self._judge(window)
        if not self.files and not self.summary.partial:
            raise InputError(f"{', '.join(self.paths)}: no file in it holds records. Give a file to have it read.")

    def _batches(self, source: Source) -> Iterator[tuple[PurchaseFile, Purchases]]:
        if source.aside:
            self.summary.add_aside(source.name, f"{source.name}: {source.aside}")
            return
        for file in open_purchases(source, self.options, self._known):
            self.files.append(file)
            if self.on_file:
                self.on_file(file)
            if file.aside:
                self.summary.add_aside(file.name, file.aside)
            if file.problem:
                self.summary.add_unreadable(file.name, file.problem)
            for batch in file.batches():
                yield file, batch

    def _judge(self, window: Sequence[tuple[PurchaseFile, Purchases]]) -> Iterator[Finding]:
        self._screener.meet(supplier for _, batch in window for supplier in _distinct(batch.suppliers))
        for file, batch in window:
            self.progress.file = file.name
            for finding in self._screener.findings(batch, met=True):
                self.progress.findings += 1
                self.summary.add_finding(finding)
                yield finding
            self.summary.add_batch(batch, file.name)
            self.progress.rows += len(batch) + len(batch.rejected) + batch.blank
            if self.on_batch:
                self.on_batch()


def _distinct(column: Sequence[str]) -> Sequence[str]:
    return column.values if isinstance(column, Coded) else column
