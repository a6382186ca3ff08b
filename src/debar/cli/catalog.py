"""``debar catalog``: makers, labels and model numbers, tested, explained and counted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from debar import __version__
from debar.cli.options import CatalogFolder, ExitZero, OutputFile, RowsFormat, TableFormat
from debar.cli.output import FOUND, JUDGED, choose_format, open_output, tell, today

if TYPE_CHECKING:
    from debar.catalog import Catalog
    from debar.report.context import Context

app = typer.Typer(help="Makers, labels and model numbers: test, explain, count.", no_args_is_help=True)


@app.command("test")
def run_test(
    data: CatalogFolder = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    exit_zero: ExitZero = False,
) -> None:
    """Read and validate the catalog and run every example of every row. Exit 0: all hold, 1: some fail, 2: unreadable.

    Example: debar catalog test

    Example: debar catalog test --data my-catalog --format json
    """
    from debar.desk.catalog import check_catalog
    from debar.report.catalog import write_report

    report = check_catalog(data)
    with open_output(output) as out:
        write_report(report, choose_format(format, output, TableFormat), out, _context())
    raise typer.Exit(FOUND if report.failures and not exit_zero else JUDGED)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A line of a record; - is standard input.", metavar="TEXT")],
    date: Annotated[str | None, typer.Option("--date", help="Day of the record: labels change hands.")] = None,
    data: CatalogFolder = "",
    brief: Annotated[
        bool, typer.Option("--brief", help="Leave out the rows of the catalog and their sources.")
    ] = False,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show what a text names and why: maker, label, family, rows and sources; and what was seen and set aside.

    Example: debar catalog explain "LTS CMIP8C42W-28 4MP TURRET, REPLACES DAHUA NVR" --date 2019-05-01

    Example: debar catalog explain "NVR N52B3P 16CH" --brief
    """
    from debar.desk.answers import parse_date, parse_text
    from debar.desk.catalog import explain_text
    from debar.report.catalog import write_explanation

    said = parse_text(sys.stdin.read().strip() if text == "-" else text)
    told = explain_text(_catalog(data), said, parse_date(date), brief=brief)
    with open_output(output) as out:
        write_explanation(told, choose_format(format, output, TableFormat), out, _context())


@app.command()
def stats(
    data: CatalogFolder = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Count makers, labels, families, patterns, relabels by strength, sources by quality, and what is memory only.

    Example: debar catalog stats --format csv -o catalog.csv
    """
    from debar.catalog.counts import catalog_counts
    from debar.report.catalog import write_stats

    counts = catalog_counts(_catalog(data))
    with open_output(output) as out:
        write_stats(counts, choose_format(format, output, TableFormat), out, _context())


def _catalog(folder: str) -> Catalog:
    """The catalog of the folder, or the one in use."""
    from debar.desk import open_desk
    from debar.desk.catalog import open_catalog

    return open_catalog(folder) if folder else open_desk(None, today=today(), tell=tell).reference.catalog


def _context() -> Context:
    from debar.report.context import Context

    return Context(today=today(), command="catalog", version=__version__)
