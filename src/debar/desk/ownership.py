"""Ownership asked of the desk: files of stakes, owners found on the lists, and what the ownership rules say of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from debar.errors import InputError
from debar.model import (
    FILED_AS,
    SEVERITY,
    Citation,
    Designation,
    Evidence,
    Finding,
    Identification,
    NameMatch,
    Outcome,
    OwnerListing,
    PartyQuery,
    Purchase,
    RuleResult,
    Standing,
    Strength,
)
from debar.ownership.chain import Chain, in_words, name_of, trace
from debar.ownership.graph import StakeGraph
from debar.ownership.reach import Reached
from debar.ownership.readers.opening import StakeOptions, read_listed, read_stakes
from debar.ownership.readers.reading import Reading
from debar.ownership.words import party_id, words_of
from debar.regimes.rule import Rule
from debar.screening.conclude import finding_outcome
from debar.screening.ownership import Answer, Binding, Judgement, Owned, bind
from debar.screening.reference import Reference

#: Rules asked when none is named; a contract's clause joins them when its text is given.
RULES = ("us-ofac-50", "us-bis-affiliates50")
CONTRACT = "contract-tc"
_TOGETHER = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipQuestion:
    """What is asked: files, how to read them, which rules; ``match`` looks parties up on the lists held."""

    paths: Sequence[str | Path]
    mapping: Sequence[str] = ()
    parent: str = ""
    listed: Sequence[str | Path] = ()
    rules: Sequence[str] = ()
    clause: str = ""
    match: bool = True


@dataclass
class Ownership:
    """The answers of all rules asked, over one graph on one day. Iterate over `findings`, or ask of one party."""

    on: date
    graph: StakeGraph
    reading: Reading
    judgements: tuple[Judgement, ...]
    reference: Reference
    known_at: date | None = None
    by_outcome: Counter[Outcome] = field(default_factory=Counter)

    def findings(self, *, everything: bool = False) -> Iterator[Finding]:
        """Yield a finding for each party that a rule reaches or warns of, in the order of first mention; or for all."""
        for party in range(len(self.graph.holders)) if everything else self._touched:
            finding = self.finding(party)
            if everything or finding.identifications:
                self.by_outcome[finding.outcome] += 1
                yield finding

    @cached_property
    def _touched(self) -> list[int]:
        """The parties of which listed or reached ones hold something, or that they control."""
        touched: set[int] = set()
        for judgement in self.judgements:
            snapshot, counts = judgement.reach.snapshot, judgement.reach.at_most.member
            touched |= set(np.unique(snapshot.tails[counts[snapshot.heads]]).tolist())
            others = (self.graph.relation != 0) & counts[self.graph.owner]
            touched |= set(np.unique(self.graph.owned[others]).tolist()) | judgement.sold
        return sorted(touched)

    def party(self, words: str) -> int:
        """Return the party of that id or name. Raises InputError when there is none, or more than one."""
        found = self.graph.numbers_named(words)
        if len(found) == 1:
            return found[0]
        shown = ", ".join(self.graph.holders[n].caption for n in found[:8])
        if found:
            raise InputError(f"{words!r} may be {len(found)} parties: {shown}; give one in full, or its id")
        raise InputError(f"{words!r} is no party of the stakes given; check its spelling")

    def chains(self, party: int, *, everything: bool = False) -> list[tuple[Judgement, Answer, Chain]]:
        """Return, for each rule, what it says of a party and the holdings above it."""
        return [(j, j.of(party), trace(j.reach, party, everything=everything)) for j in self.judgements]

    def finding(self, party: int) -> Finding:
        """Return the finding on one party."""
        told = self.chains(party)
        results = tuple(sorted((_result(*each) for each in told), key=lambda r: SEVERITY.index(finding_outcome([r]))))
        found = _identifications(told, party)
        outcome = finding_outcome(results) if found else Outcome.CLEAR
        subject = self._subject(party)
        ground = [f"{result.rule}|{result.outcome}|{result.because}" for result in results]
        return Finding(
            id=_digest(subject.sha256, self.graph.holders[party].id, "ownership"),
            ground=_digest(*(f"{i.text}|{i.entity}" for i in found), *ground),
            outcome=outcome,
            sentence=_sentence(self.graph.holders[party].caption, outcome, results),
            subject=subject,
            identifications=found,
            rules=results,
            not_checked=self._not_checked(),
            editions=self.reference.editions_data,
        )

    def _subject(self, party: int) -> Purchase:
        stakes = self.graph.stakes_in(party)
        first = stakes[0] if stakes else -1
        source = self.graph.sources[self.graph.source[first]] if stakes else ""
        holder = self.graph.holders[party]
        return Purchase(
            source=source,
            row=int(self.graph.row[first]) if stakes else 0,
            sha256=self.reading.sha256.get(source.partition("#")[0], ""),
            text=holder.caption,
            kind="party",
            date=self.on,
            action="",
            place={"party": holder.id} if holder.id != holder.caption else {},
        )

    def _not_checked(self) -> tuple[str, ...]:
        held = (f"{each.binding.rule.id} was asked alone" for each in self.judgements if len(self.judgements) == 1)
        return (*held, "the 50 percent rules of other countries not checked", *self.reference.not_known(self.known_at))


def judge_files(
    question: OwnershipQuestion, reference: Reference, rules: Sequence[Rule], on: date, known_at: date | None
) -> Ownership:
    """Return what the rules say of the stakes in some files on a day.

    Raises InputError for a file or rule that cannot be used, and as `debar.ownership.readers.read_stakes` does.
    """
    asked = list(question.rules) or [*RULES, *([CONTRACT] if question.clause else [])]
    bindings = [bind(_rule(rules, id_), on, question.clause) for id_ in dict.fromkeys(asked)]
    reading = read_stakes(question.paths, StakeOptions(question.mapping, question.parent))
    for path in question.listed:
        read_listed(path, reading)
    graph = reading.builder.finish()
    _note_lists(reading, bindings, reference)
    listings = list(_said(reading, graph))
    if question.match:
        listings += _matched(graph, reference, on, known_at)
    judgements = tuple(Judgement(binding, graph, listings, on) for binding in bindings)
    return Ownership(on, graph, reading, judgements, reference, known_at)


def _rule(rules: Sequence[Rule], id_: str) -> Rule:
    found = next((rule for rule in rules if rule.id == id_), None)
    if found is None:
        raise InputError(f"no rule {id_!r} is held here; rules of ownership: {', '.join((*RULES, CONTRACT))}")
    return found


def _note_lists(reading: Reading, bindings: Sequence[Binding], reference: Reference) -> None:
    """Say which lists of the files nobody knows: who stands on one counts under no rule."""
    known = {name for binding in bindings for test in (binding.narrow, binding.broad) for name in test.lists}
    known |= set(reference.editions_data["lists"]) | set(words_of("lists").values())
    for listing in reading.listings:
        if listing.list not in known:
            reading.notes[
                f"the list {listing.list[:40]!r} is not known, so that nobody on it counts; check its spelling"
            ] += 1


def _said(reading: Reading, graph: StakeGraph) -> Iterator[OwnerListing]:
    """The listings that files state, by the ids of the graph; those of parties that no stake names are counted."""
    named: dict[str, list[str]] = {}
    for holder in graph.holders:
        for words in {party_id(holder.id), party_id(holder.name)} - {""}:
            named.setdefault(words, []).append(holder.id)
    for listing in reading.listings:
        found = [listing.party] if graph.holds(listing.party) else named.get(party_id(listing.party), [])
        if not found:
            reading.notes["listed parties that no stake names"] += 1
        yield from (replace(listing, party=id_) for id_ in found)


def _matched(graph: StakeGraph, reference: Reference, on: date, known_at: date | None) -> Iterator[OwnerListing]:
    """The listings of parties found by name or number on the lists; a match to be reviewed makes no firm listing."""
    holders = graph.holders
    for start in range(0, len(holders), _TOGETHER):
        some = holders[start : start + _TOGETHER]
        queries = [
            PartyQuery(
                holder.caption,
                schema=holder.schema if holder.schema in FILED_AS else "",
                identifiers=holder.identifiers,
                countries=(holder.country.lower(),) if holder.country else (),
            )
            for holder in some
        ]
        for holder, matches in zip(some, reference.match(queries, known_at=known_at, ever=True), strict=True):
            # Of several parties that a name may be only full matches stand, where there is one.
            firm = [match for match in matches if match.outcome == "match"]
            for match in firm or matches:
                yield from _listings(holder.id, match, on)


def _listings(party: str, match: NameMatch, on: date) -> Iterator[OwnerListing]:
    for designation in match.entity.designations:
        standing = designation.standing(on)
        sure = match.outcome == "match" and standing is not Standing.UNKNOWN
        doubt = "" if standing is not Standing.UNKNOWN else "; on which day the listing began or ended is not known"
        yield OwnerListing(
            party=party,
            list=designation.list,
            program=designation.program,
            from_=None if standing is Standing.UNKNOWN else designation.from_,
            to=None if standing is Standing.UNKNOWN else _day_off(designation),
            firm=sure,
            because=f"{match.entity.id} {match.name}: {match.because}{doubt}",
            url=next((citation.url for citation in designation.citations if citation.url), ""),
        )


def _day_off(designation: Designation) -> date | None:
    to = designation.to
    return to + timedelta(days=1) if to is not None and to < date.max else None


# --- one party ------------------------------------------------------------------------------------


def _identifications(told: Sequence[tuple[Judgement, Answer, Chain]], party: int) -> tuple[Identification, ...]:
    """The chains that lead to the party, each once, whatever number of rules follows it."""
    found: dict[str, Identification] = {}
    for judgement, answer, chain in told:
        words = in_words(judgement.reach, chain)
        if words and (chain.links or answer.flags):
            firm = all(link.reached is Reached.YES and link.least == link.most for link in chain.links)
            listed = next((link.owner for link in chain.links if judgement.listings.get(link.owner)), party)
            found.setdefault(
                words,
                Identification(
                    kind="ownership",
                    text=words,
                    field="owners",
                    strength=Strength.EXACT if firm else Strength.WEAK,
                    because=f"Stakes as stated, on {judgement.on}.",
                    entity=judgement.graph.holders[listed].id,
                    evidence=tuple(_evidence(judgement.graph, chain)),
                ),
            )
        elif answer.flags or answer.listed:
            text = answer.flags[0][1] if answer.flags else answer.because
            entity = judgement.graph.holders[party].id
            weak = Identification(
                kind="ownership", text=text, field="owners", strength=Strength.WEAK, because=text, entity=entity
            )
            found.setdefault(text, weak)
    return tuple(found.values())


def _evidence(graph: StakeGraph, chain: Chain) -> Iterator[Evidence]:
    for link in chain.links:
        for stake in link.stakes:
            remark = graph.remarks.get(stake)
            cited = remark.citation if remark else ""
            held = f", held of record by {graph.caption(remark.of_record)}" if remark and remark.of_record else ""
            name = f"{name_of(graph, link.owner)} in {name_of(graph, link.owned)}{held}: {graph.where(stake)}"
            url = cited if cited.startswith(("https://", "http://")) else ""
            yield Evidence(f"{name}{f' ({cited})' if cited and not url else ''}", url)


_STATES = {"later": Outcome.NOT_YET_EFFECTIVE, "suspended": Outcome.SUSPENDED, "ended": Outcome.EXPIRED}


def _result(judgement: Judgement, answer: Answer, chain: Chain) -> RuleResult:
    binding = judgement.binding
    words = in_words(judgement.reach, chain)
    because = answer.because + (f" {words} percent." if words and answer.owned is not Owned.NOT_BLOCKED else "")
    outcome = binding.clause.outcome
    if answer.owned is Owned.UNDETERMINED:
        outcome = Outcome.DEPENDS if answer.missing else Outcome.REVIEW
    elif answer.owned is Owned.NOT_BLOCKED:
        reached = judgement.reach.of(chain.party) is not Reached.NO
        outcome = _STATES.get(binding.state, Outcome.NOT_COVERED) if reached else Outcome.NOT_COVERED
    if answer.flags and outcome in (Outcome.NOT_COVERED, *_STATES.values()):
        outcome, because = Outcome.REVIEW, f"{because} {' '.join(says for _, says, _ in answer.flags)}"
    cited = tuple(Citation(cite) for _, _, cite in answer.flags)
    return RuleResult(
        rule=binding.rule.id,
        title=binding.rule.title,
        outcome=outcome,
        because=because,
        missing=answer.missing,
        in_force=(binding.phase.from_, binding.phase.to),
        citations=(*binding.phase.citations, *cited),
        would_change=binding.clause.would_change,
        unverified=binding.unverified,
    )


def _sentence(name: str, outcome: Outcome, results: Sequence[RuleResult]) -> str:
    deciding = next((result for result in results if finding_outcome([result]) is outcome), None)
    if outcome is Outcome.CLEAR or deciding is None:
        return f"{name}: no ownership rule asked here reaches it. Clear is not permission."
    if outcome is Outcome.DEPENDS:
        return f"{name}: it depends on what is not known: {', '.join(deciding.missing)}. {deciding.because}"
    if outcome is Outcome.REVIEW:
        return f"{name}: a person must look. {deciding.because}"
    return f"{name}: {deciding.because}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
