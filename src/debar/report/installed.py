"""What purchases say of what stands with a buyer today: bought, renewed, removed, and mostly: not said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from debar.model import Purchase

#: Actions that show that the thing is there on that day.
_SHOWS_USE = frozenset({"renew", "use", "operate", "discover"})
#: A larger number in the column of quantities is taken for money or a code.
_MOST_PIECES = 100_000


class Standing(StrEnum):
    """What the records say of a maker's things at one buyer."""

    NOT_SAID = "not said"
    IN_USE = "in use"
    REMOVED = "removal recorded"
    BOUGHT_AGAIN = "bought after a removal"
    ORDER_UNKNOWN = "bought and removed, order unknown"
    REMOVED_ONLY = "removal recorded, no purchase here"
    MENTIONED = "mentioned, no purchase here"


@dataclass(slots=True)
class Installed:
    """A maker's things at one buyer. ``pieces`` adds the quantities that were given, ``uncounted`` are purchases
    without; the days are of the last record of each kind, and ``undated`` are records without one."""

    bought: int = 0
    pieces: int = 0
    uncounted: int = 0
    removals: int = 0
    uses: int = 0
    undated: int = 0
    first_bought: date | None = None
    last_bought: date | None = None
    last_removed: date | None = None
    last_used: date | None = None
    amount: dict[str, Decimal] = field(default_factory=dict)

    def add(self, subject: Purchase, *, bought: bool, removed: bool) -> None:
        """Count one record of the maker at this buyer."""
        day = subject.date
        self.undated += day is None and (bought or removed)
        if bought:
            self.bought += 1
            pieces = read_pieces(subject.quantity)
            self.pieces += pieces
            self.uncounted += not pieces
            self.first_bought = _least(self.first_bought, day)
            self.last_bought = _most(self.last_bought, day)
            if subject.amount and subject.amount.value.is_finite():
                currency = subject.amount.currency or "unknown"
                self.amount[currency] = self.amount.get(currency, Decimal(0)) + subject.amount.value
        if removed:
            self.removals += 1
            self.last_removed = _most(self.last_removed, day)
        elif subject.action in _SHOWS_USE:
            self.uses += 1
            self.last_used = _most(self.last_used, day)

    def merge(self, other: Installed) -> None:
        """Add what another name of the same buyer has."""
        for name in ("bought", "pieces", "uncounted", "removals", "uses", "undated"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.first_bought = _least(self.first_bought, other.first_bought)
        for name in ("last_bought", "last_removed", "last_used"):
            setattr(self, name, _most(getattr(self, name), getattr(other, name)))
        for currency, value in other.amount.items():
            self.amount[currency] = self.amount.get(currency, Decimal(0)) + value

    @property
    def standing(self) -> Standing:
        """What the records say. A later record of use beats an earlier removal; a removal need not be of everything."""
        if not self.removals:
            if self.uses:
                return Standing.IN_USE
            return Standing.NOT_SAID if self.bought else Standing.MENTIONED
        if not self.bought and not self.uses:
            return Standing.REMOVED_ONLY
        there = _most(self.last_bought, self.last_used)
        if there is None or self.last_removed is None or self.undated:
            return Standing.ORDER_UNKNOWN
        if self.last_removed >= there:
            return Standing.REMOVED
        return Standing.IN_USE if self.last_used and self.last_used > self.last_removed else Standing.BOUGHT_AGAIN

    @property
    def unknown(self) -> tuple[str, ...]:
        """What a person would have to ask to know what stands there today."""
        asked = []
        if self.standing in (Standing.NOT_SAID, Standing.BOUGHT_AGAIN, Standing.ORDER_UNKNOWN):
            asked.append("whether it is still in use")
        if self.removals:
            asked.append("whether all of it was removed")
        if self.uncounted:
            asked.append("how many pieces")
        if self.undated:
            asked.append("when")
        return tuple(asked)


def read_pieces(text: str) -> int:
    """The number of pieces; 0 when the quantity is not given, not whole, or so large that it is something else."""
    try:
        value = Decimal(text.strip().replace(",", "")) if len(text) <= 30 else Decimal(0)
    except InvalidOperation:
        return 0
    fits = value.is_finite() and 0 < value <= _MOST_PIECES and value == value.to_integral_value()
    return int(value) if fits else 0


def _least(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _most(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)
