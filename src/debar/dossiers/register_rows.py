"""The rows of the bulk csv files that the Department of Justice publishes of its register under FARA.

The files quote every value but do not escape the quotes inside one, hold line ends inside values, and mix encodings
(ASCII, UTF-8 and Windows-1252 in one file): so each line is decoded, and each row put together, by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from debar.errors import FormatError

#: A row begins with an empty value, a day or a registration number; what begins otherwise goes on with the row before.
_BEGINS = re.compile(r'"(?:\d{1,2}/\d{1,2}/\d{4}|\d{1,5})?",|\d{1,5},|,')
_DAY = re.compile(r"(?:\d{1,2}/\d{1,2}/\d{4})?")
_NUMBER = re.compile(r"\d{1,5}")
_WINDOWS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_MOST = 20  # lines of one row


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values by heading, its line (from 1), its place in the text, and whether its columns were mended."""

    values: dict[str, str]
    line: int
    start: int
    end: int
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: its line, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(slots=True)
class Register:
    """What a bulk file holds. ``mended`` counts rows whose shifted columns were put back."""

    text: str
    headings: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def mended(self) -> int:
        """Rows whose columns had shifted and were put back."""
        return sum(row.mended for row in self.rows)


def decode_lines(content: bytes) -> str:
    """The text of a file in which one line is UTF-8 and the next Windows-1252; a byte that is neither is Latin-1."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.isascii():
        return content.decode("ascii")
    return "".join(_decoded(line) for line in content.splitlines(keepends=True))


def _decoded(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def read_register(content: bytes, name: str) -> Register:
    """Read a bulk csv file. Raises FormatError when it has no headings of the register."""
    register = Register(decode_lines(content))
    rows = _rows(register.text)
    _, start, end = next(rows, (1, 0, 0))
    headings = tuple(each.replace("_", " ").strip() for each in _fields(register.text[start:end]))
    if "Registration Number" not in headings:
        raise FormatError(
            f"{name}: no column 'Registration Number' in row 1. Give a bulk csv file of the FARA register as published."
        )
    register.headings = headings
    for line, start, end in rows:
        raw = register.text[start:end]
        values = _fields(raw)
        count = len(values)
        fixed = _mend(raw, headings) or _joined(values, headings)
        if count < len(headings):
            why = f"{count} values for {len(headings)} columns: a quote joins two, and where one ends cannot be told"
            register.refused.append(Refused(line, why, raw))
        elif fixed is None and (count > len(headings) or not _anchored(values, headings)):
            why = f"{count} values for {len(headings)} columns, and no day or number where one belongs"
            register.refused.append(Refused(line, why, raw))
        else:
            kept = dict(zip(headings, (_plain(each) for each in fixed or values), strict=True))
            register.rows.append(Row(kept, line, start, end, count != len(headings)))
    return register


def _rows(text: str) -> Iterator[tuple[int, int, int]]:
    """Line, start and end of each row, without the line end behind it."""
    start = at = 0
    line = first = 1
    for each in text.splitlines(keepends=True):
        if at > start and (_BEGINS.match(each) or line - first > _MOST):
            yield from _trimmed(text, first, start, at)
            start, first = at, line
        at += len(each)
        line += 1
    yield from _trimmed(text, first, start, at)


def _trimmed(text: str, line: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    end = start + len(text[start:end].rstrip("\r\n"))
    if end > start:
        yield line, start, end


def _plain(value: str) -> str:
    """A value without blanks around it; control characters stand where Windows-1252 was read as Latin-1."""
    return value.translate(_WINDOWS).strip()


def _fields(raw: str) -> list[str]:
    try:
        return next(csv.reader([raw.replace("\r", " ").replace("\n", " ")]), [])
    except csv.Error:
        return []


def _mend(raw: str, headings: tuple[str, ...]) -> list[str] | None:
    """The values between ``","`` when there are as many as columns and days and numbers stand where they belong."""
    if not (raw.startswith('"') and raw.endswith('"') and len(raw) > 1):
        return None
    values = [each.replace('""', '"') for each in raw[1:-1].split('","')]
    return values if _anchored(values, headings) else None


def _joined(values: list[str], headings: tuple[str, ...]) -> list[str] | None:
    """The values with those joined that a quote within had split: each part but the first begins with a blank.

    A file that was read and written again by a csv library holds such rows.
    """
    if len(values) <= len(headings):
        return None
    whole: list[str] = []
    is_open = False
    for value in values:
        if is_open and value.startswith(" "):
            whole[-1] += f",{value}"
        else:
            whole.append(value)
            is_open = '"' in value
        if is_open and value.endswith('"') and value.startswith(" "):
            whole[-1] = whole[-1][:-1]
            is_open = False
    fixed = [each.replace('"', "") if each.count('"') % 2 else each for each in whole]
    return fixed if _anchored(fixed, headings) else None


def _anchored(values: list[str], headings: tuple[str, ...]) -> bool:
    if len(values) != len(headings):
        return False
    for heading, value in zip(headings, values, strict=True):
        if heading == "Registration Number" and not _NUMBER.fullmatch(value.strip()):
            return False
        if heading.endswith(("Date", "Stamped")) and not _DAY.fullmatch(value.strip()):
            return False
    return True
