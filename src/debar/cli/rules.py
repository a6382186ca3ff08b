"""``debar rules``: the law as data, shown and tested."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from debar import __version__
from debar.cli.options import AsOf, BuyerRole, BuyerType, OutputFile, RowsFormat, State, TableFormat
from debar.cli.output import FOUND, JUDGED, choose_format, open_output, tell, today
from debar.cli.rules_guide import guide

app = typer.Typer(help="The law as data: list, show, test, guide, what is due for a new look.", no_args_is_help=True)
app.command("guide")(guide)


DUE_COLUMNS = ("rule", "checked", "compared", "recheck", "overdue_days", "unverified", "title")
FACT_COLUMNS = ("key", "kind", "says", "example", "rules")


@app.command("list")
def list_rules(
    as_of: AsOf = None,
    buyer_type: BuyerType = "",
    state: State = "",
    role: BuyerRole = "",
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """List the rules: who is bound, for what, since when; for one kind of buyer as a checklist.

    Example: debar rules list --as-of 2020-08-12

    Example: debar rules list --buyer-type city --state TX --as-of 2026-11-22
    """
    from debar.desk import open_desk
    from debar.regimes.checklist import draw_checklist, rule_row
    from debar.report.checklist import COLUMNS, print_checklist, title_of
    from debar.report.context import Context
    from debar.report.tables import rules_table, write_rows

    desk = open_desk(today=today(), tell=tell)
    context = Context(today=desk.today, command="rules", editions=desk.editions, version=__version__)
    on = desk.day(as_of) or desk.today
    chosen = choose_format(format, output, TableFormat)
    asked = bool(buyer_type or state or role)
    buyer = desk.describe_buyer("", type_=buyer_type, role=role, state=state)
    with open_output(output) as out:
        if not asked:
            rules_table([rule_row(rule, on) for rule in desk.rules], chosen, out, context)
            return
        found = draw_checklist(desk.rules, buyer, on)
        if chosen == TableFormat.TABLE:
            print_checklist(title_of(buyer, on), found, out, context)
        else:
            write_rows(found.entries, COLUMNS, chosen, out, context)


@app.command()
def due(
    as_of: AsOf = None,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """List the rules that were never compared with their sources, or are due for it again. A report: always exit 0.

    Example: debar rules due --as-of 2027-03-01
    """
    from debar.desk import open_desk
    from debar.regimes.checklist import due_rows
    from debar.report.context import Context
    from debar.report.tables import write_rows

    desk = open_desk(today=today(), tell=tell)
    on = desk.day(as_of) or desk.today
    rows = due_rows(desk.rules, on)
    context = Context(today=desk.today, command="rules", version=__version__)
    with open_output(output) as out:
        write_rows(rows, DUE_COLUMNS, choose_format(format, output, TableFormat), out, context)
    tell(f"{len(rows)} of {len(desk.rules)} rules are due for a new look on {on}")


@app.command()
def facts(
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """List the keys that the facts of a case may hold: what each says, and which rules read it.

    Example: debar rules facts --format csv
    """
    from debar.desk import open_desk
    from debar.regimes.vocabulary import fact_rows
    from debar.report.context import Context
    from debar.report.tables import write_rows

    desk = open_desk(today=today(), tell=tell)
    context = Context(today=desk.today, command="rules", version=__version__)
    with open_output(output) as out:
        chosen = choose_format(format, output, TableFormat)
        write_rows(fact_rows(desk.rules), FACT_COLUMNS, chosen, out, context)


@app.command()
def show(
    rule: Annotated[str, typer.Argument(help="A rule's id, such as us-889-b.", metavar="ID")],
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Show one rule in full: binding, scope, phases with their sources, exceptions, duties, citations.

    Example: debar rules show us-889-b
    """
    from debar.desk import open_desk
    from debar.regimes.schema import rules_to_data
    from debar.report.context import Context
    from debar.report.tables import page, write_data

    desk = open_desk(today=today(), tell=tell)
    held = desk.rule(rule)
    data = rules_to_data([held])[0]
    chosen = choose_format(format, output, TableFormat)
    with open_output(output) as out:
        if chosen == TableFormat.TABLE:
            context = Context(today=desk.today, command="rules", version=__version__)
            page(data, out, context, title=f"{held.id}: {held.title}")
        else:
            write_data(data, chosen, out)


@app.command("test")
def run_scenarios(
    file: Annotated[
        str, typer.Argument(help="A scenario file of law, ownership or transactions (YAML or JSON), or a folder.")
    ],
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Run a scenario file, or all of a folder, and report each case.

    Exit 0: all passed, 1: a case failed, 2: a file is wrong.

    Example: debar rules test scenarios.yaml
    """
    from debar.desk import open_desk
    from debar.report.context import Context
    from debar.report.tables import write_data, write_rows

    desk = open_desk(today=today(), tell=tell)
    report = desk.test_rules(file)
    for note in report.get("notes", ()):
        tell(f"debar: {note}")
    chosen = choose_format(format, output, TableFormat)
    with open_output(output, [file]) as out:
        if chosen in (TableFormat.JSON, TableFormat.JSONL):
            write_data(report, chosen, out)
        else:
            context = Context(today=desk.today, command="rules", version=__version__)
            write_rows(_rows(report), ("id", "passed", "says", "failures"), chosen, out, context)
    tell(f"{report['passed']} passed, {report['failed']} failed")
    raise typer.Exit(FOUND if report["failed"] else JUDGED)


def _rows(report: dict[str, object]) -> list[dict[str, object]]:
    cases = report["cases"]
    assert isinstance(cases, list)  # noqa: S101  the report's own shape
    return [
        {
            "id": case["id"],
            "passed": {True: "yes", False: "NO"}.get(case.get("passed"), "not compared"),
            "says": "; ".join(_said(case)),
            "failures": "; ".join(case.get("failures", ())),
        }
        for case in cases
    ]


def _said(case: dict[str, Any]) -> list[str]:
    """What was found in a case: by rule, or by party of an ownership case."""
    if "parties" in case:
        flags = [f"flag {flag}" for flag in case["flags"]]
        return [f"{party} {word}" for party, word in case["parties"].items()] + flags
    return [f"{each['rule']} {each['outcome']}" for each in case["results"] if each["outcome"] != "not-covered"]
