"""Purchase files in any format -> batches of `Purchases`, with an account that adds up.

    for file in open_purchases("po-2023.csv"):
        for purchases in file.batches():
            ...

For every table: records = judged (``len(purchases)``) + rejected + blank.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from debar.errors import FormatError, MappingError
from debar.model import Purchases
from debar.procurement.columns import map_columns
from debar.procurement.fpds import FpdsFeed
from debar.procurement.ocds import OcdsRecords, is_ocds
from debar.procurement.options import ReadOptions
from debar.procurement.rows import RowBatch, TableRows, rejected_rows
from debar.tables import Member, Skipped, Table, from_records, members, objects, tables_of

__all__ = ["PurchaseFile", "ReadOptions", "open_purchases", "read"]


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch that is read already. ``len`` counts its records."""

    read: Purchases

    def __len__(self) -> int:
        return len(self.read) + len(self.read.rejected) + self.read.blank

    def purchases(self) -> Purchases:
        """The batch."""
        return self.read


@dataclass(frozen=True, slots=True)
class PurchaseFile:
    """One table or feed of a file. Read its batches once, before asking for the next.

    ``name`` is ``file``, ``file/member`` or either with ``#sheet``. ``explanation`` says what was read as what, and
    why. ``problem``, when not empty, says why this part was not read or not understood.
    """

    name: str
    sha256: str
    explanation: str
    batches: Callable[[], Iterator[Purchases]]
    problem: str = ""
    _notes: Callable[[], list[str]] = field(default=list)
    _unread: Callable[[], Iterator[RowBatch]] | None = None
    _share: Callable[[], float] = float

    @property
    def share(self) -> float:
        """How much of the file that was given has been read so far (0..1)."""
        return self._share()

    def unread(self) -> Iterator[RowBatch | ReadBatch]:
        """The batches, each to be read by its ``purchases()``, in another process if need be."""
        return self._unread() if self._unread is not None else map(ReadBatch, self.batches())

    @property
    def notes(self) -> list[str]:
        """How the bytes are written and what had to be mended; complete once all batches were read."""
        return self._notes()


def read(path: str | Path, options: ReadOptions | None = None) -> Iterator[Purchases]:
    """All records of the file at ``path`` (``-``: standard input), in batches. Raises as `open_purchases` does."""
    for file in open_purchases(path, options):
        yield from file.batches()


def open_purchases(path: str | Path, options: ReadOptions | None = None) -> Iterator[PurchaseFile]:
    """The tables and feeds of the file at ``path``: one for a plain file, one for each sheet or archive member.

    A part of an archive or workbook that cannot be read or mapped comes with its ``problem``; the records of one that
    cannot be mapped are rejected. Raises `InputError` when there is no such file, `FormatError` when it cannot be
    read, `MappingError` when no table in it has a column for a text or a supplier.
    """
    options = options or ReadOptions()
    skipped: list[Skipped] = []
    understood = 0
    unmapped: MappingError | None = None
    for member in members(path, skipped):
        for part in _parts(member, options, skipped):
            if isinstance(part, PurchaseFile):
                understood += 1
                yield part
                continue
            table, error = part
            unmapped = error
            if not member.member and not table.sheet:
                raise error
            yield _rejecting(table, str(error), options)
    for skip in skipped:
        yield PurchaseFile(skip.name, "", "", _nothing, problem=f"{skip.name}: {skip.reason}")
    if not understood and unmapped:
        raise unmapped
    if not understood:
        reasons = "; ".join(f"{skip.name}: {skip.reason}" for skip in skipped[:5]) or "it holds no files"
        raise FormatError(f"{path}: nothing in it can be read. {reasons}")


def _parts(
    member: Member, options: ReadOptions, skipped: list[Skipped]
) -> Iterator[PurchaseFile | tuple[Table, MappingError]]:
    try:
        if member.kind == "xml":
            feed = FpdsFeed(member, options)
            yield PurchaseFile(member.name, member.sha256, feed.explanation, feed.batches)
        elif member.kind == "json":
            yield _json(member, options)
        else:
            for table in tables_of(member, skipped):
                yield _mapped(table, options)
    except FormatError as error:
        if not member.member:
            raise
        skipped.append(Skipped(member.name, str(error).removeprefix(f"{member.name}: ")))


def _json(member: Member, options: ReadOptions) -> PurchaseFile | tuple[Table, MappingError]:
    """OCDS data, else a list of records as a table. Raises `FormatError` for a document that holds neither."""
    if objects.is_lines(member.stream.peek(1 << 16)):
        first = json.loads(member.stream.peek(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0])
        lines = objects.lines(member.stream)
        if is_ocds(first):
            records = OcdsRecords(member, lines, options)
            return PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
        return _mapped(from_records(member, lines, "json lines"), options)
    value = objects.document(member.stream)
    if is_ocds(value):
        records = OcdsRecords(member, [value], options)
        return PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
    found = objects.records_in(value)
    if found is None:
        raise FormatError(f"{member.name}: is JSON, but neither OCDS nor a list of records. Give a list of objects.")
    part = _mapped(from_records(member, found, "a json list"), options, guess=False)
    if not isinstance(part, PurchaseFile) and member.member:
        raise FormatError(f"{member.name}: is JSON that describes no purchases ({part[1]})")
    return part


def _mapped(table: Table, options: ReadOptions, *, guess: bool = True) -> PurchaseFile | tuple[Table, MappingError]:
    try:
        mapping = map_columns(table.header, table.sample, options.mapping, has_header=table.has_header, guess=guess)
    except MappingError as error:
        return table, MappingError(f"{table.name}: {error}")
    rows = TableRows(table, mapping, options)
    explanation = "; ".join(mapping.explain())
    return PurchaseFile(
        *(table.name, table.sha256, explanation, rows.batches, "", lambda: table.notes, rows.unread, table.share)
    )


def _rejecting(table: Table, problem: str, options: ReadOptions) -> PurchaseFile:
    """A table whose columns are not understood: its records are rejected, so that the account adds up."""
    return PurchaseFile(
        table.name,
        table.sha256,
        "",
        lambda: rejected_rows(table, "columns not understood", options.batch_rows),
        problem,
    )


def _nothing() -> Iterator[Purchases]:
    return iter(())
