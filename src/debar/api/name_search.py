"""Listed names searched by words, in native code over one text of all names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from debar.names.index import NameIndex
from debar.names.normalize import normalize

#: Words of a query that are looked at.
MOST_WORDS = 16
_LONGEST = 1_000


class NameSearch:
    """The names of an index in normal form, a line each."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def owners(self, text: str) -> list[int]:
        """Return the numbers of the parties with a name that has all the words of ``text``, or words that begin so.

        Parties whose nearest such name has the fewest words stand first.
        """
        words = normalize(text).split()[:MOST_WORDS]
        if not words:
            return []
        lines, starts = self._lines
        longest = max(words, key=len)
        fewest: dict[int, int] = {}
        for match in re.finditer(f" {longest}", lines):
            start = lines.rfind("\n", 0, match.start()) + 1
            line = lines[start : lines.index("\n", start)]
            if _has_all(line, words):
                owner = int(self._index.owners[bisect_left(starts, start)])
                fewest[owner] = min(fewest.get(owner, _LONGEST), line.count(" "))
        return sorted(fewest, key=lambda owner: (fewest[owner], owner))

    @cached_property
    def _lines(self) -> tuple[str, Sequence[int]]:
        """The text, and where each name begins in it."""
        lines, starts, at = [], [], 0
        for number in range(len(self._index)):
            line = f" {normalize(self._index.name(number))}\n"
            lines.append(line)
            starts.append(at)
            at += len(line)
        return "".join(lines), starts


def _has_all(line: str, words: Sequence[str]) -> bool:
    return all(f" {word}" in line for word in words)
