"""Markdown: headline, tables, the most severe findings and the limits, for issues, pull requests and notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from debar.model import Finding
from debar.report.aggregate_tables import ReportTable, make_tables
from debar.report.aggregates import Aggregates, settle
from debar.report.context import Context
from debar.report.lines import place_line
from debar.report.method import about, headline, limits, method
from debar.report.severest import Severest
from debar.report.summary import Summary
from debar.report.text import plain, shorten, web_address
from debar.report.words import binds, in_reading_order, look

_SHOWN, _ROWS = 200, 15
_TABLES = ("entity_types", "states", "makers", "suppliers", "buyers", "installed_base")
_COLUMNS = 8
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~&$])")


class MarkdownWriter:
    """Holds at most 200 findings, the most severe; ``close`` writes the report."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._kept = Severest(_SHOWN)
        self._own = context.summary(aggregates=True)

    def finding(self, finding: Finding) -> None:
        """Take the finding."""
        self._own.add_finding(finding)
        self._kept.add(finding)

    def close(self, summary: Summary | None = None) -> None:
        """Write the report."""
        told = summary or self._own
        settled = settle(told.aggregates or self._own.aggregates or Aggregates(), self._context.register)
        out = self._out
        out.write(f"# {escaped(self._context.title) or 'Restricted technology in purchase records'}\n\n")
        out.write(f"**{escaped(headline(told, settled))}**\n\n")
        for table in make_tables(settled):
            if table.name in _TABLES and (rows := _shown(table)):
                columns = [column for column in table.columns if any(row[column] for row in rows)][:_COLUMNS]
                out.write(f"## {table.title}\n\n")
                write_grid(columns, ([escaped(_words(row[column])) for column in columns] for row in rows), out)
                rest = len(table.rows) - len(rows)
                out.write(f"\n{rest:,} more rows are not shown here.\n\n" if rest and table.name != "states" else "\n")
        self._write_findings()
        for heading, sentences in (("What it does not say", limits(told, settled)), ("Method", method(self._context))):
            out.write(f"## {heading}\n\n" + "".join(f"- {escaped(sentence)}\n" for sentence in sentences) + "\n")
        out.write("## About\n\n")
        write_grid(("", ""), (map(escaped, line) for line in about(told, settled, self._context)[2:]), out)
        out.flush()

    def _write_findings(self) -> None:
        kept = self._kept.findings()
        if not kept:
            return
        left = f", the {len(kept):,} most severe of {self._kept.taken:,}" if self._kept.taken > len(kept) else ""
        self._out.write(f"## Findings{left}\n\n")
        write_grid(("Outcome", "Buyer", "Day", "Record", "Rule", "Where"), map(_finding, kept), self._out)
        self._out.write("\n")


def escaped(text: str) -> str:
    """One line in which nothing is markup."""
    return _MARKS.sub(r"\\\1", plain(text))


def write_grid(header: Sequence[str], rows: Iterable[Iterable[str]], out: TextIO) -> None:
    """A table; the cells are markdown already."""
    out.write(f"| {' | '.join(_titled(name) for name in header)} |\n|{' --- |' * len(header)}\n")
    for row in rows:
        out.write(f"| {' | '.join(row)} |\n")


def _titled(name: str) -> str:
    words = escaped(name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _finding(finding: Finding) -> list[str]:
    subject = finding.subject
    rule = next(filter(binds, in_reading_order(finding.rules)), None)
    cited = rule.citations[0] if rule and rule.citations else None
    words = cited.title if cited else rule.rule if rule else ""
    address = web_address(cited.url) if cited else ""
    link = f"[{escaped(words)}](<{address}>)" if address else escaped(words)
    return [
        f"{look(finding.outcome).glyph} {look(finding.outcome).word}",
        escaped(shorten(plain(subject.buyer.name), 80)),
        subject.date.isoformat() if subject.date else "",
        escaped(shorten(plain(subject.text), 160)),
        link,
        escaped(place_line(subject)),
    ]


def _shown(table: ReportTable) -> list[dict[str, object]]:
    if table.name == "states":
        return [row for row in table.rows if row["transactions"]]
    return list(table.rows[:_ROWS])


def _words(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value[:3]))
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else shorten(str(value), 120)
