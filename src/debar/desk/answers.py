"""What a user types as a word or a date, read strictly: dates, funding, buyer types."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date

from debar.errors import InputError
from debar.model import ACTIONS, BUYER_ROLES, BUYER_TYPES, FUNDING_KINDS, Funding
from debar.procurement.buyers import state_code

_CODE = 2


def parse_text(value: str) -> str:
    """Return the text in real characters: bytes that reached a program undecoded are read as UTF-8.

    Raises InputError for what is no text.
    """
    if not isinstance(value, str):
        raise InputError(f"{value!r} is no text; give a name, a model or a line as a string")
    try:
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("utf-8")


def parse_date(value: date | str | None, what: str = "date") -> date | None:
    """Return the day that an ISO string (2021-03-18) means; None and "" stay None. Raises InputError otherwise."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise InputError(f"{what}: {value!r} is no date; give a datetime.date or a text such as 2021-03-18")
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise InputError(f"{what}: {value!r} is no date; write it as year-month-day, such as 2021-03-18") from error


def parse_word(value: str, allowed: Sequence[str], what: str) -> str:
    """Return the word when it is one of ``allowed``; raises InputError that names the nearest and all of them."""
    word = value.strip().lower().replace("_", "-").replace(" ", "-")
    if word in allowed:
        return word
    near = difflib.get_close_matches(word, allowed, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise InputError(f"{what}: {value!r} is not known.{hint} Known: {', '.join(allowed)}")


def parse_buyer_type(value: str) -> str:
    """Return a buyer type of the contract."""
    return parse_word(value, BUYER_TYPES, "buyer type")


def parse_role(value: str) -> str:
    """Return a buyer role of the contract; empty stays empty."""
    return parse_word(value, BUYER_ROLES, "buyer role") if value else ""


def parse_action(value: str) -> str:
    """Return an action of the contract."""
    return parse_word(value, ACTIONS, "action")


def parse_state(value: str) -> str:
    """Return the two-letter code of a US state or territory given by code or name; empty stays empty."""
    state = state_code(value)
    if value.strip() and not state:
        raise InputError(f"state: {value!r} is no US state or territory; write its two-letter code, such as CA")
    return state


def parse_country(value: str) -> str:
    """Return a two-letter country code; empty stays empty."""
    country = value.strip().upper()
    if country and not (len(country) == _CODE and country.isascii() and country.isalpha()):
        raise InputError(f"country: {value!r} is no country code; write its two letters, such as US or CN")
    return country


def parse_funding(values: str | Iterable[str | Funding]) -> tuple[Funding, ...]:
    """Return funding such as ``own`` or ``federal-grant:2021-03-01``; nothing given means unknown."""
    found: list[Funding] = []
    for value in [values] if isinstance(values, str) and values else values:
        if isinstance(value, Funding):
            found.append(value)
            continue
        kind, _, award = value.partition(":")
        found.append(
            Funding(parse_word(kind, FUNDING_KINDS, "funding"), parse_date(award, f"funding {kind}: award date"))
        )
    return tuple(found) or (Funding("unknown"),)
