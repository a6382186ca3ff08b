"""``debar scan``: its options; what it does loads when it runs."""

from __future__ import annotations

import typer

from debar.cli.options import (
    Action,
    AsOf,
    BuyerName,
    BuyerType,
    Country,
    Engine,
    EngineName,
    Everything,
    ExitZero,
    FailOn,
    FailOnOption,
    Files,
    Format,
    FundingOption,
    Keep,
    KeepDuplicates,
    KnownAt,
    Least,
    LetterFormat,
    LettersFolder,
    LettersFormat,
    Mapping,
    MaxAge,
    OutputFile,
    Purpose,
    Quiet,
    ReportFormat,
    Resume,
    SaveProfile,
    ScanJobs,
    ShowColumns,
    State,
    StoreOption,
    Strict,
    Tables,
    Unknown,
    Where,
)
from debar.cli.output import choose_format


def scan(
    files: Files,
    mapping: Mapping = None,
    buyer: BuyerName = "",
    buyer_type: BuyerType = "",
    state: State = "",
    country: Country = "",
    funding: FundingOption = None,
    purpose: Purpose = "",
    action: Action = "buy",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    strict: Strict = False,
    everything: Everything = False,
    format: Format = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    where: Where = None,
    tables: Tables = "",
    letters: LettersFolder = "",
    letter_format: LettersFormat = LetterFormat.TXT,
    fail_on: FailOnOption = FailOn.PROHIBITED,
    exit_zero: ExitZero = False,
    unknown: Unknown = False,
    least: Least = 3,
    columns: ShowColumns = False,
    save_profile: SaveProfile = False,
    keep_duplicates: KeepDuplicates = False,
    quiet: Quiet = False,
    jobs: ScanJobs = None,
    resume: Resume = False,
    engine: Engine = EngineName.LOCAL,
    keep: Keep = False,
) -> None:
    """Scan purchase records: every row judged at its own date, each rejection with its reason.

    Example: debar scan po-2023.csv --buyer "Quarry Falls ISD" --state TX -o findings.html

    Example: debar scan po-*.csv --where state=TX --where outcome=prohibited,depends -o texas.pdf --tables texas

    Example: debar scan po-2023.csv --unknown -o candidates.csv

    Example: debar scan deliveries/ --resume -o findings.jsonl

    Example: debar scan purchases/ --engine spark -o findings.jsonl
    """
    from debar.cli.scan import ScanRequest, run_scan

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
        unknown=unknown,
        least=least,
        columns=columns,
        save_profile=save_profile,
        keep_duplicates=keep_duplicates,
        jobs=jobs,
        resume=resume,
        engine=engine,
        keep=keep,
        where=where or [],
        tables=tables,
        letters=letters,
        letter_format=letter_format,
    )
    chosen = choose_format(format, output, ReportFormat)
    raise typer.Exit(run_scan(request, chosen, output, fail_on, exit_zero=exit_zero))
