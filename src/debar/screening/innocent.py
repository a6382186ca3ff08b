"""Words of what must not raise an alarm, found in texts: why a label stands aside, and whose number it may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from debar.catalog import Catalog, NotRelabel
from debar.catalog.patterns import EDGE, compile_pattern, spelling_key, spelling_pattern, words_pattern
from debar.screening.clauses import Span


class Innocents:
    """The catalog's rows of what must not raise an alarm, by the words a text names them with."""

    def __init__(self, catalog: Catalog) -> None:
        self._rows: dict[str, list[NotRelabel]] = {}
        for row in catalog.not_relabels:
            for word in row.words:
                self._rows.setdefault(spelling_key(word), []).append(row)

    def find(self, folded: str) -> Iterator[tuple[NotRelabel, Span]]:
        """Each row whose words stand in the folded text, with their place."""
        if not self._rows:
            return
        text = f"{EDGE}{folded}{EDGE}"
        data = text.encode()
        position, start = 0, -1
        while match := self._pattern.search(data, position):
            first, end = match.span(1)
            start += len(data[position:first].decode())
            word, position = data[first:end].decode(), end
            for row in self._rows[spelling_key(word)]:
                yield row, (start, start + len(word))
            start += len(word)

    @cached_property
    def _pattern(self) -> Any:
        return compile_pattern(words_pattern(map(spelling_pattern, self._rows)))
