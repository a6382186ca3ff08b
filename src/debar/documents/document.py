"""What a document is once read: its text, and which page and line an offset is on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Kind = Literal["txt", "html", "docx", "pdf"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``text[start:end]`` of its document; ``number`` counts from 1 as a viewer counts."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person finds an offset: its page (None where the format has none), and its line there, from 1."""

    page: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file. ``sha256`` is of its bytes; ``notes`` say what of it was not read, and why."""

    name: str
    kind: Kind
    sha256: str
    text: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()

    def place(self, offset: int) -> Place:
        """The page and line of a character. Raises IndexError outside the text."""
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"{self.name}: no character {offset} in a text of {len(self.text)}")
        if not self.pages:
            return Place(None, self.text.count("\n", 0, offset) + 1)
        page = self.pages[max(bisect_right([page.start for page in self.pages], offset) - 1, 0)]
        return Place(page.number, self.text.count("\n", page.start, offset) + 1)


def paged(texts: list[str]) -> tuple[str, tuple[Page, ...]]:
    """One text out of the pages' own, a blank line between them, and where each page stands in it."""
    pages: list[Page] = []
    at = 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, at, at + len(text)))
        at += len(text) + 2
    return "\n\n".join(texts), tuple(pages)
