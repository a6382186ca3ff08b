"""One door to every output format: ``open_writer(format, out, context=...)``.

The streaming formats (jsonl, json, csv, table, sarif, xlsx, parquet) write each finding as it comes and hold none;
html, markdown and pdf hold at most the findings they show.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import TextIO

from debar.errors import InputError
from debar.model import SEVERITY, Finding
from debar.report.context import Context, Writer
from debar.report.records import finding_data, to_json
from debar.report.summary import Summary

# Where each format's writer lives; opened by name so that a run pays only for the format it uses (rich and jinja2
# take longer to load than a check takes to judge).
_WRITERS = MappingProxyType(
    {
        "table": ("debar.report.terminal", "TableWriter"),
        "json": ("debar.report.writers", "JsonWriter"),
        "jsonl": ("debar.report.writers", "JsonLinesWriter"),
        "csv": ("debar.report.delimited", "CsvWriter"),
        "html": ("debar.report.html.writer", "HtmlWriter"),
        "markdown": ("debar.report.markdown", "MarkdownWriter"),
        "sarif": ("debar.report.sarif", "SarifWriter"),
        "junit": ("debar.report.junit", "JunitWriter"),
        "xlsx": ("debar.report.workbook", "WorkbookWriter"),
        "parquet": ("debar.report.parquet", "ParquetWriter"),
        "pdf": ("debar.report.scan_pdf", "PdfWriter"),
    }
)
_CHECK_WRITERS = MappingProxyType(
    {
        **_WRITERS,
        "table": ("debar.report.verdict", "VerdictWriter"),
        "json": ("debar.report.writers", "CheckJsonWriter"),
    }
)
_TRANSACT_WRITERS = MappingProxyType({**_WRITERS, "table": ("debar.report.transactions", "TransactionWriter")})
_BY_COMMAND = MappingProxyType({"check": _CHECK_WRITERS, "transact": _TRANSACT_WRITERS})

#: Formats that are bytes: the stream must be of a file.
BINARY: frozenset[str] = frozenset({"xlsx", "parquet", "pdf"})
#: Formats that show purchases added up.
ADDED_UP: frozenset[str] = frozenset({"html", "markdown", "xlsx", "pdf"})
#: The names ``open_writer`` knows.
FORMATS: tuple[str, ...] = tuple(_WRITERS)


def open_writer(format: str, out: TextIO, *, context: Context) -> Writer:  # noqa: A002 - the option's own name
    """The writer for one of ``FORMATS`` on a text stream that the caller opened (UTF-8) and closes.

    Raises:
        InputError: the format is not offered.
    """
    known = _BY_COMMAND.get(context.command, _WRITERS)
    if format not in known:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: {', '.join(FORMATS)}.")
    module, name = known[format]
    make: Callable[[TextIO, Context], Writer] = getattr(import_module(module), name)
    return make(out, context)


def speaks_utf(out: TextIO) -> bool:
    """True when the stream can hold every character (a stream without an encoding is in memory and can)."""
    encoding = getattr(out, "encoding", None)
    return not encoding or "utf" in encoding.lower()


class JsonLinesWriter:
    """One finding a line, flushed at once: an interruption leaves only whole lines."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._out = out
        self._ascii = not speaks_utf(out)

    def finding(self, finding: Finding) -> None:
        """Write the finding's line."""
        self._out.write(to_json(finding_data(finding), ascii_only=self._ascii) + "\n")
        self._out.flush()

    def close(self, summary: Summary | None = None) -> None:  # noqa: ARG002 - the lines say all this format says
        """Flush the stream."""
        self._out.flush()


class JsonWriter:
    """One object: ``results`` (every finding, written as it comes), then the summary's keys."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._ascii = not speaks_utf(out)
        self._before = '{"results": ['

    def finding(self, finding: Finding) -> None:
        """Write the finding into ``results``."""
        self._out.write(f"{self._before}\n{to_json(finding_data(finding), ascii_only=self._ascii)}")
        self._before = ","

    def close(self, summary: Summary | None = None) -> None:
        """Close ``results`` and write the summary's keys."""
        keys = to_json((summary or self._context.summary()).data(), indent=1, ascii_only=self._ascii)
        opening = "" if self._before == "," else self._before
        self._out.write(f"{opening}],{keys[1:]}\n")
        self._out.flush()


class CheckJsonWriter:
    """One Finding object: the most severe; those of other makers in the same text stand in ``others``."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._findings: list[Finding] = []

    def finding(self, finding: Finding) -> None:
        """Keep the finding: one text holds few."""
        self._findings.append(finding)

    def close(self, summary: Summary | None = None) -> None:
        """Write the object; the summary's when nothing at all was judged."""
        if self._findings:
            first, *others = sorted(self._findings, key=lambda found: SEVERITY.index(found.outcome))
            data = finding_data(first)
            if others:
                data["others"] = [finding_data(found) for found in others]
        else:
            data = (summary or self._context.summary()).data() | {"results": []}
        self._out.write(to_json(data, indent=1, ascii_only=not speaks_utf(self._out)) + "\n")
        self._out.flush()
