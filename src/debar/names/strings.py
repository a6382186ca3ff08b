"""Listed names as strings without spaces, kept in the index: how alike they are is told without preparing a name.

Of each name, each way it is read: its words that count, these as they sound, all its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from debar.names.prepared import Prepared
from debar.names.spelling import fold

Array = np.ndarray[Any, np.dtype[Any]]
#: The three strings of one way to read a name.
Strings = tuple[str, str, str]

#: The arrays of :func:`build`, by name.
ARRAYS = ("strings", "string_ends")
#: In place of a string that is the same as the first of the three.
_SAME = "="
_BETWEEN = "\n"


def strings_of(names: Iterable[Prepared]) -> list[Strings]:
    """The strings of each way to read a name, each once."""
    return list(dict.fromkeys((name.compact, name.folded, name.letters) for name in names))


def turned(names: Iterable[Prepared]) -> list[Strings]:
    """The same of names with the last word first, and with the first word last."""
    found = []
    for name in names:
        words = name.words
        for several in ((*words[-1:], *words[:-1]), (*words[1:], *words[:1])):
            letters = "".join(several)
            found.append((letters, "".join(map(fold, several)), letters))
    return list(dict.fromkeys(found))


def build(names: Iterable[Iterable[Prepared]]) -> dict[str, Array]:
    """The strings of all names as one text, and where each name's part of it ends."""
    texts = [_BETWEEN.join([_written(*each) for each in strings_of(ways)]).encode("ascii") for ways in names]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return {
        "strings": np.frombuffer(b"".join(texts), dtype=np.uint8),
        "string_ends": ends.astype(np.uint32 if ends[-1] < 1 << 32 else np.int64),
    }


def _written(compact: str, folded: str, letters: str) -> str:
    return _BETWEEN.join((compact, *[_SAME if text == compact else text for text in (folded, letters)]))


def read(arrays: Mapping[str, Array], numbers: Array) -> list[Sequence[Strings]]:
    """The strings of the names with those numbers."""
    ends = arrays["string_ends"]
    text = arrays["strings"].data
    return [
        _told(str(text[start:end], "ascii").split(_BETWEEN))
        for start, end in zip(ends[numbers].tolist(), ends[numbers + 1].tolist(), strict=True)
    ]


def _told(parts: Sequence[str]) -> Sequence[Strings]:
    if len(parts) == 3:
        compact, folded, letters = parts
        return ((compact, compact if folded == _SAME else folded, compact if letters == _SAME else letters),)
    return [_told(parts[at : at + 3])[0] for at in range(0, len(parts) - 2, 3)]
