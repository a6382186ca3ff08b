"""The page of a contract: each obligation in plain words, the text it stands on, definitions, what was not read."""

from __future__ import annotations

from typing import TextIO

from markupsafe import Markup

from debar.documents import Document
from debar.model.clauses import ClauseReading
from debar.report.clause_passages import find_passages
from debar.report.clauses import definition_rows
from debar.report.context import Context
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.text import long_date, plain
from debar.report.words import NOT_ADVICE

_SHEETS = ("guide.css", "clauses.css")


def write_clause_page(reading: ClauseReading, document: Document, out: TextIO, context: Context) -> None:
    """Write what a contract obliges to as one HTML page that needs no other file."""
    page = environment().get_template("clauses.html.j2")
    out.writelines(
        page.generate(
            title=plain(document.name),
            count=len(reading.obligations),
            passages=list(find_passages(reading, document)),
            definitions=definition_rows(reading),
            notes=[plain(note) for note in (*document.notes, *reading.notes)],
            sha256=plain(document.sha256),
            not_advice=NOT_ADVICE,
            made=long_date(context.today),
            version=plain(context.version),
            policy=content_policy(*_SHEETS),
            # It is a file of this package.
            style=Markup(style(*_SHEETS)),  # noqa: S704
        )
    )
