"""Documents with the quoted words marked in them, so that every claim can be followed to where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from debar.model.dossier_pages import Mark, PageText
from debar.model.dossiers import Quotation
from debar.report.text import plain

#: Code points up to which a text stands whole; of a longer one stand the quotations with what is around them.
WHOLE = 30_000
_AROUND, _LONGEST = 420, 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. ``ids`` are the quotations that begin here, ``marks`` the claims that quote it (none: plain).

    ``left_out`` counts the code points between the piece before and this one that are not shown.
    """

    text: str
    ids: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it is shown. ``rest`` counts the code points behind the last piece."""

    id: str
    document: PageText
    pieces: tuple[Piece, ...]
    quotes: int
    rest: int

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
    spans: dict[str, list[tuple[int, int, str, int]]] = {}
    for mark in marks:
        for id_, words in quotations_of(mark):
            spans.setdefault(words.document, []).append((words.start, words.end, id_, mark.number))
    return [
        _view(f"d{number}", texts[sha256], sorted(spans[sha256]))
        for number, sha256 in enumerate((each for each in spans if each in texts), 1)
    ]


def _view(id_: str, document: PageText, spans: list[tuple[int, int, str, int]]) -> DocumentView:
    length = len(document.text)
    windows = [(0, length)] if length <= WHOLE else _windows([(start, end) for start, end, _, _ in spans], length)
    pieces: list[Piece] = []
    at = 0
    for left, right in windows:
        inside = [span for span in spans if span[0] < right and span[1] > left]
        made = list(_pieces(document.text, left, right, inside))
        if left > at and made:
            made[0] = Piece(made[0].text, made[0].ids, made[0].marks, left - at)
        pieces += made
        at = right
    return DocumentView(id_, document, tuple(pieces), len(spans), length - at)


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


def _pieces(text: str, left: int, right: int, spans: list[tuple[int, int, str, int]]) -> Iterator[Piece]:
    """The stretch cut wherever a quotation begins or ends."""
    cuts = sorted({left, right, *(min(max(edge, left), right) for start, end, _, _ in spans for edge in (start, end))})
    begun: dict[int, list[str]] = {}
    for start, _, id_, _ in spans:
        begun.setdefault(max(start, left), []).append(id_)
    waiting = sorted(spans)
    active: list[tuple[int, int]] = []
    place = 0
    for start, end in pairwise(cuts):
        while place < len(waiting) and waiting[place][0] <= start:
            active.append((waiting[place][1], waiting[place][3]))
            place += 1
        active = [each for each in active if each[0] > start]
        numbers = tuple(sorted({number for _, number in active}))
        yield Piece(clean(text[start:end]), tuple(begun.get(start, ())), numbers)


def clean(text: str) -> str:
    """Text whose lines are kept and in which nothing unseen is left."""
    return "\n".join(plain(line) for line in text.replace("\r\n", "\n").split("\n"))
