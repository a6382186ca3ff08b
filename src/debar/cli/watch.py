"""``debar watch``: what changed for what you watch since it was last looked at, told once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from debar.cli.options import ExitZero, OutputFile, RowsFormat, StoreOption, TableFormat
from debar.cli.output import choose_format

app = typer.Typer(
    help="What changed since, and whom it touches: parties, vendors, purchases, kept scans, lists, dossiers.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="What the watch is called.", metavar="NAME")]
_WHAT = "What to watch, one of"


class Only(StrEnum):
    """Which changes are told."""

    ADDED = "added"
    REMOVED = "removed"


@app.command("add")
def add(
    name: Name,
    party: Annotated[str, typer.Option("--party", help="A party, by name.", rich_help_panel=_WHAT)] = "",
    vendors: Annotated[str, typer.Option("--vendors", help="A table of vendors.", rich_help_panel=_WHAT)] = "",
    purchases: Annotated[str, typer.Option("--purchases", help="Purchase records.", rich_help_panel=_WHAT)] = "",
    scan: Annotated[
        str, typer.Option("--scan", help="A scan kept with scan --keep, by its number; or all.", rich_help_panel=_WHAT)
    ] = "",
    list_: Annotated[str, typer.Option("--list", help="A whole list, by its id.", rich_help_panel=_WHAT)] = "",
    dossier: Annotated[
        str, typer.Option("--dossier", help="A company's dossier: filings, bills, news.", rich_help_panel=_WHAT)
    ] = "",
    lists: Annotated[str, typer.Option("--lists", help="Only these lists count, with commas.")] = "",
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="The score from which a name counts.", min=0, max=1)
    ] = None,
    only: Annotated[Only | None, typer.Option("--only", help="Tell only what came, or only what went.")] = None,
    store: StoreOption = "",
) -> None:
    """Watch something from how it stands now; debar watch run tells what changes.

    Example: debar watch add suppliers --vendors vendors.csv

    Example: debar watch add hikvision --party "Hangzhou Hikvision" --lists us-bis-el,us-dod-1260h --only removed
    """
    from debar.cli.watching import add_one

    given = {
        "party": party,
        "vendors": vendors,
        "purchases": purchases,
        "scan": scan,
        "list": list_,
        "dossier": dossier,
    }
    chosen = [each for each in lists.split(",") if each.strip()]
    add_one(name, given, lists=chosen, threshold=threshold, only=only.value if only else "", store=store)


@app.command("list")
def list_watches(format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Show what is watched, and when it was last looked at.

    Example: debar watch list
    """
    from debar.cli.watching import show_watches

    show_watches(store, choose_format(format_, output, TableFormat), output)


@app.command("remove")
def remove(name: Name, store: StoreOption = "") -> None:
    """Watch something no longer; what was told of it stays.

    Example: debar watch remove suppliers
    """
    from debar.cli.watching import remove_one

    remove_one(name, store)


@app.command("run")
def run(
    names: Annotated[list[str] | None, typer.Argument(help="Watches; none means all.", metavar="[NAME...]")] = None,
    exit_zero: ExitZero = False,
    format_: RowsFormat = None,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Look at what is watched, and tell what changed since the last time; exit code 1 when something did.

    Example: debar watch run --format json -o alerts.json
    """
    from debar.cli.watching import run_all

    raise typer.Exit(
        run_all(names or [], store, choose_format(format_, output, TableFormat), output, exit_zero=exit_zero)
    )


@app.command("alerts")
def alerts(
    limit: Annotated[int, typer.Option("--limit", help="Alerts at most, the newest.", min=1, max=100_000)] = 50,
    day: Annotated[str, typer.Option("--day", help="Only those of a day (UTC).", metavar="DATE")] = "",
    format_: RowsFormat = None,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Show what was told, the newest first.

    Example: debar watch alerts --day 2026-11-22
    """
    from debar.cli.watching import show_alerts

    show_alerts(store, limit, day, choose_format(format_, output, TableFormat), output)
