"""Names of buyers that are one buyer: ``CITY OF MESA``, ``Mesa, City of`` and ``Mesa (AZ) City``.

Names are joined only within one type and one state. They are the same when the words that tell bodies apart are; a
city, a town and a village of one name stay apart. A name with a slip in its place is joined to the name without by the
comparison of names (`debar.names`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from debar.model import Buyer
from debar.names.index import NameIndex
from debar.names.match import match_many
from debar.places.gazetteer import place_key
from debar.procurement.buyer_names import name_key, split_name
from debar.procurement.buyer_places import place_in, written_out
from debar.procurement.headings import read_rows
from debar.procurement.registrants import known_body, registrant

#: From this score of two names on it is asked whether they differ by a slip of the pen: one letter of one longer word,
#: or two letters of a long one.
_LIKE, _LETTERS, _LONG = 0.7, 6, 10
_RANKS = frozenset({"city", "town", "township", "village", "borough", "plantation", "municipality", "municipio"})
_BY_NAME_ALONE = frozenset({"unknown", "private", "nonprofit", "federal-contractor", "foreign-government"})

Block = tuple[str, str, str]
Identity = tuple[Block, str, str]


@dataclass(frozen=True, slots=True)
class BuyerGroup:
    """One buyer: the fullest of its names, its type and state, every name it has in the records, why they are one."""

    name: str
    type: str
    state: str
    names: tuple[str, ...]
    evidence: str


class BuyerGroups:
    """Buyers by group, whatever order they were given in."""

    def __init__(self, buyers: Iterable[Buyer]) -> None:
        told = sorted({_told(buyer): buyer for buyer in buyers}.items())
        identities = _joined([identity(buyer) for _, buyer in told])
        members: dict[Identity, list[Buyer]] = defaultdict(list)
        for (_, buyer), one in zip(told, identities, strict=True):
            members[one[0]].append(buyer)
        reasons = _reasons(identities)
        groups = {one: _group(one, several, reasons[one]) for one, several in members.items()}
        self._groups = tuple(sorted(groups.values(), key=lambda group: (group.type, group.state, group.name)))
        self._of = {key: groups[one[0]] for (key, _), one in zip(told, identities, strict=True)}

    def __iter__(self) -> Iterator[BuyerGroup]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def of(self, buyer: Buyer) -> BuyerGroup:
        """The group of a buyer that was given. Raises `KeyError` for another."""
        return self._of[_told(buyer)]


def identity(buyer: Buyer) -> Identity:
    """What tells a buyer from others of its type and state: its own words, sorted, and the rank of a town."""
    key = name_key(split_name(buyer.name).plain)
    block = (buyer.type, buyer.state, buyer.country)
    by_name = buyer.type in _BY_NAME_ALONE or not (buyer.state or buyer.type == "federal-agency")
    if by_name or not (key and key.isascii()):
        return block, key or buyer.name, ""
    if (known := known_body(key)) and known.at != "place":
        key = name_key(known.body)
    dropped = _neutral()["*"] | _neutral().get(buyer.type, frozenset())
    words = place_key(written_out(key)).split()
    rank = next((word for word in words if word in _RANKS), "") if buyer.type == "city" else ""
    own = [word for word in words if word not in dropped and word != rank]
    return block, " ".join(sorted(own or words)), rank if own else ""


def _told(buyer: Buyer) -> tuple[str, str, str, str]:
    return buyer.name, buyer.type, buyer.state, buyer.country


def _joined(identities: Sequence[Identity]) -> list[tuple[Identity, str]]:
    """Each identity's final one and why: the only rank of its name for a town without, the right name for a slip."""
    ranks: dict[tuple[Block, str], set[str]] = defaultdict(set)
    for block, words, rank in identities:
        if rank:
            ranks[block, words].add(rank)
    ranked = [
        (
            block,
            words,
            next(iter(ranks[block, words])) if not rank and len(ranks.get((block, words), ())) == 1 else rank,
        )
        for block, words, rank in identities
    ]
    slips = _slips(sorted(set(ranked)))
    return [(slips.get(one, one), "a slip in the name" if one in slips else "the same words") for one in ranked]


def _slips(identities: Sequence[Identity]) -> Mapping[Identity, Identity]:
    """Identities that name no known body or place, each with the one of its block that does and differs by a slip."""
    sound = [one for one in identities if _is_sound(one)]
    doubtful = [one for one in identities if not _is_sound(one) and one[0][1] and one[0][0] not in _BY_NAME_ALONE]
    if not sound or not doubtful:
        return {}
    index = NameIndex.build([words for _, words, _ in sound], range(len(sound)))
    found = {}
    hits = match_many(index, [words for _, words, _ in doubtful], "Company", threshold=_LIKE)
    for one, matches in zip(doubtful, hits, strict=True):
        near = (sound[number] for number, _ in matches)
        fitting = [other for other in near if (other[0], other[2]) == (one[0], one[2]) and _is_slip(one[1], other[1])]
        if len(set(fitting)) == 1:
            found[one] = fitting[0]
    return found


def _is_slip(left: str, right: str) -> bool:
    """Whether two names have the same words but one, and that differs by a letter or, if long, two."""
    lefts, rights = Counter(left.split()), Counter(right.split())
    over, under = list((lefts - rights).elements()), list((rights - lefts).elements())
    if len(over) != 1 or len(under) != 1 or min(len(over[0]), len(under[0])) < _LETTERS or not over[0].isalpha():
        return False
    return OSA.distance(over[0], under[0]) <= (2 if len(under[0]) >= _LONG else 1)


def _is_sound(one: Identity) -> bool:
    return bool(place_in(one[1]) or registrant(one[1]))


def _reasons(identities: Sequence[tuple[Identity, str]]) -> dict[Identity, str]:
    """Why the names of each identity are one, the weakest reason first."""
    found: dict[Identity, set[str]] = defaultdict(set)
    for one, reason in identities:
        found[one].add(reason)
    return {one: " or ".join(sorted(reasons)) for one, reasons in found.items()}


def _group(one: Identity, buyers: Sequence[Buyer], reason: str) -> BuyerGroup:
    names = tuple(sorted({buyer.name for buyer in buyers}))
    (kind, state, _country), _words, _rank = one
    where = f", {state}" if state else ""
    why = f"{len(names)} names with {reason} within {kind}{where}" if len(names) > 1 else "one name"
    return BuyerGroup(min(names, key=_plainness), kind, state, names, why)


def _plainness(name: str) -> tuple[int, int, int, str]:
    """Sorts names that are written out, in order and in small and large letters before others."""
    written = Counter(name_key(name).split())
    as_given = Counter("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
    return (sum((written - as_given).values()), "," in name or "(" in name, name.isupper() or name.islower(), name)


@lru_cache(maxsize=1)
def _neutral() -> dict[str, frozenset[str]]:
    """By type (``*``: all) the words that a name carries or leaves out without meaning another body."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, word, _source in read_rows("name_neutral.tsv", ("type", "word", "source")):
        found[kind].add(word)
    return {kind: frozenset(words) for kind, words in found.items()}
