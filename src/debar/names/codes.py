"""Codes in names that are written with a hyphen, a space or neither: ``A-1``, ``A 1``, ``A1``; ``AB-12``, ``AB 12``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from debar.names.legal import form_words, noise_words

#: Letters of the longest word that may be part of a code.
_LETTERS = 3


def with_codes(words: Sequence[str]) -> tuple[str, ...]:
    """The words, in normal form, with letters and digits that may be one code together: ``a1 storage``.

    At most three letters and any digits, where one follows the other. Not those of a legal form behind the first word,
    nor what is said before a number (``no 7``).
    """
    if not any(map(_begins_or_ends_in_digit, words)):
        return tuple(words)
    found: list[str] = []
    for place, word in enumerate(words):
        if found and _is_seam(found[-1], word) and _fits(words, place - 1) and _fits(words, place):
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def _begins_or_ends_in_digit(word: str) -> bool:
    return word[0].isdigit() or word[-1].isdigit()


def _is_seam(before: str, after: str) -> bool:
    return before[-1].isdigit() != after[0].isdigit()


def _fits(words: Sequence[str], place: int) -> bool:
    """Whether a word may be part of a code: digits, or few letters that are nothing else."""
    word = words[place]
    if word.isdigit():
        return True
    if sum(map(str.isalpha, word)) > _LETTERS or word in _before_numbers():
        return False
    return place == 0 or word not in form_words()


@cache
def _before_numbers() -> frozenset[str]:
    """Words that say what number follows: no, nr, inv."""
    phrases = [phrase for phrase, place in noise_words().items() if "number" in place.split()]
    return frozenset(word for phrase in phrases for word in phrase if len(word) > 1)
