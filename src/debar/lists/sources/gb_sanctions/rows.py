"""The UK list's files -> rows with fields of one name, whatever the layout; ``fields.tsv`` says what is called how.

A csv row holds one name, address or date of a party. A Designation of the XML becomes several such rows: each
element whose children are texts is one.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import File, Log
from debar.lists.xml import Element

#: A field's name -> its text, only filled ones.
Row = Mapping[str, str]

CONLIST = "conlist"
CSV = "csv"
XML_ROOT = "Designations"
#: Columns without which a file of a layout cannot be read.
_NEEDED = {
    CONLIST: ("group", "name6", "type", "regime", "listed", "name_type"),
    CSV: ("unique", "group", "name6", "type", "regime", "designated", "name_type"),
}
_RECORD_NEEDS = ("unique", "name6", "type", "regime", "designated")
#: Elements of the XML that say again what SanctionsImposed says.
_SKIPPED = frozenset({"SanctionsImposedIndicators"})
_PREAMBLE = 5
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the key of the details it goes to ("": none, its use is in the code; "-": not used), its headers."""

    name: str
    detail: str
    headers: Mapping[str, tuple[str, ...]]


@cache
def fields() -> tuple[Field, ...]:
    """Return all fields of ``fields.tsv``."""
    text = (files(__package__ or __name__) / "fields.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Field(
            row["field"],
            row["detail"],
            {layout: tuple(filter(None, row[layout].split("|"))) for layout in (CONLIST, CSV, "xml")},
        )
        for row in rows
    )


def _plain(header: str) -> str:
    return _SPACE.sub(" ", header).strip().casefold()


@cache
def _named(layout: str) -> Mapping[str, str]:
    """Header or element in lower case -> field."""
    return {_plain(header): field.name for field in fields() for header in field.headers[layout]}


def encoding_of(file: File) -> str:
    """Return ``utf-8-sig`` when all bytes are UTF-8, else ``cp1252``, in which the list was served until 2016."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open() as stream:
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def layout_of(cells: Sequence[str]) -> str:
    """Return the csv layout whose header these cells are, else ""."""
    headers = {_plain(cell) for cell in cells}
    if {"unique id", "name 6", "name type"} <= headers:
        return CSV
    return CONLIST if {"group id", "name 6", "alias type"} <= headers else ""


def header_of(head: bytes) -> tuple[str, str]:
    """Return (layout, first line) of a csv file by its head; the layout is "" when it is no csv of the UK list."""
    lines = head.decode("utf-8-sig", errors="replace").splitlines()[:_PREAMBLE]
    try:
        rows = list(csv.reader(lines))
    except csv.Error:
        return "", ""
    layouts = [found for row in rows if (found := layout_of(row))]
    return (layouts[0] if layouts else ""), (lines[0] if lines else "")


def _columns(file: File, layout: str, cells: Sequence[str], log: Log) -> list[str]:
    """The field of every column, "" for those not read. Raises FormatError when one that is needed is missing."""
    names = _named(layout)
    columns = [names.get(_plain(cell), "") for cell in cells]
    for needed in _NEEDED[layout]:
        if needed not in columns:
            wanted = next(field.headers[layout][0] for field in fields() if field.name == needed)
            raise FormatError(f"{file.name}: has no column {wanted!r}; the layout changed")
    for cell, field in zip(cells, columns, strict=True):
        if not field and cell.strip():
            log.warn(file.name, f"column {cell.strip()[:60]!r} is new; it is not read")
    if "name_quality" not in columns:
        log.lacks.add("weak_aliases")
    given = {each.detail for each in fields() if each.name in columns}
    log.lacks.update(
        f"details.{each.detail}" for each in fields() if each.detail.strip("-") and each.detail not in given
    )
    return columns


def csv_rows(file: File, layout: str, log: Log) -> Iterator[tuple[str, Row]]:
    """Yield (place, row) of a csv file.

    Raises FormatError, naming the line, for a missing column, a row of another width or a cell beyond all measure. The
    last line of ConList.csv has no end as served, so a cut inside its last cell cannot be told from a whole file.
    """
    encoding = encoding_of(file)
    with file.open() as stream:
        reader = csv.reader(io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=""))
        columns: list[str] = []
        try:
            for cells in reader:
                if not columns:
                    columns = _columns(file, layout, cells, log) if layout_of(cells) == layout else []
                    continue
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(columns):
                    raise FormatError(
                        f"{file.name}, line {reader.line_num}: {len(cells)} fields, its header has {len(columns)}; "
                        "the file is not whole or not a csv"
                    )
                pairs = zip(columns, (_SPACE.sub(" ", cell).strip() for cell in cells), strict=True)
                yield f"{file.name}, line {reader.line_num}", {field: cell for field, cell in pairs if field and cell}
        except csv.Error as error:
            raise FormatError(f"{file.name}, line {reader.line_num}: is no csv ({error})") from None


def _leaf_rows(element: Element, known: Mapping[str, str], unknown: dict[str, int]) -> Iterator[Row]:
    """One row for the texts among the children of an element, one more for each repeated one; then those below."""
    rows: list[dict[str, str]] = [{}]
    for child in element.iterchildren():
        name, said = xml.local_name(child), xml.text(child)
        if name in _SKIPPED or len(child) or not said:
            continue
        field = known.get(_plain(name), "")
        if not field:
            line: Any = child.sourceline
            unknown.setdefault(name, line)
            continue
        if field in rows[-1]:
            rows.append({})
        rows[-1][field] = said
    yield from (row for row in rows if row)
    for child in element.iterchildren():
        if len(child) and xml.local_name(child) not in _SKIPPED:
            yield from _leaf_rows(child, known, unknown)


def xml_records(file: File, log: Log) -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield (place, rows) of every Designation.

    Raises FormatError for broken XML, and when no record has an element that is needed.
    """
    known = _named("xml")
    seen: set[str] = set()
    unknown: dict[str, int] = {}
    for element in xml.iterate(file, ("Designation",)):
        told = len(unknown)
        rows = list(_leaf_rows(element, known, unknown))
        for name, line in list(unknown.items())[told:]:
            log.warn(f"{file.name}, line {line}", f"element {name} is new; it is not read")
        for row in rows:
            seen.update(row)
        yield f"{file.name}, line {element.sourceline}", rows
    for needed in _RECORD_NEEDS:
        if needed not in seen:
            wanted = next(field.headers["xml"][0] for field in fields() if field.name == needed)
            raise FormatError(f"{file.name}: none of its records has the element {wanted}; the layout changed")
