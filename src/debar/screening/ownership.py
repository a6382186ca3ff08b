"""What an ownership rule says of the parties of a stake graph on a day: the rule is data, the closure is pure.

A rule's clause holds the owner test, its phases say whether it binds on the day. Every party has exactly one answer.
Nothing but the rule's own test makes one: a state's holdings, control and votes are shown and never counted unless the
rule counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from debar.clauses.owner_test import OwnerReading, read_owner_words
from debar.errors import InputError
from debar.model import Outcome, OwnerListing, OwnerTest
from debar.ownership.graph import PERCENT, StakeGraph
from debar.ownership.reach import Reach, Reached, Seeds
from debar.ownership.snapshot import Snapshot, take_snapshot
from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.timing import BINDING

_TOKEN = re.compile(r"[^\w-]+")
#: Days on which holdings ended that are looked at for a divestment, the last ones first.
_DAYS_LOOKED_AT = 24
#: Larger graphs are not searched for divestments: each day looked at is a closure of its own.
_SEARCHED = 300_000


class Owned(StrEnum):
    """What ownership makes of a party."""

    BLOCKED = "blocked"
    LICENSE_REQUIRED = "license-required"
    NOT_BLOCKED = "not_blocked"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Binding:
    """The clause of a rule that speaks on a day; ``state`` is ``now``, ``later``, ``suspended``, ``ended``, ``never``.

    ``open_`` names what the words of a contract leave open; ``unverified`` is a claim that nobody has confirmed.
    """

    rule: Rule
    clause: Clause
    narrow: OwnerTest
    broad: OwnerTest
    phase: Phase
    state: str
    unverified: str = ""
    open_: tuple[str, ...] = ()
    ownership: bool = True

    @property
    def why_not_now(self) -> str:
        """Why the rule does not bind on the day; empty when it does."""
        if self.state == "later":
            return f"{self.rule.short} is not in force before {self.phase.from_}."
        if self.state == "suspended":
            return self.phase.text
        return "" if self.state == "now" else f"{self.rule.short} was in force until {self.phase.to}."


def bind(rule: Rule, on: date, clause_text: str = "") -> Binding:
    """Return how a rule speaks on a day. Raises InputError for a rule without an owner test, or without the words."""
    if rule.of_contract:
        if not clause_text.strip():
            raise InputError(f"{rule.id} judges by a contract's own words: give the text of its clause")
        return _bind_contract(rule, read_owner_words(clause_text))
    tested = [(c, s.owners) for c in rule.clauses for s in c.subjects if s.owners and s.owners.lists]
    if not tested:
        raise InputError(f"{rule.id} has no test of ownership; us-ofac-50, us-bis-affiliates50 and contract-tc have")
    found = [(clause, test, phase) for clause, test in tested for phase in rule.phases_of(clause)]
    clause, test, phase = next((each for each in found if _covers(each[2], on)), None) or min(
        found, key=lambda each: _distance(each[2], on)
    )
    unverified = phase.unverified if not phase.unverified_until or on < phase.unverified_until else ""
    return Binding(rule, clause, test, test, phase, _state(phase, on), unverified)


def _bind_contract(rule: Rule, reading: OwnerReading) -> Binding:
    clause = next(c for c in rule.clauses if any(s.owners for s in c.subjects))
    none = OwnerTest(lists=reading.lists, percent=100, more=True, programs=reading.programs)
    narrow, broad = reading.narrow or none, reading.broad or none
    phase = rule.phases_of(clause)[0]
    return Binding(rule, clause, narrow, broad, phase, "now", "", reading.open_, reading.narrow is not None)


def _covers(phase: Phase, on: date) -> bool:
    return (phase.from_ is None or phase.from_ <= on) and (phase.to is None or on <= phase.to)


def _distance(phase: Phase, on: date) -> int:
    return min(abs((day - on).days) for day in (phase.from_ or on, phase.to or phase.from_ or on))


def _state(phase: Phase, on: date) -> str:
    if _covers(phase, on):
        if phase.status in BINDING:
            return "now"
        return {"suspended": "suspended", "enacted": "later", "adopted": "later"}.get(phase.status, "ended")
    return "later" if phase.from_ and on < phase.from_ else "ended"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of one party. ``bounds`` are what listed and reached parties hold of it, in units.

    ``doubts`` say why it is undetermined; ``missing`` names the percentages that would settle it, and is empty where
    more than these is in doubt. ``flags`` are (word, sentence, citation).
    """

    owned: Owned
    bounds: tuple[int, int]
    because: str
    doubts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    flags: tuple[tuple[str, str, str], ...] = ()
    listed: tuple[OwnerListing, ...] = ()


class Judgement:
    """One rule over a graph on a day; ask it of any party. ``listings`` are those of all days, by party."""

    def __init__(self, binding: Binding, graph: StakeGraph, listings: Sequence[OwnerListing], on: date) -> None:
        self.binding, self.graph, self.on = binding, graph, on
        self.listings = _by_party(graph, listings)
        seeds = self._seeds(on)
        self.unrecognised: tuple[int, ...] = ()
        self.reach = Reach(self._snapshot(on, seeds), binding.narrow, seeds, binding.broad)

    def _seeds(self, on: date) -> Seeds:
        firm, possible = set(), set()
        for party, listings in self.listings.items():
            counted = [listing for listing in listings if listing.holds(on)]
            answers = {_counts(self.binding.narrow, listing) for listing in counted}
            if Reached.YES in answers:
                firm.add(party)
            elif Reached.MAYBE in answers:
                possible.add(party)
        return Seeds(frozenset(firm), frozenset(possible))

    def _snapshot(self, on: date, seeds: Seeds) -> Snapshot:
        """The stakes of the day; a transfer that is not recognised leaves the stake where it was (OFAC FAQ 402)."""
        control = self.binding.narrow.control or self.binding.broad.control
        named = seeds.firm | seeds.possible
        void = [s for s, remark in self.graph.remarks.items() if remark.unlicensed and self._day(s) <= on.toordinal()]
        if not void or not any(caution.kind == "divestment" for caution in self.binding.narrow.cautions):
            return take_snapshot(self.graph, on, control=control, named=named)
        still = [stake for each in void for stake in self._before(each)]
        if not still:
            return take_snapshot(self.graph, on, control=control, named=named)
        self.unrecognised = tuple(dict.fromkeys(still))
        without = [s for s in void if self.graph.owned[s] in self.graph.owned[still]]
        return take_snapshot(self.graph, on, control=control, named=named, without=without, still=still)

    def _day(self, stake: int) -> int:
        return int(self.graph.start[stake])

    def _before(self, stake: int) -> list[int]:
        """The stakes in the same party that listed parties gave up before a stake began, the last of each owner."""
        graph = self.graph
        last: dict[int, int] = {}
        for other in graph.stakes_in(int(graph.owned[stake])):
            owner, end = int(graph.owner[other]), int(graph.end[other])
            if end < graph.start[stake] and graph.relation[other] == 0 and self._listed_on(owner, end):
                last[owner] = max(last.get(owner, other), other, key=lambda s: int(graph.end[s]))
        return list(last.values())

    def _listed_on(self, party: int, day: int) -> bool:
        on = date.fromordinal(day)
        ours = self.listings.get(party, ())
        return any(each.holds(on) and _counts(self.binding.narrow, each) is Reached.YES for each in ours)

    def counted(self, party: int) -> list[OwnerListing]:
        """Return the listings of a party that the rule counts on the day, for certain or perhaps."""
        ours = (each for each in self.listings.get(party, ()) if each.holds(self.on))
        return [each for each in ours if _counts(self.binding.narrow, each) is not Reached.NO]

    def of(self, party: int) -> Answer:
        """Return what the rule says of a party."""
        reached, bounds = self.reach.of(party), self.reach.bounds(party)
        listed = tuple(each for each in self.listings.get(party, ()) if each.holds(self.on))
        if party in self.reach.seeds.firm:
            named = [each for each in listed if _counts(self.binding.narrow, each) is Reached.YES]
            return Answer(self._word, bounds, f"It is on {list_words(named)} itself.", listed=listed)
        why = self._why_not_now(party, reached)
        flags = tuple(self._flags(party, reached, counts=not why))
        if why or reached is Reached.NO:
            because = why or self._why_not_reached(bounds)
            return Answer(Owned.NOT_BLOCKED, bounds, because, flags=flags, listed=listed)
        doubts, missing = self.doubts(party) if reached is Reached.MAYBE else ((), ())
        if self.binding.unverified:
            doubts, missing = (f"It is not confirmed {self.binding.unverified}.", *doubts), ()
        if doubts or reached is Reached.MAYBE:
            because = "; ".join(doubts) or "What is known does not settle it."
            return Answer(Owned.UNDETERMINED, bounds, because, doubts, missing, flags, listed)
        return Answer(self._word, bounds, self.binding.clause.says, flags=flags, listed=listed)

    @property
    def _word(self) -> Owned:
        license_ = self.binding.clause.outcome is Outcome.LICENSE_REQUIRED
        return Owned.LICENSE_REQUIRED if license_ else Owned.BLOCKED

    def _why_not_now(self, party: int, reached: Reached) -> str:
        """Why the rule does not speak of a party that its test reaches; empty when it does."""
        binding, country = self.binding, self.graph.holders[party].country.upper()
        if binding.why_not_now:
            return binding.why_not_now
        if reached is not Reached.NO and binding.narrow.foreign and country in ("US", "USA"):
            return (
                f"{binding.rule.short} reaches companies outside the United States; this is one of the United States."
            )
        return ""

    def _why_not_reached(self, bounds: tuple[int, int]) -> str:
        if not self.binding.ownership:
            return "The clause does not speak of ownership."
        if not bounds[1]:
            return "No listed party, and none that is reached, is known to hold a part of it."
        test = self.binding.broad
        return f"What listed parties hold of it does not come to {'more than ' * test.more}{test.percent} percent."

    # --- doubts -----------------------------------------------------------------------------------

    def doubts(self, party: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return why a party is undetermined and the facts that would settle it (none where more is in doubt)."""
        said: dict[str, None] = {}
        missing: dict[str, None] = {}
        other = bool(self.binding.open_)
        for each in self._undetermined_above(party):
            for line, fact in self._doubts_at(each):
                said[line] = None
                other = other or not fact
                if fact:
                    missing[fact] = None
        said.update(dict.fromkeys(f"{line[:1].upper()}{line[1:]}." for line in self.binding.open_))
        return tuple(said)[:8], () if other else tuple(missing)[:8]

    def _undetermined_above(self, party: int, most: int = 200) -> list[int]:
        """The party and those above it that may be reached."""
        found = [party]
        for each in found:
            if each >= len(self.graph.holders):
                continue
            for owner, *_, reached, _ in self.reach.holdings(each):
                if reached is Reached.MAYBE and owner not in found and len(found) < most:
                    found.append(owner)
        return found

    def _doubts_at(self, party: int) -> Iterable[tuple[str, str]]:
        """(sentence, fact that would settle it or empty) for what is uncertain of one party and the stakes in it."""
        from_reach, graph = self.reach, self.graph
        if party >= len(graph.holders):
            return
        name = graph.holders[party].caption
        if party in from_reach.seeds.possible:
            yield from ((self._why_possible(each), "") for each in self.listings[party] if each.holds(self.on))
        if from_reach.excess[party]:
            total = int(from_reach.total[party]) // PERCENT
            yield f"The stakes in {name} come to {total} percent: they contradict each other.", ""
        if party in from_reach.snapshot.own:
            yield f"{name} is said to own a part of itself, so that what others hold weighs more.", ""
        for owner, least, most, reached, _ in from_reach.holdings(party):
            if reached is Reached.NO:
                continue
            if owner >= len(graph.holders):
                yield f"A nominee holds a part of {name} for someone not named.", ""
                continue
            problems = self._problems(owner, party)
            yield from ((line, "") for line in problems)
            if least != most and not problems:
                holder = graph.holders[owner].caption
                fact = f"percent of {holder} in {name}"
                yield f"How much {holder} holds of {name} is not known exactly.", fact

    def _problems(self, owner: int, party: int) -> list[str]:
        graph, day = self.graph, self.on.toordinal()
        ours = [s for s in graph.stakes_in(party) if int(graph.owner[s]) == owner and s in graph.remarks]
        names = f"{graph.holders[owner].caption} in {graph.holders[party].caption}"
        return [
            f"The stake of {names} cannot be taken as written ({graph.remarks[s].problem}; {graph.where(s)})."
            for s in ours
            if graph.remarks[s].problem and graph.start[s] <= day <= graph.end[s]
        ]

    def _why_possible(self, listing: OwnerListing) -> str:
        name = self.graph.holders[self.graph.number(listing.party)].caption
        if not listing.firm:
            return f"{name} may be on {listing.list}: {listing.because or 'the match is not certain'}."
        return f"{name} is on {listing.list} under a program that is not known, and the rule counts only some."

    # --- cautions ---------------------------------------------------------------------------------

    def _flags(self, party: int, reached: Reached, *, counts: bool) -> Iterable[tuple[str, str, str]]:
        if reached is not Reached.NO and counts:
            return
        seen = set()
        for caution in self.binding.narrow.cautions:
            if caution.flag not in seen and self._warns(caution.kind, party):
                seen.add(caution.flag)
                yield caution.flag, caution.says, caution.cite

    def _warns(self, kind: str, party: int) -> bool:
        if kind == "minority":
            return any(most and reached is not Reached.NO for _, _, most, reached, _ in self.reach.holdings(party))
        if kind == "control":
            return self._controlled(party)
        return party in self.sold

    def _controlled(self, party: int) -> bool:
        """Whether reached parties control it, have half of its votes or more, or sit on its board."""
        graph, day, votes = self.graph, self.on.toordinal(), 0
        for stake in graph.stakes_in(party):
            relation = graph.relation[stake]
            held = relation != 0 and graph.start[stake] <= day <= graph.end[stake]
            if not held or self.reach.counted(int(graph.owner[stake])) is Reached.NO:
                continue
            if relation != 1:
                return True
            votes += int(graph.most[stake])
        return votes >= 50 * PERCENT

    @cached_property
    def sold(self) -> frozenset[int]:
        """The parties that the test reached on a day when a holding ended; none for a rule that does not warn of it."""
        graph = self.graph
        warns = any(caution.kind == "divestment" for caution in self.binding.narrow.cautions)
        if not warns or len(graph.owned) > _SEARCHED:
            return frozenset()
        ended = graph.end < self.on.toordinal()
        days = sorted({int(day) for day in graph.end[ended]}, reverse=True)[:_DAYS_LOOKED_AT]
        sold: set[int] = set()
        for day in days:
            on = date.fromordinal(day)
            seeds = self._seeds(on)
            if not seeds.firm:
                continue
            before = Reach(take_snapshot(graph, on, named=seeds.firm), self.binding.narrow, seeds)
            touched = {int(graph.owned[s]) for s in (ended & (graph.end == day)).nonzero()[0]}
            sold |= {party for party in touched if before.of(party) is Reached.YES}
        return frozenset(sold)


def _by_party(graph: StakeGraph, listings: Iterable[OwnerListing]) -> Mapping[int, list[OwnerListing]]:
    found: dict[int, list[OwnerListing]] = {}
    seen = set()
    for listing in listings:
        same = (listing.party, listing.list, listing.program, listing.from_, listing.to, listing.firm)
        if same not in seen:
            seen.add(same)
            found.setdefault(graph.number(listing.party), []).append(listing)
    return found


def _counts(test: OwnerTest, listing: OwnerListing) -> Reached:
    """Whether a listing is of the kind that a test counts."""
    if listing.list not in test.lists:
        return Reached.NO
    words = next((each.words for each in test.programs if each.list == listing.list), ())
    if words and not listing.program:
        return Reached.MAYBE
    if words and not {word.upper() for word in words} & set(_TOKEN.split(listing.program.upper())):
        return Reached.NO
    return Reached.YES if listing.firm else Reached.MAYBE


def list_words(listed: Sequence[OwnerListing]) -> str:
    """Return the lists with their programs, where these say more than the list does."""
    said = (
        f"{each.list} ({each.program})" if each.program and each.program.lower() != each.list else each.list
        for each in listed
    )
    return ", ".join(dict.fromkeys(said))
