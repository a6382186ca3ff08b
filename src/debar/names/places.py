"""Words that name a place, and which place each names (``data/places.tsv``).

One letter may be all that tells two places apart (Iran and Iraq, Hebei and Hubei): such words are never one misspelt.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from debar.names.data import read_rows


@cache
def places() -> Mapping[str, str]:
    """Words -> the place they name; ``iran`` and ``iranian`` name one place."""
    return {row["word"]: row["place"] for row in read_rows("places.tsv", ("word", "place", "source"))}


def name_two_places(left: str, right: str) -> bool:
    """Whether both words name a place and not the same."""
    known = places()
    one = known.get(left)
    return one is not None and known.get(right, one) != one
