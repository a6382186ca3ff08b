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

from math import log

from debar.model import NameMatch, Strength
from debar.names.data import read_rows
from debar.names.weights import kinds

#: Nats from which the shared words are firm, and from which they are worth a look.
FIRM, WORTH_A_LOOK = 17.0, 14.0
#: Names made of ordinary words alone need this much more: ordinary words go together in many names.
ORDINARY = 3.0
#: What either name may have besides: a trade or a place, no other name.
TOLERATED = 4.5
#: A score from which the names are the same; with the same legal form too, that is worth a look however short they are.
SAME = 0.995
_NATS_A_LETTER = 1.6
_MOST, _GENERIC = 20.0, 4.5
_SPELT_ALIKE = 0.7
_NEVER_A_SUPPLIER = {"Vessel", "Airplane", "Person"}
_ALIKE = {"spelling", "abbreviation"}


def _read_shares() -> dict[str, float]:
    columns = ("word", "vendors", "invented", "listed", "source")
    rows = read_rows("word_weights.tsv", columns)
    return {row["word"]: max(int(row["vendors"]), int(row["invented"])) / 1e6 for row in rows}


_SHARES = _read_shares()


def rarity(word: str) -> float:
    """Return how much it says, in nats, that a supplier carries this word (normalised)."""
    share = _SHARES.get(word, 0.0)
    nats = -log(share) if share else min(_NATS_A_LETTER * len(word), _MOST)
    if len(word) <= 2:
        return 0.0
    if len(word) == 3:
        nats = min(nats, _NATS_A_LETTER * len(word))
    return min(nats, _GENERIC) if word in kinds() else nats


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
                ordinary = ordinary and name in _SHARES
        elif how != "initial":
            shared += sum(map(rarity, name.split()))
            ordinary = ordinary and all(_SHARES.get(word) for word in name.split())
    needed = ORDINARY if ordinary else 0.0
    level = 0
    if shared >= FIRM + needed and max(own, listed) <= TOLERATED:
        level = 2
    elif (shared >= WORTH_A_LOOK + needed and own <= 2 * TOLERATED) or (match.score >= SAME and same_form):
        level = 1
    return (None, Strength.WEAK, Strength.STRONG)[max(level - other_form, 0)]
