"""Rows of item tables as items: a thing, how many, at what price, from whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debar.procurement.columns import JOINT
from debar.procurement.documents.table import Column, TableRow
from debar.procurement.documents.words import WORDS, is_money, is_total

_NOTHING = re.compile(r"no\s+bid|n/?b|n/?a|-+|none|not bid|no quote", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing offered or bought, as written. ``bid`` says that it is one of several bids for it."""

    page: int | None
    line: int
    text: str
    quantity: str = ""
    price: str = ""
    amount: str = ""
    supplier: str = ""
    manufacturer: str = ""
    model: str = ""
    date: str = ""
    reference: str = ""
    buyer: str = ""
    bid: bool = False
    original: tuple[tuple[str, str], ...] = ()


def items_of(row: TableRow, columns: Sequence[Column]) -> Iterator[Item]:
    """The item of a row, or one for each bidder who named a price for it; none where the row says nothing."""
    bidders = list(dict.fromkeys(column.bidder for column in columns if column.bidder))
    if not bidders:
        item = _item(row, columns, "")
        if item.text or item.supplier:
            yield item
        return
    for bidder in bidders:
        item = _item(row, columns, bidder)
        priced = [one for one in (item.amount, item.price) if one and not _NOTHING.fullmatch(one)]
        if item.text and priced:
            yield item


def _item(row: TableRow, columns: Sequence[Column], bidder: str) -> Item:
    found: dict[str, str] = {}
    words: list[str] = []
    original: list[tuple[str, str]] = []
    for column, cell in zip(columns, row.cells, strict=True):
        if column.bidder not in ("", bidder) or not cell:
            continue
        original.append((column.heading, cell))
        if column.field in WORDS:
            words.append(cell)
        found.setdefault(column.field, cell)
    quantity = _COUNT.match(found.get("quantity", ""))
    return Item(
        page=row.page,
        line=row.line,
        text=JOINT.join(words),
        quantity=quantity[0].replace(",", "") if quantity else found.get("quantity", ""),
        price=found.get("price", ""),
        amount=found.get("amount", ""),
        supplier=bidder or found.get("supplier", ""),
        manufacturer=found.get("manufacturer", ""),
        model=found.get("model", ""),
        date=found.get("date", ""),
        reference=found.get("reference", ""),
        buyer=found.get("buyer", ""),
        bid=bool(bidder),
        original=tuple(original),
    )


def is_sum(text: str) -> bool:
    """A line of its own that only states a sum: ``Total $4,292.00``, ``Total charges: $660.19``."""
    return (
        is_total(text)
        and len(text.split()) < 6
        and is_money(text.rsplit(maxsplit=1)[-1])
        and any(map(str.isdigit, text))
    )
