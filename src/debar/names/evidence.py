"""What two names tell for and against being one party's: the measures that a score is made of.

Words are counted in nats, their information (``weights``). All measures are the same whichever name comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from debar.names.align import Link, align
from debar.names.persons import same_name
from debar.names.prepared import GENERIC, Prepared
from debar.names.spelling import fold


class Evidence(NamedTuple):
    """The measures of a pair of names, in nats unless said otherwise. ``data/points.tsv`` says what each is worth.

    Of words in both: ``same`` those written the same, ``alike`` those spelt nearly so, ``known`` those spelt nearly so
    that are both ordinary words, ``cut`` those cut short, ``initials``; ``lost`` what the differences take away;
    ``total`` all of these but the loss, ``share`` (0..1) their part of all there is, ``distinct`` what is above the
    nats of generic words, ``rarest`` the word that tells most, ``least`` (0..1) the likeness of the least alike pair,
    ``order`` (0..1) the part of neighbouring pairs that stand in the same order, ``first`` and ``last`` (0 or 1)
    whether those words of both names are among them.

    Of words that only one has: ``over_less`` and ``over_more`` of the side with less and with more of them,
    ``odd_less`` and ``odd_more`` the rarest name of either side; ``clash`` of words with no word on the other side that
    is even a little like them, of the side with less of these; ``trades`` and ``kinds`` how many are a trade, or a
    place or structure; ``thing`` all of them when the names are those of a ship or aircraft.

    Of the names as wholes: ``letters`` (0..1) their likeness as strings without spaces, ``edits`` between these, up to
    6 and -1 for none at all, both of persons with the same words in whatever order; ``prefix`` (0..1) what part of the
    longer the shorter is that begins it; ``numbers`` -1 the same, 1 different, 0.5 in one alone; ``forms`` 0 the same
    legal forms, 1 in one alone, 2 different;
    ``firm`` 1 when one of two persons' names has a legal form; ``words`` and ``length`` of the shorter, in words and
    letters; ``given`` the nats of the name that tells less.
    """

    same: float
    alike: float
    known: float
    cut: float
    initials: float
    lost: float
    total: float
    share: float
    distinct: float
    rarest: float
    least: float
    order: float
    first: float
    last: float
    over_less: float
    over_more: float
    odd_less: float
    odd_more: float
    clash: float
    trades: float
    kinds: float
    thing: float
    letters: float
    edits: float
    prefix: float
    numbers: float
    forms: float
    firm: float
    words: float
    length: float
    given: float


#: An edit takes away the information of so many letters; a letter tells so many nats, one that is cut off a bit less.
LETTERS_AN_EDIT, NATS_A_LETTER, NATS_A_FIRST_LETTER = 2.2, 2.1, 1.68
INITIAL = 2.0
#: Words below so many nats are ordinary ones: two such are more often two words than a slip.
ORDINARY = 9.4
_MOST_JOINED = 11.0
#: Likeness from which a word may be another one misspelt, however badly.
_A_LITTLE = 0.5
EDITS = 5
#: Words of fewer letters are other words if one of these differs.
_SURE = 5
#: Likeness of forms of one name in one language.
_FORM = 0.95
_SMALL = frozenset({"letter", "function", "form"})


def weigh(left: Prepared, right: Prepared, *, person: bool, thing: bool) -> tuple[Evidence, list[Link]]:
    """The measures of a pair of names, and the links between their words that these rest on."""
    links = align(left.words, right.words, person=person)
    seen, others = _seen(links)
    for link in links:
        if link[3] == "initial":
            links = _without_loose_initials(left, right, links, seen, others)
            seen, others = _seen(links)
            break
    told = _shared(left, right, links)
    lost, shared = told[5], told[6]
    one, other = _over(left, seen), _over(right, others)
    over = one[0] + other[0]
    measures = (
        *told[:7],
        shared / (shared + lost + over + 0.1),
        *told[7:],
        _order(links),
        1.0 if 0 in seen and 0 in others else 0.0,
        1.0 if len(left.words) - 1 in seen and len(right.words) - 1 in others else 0.0,
        min(one[0], other[0]),
        max(one[0], other[0]),
        min(one[1], other[1]),
        max(one[1], other[1]),
        _clash(left, right, one[4], other[4]),
        one[2] + other[2],
        one[3] + other[3],
        over if thing else 0.0,
        *_as_strings(left, right, *(edits_apart(left, right, links) if person else ())),
        prefix(left, right),
        numbers(left, right),
        0.0 if left.forms == right.forms else 2.0 if left.forms and right.forms else 1.0,
        1.0 if person and (left.forms or right.forms) else 0.0,
        min(len(left.words), len(right.words)),
        min(len(left.compact), len(right.compact)),
        min(left.told, right.told),
    )
    return Evidence._make(measures), links


def _seen(links: Sequence[Link]) -> tuple[set[int], set[int]]:
    """The positions on the left and on the right that are linked."""
    return {p for link in links for p in link[0]}, {p for link in links for p in link[1]}


def _shared(left: Prepared, right: Prepared, links: Sequence[Link]) -> tuple[float, ...]:
    """What the linked words tell: the measures from ``same`` to ``total``, and from ``distinct`` to ``least``."""
    same = alike = known = cut = initials = lost = distinct = rarest = 0.0
    least = 1.0
    for link in links:
        how = link[3]
        nats, got = _told(left, right, link)
        if how == "exact":
            same += got
        elif how == "initial":
            initials += got
        elif how == "abbreviation":
            cut += got
        else:
            lost += max(0.0, nats - got)
            least = min(least, link[2])
            if how == "spelling" and nats < ORDINARY and _both_ordinary(left, right, link):
                known += got
            else:
                alike += got
        rarest = max(rarest, got)
        if got > GENERIC and left.kinds[link[0][0]] == "name" and right.kinds[link[1][0]] == "name":
            distinct += got - GENERIC
    return same, alike, known, cut, initials, lost, same + alike + known + cut + initials, distinct, rarest, least


def _without_loose_initials(
    left: Prepared, right: Prepared, links: Sequence[Link], seen: set[int], others: set[int]
) -> list[Link]:
    """An initial tells nothing while a whole word beside it is missing from the other name."""
    gaps = (
        any(kind not in _SMALL and p not in seen for p, kind in enumerate(left.kinds)),
        any(kind not in _SMALL and p not in others for p, kind in enumerate(right.kinds)),
    )
    return [link for link in links if link.how != "initial" or not gaps[0 if len(left.words[link.left[0]]) == 1 else 1]]


def _told(left: Prepared, right: Prepared, link: Link) -> tuple[float, float]:
    """The nats of a link's words, and what is left of them after the difference."""
    places, others, likeness, how = link
    a = left.nats[places[0]] if len(places) == 1 else sum([left.nats[i] for i in places])
    b = right.nats[others[0]] if len(others) == 1 else sum([right.nats[j] for j in others])
    nats = a if a < b else b
    if how == "exact":
        return nats, nats
    if how == "initial":
        return INITIAL, INITIAL
    if how == "abbreviation":
        short = min(len(left.words[places[0]]), len(right.words[others[0]]))
        return nats, min(max(a, b), NATS_A_FIRST_LETTER * short)
    if how == "joined":
        nats, likeness = min(max(a, b), _MOST_JOINED), min(1.0, likeness / 0.97)
    elif how != "spelling":
        return nats, nats * likeness
    longest = max(sum([len(left.words[i]) for i in places]), sum([len(right.words[j]) for j in others]))
    edits = (1.0 - likeness) * longest
    return nats, max(0.0, min(nats, (longest - LETTERS_AN_EDIT * edits) * NATS_A_LETTER - 1.0))


def _both_ordinary(left: Prepared, right: Prepared, link: Link) -> bool:
    return left.nats[link.left[0]] < ORDINARY and right.nats[link.right[0]] < ORDINARY


def _over(name: Prepared, seen: set[int]) -> tuple[float, float, int, int, list[int]]:
    """What the other name does not have: nats, those of its rarest name, trades, places and structures; where."""
    nats = odd = 0.0
    trades = kinds = 0
    places: list[int] = []
    if len(seen) == len(name.kinds):
        return nats, odd, trades, kinds, places
    for position, kind in enumerate(name.kinds):
        if position in seen or kind in _SMALL:
            continue
        places.append(position)
        own = name.nats[position]
        nats += own
        if kind == "name":
            odd = max(odd, own)
        elif kind == "activity":
            trades += 1
        elif kind != "number":
            kinds += 1
    return nats, odd, trades, kinds, places


def _clash(left: Prepared, right: Prepared, places: Sequence[int], others: Sequence[int]) -> float:
    """The nats of words that only one name has while the other has quite other ones; the lesser of both sides."""
    if not places or not others:
        return 0.0
    one, other = dict.fromkeys(places, 0.0), dict.fromkeys(others, 0.0)
    for i in places:
        for j in others:
            alike = OSA.normalized_similarity(left.words[i], right.words[j])
            one[i], other[j] = max(one[i], alike), max(other[j], alike)
    return min(
        sum([left.nats[i] for i, alike in one.items() if alike < _A_LITTLE]),
        sum([right.nats[j] for j, alike in other.items() if alike < _A_LITTLE]),
    )


def _order(links: Sequence[Link]) -> float:
    if len(links) < 2:
        return 1.0
    places = sorted([(link[0][0], link[1][0]) for link in links])
    return sum([a[1] < b[1] for a, b in pairwise(places)]) / (len(places) - 1)


def _as_strings(left: Prepared, right: Prepared, *apart: int) -> tuple[float, float]:
    """Likeness (0..1) of the names without spaces and edits between them, by the words that count, as heard, or all.

    ``apart`` are edits between the names in another order of their words.
    """
    if left.letters == right.letters:
        return 1.0, -1.0
    likest, fewest = 0.0, EDITS + 1.0
    for a, b in ((left.compact, right.compact), (left.folded, right.folded), (left.letters, right.letters)):
        edits = OSA.distance(a, b)
        likest = max(likest, 1.0 - edits / max(len(a), len(b), 1))
        fewest = min(fewest, edits)
    longest = max(len(left.compact), len(right.compact), 1)
    for edits in apart:
        likest, fewest = max(likest, 1.0 - edits / longest), min(fewest, edits)
    return likest, fewest


def edits_apart(left: Prepared, right: Prepared, links: Sequence[Link]) -> tuple[int, ...]:
    """Edits between two persons' names put in one order, as written and as heard.

    None unless all their words are linked and each surely (``surely_one``): in another order, slips prove little.
    """
    if len(links) != len(left.words) or len(links) != len(right.words):
        return ()
    plain = heard = 0
    for link in links:
        a, b = left.words[link.left[0]], right.words[link.right[0]]
        if link.how != "exact":
            if not surely_one(a, b):
                return ()
            plain, heard = plain + OSA.distance(a, b), heard + OSA.distance(fold(a), fold(b))
    return plain, heard


@lru_cache(maxsize=1 << 16)
def surely_one(left: str, right: str) -> bool:
    """Whether two words are forms of one name in one language, or begin alike and sound the same or differ in a letter.

    A letter counts as little only in words of five or more.
    """
    if left[0] != right[0]:
        return same_name(left, right)[0] >= _FORM
    slip = min(len(left), len(right)) >= _SURE and OSA.distance(left, right) == 1
    return slip or fold(left) == fold(right) or same_name(left, right)[0] >= _FORM


def prefix(left: Prepared, right: Prepared) -> float:
    """What part (0..1) of the longer name the shorter is that begins it."""
    short, long = left.letters, right.letters
    if len(short) > len(long):
        short, long = long, short
    return len(short) / len(long) if short and long.startswith(short) else 0.0


def numbers(left: Prepared, right: Prepared) -> float:
    """-1 for names with the same numbers, 1 for others, 0.5 where one name alone has any, 0 where none has."""
    if left.numbers == right.numbers:
        return -1.0 if left.numbers else 0.0
    return 1.0 if left.numbers and right.numbers else 0.5
