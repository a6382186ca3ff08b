"""Printed lines as paragraphs, without what stands on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from debar.documents import Line
from debar.procurement.documents.columns import heading_at

_MARK = re.compile(r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|[•·▪‣*\u2022\uf0b7-])\s+\S")
_LABEL = re.compile(r"[A-Z][A-Za-z ]{1,25}:\s")
_PAGE = re.compile(r"(?:page|pg\.?)?\s*[-–]?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–]?", re.IGNORECASE)
_NUMBERED = re.compile(r"\bpage\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
#: Lines at the head and the foot of a page that may be the same on all of them.
_EDGE = 3
#: How much more than the usual distance between lines parts paragraphs.
_WIDER = 1.35
#: Lines as long as this part of the longest go on below; how near and how far the next one may be.
_LONG, _LEAST, _MOST = 0.7, 0.95, 2.6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that belong together, and where they begin."""

    page: int | None
    line: int
    text: str


def furniture(lines: Sequence[Line]) -> set[int]:
    """Positions of lines that stand on most pages (page numbers apart), and of bare page numbers; no headings."""
    edges: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.page is not None:
            edges.setdefault(line.page, []).append(at)
    found: set[int] = set()
    seen: Counter[str] = Counter()
    near: list[tuple[int, str]] = []
    for page in edges.values():
        ends = [*page[:_EDGE], *page[_EDGE:][-_EDGE:]]
        ends = [at for at in ends if heading_at(lines, at, {}, bids=False) is None]
        near += [(at, _unnumbered(lines[at])) for at in ends]
        seen.update({_unnumbered(lines[at]) for at in ends})
        found.update(at for at in (page[0], page[-1]) if _PAGE.fullmatch(lines[at].text) and len(page) > 1)
    least = max(2, len(edges) * 0.5)
    return found | {at for at, text in near if seen[text] >= least}


def _unnumbered(line: Line) -> str:
    """The words of a line, whatever the number of its page."""
    parts = ["#" if _PAGE.fullmatch(segment.text) else segment.text for segment in line.segments]
    return _NUMBERED.sub("#", " ".join(parts)).casefold()


def usual_gap(lines: Sequence[Line]) -> float:
    """The distance between the lines of a paragraph in this document, in line heights: mostly that below long lines."""
    longest = max((len(line.text) for line in lines), default=0)
    counted: Counter[float] = Counter()
    for above, line in pairwise(lines):
        if len(above.text) >= _LONG * longest and _LEAST <= line.gap <= _MOST:
            counted[round(line.gap, 1)] += 1
    often = counted.most_common(1)[0][1] if counted else 0
    return min((gap for gap, times in counted.items() if times * 2 >= often), default=1.2)


def paragraphs(lines: Sequence[Line], usual: float) -> list[Paragraph]:
    """The paragraphs of a run of lines: a gap wider than ``usual``, a list mark or a label (`SUBJECT:`) begins one."""
    found: list[list[Line]] = []
    for line in lines:
        if found and _goes_on(found[-1][-1], line, usual * _WIDER):
            found[-1].append(line)
        else:
            found.append([line])
    return [Paragraph(part[0].page, part[0].number, _text(part)) for part in found]


def _goes_on(above: Line, line: Line, widest: float) -> bool:
    if _MARK.match(line.text) or _LABEL.match(line.text):
        return False
    if above.page != line.page:
        return line.text[:1].islower() and not above.text.endswith((".", ":", "!", "?"))
    return line.gap <= widest


def _text(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        cut = text.endswith("-") and text[-2:-1].isalnum() and line.text[:1].isalnum()
        text += line.text if cut else f" {line.text}"
    return text
