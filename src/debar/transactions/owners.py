"""Owners as a record gives them: ``X 60%; Y 20-30%``, or objects with owner, owned and percent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from debar.model import Stake
from debar.ownership.words import StakeWords

_PERCENT = re.compile(
    r"[\s:(=,]*((?:(?:more than|over|at least|up to|less than|>=?|<=?)\s*)?[+-]?\d{1,6}(?:[.,]\d{1,12})?"
    r"(?:\s?(?:-|–|to)\s?\d{1,3}(?:[.,]\d{1,12})?)?)\s*(?:%|percent|per cent|pct)\s*\)?\s*$",
    re.IGNORECASE,
)
#: Stakes of one record, and characters of one entry; more are no ownership statement of a transaction.
MOST, _LONGEST = 500, 600


def read_owners(text: str, owned: str, place: tuple[str, int]) -> list[Stake]:
    """Return the stakes in ``owned`` that a cell states. An owner without a percentage holds an unknown share."""
    if text.lstrip().startswith("["):
        return list(_of_objects(text, owned, place))[:MOST]
    found = []
    for part in re.split(r"[;\n|]", text)[:MOST]:
        entry = " ".join(part.split())[:_LONGEST]
        if not entry:
            continue
        share = _PERCENT.search(entry)
        name = entry[: share.start()].strip(" ,:(=") if share else entry
        if name:
            found.append(_stake(name, owned, share[1] if share else "", place))
    return found


def read_stakes(text: str, place: tuple[str, int]) -> list[Stake]:
    """Return the stakes of a JSON list of objects with owner, owned and percent."""
    return list(_of_objects(text, "", place))[:MOST] if text.lstrip().startswith("[") else []


def _of_objects(text: str, owned: str, place: tuple[str, int]) -> Iterator[Stake]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    for each in value if isinstance(value, list) else ():
        if isinstance(each, str):
            yield from read_owners(each, owned, place)
        elif isinstance(each, Mapping):
            yield from _of_object(each, owned, place, 0)


def _of_object(one: Mapping[str, Any], owned: str, place: tuple[str, int], depth: int) -> Iterator[Stake]:
    owner = str(one.get("owner") or one.get("name") or "").strip()
    into = str(one.get("owned") or owned).strip()
    if not owner or not into:
        return
    words = {key: str(one[key]) for key in ("percent_min", "percent_max", "from", "to") if one.get(key) is not None}
    percent = one.get("percent", one.get("pct", one.get("share")))
    yield _stake(owner, into, "" if percent is None else str(percent), place, words)
    above = one.get("owners")
    for each in above if isinstance(above, list) and depth < 20 else ():
        if isinstance(each, Mapping):
            yield from _of_object(each, owner, place, depth + 1)


def _stake(
    owner: str, owned: str, percent: str, place: tuple[str, int], words: Mapping[str, str] | None = None
) -> Stake:
    said = words or {}
    return StakeWords(
        owner=" ".join(owner.split()),
        owned=" ".join(owned.split()),
        source=place[0],
        row=place[1],
        percent=percent,
        least=said.get("percent_min", ""),
        most=said.get("percent_max", ""),
        from_=said.get("from", ""),
        to=said.get("to", ""),
    ).stake()
