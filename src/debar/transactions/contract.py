"""A contract's own obligations against a transaction: which is touched, by whom or what, and where its words stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.clauses.owner_test import owner_tests
from debar.clauses.text import fold
from debar.clauses.vocabulary import phrases, screened_lists, screened_programs
from debar.documents import Document
from debar.model import AMOUNTS_TO, Citation, ListPrograms, Outcome, Participant, RuleResult, Transaction
from debar.model.clauses import ClauseReading, Obligation
from debar.ownership.chain import in_words, trace
from debar.ownership.reach import Reached
from debar.regimes.rule import Rule
from debar.transactions.cases import about, role_words
from debar.transactions.ownership import Owners
from debar.transactions.places import country_of, place_name, place_words
from debar.transactions.screened import Listed

#: Characters of a clause that a sentence quotes; the reading of the clause has all of them.
_QUOTED = 220
_OTHER_SIDE = (
    "buyer",
    "end-user",
    "consignee",
    "intermediate-consignee",
    "forwarder",
    "broker",
    "agent",
    "bank",
    "payer",
)
_STATE = ("government", "military", "military-intelligence", "police")
#: Kinds of limbs that a transaction may touch; the others are told and not tested.
_TESTED = ("party", "ownership", "place", "use", "equipment")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract's document and what was read in it."""

    document: Document
    reading: ClauseReading

    def cite(self, item: Obligation) -> Citation:
        """Where the words of an obligation stand."""
        place = self.document.place(item.words.start)
        page = "" if place.page is None else f"page {place.page}, "
        return Citation(f"{self.document.name}, {page}line {place.line}, {item.id}")


@dataclass(frozen=True, slots=True)
class _Limb:
    """What one condition of an obligation comes to: it holds, may hold, fails, or a fact is missing."""

    held: str
    why: str
    missing: str = ""
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """What obligations are tested against: the transaction, its parties on lists, owners, and what the rules say.

    ``of_item`` are the lists that name the item's maker; ``embargoed`` tells whether a place is barred by sanctions.
    """

    transaction: Transaction
    listed: Mapping[Participant, Sequence[Listed]]
    of_item: frozenset[str]
    owners: Owners
    rule: Rule
    results: Sequence[RuleResult]
    on: date | None
    embargoed: Callable[[str], bool]


def check_contract(contract: Contract, facts: Tested) -> Iterator[RuleResult]:
    """Yield a result for each obligation, in the order of the contract; ``not-covered`` says why it is not touched."""
    yield from (_result(contract, item, facts) for item in contract.reading.obligations)


def _result(contract: Contract, item: Obligation, facts: Tested) -> RuleResult:
    limbs = list(_limbs(item, facts)) if item.kind in _TESTED else []
    outcome, why = _outcome(item, limbs, facts)
    quoted = " ".join(item.words.text.split())
    quoted = quoted if len(quoted) <= _QUOTED else quoted[: _QUOTED - 1].rstrip() + "…"
    missing = tuple(dict.fromkeys(limb.missing for limb in limbs if limb.missing)) if outcome is Outcome.DEPENDS else ()
    whom = next((limb.whom for limb in limbs if limb.whom and limb.held == "yes"), "")
    phase = facts.rule.phases[0]
    return RuleResult(
        rule=facts.rule.id,
        title=f"{contract.document.name}, {item.id}",
        outcome=outcome,
        because=f"{item.id} of {contract.document.name} ({_says(item)}): “{quoted}”: {why}",
        missing=missing,
        in_force=(phase.from_, phase.to),
        citations=(contract.cite(item),),
        about=" ".join(part for part in (item.id, whom) if part),
    )


def _says(item: Obligation) -> str:
    who = item.who or "nobody named"
    verb = {"must": "must", "must_not": "must not", "represents_not": "states that it is not"}[item.modality]
    return f"{who} {verb} {', '.join(item.actions)}".strip()


def _outcome(item: Obligation, limbs: Sequence[_Limb], facts: Tested) -> tuple[Outcome, str]:
    if item.kind == "comply":
        return _complied(facts)
    if item.kind == "duty":
        within = f" within {item.within}" if item.within else ""
        return Outcome.INFO, f"a duty to be kept{within}; no record shows whether it is."
    failed = [limb for limb in limbs if limb.held == "no"]
    if failed or not limbs:
        return Outcome.NOT_COVERED, f"{failed[0].why if failed else 'nothing in the record speaks of it'}."
    why = "; ".join(limb.why for limb in limbs) + "."
    if any(limb.held == "unknown" for limb in limbs):
        return Outcome.DEPENDS, why
    return (Outcome.REVIEW if any(limb.held == "maybe" for limb in limbs) else Outcome.PROHIBITED), why


def _complied(facts: Tested) -> tuple[Outcome, str]:
    """A duty to keep the law is touched where a rule of law speaks."""
    worst = next(
        (r for r in facts.results if AMOUNTS_TO.get(r.outcome) in (Outcome.PROHIBITED, Outcome.LICENSE_REQUIRED)), None
    )
    if worst is None:
        return Outcome.INFO, "it binds to keep the law; no rule held here bars this."
    return Outcome.REVIEW, f"it binds to keep the law, and {worst.rule} says {worst.outcome}."


def _limbs(item: Obligation, facts: Tested) -> Iterator[_Limb]:
    if item.lists.ids and item.kind in ("party", "place", "use"):
        yield _on_lists(item, facts)
    if item.ownership is not None:
        yield _owned(item, facts)
    if item.places.mode:
        yield _in_places(item, facts)
    if "government" in item.about and item.kind in ("place", "use", "party"):
        yield _of_government(facts)
    if item.uses:
        yield _used(item, facts)
    if item.kind == "equipment":
        yield _equipment(item, facts)


# --- parties and owners ----------------------------------------------------------------------------


def _list_ids(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(list_id for id_ in ids for list_id in screened_lists(id_)))


def _on_lists(item: Obligation, facts: Tested) -> _Limb:
    lists, programs = _list_ids(item.lists.ids), screened_programs(item.lists.ids)
    possible: _Limb | None = None
    for participant, found in facts.listed.items():
        for one in found:
            if (lists and one.list not in lists) or not _in_programs(one, programs, facts.on):
                continue
            why = f"{about(participant)} is {one.caption} on {one.list}"
            if one.firm:
                return _Limb("yes", why, whom=about(participant))
            possible = possible or _Limb(
                "maybe", f"{about(participant)} may be {one.caption} on {one.list}", whom=about(participant)
            )
    named = ", ".join(item.lists.ids) or "any list"
    return possible or _Limb("no", f"no party of the record was found on {named}")


def _in_programs(one: Listed, programs: Sequence[ListPrograms], on: date | None) -> bool:
    words = next((each.words for each in programs if each.list == one.list), ())
    held = [listing for listing in one.listings if on is None or listing.in_force(on)]
    return not words or any(word in listing.program for listing in held for word in words)


def _owned(item: Obligation, facts: Tested) -> _Limb:
    terms = item.ownership
    if terms is None or facts.on is None:
        return _Limb("unknown", "the day is not known", "date")
    narrow, broad, open_ = owner_tests(terms, terms.over)
    if not narrow.lists:
        narrow, broad = (replace(test, lists=("us-ofac-sdn",)) for test in (narrow, broad))
    possible: _Limb | None = None
    known_ = False
    for participant, judgement, number in facts.owners.judged_by(
        (narrow, broad), facts.rule, facts.transaction, facts.on
    ):
        known_ = True
        reached = judgement.reach.of(number)
        if reached is Reached.NO or number in judgement.reach.seeds.firm:
            continue
        words = in_words(judgement.reach, trace(judgement.reach, number))
        why = f"{about(participant)} is owned so: {words}"
        if reached is Reached.YES and terms.threshold is not None:
            return _Limb("yes", why, whom=about(participant))
        doubts = "; ".join(("", *open_))
        possible = _Limb("maybe", f"{about(participant)} may be owned so: {words}{doubts}", whom=about(participant))
    if possible:
        return possible
    why = (
        "no listed party is known to own so much of a party"
        if known_
        else "the record says nothing of who owns the parties"
    )
    return _Limb("no", why)


# --- places, uses, governments ---------------------------------------------------------------------


def _touched(transaction: Transaction) -> dict[str, str]:
    """Places that the transaction touches -> what touches them."""
    found: dict[str, str] = {}
    if transaction.destination:
        found[transaction.destination] = f"the goods go to {place_name(transaction.destination)}"
    for party in transaction.participants:
        if party.role in _OTHER_SIDE and party.place:
            found.setdefault(party.place, f"the {role_words(party.role)} is in {place_name(party.place)}")
    for place in transaction.transit:
        found.setdefault(place, f"the goods pass through {place_name(place)}")
    return found


def _in_places(item: Obligation, facts: Tested) -> _Limb:
    touched = _touched(facts.transaction)
    if not touched:
        return _Limb("unknown", "where the goods go is not known", "destination")
    terms = item.places
    if terms.undefined:
        barred = [why for place, why in touched.items() if facts.embargoed(place)]
        if barred:
            return _Limb(
                "maybe", f"the contract does not define “{terms.term}”, and {barred[0]}, which the law embargoes"
            )
        return _Limb("no", f"the contract does not define “{terms.term}”, and no embargoed place is touched")
    for place, why in touched.items():
        if not (place in terms.codes or country_of(place) in terms.codes or _wider(place, terms.codes)):
            continue
        if "dynamic" in terms.mode and not facts.embargoed(place):
            return _Limb(
                "maybe",
                f"{why}; it was named when the clause was written, and the sanctions it describes do not hold now",
            )
        return _Limb("yes", why, whom=place_words(place))
    if "dynamic" in terms.mode:
        barred = [why for place, why in touched.items() if facts.embargoed(place)]
        if barred:
            return _Limb("maybe", f"{barred[0]}, which the clause does not name and its description may reach")
    names = ", ".join(place_name(code) for code in terms.codes[:8]) or terms.description[:80]
    return _Limb("no", f"none of its places is touched ({names})")


def _wider(place: str, codes: Sequence[str]) -> bool:
    """Sevastopol lies in what contracts and orders call the Crimea region."""
    return place == "ua-40" and "ua-43" in codes


def _of_government(facts: Tested) -> _Limb:
    parties = [p for p in facts.transaction.participants if p.role in ("buyer", "end-user", "consignee")]
    state = next((party for party in parties if party.kind in _STATE), None)
    if state:
        return _Limb("yes", f"{about(state)} is a body of a state ({state.kind_because})", whom=about(state))
    if parties and all(party.kind == "private" for party in parties):
        return _Limb("no", "no buyer or user is a body of a state")
    return _Limb(
        "unknown",
        "whether the buyer or user is a body of a state is not said",
        "whether the end user is a government body",
    )


def _used(item: Obligation, facts: Tested) -> _Limb:
    said = facts.transaction.end_use
    if not said.strip():
        return _Limb("unknown", "the end use is not said", "end use")
    found = [hit.row.id for hit in phrases("end_uses").find_each(fold(said))]
    hit = next((use for use in found if use in item.uses), "")
    if hit:
        return _Limb("yes", f"the end use is {hit}", whom="end use")
    return _Limb("no", f"the end use “{said[:80]}” is none of: {', '.join(item.uses)}")


def _equipment(item: Obligation, facts: Tested) -> _Limb:
    lists = set(_list_ids(item.lists.ids)) or {"us-889", "us-fcc-covered"}
    hit = sorted(lists & facts.of_item)
    if hit:
        return _Limb("yes", f"the maker of the item is on {', '.join(hit)}", whom="item")
    return _Limb("no", "the item is of no maker that these lists name")
