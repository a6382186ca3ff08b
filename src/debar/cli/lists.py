"""``debar lists``: what is held and from when, editions brought in, compared, shown over time, exported, verified."""

from __future__ import annotations

from typing import Annotated

import typer

from debar.cli.options import (
    CLOCKS,
    OUTPUT,
    AsOf,
    ExportFormat,
    KnownAt,
    MaxSize,
    OutputFile,
    Paths,
    Proxy,
    RowsFormat,
    StoreOption,
    TableFormat,
    Timeout,
    Total,
    Tries,
)
from debar.cli.output import choose_format

app = typer.Typer(
    help="Official lists: what is held, from when, how complete; bring in new editions, compare, show their history.",
    no_args_is_help=True,
)

ListId = Annotated[str, typer.Argument(help="A list id, such as us-bis-el.", metavar="ID")]
AnyListId = Annotated[str, typer.Argument(help="A list id, such as us-bis-el; none shows all.", metavar="[ID]")]
ListIds = Annotated[list[str] | None, typer.Argument(help="List ids; none means all.", metavar="[ID...]")]
Smaller = Annotated[
    bool, typer.Option("--accept-smaller", help="Believe an edition that lost many of its parties or fields.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but keep nothing.")]
Because = Annotated[str, typer.Option("--because", help="The reason, kept with the decision.")]


@app.command()
def show(
    list_id: AnyListId = "",
    known_at: KnownAt = None,
    editions: Annotated[bool, typer.Option("--editions", help="Every edition held, not the newest alone.")] = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show the editions in use: source, dates, age, what each lacks, and the last attempts to renew it.

    Example: debar lists show us-bis-el
    """
    from debar.cli.library import show_lists

    show_lists(
        list_id, store, known_at, every=editions, chosen=choose_format(format, output, TableFormat), output=output
    )


@app.command("import")
def import_(
    paths: Paths,
    list_id: Annotated[str, typer.Option("--id", help="The list, such as us-ofac-sdn, or a name of your own.")],
    published_at: Annotated[
        str, typer.Option("--published-at", help="The day the list was published.", rich_help_panel=CLOCKS)
    ] = "",
    retrieved_at: Annotated[
        str, typer.Option("--retrieved-at", help="When the file was retrieved.", rich_help_panel=CLOCKS)
    ] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="field=Column for a list of your own: id, name, alias, schema, country ..."),
    ] = None,
    layout: Annotated[str, typer.Option("--layout", help="Read it in this layout only.")] = "",
    title: Annotated[str, typer.Option("--title", help="What a list of your own is called.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="The licence that you have the data under.")] = "",
    accept_smaller: Smaller = False,
    dry_run: DryRun = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Import files of a list: an edition, or a directory of dated ones in the order of their dates.

    The original bytes are kept. The day comes from --published-at, the file itself, its name or its directory's.

    Example: debar lists import sdn.csv alt.csv add.csv sdn_comments.csv --id us-ofac-sdn --published-at 2026-11-20

    Example: debar lists import blocked.xlsx --id our-blocked --map name=Vendor --map id=Number
    """
    from debar.cli.library import import_lists

    given = {
        "published": published_at,
        "retrieved_at": retrieved_at,
        "mapping": mapping or (),
        "layout": layout,
        "title": title,
        "licence": licence,
        "accept_smaller": accept_smaller,
        "dry_run": dry_run,
    }
    raise typer.Exit(import_lists(paths, list_id, given, store, choose_format(format, output, TableFormat), output))


@app.command()
def update(
    list_ids: ListIds = None,
    mirror: Annotated[
        str, typer.Option("--mirror", help="A directory or address with a folder for each list; works offline.")
    ] = "",
    proxy: Proxy = None,
    timeout: Timeout = 90,
    total: Total = 1800,
    tries: Tries = 4,
    max_size: MaxSize = 2048,
    layout: Annotated[str, typer.Option("--layout", help="Fetch the list in this layout.")] = "",
    accept_smaller: Smaller = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be fetched from where.")] = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Fetch lists from their official places. What is not believed leaves the edition before it in force.

    Exit code 3 when a list could not be renewed.

    Example: debar lists update us-ofac-sdn us-bis-el

    Example: debar lists update --mirror /srv/lists
    """
    from debar.cli.library import update_lists

    given = {
        "mirror": mirror,
        "proxy": proxy,
        "answer": timeout,
        "total": total,
        "tries": tries,
        "largest": max_size << 20,
        "layout": layout,
    }
    chosen = choose_format(format, output, TableFormat)
    raise typer.Exit(
        update_lists(list_ids or [], given, store, chosen, output, accept_smaller=accept_smaller, dry_run=dry_run)
    )


@app.command()
def diff(
    list_id: ListId,
    since: Annotated[str, typer.Option("--from", help="The earlier day.", rich_help_panel=CLOCKS)],
    until: Annotated[str, typer.Option("--to", help="The later day; else today.", rich_help_panel=CLOCKS)] = "",
    clock: Annotated[
        str,
        typer.Option(
            "--clock",
            help="known: what two editions differ in. in-force: what began and ended by the listings' own dates.",
            rich_help_panel=CLOCKS,
        ),
    ] = "known",
    known_at: KnownAt = None,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show what changed on a list between two days: added, removed, changed with each field's old and new value.

    Example: debar lists diff us-ofac-sdn --from 2022-02-23 --to 2022-02-24

    Example: debar lists diff us-bis-el --clock in-force --from 2019-10-08 --to 2019-10-09
    """
    from debar.cli.library import diff_lists

    diff_lists(list_id, (since, until), clock, known_at, store, choose_format(format, output, TableFormat), output)


@app.command()
def history(
    entity: Annotated[str, typer.Argument(help="An entity id (us-bis-el:1a2b3c4d5e), a maker or a name.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show one party's time line over all lists, on both clocks: in force, and known.

    Example: debar lists history Hikvision
    """
    from debar.cli.library import show_history

    show_history(entity, (as_of, known_at), store, choose_format(format, output, TableFormat), output)


@app.command()
def export(
    list_ids: ListIds = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    store: StoreOption = "",
    format: Annotated[  # noqa: A002  the option's name
        ExportFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)
    ] = None,
    output: OutputFile = None,
) -> None:
    """Export lists: ftm writes FollowTheMoney JSON lines, jsonl debar's own records, csv the user-list columns.

    Example: debar lists export us-bis-el us-fcc-covered --format ftm -o lists.ftm.json
    """
    from debar.cli.library import export_lists

    chosen = choose_format(format, output, ExportFormat, "ftm")
    export_lists(list_ids or [], (as_of, known_at), store, chosen, output)


@app.command()
def verify(store: StoreOption = "") -> None:
    """Verify the store: every original file by its hash, every edition by replaying its changes.

    Exit code 2 when something is damaged.

    Example: debar lists verify
    """
    from debar.cli.library import verify_store

    raise typer.Exit(verify_store(store))


@app.command()
def reparse(
    list_id: ListId,
    edition: Annotated[str, typer.Option("--edition", help="Only the edition of this day.")] = "",
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Read the original bytes of editions again with this version's parser; the editions say so.

    Example: debar lists reparse us-ofac-sdn --edition 2024-05-03
    """
    from debar.cli.library import reparse_lists

    raise typer.Exit(reparse_lists(list_id, edition, store, choose_format(format, output, TableFormat), output))


@app.command()
def parties(
    proposed: Annotated[bool, typer.Option("--proposed", help="Only joins that a person should look at.")] = False,
    known_at: KnownAt = None,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show which entities of different lists are taken for one party, and why.

    Example: debar lists parties --proposed
    """
    from debar.cli.library import show_parties

    show_parties(store, known_at, choose_format(format, output, TableFormat), output, proposed=proposed)


@app.command()
def join(
    first: Annotated[str, typer.Argument(help="An entity id.")],
    second: Annotated[str, typer.Argument(help="Another one.")],
    because: Because = "",
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    store: StoreOption = "",
) -> None:
    """Decide that two entities are one party. Can be taken back with 'separate'.

    Example: debar lists join us-bis-el:1a2b3c4d5e us-dod-1260h:5e4d3c2b1a --because "same address and chairman"
    """
    from debar.cli.library import decide_party

    decide_party(first, second, "same", because, by, store)


@app.command()
def separate(
    first: Annotated[str, typer.Argument(help="An entity id.")],
    second: Annotated[str, typer.Argument(help="Another one.")],
    because: Because = "",
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    store: StoreOption = "",
) -> None:
    """Decide that two entities are different parties, whatever their names or ids suggest.

    Example: debar lists separate us-bis-el:1a2b3c4d5e us-dod-1260h:5e4d3c2b1a --because "different provinces"
    """
    from debar.cli.library import decide_party

    decide_party(first, second, "different", because, by, store)
