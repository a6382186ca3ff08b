"""The rows of one table as purchases: columns joined, blank and totals rows told apart, objects made when asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from debar.model import ACTIONS, Buyer, Coded, Purchase, Purchases, Rejection
from debar.procurement.amounts import parse_amount
from debar.procurement.columns import JOINT, ColumnMapping
from debar.procurement.contents import is_money
from debar.procurement.dates import day_comes_first, parse_date
from debar.procurement.options import UNKNOWN_FUNDING, ReadOptions, currency_of, filled, read_funding
from debar.procurement.repeats import CELLS, Keys, record_keys
from debar.procurement.totals import NO_TEXT, TOTALS, is_total, may_be_total, names_total, reason_without_text
from debar.tables import Batch, Table

REPEATED_HEADER = "the header again"
#: Rows before the first one that tells whether its date begins with the day, for which it tells it too.
LOOK_AHEAD = 10_000
_IDENTIFIERS = ("uei", "duns", "cage")
_FACTS = ("origin", "manufactured", "psc", "naics", "department", "modification", "reason", "model")
_YES = frozenset({"yes", "y", "true", "1", "x"})


@dataclass(frozen=True, slots=True)
class RowBatch:
    """A batch of a table whose rows are still to be read, here or in another process. ``len`` counts its records.

    ``day_first`` holds from row ``told_at`` on, counted from the batch's first as 0; before it the month comes first.
    ``numbers`` has the numbers of the records where they are not counted on from the batch's ``first``.
    """

    rows: RowReader
    batch: Batch
    day_first: bool | None
    told_at: int = 0
    numbers: Sequence[int] | None = None

    def number(self, position: int) -> int:
        """The number of the record at a position in the batch."""
        return self.batch.first + position if self.numbers is None else self.numbers[position]

    def of(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the records at these positions in the batch."""
        if self.numbers is None:
            return self.batch.first + positions
        return np.array([number or 0 for number in self.numbers], np.int64)[positions]

    def __len__(self) -> int:
        return len(self.batch)

    def purchases(self) -> Purchases:
        """The purchases in the rows; blank and rejected rows are counted."""
        return self.rows.purchases(self)


class TableRows:
    """The rows of ``table`` in batches, to be read as ``mapping`` says."""

    def __init__(self, table: Table, mapping: ColumnMapping, options: ReadOptions) -> None:
        self._table = table
        self._mapping = mapping
        self._options = options
        self._reader = RowReader(RowSource.of(table), mapping, options)

    def batches(self) -> Iterator[Purchases]:
        """All records, in order; blank and rejected ones are counted in the batch they stand in."""
        return (unread.purchases() for unread in self.unread())

    def unread(self) -> Iterator[RowBatch]:
        """The same batches, still to be read.

        Where the first rows leave open whether dates begin with the day, the first row that tells settles it, for the
        ``LOOK_AHEAD`` rows before it and all that follow, however the rows are batched.
        """
        fields = self._mapping.fields
        day = fields.get("date") if self._mapping.day_first is None else None
        told_apart = (fields.get("date"), fields.get("reference")) if self._options.compared else ()
        used = (*self._mapping.text, fields.get("supplier"), fields.get("uei"), day, *told_apart)
        batches = self._table.batches(self._options.batch_rows, sorted({each for each in used if each is not None}))
        if day is not None:
            yield from self._settling(batches, day)
        for batch in batches:
            yield RowBatch(self._reader, batch, self._mapping.day_first)

    def _settling(self, batches: Iterator[Batch], day: int) -> Iterator[RowBatch]:
        """All batches, the order of day and month told by the column ``day``."""
        waiting: deque[Batch] = deque()
        for batch in batches:
            waiting.append(batch)
            day_first, row = _telling(batch.coded(day))
            if day_first is not None:
                start = batch.first + row - LOOK_AHEAD
                yield from (RowBatch(self._reader, each, day_first, start - each.first) for each in waiting)
                yield from (RowBatch(self._reader, each, day_first) for each in batches)
                return
            while waiting[0].first + len(waiting[0]) <= batch.first + len(batch) - LOOK_AHEAD:
                yield RowBatch(self._reader, waiting.popleft(), None)
        yield from (RowBatch(self._reader, each, None) for each in waiting)


def _telling(days: Coded) -> tuple[bool | None, int]:
    """What the first row that tells says of the order of day and month, and where that row stands."""
    told = [day_comes_first((value,)) for value in days.values]
    telling = np.array([each is not None for each in told], bool)[days.codes]
    if not telling.any():
        return None, 0
    first = int(telling.argmax())
    return told[days.codes[first]], first


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where rows come from: the facts of a `Table` that each purchase carries."""

    name: str
    member: str
    sheet: str
    sha256: str
    header: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> RowSource:
        """The facts of that table."""
        return cls(table.name, table.member, table.sheet, table.sha256, tuple(table.header))


class RowReader:
    """Purchases from batches of rows, read as ``mapping`` says; a value that other processes can be given."""

    def __init__(self, source: RowSource, mapping: ColumnMapping, options: ReadOptions) -> None:
        self._source = source
        self._mapping = mapping
        self._options = options
        self._header_text = JOINT.join(source.header[i] for i in mapping.text)

    def purchases(self, rows: RowBatch) -> Purchases:
        """The purchases of one batch."""
        batch = rows.batch
        texts = self._texts(batch)
        suppliers = self._stripped(batch, "supplier")
        rejected: list[Rejection] = []
        blank = 0
        dropped: list[int] = []
        for i in sorted({*self._doubtful(texts, suppliers), *batch.unreadable}):
            reason = batch.unreadable.get(i) or self._reason(batch, i, texts[i], suppliers[i])
            if reason is None:
                continue
            dropped.append(i)
            if reason:
                rejected.append(Rejection(self._source.name, rows.number(i), reason))
            else:
                blank += 1
        ids: Coded | None = None
        if "uei" in self._mapping.fields:
            ids = self._stripped(batch, "uei")
            ids = Coded([value.upper() for value in ids.values], ids.codes)
        kept = np.arange(len(batch))
        if dropped:
            kept = np.delete(kept, dropped)
            texts, suppliers, ids = texts.rows(kept), suppliers.rows(kept), ids and ids.rows(kept)
        made = Purchases(texts, suppliers, _Maker(self, rows, texts, suppliers, kept), rejected, blank, ids or ())
        keys = (lambda: self._keys(batch, kept)) if self._options.compared else None
        return replace(made, keys=keys, numbers=rows.of(kept))

    def _keys(self, batch: Batch, kept: NDArray[np.int64]) -> Keys:
        """The keys of the kept records; those with neither a date nor a reference have none."""
        told_apart = np.zeros(len(batch), bool)
        for name in ("date", "reference"):
            if name in self._mapping.fields:
                told_apart |= batch.filled(self._mapping.fields[name])
        return record_keys(batch.joined(CELLS), told_apart)[kept]

    def _stripped(self, batch: Batch, name: str) -> Coded:
        """The column of a field, without the blanks around its cells; empty texts when there is no such column."""
        position = self._mapping.fields.get(name)
        if position is None:
            return Coded([""], np.zeros(len(batch), np.int64))
        cells = batch.coded(position)
        return Coded(list(map(str.strip, cells.values)), cells.codes)

    def _doubtful(self, texts: Coded, suppliers: Coded) -> list[int]:
        """The rows to look at twice: those that may be blank or totals, and headers that stand there again."""
        no_text = _rows_of(texts, [at for at, value in enumerate(texts.values) if not value])
        found = _rows_of(texts, [at for at, value in enumerate(texts.values) if value == self._header_text]) & ~no_text
        if "supplier" not in self._mapping.fields:
            starts = [at for at, value in enumerate(texts.values) if may_be_total(value)]
            return list(map(int, np.flatnonzero(found | no_text | _rows_of(texts, starts))))
        no_supplier = _rows_of(suppliers, [at for at, value in enumerate(suppliers.values) if not value])
        found |= no_text & no_supplier
        for lone, other in ((texts, no_supplier), (suppliers, no_text)):
            alone = np.unique(lone.codes[other]).tolist()
            found |= _rows_of(lone, [at for at in alone if is_total(lone.values[at])]) & other
        return list(map(int, np.flatnonzero(found)))

    def _texts(self, batch: Batch) -> Coded:
        columns = [batch.coded(i) for i in self._mapping.text]
        columns = [Coded(list(map(str.strip, column.values)), column.codes) for column in columns]
        texts = columns[0] if columns else Coded([""], np.zeros(len(batch), np.int64))
        for column in columns[1:]:
            texts = _joined(texts, column)
        if beyond := batch.beyond:
            values, codes = list(texts.values), texts.codes.copy()
            for i, cells in beyond.items():
                if more := " ".join(filter(None, map(str.strip, cells))):
                    codes[i] = len(values)
                    values.append(JOINT.join(filter(None, (texts[i], more))))
            texts = Coded(values, codes)
        return texts

    def _reason(self, batch: Batch, position: int, text: str, supplier: str) -> str | None:
        """Why a row is no purchase; empty for a blank row, None for a purchase."""
        if not text and not supplier:
            cells = batch.row(position)
            if not any(map(str.strip, cells)):
                return ""
            written = " ".join(cells)
            reason = reason_without_text(written)
            if reason == TOTALS and not names_total(written) and not self._sums_up(cells):
                return NO_TEXT
            return reason or NO_TEXT
        if text and text == self._header_text:
            return REPEATED_HEADER
        if text and supplier:
            return None
        if not is_total(text or supplier):
            return None
        return None if self._dated(batch.row(position)) else TOTALS

    def _sums_up(self, cells: Sequence[str]) -> bool:
        """Whether a row of numbers holds a sum and no day, and is no mere running number."""
        amount = self._mapping.fields.get("amount")
        summed = (amount is not None and cells[amount].strip()) or any(map(is_money, map(str.strip, cells)))
        return bool(summed) and not self._dated(cells)

    def _dated(self, cells: Sequence[str]) -> bool:
        """Whether a row has a day of its own, which a line of totals has not."""
        day = self._mapping.fields.get("date")
        return day is not None and bool(cells[day].strip())

    def make(self, rows: RowBatch, position: int, text: str, supplier: str) -> Purchase:
        """The purchase in one row, in full."""
        batch = rows.batch
        cells = batch.row(position)
        field = self._field(cells)
        buyer = self._buyer(field)
        options = self._options
        amount = field.get("amount", "")
        currency = field.get("currency", "") or self._mapping.currency or currency_of(buyer)
        facts = filled({name: field.get(name, "") for name in _FACTS})
        told = read_funding(field.get("funding", ""))
        if field.get("funding") and not told:
            facts["funding_text"] = field["funding"]
        action = field.get("action", "").lower()
        reference = field.get("reference", "")
        modification = field.get("modification", "")
        return Purchase(
            source=self._source.name,
            row=rows.number(position),
            sha256=self._source.sha256,
            text=text,
            supplier=supplier,
            supplier_ids=tuple((kind, field[kind].upper()) for kind in _IDENTIFIERS if field.get(kind)),
            manufacturer=field.get("manufacturer", ""),
            date=parse_date(field.get("date", ""), day_first=bool(rows.day_first and position >= rows.told_at)),
            amount=parse_amount(amount, currency) if amount else None,
            quantity=field.get("quantity", ""),
            buyer=buyer,
            funding=told or options.funding or UNKNOWN_FUNDING,
            purpose=field.get("purpose") or options.purpose,
            action=action if action in ACTIONS else options.action,
            reference=f"{reference}/{modification}" if reference and modification else reference,
            constructed=field.get("constructed", "").lower() in _YES,
            place=self._place(cells),
            facts=facts,
            original=self._original(cells),
        )

    def _field(self, cells: Sequence[str]) -> dict[str, str]:
        return {name: cells[i].strip() for name, i in self._mapping.fields.items()}

    def _buyer(self, field: dict[str, str]) -> Buyer:
        """The buyer of the row; where no column names one, its department stands for it, unless the user named one."""
        state, country = field.get("state", ""), field.get("country", "")
        department = field.get("department", "")
        name = field.get("buyer", "") or ("" if self._options.buyer.name else department)
        buyer = self._options.buyer_of(name, state, country)
        if field.get("buyer") and department and department != name:
            above = self._options.buyer_of(f"{name} ({department})", state, country)
            if buyer.type in ("unknown", above.type) and above.type != "unknown":
                return replace(above, name=name)
        return buyer

    def _place(self, cells: Sequence[str]) -> dict[str, object]:
        """What finds the record again besides its row, and where each column stands in a text made of several."""
        place: dict[str, object] = {}
        if self._source.member:
            place["member"] = self._source.member
        if self._source.sheet:
            place["sheet"] = self._source.sheet
        spans: dict[str, list[int]] = {}
        start = 0
        for i in self._mapping.text:
            cell = cells[i].strip()
            if cell:
                spans[self._source.header[i]] = [start, start + len(cell)]
                start += len(cell) + len(JOINT)
        if len(spans) > 1:
            place["columns"] = spans
        return place

    def _original(self, cells: Sequence[str]) -> dict[str, str]:
        width = len(self._source.header)
        more = {f"column {number}": cell for number, cell in enumerate(cells[width:], start=width + 1) if cell.strip()}
        return dict(zip(self._source.header, cells, strict=False)) | more


class _Maker:
    """Makes the purchase at one place of a batch's columns."""

    __slots__ = ("_batch", "_kept", "_rows", "_suppliers", "_texts")

    def __init__(
        self, rows: RowReader, batch: RowBatch, texts: Sequence[str], suppliers: Sequence[str], kept: NDArray[np.int64]
    ) -> None:
        self._rows = rows
        self._batch = batch
        self._texts = texts
        self._suppliers = suppliers
        self._kept = kept

    def __call__(self, i: int) -> Purchase:
        return self._rows.make(self._batch, int(self._kept[i]), self._texts[i], self._suppliers[i])


def _rows_of(column: Coded, places: Sequence[int]) -> NDArray[np.bool_]:
    """The rows that hold one of the values at these places, as a mask."""
    if not places:
        return np.zeros(len(column), bool)
    wanted = np.zeros(len(column.values), bool)
    wanted[places] = True
    return wanted[column.codes]


def _joined(left: Coded, right: Coded) -> Coded:
    """Two columns as one text, each pair of values once."""
    pairs, codes = np.unique(left.codes * len(right.values) + right.codes, return_inverse=True)
    values = []
    for pair in pairs.tolist():
        a, b = left.values[pair // len(right.values)], right.values[pair % len(right.values)]
        values.append(a + JOINT + b if a and b else a or b)
    return Coded(values, codes)


def rejected_rows(table: Table, reason: str, batch_rows: int) -> Iterator[Purchases]:
    """Every record of a table that cannot be mapped, rejected for that reason; blank ones are counted as blank."""
    for batch in table.batches(batch_rows):
        rows = [(batch.first + i, " ".join(filter(None, map(str.strip, batch.row(i))))) for i in range(len(batch))]
        rejected = [Rejection(table.name, number, reason, text[:200]) for number, text in filter(itemgetter(1), rows)]
        yield Purchases([], [], _no_purchase, rejected, len(rows) - len(rejected))


def _no_purchase(i: int) -> Purchase:
    raise IndexError(i)
