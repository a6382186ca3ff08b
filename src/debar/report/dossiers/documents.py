"""Documents with the quoted words marked in them, so that every claim can be followed to where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any, Literal

from debar.model.dossier_pages import Mark, PageText
from debar.model.dossiers import Quotation
from debar.report.text import plain

#: Code points up to which a text stands whole; of a longer one stand the quotations with what is around them.
WHOLE = 30_000
_AROUND, _LONGEST, _DEEPEST = 420, 4_000, 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A step through a text: ``kind`` is text, open, close or cut.

    ``open`` begins the words of a quotation: ``id`` is its address (empty where it goes on), ``number`` its claim.
    ``close`` ends them; with ``number`` the claim's link stands there. ``cut`` says in ``number`` how many code points
    are left out. A name that a text only mentions is ``is_soft``.
    """

    kind: Literal["text", "open", "close", "cut"]
    text: str = ""
    id: str = ""
    number: int = 0
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it is shown."""

    id: str
    document: PageText
    pieces: tuple[Piece, ...]
    quotes: int

    @property
    def is_data(self) -> bool:
        """True for rows of a table or of data, which read better in one width of letters."""
        return self.document.name.lower().endswith((".csv", ".json", ".xml", ".tsv"))


def quotations_of(mark: Mark) -> tuple[tuple[str, Quotation], ...]:
    """The quotations of a mark, its responses' last, each with the id of its place in the viewer."""
    held = (*mark.quotations, *(said.quotation for said in mark.responses))
    return tuple((f"q{mark.number}-{place}", words) for place, words in enumerate(held, 1))


def document_views(marks: Iterable[Mark], texts: Mapping[str, PageText]) -> list[DocumentView]:
    """The documents that these marks quote, in the order they are first quoted; one whose text is not given is none."""
    spans: dict[str, list[_Span]] = {}
    for mark in marks:
        for id_, words in quotations_of(mark):
            span = (words.start, -words.end, id_, mark.number, mark.lane == "mention")
            spans.setdefault(words.document, []).append(span)
    return [
        _view(f"d{number}", texts[sha256], sorted(spans[sha256]))
        for number, sha256 in enumerate((each for each in spans if each in texts), 1)
    ]


#: Start, end with a minus (so that the longer of two comes first), id, claim, whether it is only a mention.
_Span = tuple[int, int, str, int, bool]


def _view(id_: str, document: PageText, spans: list[_Span]) -> DocumentView:
    length = len(document.text)
    windows = [(0, length)] if length <= WHOLE else _windows([(span[0], -span[1]) for span in spans], length)
    pieces: list[Piece] = []
    at = 0
    for left, right in windows:
        if left > at:
            pieces.append(Piece("cut", number=left - at))
        inside = [
            (max(start, left), -min(-end, right), *rest) for start, end, *rest in spans if start < right and -end > left
        ]
        pieces += _pieces(document.text, left, right, inside)
        at = right
    if at < length:
        pieces.append(Piece("cut", number=length - at))
    return DocumentView(id_, document, tuple(pieces), len(spans))


def _windows(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spans with what is around them, those that touch made one; of a very long span its first words only."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        left, right = max(start - _AROUND, 0), min(min(end, start + _LONGEST) + _AROUND, length)
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _pieces(text: str, left: int, right: int, spans: Sequence[Any]) -> Iterator[Piece]:
    """The stretch with its quotations, one in another; one that crosses the end of another goes on behind it."""
    waiting: list[_Span] = sorted(spans)
    heapify(waiting)
    held: list[tuple[int, int, bool]] = []
    at = left
    while waiting:
        start, minus, id_, number, is_soft = heappop(waiting)
        end = -minus
        while held and held[-1][0] <= start:
            yield from _closed(text, at, held[-1])
            at = held.pop()[0]
        if start > at:
            yield Piece("text", clean(text[at:start]))
            at = start
        if len(held) >= _DEEPEST:
            yield from (Piece("open", id=id_, number=number), Piece("close", number=number))
            continue
        yield Piece("open", id=id_, number=number, is_soft=is_soft)
        if held and held[-1][0] < end:
            heappush(waiting, (held[-1][0], minus, "", number, is_soft))
            held.append((held[-1][0], 0, is_soft))
        else:
            held.append((end, 0 if is_soft else number, is_soft))
    while held:
        yield from _closed(text, at, held[-1])
        at = held.pop()[0]
    if at < right:
        yield Piece("text", clean(text[at:right]))


def _closed(text: str, at: int, held: tuple[int, int, bool]) -> Iterator[Piece]:
    end, number, is_soft = held
    if end > at:
        yield Piece("text", clean(text[at:end]))
    yield Piece("close", number=number, is_soft=is_soft)


def clean(text: str) -> str:
    """Text whose lines are kept and in which nothing unseen is left."""
    return "\n".join(plain(line) for line in text.replace("\r\n", "\n").split("\n"))
