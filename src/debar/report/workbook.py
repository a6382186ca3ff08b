"""A workbook: what it is and rests on, the findings, then a sheet for each table; written in constant memory.

Text of records is written as text, never as a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TextIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from debar.model import Finding
from debar.report.aggregate_tables import ReportTable, make_tables
from debar.report.aggregates import Aggregates, Settled, settle
from debar.report.context import Context
from debar.report.delimited import COLUMNS, Value, finding_values
from debar.report.method import about, limits, method
from debar.report.streams import bytes_of
from debar.report.summary import Summary
from debar.report.text import plain, shorten

#: What a sheet and a cell hold at most (Excel's own limits).
_MOST_ROWS, _MOST_TEXT = 1_048_576, 32_767
_MOST_DIGITS = 15
#: Bytes of a workbook that are kept in memory; a larger one is made in a temporary file.
_IN_MEMORY = 32_000_000
_NO_XML = re.compile("[\ufffe\uffff]")
_WIDE = {"sentence", "text", "because", "note", "evidence", "citations", "unknown", "names", "title", "maker_name"}
_NARROW = {"row", "currency", "state", "month", "names", "fips"}


class WorkbookWriter:
    """Writes each finding's row as it comes; ``close`` adds the tables and the account."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._context = context
        self._own = context.summary(aggregates=True)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._out = bytes_of(out, "xlsx")
        # Made apart and then copied: the packer, stopped halfway by a full disk, would go on writing when it is freed.
        self._made = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  open until close()
        self._book = Workbook(self._made, options)
        # The day the report is made for, so that the same input gives the same bytes.
        self._book.set_properties({"title": plain(context.title), "created": datetime.combine(context.today, time())})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._about = self._book.add_worksheet("About")
        self._findings = self._sheet("Findings", COLUMNS)
        self._row = 0
        self._left_out = 0

    def finding(self, finding: Finding) -> None:
        """Write the finding's row."""
        self._own.add_finding(finding)
        if self._row + 1 >= _MOST_ROWS:
            self._left_out += 1
            return
        self._row += 1
        self._write(self._findings, self._row, finding_values(finding))

    def close(self, summary: Summary | None = None) -> None:
        """Write the tables and the account, and finish the file."""
        told = summary or self._own
        self._findings.autofilter(0, 0, max(self._row, 1), len(COLUMNS) - 1)
        left_out = [f"{self._left_out:,} findings beyond the {_MOST_ROWS - 1:,} rows of a sheet"] * bool(self._left_out)
        settled = settle(told.aggregates or self._own.aggregates or Aggregates(), self._context.register)
        tables = make_tables(settled)
        for table in tables:
            rest = len(table.rows) - self._table(table)
            left_out += [f"{rest:,} rows of {table.title}"] * bool(rest)
        self._write_about(told, settled, left_out)
        self._book.close()
        with self._made as made:
            made.seek(0)
            shutil.copyfileobj(made, self._out)

    def _sheet(self, title: str, columns: Sequence[str]) -> Worksheet:
        sheet = self._book.add_worksheet(title[:31])
        for number, column in enumerate(columns):
            width = 46 if column in _WIDE else 11 if column in _NARROW else 20
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, column, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _table(self, table: ReportTable) -> int:
        """Write the table's sheet; return how many rows found room."""
        sheet = self._sheet(table.title, table.columns)
        rows = table.rows[: _MOST_ROWS - 1]
        for number, row in enumerate(rows, 1):
            self._write(sheet, number, [_value(column, row[column]) for column in table.columns])
        sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)
        return len(rows)

    def _write(self, sheet: Worksheet, row: int, values: Iterable[Value]) -> None:
        for column, value in enumerate(values):
            if isinstance(value, Decimal) and _fits(value):
                sheet.write_number(row, column, float(value), self._money)
            elif isinstance(value, int):
                sheet.write_number(row, column, value)
            elif isinstance(value, date) and value.year >= 1900:
                sheet.write_datetime(row, column, datetime.combine(value, time()), self._day)
            elif value not in (None, ""):
                sheet.write_string(row, column, _text(value))

    def _write_about(self, summary: Summary, settled: Settled, left_out: Sequence[str]) -> None:
        sheet = self._about
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 110, self._wrap)
        lines = about(summary, settled, self._context)
        lines += [("Not in this workbook", words) for words in left_out]
        lines += [("What it does not say", words) for words in limits(summary, settled)]
        lines += [("How it was made", words) for words in method(self._context)]
        for row, (label, words) in enumerate(lines):
            sheet.write_string(row, 0, label, self._bold)
            sheet.write_string(row, 1, _text(words))


def _value(column: str, value: Any) -> Value:
    if column.startswith("value_"):
        return Decimal(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(value)
    made: Value = value
    return made


def _fits(value: Decimal) -> bool:
    return value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS


def _text(value: object) -> str:
    return shorten(_NO_XML.sub("", plain(str(value))), _MOST_TEXT)
