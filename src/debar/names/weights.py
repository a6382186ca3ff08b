"""How much a word says about who a name belongs to.

``data/word_weights.tsv`` holds, for each word, how many of a million names carry it: names of vendors in public
payment records (Toronto, Phoenix, San Francisco, Montgomery County, London, Calderdale, Network Rail, Cabinet Office,
FPDS), invented clean vendor names (only words in 20 or more), and names on the OFAC SDN list of 2023-11-09. The
largest of the three rates is the share of names with the word; its negative natural logarithm is the word's
information in nats. A word that is nowhere counts as carried by 25 names of a million.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log

from debar.names.data import read_rows

UNSEEN_SHARE = 25e-6
#: Nats below which a word weighs next to nothing (the word in 1 of 25 names), and from which it weighs in full.
_NOTHING, _FULL = 3.2, 9.2
_LEAST = 0.06
#: A word tells no more than that many letters picked at random.
_NATS_A_LETTER = log(26)


@cache
def shares() -> Mapping[str, float]:
    """Share (0..1) of names that hold a word, for all words with a known share."""
    columns = ("word", "vendors", "invented", "listed", "source")
    return {
        row["word"]: max(int(row["vendors"]), int(row["invented"]), int(row["listed"])) / 1e6
        for row in read_rows("word_weights.tsv", columns)
    }


@cache
def vendor_shares() -> Mapping[str, float]:
    """Share (0..1) of vendors' names, real or invented, that hold a word, whatever is on lists."""
    columns = ("word", "vendors", "invented", "listed", "source")
    return {
        row["word"]: max(int(row["vendors"]), int(row["invented"])) / 1e6
        for row in read_rows("word_weights.tsv", columns)
    }


def information(word: str, frequencies: Mapping[str, float] | None = None, *, length: int | None = None) -> float:
    """Nats a shared word gives; ``frequencies`` (word -> share of names, 0..1) can only make a word more common.

    With no word but a ``length``: of any unknown word of so many letters.
    """
    share = max(shares().get(word, 0.0), UNSEEN_SHARE)
    if frequencies is not None:
        share = max(share, frequencies.get(word, 0.0))
    return min(-log(min(share, 1.0)), _NATS_A_LETTER * (len(word) if length is None else length))


def weight(nats: float) -> float:
    """The weight, from just above 0 to 1, of a word with that much information."""
    return min(1.0, max(_LEAST, (nats - _NOTHING) / (_FULL - _NOTHING)))


@cache
def kinds() -> Mapping[str, str]:
    """Words that say what a business does or where: word -> function, structure, place or activity."""
    return {row["word"]: row["kind"] for row in read_rows("word_kinds.tsv", ("word", "kind", "source"))}
