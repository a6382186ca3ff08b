"""The rows of one table as purchases: columns joined, blank and totals rows told apart, objects made when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter

from debar.model import ACTIONS, Buyer, Purchase, Purchases, Rejection
from debar.procurement.amounts import parse_amount
from debar.procurement.columns import JOINT, ColumnMapping
from debar.procurement.contents import is_money
from debar.procurement.dates import day_comes_first, parse_date
from debar.procurement.options import UNKNOWN_FUNDING, ReadOptions, currency_of, filled, read_funding
from debar.procurement.repeats import CELLS, Keys, record_keys
from debar.tables import Batch, Table

TOTALS = "totals row"
NO_TEXT = "no text: neither a description nor a supplier"
REPEATED_HEADER = "the header again"
_TOTAL = re.compile(
    r"(?:(?:grand|sub|report|page|overall|department|division|account|vendor|supplier|monthly|yearly|annual|final|batch)[\s-]*)*"
    r"totals?(?:\s*[:=].*|\s+(?:for|of|amount|spend|expenditure|payments?|cost|value)\b.*)?|.*\b(?:sub|grand)[\s-]?totals?\W*",
    re.IGNORECASE,
)
_TOTAL_CELL = re.compile(r"\btotals?\b", re.IGNORECASE)
#: Digits become one sign, so that all rows of sums look alike.
_NO_DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1), "0")
_WORD = re.compile(r"\w")
#: Letters that are no code of a currency; such codes stand beside amounts.
_LETTERS = re.compile(r"(?<![A-Za-z])(?![A-Z]{3}(?![A-Za-z]))[^\W\d_]{2}")
#: How texts of totals rows begin, so that few rows are looked at twice.
_TOTAL_STARTS = frozenset(
    form
    for word in (
        "total",
        "grand",
        "sub-t",
        "sub t",
        "subto",
        "repor",
        "page ",
        "overa",
        "depar",
        "divis",
        "final",
        "batch",
    )
    for form in (word, word.upper(), word.capitalize(), word.title())
)
_IDENTIFIERS = ("uei", "duns", "cage")
_FACTS = ("origin", "manufactured", "psc", "naics", "department", "modification", "reason", "model")
_YES = frozenset({"yes", "y", "true", "1", "x"})


class TableRows:
    """Purchases from the rows of ``table``, read as ``mapping`` says."""

    def __init__(self, table: Table, mapping: ColumnMapping, options: ReadOptions) -> None:
        self._own = [mapping.fields[name] for name in ("date", "reference") if name in mapping.fields]
        self._table = table
        self._mapping = mapping
        self._options = options
        self._header_text = JOINT.join(table.header[i] for i in mapping.text)
        self._names = [*table.header]
        self._day_first = mapping.day_first

    def batches(self) -> Iterator[Purchases]:
        """All records, in order; blank and rejected ones are counted in the batch they stand in."""
        supplier = self._mapping.fields.get("supplier")
        day = self._mapping.fields.get("date") if self._day_first is None else None
        uei = self._mapping.fields.get("uei")
        wanted = {*self._mapping.text, *(position for position in (supplier, day, uei) if position is not None)}
        wanted.update(self._own if self._options.compared else ())
        for batch in self._table.batches(self._options.batch_rows, sorted(wanted)):
            if day is not None and self._day_first is None:
                self._day_first = day_comes_first(dict.fromkeys(batch.columns[day]))
            yield self._purchases(batch)

    def _purchases(self, batch: Batch) -> Purchases:
        texts = self._texts(batch)
        position = self._mapping.fields.get("supplier")
        suppliers = [""] * len(texts) if position is None else list(map(str.strip, batch.columns[position]))
        doubtful = self._doubtful(texts, suppliers)
        rejected: list[Rejection] = []
        blank = 0
        dropped: set[int] = set()
        looked_at = sorted({*doubtful, *batch.unreadable})
        for i, written in zip(looked_at, batch.raws(looked_at), strict=True):
            reason = batch.unreadable.get(i) or self._reason(batch, i, written, texts[i], suppliers[i])
            if reason is None:
                continue
            dropped.add(i)
            if reason:
                rejected.append(Rejection(self._table.name, batch.first + i, reason))
            else:
                blank += 1
        uei = self._mapping.fields.get("uei")
        ids = [] if uei is None else [cell.strip().upper() for cell in batch.columns[uei]]
        kept: Sequence[int] = range(len(texts))
        if dropped:
            kept = [i for i in kept if i not in dropped]
            texts, suppliers = [texts[i] for i in kept], [suppliers[i] for i in kept]
            ids = [ids[i] for i in kept] if ids else ids
        made = Purchases(texts, suppliers, _Maker(self, batch, texts, suppliers, kept), rejected, blank, ids)
        keys = (lambda: self._keys(batch, kept)) if self._options.compared else None
        return replace(made, keys=keys, number=lambda i: batch.first + kept[i])

    def _keys(self, batch: Batch, kept: Sequence[int]) -> Keys:
        """The keys of the kept records; those with neither a date nor a reference have none."""
        told_apart = [any(cells) for cells in zip(*(map(str.strip, batch.columns[i]) for i in self._own), strict=True)]
        keys = record_keys(batch.joined(CELLS), told_apart or [False] * len(batch))
        return keys[list(kept)] if len(kept) < len(batch) else keys

    def _doubtful(self, texts: Sequence[str], suppliers: Sequence[str]) -> list[int]:
        """The rows to look at twice: those without text or supplier, and headers that stand there again."""
        if "supplier" in self._mapping.fields:
            found = [
                i for i, (text, supplier) in enumerate(zip(texts, suppliers, strict=True)) if not (text and supplier)
            ]
        else:
            found = [i for i, text in enumerate(texts) if not text or text[:5] in _TOTAL_STARTS]
        if self._header_text in texts:
            found += [i for i, text in enumerate(texts) if text == self._header_text]
        return found

    def _texts(self, batch: Batch) -> list[str]:
        columns = [list(map(str.strip, batch.columns[i])) for i in self._mapping.text]
        if not columns:
            texts = [""] * len(batch)
        elif len(columns) == 1:
            texts = columns[0]
        elif len(columns) == 2:
            texts = [a + JOINT + b if a and b else a or b for a, b in zip(*columns, strict=True)]
        else:
            texts = [JOINT.join(filter(None, cells)) for cells in zip(*columns, strict=True)]
        for i, beyond in batch.beyond.items():
            more = " ".join(filter(None, map(str.strip, beyond)))
            if more:
                texts[i] = JOINT.join(filter(None, (texts[i], more)))
        return texts

    def _reason(self, batch: Batch, position: int, written: str, text: str, supplier: str) -> str | None:
        """Why a row is no purchase; empty for a blank row, None for a purchase."""
        if not text and not supplier:
            reason = _reason_without_text(written.translate(_NO_DIGITS))
            if reason == TOTALS and not _TOTAL_CELL.search(written) and not self._sums_up(batch, position):
                return NO_TEXT
            return NO_TEXT if reason == "" and any(map(str.strip, batch.row(position))) else reason
        if text and text == self._header_text:
            return REPEATED_HEADER
        if text and supplier:
            return None
        if not _TOTAL.fullmatch(text or supplier):
            return None
        return None if self._dated(batch, position) else TOTALS

    def _sums_up(self, batch: Batch, position: int) -> bool:
        """Whether a row of numbers holds a sum and no day, and is no mere running number."""
        cells = batch.row(position)
        amount = self._mapping.fields.get("amount")
        summed = (amount is not None and cells[amount].strip()) or any(map(is_money, map(str.strip, cells)))
        return bool(summed) and not self._dated(batch, position)

    def _dated(self, batch: Batch, position: int) -> bool:
        """Whether a row has a day of its own, which a line of totals has not."""
        day = self._mapping.fields.get("date")
        return day is not None and bool(batch.row(position)[day].strip())

    def make(self, batch: Batch, position: int, text: str, supplier: str) -> Purchase:
        """The purchase in one row, in full."""
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
            source=self._table.name,
            row=batch.first + position,
            sha256=self._table.sha256,
            text=text,
            supplier=supplier,
            supplier_ids=tuple((kind, field[kind].upper()) for kind in _IDENTIFIERS if field.get(kind)),
            manufacturer=field.get("manufacturer", ""),
            date=parse_date(field.get("date", ""), day_first=bool(self._day_first)),
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
        if self._table.member:
            place["member"] = self._table.member
        if self._table.sheet:
            place["sheet"] = self._table.sheet
        spans: dict[str, list[int]] = {}
        start = 0
        for i in self._mapping.text:
            cell = cells[i].strip()
            if cell:
                spans[self._table.header[i]] = [start, start + len(cell)]
                start += len(cell) + len(JOINT)
        if len(spans) > 1:
            place["columns"] = spans
        return place

    def _original(self, cells: Sequence[str]) -> dict[str, str]:
        width = len(self._names)
        more = {f"column {number}": cell for number, cell in enumerate(cells[width:], start=width + 1) if cell.strip()}
        return dict(zip(self._names, cells, strict=False)) | more


class _Maker:
    """Makes the purchase at one place of a batch's columns."""

    __slots__ = ("_batch", "_kept", "_rows", "_suppliers", "_texts")

    def __init__(
        self, rows: TableRows, batch: Batch, texts: Sequence[str], suppliers: Sequence[str], kept: Sequence[int]
    ) -> None:
        self._rows = rows
        self._batch = batch
        self._texts = texts
        self._suppliers = suppliers
        self._kept = kept

    def __call__(self, i: int) -> Purchase:
        return self._rows.make(self._batch, self._kept[i], self._texts[i], self._suppliers[i])


@lru_cache(maxsize=4_096)
def _reason_without_text(written: str) -> str:
    """Why a row without text and supplier is rejected, from what else it holds (digits as 0); empty if nothing."""
    if not _WORD.search(written):
        return ""
    return TOTALS if not _LETTERS.search(written) or _TOTAL_CELL.search(written) else NO_TEXT


def rejected_rows(table: Table, reason: str, batch_rows: int) -> Iterator[Purchases]:
    """Every record of a table that cannot be mapped, rejected for that reason; blank ones are counted as blank."""
    for batch in table.batches(batch_rows):
        rows = [(batch.first + i, " ".join(filter(None, map(str.strip, batch.row(i))))) for i in range(len(batch))]
        rejected = [Rejection(table.name, number, reason, text[:200]) for number, text in filter(itemgetter(1), rows)]
        yield Purchases([], [], _no_purchase, rejected, len(rows) - len(rejected))


def _no_purchase(i: int) -> Purchase:
    raise IndexError(i)
