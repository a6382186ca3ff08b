"""What ``debar transact`` does: transactions judged and written, or a contract's clause told by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from debar import __version__
from debar.clauses import read_clauses
from debar.cli.options import ReportFormat, TableFormat
from debar.cli.output import JUDGED, NOT_JUDGED, exit_code, open_output, tell, today, write_pdf_file
from debar.cli.progress import watch
from debar.desk import Desk, open_desk
from debar.desk.transactions import TransactionScan
from debar.documents import read_document
from debar.errors import InputError
from debar.model import SEVERITY, Outcome
from debar.report.clause_pdf import make_clause_pdf
from debar.report.clauses import write_clauses
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.summary import STALE_AFTER
from debar.report.writers import open_writer

_CLAUSE_FORMATS = (*TableFormat, ReportFormat.HTML, ReportFormat.PDF)


@dataclass(frozen=True, kw_only=True)
class TransactRequest:
    """What the user asked of transactions."""

    files: Sequence[str]
    clause: str | None = None
    stakes: Sequence[str] = ()
    mapping: Sequence[str] = ()
    as_of: str | None = None
    known_at: str | None = None
    max_age: int | None = None
    store: str = ""
    strict: bool = False
    everything: bool = False
    quiet: bool = False


def run_clause(clause: str | None, chosen: str, output: str | None) -> int:
    """Write what a contract obliges to and return the exit code. Raises InputError when nothing is asked."""
    if clause is None:
        raise InputError("nothing to judge: give a FILE of transactions, or --clause FILE to read a contract")
    if chosen not in _CLAUSE_FORMATS:
        raise InputError(
            f"format {str(chosen)!r} is not offered for a clause alone; choose one of: {', '.join(_CLAUSE_FORMATS)}"
        )
    document = read_document(clause)
    reading = read_clauses(document.text)
    context = Context(today=today(), command="transact", title=document.name, version=__version__)
    if chosen == ReportFormat.PDF:
        write_pdf_file(make_clause_pdf(reading, document, context), output, [clause])
    else:
        with open_output(output, [clause]) as out:
            if chosen == ReportFormat.HTML:
                write_page = import_module("debar.report.html.clauses").write_clause_page
                write_page(reading, document, out, context)
            else:
                write_clauses(reading, document, chosen, out, context)
    if not reading.obligations:
        tell(f"debar: {document.name}: no obligation on sanctions or export control was found in it")
    for note in (*document.notes, *reading.notes):
        tell(f"debar: {note}")
    return NOT_JUDGED if document.notes else JUDGED


def run_transact(
    request: TransactRequest, chosen: str, output: str | None, fail_on: str, *, exit_zero: bool = False
) -> int:
    """Judge, write, and return the exit code; what was finished before an interruption is written, marked partial."""
    if [*request.files, request.clause, *request.stakes].count("-") > 1:
        raise InputError("standard input (-) can be read once only: give the other inputs as files")
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age)
    scan = desk.transact(
        *request.files,
        mapping=request.mapping,
        stakes=request.stakes,
        clause=request.clause,
        as_of=request.as_of,
        known_at=request.known_at,
        everything=True,
    )
    contract = scan.contract
    if contract and not contract.reading.obligations:
        tell(f"debar: {contract.document.name}: no obligation on sanctions or export control was found in it")
    for note in (*contract.document.notes, *contract.reading.notes) if contract else ():
        tell(f"debar: {note}")
    worst = _write(scan, desk, request, chosen, output, fail_on)
    summary = scan.summary
    unread = bool(contract and contract.document.notes)
    late = bool(desk.lists_not_known(request.known_at))
    partial = bool(summary.partial) or late or unread or (request.strict and summary.rejected_count > 0)
    return exit_code(worst, fail_on, exit_zero=exit_zero, partial=partial)


def _write(
    scan: TransactionScan, desk: Desk, request: TransactRequest, chosen: str, output: str | None, fail_on: str
) -> Outcome:
    """Write every finding; a record of one is written also when it is clear, so that a question has an answer."""
    context = Context(
        today=desk.today,
        command="transact",
        title=", ".join(Path(name).name for name in request.files[:3]),
        editions=desk.reference_at(request.known_at).editions,
        as_of=desk.day(request.as_of),
        known_at=desk.day(request.known_at),
        fail_on=Outcome(fail_on),
        version=__version__,
    )
    worst = Outcome.CLEAR
    inputs = [*request.files, *request.stakes, *([request.clause] if request.clause else [])]
    with open_output(output, inputs) as out:
        writer = open_writer(chosen, out, context=context)
        clear = None
        written = 0
        try:
            for finding in watch(scan):
                worst = min(worst, finding.outcome, key=SEVERITY.index)
                if finding.identifications or request.everything:
                    writer.finding(finding)
                    written += 1
                else:
                    clear = finding
        except KeyboardInterrupt:
            scan.summary.partial = "stopped by the user"
        if clear and not written and scan.summary.rows == 1:
            writer.finding(clear)
        writer.close(scan.summary)
    _tell_about(scan, desk, request, chosen)
    return worst


def _tell_about(scan: TransactionScan, desk: Desk, request: TransactRequest, chosen: str) -> None:
    seen: set[str] = set()
    for file in () if request.quiet else scan.files:
        if file.explanation not in seen:
            seen.add(file.explanation)
            tell(f"debar: {file.name}: {file.explanation}")
    summary = scan.summary
    if summary.partial:
        tell(f"debar: partial: {summary.partial}")
    for account in summary.files.values():
        if account.unreadable:
            tell(f"debar: {account.unreadable}")
    if chosen not in ("table", "html"):
        for line in edition_summary(desk.editions, desk.today, STALE_AFTER):
            tell(f"debar: {line}")
        tell(
            f"debar: {summary.rows:,} rows = {summary.judged:,} judged + {summary.rejected_count:,} rejected; "
            f"{summary.findings:,} findings"
        )
