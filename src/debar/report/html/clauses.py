"""The page of a contract: each obligation in plain words, the text it stands on, definitions, what was not read."""

from __future__ import annotations

from typing import TextIO

from markupsafe import Markup

from debar.documents import Document
from debar.model.clauses import ClauseReading
from debar.report.clauses import clause_rows, reading_data
from debar.report.context import Context
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.text import long_date, plain
from debar.report.words import NOT_ADVICE

_SHEET = "guide.css"


def write_clause_page(reading: ClauseReading, document: Document, out: TextIO, context: Context) -> None:
    """Write what a contract obliges to as one HTML page that needs no other file."""
    data = reading_data(reading, document)
    page = environment().get_template("clauses.html.j2")
    out.writelines(
        page.generate(
            title=plain(document.name),
            obligations=list(clause_rows(reading, document)),
            definitions=data["definitions"],
            notes=[plain(note) for note in data["notes"]],
            sha256=plain(document.sha256),
            not_advice=NOT_ADVICE,
            made=long_date(context.today),
            version=plain(context.version),
            plain=plain,
            policy=content_policy(_SHEET),
            # It is a file of this package.
            style=Markup(style(_SHEET)),  # noqa: S704
        )
    )
