"""What ``debar dossier fetch`` does: ask an official source, keep or import what came, say what did not."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from debar import __version__
from debar.cli.dossiers import dossier_desk, tell_import, told_import
from debar.cli.output import JUDGED, NOT_JUDGED, open_output, tell, today
from debar.desk.answers import parse_date
from debar.desk.compile import cache_dir
from debar.desk.dossier_fetching import FetchedFile, FetchOrder, OfficialFetch
from debar.desk.dossier_imports import ImportedFile, ImportOptions
from debar.desk.dossier_originals import Originals
from debar.desk.library import open_library
from debar.dossiers.official import OfficialSource, official_source, official_sources
from debar.dossiers.read import Told
from debar.lists.fetch_types import FetchOptions, Try
from debar.report.context import Context
from debar.report.tables import write_rows
from debar.report.words import count

FETCH_COLUMNS = (
    "source", "outcome", "file", "items", "retrieved_at", "sha256", "address", "records", "new", "fault",
)  # fmt: skip
SOURCE_COLUMNS = ("source", "title", "asked_by", "rate", "key", "publisher", "terms", "hosts", "facts")
_FAULTS = frozenset({"failed", "incomplete"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFetch:
    """What the user said: ``network`` are the options of fetching by their names there."""

    source: str
    about: str = ""
    ids: tuple[str, ...] = ()
    since: str = ""
    documents: int = 0
    pages: int = 40
    to: str = ""
    contact: str = ""
    mirror: str = ""
    network: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    store: str = ""


def _context() -> Context:
    return Context(today=today(), command="dossier fetch", editions=(), version=__version__)


def show_sources(chosen: str, output: str | None) -> None:
    """Write the official sources with what each is asked by, its pace, its key and where these facts stand."""
    rows = [_source_row(source) for source in official_sources().values()]
    with open_output(output) as out:
        if chosen != "table":
            write_rows(rows, SOURCE_COLUMNS, chosen, out, _context())
            return
        for row in rows:
            key = f"; {row['key']}" if row["key"] else ""
            out.write(f"{row['source']}: {row['title']}\n")
            out.write(f"    {row['asked_by']}; {row['rate']}{key}\n")


def _source_row(source: OfficialSource) -> dict[str, Any]:
    must = "needed" if source.key_needed else f"with it {_pace(source.rate_with_key or source.rate)}"
    return {
        "source": source.id,
        "title": source.title,
        "asked_by": source.asked_by,
        "rate": _pace(source.rate),
        "key": f"key in {source.key} ({must}), from {source.key_from}" if source.key else "",
        "publisher": source.publisher,
        "terms": source.terms,
        "hosts": list(source.hosts),
        "facts": [{"what": what, "source": said} for what, said in source.facts],
    }


def _pace(rate: tuple[int, float]) -> str:
    requests, seconds = rate
    return f"{requests:,} requests in {seconds:,g} s"


def fetch_dossier(asked: AskedFetch, chosen: str, output: str | None) -> int:
    """Fetch, import unless the originals are only to be kept, write a line for each, and return the exit code."""
    now = open_library(asked.store, today=today()).now
    day = parse_date(asked.since, "since")
    order = FetchOrder(
        source=official_source(asked.source),
        about=asked.about.strip(),
        ids=asked.ids,
        since=day.isoformat() if day else "",
        documents=asked.documents,
        pages=asked.pages,
        mirror=asked.mirror,
        contact=asked.contact,
        environment=os.environ,
    )
    addresses = order.addresses()
    with open_output(output) as out:
        if asked.dry_run:
            for address in addresses:
                out.write(f"{order.source.id}: {order.place(address)} ({_pace(order.source.rate)})\n")
            return JUDGED
        done: list[tuple[FetchedFile, list[ImportedFile]]] = []
        try:
            for fetched in _fetched(order, asked, now):
                imported = [] if asked.to or fetched.path is None else _imported(fetched, asked)
                done.append((fetched, imported))
                _tell(fetched, imported)
        finally:  # what came before an interruption is kept, and so it is said
            _write(done, chosen, out)
    faulty = any(fetched.outcome in _FAULTS or any(each.fault for each in imported) for fetched, imported in done)
    return NOT_JUDGED if faulty else JUDGED


def _fetched(order: FetchOrder, asked: AskedFetch, now: datetime) -> Iterator[FetchedFile]:
    folder = Path(asked.to).expanduser() if asked.to else cache_dir() / "originals" / order.source.id
    originals = Originals(folder, dated=bool(asked.to))
    options = FetchOptions(**asked.network)
    yield from OfficialFetch(order, originals, options, now=now, clock=time.monotonic, told=_tell_try).run()


def _imported(fetched: FetchedFile, asked: AskedFetch) -> list[ImportedFile]:
    """Bring one original in; the address and the moment of retrieval are those of its note."""
    options = ImportOptions(told=Told(about=fetched.about))
    return list(dossier_desk(asked.store).import_files([str(fetched.path)], options))


def _tell_try(tried: Try) -> None:
    if tried.outcome == "failed" and "tried again" in tried.reason:
        tell(f"debar: {tried.url} {tried.reason}")


def _tell(fetched: FetchedFile, imported: Sequence[ImportedFile]) -> None:
    if fetched.fault:
        tell(f"debar: {fetched.source}: {fetched.outcome}: {fetched.fault}")
    for each in imported:
        tell_import(each)


def _write(done: Sequence[tuple[FetchedFile, Sequence[ImportedFile]]], chosen: str, out: Any) -> None:
    if chosen != "table":
        write_rows([_row(*each) for each in done], FETCH_COLUMNS, chosen, out, _context())
        return
    for fetched, imported in done:
        if fetched.note is None:
            out.write(f"{fetched.source}: {fetched.outcome}\n" if fetched.outcome != "left" else "")
            continue
        items = f", {count(fetched.items, 'item')}" if fetched.items else ""
        out.write(f"{fetched.note.file}: {fetched.outcome}{items}\n")
        for each in imported:
            out.write(f"    {told_import(each)}\n")


def _row(fetched: FetchedFile, imported: Sequence[ImportedFile]) -> dict[str, Any]:
    note = fetched.note
    faults = [fetched.fault, *(each.fault for each in imported)]
    return {
        "source": fetched.source,
        "outcome": fetched.outcome,
        "file": str(fetched.path) if fetched.path else "",
        "items": fetched.items,
        "retrieved_at": note.retrieved_at if note else "",
        "sha256": note.sha256 if note else "",
        "address": fetched.address,
        "records": sum(each.records for each in imported),
        "new": sum(each.new for each in imported),
        "fault": "; ".join(filter(None, faults)),
    }
