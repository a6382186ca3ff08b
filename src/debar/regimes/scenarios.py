"""Scenario files (``debar-scenarios/1``): cases of law with the answers expected of the rules; read, run, compared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from debar.errors import InputError
from debar.model import (
    ACTIONS,
    BUYER_ROLES,
    BUYER_TYPES,
    FUNDING_KINDS,
    Buyer,
    Case,
    Counterparty,
    Designation,
    Funding,
    Item,
    Money,
    Outcome,
    RuleResult,
)
from debar.regimes.documents import parse
from debar.regimes.engine import ORDER, judge
from debar.regimes.reading import BRANCHES
from debar.regimes.rule import Rule
from debar.regimes.scenario_values import check_capabilities, check_facts, read_amount, read_country, read_state
from debar.values import read_day, read_flag, read_list, read_mapping, read_word

FORMAT = "debar-scenarios/1"
OWNERSHIP = "debar-ownership/1"
TRANSACTIONS = "debar-transactions/1"
FORMATS = (FORMAT, OWNERSHIP, TRANSACTIONS)
#: Name and day -> (catalog makers with their owners on that day, listings over all time).
Resolve = Callable[[str, date | None], tuple[tuple[str, ...], tuple[Designation, ...]]]

#: What ``federal_contractor`` may say.
TIERS = ("prime", "sub", "none")
_KEYS = {
    "scenario": "id title date buyer action item purpose funding amount counterparty facts ask expect not_checked trap "
    "confidence",
    "buyer": "type state country role federal_contractor dod branch name",
    "item": "text maker brand brand_owner manufactured components origin fcc_grant capabilities categories",
    "expect": "rule outcome also missing because cite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one rule, or the most severe of those whose id starts so, is expected to say."""

    rule: str
    outcome: Outcome
    also: tuple[Outcome, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One case as written: names of makers and of the other side are still unresolved."""

    id: str
    date: date
    title: str = ""
    buyer: Buyer = field(default_factory=Buyer)
    action: str = "buy"
    item: Mapping[str, Any] = field(default_factory=dict)
    counterparty: str = ""
    purpose: str = ""
    funding: tuple[Funding, ...] = (Funding("unknown"),)
    amount: Money | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    ask: tuple[str, ...] = ()
    expect: tuple[Expectation, ...] = ()
    expected: bool = False
    not_checked: tuple[str, ...] = ()


class Scenarios(tuple[Scenario, ...]):
    """The scenarios of a file, with ``notes`` on keys that were not understood."""

    notes: tuple[str, ...] = ()


def load_scenarios(path: Path) -> Scenarios:
    """Return the scenarios of a YAML or JSON file. Raises InputError naming file, case and key."""
    return read_scenarios(load_document(path), str(path))


def scenario_files(path: Path) -> list[Path]:
    """Return the file itself, or all YAML and JSON files below a folder in the order of their paths.

    Raises InputError for a folder without such a file.
    """
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in (".yml", ".yaml", ".json") and file.is_file())
    if not files:
        raise InputError(f"{path}: there is no scenario file (.yml, .yaml, .json) in this folder")
    return files


def load_document(path: Path) -> Mapping[str, Any]:
    """Return what a scenario file of either format holds. Raises InputError when it cannot be read."""
    try:
        text = path.read_text("utf-8")
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file; a scenario file is YAML or JSON in UTF-8") from None
    return _document(text, str(path))


def parse_scenarios(text: str, name: str) -> Scenarios:
    """Return the scenarios of a YAML or JSON text. Raises InputError naming ``name``, case and key."""
    return read_scenarios(_document(text, name), name)


def read_scenarios(data: Mapping[str, Any], name: str) -> Scenarios:
    """Return the scenarios of a document. Raises InputError naming ``name``, case and key."""
    kind = data.get("format")
    if kind != FORMAT:
        raise InputError(f"{name}: format is {kind!r}; write `format:` and one of: {', '.join(FORMATS)}")
    entries = data.get("scenarios")
    if not isinstance(entries, list):
        raise InputError(f"{name}: key 'scenarios' is missing or no list")
    notes: list[str] = []
    scenarios = [_scenario(entry, f"{name}, scenario {number}", notes) for number, entry in enumerate(entries, 1)]
    ids = [scenario.id for scenario in scenarios]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice is not None:
        raise InputError(f"{name}: id {twice!r} stands there twice; ids must be unique")
    found = Scenarios(scenarios)
    found.notes = tuple(notes)
    return found


def _document(text: str, name: str) -> Mapping[str, Any]:
    if text.lstrip().startswith("{"):
        try:
            data = json.loads(text)
        except ValueError as problem:
            raise InputError(f"{name}: not valid JSON: {problem}") from None
    else:
        data = parse(text, name, InputError)
    if not isinstance(data, Mapping):
        raise InputError(f"{name}: not a scenario file; it must start with `format: {FORMAT}`")
    return data


def _scenario(entry: object, place: str, notes: list[str]) -> Scenario:
    case = _mapping(entry, place, "scenario", notes)
    place = f"{place} ({case.get('id')})" if case.get("id") else place
    for key in ("id", "date"):
        if not case.get(key):
            raise InputError(f"{place}: key {key!r} is missing")
    counterparty = case.get("counterparty") or ""
    facts = _mapping(case.get("facts") or {}, f"{place}.facts")
    notes += check_facts(facts, f"{place}.facts")
    item = _mapping(case.get("item") or {}, f"{place}.item", "item", notes)
    capabilities = _mapping(item.get("capabilities") or {}, f"{place}.item.capabilities")
    notes += check_capabilities(capabilities, f"{place}.item.capabilities")
    return Scenario(
        id=str(case["id"]),
        title=str(case.get("title") or ""),
        date=read_day(case["date"], f"{place}.date"),
        buyer=_buyer(case.get("buyer"), f"{place}.buyer", notes),
        action=read_word(case.get("action") or "buy", ACTIONS, f"{place}.action"),
        item=item,
        counterparty=str(counterparty.get("name", "") if isinstance(counterparty, Mapping) else counterparty),
        purpose=str(case.get("purpose") or ""),
        funding=_funding(case.get("funding"), f"{place}.funding"),
        amount=read_amount(case.get("amount"), f"{place}.amount"),
        facts=facts,
        ask=tuple(str(rule) for rule in read_list(case.get("ask"), f"{place}.ask")),
        expect=tuple(
            _expectation(e, f"{place}.expect", notes) for e in read_list(case.get("expect"), f"{place}.expect")
        ),
        expected="expect" in case or "not_checked" in case,
        not_checked=tuple(str(state) for state in read_list(case.get("not_checked"), f"{place}.not_checked")),
    )


def _mapping(value: object, place: str, kind: str = "", notes: list[str] | None = None) -> Mapping[str, Any]:
    return read_mapping(value, place, _KEYS[kind].split() if kind else (), notes)


def _buyer(value: object, place: str, notes: list[str]) -> Buyer:
    data = _mapping(value or {}, place, "buyer", notes)
    role, tier, branch = data.get("role"), data.get("federal_contractor"), data.get("branch")
    return Buyer(
        name=str(data.get("name") or ""),
        type=read_word(data.get("type") or "unknown", BUYER_TYPES, f"{place}.type"),
        state=read_state(data.get("state"), f"{place}.state"),
        country=read_country(data.get("country"), f"{place}.country"),
        role=read_word(role, BUYER_ROLES, f"{place}.role") if role else "",
        federal_contractor=read_word(tier, TIERS, f"{place}.federal_contractor") if tier else "",
        dod=read_flag(data.get("dod"), f"{place}.dod"),
        branch=read_word(branch, sorted(BRANCHES), f"{place}.branch") if branch else "",
        evidence="as given",
    )


def _funding(value: object, place: str) -> tuple[Funding, ...]:
    sources = []
    for text in read_list(value, place):
        kind, _, award = str(text).partition(":")
        read_word(kind, FUNDING_KINDS, place)
        sources.append(Funding(kind, read_day(award, place) if award else None))
    return tuple(sources) or (Funding("unknown"),)


def _expectation(value: object, place: str, notes: list[str]) -> Expectation:
    data = _mapping(value, place, "expect", notes)
    for key in ("rule", "outcome"):
        if not data.get(key):
            raise InputError(f"{place}: key {key!r} is missing")
    words = [outcome.value for outcome in ORDER]
    return Expectation(
        rule=str(data["rule"]),
        outcome=Outcome(read_word(data["outcome"], words, f"{place}.outcome")),
        also=tuple(
            Outcome(read_word(word, words, f"{place}.also")) for word in read_list(data.get("also"), f"{place}.also")
        ),
        missing=tuple(str(name) for name in read_list(data.get("missing"), f"{place}.missing")),
    )


# --- from a scenario to a case ----------------------------------------------------------------------


def make_case(scenario: Scenario, resolve: Resolve) -> Case:
    """Return the case that the rules judge: names resolved to makers and listings on the scenario's day."""
    on, item = scenario.date, scenario.item
    makers, designations = _resolved((item.get("maker"), item.get("brand_owner")), on, resolve)
    if not makers and item.get("brand"):
        makers, designations = resolve(str(item["brand"]), on)
    components = read_list(item.get("components"), f"{scenario.id}.item.components")
    facts = dict(scenario.facts)
    if facts.get("counterparty_uses"):
        facts["counterparty_uses_makers"] = list(resolve(str(facts["counterparty_uses"]), on)[0])
    sellers, listings = resolve(scenario.counterparty, on) if scenario.counterparty else ((), ())
    grant = item.get("fcc_grant")
    return Case(
        date=on,
        buyer=scenario.buyer,
        action=scenario.action,
        item=Item(
            text=str(item.get("text") or ""),
            makers=makers,
            brand=str(item.get("brand") or ""),
            categories=tuple(str(word) for word in read_list(item.get("categories"), f"{scenario.id}.item.categories")),
            components=_resolved(components, on, resolve)[0],
            origin=str(item.get("origin") or ""),
            manufactured=str(item.get("manufactured") or ""),
            fcc_grant=read_day(grant, f"{scenario.id}.item.fcc_grant") if grant else None,
            fcc_grant_known="fcc_grant" in item,
            capabilities=_mapping(item.get("capabilities") or {}, f"{scenario.id}.item.capabilities"),
        ),
        counterparty=Counterparty(name=scenario.counterparty, makers=sellers, designations=listings),
        designations=designations,
        purpose=scenario.purpose,
        funding=scenario.funding,
        amount=scenario.amount,
        facts=facts,
    )


def _resolved(names: Iterable[object], on: date, resolve: Resolve) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    found = [resolve(str(name), on) for name in names if name]
    makers = dict.fromkeys(maker for ids, _ in found for maker in ids)
    return tuple(makers), tuple(dict.fromkeys(listing for _, listings in found for listing in listings))


# --- running and comparing --------------------------------------------------------------------------


def run(scenarios: Sequence[Scenario], rules: Sequence[Rule], resolve: Resolve) -> dict[str, Any]:
    """Return the report of SCENARIO_FORMAT: every case with its results, what passed, what failed and why.

    A case without expectations has neither ``passed`` nor ``failures``. Raises InputError for an item that cannot be
    read.
    """
    cases = [_run(scenario, rules, resolve) for scenario in scenarios]
    return {
        "cases": cases,
        "passed": sum(case.get("passed") is True for case in cases),
        "failed": sum(case.get("passed") is False for case in cases),
        "notes": list(getattr(scenarios, "notes", ())),
    }


def _run(scenario: Scenario, rules: Sequence[Rule], resolve: Resolve) -> dict[str, Any]:
    results, not_checked = judge(rules, make_case(scenario, resolve))
    asked = (*scenario.ask, *(expectation.rule for expectation in scenario.expect))
    shown = [r for r in results if _says_something(r, scenario.ask) or any(_matches(r.rule, rule) for rule in asked)]
    report: dict[str, Any] = {
        "id": scenario.id,
        "title": scenario.title,
        "results": [_result(result) for result in shown],
        "not_checked": list(not_checked),
    }
    if scenario.expected:
        failures = [text for expectation in scenario.expect for text in _compare(expectation, results)]
        failures += [
            f"{state} is not named in not_checked"
            for state in scenario.not_checked
            if not any(state in re.findall(r"\w+", line) for line in not_checked)
        ]
        report |= {"passed": not failures, "failures": failures}
    return report


def _says_something(result: RuleResult, ask: Sequence[str]) -> bool:
    return not ask and result.outcome is not Outcome.NOT_COVERED


def _matches(rule: str, asked: str) -> bool:
    return rule == asked or rule.startswith(f"{asked}-")


def _compare(expectation: Expectation, results: Sequence[RuleResult]) -> list[str]:
    """The differences between what was expected and what the most severe matching rule says."""
    found = [result for result in results if _matches(result.rule, expectation.rule)]
    if not found:
        return [f"{expectation.rule}: no rule of this id is held"]
    result = min(found, key=lambda one: ORDER.index(one.outcome))
    failures = []
    if result.outcome not in (expectation.outcome, *expectation.also):
        wanted = " or ".join((expectation.outcome, *expectation.also))
        failures.append(f"{result.rule}: expected {wanted}, got {result.outcome}: {result.because}")
    named = {_plain(name) for name in result.missing}
    failures += [
        f"{result.rule}: {name!r} is not named as missing" for name in expectation.missing if _plain(name) not in named
    ]
    return failures


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").casefold()


def _result(result: RuleResult) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": result.rule,
        "outcome": result.outcome.value,
        "because": result.because,
        "missing": list(result.missing),
        "in_force": [day.isoformat() if day else None for day in result.in_force],
        "citations": [{"title": citation.title, "url": citation.url} for citation in result.citations],
    }
    if result.duties:
        data["duties"] = [
            {
                "who": d.who,
                "what": d.what,
                "within": d.within,
                "due": d.due.isoformat() if d.due else None,
                "cite": d.cite,
            }
            for d in result.duties
        ]
    if result.would_change:
        data["would_change"] = result.would_change
    if result.unverified:
        data["unverified"] = result.unverified
    return data
