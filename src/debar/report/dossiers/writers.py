"""A dossier or a comparison in the format asked for."""

from __future__ import annotations

from typing import TextIO

from debar.errors import InputError
from debar.model.dossier_pages import Comparison, DossierPage
from debar.report.context import Context
from debar.report.dossiers.comparisons import comparison_data
from debar.report.dossiers.entities import write_entities
from debar.report.dossiers.graphs import write_gexf
from debar.report.dossiers.markdowns import write_comparison_markdown, write_markdown
from debar.report.dossiers.pages import write_comparison_page, write_dossier_page
from debar.report.dossiers.pdfs import make_dossier_pdf
from debar.report.records import to_json
from debar.report.streams import bytes_of

#: Formats that are made of the page and its texts; rows and JSON are in `debar.report.dossiers.data`.
FORMATS = ("html", "markdown", "ftm", "gexf", "pdf")
COMPARISON_FORMATS = ("html", "markdown", "json")


def write_dossier(page: DossierPage, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """Write the dossier of a company; a pdf goes to the stream of bytes under ``out``.

    Raises InputError for a format that is not offered, MissingExtraError for a pdf without what lays it out.
    """
    if format == "html":
        write_dossier_page(page, out, context)
    elif format == "markdown":
        write_markdown(page, out, context)
    elif format == "ftm":
        write_entities(page, out)
    elif format == "gexf":
        write_gexf(page, out)
    elif format == "pdf":
        bytes_of(out, format).write(make_dossier_pdf(page, context))
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: {', '.join(FORMATS)}.")
    out.flush()


def write_comparison(comparison: Comparison, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """Write two companies side by side. Raises InputError for a format that is not offered."""
    if format == "html":
        write_comparison_page(comparison, out, context)
    elif format == "markdown":
        write_comparison_markdown(comparison, out)
    elif format == "json":
        out.write(to_json(comparison_data(comparison), indent=1) + "\n")
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: {', '.join(COMPARISON_FORMATS)}.")
    out.flush()
