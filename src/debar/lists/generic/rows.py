"""Delimited files with a header, record by record: told by their column names, never by position, in flat memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from debar.errors import FormatError
from debar.lists.parsing import File, Log
from debar.tables.limits import CHUNK, MAX_RECORD

#: Share of a layout's columns by which a file is known as one of that layout.
_ENOUGH = 0.7
_AGAIN = "Keep the edition before it and fetch the file again."

# The limit is global to the csv module; it is only ever raised, so other users of csv keep what they rely on.
csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD + CHUNK))


def header_in(head: bytes, delimiter: str = ",") -> tuple[str, ...]:
    """Return the first record of a file as column names in lower case; empty when the head holds none."""
    lines = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if not first or "\0" in first or first.lstrip()[:1] in ("<", "{", "["):
        return ()
    try:
        return _names(next(csv.reader([first], delimiter=delimiter)))
    except csv.Error:
        return ()


def recognise_header(role: str, columns: Sequence[str]) -> Callable[[str, bytes], str]:
    """Return a recogniser that gives ``role`` to delimited files with most of these columns, in any order and case.

    Most, not all: a file with a renamed column is then refused by name instead of being taken for another list.
    """
    wanted = {column.casefold() for column in columns}

    def recognise(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
        return role if len(wanted & set(header_in(head))) >= max(2, _ENOUGH * len(wanted)) else ""

    return recognise


def records(
    file: File, log: Log, needed: Sequence[str], known: Sequence[str] = ()
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (line on which it ends, cells by column name in lower case, stripped) of every record below the header.

    A column that is neither ``needed`` nor ``known`` is warned of once: the layout has grown. A line that is not
    UTF-8 is read as cp1252, with a warning. Blank lines are left out. Raises FormatError, naming file, line and
    column, for an empty file, a column that is missing or there twice, and a record with another number of cells.
    """
    reader = csv.reader(_lines(file, log))
    try:
        names = _names(next(reader, []))
        _check_header(file, log, names, needed, known)
        width = len(names)
        for row in reader:
            if len(row) != width:
                if not "".join(row).strip("\x1a \t"):
                    continue
                raise FormatError(
                    f"{file.name}, line {reader.line_num}: {len(row)} cells, the header has {width} columns; "
                    f"the file is cut short or broken. {_AGAIN}"
                )
            yield reader.line_num, dict(zip(names, (cell.strip() for cell in row), strict=True))
    except csv.Error as error:
        raise FormatError(f"{file.name}, line {reader.line_num}: no readable record ({error}). {_AGAIN}") from error


def _names(row: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()).casefold() for cell in row)


def _check_header(file: File, log: Log, names: Sequence[str], needed: Sequence[str], known: Sequence[str]) -> None:
    if not names:
        raise FormatError(f"{file.name}: the file is empty. {_AGAIN}")
    missing = [column for column in needed if column.casefold() not in names]
    if missing:
        raise FormatError(
            f"{file.name}, line 1: no column {missing[0]!r}; found are {', '.join(names)}. "
            "Either it is another file or its layout has changed."
        )
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise FormatError(f"{file.name}, line 1: the column {twice!r} stands there twice")
    expected = {column.casefold() for column in (*needed, *known)}
    for name in names:
        if name and name not in expected:
            log.warn(f"{file.name}, line 1", f"column {name!r} is new and was not read")


def _lines(file: File, log: Log) -> Iterator[str]:
    with file.open() as stream:
        for number, line in enumerate(stream, start=1):
            raw = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            try:
                yield raw.decode("utf-8").replace("\0", "")
            except UnicodeDecodeError:
                log.warn(f"{file.name}, line {number}", "is not UTF-8 and was read as cp1252")
                yield raw.decode("cp1252", "replace").replace("\0", "")
