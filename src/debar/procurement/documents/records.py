"""Purchases in documents: a row for each item line, bid and paragraph, with its page and line.

What a paper says of itself at its head (seller, buyer, date) holds for its items; what the user says comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice

from debar.documents import Grid, Layout, Line
from debar.documents.flow import shown_rows
from debar.model import Buyer, Money, Purchase, Purchases, Rejection
from debar.procurement.amounts import parse_amount
from debar.procurement.dates import parse_date
from debar.procurement.documents.columns import heading_at
from debar.procurement.documents.head import Read, read_head, written_state
from debar.procurement.documents.items import Item, is_sum, items_of
from debar.procurement.documents.lines import tables_in
from debar.procurement.documents.prose import Paragraph, furniture, paragraphs, usual_gap
from debar.procurement.documents.table import Aside, ItemTable, table_of_grid
from debar.procurement.options import UNKNOWN_FUNDING, ReadOptions, currency_of, filled
from debar.procurement.totals import TOTALS
from debar.tables import Member

_BIDS = "bid tabulation"
#: Lines that may belong to the head.
_HEAD = 60


@dataclass(frozen=True, slots=True)
class _Total:
    page: int | None
    line: int
    text: str


class DocumentRecords:
    """The rows of one document. ``explanation`` says what was read as what, and where it stands."""

    def __init__(self, member: Member, layout: Layout, options: ReadOptions) -> None:
        self._member = member
        self._layout = layout
        self._options = options
        self._fields = dict(_named(word) for word in options.mapping if word.partition("=")[2])
        lines = [block for block in layout.blocks if isinstance(block, Line)]
        self._usual = usual_gap(lines)
        self._everywhere = {id(lines[at]) for at in furniture(lines)}
        self._head = read_head(_top(layout, self._fields), layout.kind)
        self._kind = self._head.kind.value if self._head.kind else ""
        self._rows = list(self._read())
        self._supplier = self._head.supplier
        self._buyer = self._document_buyer()
        self.explanation = self._explained()

    def batches(self) -> Iterator[Purchases]:
        """All rows, in order; lines that sum up others are rejected."""
        numbered = enumerate(self._rows, start=1)
        while batch := list(islice(numbered, min(self._options.batch_rows, 5_000))):
            made = [self._made(number, row) for number, row in batch]
            purchases = Purchases.of([one for one in made if isinstance(one, Purchase)])
            yield replace(purchases, rejected=[one for one in made if isinstance(one, Rejection)])

    def _read(self) -> Iterator[Item | Paragraph | _Total]:
        bids = self._kind == _BIDS
        run: list[Line] = []
        at = -1
        for block in self._layout.blocks:
            table = table_of_grid(block, self._fields, bids=bids) if isinstance(block, Grid) else None
            if table:
                yield from self._lines(run, bids=bids)
                yield from _table_rows(table)
                run = []
                at += len(shown_rows(block)) if isinstance(block, Grid) else 0
                continue
            for line in shown_rows(block) if isinstance(block, Grid) else (block,):
                at += 1
                left = [s for number, s in enumerate(line.segments) if (at, number) not in self._head.used]
                if left and id(line) not in self._everywhere:
                    run.append(replace(line, segments=tuple(left)))
        yield from self._lines(run, bids=bids)

    def _lines(self, run: Sequence[Line], *, bids: bool) -> Iterator[Item | Paragraph | _Total]:
        between: list[Line] = []
        for one in tables_in(run, self._fields, bids=bids):
            if isinstance(one, Line):
                between.append(one)
                continue
            yield from _prose(between, self._usual)
            between = []
            yield from _table_rows(one)
        yield from _prose(between, self._usual)

    def _document_buyer(self) -> Buyer:
        """The buyer the user names, else the one the paper names, with where it stands."""
        options, read = self._options, self._head.buyer
        if options.buyer.name or read is None:
            return options.buyer_of("")
        named, address = written_state(read.value)[1], self._head.state
        buyer = options.buyer_of(read.value, named or (address.value if address else ""))
        evidence = f"read from the document, {read.place}; {buyer.evidence}"
        if address and not named:
            evidence += f"; state {address.value} read from the address, {address.place}"
        return replace(buyer, evidence=evidence)

    def _made(self, number: int, row: Item | Paragraph | _Total) -> Purchase | Rejection:
        if isinstance(row, _Total):
            where = Read("", row.page, row.line).place
            return Rejection(self._member.name, number, TOTALS, f"{where}: {row.text[:200]}")
        place: dict[str, object] = filled({"member": self._member.member})  # type: ignore[assignment]
        place |= {"page": row.page, "line": row.line} if row.page else {"line": row.line}
        options = self._options
        item = row if isinstance(row, Item) else None
        buyer = self._buyer
        if item and item.buyer and not buyer.name:
            buyer = options.buyer_of(item.buyer)
        supplier = (item.supplier or self._read_value(self._head.supplier)) if item else ""
        day = (parse_date(item.date) if item and item.date else None) or self._head.day
        return Purchase(
            source=self._member.name,
            row=number,
            sha256=self._member.sha256,
            text=row.text,
            supplier=supplier,
            manufacturer=item.manufacturer if item else "",
            date=day,
            amount=_amount(item, currency_of(buyer)) if item else None,
            quantity=item.quantity if item else "",
            buyer=buyer,
            funding=options.funding or UNKNOWN_FUNDING,
            purpose=options.purpose,
            action=options.action,
            reference=(item.reference if item else "") or self._read_value(self._head.number),
            place=place,
            facts=self._facts(item, day),
            original=self._original(row),
        )

    @staticmethod
    def _read_value(read: Read | None) -> str:
        return read.value if read else ""

    def _facts(self, item: Item | None, day: date | None) -> dict[str, str]:
        head = self._head
        supplier = head.supplier if item and not item.supplier else None
        stage = "bid" if item and item.bid else ""
        return filled(
            {
                "document": self._kind,
                "stage": stage,
                "model": item.model if item else "",
                "unit_price": item.price if item else "",
                "supplier_read_from": supplier.place if supplier else "",
                "date_read_from": head.date.place if head.date and day == head.day else "",
            }
        )

    def _original(self, row: Item | Paragraph) -> dict[str, str]:
        if isinstance(row, Item):
            return dict(row.original)
        return {"paragraph": row.text}

    def _explained(self) -> str:
        head = self._head
        read = {"supplier": head.supplier, "buyer": head.buyer, "date": head.date}
        if self._options.buyer.name:
            read["buyer"] = None
        said = [f"{name} = {one.value} ({one.place})" for name, one in read.items() if one]
        items = sum(isinstance(row, Item) for row in self._rows)
        prose = sum(isinstance(row, Paragraph) for row in self._rows)
        counts = f"{items:,} item line{'s' * (items != 1)}, {prose:,} paragraph{'s' * (prose != 1)}"
        kind = f"{self._kind or 'document'} ({self._layout.kind})"
        left = len(self._everywhere)
        more = [f"{left:,} lines that stand on every page left out"] if left else []
        return "; ".join([kind, *said, counts, *more, *self._layout.notes])


def _named(word: str) -> tuple[str, str]:
    """A user's ``field=Heading`` as (heading, field)."""
    name, _, heading = word.partition("=")
    return heading.strip().casefold(), name.strip()


def _top(layout: Layout, fields: dict[str, str]) -> list[Line]:
    """The lines above the first table of items."""
    found: list[Line] = []
    for block in layout.blocks:
        if isinstance(block, Grid) and table_of_grid(block, fields, bids=False):
            break
        found += shown_rows(block) if isinstance(block, Grid) else [block]
        if len(found) > _HEAD:
            break
    first = next((at for at in range(len(found)) if heading_at(found, at, fields, bids=False)), len(found))
    return found[:first]


def _table_rows(table: ItemTable) -> Iterator[Item | Paragraph | _Total]:
    for row in table.rows:
        if isinstance(row, Aside):
            yield Paragraph(row.page, row.line, row.text)
        elif row.total:
            yield _Total(row.page, row.line, " ".join(filter(None, row.cells)))
        else:
            yield from items_of(row, table.columns)


def _prose(lines: Sequence[Line], usual: float) -> Iterator[Paragraph | _Total]:
    for paragraph in paragraphs(lines, usual):
        if is_sum(paragraph.text):
            yield _Total(paragraph.page, paragraph.line, paragraph.text)
        else:
            yield paragraph


def _amount(item: Item, currency: str) -> Money | None:
    """What the line costs: as extended, else price times quantity, else the price."""
    whole = parse_amount(item.amount, currency) if item.amount else None
    if whole is not None or not item.price:
        return whole
    each = parse_amount(item.price, currency)
    try:
        return Money(each.value * Decimal(item.quantity), each.currency) if each and item.quantity else each
    except ArithmeticError:
        return each
