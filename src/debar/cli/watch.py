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
channel_app = typer.Typer(help="Where alerts are sent: mail addresses and webhooks.", no_args_is_help=True)
app.add_typer(channel_app, name="channel")

Name = Annotated[str, typer.Argument(help="What the watch is called.", metavar="NAME")]
Base = Annotated[str, typer.Option("--base", help="Address of the desk, such as https://debar.example.gov, for links.")]
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
    hold: Annotated[bool, typer.Option("--hold", help="Send nothing to channels yet.")] = False,
    base: Base = "",
    exit_zero: ExitZero = False,
    format_: RowsFormat = None,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Look at what is watched, tell what changed since the last time, and send it to channels.

    Exit code 1 when something changed.

    Example: debar watch run --format json -o alerts.json
    """
    from debar.cli.watching import run_all, send_due

    chosen = choose_format(format_, output, TableFormat)
    code = run_all(names or [], store, chosen, output, exit_zero=exit_zero)
    if not hold:
        send_due(store, base, revive=False, quiet=True)
    raise typer.Exit(code)


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


@app.command("digest")
def digest(
    day: Annotated[str, typer.Option("--day", help="The day (UTC); else today.", metavar="DATE")] = "",
    base: Base = "",
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Write what was told on a day as a page (-o FILE.html) or text: own decisions and purchases first.

    Example: debar watch digest --day 2026-11-22 -o digest.html
    """
    from debar.cli.watching import write_digest

    write_digest(store, day, base, output)


@app.command("feed")
def feed(
    base: Base = "",
    limit: Annotated[int, typer.Option("--limit", help="Alerts at most, the newest.", min=1, max=10_000)] = 100,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Write the newest alerts as an Atom feed.

    Example: debar watch feed -o alerts.atom
    """
    from debar.cli.watching import write_alert_feed

    write_alert_feed(store, base, limit, output)


@app.command("send")
def send(
    revive: Annotated[bool, typer.Option("--retry", help="Take up what was given up, too.")] = False,
    base: Base = "",
    store: StoreOption = "",
) -> None:
    """Send alerts that are due to channels; mails need DEBAR_SMTP. Exit code 3 when something could not be sent.

    Example: debar watch send --retry
    """
    from debar.cli.watching import send_due

    raise typer.Exit(send_due(store, base, revive=revive, quiet=False))


@channel_app.command("add")
def add_channel(
    name: Annotated[str, typer.Argument(help="What the channel is called.", metavar="NAME")],
    email: Annotated[str, typer.Option("--email", help="A mail address.")] = "",
    webhook: Annotated[str, typer.Option("--webhook", help="An https address that takes JSON.")] = "",
    private: Annotated[bool, typer.Option("--allow-private", help="The webhook is on a network of your own.")] = False,
    store: StoreOption = "",
) -> None:
    """Send alerts from now on to a mail address or a webhook, whose secret is shown this once.

    Example: debar watch channel add desk --email desk@example.gov
    """
    from debar.cli.watching import add_one_channel

    add_one_channel(name, email, webhook, store, private=private)


@channel_app.command("list")
def list_channels(format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Show where alerts are sent, and how many wait or were given up.

    Example: debar watch channel list
    """
    from debar.cli.watching import show_channels

    show_channels(store, choose_format(format_, output, TableFormat), output)


@channel_app.command("remove")
def remove_channel(
    name: Annotated[str, typer.Argument(help="What the channel is called.", metavar="NAME")], store: StoreOption = ""
) -> None:
    """Send nothing more to a channel.

    Example: debar watch channel remove desk
    """
    from debar.cli.watching import remove_one_channel

    remove_one_channel(name, store)
