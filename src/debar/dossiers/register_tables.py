"""The cells of a supplement's table that print a party, in XML and in text of fixed columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from debar.dossiers.register_passages import CELL, Passage, joined

_RULE = re.compile(r"^[ \t]*[-_]{20,}[ \t]*$")
_SEGMENT = re.compile(r"\S+(?: \S+)*")
_NOT_NAMES = re.compile(r"^[\s*.]*$|^\*|^(?:Country|Entit(?:y|ies)|Listed persons?)\b", re.IGNORECASE)
_LEADERS = re.compile(r"\.{3,}")


def table_cells(body: Passage) -> Iterator[Passage]:
    """The cell of the party in each row, in the order of the tables."""
    yield from _marked_cells(body)
    yield from _fixed_cells(body)


def _marked_cells(body: Passage) -> Iterator[Passage]:
    at = 0
    for line in body.text.splitlines(keepends=True):
        if line.startswith(CELL):
            cells = line.rstrip("\n")[1:].split(CELL)
            start = at + 1 + len(cells[0]) + 1
            if len(cells) >= 3 and not _NOT_NAMES.match(cells[1]):
                yield body.part(start, start + len(cells[1]))
        at += len(line)


def _fixed_cells(body: Passage) -> Iterator[Passage]:
    """Tables between rules of dashes, whose heading names a country and an entity or a listed person."""
    lines: list[tuple[int, str]] = []
    at = 0
    for line in body.text.splitlines(keepends=True):
        lines.append((at, line.rstrip("\n")))
        at += len(line)
    rules = [n for n, (_, line) in enumerate(lines) if _RULE.match(line)]
    for first, second in pairwise(rules):
        heading = " ".join(line for _, line in lines[first + 1 : second])
        if second - first > 8 or not re.search(r"\bCountry\b", heading):
            continue
        if not re.search(r"\b(?:Entit(?:y|ies)|Listed persons?)\b", heading, re.IGNORECASE):
            continue
        until = next((n for n in rules if n > second), len(lines))
        columns = 4 if re.search(r"\brequirement\b", heading, re.IGNORECASE) else 2
        yield from _entries(body, lines[second + 1 : until], columns)


def _entries(body: Passage, lines: list[tuple[int, str]], columns: int) -> Iterator[Passage]:
    """An entry begins where the columns from the party's on are all filled; indented lines go on with it."""
    begins: Counter[tuple[int, int]] = Counter()
    for _, line in lines:
        starts = [each.start() for each in _SEGMENT.finditer(_LEADERS.sub(lambda dots: " " * len(dots[0]), line))]
        if len(starts) in {columns, columns + 1} and (len(starts) > columns or starts[0] > 8):
            begins[starts[-columns], starts[-columns + 1]] += 1
    if not begins:
        return
    usual = begins.most_common(1)[0][0][0]
    left, right = min(each for each in begins if abs(each[0] - usual) <= 2)
    parts: list[Passage] = []
    for start, line in lines:
        cell = line[left:right]
        words = cell.strip()
        if not words or _NOT_NAMES.match(words):
            continue
        if parts and not cell.startswith(" ") and line[right : right + 1].strip():
            yield joined(parts)
            parts = []
        lead = left + len(cell) - len(cell.lstrip())
        parts.append(body.part(start + lead, start + lead + len(words)))
    if parts:
        yield joined(parts)
