"""The commands ``debar decide``, ``decide-many``, ``proposals``, ``settings`` and ``audit``."""

from __future__ import annotations

from typing import Annotated

import typer

from debar.cli.options import OutputFile, RowsFormat, StoreOption, TableFormat
from debar.cli.output import choose_format

proposals = typer.Typer(help="Decisions that wait for a second person.", no_args_is_help=True)
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


Workspace = Annotated[str, typer.Option("--workspace", help="The casework it is about.")]
Numbers = Annotated[list[int], typer.Argument(help="Numbers of proposals.", metavar="NUMBER...", min=1)]


def decide_many(
    scan: Annotated[int, typer.Argument(help="The number of a kept scan.", metavar="SCAN", min=1)],
    as_: Annotated[str, typer.Option("--as", help="confirmed, false-match, waived or asked.", metavar="DECISION")] = "",
    because: Annotated[str, typer.Option("--because", help="The reason, kept with each decision.")] = "",
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="outcome=, maker=, state=, buyer_type=, from= or to=VALUE; may be repeated."),
    ] = None,
    ground: Annotated[str, typer.Option("--ground", help="Of these only; else the ground of most.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day of a waiver.", metavar="DATE")] = "",
    confirm: Annotated[str, typer.Option("--confirm", help="Keep what was shown under this token.")] = "",
    count: Annotated[int, typer.Option("--count", help="How many findings that are.", min=0)] = 0,
    by: Annotated[str, typer.Option("--by", help="Who decides; else who runs debar.")] = "",
    workspace: Workspace = "main",
    store: StoreOption = "",
) -> None:
    """Show what one decision on many findings would do; with --confirm and --count, keep exactly that.

    Example: debar decide-many 1 --where maker=dahua --as confirmed --because "seen on site"
    """
    from debar.cli.deciding_many import Asked, decide_together

    asked = Asked(scan, as_, because, tuple(where or ()), ground=ground, until=until)
    decide_together(asked, confirm, count, by=by, workspace=workspace, store=store)


@proposals.command("list")
def list_proposals(
    every: Annotated[bool, typer.Option("--all", help="Those ruled on too.")] = False,
    workspace: Workspace = "main",
    format_: RowsFormat = None,
    output: OutputFile = None,
    store: StoreOption = "",
) -> None:
    """Show the decisions that wait for a second person.

    Example: debar proposals list
    """
    from debar.cli.deciding_many import show_proposals

    show_proposals(store, workspace, choose_format(format_, output, TableFormat), output, every=every)


@proposals.command("approve")
def approve(
    numbers: Numbers,
    because: Annotated[str, typer.Option("--because", help="A remark, kept in the log.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who approves; else who runs debar.")] = "",
    workspace: Workspace = "main",
    store: StoreOption = "",
) -> None:
    """Approve proposals of somebody else; all of them or none.

    Example: debar proposals approve 3 --by ben
    """
    from debar.cli.deciding_many import rule_proposals

    rule_proposals(numbers, "approved", because, by=by, workspace=workspace, store=store)


@proposals.command("reject")
def reject(
    numbers: Numbers,
    because: Annotated[str, typer.Option("--because", help="The reason, kept in the log.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who rejects; else who runs debar.")] = "",
    workspace: Workspace = "main",
    store: StoreOption = "",
) -> None:
    """Reject proposals of somebody else, with the reason; all of them or none.

    Example: debar proposals reject 3 --because "the photo shows another maker" --by ben
    """
    from debar.cli.deciding_many import rule_proposals

    rule_proposals(numbers, "rejected", because, by=by, workspace=workspace, store=store)


def settings(
    second_person: Annotated[
        str,
        typer.Option("--second-person", help="Decisions that need one, with commas between, or none."),
    ] = "",
    workspace: Workspace = "main",
    store: StoreOption = "",
) -> None:
    """Show the settings of a workspace, or set which decisions need a second person.

    Example: debar settings --second-person false-match,waived
    """
    from debar.cli.deciding_many import show_settings

    show_settings(second_person, workspace, store)


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
    receipt: Annotated[
        str, typer.Option("--receipt", help="A receipt (html, pdf or json), whose hashes must still hold.")
    ] = "",
    store: StoreOption = "",
) -> None:
    """Find any line of the log that was changed, taken out, put in or moved; or say what of a receipt still holds.

    Example: debar audit verify --head 3f0a…
    """
    if receipt:
        from debar.cli.receipts import verify_receipt

        raise typer.Exit(verify_receipt(store, receipt, head))
    from debar.cli.deciding import verify_log

    raise typer.Exit(verify_log(store, head))


@audit.command("receipt")
def receipt(
    finding: Id,
    out: Annotated[str, typer.Option("--out", "--output", "-o", help="The file to write: .html, .pdf or .json.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="Tell what stood at the end of that day; else today.", metavar="DATE")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who asks for it; else who runs debar.")] = "",
    workspace: Workspace = "main",
    store: StoreOption = "",
) -> None:
    """Write a dated receipt of a kept finding: question, verdict, rules, evidence, decisions and hashes.

    Example: debar audit receipt 5f2c19 --out receipt.pdf
    """
    from debar.cli.receipts import write_receipt

    write_receipt(finding, out, as_of, by=by, workspace=workspace, store=store)


@audit.command("replay")
def replay_finding(finding: Id, format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Judge a kept finding again with the lists as known on its day, and compare.

    Example: debar audit replay 5f2c19
    """
    from debar.cli.deciding import replay

    raise typer.Exit(replay(finding, store, choose_format(format_, output, TableFormat), output))
