"""``debar rules guide``: one page for a buyer, what binds it and what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from debar import __version__
from debar.cli.options import OUTPUT, AsOf, BuyerRole, BuyerType, OutputFile, State
from debar.cli.output import choose_format, open_output, tell, today, write_pdf_file
from debar.errors import InputError


class GuideFormat(StrEnum):
    """How a guide is written."""

    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"


_BUYER = "Who buys"
Contractor = Annotated[
    str,
    typer.Option("--federal-contractor", help="prime or sub, for who holds such a contract.", rich_help_panel=_BUYER),
]
Defense = Annotated[
    bool | None, typer.Option("--dod/--no-dod", help="Of the Department of Defense, or not.", rich_help_panel=_BUYER)
]
Format = Annotated[GuideFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)]


def guide(
    buyer_type: BuyerType,
    state: State = "",
    role: BuyerRole = "",
    federal_contractor: Contractor = "",
    dod: Defense = None,
    as_of: AsOf = None,
    format: Format = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Write one page: what binds a buyer, duties and terms, clauses for a solicitation, questions to a vendor.

    An html page is made to be printed; a pdf needs `pip install 'debar[pdf]'`.

    Example: debar rules guide --buyer-type city --state OH -o guide.html

    Example: debar rules guide --buyer-type school-district --state TX -o guide.pdf
    """
    from debar.desk import open_desk
    from debar.model import BUYER_ROLES, Buyer
    from debar.regimes.guide import make_guide
    from debar.report.context import Context
    from debar.report.guide_pdf import make_guide_pdf
    from debar.report.guides import write_guide

    if federal_contractor not in ("", "prime", "sub"):
        raise InputError(f"--federal-contractor {federal_contractor!r} is not known; write prime or sub")
    if role and role not in BUYER_ROLES:
        raise InputError(f"--role {role!r} is not known; use one of: {', '.join(BUYER_ROLES)}")
    desk = open_desk(today=today(), tell=tell)
    buyer = Buyer(type=buyer_type, state=state.upper(), role=role, federal_contractor=federal_contractor, dod=dod)
    made = make_guide(desk.rules, buyer, desk.day(as_of) or desk.today)
    chosen = choose_format(format, _named(output), GuideFormat)
    context = Context(today=desk.today, command="rules", version=__version__)
    if chosen == GuideFormat.PDF:
        write_pdf_file(make_guide_pdf(made, context), output)
        return
    with open_output(output) as out:
        write_guide(made, chosen, out, context)


def _named(output: str | None) -> str | None:
    """The output's name with ``.md`` written out, so that it names its format."""
    return f"{output[:-3]}.markdown" if output and output.lower().endswith(".md") else output
