"""Text taken out of a document with the place of every character, so that what is found in it can be quoted."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from debar.dossiers.evidence import Source
from debar.model.dossiers import Quotation

_MARKUP = re.compile(
    r"<!--.*?-->|<(?P<close>/?)(?P<tag>[A-Za-z][\w.-]{0,40})[^<>]{0,600}>|<[?!][^<>]{0,600}>", re.DOTALL
)
_ENTITY = re.compile(r"&(?:#x[0-9A-Fa-f]{1,6}|#\d{1,7}|[A-Za-z]{2,10});")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}(?:\\u[dD][c-fC-F][0-9A-Fa-f]{2})?|.)", re.DOTALL)
#: Elements of the Register's XML that run within a line, and the one that begins a cell.
_INLINE, _CELL = frozenset({"E", "SU", "FR", "AC", "PRTPAGE", "LI", "I", "B", "EM", "STRONG", "SUP"}), "ENT"
#: What separates the cells of a row.
CELL = "\t"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text; its character ``i`` stands in the document from ``starts[i]`` to ``ends[i]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def quote(self, source: Source, start: int, end: int) -> Quotation:
        """The words of the document from which ``text[start:end]`` was taken. Raises IndexError when it is empty."""
        return source.quote(self.starts[start], self.ends[end - 1])

    def part(self, start: int, end: int) -> Passage:
        """The passage from ``start`` to ``end``."""
        return Passage(self.text[start:end], self.starts[start:end], self.ends[start:end])


def joined(parts: Iterable[Passage], between: str = " ") -> Passage:
    """The passages in a row, with ``between`` them."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for part in parts:
        if not part.text:
            continue
        if text:
            text.append(between)
            starts.extend([part.starts[0]] * len(between))
            ends.extend([part.starts[0]] * len(between))
        text.append(part.text)
        starts.extend(part.starts)
        ends.extend(part.ends)
    return Passage("".join(text), starts, ends)


def plain(text: str, start: int, end: int) -> Passage:
    """A part of a text that stands as it is."""
    return Passage(text[start:end], range(start, end), range(start + 1, end + 1))


def unmarked(text: str, start: int, end: int) -> Passage:
    """XML from ``start`` to ``end`` without tags: a line for each block, a tab before each cell of a table's row."""
    built = _Built()
    at, is_row = start, False
    for found in _MARKUP.finditer(text, start, end):
        built.take(text, at, found.start())
        at = found.end()
        tag = (found["tag"] or "").upper()
        if tag == "ROW":
            is_row = not found["close"]
        if tag == _CELL and is_row:
            built.put("" if found["close"] else CELL, *found.span())
        elif tag in _INLINE or not tag or (is_row and tag not in {"ROW", _CELL}):
            built.put(" " if tag == "LI" else "", *found.span())
        else:
            built.put("\n", *found.span())
    built.take(text, at, end)
    return built.passage()


def unescaped(text: str, start: int, end: int) -> Passage:
    """The value of the JSON string whose characters stand from ``start`` to ``end``, without its quotation marks."""
    built = _Built()
    at = start
    for found in _ESCAPE.finditer(text, start, end):
        built.put_each(text, at, found.start())
        built.put(str(json.loads(f'"{found[0]}"')), *found.span())
        at = found.end()
    built.put_each(text, at, end)
    return built.passage()


def members(text: str, start: int) -> Iterator[tuple[str, object, int, int]]:
    """Key, value, start and end of each member of the JSON object at ``start``. Raises ValueError for broken JSON."""
    at = _after_blanks(text, start + 1)
    reader = json.JSONDecoder()
    while text[at] != "}":
        key, at = reader.raw_decode(text, at)
        at = _after_blanks(text, _after_blanks(text, at) + 1)
        value, end = reader.raw_decode(text, at)
        yield str(key), value, at, end
        at = _after_blanks(text, end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)


def elements(text: str, start: int) -> Iterator[tuple[object, int, int]]:
    """Value, start and end of each element of the JSON array at ``start``. Raises ValueError for broken JSON."""
    at = _after_blanks(text, start + 1)
    reader = json.JSONDecoder()
    while text[at] != "]":
        value, end = reader.raw_decode(text, at)
        yield value, at, end
        at = _after_blanks(text, end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)


def _after_blanks(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


class _Built:
    """A passage as it grows."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def put(self, words: str, start: int, end: int) -> None:
        """Words that stand for the place from ``start`` to ``end``."""
        self._text.append(words)
        self._starts.extend([start] * len(words))
        self._ends.extend([end] * len(words))

    def put_each(self, text: str, start: int, end: int) -> None:
        """Characters as they are."""
        self._text.append(text[start:end])
        self._starts.extend(range(start, end))
        self._ends.extend(range(start + 1, end + 1))

    def take(self, text: str, start: int, end: int) -> None:
        """Text between tags: entities resolved, line ends blanks."""
        at = start
        for found in _ENTITY.finditer(text, start, end):
            self._flat(text, at, found.start())
            self.put(html.unescape(found[0]), *found.span())
            at = found.end()
        self._flat(text, at, end)

    def _flat(self, text: str, start: int, end: int) -> None:
        self._text.append(re.sub(r"[\r\n\t]", " ", text[start:end]))
        self._starts.extend(range(start, end))
        self._ends.extend(range(start + 1, end + 1))

    def passage(self) -> Passage:
        """What was put together."""
        return Passage("".join(self._text), self._starts, self._ends)
