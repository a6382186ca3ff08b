"""``debar transact``: what a contract's own clause obliges to."""

from __future__ import annotations

import typer

from debar import __version__
from debar.cli.options import ClauseFile, OutputFile, RowsFormat, TableFormat
from debar.cli.output import JUDGED, NOT_JUDGED, choose_format, open_output, tell, today


def transact(
    clause: ClauseFile,
    format: RowsFormat = None,  # noqa: A002  the option's name
    output: OutputFile = None,
) -> None:
    """Read a contract's own words on sanctions and export control: what they oblige to, and where they stand.

    Exit 0 also where the document obliges to nothing, which is said; 3 where a page of it could not be read.

    Example: debar transact --clause terms.pdf

    Example: debar transact --clause terms.html --format json -o obligations.json
    """
    from debar.clauses import read_clauses
    from debar.documents import read_document
    from debar.report.clauses import write_clauses
    from debar.report.context import Context

    document = read_document(clause)
    reading = read_clauses(document.text)
    context = Context(today=today(), command="transact", title=document.name, version=__version__)
    with open_output(output, [clause]) as out:
        write_clauses(reading, document, choose_format(format, output, TableFormat), out, context)
    if not reading.obligations:
        tell(f"debar: {document.name}: no obligation on sanctions or export control was found in it")
    for note in (*document.notes, *reading.notes):
        tell(f"debar: {note}")
    raise typer.Exit(NOT_JUDGED if document.notes else JUDGED)
