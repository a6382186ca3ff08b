"""Tables of what is known: list editions, rules; and any rows in a machine format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from debar.errors import InputError
from debar.model import Edition
from debar.report.consoles import open_console, print_hanging, print_warning
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.notes import age_words, completeness, edition_warnings
from debar.report.records import Data, age_days, edition_data, to_json
from debar.report.text import plain

Row = Mapping[str, Any]

#: What ``rules list`` shows of a rule; a key that a row lacks leaves its cell empty.
RULE_COLUMNS: tuple[str, ...] = ("rule", "title", "who", "effect", "from", "to", "citation")
EDITION_COLUMNS: tuple[str, ...] = (
    "list",
    "title",
    "published",
    "retrieved",
    "age_days",
    "entities",
    "completeness",
    "note",
    "source",
    "official_url",
    "licence",
    "sha256",
)


def edition_table(editions: Sequence[Edition], today: date, stale_after: int) -> Table:
    """The editions with the day each speaks for and its age; stale ones marked with ``!`` and the word."""
    table = _table("List", "Edition of", "Age", "Entities", "What it is")
    for edition in editions:
        age = age_days(edition, today)
        stale = age > stale_after
        table.add_row(
            Text(plain(edition.list), no_wrap=True),
            edition.dated.isoformat(),
            Text(f"! {age_words(age)}, stale" if stale else age_words(age), style="bold yellow" if stale else ""),
            f"{edition.entities:,}",
            Text(completeness(edition).partition(":")[0]),
        )
    return table


def lists_table(editions: Sequence[Edition], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists show``: all editions as table (without their notes), json (an array), jsonl or csv.

    Raises:
        InputError: the format is not offered.
    """
    if format == "table":
        open_console(out, context).print(edition_table(editions, context.today, context.stale_after))
        return
    write_rows([edition_data(edition, context.today) for edition in editions], EDITION_COLUMNS, format, out, context)


def list_data(edition: Edition, today: date, editions: Sequence[Edition] = (), attempts: Sequence[Row] = ()) -> Data:
    """``lists show ID --format json``: ``entities`` (a number), ``edition`` (an object), ``age_days``, ``editions``.

    ``editions`` are the days that all editions held speak for, oldest first; ``attempts`` the last ones to renew it.
    """
    data = edition_data(edition, today)
    return {
        "id": edition.list,
        "entities": edition.entities,
        "age_days": data["age_days"],
        "edition": data,
        "editions": [each.dated.isoformat() for each in editions],
        "attempts": [dict(attempt) for attempt in attempts],
    }


def list_page(
    edition: Edition,
    format: str,  # noqa: A002
    out: TextIO,
    context: Context,
    *,
    editions: Sequence[Edition] = (),
    attempts: Sequence[Row] = (),
) -> None:
    """``lists show ID``: one edition in full, the days of all ``editions`` held, the last ``attempts`` to renew it.

    Raises:
        InputError: the format is not offered.
    """
    if format == "table":
        days = [each.dated.isoformat() for each in editions]
        page(edition_data(edition, context.today) | {"editions held": f"{len(days)}: {', '.join(days)}"}, out, context)
        console = open_console(out, context)
        for warning in edition_warnings([edition], context.today, context.stale_after):
            print_warning(warning, console)
        return
    write_data(list_data(edition, context.today, editions, attempts), format, out)


def rules_table(rules: Sequence[Row], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``rules list``: rows with the keys of ``RULE_COLUMNS`` (others go to json) as table, json, jsonl or csv.

    Raises:
        InputError: the format is not offered.
    """
    if format != "table":
        write_rows(rules, RULE_COLUMNS, format, out, context)
        return
    table = _table("Rule", "Binds", "Effect", "In force")
    table.columns[0].min_width = 24
    table.columns[-1].no_wrap = True
    for rule in rules:
        name = Text(_words(rule.get("rule")), style="bold")
        for key in ("title", "citation"):
            if words := _words(rule.get(key)):
                name.append(f"\n{words}", style="not bold" if key == "title" else "not bold dim")
        since, to = (_words(rule.get(key)) for key in ("from", "to"))
        in_force = "\n".join(part for part in (since, f"to {to}" if to else "") if part)
        table.add_row(name, Text(_words(rule.get("who"))), Text(_words(rule.get("effect"))), Text(in_force))
        table.add_section()
    open_console(out, context).print(table)


def write_rows(rows: Sequence[Row], columns: Sequence[str], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """Any rows: ``columns`` of them as table or csv, all their keys as json (an array) or jsonl.

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        out.write(to_json([dict(row) for row in rows], indent=1) + "\n")
    elif format == "jsonl":
        out.writelines(to_json(dict(row)) + "\n" for row in rows)
    elif format == "csv":
        write_csv(rows, columns, out)
    elif format == "table":
        shown = [column for column in columns if any(row.get(column) for row in rows)]
        table = _table(*(column.replace("_", " ").capitalize() for column in shown))
        for row in rows:
            table.add_row(*(Text(_words(row.get(column)), overflow="fold") for column in shown))
        open_console(out, context).print(table)
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: table, json, jsonl, csv.")
    out.flush()


def write_data(data: object, format: str, out: TextIO) -> None:  # noqa: A002
    """One object as json (indented) or jsonl (a line).

    Raises:
        InputError: the format is not offered.
    """
    if format not in ("json", "jsonl"):
        raise InputError(f"Format {format!r} is not offered here. Choose one of: table, json, jsonl.")
    out.write(to_json(data, indent=1 if format == "json" else None) + "\n")
    out.flush()


def page(data: Row, out: TextIO, context: Context, title: str = "") -> None:
    """One thing in full (``rules show ID``): key and value, nested values indented; empty ones left out."""
    console = open_console(out, context)
    if title:
        console.print(Text(plain(title), style="bold"))
    _print_nested(data, console, 0)


def _print_nested(data: Row, console: Console, depth: int) -> None:
    for key, value in data.items():
        if value in (None, "", [], (), {}):
            continue
        label = Text(f"{'  ' * depth}{plain(str(key)).replace('_', ' ')}: ", style="bold")
        if isinstance(value, Mapping):
            console.print(label)
            _print_nested(value, console, depth + 1)
        elif isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
            console.print(label)
            for item in value:
                _print_nested(item if isinstance(item, Mapping) else {"-": item}, console, depth + 1)
                console.print()
        else:
            print_hanging(label + Text(_words(value)), console, hang=2 * depth + 2)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    return plain(value.isoformat() if isinstance(value, date) else str(value))


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        right = column in ("Entities", "Age days")
        if column == "In force":
            table.add_column(column, no_wrap=True, min_width=len("2019-08-13"))
            continue
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table
