"""``debar own``: its options; what it does loads when it runs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from debar.cli.options import (
    AsOf,
    Everything,
    ExitZero,
    FailOn,
    FailOnOption,
    KnownAt,
    MaxAge,
    OutputFile,
    StoreOption,
    Strict,
)
from debar.cli.output import choose_format


class OwnFormat(StrEnum):
    """How chains of ownership are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    SVG = "svg"


OWNERS = "Who is listed"

StakeFiles = Annotated[
    list[str],
    typer.Argument(
        help="csv, xlsx, parquet, jsonl of owner, owned, percent; BODS 0.4, GLEIF relationships, UK PSC, "
        "FollowTheMoney, SEC Exhibit 21; - is standard input.",
        metavar="FILE...",
    ),
]
Why = Annotated[str, typer.Option("--why", help="Only this party, by name or id, with all that is above it.")]
StakeMapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="field=Column: owner, owned, percent, percent_min, percent_max, from, to, listed ..."),
]
Parent = Annotated[str, typer.Option("--parent", help="Who owns what a list of subsidiaries names.")]
OwnRules = Annotated[
    list[str] | None,
    typer.Option("--rule", help="us-ofac-50, us-bis-affiliates50 or contract-tc; may be repeated. Else the first two."),
]
ClauseText = Annotated[
    str, typer.Option("--clause", help="The words of a contract that bars owned companies, or @FILE with them.")
]
Listed = Annotated[
    list[str] | None,
    typer.Option("--listed", help="A table of listed parties: party, list, program, from, to.", rich_help_panel=OWNERS),
]
Matched = Annotated[
    bool, typer.Option("--match/--no-match", help="Look parties up on the lists held.", rich_help_panel=OWNERS)
]
OwnFormatOption = Annotated[OwnFormat | None, typer.Option("--format", help="How to write.", rich_help_panel="Output")]


def own(
    files: StakeFiles,
    why: Why = "",
    rule: OwnRules = None,
    clause: ClauseText = "",
    listed: Listed = None,
    match: Matched = True,
    mapping: StakeMapping = None,
    parent: Parent = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    strict: Strict = False,
    everything: Everything = False,
    format: OwnFormatOption = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: FailOnOption = FailOn.PROHIBITED,
    exit_zero: ExitZero = False,
) -> None:
    """Who is owned by listed parties: the 50 percent rules over the stakes of a day, with the chain as evidence.

    Example: debar own stakes.csv --as-of 2024-09-01

    Example: debar own stakes.csv --why "Company B" -o chain.svg
    """
    from debar.cli.owning import OwnRequest, run_own

    request = OwnRequest(
        files=files,
        mapping=mapping or (),
        why=why,
        rules=rule or (),
        clause=clause,
        listed=listed or (),
        parent=parent,
        match=match,
        everything=everything,
        as_of=as_of,
        known_at=known_at,
        max_age=max_age,
        store=store,
        strict=strict,
    )
    raise typer.Exit(run_own(request, choose_format(format, output, OwnFormat), output, fail_on, exit_zero=exit_zero))
