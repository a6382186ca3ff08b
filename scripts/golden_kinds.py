"""What is said of two names: how those of one party differ, and what sets those of two apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from golden_words import (
    FILLERS,
    acronym,
    alike,
    core,
    heard,
    is_number,
    same_given_name,
    scripts_of,
    sound,
    words,
)
from rapidfuzz import fuzz

#: Words that a company has or has not in its name without being another.
_EMPTY = frozenset("group holding holdings trading house establishment international technology tech".split())
_PATRONYMIC = re.compile(r"(?:[aeiouy]v[iy]t?c?h|[aeiouy]vna|[iy]ch|[iy]nichna|[aeo]una|kyzy|[ou]gl[iuy])$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that say little of who is meant: the ``common`` ones of all lists, and ``places``."""

    common: Set[str]
    places: Set[str]


def said_of(left: str, right: str, how: str, lexicon: Lexicon, *, person: bool) -> str:
    """How two names of one party differ: the kind of a positive pair."""
    if scripts_of(left) != scripts_of(right):
        latin, other = (left, right) if "LATIN" in scripts_of(left) else (right, left)
        return "other script" if heard(latin, other, () if person else lexicon.common) else "translated"
    if how == "weak":
        return "weak alias" if related(left, right, lexicon.common) else "other name"
    one, two = words(left), words(right)
    if one == two:
        return "marks"
    if sorted(one) == sorted(two):
        return "word order"
    if sorted(core(left)) == sorted(core(right)):
        return "legal form"
    if "".join(core(left)) == "".join(core(right)):
        return "joined or split"
    if not related(left, right, lexicon.common):
        return "other name"
    if "".join(core(left)) in acronym(right) or "".join(core(right)) in acronym(left):
        return "acronym"
    return _by_words(core(left), core(right), how, lexicon, person=person)


def _by_words(one: Sequence[str], two: Sequence[str], how: str, lexicon: Lexicon, *, person: bool) -> str:
    exact = Counter(one) & Counter(two)
    left, right = list((Counter(one) - exact).elements()), list((Counter(two) - exact).elements())
    spelt = _take_alike(left, right)
    if any(same_given_name(a, b) for a, b in spelt):
        return "nickname"
    short = _take_shortened(left, right)
    if not left and not right:
        if short == "initials" or (short and not person):
            return short
        return "transliteration" if person else "spelling"
    rest = {*left, *right}
    if how in ("fka", "nka", "earlier"):
        return "former name"
    if rest <= lexicon.places:
        return "place suffix"
    if left and right:
        return "part shared" if not person else "name changed" if len(one) - len(left) > 1 else "other name"
    if person and all(map(_PATRONYMIC.search, rest)):
        return "patronymic left out"
    if person:
        return "name left out, respelt" if spelt else "name left out"
    return "generic words left out" if rest <= lexicon.common else "words left out"


def _take_alike(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Take out of both the words that are one word in two spellings or forms of one given name."""
    taken = []
    for word in list(left):
        other = next((w for w in right if alike(word, w) or same_given_name(word, w)), "")
        if other:
            left.remove(word)
            right.remove(other)
            taken.append((word, "" if alike(word, other) else other))
    return taken


def _take_shortened(left: list[str], right: list[str]) -> str:
    """Take out the words that are the beginning of one another; ``initials``, ``abbreviation`` or empty."""
    kind = ""
    for word in list(left):
        other = next((w for w in right if w[0] == word[0] and _shortened(word, w)), "")
        if other:
            left.remove(word)
            right.remove(other)
            short, full = sorted((word, other), key=len)
            if full.startswith(short):
                kind = "initials" if len(short) == 1 else "abbreviation"
    return kind


def _shortened(left: str, right: str) -> bool:
    short, full = sorted((left, right), key=len)
    return short != full and (full.startswith(short) or (len(short) > 2 and sound(short) == sound(full)[: len(short)]))


def related(left: str, right: str, common: Set[str]) -> bool:
    """False for wholly other names: no rare word shared, alike, begun alike, in initials or as letters."""
    one, two = core(left), core(right)
    if any(a not in common and b not in common and alike(a, b) for a in one for b in two):
        return True
    if "".join(one) in acronym(right) or "".join(two) in acronym(left):
        return True
    a, b = "".join(one), "".join(two)
    if min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a) or fuzz.ratio(a, b) >= 70):
        return True
    common_pairs = sum(any(alike(x, y) for y in two) for x in one if x not in FILLERS)
    return common_pairs >= 2


def same_words(one: Sequence[str], two: Sequence[str]) -> bool:
    """True where every word of one name is, but for its spelling, a word of the other."""
    return all(any(alike(a, b) for b in two) for a in one) or all(any(alike(a, b) for a in one) for b in two)


def apart(left: str, right: str, schema: str, lexicon: Lexicon) -> str:
    """What sets apart near names of two parties: the kind of a negative pair; empty when in doubt."""
    thing = schema in ("Vessel", "Airplane")
    if same_words(core(left), core(right)) and not thing:
        return _in_series(left, right)
    one, two = Counter(core(left)), Counter(core(right))
    shared, rest = one & two, {*(one - two), *(two - one)}
    if not rest:
        return ""
    if shared and all(map(is_number, rest)):
        return "number or series"
    if schema == "Person":
        return _people_apart(left, right)
    if rest <= lexicon.places:
        return "place or branch"
    if not (one - two and two - one):
        return ""
    if thing:
        return "near vessel" if schema == "Vessel" else "near aircraft"
    if not shared:
        return "near spelling"
    return "generic words shared" if set(shared) <= lexicon.common else "rare word shared"


def _in_series(left: str, right: str) -> str:
    """What sets apart names of which one says all words of the other; names apart by spelling alone tell nothing."""
    one, two = Counter(core(left)), Counter(core(right))
    rest = {*(one - two), *(two - one)}
    if rest and all(map(is_number, rest)):
        return "number or series"
    telling = [w for w in rest if len(w) > 3 and w not in _EMPTY]
    return "one name in the other" if telling and len(core(left)) != len(core(right)) else ""


def _people_apart(left: str, right: str) -> str:
    (family, _, given), (family2, _, given2) = left.partition(", "), right.partition(", ")
    if not given or not given2:
        return ""
    if same_words(words(given), words(given2)):
        return "" if same_words(words(family), words(family2)) else "given names shared"
    return "family name shared" if words(family) == words(family2) else "near person"
