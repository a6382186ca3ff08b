"""Lobbying filings over all documents held: of one registrant, client and period the last one stands.

A file settles its own filings (`debar.dossiers.lda.in_force`); here an amendment takes the place of a filing that came
with another file, before it or after. Source: 2 U.S.C. 1604, one report for each client and period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from debar.model.dossiers import Filed, Lobbying, Payment, Record
from debar.model.kept import Kept


def without_superseded(kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """The records in their order, without those of filings whose place a later one of their series took.

    What stands says so: a payment ``replaces`` the numbers of the others, all have a note.
    """
    held = tuple(kept)
    series: dict[str, set[Filed]] = defaultdict(set)
    for each in held:
        if (filed := filed_of(each.record)) is not None and filed.series:
            series[filed.series].add(filed)
    last = {name: max(filings, key=_order) for name, filings in series.items() if len(filings) > 1}
    found = []
    for each in held:
        filed = filed_of(each.record)
        if filed is None or filed.series not in last:
            found.append(each)
        elif filed.number == last[filed.series].number:
            others = sorted({one.number for one in series[filed.series]} - {filed.number})
            found.append(replace(each, record=_standing(each.record, others)))
    return tuple(found)


def filed_of(record: Record) -> Filed | None:
    """The filing that a record is of; None for records of other sources."""
    return record.filed if isinstance(record, (Payment, Lobbying)) else None


def _order(filed: Filed) -> tuple[bool, str, str]:
    return filed.is_amendment, filed.posted, filed.number


def _standing(record: Record, others: list[str]) -> Record:
    notes = (*record.notes, f"takes the place of {', '.join(others)}") if others else record.notes
    if isinstance(record, Payment):
        return replace(record, notes=notes, replaces=tuple(dict.fromkeys((*record.replaces, *others))))
    return replace(record, notes=notes)
