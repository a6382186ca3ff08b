"""``debar scan`` and ``debar demo``: files in, findings and the account out."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from debar import __version__
from debar.cli.columns import keep_columns, show_columns
from debar.cli.deciding import keep_scan
from debar.cli.exports import ExportRequest, Exports
from debar.cli.options import EngineName, TableFormat
from debar.cli.output import JUDGED, NOT_JUDGED, exit_code, open_output, tell, today
from debar.cli.progress import clear_line, watch
from debar.desk import Desk, open_desk
from debar.desk.answers import parse_action, parse_date, parse_funding
from debar.desk.buyers import KnownBuyers
from debar.desk.casework import decided_in
from debar.desk.device_scans import DeviceScan
from debar.desk.journal import journal_of
from debar.desk.scans import Scan
from debar.desk.workers import cores
from debar.errors import InputError
from debar.inventory import InventoryFile
from debar.model import SEVERITY, Finding, Outcome
from debar.procurement.readers import PurchaseFile, ReadOptions
from debar.procurement.repeats import REMEMBERED
from debar.report.catalog import write_unknown
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.summary import STALE_AFTER
from debar.report.views import read_view
from debar.report.writers import open_writer
from debar.screening.conclude import View

#: Reasons of rejected rows that are told, the most frequent ones.
_REASONS = 5


@dataclass(frozen=True, kw_only=True)
class ScanRequest:
    """What the user asked of a scan."""

    files: Sequence[str]
    mapping: Sequence[str] = ()
    buyer: str = ""
    buyer_type: str = ""
    state: str = ""
    country: str = ""
    funding: Sequence[str] = ()
    purpose: str = ""
    action: str = "buy"
    as_of: str | None = None
    known_at: str | None = None
    max_age: int | None = None
    store: str | None = ""
    strict: bool = False
    everything: bool = False
    quiet: bool = False
    unknown: bool = False
    least: int = 3
    columns: bool = False
    save_profile: bool = False
    keep_duplicates: bool = False
    title: str = ""
    jobs: int | None = None
    resume: bool = False
    engine: str = EngineName.LOCAL
    keep: bool = False
    where: Sequence[str] = ()
    tables: str = ""
    letters: str = ""
    letter_format: str = "txt"


def make_options(request: ScanRequest, desk: Desk, output: str | None = None) -> ReadOptions:
    """Return what the reader needs: the user's mapping, and what the records do not say themselves.

    The file of the ``output``, and its journal, are not taken from a directory that is read.
    """
    buyer = desk.describe_buyer(request.buyer, type_=request.buyer_type, state=request.state, country=request.country)
    return ReadOptions(
        mapping=tuple(request.mapping),
        buyer=buyer,
        funding=parse_funding(request.funding),
        purpose=request.purpose,
        action=parse_action(request.action),
        keep_duplicates=request.keep_duplicates,
        leave_out=_written(output),
    )


def _written(output: str | None) -> tuple[str, ...]:
    return (output, str(journal_of(output))) if output and output != "-" else ()


def run_scan(request: ScanRequest, chosen: str, output: str | None, fail_on: str, *, exit_zero: bool = False) -> int:
    """Scan, write, and return the exit code. What was finished before an interruption is written and marked partial."""
    if request.columns:
        options = ReadOptions(mapping=tuple(request.mapping), leave_out=_written(output))
        return show_columns(request.files, options, chosen, output, save=request.save_profile)
    _require_local(request)
    if request.unknown:
        return run_unknown(request, chosen, output)
    read_view(request.where)
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age)
    collect_seldom()
    options = make_options(request, desk, output)
    if request.save_profile:
        keep_columns(request.files, options)
    if request.engine == EngineName.SPARK:
        scan = _on_spark(request, desk, options)
    else:
        scan = _here(request, desk, options, output)
    worst = write_scan(scan, desk, request, [(chosen, output)], fail_on=fail_on)
    late = desk.lists_not_known(request.known_at)
    partial = bool(scan.summary.partial) or bool(late) or (request.strict and scan.summary.rejected_count > 0)
    return exit_code(worst, fail_on, exit_zero=exit_zero, partial=partial)


def _here(request: ScanRequest, desk: Desk, options: ReadOptions, output: str | None) -> Scan:
    return desk.scan(
        *request.files,
        options=options,
        as_of=request.as_of,
        known_at=request.known_at,
        everything=request.everything,
        jobs=request.jobs or cores(),
        journal=_journal(output) if request.resume else None,
    )


def _on_spark(request: ScanRequest, desk: Desk, options: ReadOptions) -> Scan:
    """The same scan by Spark. Raises MissingExtraError without it."""
    from debar.spark.scans import SparkScan
    from debar.spark.session import open_session
    from debar.spark.splits import require_readable

    require_readable(request.files)
    return SparkScan(
        open_session(request.jobs or cores()),
        reference=desk.reference_at(request.known_at),
        today=desk.today,
        paths=tuple(map(str, request.files)),
        options=options,
        view=View(parse_date(request.as_of, "as of"), parse_date(request.known_at, "known at")),
        everything=request.everything,
    )


def _require_local(request: ScanRequest) -> None:
    """Raise InputError for what only the engine of this machine does."""
    if request.engine == EngineName.LOCAL:
        return
    if request.resume:
        raise InputError(
            "--resume goes with --engine local. Spark runs a failed task again by itself; a run that ended as a whole "
            "begins anew"
        )
    if request.unknown:
        raise InputError("--unknown goes with --engine local")


def _journal(output: str | None) -> Path:
    """Where the journal goes. Raises InputError where there is no output file beside which it could stand."""
    if output in (None, "-"):
        raise InputError("--resume keeps its journal beside the output file; say -o FILE")
    return journal_of(str(output))


def run_unknown(request: ScanRequest, chosen: str, output: str | None) -> int:
    """Write the numbers that no grammar knows and that stand in ``least`` rows or more; return the exit code.

    Nothing is judged. Raises InputError for a format that tables of rows do not have.
    """
    if chosen not in list(TableFormat):
        raise InputError(f"format {chosen!r} is not offered with --unknown; choose one of: {', '.join(TableFormat)}")
    desk = open_desk(request.store, today=today(), tell=tell)
    scan = desk.unknown_models(*request.files, options=make_options(request, desk, output))
    stopped = False
    try:
        for _ in watch(scan, "unknown numbers"):
            pass
    except KeyboardInterrupt:
        stopped = True
    context = Context(today=desk.today, command="scan", version=__version__)
    found = scan.candidates(request.least)
    with open_output(output, request.files) as out:
        write_unknown(found, chosen, out, context)
    for problem in scan.unreadable:
        tell(f"debar: {problem}")
    short = f"; a count may be {scan.missed:,} rows short, so many numbers there are" if scan.missed else ""
    tell(f"debar: {len(found):,} unknown numbers in {request.least:,} rows or more of {scan.progress.rows:,}{short}")
    return NOT_JUDGED if stopped or scan.unreadable else JUDGED


def collect_seldom() -> None:
    """Let the collector of cycles leave alone what stays, and run only when much piles up: batches free themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000_000, 20, 50)


def write_scan(
    scan: Scan | DeviceScan,
    desk: Desk,
    request: ScanRequest,
    outputs: Sequence[tuple[str, str | None]],
    command: str = "scan",
    fail_on: str = "prohibited",
) -> Outcome:
    """Write the scan's findings that are in the view to every output; return the most severe outcome among them."""
    view = read_view(request.where)
    context = _context(scan, desk, request, command, fail_on)
    folders = ExportRequest(request.tables, request.letters, request.letter_format)
    exports = Exports(folders, view, scan.summary, context, [chosen for chosen, _ in outputs])
    worst = Outcome.CLEAR
    decided = decided_in(request.store, desk.reference, desk.today)
    kept: list[Finding] | None = [] if request.keep else None
    if isinstance(scan, Scan) and not request.quiet:
        scan.on_file = _Explained()
    with ExitStack() as stack:
        streams = [(chosen, stack.enter_context(open_output(path, request.files))) for chosen, path in outputs]
        writers = [open_writer(chosen, stream, context=context) for chosen, stream in streams]
        try:
            for found in watch(scan):
                finding = decided.applied(found)
                if not exports.take(finding):
                    continue
                if not finding.set_aside:
                    worst = min(worst, finding.outcome, key=SEVERITY.index)
                if kept is not None and finding.identifications:
                    kept.append(finding)
                for writer in writers:
                    writer.finding(finding)
        except KeyboardInterrupt:
            scan.summary.partial = "stopped by the user"
        summary = exports.finish()
        for writer in writers:
            writer.close(summary)
    exports.write()
    if kept is not None:
        _keep(kept, context, request, desk)
    _tell_about(scan, desk, request, [chosen for chosen, _ in outputs])
    return worst


def _context(scan: Scan | DeviceScan, desk: Desk, request: ScanRequest, command: str, fail_on: str) -> Context:
    return Context(
        today=scan.summary.today,
        command=command,
        title=request.title or ", ".join(Path(name).name for name in request.files[:3]),
        editions=desk.reference_at(request.known_at).editions,
        as_of=desk.day(request.as_of),
        known_at=desk.day(request.known_at),
        version=__version__,
        register=KnownBuyers(),
        view=read_view(request.where).words,
        fail_on=Outcome(fail_on),
    )


def _keep(kept: Sequence[Finding], context: Context, request: ScanRequest, desk: Desk) -> None:
    """Keep the findings in the store, and say how to decide on them."""
    day = desk.reference_at(request.known_at)
    question = {
        "files": [Path(name).name for name in request.files],
        "as_of": context.as_of.isoformat() if context.as_of else None,
        "known_at": context.known_at.isoformat() if context.known_at else None,
        "where": list(request.where),
    }
    scan = keep_scan(request.store or "", context.title, question, day, kept)
    tell(
        f"debar: {scan.findings:,} findings kept as scan {scan.id}; debar decide FINDING --as … keeps a decision on one"
    )


def run_demo(output: str) -> None:
    """Judge the bundled sample records, print the findings, write the HTML report and say where it is."""
    desk = open_desk(None, today=today(), tell=tell)
    with as_file(files("debar.desk") / "demo" / "purchases.csv") as path:
        title = "Demo: real federal contract actions beside constructed rows"
        request = ScanRequest(store=None, files=[str(path)], title=title, quiet=True)
        scan = desk.scan(*request.files, options=make_options(request, desk))
        write_scan(scan, desk, request, [("table", None), ("html", output)])
    tell(f"The full report is in {output}: open it in a browser.")


def _tell_about(scan: Scan | DeviceScan, desk: Desk, request: ScanRequest, formats: Sequence[str]) -> None:
    if isinstance(scan, DeviceScan) and not request.quiet:
        for each in _distinct(scan.files):
            tell(f"debar: {each.name}: {each.explanation}")
    if isinstance(scan, Scan) and scan.forgets:
        tell(
            f"debar: more than {REMEMBERED:,} records are to be compared; those after them are not remembered, "
            "and judged again where they are delivered twice"
        )
    summary = scan.summary
    if summary.partial:
        tell(f"debar: partial: {summary.partial}")
    for account in summary.files.values():
        if account.unreadable:
            tell(f"debar: {account.unreadable}")
        if account.aside and not request.quiet:
            tell(f"debar: {account.aside}")
    if not {"table", "html", "pdf", "markdown"} & set(formats):
        for line in edition_summary(desk.editions, desk.today, STALE_AFTER):
            tell(f"debar: {line}")
        tell(
            f"debar: {summary.rows:,} rows = {summary.judged:,} judged + {summary.rejected_count:,} rejected; "
            f"{summary.findings:,} findings"
        )
        for reason, times in summary.reasons.most_common(_REASONS):
            tell(f"debar: rejected {times:,}: {reason}")


class _Explained:
    """Says of each file, before its rows are read, which columns are read as what; of each distinct layout once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, file: PurchaseFile) -> None:
        if file.explanation and file.explanation not in self._seen:
            self._seen.add(file.explanation)
            clear_line()
            tell(f"debar: {file.name}: {file.explanation}")


def _distinct(files: Sequence[InventoryFile]) -> list[InventoryFile]:
    """The first file of each distinct explanation."""
    return list({file.explanation: file for file in reversed(files) if file.explanation}.values())[::-1]
