"""Whether a supplier's name alone is ground enough to name a listed party.

A purchase file holds tens of thousands of suppliers and seldom anything but their names, and firms that share a name
with a listed party are far more common than listed parties. So the words that both names share are weighed by how
improbable it is that an unrelated supplier shares them, in nats: the negative logarithm of the share of ordinary
vendors that carry the word (``names/data/word_weights.tsv``), or, for a word that no ordinary vendor carries, about a
nat and a half a letter. With some forty thousand listed names, coincidences are to be expected up to about
ln 40,000 = 10.6 nats.

People are not looked for among suppliers: a person's name without a date of birth says too little. ``debar match``
and ``debar check`` look for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from debar.model import NameMatch, Strength
from debar.names.data import read_rows
from debar.names.normalize import words
from debar.names.weights import kinds

if TYPE_CHECKING:
    from debar.names.index import NameIndex

#: Nats from which the shared words are firm, and from which they are worth a look.
FIRM, WORTH_A_LOOK = 17.0, 14.0
#: Names made of ordinary words alone need this much more: ordinary words go together in many names.
ORDINARY = 4.0
#: What either name may have besides: a trade or a place, no other name.
TOLERATED = 4.5
#: A score from which the names are the same; with the same legal form too, that is worth a look however short they are.
SAME = 0.995
_NATS_A_LETTER = 1.6
_MOST, _GENERIC = 20.0, 4.5
_SPELT_ALIKE = 0.7
_NEVER_A_SUPPLIER = {"Vessel", "Airplane", "Person"}
#: Nats below which a name of ordinary words is shared by too many firms, even where a person asks about that name.
COMMON = 7.5
_ALIKE = {"spelling", "abbreviation"}
#: Distinct words remembered before the memory starts anew.
_REMEMBERED = 500_000


@cache
def _shares() -> dict[str, float]:
    """Share (0..1) of ordinary vendors that carry a word."""
    columns = ("word", "vendors", "invented", "listed", "source")
    rows = read_rows("word_weights.tsv", columns)
    return {row["word"]: max(int(row["vendors"]), int(row["invented"])) / 1e6 for row in rows}


def rarity(word: str) -> float:
    """Return how much it says, in nats, that a supplier carries this word (normalised)."""
    share = _shares().get(word, 0.0)
    nats = -log(share) if share else min(_NATS_A_LETTER * len(word), _MOST)
    if len(word) <= 2:
        return 0.0
    if len(word) == 3:
        nats = min(nats, _NATS_A_LETTER * len(word))
    return min(nats, _GENERIC) if word in kinds() else nats


class SupplierSieve:
    """Rules out, from their words alone, the suppliers that no listed name can be ground enough for.

    It remembers what it learnt of each word, and forgets all of it now and then, so that memory stays flat.
    """

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._most: dict[str, float] = {}

    def worth_comparing(self, suppliers: Sequence[str]) -> list[int]:
        """Return the positions of the suppliers for which :func:`ground` may find something."""
        asked = [words(supplier) for supplier in suppliers]
        self._learn({word for query in asked for word in query})
        same = self._index.written_alike(asked)
        return [n for n, query in enumerate(asked) if same[n] or self._bound(query) >= WORTH_A_LOOK]

    def _bound(self, query: Sequence[str]) -> float:
        shared, ordinary = 0.0, True
        for word in query:
            nats = self._most[word]
            shared += nats
            ordinary = ordinary and (not nats or bool(_shares().get(word)))
        for pair in pairwise(query):
            if self._index.holds(whole := "".join(pair)):
                shared += rarity(whole)
                ordinary = False
        return shared - (ORDINARY if ordinary else 0.0)

    def _learn(self, seen: set[str]) -> None:
        """The most each word can add to what a listed name shares: in full where a listed name holds it."""
        if len(self._most) > _REMEMBERED:
            self._most.clear()
        fresh = sorted(seen - self._most.keys())
        held = self._index.holds
        unknown = [w for w in fresh if not held(w) and len(w) > 5 and not any(c.isdigit() for c in w)]
        near = {w for w, is_near in zip(unknown, self._index.near(unknown), strict=True) if is_near}
        # Two listed words run together are found by their halves; such a word is as good as held.
        for word in fresh:
            whole = held(word) or any(held(word[:n]) and held(word[n:]) for n in range(3, len(word) - 2))
            self._most[word] = rarity(word) * (1.0 if whole else _SPELT_ALIKE if word in near else 0.0)


def ground(match: NameMatch) -> Strength | None:
    """Return how firmly a supplier of this name is the listed party: strong, weak, or None for no ground at all."""
    if match.outcome != "match" or match.entity.schema in _NEVER_A_SUPPLIER:
        return None
    shared, ordinary, own, listed = 0.0, True, 0.0, 0.0
    other_form = same_form = False
    for part in match.parts:
        query, name, how = part["query"], part["name"], part["how"]
        if how == "legal form":
            other_form = other_form or bool(query and name and query != name)
            same_form = same_form or query == name
        elif how == "missing":
            own += sum(map(rarity, query.split()))
            listed += sum(map(rarity, name.split()))
        elif how in _ALIKE:
            if min(len(query), len(name)) > 5:
                shared += _SPELT_ALIKE * min(rarity(query), rarity(name))
                ordinary = ordinary and name in _shares()
        elif how != "initial":
            shared += sum(map(rarity, name.split()))
            ordinary = ordinary and all(_shares().get(word) for word in name.split())
    needed = ORDINARY if ordinary else 0.0
    level = 0
    if shared >= FIRM + needed and max(own, listed) <= TOLERATED:
        level = 2
    elif (shared >= WORTH_A_LOOK + needed and own <= 2 * TOLERATED) or (match.score >= SAME and same_form):
        level = 1
    return (None, Strength.WEAK, Strength.STRONG)[max(level - other_form, 0)]


def ground_asked(match: NameMatch) -> Strength:
    """Return how firmly a name that a person asks about is the listed party: any likeness is worth a look.

    A full match is firm, but not with a person, a ship or an aircraft, whose names many share, nor by a word that
    ordinary firms go by, such as ``Phoenix``.
    """
    if match.outcome != "match" or match.entity.schema in _NEVER_A_SUPPLIER:
        return Strength.WEAK
    asked = words(match.query)
    common = all(_shares().get(word) for word in asked) and sum(map(rarity, asked)) < COMMON
    return Strength.WEAK if common else Strength.STRONG
