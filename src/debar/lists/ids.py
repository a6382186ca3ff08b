"""Stable ids for the entries of lists that give none."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    latin = _NOT_WORD.sub(" ", kept).strip()
    return latin or kept.strip()


def derived_id(list_id: str, name: str, place: str, first_citation: str) -> str:
    """``LIST:`` and ten hex digits made of name, place and first citation.

    Letter case, punctuation, spacing and diacritics do not count, so that a new layout of the same list keeps the id.
    """
    ground = "|".join(_plain(part) for part in (name, place, first_citation))
    return f"{list_id}:{hashlib.sha256(ground.encode()).hexdigest()[:10]}"
