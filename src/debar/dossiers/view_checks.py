"""Checks beside the facts: money against contract rates, and numbers on which two documents differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debar.dossiers.articles_said import counted_kind
from debar.dossiers.totals import check_rate
from debar.dossiers.view_places import Entry
from debar.dossiers.view_words import amount_words
from debar.model.dossier_pages import Check
from debar.model.dossiers import Count, Engagement, Payment

#: Pairs of records that are compared, and checks that are shown.
_MOST = 200


def checks_of(entries: Sequence[Entry]) -> tuple[Check, ...]:
    """Payments that differ from what the engagement's rate gives, and counts that differ between documents."""
    return (*_rates(entries), *_counts(entries))


def _rates(entries: Sequence[Entry]) -> Iterator[Check]:
    hired: dict[str, list[tuple[int, Engagement]]] = {}
    for number, entry in enumerate(entries, 1):
        if isinstance(entry.record, Engagement) and entry.record.fee:
            hired.setdefault(_word(entry.record.firm), []).append((number, entry.record))
    told = 0
    for number, entry in enumerate(entries, 1):
        payment = entry.record
        if told >= _MOST or not isinstance(payment, Payment):
            continue
        for other, engagement in hired.get(_word(payment.beneficiary), ())[:5]:
            rate = check_rate(engagement, payment)
            if rate is not None and rate.is_flagged:
                told += 1
                paid, due = amount_words(payment.currency, payment.amount), f"{rate.expected:f}"
                fee = amount_words(engagement.currency, engagement.fee)
                yield Check(
                    title="More than the contract rate" if rate.differs_by > 0 else "Less than the contract rate",
                    because=(
                        f"{paid} were paid in {rate.months} months; {fee} a month "
                        f"would be {amount_words(payment.currency, due)} ({rate.differs_by:+.1%})."
                    ),
                    marks=(other, number),
                    is_flagged=True,
                )


def _counts(entries: Sequence[Entry]) -> Iterator[Check]:
    held: dict[tuple[str, str], list[tuple[int, Count]]] = {}
    for number, entry in enumerate(entries, 1):
        if isinstance(entry.record, Count) and len(held) < _MOST:
            held.setdefault(counted_kind(entry.record.unit), []).append((number, entry.record))
    for counts in held.values():
        documents = {count.quotations[0].document for _, count in counts if count.quotations}
        values = sorted({count.value for _, count in counts})
        close = [value for value in values if any(0 < abs(value - other) <= max(2, other // 10) for other in values)]
        if len(close) > 1 and len(documents) > 1:
            told = " and ".join(f"{value:,}" for value in close)
            unit = next(count.unit for _, count in counts if count.value in close)
            yield Check(
                title="Sources differ",
                because=f"The documents give {told} {unit}; both stand here.",
                marks=tuple(number for number, count in counts if count.value in close),
                is_flagged=True,
            )


def _word(name: str) -> str:
    """The first word of a firm's name: one document says Mercury, the other Mercury Public Affairs."""
    return "".join(each for each in name.casefold().partition(" ")[0] if each.isalnum())
