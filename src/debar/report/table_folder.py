"""Every table of a report as a csv file in one folder, with an account of what they rest on beside them."""

from __future__ import annotations

from pathlib import Path

from debar.errors import InputError
from debar.report.aggregate_tables import make_tables
from debar.report.aggregates import Aggregates, settle
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.method import about, limits, method
from debar.report.records import to_json
from debar.report.summary import Summary


def write_tables(folder: Path, summary: Summary, context: Context) -> list[str]:
    """Write the tables and ``about.json`` into the folder, which is made; return the names of the files.

    Raises:
        InputError: the folder cannot be made or written to.
    """
    settled = settle(summary.aggregates or Aggregates(), context.register)
    tables = make_tables(settled)
    notes = {
        "about": [list(line) for line in about(summary, settled, context)],
        "tables": {f"{table.name}.csv": f"{table.title}. {table.note}".strip() for table in tables},
        "limits": limits(summary, settled),
        "method": method(context),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables:
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8", errors="replace", newline="") as out:
                write_csv(table.rows, table.columns, out)
        (folder / "about.json").write_text(to_json(notes, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: the tables cannot be written ({error.strerror}); choose another folder") from error
    return [*(f"{table.name}.csv" for table in tables), "about.json"]
