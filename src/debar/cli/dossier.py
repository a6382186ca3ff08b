"""``debar dossier``: documents brought in, and what a company does about the law, each claim on its words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from debar.cli.options import (
    CLOCKS,
    NETWORK,
    OUTPUT,
    MaxSize,
    OutputFile,
    Proxy,
    RowsFormat,
    StoreOption,
    Strict,
    TableFormat,
    Timeout,
    Total,
    Tries,
)
from debar.cli.output import choose_format

app = typer.Typer(
    help="What a company does about the law: filings, contacts, money, signals, bills, terms; each on its evidence.",
    no_args_is_help=True,
)


class DossierFormat(StrEnum):
    """How a dossier is exported."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "markdown"
    FTM = "ftm"
    GEXF = "gexf"


class ShowFormat(StrEnum):
    """How a dossier is shown."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"


SOURCE = "Where it is from"
Name = Annotated[str, typer.Argument(help="A company or person, by any of its names.", metavar="NAME")]
MaybeName = Annotated[str, typer.Argument(help="A company or person; none means all.", metavar="[NAME]")]
Since = Annotated[
    str, typer.Option("--from", help="The first day shown: 2019, 2019-05 or 2019-05-21.", rich_help_panel=CLOCKS)
]
Until = Annotated[str, typer.Option("--to", help="The last day shown.", rich_help_panel=CLOCKS)]
Exact = Annotated[bool, typer.Option("--exact", help="Only records that write the name exactly so.")]
Months = Annotated[
    int, typer.Option("--months", help="Months of the window before each listing.", min=1, max=240, show_default=True)
]
Findings = Annotated[
    list[str] | None,
    typer.Option("--findings", help="What debar scan or devices wrote (json, jsonl): what you have of the company."),
]

Ids = Annotated[
    list[str] | None,
    typer.Option("--id", help="Its number there: a bill, a CIK, a FARA registration; may be repeated."),
]
FirstDay = Annotated[str, typer.Option("--since", help="Only what is of this day or later.", rich_help_panel=CLOCKS)]
Documents = Annotated[
    int, typer.Option("--documents", help="Of the documents that answers name, fetch so many, newest first.", min=0)
]
Contact = Annotated[
    str, typer.Option("--contact", help="Name and mail of who asks; else DEBAR_CONTACT.", rich_help_panel=NETWORK)
]
Mirror = Annotated[
    str, typer.Option("--mirror", help="An address that stands for the official ones.", rich_help_panel=NETWORK)
]


@app.command("import")
def import_(
    paths: Annotated[list[str], typer.Argument(help="Files, folders of them, or zip archives.", metavar="FILE...")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="What the files are, where their content does not tell: fara-register, fara-answer, fara-rows, "
            "fara-statement, lda, submissions, company-filing, subsidiaries, press-release, transcript, bill, "
            "federal-register, terms, article.",
        ),
    ] = "",
    source: Annotated[
        str, typer.Option("--source", help="The address it was retrieved from.", rich_help_panel=SOURCE)
    ] = "",
    retrieved: Annotated[
        str,
        typer.Option("--retrieved", help="When; else the day in the file's name, else today.", rich_help_panel=SOURCE),
    ] = "",
    about: Annotated[
        str, typer.Option("--about", help="The company whose text it is: transcript, filing, terms, article about it.")
    ] = "",
    firm: Annotated[str, typer.Option("--firm", help="The firm that filed a supplemental statement.")] = "",
    client: Annotated[str, typer.Option("--client", help="Its one foreign principal.")] = "",
    day: Annotated[
        str, typer.Option("--date", help="The day of the text, where it does not say it.", rich_help_panel=CLOCKS)
    ] = "",
    transcription: Annotated[
        str, typer.Option("--transcription", help="The words of FILE, a picture, as a person wrote them out (text).")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who wrote the transcription.")] = "",
    strict: Strict = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Import documents: each is kept with its hash, and every record read from it quotes its very words.

    What a file is, its content tells, and it is said before the work begins. The same file again changes nothing.
    Exit code 2 when nothing could be read, 3 when a file of several could not.

    Example: debar dossier import article.html transcript.txt --source https://example.org/a --retrieved 2019-09-09

    Example: debar dossier import FARA_All_ForeignPrincipals.csv.zip --retrieved 2026-11-20

    Example: debar dossier import terms.txt --about Hikvision --date 2019-07-01

    Example: debar dossier import scan.pdf --transcription words.txt --by "Ana Ruiz"
    """
    from debar.cli.dossiers import ImportRequest, import_files

    given = ImportRequest(
        kind=kind,
        source=source,
        retrieved=retrieved,
        about=about,
        firm=firm,
        client=client,
        day=day,
        transcription=transcription,
        by=by,
        strict=strict,
        store=store,
    )
    raise typer.Exit(import_files(paths, given, choose_format(format, output, TableFormat), output))


@app.command()
def fetch(
    source: Annotated[
        str, typer.Argument(help="An official source; none shows what there is.", metavar="[SOURCE]")
    ] = "",
    about: Annotated[str, typer.Option("--about", help="The name asked for: of a client, a party.")] = "",
    ids: Ids = None,
    since: FirstDay = "",
    documents: Documents = 0,
    pages: Annotated[int, typer.Option("--pages", help="The most pages of one question.", min=1)] = 40,
    to: Annotated[str, typer.Option("--to", help="Keep the originals in this folder, and import nothing.")] = "",
    contact: Contact = "",
    mirror: Mirror = "",
    proxy: Proxy = None,
    timeout: Timeout = 90,
    total: Total = 1800,
    tries: Tries = 4,
    max_size: MaxSize = 256,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be asked, where and how often.")
    ] = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Fetch originals from official sources, at the pace they ask for, and import them.

    Files downloaded by hand need no network: debar dossier import FILE. Keys are taken from the environment
    (LDA_API_KEY, CONGRESS_API_KEY). Exit code 3 when something did not come.

    Example: debar dossier fetch

    Example: debar dossier fetch lda --about Hikvision --since 2019-01-01

    Example: debar dossier fetch bills --id 117-HR-3919 --to originals
    """
    from debar.cli.fetching import AskedFetch, fetch_dossier, show_sources

    chosen = choose_format(format, output, TableFormat)
    if not source:
        show_sources(chosen, output)
        return
    asked = AskedFetch(
        source=source,
        about=about,
        ids=tuple(ids or ()),
        since=since,
        documents=documents,
        pages=pages,
        to=to,
        contact=contact,
        mirror=mirror,
        network={"proxy": proxy, "answer": timeout, "total": total, "tries": tries, "largest": max_size << 20},
        dry_run=dry_run,
        store=store,
    )
    raise typer.Exit(fetch_dossier(asked, chosen, output))


@app.command()
def show(
    name: Name,
    since: Since = "",
    until: Until = "",
    months: Months = 12,
    versus: Annotated[
        str, typer.Option("--with", help="Another company, side by side; in html, markdown or json.")
    ] = "",
    findings: Findings = None,
    exact: Exact = False,
    store: StoreOption = "",
    format: Annotated[  # noqa: A002  the option's name
        ShowFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)
    ] = None,
    output: OutputFile = None,
) -> None:
    """Show what is held on a company: its lists, what it did when, early warnings with their rules, documents.

    Example: debar dossier show Hikvision

    Example: debar dossier show Hikvision --with Dahua -o both.html
    """
    from debar.cli.dossiers import ViewRequest, show_dossier

    asked = ViewRequest(
        name=name,
        since=since,
        until=until,
        months=months,
        exact=exact,
        store=store,
        versus=versus,
        findings=tuple(findings or ()),
    )
    show_dossier(asked, choose_format(format, output, ShowFormat), output)


@app.command()
def timeline(
    name: Name,
    since: Since = "",
    until: Until = "",
    lane: Annotated[
        list[str] | None,
        typer.Option("--lane", help="listing, engagement, payment, contact, bill, signal ...; may be repeated."),
    ] = None,
    exact: Exact = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show one line for everything that happened, in the order of days; each has its words and its document.

    Example: debar dossier timeline Hikvision --from 2018-08 --lane contact --lane payment
    """
    from debar.cli.dossiers import ViewRequest, show_timeline

    asked = ViewRequest(name=name, since=since, until=until, exact=exact, store=store, lanes=tuple(lane or ()))
    show_timeline(asked, choose_format(format, output, TableFormat), output)


@app.command()
def signals(
    name: Name,
    since: Since = "",
    until: Until = "",
    exact: Exact = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show the sentences in which a company prepares for restrictions or feels them, each with its rule.

    Example: debar dossier signals Hikvision
    """
    from debar.cli.dossiers import ViewRequest, show_signals

    asked = ViewRequest(name=name, since=since, until=until, exact=exact, store=store)
    show_signals(asked, choose_format(format, output, TableFormat), output)


@app.command()
def network(
    name: Name,
    since: Since = "",
    until: Until = "",
    exact: Exact = False,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show who acts for a company and before whom: firms, people, officials and bodies, with how often and when.

    Example: debar dossier network Hikvision --format json -o network.json
    """
    from debar.cli.dossiers import ViewRequest, show_network

    asked = ViewRequest(name=name, since=since, until=until, exact=exact, store=store)
    show_network(asked, choose_format(format, output, TableFormat), output)


@app.command()
def evidence(
    record: Annotated[str, typer.Argument(help="A record's id, or its beginning.", metavar="ID")],
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show one record with its words marked in the text of their document.

    Example: debar dossier evidence 1a2b3c4d
    """
    from debar.cli.dossiers import show_evidence

    show_evidence(record, store, choose_format(format, output, TableFormat), output)


@app.command()
def review(
    name: MaybeName = "",
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="The id of a record that is right; may be repeated.")
    ] = None,
    refuse: Annotated[
        list[str] | None, typer.Option("--refuse", help="The id of a record that is wrong; may be repeated.")
    ] = None,
    because: Annotated[str, typer.Option("--because", help="The reason, kept with the decision.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides; else the user of the system.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="The most that are shown.", min=1)] = 20,
    store: StoreOption = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show what waits for a person, or decide on it: decisions are kept and hold when a document is imported again.

    Example: debar dossier review Hikvision

    Example: debar dossier review --refuse 1a2b3c4d --because "another company of that name" --by ann
    """
    from debar.cli.dossiers import review_records

    chosen = choose_format(format, output, TableFormat)
    review_records(name, (accept or [], refuse or []), (because, by), limit, store, chosen, output)


@app.command()
def export(
    name: Name,
    since: Since = "",
    until: Until = "",
    months: Months = 12,
    findings: Findings = None,
    exact: Exact = False,
    store: StoreOption = "",
    format: Annotated[  # noqa: A002  the option's name
        DossierFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)
    ] = None,
    output: OutputFile = None,
) -> None:
    """Export a dossier whole: json with all words, jsonl and csv a mark a line, html, pdf and markdown to be read.

    ftm writes FollowTheMoney entities, gexf the network for programs that draw graphs.

    Example: debar dossier export Hikvision -o hikvision.html

    Example: debar dossier export Hikvision --format jsonl -o hikvision.jsonl
    """
    from debar.cli.dossiers import ViewRequest, export_dossier

    asked = ViewRequest(
        name=name, since=since, until=until, months=months, exact=exact, store=store, findings=tuple(findings or ())
    )
    export_dossier(asked, choose_format(format, output, DossierFormat, "json"), output)
