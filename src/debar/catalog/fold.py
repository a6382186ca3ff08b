"""Text folded for matching, one character for one, so that every offset stays true to the original."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from functools import cache

#: The one character whose lower case is two; it would move every offset behind it.
_LONG_LOWER = "\u0130"
_SPACES = "\t\n\r\x0b\x0c"
_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_PLAIN = str.maketrans({**dict.fromkeys(_SPACES, " "), "\0": " "})


def fold(text: str) -> str:
    """The text in lower case, accents and full-width forms made plain, every dash ``-`` and every blank a space.

    Exactly as long as the text; idempotent.
    """
    if text.isascii():
        return text.translate(_PLAIN).lower()
    return text.replace(_LONG_LOWER, "I").lower().translate(_table())


@cache
def _table() -> Mapping[int, str]:
    """Characters outside ASCII that stand for one ASCII character."""
    table: dict[int, str] = dict(_PLAIN)
    for code in range(0x80, min(0x10000, sys.maxunicode)):
        character = chr(code)
        if character in _DASHES:
            table[code] = "-"
        elif character.isspace() or character in "\u200b\u200c\u200d\u2060\ufeff":
            table[code] = " "
        elif 0x80 <= code < 0x250 or 0x1E00 <= code < 0x1F00 or 0xFF00 <= code < 0xFF60:
            plain = unicodedata.normalize("NFKD", character)[:1].lower()
            if plain.isascii() and plain.isprintable():
                table[code] = plain
    table.update({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    return table
