"""Owners of the parties of a transaction: the ownership rules over its stakes and those of a file, at its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from debar.model import (
    Citation,
    Evidence,
    Holder,
    Identification,
    OwnerListing,
    OwnerTest,
    Participant,
    Stake,
    Strength,
    Transaction,
)
from debar.ownership.chain import in_words, trace
from debar.ownership.graph import StakeGraph, build_graph, percent_of
from debar.ownership.reach import Reached
from debar.ownership.words import party_id
from debar.regimes.rule import Rule
from debar.screening.ownership import Binding, Judgement, Owned, bind
from debar.transactions.screened import PartyScreen, owner_listings

#: Days of which the judgements over a file of stakes are kept.
_DAYS_KEPT = 24


@dataclass(frozen=True, slots=True)
class Holding:
    """What owners make of one participant by one rule.

    ``facts`` are those that the rule's own test reads (None where it is not reached); ``flags`` are (word, sentence,
    citation) of warnings; ``found`` is the chain as evidence. ``doubt`` says why it is uncertain where no percentage
    would settle it: who an owner is, or what a stake is.
    """

    rule: Rule
    participant: Participant
    facts: Mapping[str, Any] | None
    flags: tuple[tuple[str, str, Citation], ...]
    found: Identification
    doubt: str = ""


class Owners:
    """Asks the ownership rules of participants. ``graph`` holds the stakes of a file, for all transactions."""

    def __init__(self, screen: PartyScreen, rules: Sequence[Rule], graph: StakeGraph | None = None) -> None:
        self._screen = screen
        self._graph = graph
        self.rules = tuple(rule for rule in rules if not rule.of_contract and _tests(rule))
        self._by_day: dict[tuple[date, str], Judgement] = {}
        self._names = _names_of(graph) if graph is not None else {}

    def holdings(self, transaction: Transaction, on: date) -> Iterator[Holding]:
        """Yield what the ownership rules say of each participant that somebody is said to own."""
        for graph, owned in self._graphs(transaction):
            for rule in self.rules:
                judgement = self._judgement(rule, graph, on)
                found = (_holding(rule, judgement, participant, number) for participant, number in owned)
                yield from (holding for holding in found if holding)

    def judged_by(
        self, tests: tuple[OwnerTest, OwnerTest], rule: Rule, transaction: Transaction, on: date
    ) -> Iterator[tuple[Participant, Judgement, int]]:
        """Yield (participant, judgement, number in its graph) for a contract's own ownership test.

        ``tests`` are what its words say for certain and what they may say.
        """
        clause = next(clause for clause in rule.clauses if any(subject.owners for subject in clause.subjects))
        binding = Binding(rule, clause, *tests, rule.phases_of(clause)[0], "now")
        for graph, owned in self._graphs(transaction):
            judgement = Judgement(binding, graph, self._listings(graph, on), on)
            yield from ((participant, judgement, number) for participant, number in owned)

    def _judgement(self, rule: Rule, graph: StakeGraph, on: date) -> Judgement:
        if graph is not self._graph:
            return Judgement(bind(rule, on), graph, self._listings(graph, on), on)
        key = (on, rule.id)
        if key not in self._by_day:
            if len(self._by_day) >= _DAYS_KEPT:
                self._by_day.clear()
            self._by_day[key] = Judgement(bind(rule, on), graph, self._listings(graph, on), on)
        return self._by_day[key]

    def _graphs(self, transaction: Transaction) -> Iterator[tuple[StakeGraph, list[tuple[Participant, int]]]]:
        """The graphs that know an owner of a participant, with those participants and their numbers."""
        if transaction.stakes:
            graph = _graph_of(transaction.stakes)
            yield graph, list(_owned(transaction, graph, _names_of(graph)))
        if self._graph is not None and (owned := list(_owned(transaction, self._graph, self._names))):
            yield self._graph, owned

    def _listings(self, graph: StakeGraph, on: date) -> list[OwnerListing]:
        holders = [_as_participant(holder) for holder in graph.holders]
        self._screen.meet(holders)
        return [
            listing
            for holder, participant in zip(graph.holders, holders, strict=True)
            for listing in owner_listings(holder.id, self._screen.of(participant), on)
        ]


def _tests(rule: Rule) -> bool:
    return any(subject.owners and subject.owners.lists for clause in rule.clauses for subject in clause.subjects)


def _graph_of(stakes: Sequence[Stake]) -> StakeGraph:
    names = dict.fromkeys(name for stake in stakes for name in (stake.owner, stake.owned))
    plain = [replace(stake, owner=party_id(stake.owner), owned=party_id(stake.owned)) for stake in stakes]
    return build_graph(plain, [Holder(party_id(name), name) for name in names])


def _as_participant(holder: Holder) -> Participant:
    return Participant(
        role="owner", name=holder.caption, country=holder.country.lower(), identifiers=holder.identifiers
    )


def _owned(transaction: Transaction, graph: StakeGraph, names: Mapping[str, int]) -> Iterator[tuple[Participant, int]]:
    """The participants that the graph knows an owner of, each name once."""
    seen: set[int] = set()
    for participant in transaction.participants:
        number = names.get(party_id(participant.name)) if participant.name else None
        if number is not None and number not in seen and graph.stakes_in(number):
            seen.add(number)
            yield participant, number


def _names_of(graph: StakeGraph) -> Mapping[str, int]:
    """The first party of each name or id of a graph."""
    found: dict[str, int] = {}
    for number, holder in enumerate(graph.holders):
        for name in (party_id(holder.name), party_id(holder.id)):
            found.setdefault(name, number)
    return found


def _holding(rule: Rule, judgement: Judgement, participant: Participant, number: int) -> Holding | None:
    answer = judgement.of(number)
    reached = judgement.reach.of(number)
    if number in judgement.reach.seeds.firm or (reached is Reached.NO and not answer.flags):
        return None
    binding = judgement.binding
    elsewhere = answer.owned is Owned.NOT_BLOCKED and not binding.why_not_now
    elsewhere = elsewhere or (binding.narrow.foreign and participant.country == "us")
    chain = trace(judgement.reach, number)
    words = in_words(judgement.reach, chain)
    found = Identification(
        kind="ownership",
        text=words or participant.name,
        field=participant.role,
        strength=Strength.STRONG if reached is Reached.YES else Strength.WEAK,
        because=f"{participant.name}: stakes as stated on {judgement.on}"
        + (f"; {' '.join(answer.doubts)}" if answer.doubts else "."),
        entity=judgement.graph.holders[chain.links[0].owner].id if chain.links else judgement.graph.holders[number].id,
        evidence=tuple(Evidence(judgement.graph.where(s)) for link in chain.links for s in link.stakes)[:8],
    )
    flags = tuple((word, f"{answer.because} {says}", Citation(cite)) for word, says, cite in answer.flags)
    facts = None if elsewhere or reached is Reached.NO else _facts(judgement.binding.narrow, judgement, number, words)
    doubt = "" if answer.missing or reached is Reached.YES else " ".join(answer.doubts)
    return Holding(rule, participant, facts, flags, found, doubt)


def _facts(test: OwnerTest, judgement: Judgement, number: int, words: str) -> dict[str, Any]:
    """The owners of the other party as the rule's own test reads them: what counts together, as one holder."""
    least, most = (percent_of(bound) for bound in judgement.reach.bounds(number))
    entry: dict[str, Any] = {"name": words, "list": test.lists[0]}
    if judgement.reach.of(number) is Reached.YES:
        entry["percent"] = max(least, Decimal(test.percent))
    else:
        entry |= {"percent_min": min(least, Decimal(test.percent) - 1), "percent_max": max(most, Decimal(test.percent))}
    return {"owners": [entry]}
