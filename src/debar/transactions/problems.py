"""What in a transaction contradicts itself or cannot be: one plain sentence each. It is judged all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from debar.model import WHOLE, Transaction
from debar.ownership.graph import fault_of
from debar.ownership.words import party_id
from debar.transactions.places import country_of, place_name

_SELLS_ON = re.compile(r"\b(?:distributor|reseller|wholesaler)\b", re.IGNORECASE)


def contradictions(transaction: Transaction) -> tuple[str, ...]:
    """Return why a record cannot be taken as it stands; empty when nothing speaks against it."""
    return tuple(
        dict.fromkeys((*_days(transaction), *_parties(transaction), *_stakes(transaction), *_shares(transaction)))
    )


def _days(transaction: Transaction) -> Iterator[str]:
    ordered, exported, completed = transaction.ordered, transaction.exported, transaction.completed
    if ordered and exported and exported < ordered:
        yield f"the export on {exported} is before the order on {ordered}"
    if ordered and completed and completed < ordered:
        yield f"the completion on {completed} is before the signing on {ordered}"


def _parties(transaction: Transaction) -> Iterator[str]:
    known: dict[str, tuple[str, str, str]] = {}
    for party in transaction.participants:
        key = party_id(party.name)
        if not key:
            continue
        role, country, kind = known.setdefault(key, (party.role, party.country, party.kind))
        if country and party.country and country != party.country:
            yield f"{party.name} is said to be in {place_name(country)} and in {place_name(party.country)}"
        if kind and party.kind and kind != party.kind:
            yield f"{party.name} is said to be {kind} and {party.kind}"
        if {role, party.role} == {"seller", "buyer"}:
            yield f"{party.name} is said to be seller and buyer"
        if {role, party.role} == {"seller", "end-user"}:
            yield f"{party.name} is said to be seller and end user"
        if {role, party.role} == {"buyer", "end-user"} and transaction.action == "resell":
            yield f"{party.name} is said to be the end user of what it buys to resell"
    if transaction.kind == "deal" and not transaction.of_role("target", "investor"):
        yield "a deal names neither the investor nor the US business"
    yield from _two_buyers(transaction)
    yield from _payers(transaction)
    yield from _resold(transaction)


def _payers(transaction: Transaction) -> Iterator[str]:
    """Somebody else, somewhere else, pays: a red flag of FinCEN's and BIS's joint alerts (FIN-2022-Alert003)."""
    parties = [p for p in transaction.participants if p.role not in ("payer", "bank")]
    known = {party_id(party.name) for party in parties if party.name}
    there = {party.country for party in parties} | {country_of(transaction.destination)}
    for payer in transaction.of_role("payer"):
        if payer.name and payer.country and party_id(payer.name) not in known and payer.country not in there:
            where = place_name(payer.place)
            yield f"{payer.name} in {where} pays, and no other party nor the goods are there: ask why it pays"


def _resold(transaction: Transaction) -> Iterator[str]:
    """A buyer known to sell on, and nobody who will use the goods (15 CFR part 732, Supp. No. 3)."""
    if any(party.name for party in transaction.of_role("end-user")):
        return
    for party in transaction.of_role("buyer"):
        said = _SELLS_ON.search(party.name[:400])
        if said:
            yield f"{party.name} is said to be a {said[0].lower()}, and no end user is named: ask who it is"


def _two_buyers(transaction: Transaction) -> Iterator[str]:
    """A buyer who uses the thing himself, with another named as end user or another place of use."""
    named = {party_id(party.name) for party in transaction.of_role("end-user") if party.name}
    if len(named) > 1:
        names = ", ".join(party.name for party in transaction.of_role("end-user"))
        yield f"several end users are named: {names[:200]}"
    for user in transaction.of_role("end-user"):
        there, here = transaction.destination, user.country
        if there and here and country_of(there) != here:
            where, to = place_name(user.place), place_name(there)
            yield f"the end user is in {where} and the goods go to {to}: ask how they get there"


def _stakes(transaction: Transaction) -> Iterator[str]:
    totals: dict[str, Decimal] = {}
    for stake in transaction.stakes:
        fault = stake.problem or fault_of(stake)
        if fault:
            yield f"the stake of {stake.owner} in {stake.owned}: {fault}"
        elif stake.relation == "shares" and stake.from_ is None and stake.to is None:
            owned = party_id(stake.owned)
            totals[owned] = totals.get(owned, Decimal(0)) + stake.least
    yield from (f"the stakes in {owned} come to {total} percent" for owned, total in totals.items() if total > WHOLE)


def _shares(transaction: Transaction) -> Iterator[str]:
    for name in ("voting_interest", "foreign_government_share"):
        said = str(transaction.facts.get(name, "")).strip().rstrip("%").strip()
        try:
            share = Decimal(said) if said else Decimal(0)
        except ArithmeticError:
            yield f"{name.replace('_', ' ')}: {said[:60]!r} is no percentage"
            continue
        if not share.is_finite() or not 0 <= share <= WHOLE:
            yield f"{name.replace('_', ' ')}: {said[:60]} percent is not within 0 and 100"
