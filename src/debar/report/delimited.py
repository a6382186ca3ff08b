"""CSV: one row a finding, made for spreadsheets.

A cell that a spreadsheet would run as a formula (it starts with ``=`` ``+`` ``-`` ``@``, their full-width forms, a tab
or a carriage return, also behind spaces) gets a leading apostrophe. Amounts are plain decimals of our own making and
stay numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from debar.model import Finding
from debar.report.context import Context
from debar.report.lines import place_parts
from debar.report.records import to_json
from debar.report.summary import Summary
from debar.report.text import number, plain
from debar.report.words import binds, in_reading_order, missing_facts

#: The columns of ``scan`` and ``check``.
COLUMNS: tuple[str, ...] = (
    "id",
    "outcome",
    "sentence",
    "source",
    "row",
    "place",
    "constructed",
    "date",
    "buyer",
    "buyer_type",
    "state",
    "supplier",
    "text",
    "amount",
    "currency",
    "funding",
    "purpose",
    "action",
    "maker",
    "maker_name",
    "hits",
    "because",
    "binding_rules",
    "all_rules",
    "citations",
    "missing",
    "duties",
    "not_checked",
    "evidence",
    "decision",
    "decided_by",
    "decided_at",
    "decision_reason",
    "decision_holds",
)

#: What a cell may hold.
Value = str | int | date | Decimal | None

_FORMULA = "=+-@＝＋－＠"


def cell(value: object) -> str:
    """The value as one line that no spreadsheet takes for a formula."""
    raw = "" if value is None else str(value)
    clean = plain(raw)
    return f"'{clean}" if raw[:1] in ("\t", "\r", "\n") or clean.lstrip()[:1] in tuple(_FORMULA) else clean


class CsvWriter:
    """The header, then one row a finding as it comes."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._out = out
        self._rows = csv.writer(out, lineterminator="\n")
        self._rows.writerow(COLUMNS)

    def finding(self, finding: Finding) -> None:
        """Write the finding's row."""
        self._rows.writerow(map(_guarded, finding_values(finding)))
        self._out.flush()

    def close(self, summary: Summary | None = None) -> None:  # noqa: ARG002 - the account goes to stderr
        """Flush the stream."""
        self._out.flush()


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: TextIO, *, header: bool = True) -> None:
    """Any rows as CSV, cells guarded like a finding's; lists of words joined by ``;``, other nested values as JSON."""
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_scalar(row.get(column)) for column in columns])
    out.flush()


def _scalar(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, (date, Decimal)):
        return _guarded(value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return cell(_joined(value))
    return cell(to_json(value) if isinstance(value, (list, tuple, dict)) else value)


def finding_values(finding: Finding) -> list[Value]:
    """The finding's values in the order of ``COLUMNS``, not yet guarded against spreadsheets; None for what is open."""
    subject, amount = finding.subject, finding.subject.amount
    rules = in_reading_order(finding.rules)
    binding = [rule for rule in rules if binds(rule)]
    evidence = [source for found in finding.identifications for source in found.evidence]
    duties = [duty for rule in rules for duty in rule.duties]
    return [
        *(finding.id, str(finding.outcome), finding.sentence, subject.source, subject.row),
        _joined(place_parts(subject)),
        "yes" if subject.constructed else "",
        subject.date,
        *(subject.buyer.name, subject.buyer.type, subject.buyer.state, subject.supplier, subject.text),
        amount.value if amount else None,
        amount.currency if amount else "",
        _joined(map(str, subject.funding)),
        *(subject.purpose, subject.action, *(finding.maker or ("", ""))),
        _joined(f"{found.text} ({found.kind}, {found.strength}, {found.said})" for found in finding.identifications),
        _joined(found.because for found in finding.identifications),
        _joined(f"{rule.rule}={rule.outcome}" for rule in binding),
        _joined(f"{rule.rule}={rule.outcome}" for rule in rules),
        _joined(citation.title for rule in binding for citation in rule.citations),
        _joined(missing_facts(finding.rules)),
        _joined(f"{duty.who}: {duty.what}" + (f" by {duty.due.isoformat()}" if duty.due else "") for duty in duties),
        _joined(finding.not_checked),
        _joined(f"{source.title} {source.url}".strip() for source in evidence),
        *_decision_values(finding),
    ]


def _decision_values(finding: Finding) -> tuple[Value, ...]:
    """What was decided, by whom (and who approved it), when, why, and whether it still holds."""
    if finding.decision is None:
        return (None,) * 5
    made, holds = finding.decision.decision, finding.decision.holds
    by = f"{made.actor}, approved by {made.approver}" if made.approver else made.actor
    return made.kind, by, made.at, made.reason, "yes" if holds else f"no: {finding.decision.because}"


def _guarded(value: Value) -> str:
    if isinstance(value, Decimal):
        return number(value)
    return value.isoformat() if isinstance(value, date) else cell(value)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))
