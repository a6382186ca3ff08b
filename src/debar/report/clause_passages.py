"""The text of a contract where it obliges to something: its words marked, each with what rests on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from debar.documents import Document
from debar.model.clauses import ClauseReading, Words
from debar.report.clauses import ClauseRow, clause_rows
from debar.report.text import plain

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\f")
#: Unmarked text between two marks beyond this is left out, and so much of it stays on either side.
_SHOWN = 320
#: A paragraph that ends so goes on in the next.
_GOES_ON = (":", ";", ",", " or", " and")
_LEFT_OUT = " […] "


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the contract; ``ids`` are the obligations that rest on them, ``opens`` those whose words begin here."""

    text: str
    ids: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or several that one obligation spans, with its obligations; ``place`` is where it begins."""

    place: str
    stretches: tuple[Stretch, ...]
    rows: tuple[ClauseRow, ...]


def find_passages(reading: ClauseReading, document: Document) -> Iterator[Passage]:
    """Yield the paragraphs that oblige to something, in the order of the text; the others are left out."""
    rows = {row.id: row for row in clause_rows(reading, document)}
    words = {item.id: item.words for item in reading.obligations}
    for start, end, ids in _paragraphs(document.text, words):
        inside = {id_: words[id_] for id_ in ids}
        yield Passage(
            rows[ids[0]].place, _stretches(document.text, start, end, inside), tuple(rows[id_] for id_ in ids)
        )


def _paragraphs(text: str, words: dict[str, Words]) -> Iterator[tuple[int, int, list[str]]]:
    """Start, end and ids of each paragraph with obligations; those that one obligation spans are one."""
    breaks = (found for found in _PARAGRAPH.finditer(text) if not _goes_on(text, found.start()))
    stops = [0, *(found.end() for found in breaks), len(text)]
    at: tuple[int, int, list[str]] | None = None
    waiting = sorted(words, key=lambda id_: (words[id_].start, words[id_].end))
    for start, end in pairwise(stops):
        if at and at[1] < max(words[id_].end for id_ in at[2]):
            at = (at[0], end, at[2])
        elif at:
            yield at
            at = None
        while waiting and words[waiting[0]].start < end:
            id_ = waiting.pop(0)
            at = (at[0] if at else start, end, [*(at[2] if at else []), id_])
    if at:
        yield at


def _goes_on(text: str, end: int) -> bool:
    return text[max(0, end - 12) : end].rstrip().lower().endswith(_GOES_ON)


def _stretches(text: str, start: int, end: int, words: dict[str, Words]) -> tuple[Stretch, ...]:
    """The paragraph cut wherever the words of an obligation begin or end."""
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    cuts = {min(max(at, start), end) for each in words.values() for at in (each.start, each.end)}
    found = []
    for left, right in pairwise(sorted({start, end} | cuts)):
        ids = tuple(id_ for id_, each in words.items() if each.start <= left and right <= each.end)
        opens = tuple(id_ for id_ in ids if words[id_].start == left)
        found.append(Stretch(plain(text[left:right]), ids, opens))
    return tuple(_shortened(found))


def _shortened(found: Sequence[Stretch]) -> Iterator[Stretch]:
    for number, each in enumerate(found):
        if each.ids or len(each.text) <= 2 * _SHOWN:
            yield each
            continue
        head = "" if number == 0 else each.text[:_SHOWN].rsplit(" ", 1)[0]
        tail = "" if number == len(found) - 1 else each.text[-_SHOWN:].split(" ", 1)[-1]
        yield Stretch(f"{head}{_LEFT_OUT}{tail}")
