"""``debar lists`` and ``debar match``: editions of official lists, and names against them."""

from __future__ import annotations

from typing import Annotated

import typer

from debar import __version__
from debar.cli.options import (
    AsOf,
    ExitZero,
    KnownAt,
    Limit,
    Lists,
    MatchFailOn,
    MatchFailOnOption,
    MaxAge,
    Names,
    NamesColumn,
    NamesFile,
    OutputFile,
    RowsFormat,
    Schema,
    TableFormat,
    Threshold,
)
from debar.cli.output import FOUND, JUDGED, NOT_JUDGED, choose_format, open_output, tell, today

app = typer.Typer(help="Official lists: what is held, from when, how complete.", no_args_is_help=True)


@app.command()
def show(
    list_id: Annotated[str, typer.Argument(help="A list id, such as us-bis-el; none shows all.", metavar="[ID]")] = "",
    known_at: KnownAt = None,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show the editions in use: source, dates, age, what each lacks.

    Example: debar lists show us-bis-el
    """
    from debar.desk import open_desk
    from debar.report.context import Context
    from debar.report.tables import list_page, lists_table

    desk = open_desk(today=today(), tell=tell)
    context = Context(today=desk.today, command="lists", editions=desk.editions, version=__version__)
    chosen = choose_format(format, output, TableFormat)
    day = desk.day(known_at)
    held = [edition for edition in desk.editions if day is None or edition.retrieved <= day]
    with open_output(output) as out:
        if list_id:
            edition = desk.edition(list_id)
            if edition not in held:
                tell(f"debar: {list_id}: no edition held here was retrieved by {day}")
                raise typer.Exit(NOT_JUDGED)
            list_page(edition, chosen, out, context)
        else:
            lists_table(held, chosen, out, context)
    if not held:
        tell(f"debar: no edition held here was retrieved by {day}")
        raise typer.Exit(NOT_JUDGED)


def match(
    names: Names = None,
    source: NamesFile = "",
    column: NamesColumn = "",
    lists: Lists = None,
    schema: Schema = "",
    threshold: Threshold = None,
    limit: Limit = 10,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: MatchFailOnOption = MatchFailOn.MATCH,
    exit_zero: ExitZero = False,
) -> None:
    """Match names against the lists: who it may be, since when it is listed, with citation.

    Example: debar match "Hangzhou Hikvision Digital" --as-of 2019-10-09
    """
    from debar.cli.match import MatchRequest, run_match

    request = MatchRequest(
        names=names or [],
        source=source,
        column=column,
        lists=[list_id for given in lists or [] for list_id in given.split(",")],
        schema=schema,
        threshold=threshold,
        limit=limit,
        as_of=as_of,
        known_at=known_at,
        max_age=max_age,
    )
    found, partial = run_match(request, choose_format(format, output, TableFormat), output)
    if partial:
        raise typer.Exit(NOT_JUDGED)
    hit = "match" in found or (fail_on == MatchFailOn.REVIEW and "review" in found)
    raise typer.Exit(FOUND if hit and not exit_zero else JUDGED)
