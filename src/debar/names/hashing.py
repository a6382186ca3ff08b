"""Hashes of words, of their beginnings, endings, joins and one-letter deletions: all in array arithmetic.

A word c0 c1 c2 ... hashes to the sum of c_i * B^i modulo 2^64. So the hash of a beginning is a partial sum, that of
an ending the rest divided by a power of B, that of two words joined the first plus the second times B^length: no text
is ever cut or glued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

#: Letters of a word that count; longer words are cut on both sides of a comparison alike.
WIDTH = 32
_B = 0x9E3779B97F4A7C15
_MODULUS = 1 << 64
POWERS = np.array([pow(_B, i, _MODULUS) for i in range(2 * WIDTH + 1)], dtype=np.uint64)
INVERSES = np.array([pow(_B, -i, _MODULUS) for i in range(WIDTH + 1)], dtype=np.uint64)

_NOWHERE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Hashed:
    """``partial[n, i]`` hashes the first ``i`` letters of word ``n``, ``whole`` all of it; ``lengths`` in letters."""

    partial: Array
    whole: Array
    lengths: Array


def hash_words(words: Sequence[str]) -> Hashed:
    """The hashes of words made of ASCII letters and digits."""
    letters = np.array(words, dtype=f"S{WIDTH}").view(np.uint8).reshape(len(words), WIDTH)
    partial = np.zeros((len(words), WIDTH + 1), dtype=np.uint64)
    np.cumsum(letters * POWERS[:WIDTH], axis=1, out=partial[:, 1:])
    return Hashed(partial, partial[:, -1].copy(), (letters != 0).sum(axis=1))


def distinct(values: Array) -> Array:
    """Return the sorted distinct values, by sorting: numpy hashes them now, which is a hundred times slower here."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def joined(first: Array, first_lengths: Array, second: Array) -> Array:
    """The hash of each first word with the second word glued to it."""
    both: Array = first + POWERS[np.minimum(first_lengths, WIDTH)] * second
    return both


def deletions(hashed: Hashed, least: int) -> tuple[Array, Array]:
    """(hash, word number) of every word, and of every word of at least ``least`` letters with one letter left out."""
    without = hashed.partial[:, :-1] + (hashed.whole[:, None] - hashed.partial[:, 1:]) * INVERSES[1]
    place = np.arange(WIDTH)
    numbers, places = np.nonzero((place < hashed.lengths[:, None]) & (hashed.lengths[:, None] >= least))
    return (
        np.concatenate((hashed.whole, without[numbers, places])),
        np.concatenate((np.arange(len(hashed.whole)), numbers)).astype(np.int32),
    )


def lookup(table: Array, wanted: Array) -> tuple[Array, Array]:
    """Every place of each wanted hash in a sorted table: (number of the wanted hash, place in the table)."""
    if not len(table) or not len(wanted):
        return _NOWHERE, _NOWHERE
    order = wanted.argsort()
    wanted = wanted[order]
    low = table.searchsorted(wanted)
    hits = (table[np.minimum(low, len(table) - 1)] == wanted).nonzero()[0]
    if not len(hits):
        return _NOWHERE, _NOWHERE
    return expand(order[hits], low[hits], table.searchsorted(wanted[hits], "right"))


def expand(numbers: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Spans [low, high) written out: each number repeated beside every position of its span."""
    sizes = high - low
    held = (sizes > 0).nonzero()[0]
    if not len(held):
        return _NOWHERE, _NOWHERE
    if len(held) < len(sizes):
        numbers, low, sizes = numbers[held], low[held], sizes[held]
    ends = sizes.cumsum()
    places = np.arange(ends[-1]) - (ends - sizes - low).repeat(sizes)
    return numbers.repeat(sizes), places


def starts_of(ordered: Array) -> Array:
    """Where each group of equal values begins."""
    fresh = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    starts: Array = fresh.nonzero()[0]
    return starts


def running(groups: Array, values: Array) -> Array:
    """The sum of each row and those before it in its group; groups are in order."""
    sums = values.cumsum(axis=0)
    first = groups.searchsorted(groups)
    found: Array = sums - (sums[first] - values[first])
    return found
