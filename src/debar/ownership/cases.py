"""Ownership cases of scenario files (format ``debar-ownership/1``): a small stake graph each, with what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.errors import InputError
from debar.model import Holder, OwnerListing, Stake
from debar.ownership.graph import OWN_SHARES, StakeGraph, build_graph, fault_of
from debar.ownership.words import StakeWords

RULES = {"us-ofac-50": "us-ofac-50", "us-bis-affiliates50": "us-bis-affiliates50", "contract-clause": "contract-tc"}
WORDS = ("blocked", "not_blocked", "undetermined", "license-required")
FLAGS = ("control-caution", "divestment-due-diligence", "red-flag")
_KEYS = {
    "case": "id title rule date listed parties stakes votes control ask expect also flags because confidence clause "
    "trap note",
    "listed": "party list program from to",
    "party": "party name country schema note",
    "stake": "owner owned percent pct percent_min percent_max from to transfer_us_nexus licensed nominee nominee_for "
    "note source",
    "control": "controller controlled from to note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipCase:
    """One case as written; ``expect`` and ``also`` hold the words of the format by party."""

    id: str
    rule: str
    date: date
    title: str
    clause: str
    graph: StakeGraph
    listings: tuple[OwnerListing, ...]
    ask: tuple[str, ...]
    expect: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    flags: tuple[str, ...]
    expected: bool


def read_cases(data: Mapping[str, Any], name: str, notes: list[str]) -> tuple[OwnershipCase, ...]:
    """Return the cases of a document. Raises InputError naming file, case and key; unknown keys go to ``notes``."""
    entries = data.get("cases")
    if not isinstance(entries, list):
        raise InputError(f"{name}: key 'cases' is missing or no list")
    cases = tuple(_case(entry, f"{name}, case {number}", notes) for number, entry in enumerate(entries, 1))
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise InputError(f"{name}: id {case.id!r} stands there twice; ids must be unique")
        seen.add(case.id)
    return cases


def _case(entry: object, place: str, notes: list[str]) -> OwnershipCase:
    case = _mapping(entry, place, "case", notes)
    place = f"{place} ({case.get('id')})" if case.get("id") else place
    for key in ("id", "rule", "date"):
        if not case.get(key):
            raise InputError(f"{place}: key {key!r} is missing")
    if case["rule"] not in RULES:
        raise InputError(f"{place}.rule: {case['rule']!r} is not known; use one of: {', '.join(RULES)}")
    if case["rule"] == "contract-clause" and not str(case.get("clause") or "").strip():
        raise InputError(f"{place}: key 'clause' is missing: the text that the contract holds")
    graph, listings = _graph(case, place, notes)
    expect = _mapping(case.get("expect") or {}, f"{place}.expect")
    also = _mapping(case.get("also") or {}, f"{place}.also")
    for party in (*expect, *also, *_list(case.get("ask"), f"{place}.ask")):
        if str(party) not in {holder.id for holder in graph.holders}:
            raise InputError(f"{place}: {party!r} is asked about, and no stake, party or listing names it")
    return OwnershipCase(
        id=str(case["id"]),
        rule=RULES[case["rule"]],
        date=_date(case["date"], f"{place}.date"),
        title=str(case.get("title") or ""),
        clause=str(case.get("clause") or ""),
        graph=graph,
        listings=listings,
        ask=tuple(str(party) for party in _list(case.get("ask"), f"{place}.ask")),
        expect={str(k): _word(v, WORDS, f"{place}.expect") for k, v in expect.items()},
        also={
            str(k): tuple(_word(v, WORDS, f"{place}.also") for v in _list(words, f"{place}.also"))
            for k, words in also.items()
        },
        flags=tuple(_word(flag, FLAGS, f"{place}.flags") for flag in _list(case.get("flags"), f"{place}.flags")),
        expected="expect" in case or "flags" in case,
    )


def _graph(case: Mapping[str, Any], place: str, notes: list[str]) -> tuple[StakeGraph, tuple[OwnerListing, ...]]:
    holders: list[Holder] = []
    listings = []
    for at, entry in _entries(case, "parties", place, "party", notes):
        name = _text(entry, "party", at)
        holders.append(Holder(name, str(entry.get("name") or name), str(entry.get("country") or "").upper()))
    for at, entry in _entries(case, "listed", place, "listed", notes):
        party = _text(entry, "party", at)
        holders.append(Holder(party, party))
        listings.append(
            OwnerListing(
                party=party,
                list=_text(entry, "list", at),
                program=str(entry.get("program") or ""),
                from_=_day(entry, "from", at),
                to=_day(entry, "to", at),
                because="as the case says",
            )
        )
    stakes = [_stake(entry, at) for at, entry in _entries(case, "stakes", place, "stake", notes)]
    stakes += [_stake(entry, at, "votes") for at, entry in _entries(case, "votes", place, "stake", notes)]
    for at, entry in _entries(case, "control", place, "control", notes):
        ends = {"owner": _text(entry, "controller", at), "owned": _text(entry, "controlled", at)}
        stakes.append(_stake({**entry, **ends}, at, "control"))
    return build_graph(stakes, holders), tuple(listings)


def _stake(entry: Mapping[str, Any], at: str, relation: str = "shares") -> Stake:
    exact = entry.get("percent", entry.get("pct"))
    principal = entry.get("nominee_for")
    words = StakeWords(
        str(principal) if principal else _text(entry, "owner", at),
        _text(entry, "owned", at),
        at,
        0,
        percent="" if exact is None else str(exact),
        least=str(entry.get("percent_min", "")),
        most=str(entry.get("percent_max", "")),
        from_=str(entry.get("from") or ""),
        to=str(entry.get("to") or ""),
        relation=relation,
        nominee=bool(entry.get("nominee")) and not principal,
        of_record=_holder_of_record(entry),
        unlicensed=bool(entry.get("transfer_us_nexus")) and not entry.get("licensed"),
    )
    stake = words.stake()
    fault = stake.problem or fault_of(stake)
    if fault and fault != OWN_SHARES:
        raise InputError(f"{at}: {fault}")
    return stake


def _holder_of_record(entry: Mapping[str, Any]) -> str:
    holder, principal = str(entry.get("owner") or ""), str(entry.get("nominee_for") or "")
    return holder if principal and holder != principal else ""


def _entries(
    case: Mapping[str, Any], key: str, place: str, kind: str, notes: list[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    found = _list(case.get(key), f"{place}.{key}")
    return [(at := f"{place}.{key}[{number}]", _mapping(entry, at, kind, notes)) for number, entry in enumerate(found)]


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key)
    if value is None or isinstance(value, (list, Mapping)) or not str(value).strip():
        raise InputError(f"{place}: key {key!r} is missing")
    return str(value)


def _day(entry: Mapping[str, Any], key: str, place: str) -> date | None:
    return _date(entry[key], f"{place}.{key}") if entry.get(key) else None


def _date(value: object, place: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{place}: {value!r} is no date; write YYYY-MM-DD") from None


def _mapping(value: object, place: str, kind: str = "", notes: list[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: a mapping of keys is needed")
    if kind and notes is not None:
        known = _KEYS[kind].split()
        notes += [f"{place}: key {key!r} is not known and was ignored" for key in value if key not in known]
    return value


def _list(value: object, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f"{place}: a list is needed")
    return value


def _word(value: object, known: tuple[str, ...], place: str) -> str:
    if value not in known:
        raise InputError(f"{place}: {value!r} is not known; use one of: {', '.join(known)}")
    return str(value)
