"""Places that a record names beside its fields: in addresses, in the end use, in the names of bodies of a state."""

from __future__ import annotations

from collections.abc import Iterator

from debar.model import Participant, Transaction
from debar.transactions.places import address_places, country_of, mentioned_places, place_words

_SHOWN = 60
_OF_A_STATE = ("government", "military", "military-intelligence", "police")


def mentions(transaction: Transaction) -> tuple[tuple[str, str], ...]:
    """Return (place, why it may be touched) for each place that no field holds; at most a review follows from one."""
    if transaction.kind == "deal":
        return ()
    held = {transaction.destination, *transaction.transit, *(p.place for p in transaction.participants)}
    found: dict[str, str] = {}
    for place, why in _named(transaction):
        if place not in held:
            found.setdefault(place, why)
    return tuple(found.items())


def _named(transaction: Transaction) -> Iterator[tuple[str, str]]:
    for party in transaction.participants:
        yield from _of_party(party)
    for place in mentioned_places(transaction.end_use) if transaction.end_use else ():
        yield place, f"the end use {transaction.end_use[:_SHOWN]!r} names {place_words(place)}"


def _of_party(party: Participant) -> Iterator[tuple[str, str]]:
    role = party.role.replace("-", " ")
    for place in address_places(party.address, party.country) if party.address else ():
        if place not in (party.country, country_of(party.place)):
            yield place, f"the address of the {role} {party.address[:_SHOWN]!r} is in {place_words(place)}"
    if party.kind in _OF_A_STATE and party.role not in ("seller", "payee"):
        for place in mentioned_places(party.name):
            yield place, f"the {role} {party.name[:_SHOWN]} is by its name a body of {place_words(place)}"
