"""The register: entries joined to parties, strongest ground first.

Joins are taken in the order decision (newest first), curated, identifier, name. One that would bring two entries
together that a person has decided to be different is not taken: so it is the weakest link of the chain between them
that is cut, and it is kept as ``separated``, with the decision. An identifier or a name does not join where two
identifiers of which a party has one only disagree: that is proposed instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from debar.errors import InputError
from debar.lists.parties.clusters import Clusters
from debar.lists.parties.curated import Curated, load_curated
from debar.lists.parties.grounds import CURATED, DECISION, IDENTIFIER, NAME, Marks, Pair, group, marks_of, pairs
from debar.lists.parties.keys import identifier_types
from debar.model import Entity, Join, Party
from debar.store.types import PartyDecision

_RANK: Mapping[str, int] = {DECISION: 0, CURATED: 1, IDENTIFIER: 2, NAME: 3}
_SAME, _DIFFERENT = "same", "different"


class Register:
    """Which entries are one party. The same entries, decisions and curated parties give the same register.

    ``decisions`` are all ever made; of those on one pair the newest holds. ``dormant`` are the ones that hold but
    name an entry that is not among the entities.
    """

    def __init__(
        self,
        entities: Iterable[Entity],
        decisions: Iterable[PartyDecision] = (),
        curated: Curated | None = None,
    ) -> None:
        self._entities: dict[str, Entity] = {entity.id: entity for entity in entities}
        self._curated = curated or load_curated()
        holding = newest_decisions(decisions)
        self.dormant = tuple(each for each in holding if not {*each.pair} <= self._entities.keys())
        self._decisions = tuple(each for each in holding if {*each.pair} <= self._entities.keys())

    @cached_property
    def _marks(self) -> tuple[Marks, ...]:
        return tuple(marks_of(entity, self._curated) for entity in self._entities.values())

    @cached_property
    def _built(self) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[Join, ...]]]:
        """The members of each entry's party, and the joins that touch each entry."""
        wanted = _ordered(pairs(group(self._marks)))
        same = [_from_decision(each) for each in self._decisions if each.decision == _SAME]
        barred = {each.pair: each for each in self._decisions if each.decision == _DIFFERENT}
        clusters = Clusters(self._entities, barred, _single_identifiers(self._marks))
        joins = [_separation(each) for each in barred.values()]
        proposed: list[Pair] = []
        for pair in [*same, *wanted]:
            if (pair.a, pair.b) in barred:
                continue
            if not pair.joins:
                proposed.append(pair)
            elif bar := clusters.bar_between(pair.a, pair.b):
                joins.append(_join(pair, "separated", f"{pair.because} Not joined: {_told(bar)}"))
            elif pair.ground in (IDENTIFIER, NAME) and (doubt := clusters.contradiction(pair.a, pair.b)):
                proposed.append(Pair(pair.a, pair.b, pair.ground, f"{pair.because} But {doubt}.", joins=False))
            else:
                clusters.unite(pair.a, pair.b)
                joins.append(_join(pair, "joined", pair.because))
        joins += _proposals(proposed, clusters)
        touching: dict[str, list[Join]] = {}
        for join in joins:
            for end in (join.a, join.b):
                touching.setdefault(end, []).append(join)
        return clusters.all_members(), {id_: tuple(found) for id_, found in touching.items()}

    def party_of(self, entity_id: str) -> Party:
        """Return the party that an entry belongs to; one of its own when nothing joins it.

        Raises InputError when no entity has that id.
        """
        members, _ = self._built
        if entity_id not in members:
            raise InputError(f"No list held here has an entry {entity_id!r}; `debar match NAME` finds entries by name.")
        return self._party(members[entity_id])

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Every party, by id."""
        members, _ = self._built
        found = {each[0]: each for each in members.values()}
        return tuple(sorted((self._party(each) for each in found.values()), key=lambda party: party.id))

    def party(self, party_id: str) -> Party:
        """Return the party with that id. Raises InputError when there is none."""
        for party in self.parties:
            if party.id == party_id:
                return party
        raise InputError(f"No party has the id {party_id!r}; a party's id is a curated one or that of its first entry.")

    @property
    def joins(self) -> tuple[Join, ...]:
        """Every join, proposed and separated ones too, by the ids of its ends."""
        _, touching = self._built
        found = dict.fromkeys(join for joins in touching.values() for join in joins)
        return tuple(sorted(found, key=lambda join: (join.a, join.b, join.status, join.ground)))

    def _party(self, members: tuple[str, ...]) -> Party:
        _, touching = self._built
        found = dict.fromkeys(join for id_ in members for join in touching.get(id_, ()))
        curated = self._curated_id(members)
        joins = sorted(found, key=lambda join: (join.status, join.a, join.b, join.ground))
        name = self._curated.parties[curated].name if curated else self._entities[members[0]].caption
        return Party(id=curated or members[0], name=name, entities=members, joins=tuple(joins))

    def _curated_id(self, members: Sequence[str]) -> str:
        """The curated id of a party; of a curated party that was split, the part with its first entry keeps the id."""
        found = sorted(
            curated[0].id
            for id_ in members
            if (curated := self._curated.find(self._entities[id_].list, self._entities[id_].names))
            and self._first_of_curated[curated[0].id] in members
        )
        return found[0] if found else ""

    @cached_property
    def _first_of_curated(self) -> Mapping[str, str]:
        first: dict[str, str] = {}
        for marks in self._marks:
            for shared, key in marks.shared:
                if shared == CURATED:
                    first[key] = min(first.get(key, marks.entity.id), marks.entity.id)
        return first


def newest_decisions(decisions: Iterable[PartyDecision]) -> tuple[PartyDecision, ...]:
    """Return the decisions that hold, newest first: of those on one pair the last made, unless it takes them back."""
    newest: dict[tuple[str, str], PartyDecision] = {}
    for decision in decisions:
        held = newest.get(decision.pair)
        if held is None or decision.at >= held.at:
            newest[decision.pair] = decision
    holding = (each for each in newest.values() if each.decision in (_SAME, _DIFFERENT))
    return tuple(sorted(holding, key=_when_and_whom, reverse=True))


def _when_and_whom(decision: PartyDecision) -> tuple[datetime, tuple[str, str]]:
    return decision.at, decision.pair


def _ordered(found: Iterable[Pair]) -> list[Pair]:
    """Strongest ground first, then by ids: the same whatever the order of the lists."""
    return sorted(found, key=lambda pair: (_RANK.get(pair.ground, 9), pair.a, pair.b, pair.because))


def _single_identifiers(all_marks: Iterable[Marks]) -> Iterator[tuple[str, str, str]]:
    types = identifier_types()
    for marks in all_marks:
        for shared, key in marks.shared:
            type_, _, code = key.partition(" ")
            if shared == IDENTIFIER and types[type_].single:
                yield marks.entity.id, type_, code


def _from_decision(decision: PartyDecision) -> Pair:
    a, b = decision.pair
    return Pair(a, b, DECISION, _told(decision), joins=True, by=decision.by)


def _told(decision: PartyDecision) -> str:
    a, b = decision.pair
    verdict = "the same party" if decision.decision == _SAME else "different parties"
    day = decision.at.date().isoformat()
    return f"{decision.by} decided on {day} that {a} and {b} are {verdict}: {decision.because.rstrip('.')}."


def _separation(decision: PartyDecision) -> Join:
    a, b = decision.pair
    return Join(a=a, b=b, status="separated", ground=DECISION, because=_told(decision), by=decision.by)


def _join(pair: Pair, status: str, because: str) -> Join:
    ends = {"a": pair.a, "b": pair.b}
    return Join(**ends, status=status, ground=pair.ground, because=because, by=pair.by, evidence=pair.evidence)


def _proposals(found: Iterable[Pair], clusters: Clusters) -> Iterator[Join]:
    """Each pair of parties once, on its first ground; none that a decision speaks against."""
    seen: set[tuple[str, str]] = set()
    for pair in found:
        ends = clusters.ends(pair.a, pair.b)
        if ends[0] == ends[1] or ends in seen or clusters.bar_between(pair.a, pair.b):
            continue
        seen.add(ends)
        yield _join(pair, "proposed", pair.because)
