"""The commands. Each parses, calls the desk and prints; the desk and the reports are loaded when a command runs."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, NoReturn

import typer

from debar import __version__
from debar.cli import catalog, decide, dossier, keeping, lists, own, people, rules, scanning, serve, transact, watch
from debar.cli.options import (
    Action,
    AsOf,
    AssetMapping,
    BirthDate,
    BuyerName,
    BuyerRole,
    BuyerType,
    Country,
    Everything,
    ExitZero,
    FailOn,
    FailOnOption,
    FccId,
    Format,
    FundingOption,
    Inventories,
    Jobs,
    KeepColumns,
    KnownAt,
    Limit,
    Lists,
    Mac,
    MatchFailOn,
    MatchFailOnOption,
    MatchFormat,
    MatchFormatOption,
    MaxAge,
    Model,
    Names,
    NamesColumn,
    NamesFile,
    OutputFile,
    PartyAddress,
    PartyCountry,
    PartyId,
    PartyMapping,
    ProfileOption,
    Purpose,
    Quiet,
    RecordDate,
    ReportFormat,
    Schema,
    SeenOn,
    State,
    StoreOption,
    Strict,
    Supplier,
    Threshold,
    Uei,
)
from debar.cli.output import FOUND, JUDGED, NOT_JUDGED, USAGE, choose_format, only_one, tell
from debar.errors import DebarError

EPILOG = (
    "Exit codes: 0 judged, 1 findings at or above --fail-on, 2 usage or input error, 3 not judged. Not legal advice."
)

#: What typer makes of Ctrl-C.
_INTERRUPTED = 130

app = typer.Typer(
    name="debar",
    help="Finds restricted technology in purchase records and says which rule binds this buyer on this date.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(lists.app, name="lists")
app.add_typer(catalog.app, name="catalog")
app.add_typer(rules.app, name="rules")
app.add_typer(dossier.app, name="dossier")
app.add_typer(decide.audit, name="audit")
app.add_typer(people.user_app, name="user")
app.add_typer(people.key_app, name="key")
app.add_typer(keeping.app, name="store")
app.add_typer(watch.app, name="watch")
app.command("own", epilog=EPILOG)(own.own)
app.command("decide", epilog=EPILOG)(decide.decide)
app.command("serve", epilog=EPILOG)(serve.serve)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"debar {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find restricted technology in purchase records: lists, relabels, law and evidence."""


@app.command(epilog=EPILOG)
def demo(
    output: Annotated[str, typer.Option("--output", "-o", help="Where the HTML report goes.")] = "debar-demo.html",
) -> None:
    """Run the main job on bundled sample records: findings on screen and an HTML report on disk, offline.

    Example: debar demo
    """
    from debar.cli.scan import run_demo

    run_demo(output)


@app.command(epilog=EPILOG)
def check(
    text: Annotated[str, typer.Argument(help="An item, a model number or a party's name.", metavar="TEXT")] = "",
    buyer: BuyerName = "",
    buyer_type: BuyerType = "",
    role: BuyerRole = "",
    state: State = "",
    country: Country = "",
    date: RecordDate = None,
    funding: FundingOption = None,
    purpose: Purpose = "",
    action: Action = "buy",
    model: Model = "",
    mac: Mac = "",
    fcc_id: FccId = "",
    supplier: Supplier = "",
    uei: Uei = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    format: Format = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: FailOnOption = FailOn.PROHIBITED,
    exit_zero: ExitZero = False,
) -> None:
    """Check one item or party: who made it, what the rules say for this buyer on this day, and why.

    Example: debar check "Hikvision DS-2CD2143G0-I" --buyer "City of Modesto" --state CA --date 2022-05-01 --funding own
    """
    from debar.cli.check import run_check

    question = {
        "buyer": buyer,
        "buyer_type": buyer_type,
        "role": role,
        "state": state,
        "country": country,
        "date": date,
        "funding": funding or (),
        "purpose": purpose,
        "action": action,
        "supplier": supplier,
        "uei": uei,
        "mac": mac,
        "fcc_id": fcc_id,
        "as_of": as_of,
        "known_at": known_at,
    }
    said = " ".join(part for part in (_standard_input(text), model) if part)
    chosen = choose_format(format, output, ReportFormat)
    raise typer.Exit(
        run_check(said, question, chosen, output, fail_on, exit_zero=exit_zero, max_age=max_age, store=store)
    )


app.command("scan", epilog=EPILOG)(scanning.scan)


@app.command(epilog=EPILOG)
def devices(
    files: Inventories,
    mapping: AssetMapping = None,
    buyer: BuyerName = "",
    buyer_type: BuyerType = "",
    state: State = "",
    country: Country = "",
    funding: FundingOption = None,
    purpose: Purpose = "",
    action: Action = "use",
    date: SeenOn = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    strict: Strict = False,
    everything: Everything = False,
    format: Format = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: FailOnOption = FailOn.PROHIBITED,
    exit_zero: ExitZero = False,
    quiet: Quiet = False,
) -> None:
    """Find who made the devices of a network: scans, leases and asset lists, judged as things in use.

    Example: debar devices site.xml assets.csv --buyer-type federal-contractor -o findings.html
    """
    from debar.cli.devices import run_devices
    from debar.cli.scan import ScanRequest

    request = ScanRequest(
        files=files,
        mapping=mapping or [],
        buyer=buyer,
        buyer_type=buyer_type,
        state=state,
        country=country,
        funding=funding or [],
        purpose=purpose,
        action=action,
        as_of=as_of,
        known_at=known_at,
        max_age=max_age,
        store=store,
        strict=strict,
        everything=everything,
        quiet=quiet,
    )
    asked = (request, choose_format(format, output, ReportFormat), output, fail_on)
    raise typer.Exit(run_devices(*asked, date=date, exit_zero=exit_zero))


@app.command(epilog=EPILOG)
def match(
    names: Names = None,
    source: NamesFile = None,
    column: NamesColumn = None,
    mapping: PartyMapping = None,
    keep_columns: KeepColumns = False,
    jobs: Jobs = None,
    birth_date: BirthDate = None,
    country: PartyCountry = None,
    address: PartyAddress = None,
    identifier: PartyId = None,
    lists: Lists = None,
    schema: Schema = "",
    profile: ProfileOption = "default",
    threshold: Threshold = None,
    limit: Limit = 10,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    strict: Strict = False,
    format: MatchFormatOption = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: MatchFailOnOption = MatchFailOn.MATCH,
    exit_zero: ExitZero = False,
    quiet: Quiet = False,
) -> None:
    """Match names against the lists: who it may be, since when it is listed, with citation.

    Example: debar match "Hangzhou Hikvision Digital" --as-of 2019-10-09

    Example: debar match --input vendors.csv --map country=Nation --map id:uei=UEI -o matches.csv --keep-columns

    Example: debar match "Ivan Petrov" --schema Person --birth-date 1965 --country ru
    """
    from debar.cli.match import MatchRequest, run_match

    request = MatchRequest(
        names=names or [],
        source=only_one(source, "--input", "match one table after the other"),
        column=only_one(column, "--column", 'several columns are joined by "+"'),
        mapping=mapping or [],
        keep_columns=keep_columns,
        jobs=jobs,
        birth_dates=birth_date or [],
        countries=country or [],
        addresses=address or [],
        identifiers=identifier or [],
        quiet=quiet,
        lists=[list_id for given in lists or [] for list_id in given.split(",")],
        schema=schema,
        profile=profile,
        threshold=threshold,
        limit=limit,
        as_of=as_of,
        known_at=known_at,
        max_age=max_age,
        store=store,
        strict=strict,
    )
    found, partial = run_match(request, choose_format(format, output, MatchFormat), output)
    if partial:
        raise typer.Exit(NOT_JUDGED)
    hit = "match" in found or (fail_on == MatchFailOn.REVIEW and "review" in found)
    raise typer.Exit(FOUND if hit and not exit_zero else JUDGED)


app.command(epilog=EPILOG)(transact.transact)


def _standard_input(text: str) -> str:
    return sys.stdin.read().strip() if text == "-" else text


def main() -> NoReturn:
    """Run the command line and leave with the contract's exit code."""
    try:
        code = app(standalone_mode=False)
    except DebarError as error:
        tell(f"debar: {error}")
        _leave(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        tell("debar: stopped")
        _leave(NOT_JUDGED)
    except Exception as error:  # noqa: BLE001  whatever it is, its exit code must not say "found"
        show = getattr(error, "show", None)  # click's usage errors print themselves
        if show is None:
            _leave(_say_unforeseen(error))
        show()
        _leave(getattr(error, "exit_code", USAGE))
    if code == _INTERRUPTED:
        tell("debar: stopped")
        _leave(NOT_JUDGED)
    _leave(code if isinstance(code, int) else 0)


def _say_unforeseen(error: Exception) -> int:
    """Tell of an error nobody foresaw. Its exit code says "not judged": 1 would say that something was found."""
    if not isinstance(error, OSError):
        traceback.print_exception(error)
    where = "the system refused something debar needs" if isinstance(error, OSError) else "a mistake in debar itself"
    tell(f"debar: not judged: {where} ({type(error).__name__}: {error})")
    return NOT_JUDGED


def _leave(code: int) -> NoReturn:
    sys.exit(code)
