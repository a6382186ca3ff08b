"""Delimited text as a stream of records: csv, tsv and their kin, in flat memory.

A line whose quotes, if any, only enclose whole cells is cut by ``str.split``, which gives the same cells as
``csv.reader`` and is several times faster; ``csv.reader`` gets the others. A quote that is never closed, or that makes
a record of several lines whose quotes do not enclose whole cells or whose number of cells is wrong (while its first
line, or one of those it would swallow, has the right one), is an ordinary character: otherwise it would swallow the
rows that follow. The reader remembers the records in which that happened.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, AnyStr

from debar.tables.blocks import Block, has_lane, prove
from debar.tables.limits import CHUNK, MAX_RECORD
from debar.tables.sniff import Dialect, decode
from debar.tables.streams import Stream


@dataclass(slots=True)
class Chunk:
    """A few hundred rows. ``kept`` holds each row as it is kept: its cells, or a text that ``delimiter`` cuts into them
    again (a fifth of the memory). ``unreadable`` has the reason, by position, why a row could not be read.
    """

    rows: list[list[str]]
    kept: Sequence[str | list[str]]
    unreadable: Mapping[int, str] = field(default_factory=dict)
    delimiter: str = ""

    def part(self, start: int, end: int) -> Chunk:
        """The rows from ``start`` up to ``end``."""
        bad = {i - start: reason for i, reason in self.unreadable.items() if start <= i < end}
        return Chunk(self.rows[start:end], self.kept[start:end], bad, self.delimiter)


#: Stands for a line longer than `MAX_RECORD`; no other line holds NUL, as NULs are taken out.
_TOO_LONG = "\0"
#: Lines cut together. Few enough that the rows of a window are gone before the garbage collector counts them.
_WINDOW = 512
#: Bytes read at a time: what is cut from them stays in the caches of a processor.
_PIECE = 1 << 18
#: Rows named in a note.
_SHOWN = 3
TOO_LONG_REASON = f"longer than {MAX_RECORD:,} characters"

# The limit is global to the csv module; it is only ever raised, so other users of csv keep what they rely on.
csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD + CHUNK))


class DelimitedReader:
    """The records of one delimited stream, in chunks; ``notes`` says, after reading, what had to be mended."""

    def __init__(self, stream: Stream, dialect: Dialect) -> None:
        self._stream = stream
        self._dialect = dialect
        self._foreign = 0
        self._nuls = False
        self._unclosed = Unclosed()
        self._has_lane = has_lane(dialect)

    def notes(self, heading: int = 0) -> list[str]:
        """What was mended so far, one sentence each; rows are counted after the ``heading`` records at the top."""
        found = []
        if self._unclosed.count:
            found.append(self._unclosed.sentence(heading))
        if self._foreign:
            found.append(f"{self._foreign:,} lines are not UTF-8 and were read as cp1252")
        if self._nuls:
            found.append("NUL characters were taken out")
        return found

    def chunks(self) -> Iterator[Chunk | Block]:
        """Every record after the byte order mark, blank lines as rows without cells."""
        source = _Source(self._lines())
        if self._dialect.sep_line:
            source.drop_first()
        return _Records(source, self._dialect, self._unclosed).chunks()

    def _lines(self) -> Iterator[Block | list[str]]:
        newline = self._dialect.newline or "\n"
        if self._dialect.encoding == "utf-8":
            for block in _blocks(self._pieces(), newline.encode()):
                yield [_TOO_LONG] if block is None else self._read(block, newline)
        else:
            for text in _blocks(self._decoded_pieces(), newline):
                yield [_TOO_LONG] if text is None else self._text_lines(text, newline)

    def _read(self, block: bytes, newline: str) -> Block | list[str]:
        """The block as it is, where it needs no careful reading, else its lines."""
        text = ""
        if not block.isascii():
            text = self._decode(block)
            block = text.encode()
        proved = prove(block, self._dialect) if self._has_lane else None
        return proved or self._text_lines(text or block.decode(), newline)

    def _pieces(self) -> Iterator[bytes]:
        self._stream.read(self._dialect.skip)
        pieces = iter(lambda: self._stream.read(_PIECE), b"")
        return pieces if self._dialect.newline else _universal(pieces, b"\r", b"\n")

    def _decoded_pieces(self) -> Iterator[str]:
        self._stream.read(self._dialect.skip)
        decoder = codecs.getincrementaldecoder(self._dialect.encoding)("replace")
        pieces = (decoder.decode(piece, not piece) for piece in _until_end(self._stream))
        return pieces if self._dialect.newline else _universal(pieces, "\r", "\n")

    def _decode(self, block: bytes) -> str:
        text, foreign = decode(block, "utf-8")
        self._foreign += foreign
        return text

    def _text_lines(self, text: str, newline: str) -> list[str]:
        if "\0" in text:
            self._nuls = True
            text = text.replace("\0", "")
        if "\x1a" in text:  # the end-of-file mark of DOS
            text = text.replace("\x1a", "")
        if newline == "\n" and "\r" in text:
            text = text.removesuffix("\r")
            lines = text.split("\r\n")
            if text.count("\n") == len(lines) - 1:
                return lines
            text = text.replace("\r\n", "\n")
        return text.split(newline)


def _until_end(stream: Stream) -> Iterator[bytes]:
    """The stream's bytes, then an empty piece that tells a decoder to finish."""
    while piece := stream.read(CHUNK):
        yield piece
    yield b""


def _universal(pieces: Iterator[AnyStr], cr: AnyStr, lf: AnyStr) -> Iterator[AnyStr]:
    """The same text with every CR, LF and CRLF as LF; a CR at the end of a piece waits for its LF."""
    held = cr[:0]
    for piece in pieces:
        text = held + piece
        held = cr if text.endswith(cr) else cr[:0]
        text = text.removesuffix(cr)
        yield text.replace(cr + lf, lf).replace(cr, lf)
    if held:
        yield lf


def _blocks(pieces: Iterator[AnyStr], newline: AnyStr) -> Iterator[AnyStr | None]:
    """Runs of whole lines without their last line end; None for each line longer than `MAX_RECORD`."""
    carry = newline[:0]
    skipping = False
    for whole in pieces:
        piece = whole
        if skipping:
            start = piece.find(newline)
            if start < 0:
                continue
            piece = piece[start + 1 :]
            skipping = False
        end = piece.rfind(newline)
        if end < 0:
            carry += piece
            if len(carry) > MAX_RECORD:
                yield None
                carry = newline[:0]
                skipping = True
            continue
        yield carry + piece[:end]
        carry = piece[end + 1 :]
    if carry:
        yield carry


class Unclosed:
    """Records whose quote is not closed where it should be: how many there are, and the first ones by number from 1."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[int] = []

    def add(self, record: int) -> None:
        """Count a record."""
        self.count += 1
        if len(self._first) < _SHOWN:
            self._first.append(record)

    def sentence(self, heading: int) -> str:
        """Say it, with the rows counted after the ``heading`` records."""
        rows = ", ".join(f"row {at - heading:,}" if at > heading else "the heading" for at in self._first)
        more = " and more" if self.count > len(self._first) else ""
        what = (
            "a quote opens and is not closed" if self.count == 1 else f"{self.count:,} quotes open and are not closed"
        )
        return f"{what} ({rows}{more}): taken as ordinary characters, so that no row is swallowed; check these rows"


class _UnclosedQuoteError(Exception):
    """A quoted record runs on past the limit or the end of the file."""


class _Source:
    """Proved blocks and lines that need careful reading, in order; a record that runs over takes further lines."""

    def __init__(self, pieces: Iterator[Block | list[str]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[Block | list[str]]:
        return self._pieces

    def more(self) -> list[str] | None:
        """The lines that follow, proved or not; None at the end."""
        found = next(self._pieces, None)
        return found.lines() if isinstance(found, Block) else found

    def drop_first(self) -> None:
        """Leave out the first line."""
        rest = (self.more() or [])[1:]
        self._pieces = chain([rest] if rest else [], self._pieces)


class _Feed:
    """Hands ``csv.reader`` the lines of one record, from ``position`` on, fetching more when a record runs over."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self.lines: list[str] = []
        self.position = 0
        self.size = 0
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.position >= len(self.lines):
            more = self._source.more()
            if more is None:
                self.ended = True
                raise StopIteration
            self.lines.extend(more)
        line = self.lines[self.position]
        self.position += 1
        self.size += len(line)
        if line == _TOO_LONG or self.size > MAX_RECORD:
            raise _UnclosedQuoteError
        return line + "\n"


class _Records:
    """Cuts lines into records."""

    def __init__(self, source: _Source, dialect: Dialect, unclosed: Unclosed) -> None:
        self._source = source
        self._unclosed = unclosed
        self._done = 0
        self._feed = _Feed(source)
        self._options: dict[str, Any] = dialect.reader_options()
        self._reader = csv.reader(self._feed, **self._options)
        self._delimiter = dialect.delimiter
        self._width = dialect.width
        self._escapes = dialect.backslash

    def chunks(self) -> Iterator[Chunk | Block]:
        for lines in self._source:
            if isinstance(lines, Block):
                self._done += len(lines)
                yield lines
                continue
            too_long = _TOO_LONG in lines
            for chunk in self._cut(lines):
                self._done += len(chunk.rows)
                if too_long:
                    bad = {i: TOO_LONG_REASON for i, row in enumerate(chunk.rows) if row == [_TOO_LONG]}
                    for i in bad:
                        chunk.rows[i] = []
                    yield Chunk(chunk.rows, chunk.rows, bad)
                else:
                    yield chunk

    def _cut(self, lines: list[str]) -> Iterator[Chunk]:
        """The records that begin in ``lines``; more lines are appended to it when the last record runs over."""
        self._feed.lines = lines
        position = 0
        while position < len(lines):
            end = min(position + _WINDOW, len(lines))
            window = lines[position:end]
            together = "".join(window)
            if '"' not in together and not (self._escapes and "\\" in together):
                delimiter = self._delimiter
                yield Chunk([line.split(delimiter) for line in window], window, delimiter=delimiter)
                position = end
            elif rows := self._one_line_each(window):
                yield Chunk(rows, rows)
                position = end
            else:
                position, rows = self._line_by_line(position, window)
                yield Chunk(rows, rows)

    def _one_line_each(self, window: list[str]) -> list[list[str]]:
        """The records of the lines, one a line; empty when some record takes more than its line."""
        try:
            rows = list(csv.reader([*window, "end"], **self._options))
        except csv.Error:
            return []
        return rows[:-1] if len(rows) == len(window) + 1 else []

    def _line_by_line(self, start: int, window: list[str]) -> tuple[int, list[list[str]]]:
        """The line after the last record that begins in the window at ``start``, and the window's records."""
        rows: list[list[str]] = []
        done = 0
        for i, line in enumerate(window):
            if i < done:
                continue
            if '"' in line or (self._escapes and "\\" in line):
                row, position = self._quoted_record(start + i, self._done + len(rows) + 1)
                rows.append(row)
                done = position - start
            else:
                rows.append(line.split(self._delimiter))
        return start + max(done, len(window)), rows

    def _quoted_record(self, start: int, number: int) -> tuple[list[str], int]:
        """The record ``number`` that begins at line ``start``, and the line after it."""
        feed = self._feed
        feed.position, feed.size = start, 0
        try:
            row = next(self._reader)
            if feed.position == start + 1 and not feed.ended:
                return row, feed.position
            plain = feed.lines[start].split(self._delimiter)
            swallowed = len(row) != self._width or self._ill_quoted(start, feed.position)
            if not feed.ended and not (swallowed and self._has_rows(plain, start, feed.position)):
                return row, feed.position
        except (_UnclosedQuoteError, csv.Error):
            plain = feed.lines[start].split(self._delimiter)
        feed.ended = False
        self._unclosed.add(number)
        return plain, start + 1

    def _has_rows(self, plain: list[str], start: int, end: int) -> bool:
        """True when the first of some lines, or a later one of several cells, is a whole row by itself."""
        return len(plain) == self._width or any(map(self._is_row, self._feed.lines[start + 1 : end]))

    def _is_row(self, line: str) -> bool:
        # The last line of a record that takes several has the quote that closes it: an odd one.
        if self._width == 1 or line.count('"') % 2 or line.count(self._delimiter) < self._width - 1:
            return False
        return len(next(csv.reader([line], **self._options), ())) == self._width

    def _ill_quoted(self, start: int, end: int) -> bool:
        """True when the quotes of a record of several lines do not enclose whole cells."""
        lines = (line + "\n" for line in self._feed.lines[start:end])
        try:
            next(csv.reader(lines, strict=True, **self._options))
        except csv.Error:
            return True
        return False
