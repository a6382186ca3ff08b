"""Totals against contract rates: a check that flags, beside the facts and never among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from debar.model.dossiers import Day, Engagement, Payment

#: A total so far from what the contract gives is shown; smaller differences are expenses.
_TOLERANCE = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class RateCheck:
    """What was paid in a period, what the contract's rate gives for it, and by how much of that it differs."""

    paid: Decimal
    expected: Decimal
    months: int
    differs_by: Decimal
    is_flagged: bool


def check_rate(engagement: Engagement, payment: Payment) -> RateCheck | None:
    """Compare a payment's period with a monthly fee; None when either lacks what is needed, or another currency."""
    if engagement.fee_per != "month" or not engagement.fee or engagement.currency != payment.currency:
        return None
    if payment.start is None or payment.end is None:
        return None
    months = months_between(payment.start, payment.end)
    expected = Decimal(engagement.fee) * months
    if months < 1 or expected <= 0:
        return None
    paid = Decimal(payment.amount)
    differs = (paid - expected) / expected
    return RateCheck(paid, expected, months, differs, abs(differs) > _TOLERANCE)


def months_between(start: Day, end: Day) -> int:
    """The months from the first to the last, both counted; 0 when a month is not known."""
    if len(start.iso) < 7 or len(end.iso) < 7:
        return 0
    return (int(end.iso[:4]) - int(start.iso[:4])) * 12 + int(end.iso[5:7]) - int(start.iso[5:7]) + 1


def total(payments: Iterable[Payment], basis: str) -> dict[str, Decimal]:
    """The sum of one basis for each currency; money that a subcontractor passed on is left out, as it was counted."""
    sums: dict[str, Decimal] = {}
    for each in payments:
        if each.basis == basis and not each.through:
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + Decimal(each.amount)
    return sums
