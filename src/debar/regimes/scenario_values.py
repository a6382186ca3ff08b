"""Values of scenario files that must be right to mean anything: places, amounts, shares. Each raises with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from debar.errors import InputError
from debar.model import Money
from debar.regimes.reading import YES_NO, as_number, as_text
from debar.regimes.terms import CAPABILITIES, FACTS, LISTS, PLACES, STATES

WHOLE = Decimal(100)
_SHARES = ("percent", "pct", "percent_min", "percent_max")


def read_state(value: object, place: str) -> str:
    """Return the two-letter code of a state or territory; empty for none. Raises InputError for another word."""
    code = str(value or "").strip().upper()
    if code and code not in STATES:
        raise InputError(f"{place}: {value!r} is no US state or territory; write its two-letter code, such as CA")
    return code


def read_country(value: object, place: str) -> str:
    """Return an ISO 3166-1 alpha-2 code; empty for none. Raises InputError for another word."""
    code = str(value or "").strip().upper()
    if code and code not in PLACES and code != "USA":
        raise InputError(f"{place}: {value!r} is no country known here; write its two-letter code, such as TW")
    return code


def read_amount(value: object, place: str) -> Money | None:
    """Return an amount of money; None where none is given. Raises InputError for what is no amount, or below 0."""
    if value is None:
        return None
    number = as_number(value)
    if number is None or number < 0:
        raise InputError(f"{place}: {value!r} is no amount; write a number from 0 on")
    return Money(number)


def check_facts(facts: Mapping[str, Any], place: str) -> Iterator[str]:
    """Yield a note on each fact that no rule reads. Raises InputError for a share that none can be."""
    for key, value in facts.items():
        if key not in FACTS:
            yield f"{place}: fact {key!r} is not known; no rule reads it (debar rules facts lists those that one does)"
        elif key == "owners":
            _check_owners(value, f"{place}.owners")
        elif FACTS[key]["kind"] == "share":
            _share(value, f"{place}.{key}")


def check_capabilities(capabilities: Mapping[str, Any], place: str) -> Iterator[str]:
    """Yield a note on each capability that no rule reads."""
    yield from (f"{place}: key {key!r} is not known and was ignored" for key in capabilities if key not in CAPABILITIES)


def _check_owners(owners: object, place: str) -> None:
    if not isinstance(owners, list):
        raise InputError(f"{place}: a list of owners is needed, each with name, list or country, and percent")
    total = Decimal(0)
    for number, owner in enumerate(owners):
        at = f"{place}[{number}]"
        if not isinstance(owner, Mapping):
            raise InputError(f"{at}: a mapping of keys is needed")
        shares = {key: _share(owner[key], f"{at}.{key}") for key in _SHARES if owner.get(key) is not None}
        least = shares.get("percent", shares.get("pct", shares.get("percent_min", Decimal(0))))
        most = shares.get("percent_max", least)
        if most < least:
            raise InputError(f"{at}: from {least} to {most} percent is no range; percent_min must be the smaller")
        if owner.get("list") is not None and owner["list"] not in LISTS:
            raise InputError(f"{at}.list: {owner['list']!r} is not known; use one of: {', '.join(LISTS)}")
        read_country(owner.get("country"), f"{at}.country")
        if owner.get("government") is not None and as_text(owner["government"]).casefold() not in YES_NO:
            raise InputError(f"{at}.government: {owner['government']!r} says neither yes nor no")
        total += least
    if total > WHOLE:
        raise InputError(f"{place}: the shares come to {total} percent; owners hold at most 100 together")


def _share(value: object, place: str) -> Decimal:
    number = as_number(value)
    if number is None or isinstance(value, bool):
        raise InputError(f"{place}: {value!r} is no percentage; write a number from 0 to 100")
    if not 0 <= number <= WHOLE:
        raise InputError(f"{place}: {number} percent is not within 0 and 100")
    return number
