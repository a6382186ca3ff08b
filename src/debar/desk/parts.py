"""The input of a scan, part by part: batches still to be read, and what stands in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from debar.desk.judging import Part, Place
from debar.errors import DebarError
from debar.procurement.options import ReadOptions
from debar.procurement.readers import PurchaseFile, open_purchases
from debar.procurement.repeats import KnownRecords
from debar.tables.sources import Source

#: Records that are judged together: new suppliers of many small files are looked at at once.
WINDOW = 40_000
#: Where the input begins.
START: Place = (0, 0, -1)


class Parts:
    """Opens sources. ``files`` are the tables and feeds opened so far; ``on_file`` is told each.

    With ``known`` records, records are compared with those of other files. ``lone``: the only source raises when
    nothing of it can be read; else what cannot be read is a part with its problem.
    """

    def __init__(self, options: ReadOptions, known: KnownRecords | None, *, lone: bool) -> None:
        self.files: list[PurchaseFile] = []
        self.on_file: Callable[[PurchaseFile], None] | None = None
        self._options = options
        self._known = known
        self._lone = lone

    def of(self, source: Source, number: int, start: Place = START) -> Iterator[Part]:
        """The parts of ``source``, the input's ``number``-th, from where a run that is continued stood."""
        beyond = (number + 1, 0, -1)
        if source.aside:
            yield Part(source.name, beyond, aside=f"{source.name}: {source.aside}")
            return
        try:
            for ordinal, file in enumerate(open_purchases(source, self._options, self._known)):
                self.files.append(file)
                if self.on_file:
                    self.on_file(file)
                yield from _of_file(file, number, ordinal, start)
        except DebarError as error:
            if self._lone and not self.files:
                raise
            # What was read before a file turned bad is judged all the same.
            yield Part(source.name, beyond, problem=str(error))


def _of_file(file: PurchaseFile, number: int, ordinal: int, start: Place) -> Iterator[Part]:
    if (number, ordinal, -1) >= start and (file.problem or file.aside):
        yield Part(file.name, (number, ordinal, 0), problem=file.problem, aside=file.aside)
    at = 0
    for batch in file.unread():
        at += len(batch)
        if (number, ordinal, at) > start:
            yield Part(file.name, (number, ordinal, at), batch, content=file.content, repeated=file.repeated)
    if file.table is not None:
        file.table.sample.let_go()


def windows(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts in windows of ``WINDOW`` records or more, in order; each is full before the next part is asked for."""
    window: list[Part] = []
    rows = 0
    for part in parts:
        window.append(part)
        rows += len(part.batch) if part.batch is not None else 0
        if rows >= WINDOW:
            yield window
            window, rows = [], 0
    if window:
        yield window
