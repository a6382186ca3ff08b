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
from debar.values import read_day, read_list, read_mapping, read_text, read_word

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
    case = read_mapping(entry, place, _KEYS["case"].split(), notes)
    place = f"{place} ({case.get('id')})" if case.get("id") else place
    for key in ("id", "rule", "date"):
        if not case.get(key):
            raise InputError(f"{place}: key {key!r} is missing")
    if case["rule"] not in RULES:
        raise InputError(f"{place}.rule: {case['rule']!r} is not known; use one of: {', '.join(RULES)}")
    if case["rule"] == "contract-clause" and not str(case.get("clause") or "").strip():
        raise InputError(f"{place}: key 'clause' is missing: the text that the contract holds")
    graph, listings = _graph(case, place, notes)
    expect = read_mapping(case.get("expect") or {}, f"{place}.expect")
    also = read_mapping(case.get("also") or {}, f"{place}.also")
    for party in (*expect, *also, *read_list(case.get("ask"), f"{place}.ask")):
        if str(party) not in {holder.id for holder in graph.holders}:
            raise InputError(f"{place}: {party!r} is asked about, and no stake, party or listing names it")
    return OwnershipCase(
        id=str(case["id"]),
        rule=RULES[case["rule"]],
        date=read_day(case["date"], f"{place}.date"),
        title=str(case.get("title") or ""),
        clause=str(case.get("clause") or ""),
        graph=graph,
        listings=listings,
        ask=tuple(str(party) for party in read_list(case.get("ask"), f"{place}.ask")),
        expect={str(k): read_word(v, WORDS, f"{place}.expect") for k, v in expect.items()},
        also={
            str(k): tuple(read_word(v, WORDS, f"{place}.also") for v in read_list(words, f"{place}.also"))
            for k, words in also.items()
        },
        flags=tuple(
            read_word(flag, FLAGS, f"{place}.flags") for flag in read_list(case.get("flags"), f"{place}.flags")
        ),
        expected="expect" in case or "flags" in case,
    )


def _graph(case: Mapping[str, Any], place: str, notes: list[str]) -> tuple[StakeGraph, tuple[OwnerListing, ...]]:
    holders: list[Holder] = []
    listings = []
    for at, entry in _entries(case, "parties", place, "party", notes):
        name = read_text(entry, "party", at)
        holders.append(Holder(name, str(entry.get("name") or name), str(entry.get("country") or "").upper()))
    for at, entry in _entries(case, "listed", place, "listed", notes):
        party = read_text(entry, "party", at)
        holders.append(Holder(party, party))
        listings.append(
            OwnerListing(
                party=party,
                list=read_text(entry, "list", at),
                program=str(entry.get("program") or ""),
                from_=_day(entry, "from", at),
                to=_day(entry, "to", at),
                because="as the case says",
            )
        )
    stakes = [_stake(entry, at) for at, entry in _entries(case, "stakes", place, "stake", notes)]
    stakes += [_stake(entry, at, "votes") for at, entry in _entries(case, "votes", place, "stake", notes)]
    for at, entry in _entries(case, "control", place, "control", notes):
        ends = {"owner": read_text(entry, "controller", at), "owned": read_text(entry, "controlled", at)}
        stakes.append(_stake({**entry, **ends}, at, "control"))
    return build_graph(stakes, holders), tuple(listings)


def _stake(entry: Mapping[str, Any], at: str, relation: str = "shares") -> Stake:
    exact = entry.get("percent", entry.get("pct"))
    principal = entry.get("nominee_for")
    words = StakeWords(
        str(principal) if principal else read_text(entry, "owner", at),
        read_text(entry, "owned", at),
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
    found = read_list(case.get(key), f"{place}.{key}")
    return [
        (at := f"{place}.{key}[{number}]", read_mapping(entry, at, _KEYS[kind].split(), notes))
        for number, entry in enumerate(found)
    ]


def _day(entry: Mapping[str, Any], key: str, place: str) -> date | None:
    return read_day(entry[key], f"{place}.{key}") if entry.get(key) else None
