"""How a delimited file is written: encoding, line ends, delimiter, quoting; told from its first bytes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

#: Delimiters looked for, and how much each is trusted: the last ones also occur inside times, ranges and prose.
DELIMITERS: tuple[tuple[str, float], ...] = (
    (",", 1.0),
    ("\t", 1.0),
    (";", 1.0),
    ("|", 1.0),
    ("\x01", 1.0),
    ("\x1f", 1.0),
    ("\x1e", 1.0),
    ("¦", 1.0),
    ("§", 1.0),
    ("^", 0.6),
    ("~", 0.6),
    ("#", 0.3),
    (":", 0.3),
)
#: Stands in for a delimiter in a table of one column: no text holds it.
NO_DELIMITER = "\x1c"
_RECORDS = 100
#: Lines of another encoding in a block up to which it is decoded in long pieces.
_FEW = 16
_QUOTED = re.compile(r'"[^"]*"')
_SEP_LINE = re.compile(r"sep=(.)\r?(?:\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    ``encoding`` is ``utf-8`` (each line that is not is read as cp1252), ``utf-16-le``, ``utf-16-be`` or ``utf-32-…``;
    ``skip`` counts the bytes of its mark. ``newline`` is ``\\n`` (with or without CR), ``\\r``, or empty when both end
    lines. ``width`` is the usual number of cells.
    """

    encoding: str = "utf-8"
    skip: int = 0
    newline: str = "\n"
    delimiter: str = ","
    spaced_quotes: bool = False
    backslash: bool = False
    width: int = 1
    sep_line: bool = False

    def reader_options(self) -> dict[str, Any]:
        """The same for ``csv.reader``."""
        options: dict[str, Any] = {"delimiter": self.delimiter, "skipinitialspace": self.spaced_quotes}
        if self.backslash:
            options |= {"escapechar": "\\", "doublequote": False}
        return options


def detect(head: bytes, *, complete: bool) -> Dialect:
    """The dialect of a file that begins with ``head``; ``complete`` when that is all of it."""
    encoding, skip = _encoding(head)
    text = decode(head[skip:], encoding)[0].replace("\0", "")
    newline = _newline(text)
    if newline != "\n":
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not complete and "\n" in text:
        text = text[: text.rindex("\n")]
    told = _SEP_LINE.match(text)
    if told:
        return _quoting(Dialect(encoding, skip, newline, told[1], sep_line=True), text)
    return _quoting(Dialect(encoding, skip, newline, _delimiter(text)), text)


def _encoding(head: bytes) -> tuple[str, int]:
    for mark, name in (
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            return name, len(mark)
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 8 and max(even, odd) > len(sample) * 0.3 and min(even, odd) < len(sample) * 0.02:
        return ("utf-16-le" if odd > even else "utf-16-be"), 0
    return "utf-8", 0


def decode(data: bytes, encoding: str) -> tuple[str, int]:
    """Text of ``data``, and how many of its lines are not in ``encoding``.

    In ``utf-8`` a line that is none is read as cp1252, and where that has no letter as latin-1.
    """
    if encoding != "utf-8":
        return data.decode(encoding, "replace"), 0
    parts: list[str] = []
    start = 0
    for _ in range(_FEW):
        try:
            parts.append(data[start:].decode())
            return "".join(parts), len(parts) // 2
        except UnicodeDecodeError as error:
            wrong = start + error.start
            begin = data.rfind(b"\n", start, wrong) + 1 or start
            end = data.find(b"\n", wrong)
            end = len(data) if end < 0 else end
            parts += [data[start:begin].decode(), _foreign(data[begin:end])]
            start = end
    lines = [_line(line) for line in data[start:].split(b"\n")]
    rest = "\n".join(line for line, _ in lines)
    return "".join(parts) + rest, len(parts) // 2 + sum(foreign for _, foreign in lines)


def _line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        return _foreign(line), True


def _foreign(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _newline(text: str) -> str:
    bare = _QUOTED.sub("", text)
    feeds = bare.count("\n")
    returns = bare.count("\r") - bare.count("\r\n")
    if not feeds and returns:
        return "\r"
    return "" if returns * 10 > feeds else "\n"


def _delimiter(text: str) -> str:
    """The delimiter that cuts most records into the same number of cells, wide tables preferred."""
    lines = text.split("\n")
    best, best_score = NO_DELIMITER, 0.0
    for delimiter, trust in DELIMITERS:
        if delimiter not in text:
            continue
        width, share = _width(lines, delimiter)
        score = trust * share * (1 - 0.5 / (width - 1)) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _width(lines: list[str], delimiter: str) -> tuple[int, float]:
    """The commonest number of cells among the records that hold more than one, and their share of all records."""
    widths: Counter[int] = Counter()
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    with suppress(csv.Error):  # a field longer than the limit, or a stray CR: what was counted so far decides
        widths.update(len(row) for row in islice(reader, _RECORDS) if any(row))
    if not widths:
        return 1, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return width, count / widths.total()


def _quoting(dialect: Dialect, text: str) -> Dialect:
    """The same dialect with what the sample says of quotes and of the number of cells."""
    opened = text.count(f'{dialect.delimiter}"')
    padded = len(re.findall(re.escape(dialect.delimiter) + r' +"', text))
    inside = re.search(r'\\"[^\s",;|]', text)  # an escaped quote goes on with the cell; "C:\" does not
    backslash = bool(inside) and not re.search(r'[^",;\t|\s]""[^"]|[^"]""[^",;\t|\s]', text)
    lines = text.split("\n")[1 if dialect.sep_line else 0 :]
    return Dialect(
        dialect.encoding,
        dialect.skip,
        dialect.newline,
        dialect.delimiter,
        spaced_quotes=padded > opened,
        backslash=backslash,
        width=_width(lines, dialect.delimiter)[0],
        sep_line=dialect.sep_line,
    )
