"""What two editions of a list differ in out: table, json, jsonl and csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from debar.errors import InputError
from debar.model import ChangedEntry, DatedEntry, DayDiff, Edition, ListDiff, ListedEntry
from debar.report.consoles import open_console, print_hanging, print_warning
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.records import Data, correction_data, designation_data, to_json
from debar.report.text import plain
from debar.report.words import count

COLUMNS: tuple[str, ...] = ("change", "id", "entity", "name", "field", "old", "new")
DAY_COLUMNS: tuple[str, ...] = ("change", "day", "id", "entity", "name", "program", "citations", "correction")


def write_diff(diff: ListDiff, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists diff ID``: as table, json (one object), jsonl (a line an entry) or csv (a row an entry or changed field).

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        out.write(to_json(diff_data(diff), indent=1) + "\n")
    elif format == "jsonl":
        out.writelines(to_json(entry) + "\n" for entry in _lines(diff))
    elif format == "csv":
        write_csv(_rows(diff), COLUMNS, out)
    elif format == "table":
        _print(diff, out, context)
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: table, json, jsonl, csv.")
    out.flush()


def diff_data(diff: ListDiff) -> Data:
    """``{"added": [], "removed": [], "changed": []}`` with the list, both editions and what was not compared beside.

    A field with one value on either side is that value; one with several is a list, one with none is null.
    """
    data: Data = {
        "list": diff.list,
        "from": _edition_data(diff.old),
        "to": _edition_data(diff.new),
        "added": [_entry_data(entry) for entry in diff.added],
        "removed": [_entry_data(entry) for entry in diff.removed],
        "changed": [_changed_data(entry) for entry in diff.changed],
    }
    return data | ({"not_compared": list(diff.not_compared)} if diff.not_compared else {})


def write_day_diff(diff: DayDiff, list_id: str, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists diff ID`` by the listings' own dates: what began and ended between two days, in the same formats.

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        out.write(to_json(day_diff_data(diff, list_id), indent=1) + "\n")
    elif format == "jsonl":
        out.writelines(to_json({"change": change, **_dated_data(entry)}) + "\n" for change, entry in _dated(diff))
    elif format == "csv":
        write_csv((_dated_row(change, entry) for change, entry in _dated(diff)), DAY_COLUMNS, out)
    elif format == "table":
        _print_days(diff, list_id, out, context)
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: table, json, jsonl, csv.")
    out.flush()


def day_diff_data(diff: DayDiff, list_id: str) -> Data:
    """The same shape as two editions': what began is ``added``, what ended ``removed``, and nothing is ``changed``.

    ``corrected`` are the entries that the list itself dates into these days and a correction dates elsewhere.
    """
    return {
        "list": list_id,
        "after": diff.after.isoformat(),
        "until": diff.until.isoformat(),
        "added": [_dated_data(entry) for entry in diff.began],
        "removed": [_dated_data(entry) for entry in diff.ended],
        "changed": [],
        "corrected": [_dated_data(entry) for entry in diff.corrected],
    }


def _dated(diff: DayDiff) -> Iterator[tuple[str, DatedEntry]]:
    for change, entries in (("added", diff.began), ("removed", diff.ended), ("corrected", diff.corrected)):
        yield from ((change, entry) for entry in entries)


def _dated_data(entry: DatedEntry) -> Data:
    data: Data = {"id": entry.id, "entity": entry.entity, "name": entry.name, "day": entry.day.isoformat()}
    data["listing"] = designation_data(entry.listing)
    return data | ({"correction": correction_data(entry.correction)} if entry.correction else {})


def _dated_row(change: str, entry: DatedEntry) -> Data:
    return {
        "change": change,
        "day": entry.day.isoformat(),
        "id": entry.id,
        "entity": entry.entity,
        "name": entry.name,
        "program": entry.listing.program,
        "citations": [citation.title for citation in entry.listing.citations],
        "correction": _correction_words(entry),
    }


def _correction_words(entry: DatedEntry) -> str:
    each = entry.correction
    if each is None:
        return ""
    return f"the list says {each.stated or 'no date'}; it is {each.value}, {each.citation.title}"


def _print_days(diff: DayDiff, list_id: str, out: TextIO, context: Context) -> None:
    console = open_console(out, context)
    console.print(Text(f"{list_id}: after {diff.after.isoformat()} and by {diff.until.isoformat()}", style="bold"))
    console.print(f"{len(diff.began):,} came into force, {len(diff.ended):,} ended, {len(diff.corrected):,} corrected")
    marks = {"added": ("+", "green"), "removed": ("-", "red"), "corrected": ("!", "yellow")}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("Day", no_wrap=True)
    table.add_column("Name", overflow="fold")
    for change, entry in _dated(diff):
        words = Text(plain(entry.name))
        for said in (*(plain(each.title) for each in entry.listing.citations), _correction_words(entry)):
            words.append(f", {said}" if said else "", style="dim")
        mark, style = marks[change]
        table.add_row(Text(mark, style=style), entry.day.isoformat(), words)
    console.print(table)


def _edition_data(edition: Edition) -> Data:
    return {
        "date": edition.dated.isoformat(),
        "published": edition.published.isoformat() if edition.published else None,
        "retrieved": edition.retrieved.isoformat(),
        "sha256": edition.sha256,
        "entities": edition.entities,
    }


def _entry_data(entry: ListedEntry | ChangedEntry) -> Data:
    return {"id": entry.id, "entity": entry.entity, "name": entry.name}


def _changed_data(entry: ChangedEntry) -> Data:
    fields = {field: [_value(old), _value(new)] for field, (old, new) in entry.fields.items()}
    return _entry_data(entry) | {"fields": fields}


def _value(values: Sequence[str]) -> str | list[str] | None:
    if len(values) > 1:
        return list(values)
    return values[0] if values else None


def _lines(diff: ListDiff) -> Iterator[Data]:
    for change, entries in (("added", diff.added), ("removed", diff.removed)):
        yield from ({"change": change, **_entry_data(entry)} for entry in entries)
    yield from ({"change": "changed", **_changed_data(entry)} for entry in diff.changed)


def _rows(diff: ListDiff) -> Iterator[Data]:
    for change, entries in (("added", diff.added), ("removed", diff.removed)):
        yield from ({"change": change, **_entry_data(entry)} for entry in entries)
    for entry in diff.changed:
        for field, (old, new) in entry.fields.items():
            turn = {"field": field, "old": list(old), "new": list(new)}
            yield {"change": "changed", **_entry_data(entry), **turn}


def _print(diff: ListDiff, out: TextIO, context: Context) -> None:
    console = open_console(out, context)
    title = f"{diff.list}: {diff.old.dated.isoformat()} to {diff.new.dated.isoformat()}"
    console.print(Text(title, style="bold"))
    sums = (("added", diff.added), ("removed", diff.removed), ("changed", diff.changed))
    console.print(", ".join(f"{len(entries):,} {word}" for word, entries in sums))
    if any(entries for _, entries in sums):
        console.print()
        console.print(_table(diff))
    if diff.not_compared:
        print_warning(
            f"Not compared, as one of the editions' files does not give it: {_joined(diff.not_compared)}", console
        )
    if len(diff.added) + len(diff.removed) + len(diff.changed) == 0:
        print_hanging(f"Both editions say the same of {count(diff.new.entities, 'entry', 'entries')}.", console)


def _table(diff: ListDiff) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("Id", overflow="fold")
    table.add_column("Name and what changed", overflow="fold")
    for mark, style, entries in (("+", "green", diff.added), ("-", "red", diff.removed)):
        for entry in entries:
            table.add_row(Text(mark, style=style), plain(entry.id), Text(plain(entry.name)))
    for changed in diff.changed:
        words = Text(plain(changed.name))
        for field, (old, new) in changed.fields.items():
            words.append(f"\n{plain(field)}: {_joined(old) or 'none'} -> {_joined(new) or 'none'}", style="dim")
        table.add_row(Text("~", style="yellow"), plain(changed.id), words)
    return table


def _joined(values: Iterable[str]) -> str:
    return "; ".join(map(plain, values))
