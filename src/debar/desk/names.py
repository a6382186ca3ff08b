"""Names to be matched, in windows of rows: from the command line, standard input, or the columns of a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from debar.desk.answers import parse_text
from debar.desk.party_columns import PartyColumns, map_party_columns
from debar.desk.party_facts import Facts
from debar.errors import FormatError, InputError, MappingError
from debar.model import PartyQuery
from debar.procurement.dates import day_comes_first
from debar.tables import Batch, Skipped, Table, open_tables

#: A name alone, or with what else is known of its bearer.
Party = str | PartyQuery
Say = Callable[[str], None]

#: Rows of a window.
ROWS = 5_000
NO_NAME = "no name"
BLANK = "blank"
NO_LETTER = "no letter or digit in the name"
NOTHING_KNOWN = PartyQuery("")
_EXAMPLES = 3
#: Line ends from which on a name is more likely several rows between two quotes than a name with its address.
_MANY_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOptions:
    """How a table is read: ``column`` of the names, ``mapping`` as ``field=Column``, ``facts`` known of all names.

    ``keep`` keeps the cells of each row beside its answer; a birth date after ``latest`` is a slip, and is said.
    """

    column: str = ""
    mapping: Sequence[str] = ()
    facts: PartyQuery = NOTHING_KNOWN
    keep: bool = False
    latest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Rows ``first``, ``first + 1`` ... of a source; ``parties`` holds None for one in ``rejected`` (with the reason).

    ``original`` gives the cells of a row by position in the window; ``share`` is how much of the file was read (0..1).
    """

    source: str
    first: int
    parties: Sequence[Party | None]
    rejected: Mapping[int, str] = field(default_factory=dict)
    original: Callable[[int], Mapping[str, str]] | None = None
    share: float = 0.0


@dataclass(slots=True)
class NameAccount:
    """What became of the rows: ``rows`` = ``judged`` + rejected, and what had to be said of single cells and files.

    ``problems`` are the parts of a file that could not be read: they make a run partial.
    """

    judged: int = 0
    rejected: dict[str, list[str]] = field(default_factory=dict)
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _unread: dict[str, list[str]] = field(default_factory=dict)
    _unread_count: dict[str, int] = field(default_factory=dict)

    @property
    def rejected_count(self) -> int:
        """Rows that were not judged."""
        return sum(self.rejected_by_reason.values())

    @property
    def unread_rows(self) -> int:
        """Rows that were not judged although something stands in them."""
        return self.rejected_count - self.rejected_by_reason.get(BLANK, 0)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.judged + self.rejected_count

    def add(self, window: Window) -> None:
        """Count a window that was judged."""
        self.judged += len(window.parties) - len(window.rejected)
        for place, reason in window.rejected.items():
            self.rejected_by_reason[reason] = self.rejected_by_reason.get(reason, 0) + 1
            examples = self.rejected.setdefault(reason, [])
            if len(examples) < _EXAMPLES:
                examples.append(f"{window.source}, row {window.first + place}" if window.source else str(place + 1))

    def note_unread(self, what: str, where: str, text: str) -> None:
        """Note a cell that was not understood; its row was judged without it."""
        self._unread_count[what] = self._unread_count.get(what, 0) + 1
        examples = self._unread.setdefault(what, [])
        if len(examples) < _EXAMPLES:
            examples.append(f"{where}: {text[:40]!r}")

    def sentences(self) -> list[str]:
        """What a person should know of the rows, one sentence each."""
        said = [*self.notes]
        for what, count in self._unread_count.items():
            said.append(f"{what}: {count:,} ({'; '.join(self._unread[what])})")
        for reason, count in self.rejected_by_reason.items():
            rows = f"{count:,} row{'s' if count > 1 else ''}"
            places = "; ".join(self.rejected[reason])
            if reason == NO_NAME:
                said.append(f"{rows} {'have' if count > 1 else 'has'} no name ({places})")
            elif reason == BLANK:
                said.append(f"{rows} {'are' if count > 1 else 'is'} blank")
            else:
                said.append(f"{rows} not judged: {reason} ({places})")
        return said


def told_names(names: Sequence[str], facts: PartyQuery) -> Iterator[Window]:
    """The names of the command line; ``-`` as the only one stands for standard input with one name a line.

    Facts with an identifier need no name. Raises InputError when there is none.
    """
    numbered = bool(facts.identifiers) and list(names) != ["-"]
    if not names and not numbered:
        raise InputError('nothing to match: give names, or a table with --input FILE --column "Vendor"')
    lines: Iterable[str] = _lines_of_standard_input() if list(names) == ["-"] else map(parse_text, names or [""])
    stripped = (line.strip() for line in lines)
    first, some = 1, False
    while batch := list(islice(stripped, ROWS)):
        parties = [_party(facts, name) if numbered or _says(name) else None for name in batch]
        some = some or numbered or any(batch)
        rejected = {at: NO_LETTER if batch[at] else BLANK for at, party in enumerate(parties) if party is None}
        yield Window(source="", first=first, parties=parties, rejected=rejected)
        first += len(batch)
    if not some:
        raise InputError("there is no name in what was given; give one a line, or one an argument")


def _lines_of_standard_input() -> Iterator[str]:
    for number, line in enumerate(sys.stdin.buffer):
        yield line.decode("utf-8" if number else "utf-8-sig", "replace")


def _says(name: str) -> bool:
    """Whether a name holds anything by which it could be told from another."""
    return any(map(str.isalnum, name))


def _party(facts: PartyQuery, name: str) -> Party:
    if facts == NOTHING_KNOWN:
        return name
    return PartyQuery(name, facts.schema, facts.identifiers, facts.birth_dates, facts.countries, facts.addresses)


def table_names(path: str | Path, options: NameOptions, account: NameAccount, say: Say) -> Iterator[Window]:
    """The parties in every table of the file at ``path`` (``-``: standard input); ``say`` is told each mapping first.

    A part of an archive or workbook that cannot be read is a problem of the ``account``; the rows of one without names
    are rejected. Raises InputError when there is no such file, FormatError when it cannot be read, MappingError when
    no table in it has a column of names.
    """
    skipped: list[Skipped] = []
    unmapped: MappingError | None = None
    understood = 0
    for table in open_tables(path, skipped):
        try:
            columns = map_party_columns(table, options.column, options.mapping)
        except MappingError as error:
            unmapped = unmapped or error
            if table.member or table.sheet:
                yield from _rejecting(table, str(error).removeprefix(f"{table.name}: "))
                continue
            raise
        understood += 1
        say(f"{table.name}: {columns.explain()}")
        yield from _windows(table, columns, options, account)
        account.notes += [f"{table.name}: {note}" for note in table.mended]
    account.problems += [f"{skip.name}: {skip.reason}" for skip in skipped]
    if not understood and unmapped:
        raise unmapped
    if not understood:
        reasons = "; ".join(account.problems[:5]) or "it holds no files"
        raise FormatError(f"{path}: nothing in it can be read. {reasons}")


def _rejecting(table: Table, problem: str) -> Iterator[Window]:
    """A table without names: its rows are rejected, so that the account adds up."""
    for batch in table.batches(ROWS, []):
        rejected = dict.fromkeys(range(len(batch)), problem)
        yield Window(source=table.name, first=batch.first, parties=[None] * len(batch), rejected=rejected)


def _windows(table: Table, columns: PartyColumns, options: NameOptions, account: NameAccount) -> Iterator[Window]:
    rows = _Rows(table, columns, options, account)
    ahead = 0
    if not columns.heads:
        ahead = 1
        yield rows.heading()
    wanted = sorted({at for places in columns.fields.values() for at in places})
    for batch in table.batches(ROWS, wanted):
        yield rows.window(batch, ahead)


class _Rows:
    """Makes windows of the batches of one table."""

    def __init__(self, table: Table, columns: PartyColumns, options: NameOptions, account: NameAccount) -> None:
        self._table = table
        self._keep = options.keep
        self._account = account
        self._facts = options.facts
        self._names = columns.fields["name"]
        self._context = {name: places for name, places in columns.fields.items() if name != "name"}
        self._numbered = any(name.startswith("id:") for name in self._context)
        days = (row[at] for at in self._context.get("birth_date", ()) for row in table.sample if at < len(row))
        self._reader = Facts(options.facts, day_comes_first(days), self._unread, options.latest)
        self._where = ""

    def _unread(self, what: str, text: str) -> None:
        self._account.note_unread(f"cells of {what}", self._where, text)

    def heading(self) -> Window:
        """The first record, where it is no heading: a party as well."""
        name = self._table.header[self._names[0]]
        party = _party(self._facts, name)
        original = dict(zip(self._table.header, self._table.header, strict=True))
        return Window(
            source=self._table.name, first=1, parties=[party], original=(lambda _: original) if self._keep else None
        )

    def window(self, batch: Batch, ahead: int) -> Window:
        """The parties of a batch whose rows are numbered ``ahead`` of it."""
        first = batch.first + ahead
        names = self._joined(batch)
        parties: list[Party | None] = [name if _says(name) else None for name in names]
        if self._context:
            parties = [self._party(batch, at, name, first) for at, name in enumerate(names)]
        elif self._facts != NOTHING_KNOWN:
            parties = [_party(self._facts, name) if _says(name) else None for name in names]
        rejected: dict[int, str] = {}
        for at, party in enumerate(parties):
            if party is None:
                rejected[at] = batch.unreadable.get(at) or self._why_not(names[at], batch.row(at))
        for at, more in batch.beyond.items():
            if any(map(str.strip, more)):
                where = f"{self._table.name}, row {first + at}"
                self._account.note_unread(
                    "rows with more cells than the heading, judged by the others", where, " ".join(more)
                )
        for at, name in enumerate(names):
            if "\n" in name and name.count("\n") >= _MANY_LINES:
                where = f"{self._table.name}, row {first + at}"
                self._account.note_unread("names of several lines, each judged as one: check the quotes", where, name)
        return Window(
            source=self._table.name,
            first=first,
            parties=parties,
            rejected=rejected,
            original=self._original(batch) if self._keep else None,
            share=self._table.share(),
        )

    @staticmethod
    def _why_not(name: str, cells: Sequence[str]) -> str:
        """Why a row that could be read names nobody."""
        if name:
            return NO_LETTER
        return NO_NAME if any(map(str.strip, cells)) else BLANK

    def _joined(self, batch: Batch) -> list[str]:
        columns = [batch.columns[at] for at in self._names]
        if len(columns) == 1:
            return [cell.strip() for cell in columns[0]]
        return [" ".join(filter(None, map(str.strip, cells))) for cells in zip(*columns, strict=True)]

    def _party(self, batch: Batch, at: int, name: str, first: int) -> PartyQuery | None:
        says = _says(name)
        if not says and not self._numbered:
            return None
        self._where = f"{self._table.name}, row {first + at}"
        cells = {field: [batch.columns[place][at] for place in places] for field, places in self._context.items()}
        party = self._reader.party(name, cells)
        return party if says or party.identifiers != self._facts.identifiers else None

    def _original(self, batch: Batch) -> Callable[[int], Mapping[str, str]]:
        header = self._table.header

        def cells(at: int) -> Mapping[str, str]:
            found = batch.row(at)
            more = [cell for cell in found[len(header) :] if cell.strip()]
            return dict(zip(header, found, strict=False)) | ({"": "; ".join(more)} if more else {})

        return cells
