"""Purchase files in any format -> batches of `Purchases`, with an account that adds up.

    for file in open_purchases("po-2023.csv"):
        for purchases in file.batches():
            ...

For every table: records = judged (``len(purchases)``) + rejected + blank.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from debar.documents import lay_out
from debar.documents.limits import MAX_FILE
from debar.errors import FormatError, InputError, MappingError
from debar.model import Purchases
from debar.procurement.columns import ColumnMapping, map_columns
from debar.procurement.documents import DocumentRecords, is_document
from debar.procurement.fpds import FpdsFeed
from debar.procurement.ocds import OcdsRecords, is_ocds
from debar.procurement.ocds_merge import is_flat_release, releases_of_sheets
from debar.procurement.options import ReadOptions
from debar.procurement.profiles import Profile, find_profile
from debar.procurement.repeats import KnownRecords, all_repeated
from debar.procurement.rows import RowBatch, TableRows, rejected_rows
from debar.tables import Member, Skipped, Table, from_records, members, objects, tables_of
from debar.tables.sources import Source, sources

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
    why. ``problem``, when not empty, says why this part was not read or not understood, ``aside`` why it holds no
    purchases by its nature, which is no fault. ``table`` and ``mapping`` are those of a table whose columns are known.
    ``content`` (empty: not to be compared) tells the part among all that are compared with each other; ``repeated``
    names the one read before that has the same. Records read before are rejected by ``batches``, not by ``unread``.
    """

    name: str
    sha256: str
    explanation: str
    batches: Callable[[], Iterator[Purchases]]
    problem: str = ""
    _notes: Callable[[], list[str]] = field(default=list)
    aside: str = ""
    table: Table | None = None
    mapping: ColumnMapping | None = None
    content: tuple[str, ...] = ()
    repeated: str = ""
    _unread: Callable[[], Iterator[RowBatch | ReadBatch]] | None = None
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


def open_purchases(
    path: str | Path | Source, options: ReadOptions | None = None, known: KnownRecords | None = None
) -> Iterator[PurchaseFile]:
    """The tables and feeds of the file at ``path``: one for a plain file, one for each sheet or archive member.

    With ``known`` records, those that were read before come as rejected.

    A part of an archive or workbook that cannot be read or mapped comes with its ``problem`` (a sheet: ``aside``); the
    records of one that cannot be mapped are rejected. A profile next to the file maps its columns. Raises `InputError`
    when there is no such file, `FormatError` when it cannot be read, `MappingError` when no table in it has a column
    for a text or a supplier, and when the profile is none.
    """
    options = options or ReadOptions()
    source = path if isinstance(path, Source) else sources([path])[0]
    if source.problem:
        raise FormatError(source.problem)
    if Path(source.path).is_dir():
        raise InputError(f"{source.path}: the directory holds no files to be read. Give one that holds records.")
    profile = find_profile(source.path, source.top) if options.use_profile else None
    skipped: list[Skipped] = []
    understood = 0
    unmapped: MappingError | None = None
    for member in members(source.path, skipped, source.name, documents=True):
        met = known if known and (known.several or member.member or member.kind == "workbook") else None
        for part in _parts(member, replace(options, compared=met is not None), skipped, profile):
            if isinstance(part, PurchaseFile):
                understood += 1
                yield _compared(part, member, met) if met and not part.problem else part
                continue
            table, error = part
            unmapped = error
            if not member.member and not table.sheet:
                raise error
            yield _rejecting(table, str(error), options)
    for skip in skipped:
        said = f"{skip.name}: {skip.reason}"
        yield PurchaseFile(skip.name, "", "", _nothing, "" if skip.aside else said, aside=said if skip.aside else "")
    if not understood and unmapped:
        raise unmapped
    if not understood:
        reasons = "; ".join(f"{skip.name}: {skip.reason}" for skip in skipped[:5]) or "it holds no files"
        raise FormatError(f"{source.path}: nothing in it can be read. {reasons}")


def _compared(part: PurchaseFile, member: Member, known: KnownRecords) -> PurchaseFile:
    """The same part without the records that were read before."""
    sheet = part.table.sheet if part.table else ""
    content = (member.sha256, member.member, sheet)
    earlier = known.same_file(part.name, *content)
    if earlier:
        batches = lambda: all_repeated(part.name, earlier, part.batches())  # noqa: E731
    else:
        batches = lambda: known.without_repeats(part.name, part.batches())  # noqa: E731
    return replace(part, batches=batches, content=content, repeated=earlier, _unread=part.unread)


def _parts(
    member: Member, options: ReadOptions, skipped: list[Skipped], profile: Profile | None
) -> Iterator[PurchaseFile | tuple[Table, MappingError]]:
    try:
        if member.kind == "xml":
            feed = FpdsFeed(member, options)
            yield PurchaseFile(member.name, member.sha256, feed.explanation, feed.batches)
        elif member.kind == "json":
            yield _json(member, options, profile)
        elif member.kind == "document" or (member.kind == "text" and is_document(member)):
            yield from _document(member, options)
        else:
            yield from _tables(member, options, skipped, profile)
    except FormatError as error:
        if not member.member:
            raise
        skipped.append(Skipped(member.name, str(error).removeprefix(f"{member.name}: ")))


def _document(member: Member, options: ReadOptions) -> Iterator[PurchaseFile]:
    """The rows of a document, then a part with its problem for each stretch of pages that could not be read."""
    layout = lay_out(member.stream.read_all(MAX_FILE), member.name)
    records = DocumentRecords(member, layout, options)
    yield PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
    for unread in layout.unread:
        problem = f"{member.name}, {unread.where}: {unread.reason}"
        yield PurchaseFile(f"{member.name}, {unread.where}", member.sha256, "", _nothing, problem)


def _tables(
    member: Member, options: ReadOptions, skipped: list[Skipped], profile: Profile | None
) -> Iterator[PurchaseFile | tuple[Table, MappingError]]:
    """The tables of a member; the sheets of a flattened OCDS workbook are read as the releases they make together."""
    tables = tables_of(member, skipped)
    if member.kind == "workbook" and not options.mapping:
        sheets = list(tables)
        if sum(is_flat_release(table.header) for table in sheets) > 1:
            content = [(t.header, (b.row(i) for b in t.batches() for i in range(len(b)))) for t in sheets]
            records = OcdsRecords(member, [{"releases": releases_of_sheets(content)}], options)
            yield PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
            return
        tables = iter(sheets)
    for table in tables:
        yield _mapped(table, options, profile)


def _json(member: Member, options: ReadOptions, profile: Profile | None) -> PurchaseFile | tuple[Table, MappingError]:
    """OCDS data, else a list of records as a table. Raises `FormatError` for a document that holds neither."""
    if objects.is_lines(member.stream.peek(1 << 16)):
        first = json.loads(member.stream.peek(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0])
        lines = objects.lines(member.stream)
        if is_ocds(first):
            records = OcdsRecords(member, lines, options)
            return PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
        return _mapped(from_records(member, lines, "json lines"), options, profile)
    value = objects.document(member.stream)
    if is_ocds(value):
        records = OcdsRecords(member, [value], options)
        return PurchaseFile(member.name, member.sha256, records.explanation, records.batches)
    found = objects.records_in(value)
    if found is None:
        raise FormatError(f"{member.name}: is JSON, but neither OCDS nor a list of records. Give a list of objects.")
    part = _mapped(from_records(member, found, "a json list"), options, profile, guess=False)
    if not isinstance(part, PurchaseFile) and member.member:
        raise FormatError(f"{member.name}: is JSON that describes no purchases ({part[1]})")
    return part


def _mapped(
    table: Table, options: ReadOptions, profile: Profile | None, *, guess: bool = True
) -> PurchaseFile | tuple[Table, MappingError]:
    known = profile.known(table.header) if profile else None
    try:
        mapping = map_columns(
            table.header, table.sample, options.mapping, has_header=table.has_header, guess=guess, known=known
        )
    except MappingError as error:
        return table, MappingError(f"{table.name}: {error}")
    rows = TableRows(table, mapping, options)
    explanation = "; ".join(mapping.explain())
    return PurchaseFile(
        table.name,
        table.sha256,
        explanation,
        rows.batches,
        _notes=lambda: table.notes,
        table=table,
        mapping=mapping,
        _unread=rows.unread,
        _share=table.share,
    )


def _rejecting(table: Table, problem: str, options: ReadOptions) -> PurchaseFile:
    """A table whose columns are not understood: its records are rejected, so that the account adds up."""
    return PurchaseFile(
        table.name,
        table.sha256,
        "",
        lambda: rejected_rows(table, "columns not understood", options.batch_rows),
        "" if table.sheet else problem,
        aside=problem if table.sheet else "",
    )


def _nothing() -> Iterator[Purchases]:
    return iter(())
