"""What the ``debar dossier`` commands do: ask the desk, write the answer, choose the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar import __version__
from debar.cli.output import JUDGED, NOT_JUDGED, USAGE, open_output, tell, today
from debar.desk import open_desk
from debar.desk.answers import parse_date
from debar.desk.dossiers import DossierDesk, Opened
from debar.desk.library import open_library, parse_moment
from debar.dossiers.forms import NAMES, Form, parse_form
from debar.dossiers.view import compare_pages
from debar.dossiers.view_words import title_of
from debar.errors import InputError
from debar.model.dossier_pages import LANES, DossierPage
from debar.report.consoles import open_console
from debar.report.context import Context
from debar.report.dossiers.data import (
    EDGE_COLUMNS,
    MARK_COLUMNS,
    SIGNAL_COLUMNS,
    Data,
    dossier_data,
    edge_rows,
    kept_by_record,
    kept_data,
    mark_data,
    mark_row,
    network_data,
    signal_rows,
)
from debar.report.dossiers.terminal import (
    print_head,
    print_network,
    print_queue,
    print_record,
    print_signals,
    print_time_line,
)
from debar.report.dossiers.writers import COMPARISON_FORMATS, write_comparison, write_dossier
from debar.report.records import to_json
from debar.report.tables import write_rows
from debar.report.words import count

if TYPE_CHECKING:
    from debar.desk.dossier_imports import ImportedFile
    from debar.dossiers.transcriptions import Transcription

IMPORT_COLUMNS = (
    "name", "form", "unit", "units", "records", "new", "known", "gone", "derived", "waiting", "rejected", "unchanged",
    "fault",
)  # fmt: skip
QUEUE_COLUMNS = ("id", "kind", "state", "confidence", "about", "quote", "document", "page", "notes", "decision")
#: Formats that are read by people or other programs, and may show words in their documents.
WITH_TEXTS = frozenset({"html", "markdown", "pdf", "ftm", "gexf"})
#: Reasons of one file that are said on the terminal.
_SAID = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What the user said of the files."""

    kind: str = ""
    source: str = ""
    retrieved: str = ""
    about: str = ""
    firm: str = ""
    client: str = ""
    day: str = ""
    transcription: str = ""
    by: str = ""
    strict: bool = False
    store: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest:
    """Whose dossier is asked for, of which days, and which part of it."""

    name: str
    since: str = ""
    until: str = ""
    months: int = 12
    exact: bool = False
    store: str = ""
    versus: str = ""
    lanes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def dossier_desk(store: str) -> DossierDesk:
    """The desk over a store ("" is the user's own)."""
    library = open_library(store, today=today())
    return DossierDesk(library, lambda: open_desk(store, today=today(), tell=tell))


def _context() -> Context:
    return Context(today=today(), command="dossier", editions=(), version=__version__)


def import_files(paths: Sequence[str], request: ImportRequest, chosen: str, output: str | None) -> int:
    """Import, write a line for each file, and return the exit code."""
    from debar.desk.dossier_imports import ImportOptions
    from debar.dossiers.read import Told

    day = parse_date(request.day, "date")
    told = Told(request.about.strip(), request.firm.strip(), request.client.strip(), day.isoformat() if day else "")
    options = ImportOptions(
        form=parse_form(request.kind),
        address=request.source.strip(),
        retrieved=parse_moment(request.retrieved),
        told=told,
        transcription=_transcription(paths, request),
    )
    done: list[ImportedFile] = []
    with open_output(output, paths) as out:
        try:
            for each in dossier_desk(request.store).import_files(paths, options, _say):
                done.append(each)
                tell_import(each)
        finally:  # what was imported before an interruption is kept, and so it is said
            if done:
                _write_imports(done, chosen, out)
    failed = [each for each in done if each.fault]
    if not done:
        raise InputError(f"{', '.join(paths)}: no file in it; give files, or a folder that holds some")
    if failed:
        return USAGE if len(failed) == len(done) else NOT_JUDGED
    return NOT_JUDGED if request.strict and any(each.refused for each in done) else JUDGED


def _transcription(paths: Sequence[str], request: ImportRequest) -> Transcription | None:
    """What a person wrote out of a picture. Raises InputError without a name, and for several files."""
    if not request.transcription:
        if request.by:
            raise InputError("--by names who wrote a transcription: give it with --transcription FILE")
        return None
    if not request.by.strip() or len(paths) != 1:
        raise InputError("--transcription goes with one FILE, the picture, and --by NAME, who wrote its words out")
    from debar.dossiers.transcriptions import Transcription

    try:
        return Transcription(Path(request.transcription).read_bytes(), " ".join(request.by.split()))
    except OSError as error:
        raise InputError(f"{request.transcription}: cannot be read ({error.strerror}); check the path") from None


def _say(name: str, form: Form) -> None:
    tell(f"debar: {name}: read as {NAMES[form]}")


def tell_import(each: ImportedFile) -> None:
    """Say on the terminal what a person should know of a file that was brought in."""
    if each.fault:
        tell(f"debar: {each.fault}")
    elif each.unchanged:
        tell(f"debar: {each.name}: held already, nothing changed")
    for note in each.notes:
        tell(f"debar: {each.name}: {note}")
    for reason, times in list(each.refused.items())[:_SAID]:
        tell(f"debar: {each.name}: rejected{f' {times} times' if times > 1 else ''}: {reason}")
    if len(each.refused) > _SAID:
        tell(f"debar: {each.name}: and {len(each.refused) - _SAID} more reasons; --format json tells all")


def _write_imports(done: Sequence[ImportedFile], chosen: str, out: Any) -> None:
    rows = [{**asdict(each), "rejected": sum(each.refused.values())} for each in done]
    if chosen != "table":
        write_rows(rows, IMPORT_COLUMNS, chosen, out, _context())
        return
    out.writelines(f"{told_import(each)}\n" for each in done)


def told_import(each: ImportedFile) -> str:
    """What became of a file that was brought in, in one line."""
    if each.fault:
        return f"{each.name}: not read"
    units = f"{count(each.units, each.unit.removesuffix('s'))}, " if each.unit else ""
    parts = [f"{each.new:,} new"]
    parts += [f"{n:,} {word}" for n, word in ((each.known, "held already"), (each.gone, "gone")) if n]
    parts += [f"{each.derived:,} by comparison with other copies"] if each.derived else []
    parts += [f"{each.waiting:,} for review"] if each.waiting else []
    rejected = sum(each.refused.values())
    parts += [f"{rejected:,} rejected"] if rejected else []
    told = "nothing changed" if each.unchanged else f"{units}{count(each.records, 'record')}: {', '.join(parts)}"
    return f"{each.name}: {NAMES.get(each.form, each.form)}, {told}"


def _opened(request: ViewRequest, *, texts: bool = False) -> tuple[Opened, DossierPage]:
    desk = dossier_desk(request.store)
    opened = desk.open(request.name, exact=request.exact)
    page = desk.page(
        opened,
        since=request.since,
        until=request.until,
        months=request.months,
        texts=texts,
        findings=request.findings,
    )
    return opened, page


def show_dossier(request: ViewRequest, chosen: str, output: str | None) -> None:
    """Write the head of a dossier, or the page of it (of two of them)."""
    if request.versus and chosen not in COMPARISON_FORMATS:
        offered = ", ".join(COMPARISON_FORMATS)
        raise InputError(
            f"--with shows two companies side by side; say --format with one of {offered}, or -o FILE.html"
        )
    whole = chosen in WITH_TEXTS
    opened, page = _opened(request, texts=whole)
    with open_output(output) as out:
        if request.versus:
            other = ViewRequest(**{**asdict(request), "name": request.versus})
            write_comparison(compare_pages(page, _opened(other, texts=whole)[1]), chosen, out, _context())
        elif whole:
            write_dossier(page, chosen, out, _context())
        elif chosen == "json":
            out.write(to_json(dossier_data(opened.dossier, page), indent=1) + "\n")
        else:
            print_head(opened.dossier, page, open_console(out, _context()))


def _marks(opened: Opened, page: DossierPage, lanes: Sequence[str]) -> list[Data]:
    for lane in lanes:
        if lane not in LANES:
            raise InputError(f"--lane: {lane!r} is no lane; there are {', '.join(LANES)}")
    held = kept_by_record(opened.dossier.records)
    marks = (mark for mark in page.marks if not lanes or mark.lane in lanes)
    return [mark_data(mark, held.get(id(mark.record))) for mark in marks]


def show_timeline(request: ViewRequest, chosen: str, output: str | None) -> None:
    """Write a line for each mark."""
    opened, page = _opened(request)
    rows = _marks(opened, page, request.lanes)
    with open_output(output) as out:
        if chosen == "table":
            print_time_line(rows, open_console(out, _context()))
        elif chosen == "csv":
            write_rows([mark_row(row) for row in rows], MARK_COLUMNS, chosen, out, _context())
        else:
            _write_data(rows, chosen, out)


def show_signals(request: ViewRequest, chosen: str, output: str | None) -> None:
    """Write the signals of the period."""
    opened, _ = _opened(request)
    since, until = request.since, request.until
    rows = [
        row
        for row in signal_rows(opened.dossier.records)
        if not row["day"] or ((not since or row["day"] >= since) and (not until or row["day"][: len(until)] <= until))
    ]
    with open_output(output) as out:
        if chosen == "table":
            print_signals(rows, open_console(out, _context()))
        elif chosen == "csv":
            write_rows(rows, SIGNAL_COLUMNS, chosen, out, _context())
        else:
            _write_data(rows, chosen, out)


def show_network(request: ViewRequest, chosen: str, output: str | None) -> None:
    """Write who acts for the company and before whom."""
    _, page = _opened(request)
    with open_output(output) as out:
        if chosen == "table":
            print_network(page, open_console(out, _context()))
        elif chosen == "json":
            out.write(to_json(network_data(page), indent=1) + "\n")
        else:
            write_rows(list(edge_rows(page)), EDGE_COLUMNS, chosen, out, _context())


def show_evidence(record: str, store: str, chosen: str, output: str | None) -> None:
    """Write one record with its words in their document."""
    kept, held, texts = dossier_desk(store).record(record)
    documents = {sha256: each.document for sha256, each in held.items()}
    with open_output(output) as out:
        if chosen == "table":
            print_record(kept, title_of(kept.record), documents, texts, open_console(out, _context()))
            return
        data = {
            **kept_data(kept),
            "title": title_of(kept.record),
            "quotations": [asdict(words) for words in kept.record.quotations],
            "documents": [asdict(each) for each in documents.values()],
        }
        _write_data([data] if chosen != "json" else data, chosen, out)


def review_records(
    name: str,
    decided: tuple[Sequence[str], Sequence[str]],
    said: tuple[str, str],
    limit: int,
    store: str,
    chosen: str,
    output: str | None,
) -> None:
    """Write what waits for a person; with ids, keep the decisions and write the records decided on."""
    desk = dossier_desk(store)
    because, by = said
    if any(decided):
        kept = tuple(
            each
            for ids, accept in zip(decided, (True, False), strict=True)
            if ids
            for each in desk.decide(ids, accept=accept, because=because, by=by)
        )
        total = len(kept)
    else:
        kept, total = desk.waiting(name, limit)
    rows = [kept_data(each) for each in kept]
    with open_output(output) as out:
        if chosen != "table":
            write_rows(rows, QUEUE_COLUMNS, chosen, out, _context())
        elif any(decided):
            out.writelines(f"{row['id'][:8]}  {row['kind']}: {row['state']}\n" for row in rows)
        else:
            print_queue(rows, total, open_console(out, _context()))


def export_dossier(request: ViewRequest, chosen: str, output: str | None) -> None:
    """Write a dossier whole."""
    opened, page = _opened(request, texts=chosen in WITH_TEXTS)
    with open_output(output) as out:
        if chosen in WITH_TEXTS:
            write_dossier(page, chosen, out, _context())
            return
        rows = _marks(opened, page, ())
        if chosen == "csv":
            write_rows([mark_row(row) for row in rows], MARK_COLUMNS, chosen, out, _context())
        elif chosen == "jsonl":
            _write_data(rows, chosen, out)
        else:
            data = dossier_data(opened.dossier, page)
            made: date = today()
            whole = {**data, "made": made.isoformat(), "marks": rows, "network": network_data(page)}
            out.write(to_json(whole, indent=1) + "\n")


def _write_data(data: Any, chosen: str, out: Any) -> None:
    if chosen == "jsonl":
        out.writelines(to_json(row) + "\n" for row in data)
    elif chosen == "json":
        out.write(to_json(data, indent=1) + "\n")
    else:
        write_rows(data, tuple(data[0]) if data else ("id",), chosen, out, _context())
