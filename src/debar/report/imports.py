"""What became of editions that were imported or fetched, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from debar.report.consoles import open_console, print_hanging
from debar.report.context import Context
from debar.report.tables import Row, write_rows
from debar.report.text import plain

PLACE_COLUMNS = ("list", "layout", "order", "role", "url", "filename", "manual")

_STYLES = {"refused": "bold red", "failed": "bold red", "manual": "bold yellow"}


def imports_table(
    rows: Sequence[Row],
    columns: Sequence[str],
    format: str,  # noqa: A002
    out: TextIO,
    context: Context,
) -> None:
    """``lists import`` and ``lists update``: rows as table (what matters), ``columns`` of them in other formats.

    Raises:
        InputError: the format is not offered.
    """
    if format != "table":
        write_rows(rows, columns, format, out, context)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("List" if "list" in columns else "File", overflow="fold", min_width=16)
    table.add_column("Edition of", no_wrap=True)
    for name in ("Rows", "Parties", "Listings", "Changes", "Doubts"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        name = str(row.get("list") or row.get("file", ""))
        outcome = str(row["outcome"])
        table.add_row(
            Text(plain(name if "list" in columns else name.rsplit("/", 1)[-1])),
            Text(str(row.get("edition") or outcome), style=_STYLES.get(outcome, "")),
            *(_number(row, key) for key in ("rows", "entities", "designations")),
            _changes(row),
            _number(row, "doubts"),
        )
    open_console(out, context).print(table)


def places_page(rows: Sequence[Row], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists update --dry-run``: where each file would come from and its name in a mirror; ``order`` 2 is a fallback.

    Raises:
        InputError: the format is not offered.
    """
    if format != "table":
        write_rows(rows, PLACE_COLUMNS, format, out, context)
        return
    console = open_console(out, context)
    before = ""
    for row in rows:
        if row["list"] != before:
            console.print(Text(plain(str(row["list"])), style="bold"))
            before = str(row["list"])
        source = plain(str(row["url"])) or f"by hand: {plain(str(row['manual']))}"
        place = f"  {plain(str(row['layout']))}, place {row['order']}, {plain(str(row['role']))} as {row['filename']}: "
        print_hanging(Text(place, style="dim") + Text(source), console, hang=4)


def _number(row: Row, key: str) -> str:
    value = row.get("rejected", 0) + row.get("warnings", 0) if key == "doubts" and "warnings" in row else row.get(key)
    return f"{value:,}" if isinstance(value, int) else ""


def _changes(row: Row) -> str:
    """``+3 -1 ~5``: parties added, removed and changed since the edition before."""
    parts = (("+", "added"), ("-", "removed"), ("~", "changed"))
    return " ".join(f"{sign}{row[key]:,}" for sign, key in parts if row.get(key))
