"""Addresses compared by their words, where numbers must agree: plain, and made for telling one door from another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from debar.names.data import read_rows
from debar.names.normalize import words
from debar.names.spelling import likeness

#: What is longer is no address.
_LONGEST = 400
#: Share of the shorter address's words that the other must have, to be one door, and to be one place.
_ONE_DOOR, _ONE_PLACE = 0.75, 0.6
#: A word is the same, misspelt, from this likeness.
_ALIKE = 0.85
#: Numbers of so many digits are postal codes; of one digit fewer they may be.
_POSTAL = 5
_NUMBER = re.compile(r"\d+")


class Place(IntEnum):
    """How far two addresses agree."""

    NOTHING = 0
    SAME_PLACE = 1
    SAME_DOOR = 2


@dataclass(frozen=True, slots=True)
class _Address:
    """Words that name street, town and country, without those that only say what they are; and the numbers."""

    names: frozenset[str]
    numbers: frozenset[str]


def compare_addresses(left: str, right: str) -> Place:
    """Whether two addresses are one door (number, street and town agree) or one place; symmetric.

    One door needs a house number in both, every number of the one with fewer in the other, and two words in common;
    three, where only a number of four digits is shared, which may be a postal code. An address without numbers, or
    with others, is one place at most. Nothing is concluded from addresses that differ.
    """
    a, b = _read(left), _read(right)
    if not a.names or not b.names:
        return Place.NOTHING
    few, many = sorted((a.names, b.names), key=lambda names: (len(names), sorted(names)))
    shared = sum(word in many or any(likeness(word, other) >= _ALIKE for other in many) for word in few)
    if shared < 2 and len(few) > 1:
        return Place.NOTHING
    share = shared / len(few)
    fewer, more = sorted((a.numbers, b.numbers), key=len)
    shortest = min(map(len, fewer), default=_POSTAL)
    if fewer <= more and shared >= 2 + (shortest == _POSTAL - 1) and shortest < _POSTAL and share >= _ONE_DOOR:
        return Place.SAME_DOOR
    return Place.SAME_PLACE if shared >= 2 and share >= _ONE_PLACE else Place.NOTHING


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> _Address:
    names: set[str] = set()
    numbers: set[str] = set()
    known = _known()
    for word in words(text[:_LONGEST]):
        if found := _NUMBER.findall(word):
            numbers.update(number.lstrip("0") or "0" for number in found)
        elif word not in known and len(word) > 1:
            names.add(word)
    return _Address(frozenset(names), frozenset(numbers))


@cache
def _known() -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows("address_words.tsv", ("word", "source")))
