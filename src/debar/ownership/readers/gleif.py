"""GLEIF relationship records (RR-CDF 2.1 as the csv of the golden copy): who consolidates whom.

Consolidation in the accounts is control and no count of shares. A percentage is taken where a record states one; else
the share is not known. https://www.gleif.org/en/about-lei/common-data-file-format/relationship-record-cdf-format
"""

from __future__ import annotations

from collections.abc import Mapping

from debar.model import Holder
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords
from debar.tables import Table

_START, _END = "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID"
_TYPE, _STATUS = "Relationship.RelationshipType", "Relationship.RelationshipStatus"
_CONSOLIDATED = ("IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY")
_PERIODS = range(1, 6)


def is_gleif(table: Table) -> bool:
    """Return whether a table is a file of GLEIF relationship records."""
    return {_START, _END, _TYPE} <= set(table.header)


def read_gleif(table: Table, reading: Reading) -> None:
    """Take every relationship; branches and funds are no holdings and are counted in the notes."""
    for batch in table.batches():
        for at in range(len(batch)):
            cells = dict(
                zip(table.header, (batch.columns[c][at].strip() for c in range(len(table.header))), strict=True)
            )
            if not any(cells.values()) and at not in batch.unreadable:
                continue
            reading.rows += 1
            _take(table.name, batch.first + at, cells, reading, batch.unreadable.get(at, ""))


def _take(source: str, row: int, cells: Mapping[str, str], reading: Reading, unreadable: str) -> None:
    child, parent, kind = cells[_START], cells[_END], cells[_TYPE]
    if unreadable or not child or not parent:
        reading.reject(source, row, unreadable or "a relationship needs two LEIs")
        return
    if kind not in _CONSOLIDATED:
        reading.notes[f"{source}: {kind or 'records without a type'} is no holding and is left out"] += 1
        return
    for lei in (parent, child):
        reading.party(Holder(lei, identifiers=(("lei", lei),)))
    start, end = _period(cells)
    if cells.get(_STATUS) == "NULL" or (cells.get(_STATUS) == "INACTIVE" and not end):
        reading.notes[f"{source}: records that are not active and do not say since when are left out"] += 1
        return
    share = _share(cells) if kind == _CONSOLIDATED[0] else ""
    for relation, percent in (("shares", share), ("control", "")):
        words = StakeWords(parent, child, source, row, percent, from_=start, to=end, relation=relation)
        reading.add(words.stake())


def _period(cells: Mapping[str, str]) -> tuple[str, str]:
    """First and last day of the relationship itself, not of the accounts or of the filed document."""
    for number in _PERIODS:
        prefix = f"Relationship.Period.{number}"
        if cells.get(f"{prefix}.periodType") == "RELATIONSHIP_PERIOD":
            return cells.get(f"{prefix}.startDate", "")[:10], cells.get(f"{prefix}.endDate", "")[:10]
    return "", ""


def _share(cells: Mapping[str, str]) -> str:
    for number in _PERIODS:
        prefix = f"Relationship.Quantifiers.{number}"
        if cells.get(f"{prefix}.QuantifierUnits", "").upper() in ("PERCENTAGE", "PERCENT"):
            return cells.get(f"{prefix}.QuantifierAmount", "")
    return ""
