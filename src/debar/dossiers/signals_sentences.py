"""Prose cut into sentences, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

# one character class a step: linear whatever the text
_END = re.compile(r"[.!?。！？][\"”’')\]]{0,3}(?=\s|$)|[。！？]|\n[ \t]*\n|\n(?=[ \t]*[•*\-–])")
_SHORT = frozenset(
    "mr mrs ms dr prof rep sen gov gen col lt st jr sr inc corp co ltd llc dept no vs etc fig sec art approx "
    "jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k e.g i.e cf al".split()
)
_WORD = re.compile(r"[\w.]{1,12}$")
_SPACE = re.compile(r"[\s•*·]*")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Start and end (exclusive) of each sentence of ``text[start:end]``, without the blanks and bullets around it."""
    stop = len(text) if end is None else end
    at = start
    for found in _END.finditer(text, start, stop):
        if found.end() < stop and _is_short(text, at, found):
            continue
        yield from _trimmed(text, at, found.end())
        at = found.end()
    yield from _trimmed(text, at, stop)


def _is_short(text: str, at: int, found: re.Match[str]) -> bool:
    """Whether the full stop belongs to a shortened word, an initial or goes on in lower case."""
    if text.endswith("[...", at, found.start() + 1):
        return True
    if found[0] != ".":
        return False
    after = text[found.end() : found.end() + 2].strip()
    if after.islower():
        return True
    word = _WORD.search(text, max(at, found.start() - 12), found.start())
    if word is None:
        return False
    if word[0].lower() in _SHORT:
        return True
    if "." in word[0] and after[:1].isdigit():
        return True
    return len(word[0]) == 1 and word[0].isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    blank = _SPACE.match(text, start, end)
    start = blank.end() if blank else start
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
