"""What a dossier means for the buyer: the company's own name joined to what past scans of the buyer found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from debar.model.dossier_pages import Exposure
from debar.model.findings import Finding

#: Vendors named; further ones are counted.
MOST_VENDORS = 12
_DEVICES = frozenset({"device"})


def exposure_of(findings: Iterable[Finding], names: Iterable[str], first_sign: tuple[int, str]) -> Exposure | None:
    """What the findings hold of the company, by its names or the id of its maker; None when there are no findings.

    ``first_sign`` is the number of the first warning and its ISO day, empty where none is dated. Findings about other
    companies are counted in ``left_out``.
    """
    wanted = {name.casefold() for name in names if name}
    outcomes: Counter[str] = Counter()
    vendors: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    days: list[str] = []
    devices = left_out = 0
    for finding in findings:
        if not wanted & _named(finding):
            left_out += 1
            continue
        subject = finding.subject
        outcomes[str(finding.outcome)] += 1
        vendors[subject.supplier] += bool(subject.supplier)
        devices += subject.kind in _DEVICES
        if subject.amount and subject.amount.value.is_finite():
            amounts[subject.amount.currency] = amounts.get(subject.amount.currency, Decimal(0)) + subject.amount.value
        if subject.date:
            days.append(subject.date.isoformat())
    if not outcomes and not left_out:
        return None
    ranked = sorted(((name, times) for name, times in vendors.items() if times), key=lambda each: (-each[1], each[0]))
    return Exposure(
        findings=outcomes.total(),
        outcomes=dict(sorted(outcomes.items())),
        vendors=tuple(ranked[:MOST_VENDORS]),
        amounts=dict(sorted(amounts.items())),
        devices=devices,
        first=min(days, default=""),
        last=max(days, default=""),
        after_first_sign=sum(day >= first_sign[1] for day in days) if first_sign[1] else 0,
        first_sign=first_sign[0],
        left_out=left_out,
    )


def _named(finding: Finding) -> set[str]:
    held = {each.casefold() for each in finding.maker or () if each}
    for found in finding.identifications:
        held |= {each.casefold() for each in (found.maker, found.entity) if each}
    return held
