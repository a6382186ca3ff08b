"""Delimited files with a header (csv, tab-separated): columns found by name, damage named with its line.

A list may reorder its columns or gain new ones; one that we need and do not find is an error, a new one is said. What
breaks off in the middle of a row is never read as a shorter list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from debar.errors import FormatError
from debar.lists.parsing import File, Log

#: What the csv module says of a quote that is open where the file ends.
_BROKEN_OFF = "unexpected end"
_AGAIN = "Keep the edition before it and fetch the file again."
_PAGE = ("<!doctype", "<html", "<?xml", "<head")
#: Share of a layout's columns by which a file is known as one of that layout, so that a renamed column is found out.
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one layout, as its header writes them, letter case apart.

    Without one of ``needed`` there is no edition; ``also`` may be missing. A column with several spellings has them
    joined with ``|`` and is known by the first. ``least`` is the number of leading fields that a row must have where a
    file leaves out empty ones at its end (0: all of them).
    """

    needed: tuple[str, ...]
    also: tuple[str, ...] = ()
    least: int = 0
    delimiter: str = ","

    @property
    def known(self) -> tuple[str, ...]:
        """All columns that are read, by their first spelling."""
        return tuple(name.split("|")[0] for name in (*self.needed, *self.also))


def decode(data: bytes, name: str, log: Log | None = None) -> str:
    """Return the text of a file in UTF-8 (with or without mark), else in Windows-1252, which is said in the log."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if log is not None:
            line = data.count(b"\n", 0, error.start) + 1
            log.warn(f"{name}, line {line}", "not UTF-8; the file is read as Windows-1252")
        return data.decode("cp1252", errors="replace")


def is_page(text: str) -> bool:
    """True for a web page or XML, as servers send instead of a list."""
    return text.lstrip()[:20].lower().startswith(_PAGE)


def _key(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").replace("_", " ").split()).casefold()


def _find(spellings: str, found: Mapping[str, int]) -> int | None:
    """Where a column stands under one of its spellings, in a header given as places by key."""
    places = (found.get(_key(name)) for name in spellings.split("|"))
    return next((place for place in places if place is not None), None)


def header_fits(head: bytes, columns: Columns) -> bool:
    """Return True when the first line names most columns of this layout, in any order."""
    text = head.decode("utf-8-sig", errors="replace")
    if is_page(text):
        return False
    try:
        first = next(csv.reader(text.splitlines()[:1], delimiter=columns.delimiter), [])
    except csv.Error:
        return False
    found = {_key(cell): at for at, cell in enumerate(first)}
    named = sum(_find(name, found) is not None for name in columns.needed)
    return named >= max(min(2, len(columns.needed)), _ENOUGH * len(columns.needed))


def _places(header: Sequence[str], columns: Columns, name: str, log: Log) -> tuple[dict[str, int], int]:
    """(place of each known column, number of named columns). Raises FormatError when a needed one is not there."""
    found = {_key(cell): at for at, cell in reversed(list(enumerate(header))) if cell.strip()}
    places = {wanted: _find(wanted, found) for wanted in (*columns.needed, *columns.also)}
    read = {wanted.split("|")[0]: at for wanted, at in places.items() if at is not None}
    missing = [wanted.split("|")[0] for wanted in columns.needed if places[wanted] is None]
    fresh = [header[at].strip() for at in found.values() if at not in read.values()]
    if missing:
        renamed = f"; it has {', '.join(map(repr, fresh))}, which may be its new name" if fresh else ""
        raise FormatError(f"{name}, line 1: no column {missing[0]!r}{renamed}. {_AGAIN}")
    for each in fresh:
        log.warn(f"{name}, line 1", f"new column {each!r}, which is not read")
    return read, max(found.values(), default=-1) + 1


def _checked(row: list[str], width: int, least: int, where: str, *, ended: bool) -> list[str]:
    """The cells of a row, as many as the header has. Raises FormatError for a row of another width."""
    extra = any(cell.strip() for cell in row[width:])
    if extra or len(row) < least or (len(row) < width and not ended):
        how = "the file breaks off here" if not ended else "a row is broken"
        raise FormatError(f"{where}: {len(row)} fields, the header has {width}: {how}. {_AGAIN}")
    return [*row[:width], *[""] * (width - len(row))]


def _lines(text: str, file: File, columns: Columns, log: Log) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines. A quote that stands inside a field makes the rest of the file be read leniently."""
    done = 0
    for strict in (True, False):
        line = 1
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=columns.delimiter, strict=strict)
        try:
            for number, row in enumerate(reader, start=1):
                if number > done:
                    yield line, row
                    done = number
                line = reader.line_num + 1
            return
        except csv.Error as error:
            if not strict or _BROKEN_OFF in str(error):
                raise FormatError(
                    f"{file.name}, line {line}: {error}; the file is broken or not whole. {_AGAIN}"
                ) from None
            log.warn(f"{file.name}, line {line}", f"{error}; quotes are taken as they stand from here on")


def records(file: File, columns: Columns, log: Log) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield (place, cells by column) of every record; ``log.rows`` counts all of them.

    Blank rows are no records; a header that comes once more is rejected in the log. Columns that the file does not
    have read as empty. Raises FormatError, naming file and line, for an empty file, a web page, a needed column that
    is not there and a row that is broken or breaks off.
    """
    text = decode(file.read(), file.name, log)
    if not text.strip():
        raise FormatError(f"{file.name}: the file is empty. {_AGAIN}")
    if is_page(text):
        raise FormatError(f"{file.name}: is a web page, not a list; the address or the server is wrong. {_AGAIN}")
    lines = _lines(text, file, columns, log)
    whole = text.endswith(("\n", "\r", "\x1a"))
    yield from table(file.name, lines, columns, log, last=0 if whole else text.count("\n") + 1)


def table(
    name: str, lines: Iterator[tuple[int, list[str]]], columns: Columns, log: Log, last: int = 0
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the records of a table whose numbered rows begin with the header, as :func:`records` does.

    ``last`` is the line that no line end follows, 0 when there is none: it may be cut off.
    """
    header = next(lines, (1, []))[1]
    places, width = _places(header, columns, name, log)
    least = columns.least or width
    blank = dict.fromkeys(columns.known, "")
    for line, row in lines:
        if not any(cell.strip() for cell in row):
            continue
        log.rows += 1
        where = f"{name}, line {line}"
        if row == header:
            log.reject(where, "the header once more")
        else:
            cells = _checked(row, width, least, where, ended=line != last)
            yield where, blank | {column: cells[at].strip() for column, at in places.items()}
