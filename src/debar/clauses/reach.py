"""What a clause reaches: the parties, places and uses of a deal against the obligations that were read.

Each function returns the obligations that the facts fall under; an empty answer says no more than that no words of the
clause reach them. Nothing here knows the law: whether a party is on a list, and who owns it, is the caller's to find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from debar.clauses.vocabulary import screened_lists
from debar.model.clauses import ClauseReading, Obligation, OwnershipTerms, PlaceTerms

#: Who a fact is about, from the side of the party that the clause binds.
Role = Literal["self", "affiliates", "people", "principal", "bank", "counterparty", "government", "goods", "funds"]
#: Ids that stand for every list.
_ANY = frozenset({"any list", "any sanctions"})


@dataclass(frozen=True, slots=True)
class Reached:
    """An obligation that a fact falls under, and why. ``certain`` is False where the words leave it open."""

    obligation: Obligation
    because: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class OwnershipVariant:
    """An ownership test to run: the terms as declared, and the lists of debar whose parties count as owners.

    ``lists`` is empty where owners on any list count. ``places``: owners in the places of the clause count, too.
    """

    obligation: Obligation
    terms: OwnershipTerms
    lists: tuple[str, ...]
    places: bool


def party_reached(reading: ClauseReading, lists: Collection[str], role: Role) -> tuple[Reached, ...]:
    """The obligations that a party on these lists (debar's ids, such as ``us-ofac-sdn``) falls under in this role."""
    found = []
    for item in _in_role(reading.obligations, role):
        if item.kind not in ("party", "equipment"):
            continue
        for id_ in item.lists.ids:
            hit = _hit(id_, lists)
            if hit:
                found.append(Reached(item, hit, certain=id_ not in _ANY))
                break
    return tuple(found)


def _hit(id_: str, lists: Collection[str]) -> str:
    meant = screened_lists(id_)
    both = [each for each in lists if each in meant]
    if both:
        return f"the clause names {id_}; the party is on {', '.join(both)}"
    if id_ in _ANY and lists:
        return f"the clause speaks of {id_}; the party is on {', '.join(sorted(lists))}"
    return ""


def place_reached(
    reading: ClauseReading, code: str, role: Role, *, sanctioned: bool | None = None
) -> tuple[Reached, ...]:
    """The obligations that a place (ISO 3166 code, lower case) falls under for somebody or something in this role.

    ``sanctioned`` says whether the place fits a description such as "any country subject to sanctions" on the day; None
    where that is not known, and then a description is reached without certainty.
    """
    found = []
    for item in _in_role(reading.obligations, role):
        hit = _placed(item.places, code, sanctioned=sanctioned)
        if hit:
            found.append(Reached(item, hit[0], certain=hit[1]))
    return tuple(found)


def _placed(places: PlaceTerms, code: str, *, sanctioned: bool | None) -> tuple[str, bool] | None:
    """Why the place is reached, and whether that is certain; None when it is not."""
    if places.undefined:
        return f"the text does not define {places.term!r}", False
    if any(code == each or code.startswith(each + "-") for each in places.codes):
        if places.mode == "dynamic with snapshot" and sanctioned is False:
            return f"the clause names {code} as fitting {places.description!r} on its day; it does not fit now", False
        return f"the clause names {code}", True
    part = next((each for each in places.codes if each.startswith(code + "-")), "")
    if part:
        return f"the clause names {part}, a part of {code}", False
    if places.description and sanctioned:
        return f"the clause describes places: {places.description!r}", True
    if places.description and sanctioned is None:
        return f"the clause describes places: {places.description!r}; not known whether {code} fits", False
    return None


def use_reached(reading: ClauseReading, uses: Iterable[str]) -> tuple[Reached, ...]:
    """The obligations that one of these end uses falls under (ids of the clause vocabulary)."""
    wanted = set(uses)
    found = []
    for item in reading.obligations:
        both = [use for use in item.uses if use in wanted]
        if both:
            alone = item.kind == "use" and not item.places.mode
            where = "" if alone else " in the places or by the parties it names"
            found.append(Reached(item, f"the clause bars {', '.join(both)}{where}", certain=alone))
    return tuple(found)


def ownership_variants(reading: ClauseReading, role: Role) -> tuple[OwnershipVariant, ...]:
    """The ownership tests that the clause sets for a party in this role, each as declared data."""
    found = []
    for item in _in_role(reading.obligations, role):
        if item.ownership is None:
            continue
        named = [id_ for id_ in item.ownership.over if id_ != "places"]
        any_list = any(id_ in _ANY for id_ in named)
        lists = () if any_list else tuple(dict.fromkeys(held for id_ in named for held in screened_lists(id_)))
        found.append(OwnershipVariant(item, item.ownership, lists, "places" in item.ownership.over))
    return tuple(found)


def _in_role(obligations: Iterable[Obligation], role: Role) -> Iterable[Obligation]:
    """A government counts as a counterparty, too."""
    roles = {role, "counterparty"} if role == "government" else {role}
    return (item for item in obligations if item.modality != "must" and roles & set(_about(item)))


def _about(item: Obligation) -> tuple[str, ...]:
    return ("goods",) if item.kind == "equipment" else item.about
