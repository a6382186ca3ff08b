"""What the ``debar lists`` commands do: ask the library, write the answer, choose the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from debar import __version__
from debar.cli.output import JUDGED, NOT_JUDGED, USAGE, open_output, tell, today
from debar.desk.answers import parse_word
from debar.desk.library import CLOCKS, Library, open_library
from debar.errors import InputError
from debar.lists.fetch_types import FetchOptions
from debar.lists.importing import Imported
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.imports import imports_table, places_page
from debar.report.records import to_json
from debar.report.tables import list_page, lists_table
from debar.store import Attempt

if TYPE_CHECKING:
    from debar.lists.updating import Updated

IMPORT_COLUMNS = (
    "file",
    "outcome",
    "edition",
    "layout",
    "rows",
    "entities",
    "designations",
    "added",
    "removed",
    "changed",
    "rejected",
    "warnings",
    "reason",
)
UPDATE_COLUMNS = ("list", "outcome", "edition", "entities", "added", "removed", "changed", "warnings", "reason", "url")
#: How a decision on two entities is told.
PARTIES_ARE = {"same": "the same party", "different": "different parties"}
#: Parties of one name that are shown one after another; of more, one must be chosen.
_MOST_PARTIES = 5
#: Problems of one edition that are said on the terminal; the store keeps more.
_SAID = 12


def _context(library: Library, editions: Sequence[Any] = ()) -> Context:
    return Context(today=library.now.date(), command="lists", editions=tuple(editions), version=__version__)


def show_lists(list_id: str, store: str, known_at: str | None, *, every: bool, chosen: str, output: str | None) -> None:
    """Write the lists held, or one of them in full."""
    library = open_library(store, today=today())
    held = library.holdings(list_id, known_at)
    editions = [edition for each in held for edition in (each.editions if every else (each.edition,))]
    with open_output(output) as out:
        if list_id and not every:
            attempts = [_attempt(each) for each in held[0].attempts]
            list_page(held[0].edition, chosen, out, _context(library), editions=held[0].editions, attempts=attempts)
        else:
            lists_table(editions, chosen, out, _context(library))
    for each in held:
        attempt = each.attempts[0] if each.attempts else None
        if attempt and attempt.outcome in ("refused", "failed"):
            tell(f"debar: {attempt.list_id}: not renewed on {attempt.at:%Y-%m-%d %H:%M} UTC: {attempt.reason}")


def _attempt(attempt: Attempt) -> dict[str, str]:
    return {
        "at": attempt.at.isoformat(),
        "outcome": attempt.outcome,
        "reason": attempt.reason,
        "url": attempt.url,
    }


def import_lists(
    paths: Sequence[str], list_id: str, given: Mapping[str, Any], store: str, chosen: str, output: str | None
) -> int:
    """Import, write a line for each edition, and return the exit code."""
    library = open_library(store, today=today())
    done: list[Imported] = []
    with open_output(output, paths) as out:
        try:
            with _ticking() as tick:
                done.extend(library.import_files(paths, list_id, tick=tick, **given))
        except BaseException:  # what was imported before an interruption is kept, and so it is said
            if done:
                _write_imported(done, chosen, out, library)
            raise
        _write_imported(done, chosen, out, library)
    if given.get("dry_run"):
        tell("debar: a dry run: nothing was kept")
    refused = [each for each in done if each.refused]
    if not refused:
        return JUDGED
    return NOT_JUDGED if len(refused) < len(done) else USAGE


def _write_imported(done: Sequence[Imported], chosen: str, out: TextIO, library: Library) -> None:
    imports_table([_import_row(each) for each in done], IMPORT_COLUMNS, chosen, out, _context(library))
    _tell_problems(done)


def _import_row(imported: Imported) -> dict[str, Any]:
    outcome = "refused" if imported.refused else "already held" if imported.already else "imported"
    row: dict[str, Any] = {
        "file": imported.name,
        "outcome": outcome,
        "files": list(imported.files),
        "layout": imported.layout,
        "reason": imported.refused or imported.already,
    }
    if imported.edition is not None and imported.added is not None and imported.account is not None:
        counts, account = imported.added.counts, imported.account
        row |= {
            "edition": imported.edition.dated.isoformat(),
            "retrieved_at": imported.edition.retrieved_at.isoformat(),
            "sha256": imported.edition.sha256,
            "rows": account.rows,
            "entities": imported.edition.entities,
            "designations": imported.edition.designations,
            "added": counts.added,
            "removed": counts.removed,
            "changed": counts.changed,
            "rejected": account.rejections,
            "warnings": account.warnings,
            "problems": [list(pair) for pair in (*account.rejected, *account.warned)],
            "lacks": list(imported.edition.lacks),
        }
    return row


def _tell_problems(done: Iterable[Imported]) -> None:
    """Say what was refused, and every kind of doubt once with its first place and how often it came."""
    seen: dict[tuple[str, str], list[str]] = {}
    unsaid = 0
    for imported in done:
        if imported.refused:
            tell(f"debar: refused: {imported.refused}")
        account = imported.account
        if account is None:
            continue
        for kind, pairs, count in (
            ("rejected", account.rejected, account.rejections),
            ("doubtful", account.warned, account.warnings),
        ):
            unsaid += count - len(pairs)
            for where, what in pairs:
                seen.setdefault((kind, what), []).append(where)
        for note in account.notes:
            seen.setdefault(("note", note), []).append(imported.name)
    for (kind, what), places in list(seen.items())[:_SAID]:
        more = f" (and {len(places) - 1:,} more)" if len(places) > 1 else ""
        tell(f"debar: {kind}: {places[0]}: {what}{more}")
    unsaid += sum(len(places) for places in list(seen.values())[_SAID:])
    if unsaid:
        tell(f"debar: {unsaid:,} more doubts; --format json lists them")


def update_lists(
    list_ids: Sequence[str],
    given: Mapping[str, Any],
    store: str,
    chosen: str,
    output: str | None,
    *,
    accept_smaller: bool,
    dry_run: bool,
) -> int:
    """Fetch and take over, write a line for each list, and return the exit code: 3 when one could not be renewed."""
    library = open_library(store, today=today())
    if dry_run:
        with open_output(output) as out:
            places_page([asdict(place) for place in library.places(list_ids)], chosen, out, _context(library))
        return JUDGED
    done: list[Updated] = []
    options = FetchOptions(**given, clock=lambda: library.now, day=library.now.date(), cache=_download_cache())
    with open_output(output) as out:
        try:
            with _ticking() as tick:
                for updated in library.update(list_ids, options, accept_smaller=accept_smaller, tick=tick):
                    done.append(updated)
                    _tell_updated(updated)
        finally:
            imports_table([_update_row(each) for each in done], UPDATE_COLUMNS, chosen, out, _context(library))
    return NOT_JUDGED if any(each.outcome in ("refused", "failed") for each in done) else JUDGED


def _download_cache() -> Any:
    from debar.desk.compile import cache_dir

    return cache_dir() / "downloads"


def _tell_updated(updated: Updated) -> None:
    if updated.imported is not None:
        _tell_problems([updated.imported])
    if updated.reason:
        tell(f"debar: {updated.list}: {updated.outcome}: {updated.reason}")


def _update_row(updated: Updated) -> dict[str, Any]:
    row: dict[str, Any] = {
        "list": updated.list,
        "outcome": updated.outcome,
        "reason": updated.reason,
        "url": updated.url,
    }
    if updated.imported is not None:
        row = _import_row(updated.imported) | row
    return row


def diff_lists(
    list_id: str,
    days: tuple[str, str],
    clock: str,
    known_at: str | None,
    store: str,
    chosen: str,
    output: str | None,
) -> None:
    """Write what changed between two days, on the clock asked for."""
    from debar.report.diffs import write_day_diff, write_diff

    library = open_library(store, today=today())
    word = parse_word(clock, CLOCKS, "clock")
    with open_output(output) as out:
        if word == "known":
            found = library.diff(list_id, *days, known_at)
            write_diff(found, chosen, out, _context(library, (found.old, found.new)))
            if found.old == found.new:
                tell(f"debar: both days are spoken for by one edition, of {found.old.dated}; none between is held")
        else:
            write_day_diff(library.day_diff(list_id, *days, known_at), list_id, chosen, out, _context(library))


def show_history(
    entity: str, clocks: tuple[str | None, str | None], store: str, chosen: str, output: str | None
) -> None:
    """Write one party's time line; more than one when the text means several."""
    from debar.report.histories import write_histories

    library = open_library(store, today=today())
    found = library.history(entity, as_of=clocks[0], known_at=clocks[1])
    if len(found) > _MOST_PARTIES:
        names = "; ".join(f"{each.party.name} ({each.party.entities[0]})" for each in found)
        raise InputError(f"{entity!r} means {len(found)} parties: {names}. Give the id of one")
    with open_output(output) as out:
        write_histories(found, chosen, out, _context(library))


def export_lists(
    list_ids: Sequence[str], clocks: tuple[str | None, str | None], store: str, chosen: str, output: str | None
) -> None:
    """Write the parties of lists as FollowTheMoney, as debar's records or as a list of the user's own."""
    from debar.lists.exporting import CSV_COLUMNS, csv_rows, jsonl_records
    from debar.lists.ftm import export_ftm, without_schema

    library = open_library(store, today=today())
    entities = library.entities(list_ids, as_of=clocks[0], known_at=clocks[1])
    with open_output(output) as out:
        if chosen == "csv":
            write_csv(csv_rows(entities), CSV_COLUMNS, out)
            return
        records: Iterator[Any] = (
            jsonl_records(entities)
            if chosen == "jsonl"
            else export_ftm(entities, [each.edition for each in library.holdings(known_at=clocks[1])])
        )
        for record in records:
            out.write(to_json(record) + "\n")
    if chosen == "ftm":
        _tell_left_out(without_schema(library.entities(list_ids, as_of=clocks[0], known_at=clocks[1])))


def _tell_left_out(ids: Sequence[str]) -> None:
    """Say which entries have no place in FollowTheMoney: goods and categories, which are no parties."""
    if ids:
        shown = ", ".join(ids[:_SAID]) + (f" and {len(ids) - _SAID:,} more" if len(ids) > _SAID else "")
        tell(f"debar: left out, as they name goods or a category and no party: {shown}")


def verify_store(store: str) -> int:
    """Say what is wrong with the store, and return the exit code."""
    library = open_library(store, today=today())
    if not library.exists:
        tell(f"debar: there is no store yet at {library.shown}; only the lists that ship with debar are in use")
        return JUDGED
    faults = library.verify()
    for fault in faults:
        tell(f"debar: {fault.where}: {fault.what}")
    editions = sum(len(library.store.chronicle(list_id).editions) for list_id in library.store.list_ids())
    lists = len(library.store.list_ids())
    words = f"{lists} list" if lists == 1 else f"{lists} lists"
    if faults:
        tell(f"debar: {len(faults)} faults; restore the store from a backup, or import the named editions again")
        return USAGE
    tell(f"debar: whole: {editions} editions of {words}, every original file and every change verified")
    return JUDGED


def reparse_lists(list_id: str, edition: str, store: str, chosen: str, output: str | None) -> int:
    """Read editions again and write a line for each."""
    library = open_library(store, today=today())
    with open_output(output) as out:
        done: list[Imported] = []
        with _ticking() as tick:
            done.extend(library.reparse(list_id, edition, tick))
        rows = [_import_row(each) | ({} if each.refused else {"outcome": "read again"}) for each in done]
        imports_table(rows, IMPORT_COLUMNS, chosen, out, _context(library))
    if not done:
        raise InputError(f"{list_id}: no edition of {edition} is held with its original bytes")
    return NOT_JUDGED if any(each.refused for each in done) else JUDGED


def show_parties(store: str, known_at: str | None, chosen: str, output: str | None, *, proposed: bool) -> None:
    """Write which entities are taken for one party."""
    from debar.report.parties import write_parties

    library = open_library(store, today=today())
    with open_output(output) as out:
        write_parties(library.parties(known_at, proposed=proposed), chosen, out, _context(library))


def decide_party(first: str, second: str, decision: str, because: str, by: str, store: str) -> None:
    """Record a person's decision about two entities."""
    library = open_library(store, today=today())
    made = library.decide(first, second, decision, because, by)
    tell(
        f"debar: kept: {made.entity_a} and {made.entity_b} are {PARTIES_ARE[made.decision]} ({made.because}; {made.by})"
    )
    for entity in library.unheld(made.entity_a, made.entity_b):
        tell(f"debar: no list held here has an entry {entity!r}: the decision waits until one has; check the id")


@contextmanager
def _ticking() -> Iterator[Any]:
    """A tick that shows on a person's terminal how far the reading is."""
    if not sys.stderr.isatty():
        yield None
        return

    def tick(name: str, entities: int) -> None:
        print(f"\r\x1b[2K{entities:,} parties  {name[-80:]}", end="", file=sys.stderr, flush=True)  # noqa: T201

    try:
        yield tick
    finally:
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)  # noqa: T201  the person's terminal
