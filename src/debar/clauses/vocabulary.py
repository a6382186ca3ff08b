"""The words by which contracts name lists, laws, places, uses and duties (``data/*.tsv``), as patterns.

A phrase is written in small letters. ``[word]`` may be missing, ``(one|other)`` is either, ``*`` is one word, ``...``
is up to six words of an enumeration. A blank also stands for a hyphen. Every row carries its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import re2

from debar.errors import DataError
from debar.model import ListPrograms

_FOLDER = Path(__file__).parent / "data"
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "lists": ("id", "group", "lists", "phrase", "source"),
    "authorities": ("id", "lists", "phrase", "source"),
    "equipment": ("id", "lists", "phrase", "source"),
    "places": ("code", "phrase", "source"),
    "triggers": ("modality", "phrase", "source"),
}
_PLAIN = ("id", "phrase", "source")
_ALLOWED = re.compile(r"[a-z0-9 .'&/,|*()\[\]~-]+")
_GAP = "(?:[ ,\n]+[a-z-]+){0,6}?"
#: A blank of a phrase; brackets are read over, as in "Regulation (EU) No 833/2014".
_BLANK = r"[\s()-]+"
_OPTIONAL = re.compile(r"( ?)\[([^\[\]]+)\](?=( ?))")


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase: the id it names, its further cells, and the pattern it is found by."""

    id: str
    cells: Mapping[str, str]
    pattern: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: ``row.id`` at ``[start, end)`` of the searched text."""

    row: Row
    start: int
    end: int


def read_rows(table: str, text: str) -> tuple[Row, ...]:
    """The rows of one table (tab-separated, one header line).

    Raises DataError when the header is another, a cell is empty, or a phrase holds what phrases cannot.
    """
    header = _HEADERS.get(table, _PLAIN)
    lines = text.splitlines()
    if not lines or tuple(lines[0].split("\t")) != header:
        raise DataError(f"clauses/data/{table}.tsv: the header must be {', '.join(header)} (tab-separated)")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        place = f"clauses/data/{table}.tsv, line {number}"
        if len(cells) != len(header) or not all(cells):
            raise DataError(f"{place}: needs {len(header)} filled cells; mend the row")
        row = dict(zip(header, cells, strict=True))
        rows.append(Row(cells[0], row, _pattern(row["phrase"], place)))
    return tuple(rows)


def _pattern(phrase: str, place: str) -> str:
    if not _ALLOWED.fullmatch(phrase) or phrase != " ".join(phrase.split()):
        raise DataError(
            f"{place}: phrase {phrase!r} may hold small letters, digits, [ ] ( ) | * and single blanks only"
        )
    if re.match(r"\[[^\]]*\] \[", phrase):
        raise DataError(f"{place}: phrase {phrase!r} begins with two words that may be missing; write it as two rows")
    out = re.sub(r"([.&/])", r"\\\1", phrase.replace("...", "~"))
    while (inner := _OPTIONAL.sub(_optional, out)) != out:
        out = inner.replace("~~ ", "")
    out = out.replace(" ~ ", "~ ").replace(" ", _BLANK).replace("*", "[a-z'.-]+").replace("~", _GAP)
    try:
        re.compile(out)
    except re.error as error:
        raise DataError(f"{place}: phrase {phrase!r} cannot be read ({error})") from error
    return out


def _optional(found: re.Match[str]) -> str:
    before, words, after = found.groups()
    if before:
        return f"(?: (?:{words}))?"
    return f"(?:(?:{words}) )?~~" if after and found.start() == 0 else f"(?:{words})?"


class Phrases:
    """The phrases of one table, found in folded text in one linear pass; the longest of those that begin at a place."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        ordered = sorted(rows, key=lambda row: -len(row.cells["phrase"]))
        options = re2.Options()
        options.longest_match = True
        self._any = re2.compile(r"\b(?:" + "|".join(_whole(row) for row in ordered) + ")", options)
        self._each = tuple((row, re.compile(_whole(row))) for row in ordered)
        self._known: dict[str, Row | None] = {}

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """The phrases in ``text[start:end]``, in order, none within another; only whole words."""
        end = len(text) if end is None else end
        part = text[start:end]
        at = 0
        while found := self._any.search(part, at):
            left, right = found.span()
            row = self._row(found[0]) if not _within_word(part, left, right) else None
            if row is None:
                at = left + 1
                continue
            yield Hit(row, start + left, start + right)
            at = right

    def find_each(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """The first place of every id, also within one another (``nuclear, chemical or biological weapons``)."""
        part = text[start : len(text) if end is None else end]
        found: dict[str, Hit] = {}
        for row, pattern in self._each:
            hit = next((m for m in pattern.finditer(part) if not _within_word(part, *m.span())), None)
            if hit and (row.id not in found or start + hit.start() < found[row.id].start):
                found[row.id] = Hit(row, start + hit.start(), start + hit.end())
        return sorted(found.values(), key=lambda hit: (hit.start, -hit.end))

    def first(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        """The first phrase found, or None."""
        return next(self.find(text, start, end), None)

    def _row(self, words: str) -> Row | None:
        if words not in self._known:
            if len(self._known) > 5_000:
                self._known.clear()
            self._known[words] = next((row for row, pattern in self._each if pattern.fullmatch(words)), None)
        return self._known[words]


def _whole(row: Row) -> str:
    return row.pattern if row.cells["phrase"].endswith(".") else row.pattern + r"\b"


def _within_word(text: str, left: int, right: int) -> bool:
    before, after = text[left - 1 : left], text[right : right + 1]
    return ((before.isalnum() or before == "_") and left > 0) or (after.isalnum() and text[right - 1 : right].isalnum())


@cache
def phrases(table: str) -> Phrases:
    """The shipped phrases of one table. Raises DataError when a row is wrong."""
    return Phrases(read_rows(table, (_FOLDER / f"{table}.tsv").read_text(encoding="utf-8")))


@cache
def screened_lists(id_: str) -> tuple[str, ...]:
    """Ids of the lists debar holds that a list or an authority of the clause vocabulary stands for; () for any list."""
    for table in ("lists", "authorities", "equipment"):
        for row in phrases(table).rows:
            if row.id == id_:
                cell = row.cells["lists"]
                return () if cell == "-" else tuple(cell.split())
    raise DataError(f"{id_!r} is no list of the clause vocabulary")


def screened_programs(ids: Sequence[str]) -> tuple[ListPrograms, ...]:
    """The parts of a list that the words name, where debar holds several lists as one (OFAC's consolidated list).

    Empty where the whole list is named, too, or none of its parts.
    """
    parts = _programs()
    named = [(list_id, program) for id_ in ids for list_id, program in parts.get(id_, ())]
    whole = {list_id for id_ in ids if id_ not in parts and id_ != "places" for list_id in screened_lists(id_)}
    lists = dict.fromkeys(list_id for list_id, _ in named if list_id not in whole)
    return tuple(
        ListPrograms(list=each, words=tuple(dict.fromkeys(program for held, program in named if held == each)))
        for each in lists
    )


@cache
def _programs() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The id of a list -> (debar's list, program) of each program that makes it. Raises DataError for a bad row."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    lines = (_FOLDER / "parts" / "programs.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 4 or not all(cells):
            raise DataError(f"clauses/data/parts/programs.tsv, line {number}: needs 4 filled cells; mend the row")
        found[cells[0]] = (*found.get(cells[0], ()), (cells[1], cells[2]))
    return found
