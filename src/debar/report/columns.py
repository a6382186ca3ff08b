"""Which column is read as what, for a person to look over before a scan, or for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from debar.report.consoles import open_console, print_hanging, print_warning
from debar.report.context import Context
from debar.report.records import Data
from debar.report.tables import write_data, write_rows
from debar.report.text import plain, shorten

COLUMNS: tuple[str, ...] = ("layout", "files", "column", "fields", "samples", "why")
_FILES = 3


def write_layouts(layouts: Sequence[Data], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """Each layout has ``files``, ``columns`` (with ``column, fields, samples, why``), ``explanation``, ``problem``.

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        write_data({"layouts": list(layouts)}, format, out)
    elif format == "table":
        for layout in layouts:
            _print(layout, out, context)
    else:
        rows = [
            {"layout": number, "files": layout["files"], **column}
            for number, layout in enumerate(layouts, start=1)
            for column in layout["columns"]
        ]
        write_rows(rows, COLUMNS, format, out, context)
    out.flush()


def _print(layout: Data, out: TextIO, context: Context) -> None:
    console = open_console(out, context)
    names = [plain(name) for name in layout["files"]]
    more = f" and {len(names) - _FILES:,} more" if len(names) > _FILES else ""
    print_hanging(Text(", ".join(names[:_FILES]) + more, style="bold"), console)
    if layout["problem"]:
        print_warning(plain(layout["problem"]), console)
        return
    for note in layout["notes"]:
        print_hanging(plain(note), console, indent=2)
    if not layout["columns"]:
        print_hanging(plain(layout["explanation"]), console, indent=2)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for heading in ("Read as", "Column", "For example", "Why"):
        table.add_column(heading, overflow="fold")
    for column in layout["columns"]:
        table.add_row(
            Text(", ".join(column["fields"]) or "–", style="bold" if column["fields"] else "dim"),
            Text(plain(column["column"])),
            Text(plain(shorten(" · ".join(column["samples"]), 90))),
            Text(plain(column["why"]) or "kept as it is", style="" if column["fields"] else "dim"),
        )
    console.print(table)
