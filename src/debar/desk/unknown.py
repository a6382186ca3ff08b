"""A scan for what the catalog lacks: files in, numbers that no grammar knows out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from debar.catalog import Catalog
from debar.desk.progress import Progress
from debar.errors import DebarError
from debar.model import UnknownModel
from debar.procurement.readers import ReadOptions, open_purchases
from debar.screening.unknown import UnknownModels
from debar.tables.sources import Source, sources


class UnknownScan:
    """Iterate over it until it ends (it yields nothing); ``candidates`` is right at every moment.

    With several files, one that cannot be read is noted in ``unreadable``; a single one raises its error.
    """

    def __init__(self, catalog: Catalog, paths: tuple[str, ...], options: ReadOptions | None = None) -> None:
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.unreadable: list[str] = []
        self._options = options or ReadOptions()
        self._sources = [one for one in sources(paths, self._options.leave_out) if not one.aside]
        self._counted = UnknownModels(catalog)

    def __iter__(self) -> Iterator[None]:
        for source in self._sources:
            try:
                yield from self._read(source)
            except DebarError as error:
                if len(self._sources) == 1:
                    raise
                self.unreadable.append(f"{source.name}: {error}")

    @property
    def missed(self) -> int:
        """How many rows a count may be short of."""
        return self._counted.missed

    def candidates(self, least: int = 1) -> list[UnknownModel]:
        """The numbers in ``least`` rows or more, the most frequent first."""
        return self._counted.candidates(least)

    def _read(self, source: Source) -> Iterator[None]:
        for file in open_purchases(source, self._options):
            self.progress.file = file.name
            if file.problem:
                self.unreadable.append(f"{file.name}: {file.problem}")
            for batch in file.batches():
                self._counted.add(batch)
                self.progress.rows += len(batch) + len(batch.rejected) + batch.blank
                self.progress.findings = len(self._counted)
                if self.on_batch:
                    self.on_batch()
        yield from ()
