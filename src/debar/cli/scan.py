"""``debar scan`` and ``debar demo``: files in, findings and the account out."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from debar import __version__
from debar.cli.exports import ExportRequest, Exports
from debar.cli.options import TableFormat
from debar.cli.output import JUDGED, NOT_JUDGED, exit_code, open_output, tell, today
from debar.cli.progress import watch
from debar.desk import Desk, open_desk
from debar.desk.answers import parse_action, parse_funding
from debar.desk.buyers import KnownBuyers
from debar.desk.device_scans import DeviceScan
from debar.desk.scans import Scan
from debar.errors import InputError
from debar.model import SEVERITY, Outcome
from debar.procurement.readers import ReadOptions
from debar.report.catalog import write_unknown
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.summary import STALE_AFTER
from debar.report.views import read_view
from debar.report.writers import open_writer


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
    store: str = ""
    strict: bool = False
    everything: bool = False
    quiet: bool = False
    unknown: bool = False
    least: int = 3
    title: str = ""
    where: Sequence[str] = ()
    tables: str = ""
    letters: str = ""
    letter_format: str = "txt"


def make_options(request: ScanRequest, desk: Desk) -> ReadOptions:
    """Return what the reader needs: the user's mapping, and what the records do not say themselves."""
    buyer = desk.describe_buyer(request.buyer, type_=request.buyer_type, state=request.state, country=request.country)
    return ReadOptions(
        mapping=tuple(request.mapping),
        buyer=buyer,
        funding=parse_funding(request.funding),
        purpose=request.purpose,
        action=parse_action(request.action),
    )


def run_scan(request: ScanRequest, chosen: str, output: str | None, fail_on: str, *, exit_zero: bool = False) -> int:
    """Scan, write, and return the exit code. What was finished before an interruption is written and marked partial."""
    if request.unknown:
        return run_unknown(request, chosen, output)
    read_view(request.where)
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age)
    collect_seldom()
    scan = desk.scan(
        *request.files,
        options=make_options(request, desk),
        as_of=request.as_of,
        known_at=request.known_at,
        everything=request.everything,
    )
    worst = write_scan(scan, desk, request, [(chosen, output)], fail_on=fail_on)
    late = desk.lists_not_known(request.known_at)
    partial = bool(scan.summary.partial) or bool(late) or (request.strict and scan.summary.rejected_count > 0)
    return exit_code(worst, fail_on, exit_zero=exit_zero, partial=partial)


def run_unknown(request: ScanRequest, chosen: str, output: str | None) -> int:
    """Write the numbers that no grammar knows and that stand in ``least`` rows or more; return the exit code.

    Nothing is judged. Raises InputError for a format that tables of rows do not have.
    """
    if chosen not in list(TableFormat):
        raise InputError(f"format {chosen!r} is not offered with --unknown; choose one of: {', '.join(TableFormat)}")
    desk = open_desk(request.store, today=today(), tell=tell)
    scan = desk.unknown_models(*request.files, options=make_options(request, desk))
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
    context = Context(
        today=desk.today,
        command=command,
        title=request.title or ", ".join(Path(name).name for name in request.files[:3]),
        editions=desk.reference_at(request.known_at).editions,
        as_of=desk.day(request.as_of),
        known_at=desk.day(request.known_at),
        version=__version__,
        register=KnownBuyers(),
        view=view.words,
        fail_on=Outcome(fail_on),
    )
    folders = ExportRequest(request.tables, request.letters, request.letter_format)
    exports = Exports(folders, view, scan.summary, context, [chosen for chosen, _ in outputs])
    worst = Outcome.CLEAR
    with ExitStack() as stack:
        streams = [(chosen, stack.enter_context(open_output(path, request.files))) for chosen, path in outputs]
        writers = [open_writer(chosen, stream, context=context) for chosen, stream in streams]
        try:
            for finding in watch(scan):
                if not exports.take(finding):
                    continue
                worst = min(worst, finding.outcome, key=SEVERITY.index)
                for writer in writers:
                    writer.finding(finding)
        except KeyboardInterrupt:
            scan.summary.partial = "stopped by the user"
        summary = exports.finish()
        for writer in writers:
            writer.close(summary)
    exports.write()
    _tell_about(scan, desk, request, [chosen for chosen, _ in outputs])
    return worst


def run_demo(output: str) -> None:
    """Judge the bundled sample records, print the findings, write the HTML report and say where it is."""
    desk = open_desk(None, today=today(), tell=tell)
    with as_file(files("debar.desk") / "demo" / "purchases.csv") as path:
        title = "Demo: real federal contract actions beside constructed rows"
        request = ScanRequest(files=[str(path)], title=title, quiet=True)
        scan = desk.scan(*request.files, options=make_options(request, desk))
        write_scan(scan, desk, request, [("table", None), ("html", output)])
    tell(f"The full report is in {output}: open it in a browser.")


def _tell_about(scan: Scan | DeviceScan, desk: Desk, request: ScanRequest, formats: Sequence[str]) -> None:
    for line in [] if request.quiet else list(_explanations(scan)):
        tell(f"debar: {line}")
    summary = scan.summary
    if summary.partial:
        tell(f"debar: partial: {summary.partial}")
    for account in summary.files.values():
        if account.unreadable:
            tell(f"debar: {account.unreadable}")
    if not {"table", "html", "pdf", "markdown"} & set(formats):
        for line in edition_summary(desk.editions, desk.today, STALE_AFTER):
            tell(f"debar: {line}")
        tell(
            f"debar: {summary.rows:,} rows = {summary.judged:,} judged + {summary.rejected_count:,} rejected; "
            f"{summary.findings:,} findings"
        )


def _explanations(scan: Scan | DeviceScan) -> Iterator[str]:
    """The column mapping of each distinct layout, once."""
    seen: set[str] = set()
    for file in scan.files:
        text = file.explanation
        if text and text not in seen:
            seen.add(text)
            yield f"{file.name}: {text}"
