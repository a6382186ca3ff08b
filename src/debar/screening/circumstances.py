"""What is known of a party beside its name: whether it speaks for or against the listed party that its name found.

Pure, and independent of the order of the facts. What is not known, on either side, never counts. What raises a score
is added, what decides or speaks against is applied after that: so more facts that agree never lower a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import product

from debar.model import FILED_AS, Entity, NameMatch, PartyQuery
from debar.names.addresses import Place, compare_addresses
from debar.names.compare import MATCH, REVIEW, outcome_of
from debar.names.identifiers import TELLING, Identifier, kind_named, normalize_identifier, refined, same_identifier
from debar.screening.births import Born, compare_births

#: What a circumstance adds to a score. A birth day is one in some 25,000, so it carries a review of two full names
#: over the threshold; a month or year is one in hundreds or dozens; a country is shared by thousands of listed
#: parties; firms have offices abroad, so another country takes no more than the same one gives.
STEPS: Mapping[str, float] = {
    "birth day": 0.10,
    "birth month": 0.05,
    "birth year": 0.03,
    "address": 0.10,
    "place": 0.01,
    "number": 0.10,
    "country": 0.02,
    "other country": -0.02,
}
#: How far below the threshold a name may stay for a birth date or an address to be looked at.
REACH = 0.10
#: Names that are the same but for their legal form.
_SAME_NAME = 0.98
#: Below the threshold for ``match``, or for ``review``: where a score is put that must not reach it.
_SHORT_OF_MATCH, _SHORT_OF_REVIEW = 0.01, 0.05
_SURE = 0.995
#: Details of listings that are identifiers of the party.
_IN_DETAILS = frozenset({"website", "email", "phone"})
_UNLINKED = frozenset({"missing", "legal form", "initial"})


class Least(IntEnum):
    """What an agreement makes of a match, at least."""

    NOTHING = 0
    LOOK = 1
    MATCH = 2
    DECIDED = 3


class Most(IntEnum):
    """What a contradiction leaves of a match, at most. LESS: of a match a review, of a review nothing."""

    ALL = 0
    REVIEW = 1
    LESS = 2
    NOTHING = 3


@dataclass(frozen=True, slots=True)
class _Circumstance:
    """One thing that both sides say, and what it does to the match."""

    because: str
    step: float = 0.0
    least: Least = Least.NOTHING
    most: Most = Most.ALL


def has_circumstances(asked: PartyQuery) -> bool:
    """True when anything but the name is known of a party."""
    return bool(asked.schema or asked.identifiers or asked.birth_dates or asked.countries or asked.addresses)


def reaches_lower(asked: PartyQuery) -> bool:
    """True when names up to ``REACH`` below a threshold are worth looking at, for what else is known may raise them."""
    return bool(asked.birth_dates or asked.addresses)


def weigh(
    asked: PartyQuery, entity: Entity, match: NameMatch, *, accept: float = MATCH, look: float = REVIEW
) -> NameMatch:
    """The match of two names with what else is known of both: its score, outcome and ``because``.

    An equal identifier decides: score 1, outcome ``match``, whatever the names. A contradiction makes a match a review
    at most, and a review nothing. Only identifiers, a birth day of two full person names, and a full address make a
    match of a review. ``accept`` and ``look`` are the thresholds for ``match`` and ``review``. Without facts, and
    where nothing is known of the listed party either, the match itself is returned.
    """
    if not has_circumstances(asked):
        return match
    alike = match.score >= look
    found = [
        *_identifiers(asked, entity, alike=alike),
        *_births(asked, entity, match),
        *_addresses(asked, entity),
        *_countries(asked, entity),
        *_schema(asked, entity, match.score),
    ]
    if not found:
        return match
    score = round(_score(match.score, found, accept, look), 4)
    decided = any(circumstance.least is Least.DECIDED for circumstance in found)
    first = [c.because for c in found if c.least is Least.DECIDED]
    then = [c.because for c in found if c.least is not Least.DECIDED]
    if decided and not alike and asked.name.strip():
        then.append(f"The names are not alike: the list calls it {entity.caption}.")
    outcome = outcome_of(score, accept, look)
    return replace(match, score=score, outcome=outcome, because=" ".join((*first, match.because, *then)))


def _score(score: float, found: Sequence[_Circumstance], accept: float, look: float) -> float:
    least = max(c.least for c in found)
    most = max(c.most for c in found)
    was_match, was_review = score >= accept, score >= look
    # Nothing that only adds up makes a match of a review, nor drops a match to nothing.
    highest = max(score, _SURE) if was_match else accept - _SHORT_OF_MATCH
    new = min(score + sum(sorted(c.step for c in found)), max(score, highest))
    if was_match:
        new = max(new, look)
    if least >= Least.LOOK:
        new = max(new, look)
    if least is Least.MATCH and was_review:
        new = max(new, accept)
    if least is Least.DECIDED:
        new = 1.0
    keeps = was_match or least is Least.DECIDED
    if most is Most.REVIEW or (most is Most.LESS and keeps) or (most is Most.NOTHING and least is Least.DECIDED):
        return min(new, accept - _SHORT_OF_MATCH)
    return new if most is Most.ALL else min(new, look - _SHORT_OF_REVIEW)


# --- identifiers


def _identifiers(asked: PartyQuery, entity: Entity, *, alike: bool) -> Iterator[_Circumstance]:
    mine = _normal(asked.identifiers, asked.countries)
    if not mine:
        return
    theirs = _normal((*entity.identifiers, *_in_details(entity)), entity.countries)
    equal = (_equal(a, b, asked, entity, alike=alike) for a, b in product(mine, theirs) if same_identifier(a, b))
    best: dict[str, _Circumstance] = {}
    for value, circumstance in filter(None, equal):
        if value not in best or circumstance.least > best[value].least:
            best[value] = circumstance
    yield from best.values()
    for kind in sorted({one.kind for one in mine}):
        left_values = {one.value for one in mine if one.kind == kind and not one.fault}
        right_values = {one.value for one in theirs if one.kind == kind and not one.fault}
        if left_values and right_values and not left_values & right_values:
            yield from _different(kind, left_values, right_values)


def _normal(pairs: Iterable[tuple[str, str]], countries: Sequence[str]) -> list[Identifier]:
    """Each identifier once, in one order; a number of a wide kind as that of its country where that is certain."""
    codes = {country[:2].lower() for country in countries}
    found = {refined(identifier, codes) for kind, value in pairs if (identifier := normalize_identifier(kind, value))}
    return sorted(found, key=lambda one: (one.kind, one.value, one.country))


def _in_details(entity: Entity) -> Iterator[tuple[str, str]]:
    for listing in entity.designations:
        for key, value in listing.details:
            if key in _IN_DETAILS:
                yield key, value


def _equal(
    left: Identifier, right: Identifier, asked: PartyQuery, entity: Entity, *, alike: bool
) -> tuple[str, _Circumstance] | None:
    """One number on both sides; what it says depends on the weaker of its two kinds, and on where it was given."""
    circumstance = _said_by(left, right, asked, entity, alike=alike)
    return (left.value, circumstance) if circumstance is not None else None


def _said_by(
    left: Identifier, right: Identifier, asked: PartyQuery, entity: Entity, *, alike: bool
) -> _Circumstance | None:
    said = {left.of_kind.says, right.of_kind.says}
    words = left.of_kind.words
    same = f"The same {words} {left.value}."
    if "nothing" in said:
        return None
    if "supports" in said:
        return _Circumstance(same, STEPS["number"], Least.LOOK)
    here = _codes((left.country,)) or _codes(asked.countries)
    there = _codes((right.country,)) or _codes(entity.countries)
    if here and there and not here & there and not alike:
        return _Circumstance(f"The same {words} {left.value}, but of another country.", least=Least.LOOK)
    if left.fault and right.fault:
        return _Circumstance(f"{same} {left.fault}", STEPS["number"], Least.LOOK)
    if "local" in said:
        if len(left.value) < TELLING:
            return _Circumstance(same, STEPS["number"]) if alike else None
        if not alike and not here & there:
            return _Circumstance(f"{same} Two registers or countries may give the same.", least=Least.LOOK)
    return _Circumstance(same, least=Least.DECIDED)


def _different(kind: str, mine: set[str], theirs: set[str]) -> Iterator[_Circumstance]:
    of_kind = kind_named(kind)
    if of_kind.single == "no":
        return
    most = Most.LESS if of_kind.single == "yes" else Most.REVIEW
    held = ", ".join(sorted(theirs))
    yield _Circumstance(f"Another {of_kind.words}: {', '.join(sorted(mine))}, the listed party's is {held}.", most=most)


# --- birth dates, addresses, countries, schema


def _births(asked: PartyQuery, entity: Entity, match: NameMatch) -> Iterator[_Circumstance]:
    born, mine, theirs = compare_births(sorted(asked.birth_dates), sorted(entity.birth_dates))
    if born is Born.SAME_DAY:
        full = sum(bool(part["query"] and part["name"]) and part["how"] not in _UNLINKED for part in match.parts) >= 2
        least = Least.MATCH if full and entity.schema in FILED_AS["Person"] else Least.NOTHING
        yield _Circumstance(f"Born on the same day, {theirs}.", STEPS["birth day"], least)
    elif born is Born.SAME_MONTH:
        yield _Circumstance(f"Born in the same month: {mine} and {theirs}.", STEPS["birth month"])
    elif born is Born.SAME_YEAR:
        yield _Circumstance(f"Born in the same year: {mine} and {theirs}.", STEPS["birth year"])
    elif born is Born.SLIP:
        yield _Circumstance(f"Birth dates that differ as by a slip: {mine} and {theirs}.", most=Most.REVIEW)
    elif born is Born.OTHER_DAY:
        yield _Circumstance(f"Born on another day: {mine}, the listed party {theirs}.", most=Most.REVIEW)
    elif born is Born.APART:
        yield _Circumstance(f"Born in another year: {mine}, the listed party {theirs}.", most=Most.LESS)
    elif born is Born.FAR:
        yield _Circumstance(f"Born in quite another year: {mine}, the listed party {theirs}.", most=Most.NOTHING)


def _addresses(asked: PartyQuery, entity: Entity) -> Iterator[_Circumstance]:
    pairs = product(sorted(asked.addresses), sorted(entity.addresses))
    best, theirs = max(((compare_addresses(mine, listed), listed) for mine, listed in pairs), default=(None, ""))
    if best is Place.SAME_DOOR:
        yield _Circumstance(f"The same address: {theirs}.", STEPS["address"], Least.MATCH)
    elif best is Place.SAME_PLACE:
        yield _Circumstance(f"An address in the same place: {theirs}.", STEPS["place"])


def _codes(countries: Iterable[str]) -> frozenset[str]:
    """Countries without their regions; ``zz`` (unknown) and ``eu`` say nothing of a party."""
    return frozenset(code for country in countries if (code := country[:2].lower()) not in ("", "zz", "eu"))


def _countries(asked: PartyQuery, entity: Entity) -> Iterator[_Circumstance]:
    mine, theirs = _codes(asked.countries), _codes(entity.countries)
    if not mine or not theirs:
        return
    if shared := mine & theirs:
        yield _Circumstance(f"The same country: {_listed(shared)}.", STEPS["country"])
    else:
        yield _Circumstance(
            f"Another country: {_listed(mine)}, the listed party {_listed(theirs)}.", STEPS["other country"]
        )


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes)).upper()


def _schema(asked: PartyQuery, entity: Entity, score: float) -> Iterator[_Circumstance]:
    if asked.schema not in FILED_AS or entity.schema not in FILED_AS:
        return
    if entity.schema in FILED_AS[asked.schema] or asked.schema in FILED_AS[entity.schema]:
        return
    most = Most.REVIEW if score >= _SAME_NAME else Most.NOTHING
    yield _Circumstance(f"Asked for: {asked.schema}; the listed party is: {entity.schema}.", most=most)
