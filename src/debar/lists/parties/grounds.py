"""Pairs of entries that may be one party, each with its ground: entries are grouped by what they share.

A group of more than ``MOST`` entries shares something that says nothing and gives no pair, so that time and memory
grow with the number of entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from debar.lists.parties.curated import Curated
from debar.lists.parties.keys import (
    NameKey,
    address_key,
    full_birth_dates,
    identifier_types,
    identifiers_of,
    kind_of,
    may_be_one,
    name_key,
    person_key,
)
from debar.model import Entity, Evidence
from debar.names.compare import compare

MOST = 24
#: Nats from which a name is one party's (two words at least), and from which it is worth a look: one word of three
#: letters that is nowhere else.
TELLING, WORTH_A_LOOK = 14.0, 9.6

#: Grounds that join, strongest first; all others propose.
DECISION, CURATED, IDENTIFIER, NAME = "decision", "curated", "identifier", "name"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries (by id, ``a`` before ``b``), why they may be one party, and whether that is enough to join them."""

    a: str
    b: str
    ground: str
    because: str
    joins: bool
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


#: What entries can share under ``NAME`` and ``_CORE``, first name or other; under the rest it is one and the same.
_CORE, _BIRTH, _ADDRESS = "core", "person", "address"
_NAMES = frozenset({NAME, _CORE})

#: What is shared: a group and a key in it.
Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Bearer:
    """An entry in a group: ``main`` when what it shares is its first name."""

    entity: Entity
    main: bool
    said: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """What one entry can share with others, as it says it; ``evidence`` is that of its curated row."""

    entity: Entity
    shared: Mapping[Mark, str]
    evidence: tuple[Evidence, ...] = ()


def marks_of(entity: Entity, curated: Curated) -> Marks:
    """Everything that could make this entry one with another."""
    shared: dict[Mark, str] = {}
    kind = kind_of(entity)
    if not kind:
        return Marks(entity, shared)
    evidence: tuple[Evidence, ...] = ()
    if found := curated.find(entity.list, entity.names):
        evidence = found[1].evidence
        shared[(CURATED, found[0].id)] = found[1].because
    for type_, code in identifiers_of(entity):
        shared[(IDENTIFIER, f"{type_} {code}")] = code
    if kind == "person":
        for day in full_birth_dates(entity):
            for name in entity.names:
                if key := person_key(name):
                    shared.setdefault((_BIRTH, f"{key} {day}"), f"{name}, born {day}")
        return Marks(entity, shared, evidence)
    space = "organisation" if kind == "any" else kind
    for name in entity.names:
        found_key = name_key(name)
        if found_key and found_key.nats >= WORTH_A_LOOK:
            shared.setdefault((NAME, f"{space} {found_key.full}"), name)
            shared.setdefault((_CORE, f"{space} {found_key.core}"), name)
    for address in entity.addresses:
        if key := address_key(address):
            shared.setdefault((_ADDRESS, f"{space} {key}"), address)
    return Marks(entity, shared, evidence)


def group(all_marks: Iterable[Marks]) -> Mapping[Mark, Sequence[Marks]]:
    """The entries by what two of them or more share."""
    alone: dict[Mark, Marks] = {}
    groups: dict[Mark, list[Marks]] = {}
    for marks in all_marks:
        for mark in marks.shared:
            first = alone.setdefault(mark, marks)
            if first is not marks:
                groups.setdefault(mark, [first]).append(marks)
    return groups


def pairs(groups: Mapping[Mark, Sequence[Marks]]) -> Iterator[Pair]:
    """Every pair that a group gives, the same for the same groups in whatever order."""
    judges = {IDENTIFIER: _by_identifier, NAME: _by_name, _CORE: _by_core, _BIRTH: _by_birth, _ADDRESS: _by_address}
    for mark, sharing in groups.items():
        shared, key = mark
        if shared == CURATED:
            yield from _curated(key, _bearers(mark, sharing))
        elif len(sharing) <= MOST:
            yield from judges[shared](key, _bearers(mark, sharing))


def _bearers(mark: Mark, sharing: Iterable[Marks]) -> list[_Bearer]:
    found = []
    for marks in sorted(sharing, key=lambda each: each.entity.id):
        said = marks.shared[mark]
        main = mark[0] not in _NAMES or said == marks.entity.caption
        found.append(_Bearer(marks.entity, main, said, marks.evidence))
    return found


def _curated(key: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    """Each entry with the first one: a list may hold the party many times."""
    first, *others = bearers
    for other in others:
        because = f"{_sentence(other.said)} {_sentence(first.said)}" if other.said != first.said else first.said
        evidence = tuple(dict.fromkeys(other.evidence + first.evidence))
        ends = first.entity.id, other.entity.id
        yield Pair(*ends, CURATED, because, joins=True, by=f"curated party {key}", evidence=evidence)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _by_identifier(key: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    type_, _, code = key.partition(" ")
    known = identifier_types()[type_]
    crowded = _crowded(bearers)
    for left, right in combinations(bearers, 2):
        a, b = left.entity, right.entity
        if not may_be_one(kind_of(a), kind_of(b)):
            continue
        because = f"Both have {known.words} {code}"
        if not known.everywhere:
            if a.list != b.list:
                because += ", which another country or register may give to another party."
                yield Pair(a.id, b.id, "national-identifier", because, joins=False)
        elif shared := {a.list, b.list} & crowded:
            because += f", but several entries of {' and '.join(sorted(shared))} have it."
            yield Pair(a.id, b.id, IDENTIFIER, because, joins=False)
        else:
            yield Pair(a.id, b.id, IDENTIFIER, f"{because}, given to one party only.", joins=True)


def _crowded(bearers: Sequence[_Bearer]) -> set[str]:
    """The lists on which more than one entry bears what is shared, first names counted only."""
    counts = Counter(bearer.entity.list for bearer in bearers if bearer.main)
    return {list_id for list_id, count in counts.items() if count > 1}


def _by_name(_: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    crowded = _crowded(bearers)
    for left, right in combinations(bearers, 2):
        key = name_key(left.said)
        if key and may_be_one(kind_of(left.entity), kind_of(right.entity)) and _is_organised(left, right, key):
            found = _judge_name(left, right, key, crowded)
            if found:
                yield found


def _is_organised(left: _Bearer, right: _Bearer, key: NameKey) -> bool:
    """False when the name may as well be a person's."""
    return key.organised or any(kind_of(each.entity) not in ("any", "person") for each in (left, right))


def _judge_name(left: _Bearer, right: _Bearer, key: NameKey, crowded: set[str]) -> Pair | None:
    a, b = left.entity, right.entity
    places = sorted(set(a.countries) & set(b.countries))
    same = f"the same full name, “{left.said}”"
    if not (left.main and right.main):
        if not places or a.list == b.list:
            return None
        holder = a if left.main else b if right.main else None
        whose = f"the name of {holder.id}, “{left.said}”, is another name of" if holder else "“{left.said}” is given by"
        if holder is None:
            because = f"Both give “{left.said}” as another name, and both are in {_countries(places)}."
        else:
            because = f"{whose[0].upper()}{whose[1:]} {(b if holder is a else a).id}; both are in {_countries(places)}."
        return Pair(a.id, b.id, "alias", because, joins=False)
    doubts = []
    if a.list == b.list:
        doubts.append(f"they are two entries of {a.list}")
    elif shared := {a.list, b.list} & crowded:
        doubts.append(f"several entries of {' and '.join(sorted(shared))} bear that name")
    if not places:
        doubts.append(_doubt_of_place(a, b))
    if kind_of(a) in ("vessel", "airplane"):
        doubts.append("ships and aircraft share names")
    elif key.size < 2 or key.nats < TELLING:
        doubts.append("the name is short or common")
    if doubts:
        return Pair(a.id, b.id, "same-name", f"Both have {same}, but {' and '.join(doubts)}.", joins=False)
    because = f"Both have {same}, are in {_countries(places)}, and no other entry of either list bears it."
    return Pair(a.id, b.id, NAME, because, joins=True)


def _doubt_of_place(a: Entity, b: Entity) -> str:
    without = [entity.id for entity in (a, b) if not entity.countries]
    if without:
        return f"no country is given for {' and '.join(without)}"
    return f"one is in {_countries(a.countries)}, the other in {_countries(b.countries)}"


def _countries(codes: Iterable[str]) -> str:
    return " and ".join(code.upper() for code in codes)


def _by_core(_: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    for left, right in combinations(bearers, 2):
        a, b = left.entity, right.entity
        one, other = name_key(left.said), name_key(right.said)
        if a.list == b.list or one is None or other is None or one.full == other.full:
            continue
        places = sorted(set(a.countries) & set(b.countries))
        if places and may_be_one(kind_of(a), kind_of(b)) and _is_organised(left, right, one):
            differ = f"“{left.said}” and “{right.said}” differ only in their legal form"
            because = f"{differ}, and both are in {_countries(places)}."
            yield Pair(a.id, b.id, "core-name", because, joins=False)


def _by_birth(_: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    for left, right in combinations(bearers, 2):
        because = f"Both are persons of the name and birth date {left.said}; two persons may share both."
        yield Pair(left.entity.id, right.entity.id, "name-and-birth", because, joins=False)


def _by_address(_: str, bearers: Sequence[_Bearer]) -> Iterator[Pair]:
    for left, right in combinations(bearers, 2):
        a, b = left.entity, right.entity
        if a.list == b.list or not may_be_one(kind_of(a), kind_of(b)):
            continue
        alike = compare(a.caption, b.caption, a.schema)
        if alike.outcome:
            because = f"“{a.caption}” and “{b.caption}” are alike and at the same address, {left.said}."
            yield Pair(a.id, b.id, "name-and-address", because, joins=False)
