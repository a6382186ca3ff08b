"""``debar transact``: its options; what it does loads when it runs."""

from __future__ import annotations

import typer

from debar.cli.options import (
    AsOf,
    ClauseFile,
    Everything,
    ExitZero,
    FailOn,
    FailOnOption,
    Format,
    KnownAt,
    MaxAge,
    OutputFile,
    Quiet,
    ReportFormat,
    StakesOption,
    StoreOption,
    Strict,
    TransactionFiles,
    TransactionMapping,
)
from debar.cli.output import choose_format


def transact(
    files: TransactionFiles = None,
    clause: ClauseFile = None,
    stakes: StakesOption = None,
    mapping: TransactionMapping = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    max_age: MaxAge = None,
    store: StoreOption = "",
    strict: Strict = False,
    everything: Everything = False,
    quiet: Quiet = False,
    format: Format = None,  # noqa: A002  the option's name
    output: OutputFile = None,
    fail_on: FailOnOption = FailOn.PROHIBITED,
    exit_zero: ExitZero = False,
) -> None:
    """Judge sales, exports and deals: every party, its owners, the places, the end use, and the contract's own clause.

    Seller, buyer, end user, consignee, forwarder, broker, bank; destination and transit; item, maker, ECCN; end use;
    order, export and payment dates; owners. Without FILE, --clause alone tells what a contract obliges to (exit 0 also
    where it obliges to nothing, 3 where a page of it could not be read); a pdf needs `pip install 'debar[pdf]'`.

    Example: debar transact sale.yaml --clause terms.pdf

    Example: debar transact orders.csv --stakes owners.csv --format jsonl -o findings.jsonl

    Example: debar transact --clause terms.html --format json -o obligations.json

    Example: debar transact --clause terms.docx --format pdf -o obligations.pdf
    """
    from debar.cli.transacting import TransactRequest, run_clause, run_transact

    chosen = choose_format(format, output, ReportFormat)
    if not files:
        raise typer.Exit(run_clause(clause, chosen, output))
    request = TransactRequest(
        files=files,
        clause=clause,
        stakes=stakes or (),
        mapping=mapping or (),
        as_of=as_of,
        known_at=known_at,
        max_age=max_age,
        store=store,
        strict=strict,
        everything=everything,
        quiet=quiet,
    )
    raise typer.Exit(run_transact(request, chosen, output, fail_on, exit_zero=exit_zero))
