"""What a contract obliges to as PDF: its words marked, the obligations beside them."""

from __future__ import annotations

from collections.abc import Iterator

from debar.documents import Document
from debar.model.clauses import ClauseReading
from debar.report.clause_passages import Passage, find_passages
from debar.report.clauses import ClauseRow, definition_rows
from debar.report.context import Context
from debar.report.pdf import Block, Bullets, Heading, Notice, Paragraph, PdfDocument, Run, Table, make_pdf
from debar.report.text import long_date, plain
from debar.report.words import NOT_ADVICE

_LABEL = "#0b4a77"


def make_clause_pdf(reading: ClauseReading, document: Document, context: Context) -> bytes:
    """Return the reading as PDF. Raises MissingExtraError when what lays it out is not installed."""
    version = f"debar {context.version}, " if context.version else ""
    counts = ((len(reading.obligations), "obligation"), (len(reading.definitions), "definition"))
    said = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return make_pdf(
        PdfDocument(
            title=plain(document.name),
            subtitle=f"{said} on sanctions or export control, read {long_date(context.today)}",
            footer=f"{version}sha256 of the file {document.sha256[:16]}",
            blocks=list(_blocks(reading, document)),
        )
    )


def _blocks(reading: ClauseReading, document: Document) -> Iterator[Block]:
    yield Notice(NOT_ADVICE)
    yield Heading("Obligations")
    passages = list(find_passages(reading, document))
    if not passages:
        yield Paragraph("No obligation on sanctions or export control was found in it.")
    else:
        rows = [_row(passage) for passage in passages]
        yield Table(("Words of the contract", "What they oblige to"), rows, widths=(6, 5))
    terms = definition_rows(reading)
    if terms:
        yield Heading("Definitions")
        yield Table(
            ("Term", "Stands for", "Words"),
            [(Run(term, bold=True), means, words) for term, means, words in terms],
            widths=(2, 4, 6),
        )
    if notes := [plain(note) for note in (*document.notes, *reading.notes)]:
        yield Heading("Not read")
        yield Bullets(notes)


def _row(passage: Passage) -> tuple[list[str | Run], list[str | Run]]:
    """The words of a passage, marked, and what they oblige to."""
    text: list[str | Run] = [Run(f"{passage.place}\n", italic=True)]
    told: list[str | Run] = []
    rows = {row.id: row for row in passage.rows}
    for stretch in passage.stretches:
        for id_ in stretch.opens:
            text.append(Run(f"[{id_}]\u00a0", bold=True, colour=_LABEL))
            told += [*(["\n"] if told else []), *_told(rows[id_])]
        text.append(Run(stretch.text, marked=bool(stretch.ids)))
    return text, told


def _told(row: ClauseRow) -> Iterator[str | Run]:
    yield Run(f"{row.id}. ", bold=True, colour=_LABEL)
    yield Run(f"{row.says}\n", bold=True)
    for label, value in row.facts:
        yield Run(f"{label}: ", italic=True)
        yield f"{value}\n"
