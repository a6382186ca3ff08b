"""Sheets of xlsx, xlsb, xls and ods files as records of text."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import python_calamine

from debar.errors import FormatError
from debar.tables.delimited import Chunk
from debar.tables.streams import Stream

_ROWS = 512


def sheets(stream: Stream) -> Iterator[tuple[str, Iterator[Chunk]]]:
    """Name and records of every sheet. Raises `FormatError` when the workbook cannot be read or has a password."""
    content = io.BytesIO(stream.read_all())
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(content)
        names = book.sheet_names
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise FormatError(
            f"{stream.name}: cannot be read as a workbook ({error}). Open it in a spreadsheet program, "
            "take off its password if it has one, and save it as xlsx or csv."
        ) from error
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise FormatError(f"{stream.name}: sheet {name!r} cannot be read ({error}). Save it as csv.") from error
        yield name, _records(sheet)


def _records(sheet: python_calamine.CalamineSheet) -> Iterator[Chunk]:
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        rows.append([_text(cell) for cell in row])
        if len(rows) >= _ROWS:
            yield Chunk(rows, rows)
            rows = []
    if rows:
        yield Chunk(rows, rows)


def _text(cell: object) -> str:
    """A cell as a person would write it: whole numbers without a point, days without a midnight."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return (cell.date() if cell.time() == datetime.time() else cell).isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)
