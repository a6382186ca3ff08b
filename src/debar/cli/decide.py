"""The commands ``debar decide`` and ``debar audit``."""

from __future__ import annotations

from typing import Annotated

import typer

from debar.cli.options import OutputFile, RowsFormat, StoreOption, TableFormat
from debar.cli.output import choose_format

audit = typer.Typer(help="The tamper-evident log of what was judged and decided.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The finding's id, or how it begins.", metavar="FINDING")]


def decide(
    finding: Id,
    as_: Annotated[
        str,
        typer.Option("--as", help="confirmed, false-match, waived or asked.", metavar="DECISION", show_default=False),
    ],
    because: Annotated[str, typer.Option("--because", help="The reason, kept with the decision.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides; else who runs debar.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day of a waiver.", metavar="DATE")] = "",
    source: Annotated[
        str, typer.Option("--from", help="File of findings (jsonl) that holds it; else those kept with scan --keep.")
    ] = "",
    store: StoreOption = "",
) -> None:
    """Keep a person's decision on a finding; it is applied again while what it rests on stays as it is.

    Example: debar decide 5f2c19 --as false-match --because "a dome tent, not a camera" --from findings.jsonl
    """
    from debar.cli.deciding import decide_finding

    decide_finding(finding, as_, because, by=by, until=until, source=source, store=store)


@audit.command("log")
def log(
    after: Annotated[int, typer.Option("--after", help="Begin after this line.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="Lines at most.", min=1, max=100_000)] = 100,
    format_: RowsFormat = None,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Show the log, the oldest lines first.

    Example: debar audit log --format csv -o log.csv
    """
    from debar.cli.deciding import show_log

    show_log(store, after, limit, choose_format(format_, output, TableFormat), output)


@audit.command("verify")
def verify(
    head: Annotated[str, typer.Option("--head", help="A hash noted earlier, which must still be there.")] = "",
    store: StoreOption = "",
) -> None:
    """Find any line of the log that was changed, taken out, put in or moved.

    Example: debar audit verify --head 3f0a…
    """
    from debar.cli.deciding import verify_log

    raise typer.Exit(verify_log(store, head))


@audit.command("replay")
def replay_finding(finding: Id, format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Judge a kept finding again with the lists as known on its day, and compare.

    Example: debar audit replay 5f2c19
    """
    from debar.cli.deciding import replay

    raise typer.Exit(replay(finding, store, choose_format(format_, output, TableFormat), output))
