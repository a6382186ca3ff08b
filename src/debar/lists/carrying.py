"""What an edition's files do not give, taken from the newest earlier edition that gives it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from debar.model import Edition

#: Field of a party or a listing -> its key in the canonical text.
_PARTY = {
    "aliases": "names",
    "weak_aliases": "weak",
    "countries": "countries",
    "addresses": "addresses",
    "identifiers": "ids",
    "birth_dates": "births",
}
_LISTING = {"from": "from", "to": "to", "published": "published", "citations": "cites", "scope": "scope"}
_DETAILS = "details"


def lacking(editions: Sequence[Edition], first: int, last: int) -> frozenset[str]:
    """Return the fields that none of the editions from one place to another gives."""
    lacks = frozenset(editions[first].lacks)
    for place in range(first + 1, last + 1):
        if not lacks:
            break
        lacks &= frozenset(editions[place].lacks)
    return lacks


@cache
def _party_keys(lacks: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for field, key in _PARTY.items() if field in lacks)


def complete_party(record: Mapping[str, Any], before: Mapping[str, Any], lacks: frozenset[str]) -> Mapping[str, Any]:
    """Return a record with the fields it lacks joined on from the party's record before; its listings as they are."""
    keys = [key for key in _party_keys(lacks) if key in before]
    return {**record, **{key: _joined(record.get(key, ()), before[key]) for key in keys}} if keys else record


def complete_listing(
    listing: Mapping[str, Any], before: Mapping[str, Any], lacks: Collection[str]
) -> Mapping[str, Any]:
    """Return a listing with the fields it lacks taken from what the same listing was before."""
    if not lacks:
        return listing
    full = dict(listing)
    for field, key in _LISTING.items():
        if field in lacks and key not in full and key in before:
            full[key] = before[key]
    details = [pair for pair in before.get(_DETAILS, ()) if _DETAILS in lacks or f"{_DETAILS}.{pair[0]}" in lacks]
    if details:
        full[_DETAILS] = _joined(full.get(_DETAILS, ()), details)
    return full


def _joined(own: Sequence[Any], earlier: Sequence[Any]) -> list[Any]:
    return [*own, *(value for value in earlier if value not in own)]
