"""A scan of inventories: files in, devices made of all their sightings, findings out, and an account that adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from debar.desk.progress import Progress
from debar.errors import DebarError
from debar.inventory import InventoryFile, merge_sightings, open_inventory
from debar.model import Finding, Rejection, Sighting
from debar.report.summary import Summary
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen_devices import Circumstances, screen_devices


class DeviceScan:
    """Iterate over it once for the findings; ``summary`` is right at every moment, also after an interruption.

    A record of the input counts as judged when it became part of a device, even when several became one. With several
    files, one that cannot be read is noted, makes the run partial and does not stop the rest; a single file that
    cannot be read raises its error.
    """

    def __init__(
        self,
        *,
        reference: Reference,
        today: date,
        paths: tuple[str, ...],
        given: Circumstances,
        mapping: tuple[str, ...] = (),
        view: View,
        everything: bool = False,
    ) -> None:
        self.paths = paths
        self.files: list[InventoryFile] = []
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.summary = Summary(today=today, editions=reference.editions, as_of=view.as_of, known_at=view.known_at)
        self._reference = reference
        self._given = given
        self._mapping = mapping
        self._view = view
        self._everything = everything

    def __iter__(self) -> Iterator[Finding]:
        sightings: list[Sighting] = []
        for path in self.paths:
            try:
                for file in open_inventory(path, self._mapping):
                    self._read(file, sightings)
            except DebarError as error:
                if len(self.paths) == 1 and not self.files:
                    raise
                self.summary.add_unreadable(path, str(error))
        devices = merge_sightings(sightings)
        self.summary.devices = len(devices)
        found = screen_devices(devices, self._reference, self._view, given=self._given, everything=self._everything)
        for finding in found:
            self.progress.findings += 1
            self.summary.add_finding(finding)
            yield finding

    def _read(self, file: InventoryFile, sightings: list[Sighting]) -> None:
        self.files.append(file)
        self.progress.file = file.name
        if file.problem:
            self.summary.add_unreadable(file.name, file.problem)
        rejected: list[Rejection] = []
        judged = blank = 0
        for record in file.records():
            if isinstance(record, Sighting):
                sightings.append(record)
                judged += 1
            elif isinstance(record, Rejection):
                rejected.append(record)
            else:
                blank += 1
            self.progress.rows += 1
            if self.on_batch and not self.progress.rows % 10_000:
                self.on_batch()
        self.summary.add_records(file.name, judged=judged, rejected=rejected, blank=blank)
        if file.breaks():
            self.summary.add_unreadable(file.name, f"{file.name}: {file.breaks()}")
