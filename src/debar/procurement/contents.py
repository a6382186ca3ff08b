"""What the cells of a column hold: days, sums, names of firms, prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from debar.model import ACTIONS
from debar.names.legal import legal_forms
from debar.procurement.amounts import currency_code, parse_amount
from debar.procurement.dates import parse_date
from debar.procurement.headings import plain

_WORD = re.compile(r"[^\W\d_]{3}")
_PLACE = re.compile(r"https?://|www\.|[^\s@]+@[^\s@]+\.\w+")
#: Words of the longest legal form looked for at the end of a name (``s a de c v``).
_FORM_WORDS = 5
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its place, the cells of the sample, and those of them that are filled."""

    name: str
    position: int
    cells: tuple[str, ...]
    values: tuple[str, ...]
    counts: Mapping[str, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(self.values))

    def share(self, test: Callable[[str], object]) -> float:
        """The share of filled cells that pass ``test``."""
        passed = sum(times for value, times in self.counts.items() if test(value))
        return passed / len(self.values) if self.values else 0.0


def holds(name: str, column: Column) -> bool:
    """Whether the filled cells can be what the heading promises; an empty column can."""
    if not column.values:
        return True
    if name == "date":
        return column.share(parse_date) >= 0.5
    if name == "amount":
        return column.share(parse_amount) >= 0.5
    if name in ("text", "context", "supplier", "buyer", "department", "manufacturer"):
        words = column.share(_WORD.search)
        return words >= 0.5 and column.share(_PLACE.search) < 0.5 and column.share(parse_date) < 0.5
    if name == "quantity":
        return column.share(lambda value: any(c.isdigit() for c in value)) >= 0.5
    if name == "currency":
        return column.share(currency_code) >= 0.5
    if name == "action":
        return column.share(lambda value: value.lower() in ACTIONS) >= 0.5
    if name == "state":
        return column.share(lambda value: len(value) <= 20 and not any(c.isdigit() for c in value)) >= 0.8
    return True


def is_prose(column: Column, least: float) -> bool:
    """True for a column of words, ``least`` of them a cell, that are no days, sums or addresses."""
    return bool(column.values) and holds("text", column) and column.share(parse_amount) < 0.2 and words(column) >= least


def words(column: Column) -> float:
    """Words a filled cell, on average."""
    return sum(len(value.split()) for value in column.values) / len(column.values) if column.values else 0.0


def is_money(value: str) -> bool:
    """True for a sum with a point, a comma or a dollar sign: a bare number may be anything."""
    return bool(parse_amount(value)) and ("." in value or "$" in value or "," in value)


@lru_cache(maxsize=16_384)
def names_firm(value: str) -> bool:
    """True when a name ends with a legal form: ``Acme Supplies, Inc.``; ``0BT`` is a code, no firm."""
    if len(value) > _LONGEST_NAME:
        return False
    found = plain(value).split()
    forms = legal_forms()
    return any(
        tuple(found[-count:]) in forms and _WORD.search(" ".join(found[:-count]))
        for count in range(1, min(_FORM_WORDS + 1, len(found)))
    )
