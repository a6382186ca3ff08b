"""``debar lists`` and ``debar match``: editions of official lists, and names against them."""

from __future__ import annotations

from typing import Annotated

import typer

from debar import __version__
from debar.cli.options import (
    AsOf,
    ExitZero,
    KnownAt,
    MatchFailOn,
    MaxAge,
    OutputFile,
    RowsFormat,
    TableFormat,
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
    names: Annotated[list[str] | None, typer.Argument(help="Names of parties.", metavar="NAME...")] = None,
    source: Annotated[str, typer.Option("--input", help="A table with a column of names.")] = "",
    column: Annotated[str, typer.Option("--column", help="The column that holds the names.")] = "",
    lists: Annotated[list[str] | None, typer.Option("--lists", help="Only these list ids; may be repeated.")] = None,
    schema: Annotated[str, typer.Option("--schema", help="Company, Person, Organization, Vessel ...")] = "",
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="The least score (0..1) that is shown.", min=0, max=1)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="The most matches a name.", min=1)] = 10,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: Annotated[MatchFailOn, typer.Option("--fail-on", help="Exit 1 at this.")] = MatchFailOn.MATCH,
    exit_zero: ExitZero = False,
) -> None:
    """Match names against the lists: who it may be, since when it is listed, with citation.

    Example: debar match "Hangzhou Hikvision Digital" --as-of 2019-10-09
    """
    from debar.desk import open_desk
    from debar.desk.names import read_names
    from debar.report.context import Context
    from debar.report.matches import open_match_writer

    desk = open_desk(today=today(), tell=tell)
    wanted = [list_id for given in lists or [] for list_id in given.split(",")]
    desk.require_fresh(max_age, wanted)
    context = Context(
        today=desk.today,
        command="match",
        editions=desk.editions,
        as_of=desk.day(as_of),
        known_at=desk.day(known_at),
        version=__version__,
    )
    chosen = choose_format(format, output, TableFormat)
    found: set[str] = set()
    with open_output(output, [source] if source else []) as out:
        writer = open_match_writer(chosen, out, context=context, editions=desk.reference.editions_data)
        for row, queries in read_names(names or [], source, column):
            answers = desk.match(
                queries,
                lists=wanted,
                schema=schema,
                as_of=as_of,
                known_at=known_at,
                threshold=threshold,
                limit=limit,
            )
            for number, (query, matches) in enumerate(zip(queries, answers, strict=True), start=row):
                found.update(m.outcome for m in matches)
                writer.matches(number, query, matches)
        writer.close()
    late = desk.reference.lists_not_known(desk.day(known_at))
    if any(not wanted or sentence.partition(":")[0] in wanted for sentence in late):
        raise typer.Exit(NOT_JUDGED)
    hit = "match" in found or (fail_on == MatchFailOn.REVIEW and "review" in found)
    raise typer.Exit(FOUND if hit and not exit_zero else JUDGED)
