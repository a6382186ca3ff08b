"""Values made comparable across editions: what a change of format, letter case or encoding touches does not count."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection
from functools import lru_cache

_SPACE = re.compile(r"\s+")
#: What encodings put in the place of a letter that they do not have.
_LOST = re.compile("[?\ufffd]+")
#: Typographic quotes, apostrophes and dashes as files in other encodings write them.
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʹʻʼʽ′ʿʾ＇", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
#: Latin letters that no decomposition takes apart.
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def _plain(value: str) -> str:
    """The value in lower case with plain quotes, dashes and spaces, its letters still as written."""
    known = html.unescape(value) if "&" in value else value
    return _SPACE.sub(" ", unicodedata.normalize("NFC", known).translate(_PLAIN).casefold()).strip()


@lru_cache(maxsize=65_536)
def fold(value: str) -> str:
    """Return the value without what formats and encodings change: case, spaces, diacritics, quotes, dashes."""
    if value.isascii() and "&" not in value:
        return _SPACE.sub(" ", value.lower().replace("`", "'")).strip()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", _plain(value)).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", bare.translate(_PLAIN).translate(_LATIN))).strip()


def _lossy(value: str) -> Callable[[str], object] | None:
    """What recognises the values of which this may be a copy that lost letters to "?" or U+FFFD; None when none."""
    if not _LOST.search(value):
        return None
    parts = [re.escape(part) for part in _LOST.split(_plain(value))]
    runs = [f"(?:[^\\x00-\\x7f]|'){{1,{len(run)}}}" for run in _LOST.findall(value)]
    pattern = re.compile(parts[0] + "".join(run + part for run, part in zip(runs, parts[1:], strict=True)))
    return lambda other: pattern.fullmatch(_plain(str(other)))


def same(old: Collection[str], new: Collection[str]) -> bool:
    """Return True when two sets of values say the same.

    A "?" or U+FFFD stands for letters outside ASCII or an apostrophe that an encoding lost, where the other side has
    such there.
    """
    if set(old) == set(new):
        return True
    before, after = {fold(value): value for value in old}, {fold(value): value for value in new}
    gone = [value for folded, value in before.items() if folded not in after]
    come = [value for folded, value in after.items() if folded not in before]
    return _covered(gone, come, after.values()) and _covered(come, gone, before.values())


def _covered(values: Collection[str], others: Collection[str], held: Collection[str]) -> bool:
    """True when each value is a lossy copy of one the other side holds, or one of the others is a lossy copy of it."""
    copies = [lossy for other in others if (lossy := _lossy(other))]
    for value in values:
        lossy = _lossy(value)
        if any(copy(value) for copy in copies) or (lossy and any(lossy(other) for other in held)):
            continue
        return False
    return True
