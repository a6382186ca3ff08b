"""The published vocabulary of facts: each key with what it says, the words that rules know for it, and those rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from debar.regimes.rule import Clause, FactTest, Rule
from debar.regimes.terms import CAPABILITIES, FACTS

#: Facts that the reading of a case knows by itself, for every rule alike.
READ_BY_ALL: Mapping[str, str] = {
    "branch": "rules that bind one branch of government",
    "counterparty_lists": "rules on listed parties",
    "counterparty_uses": "rules on what the other party uses",
    "counterparty_uses_makers": "rules on what the other party uses",
    "owners": "rules on ownership",
}


def fact_rows(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Return a line for each key: kind, what it says, an example, words for and against, and the rules that read it."""
    read = _by_field(rules)
    kinds = (("fact", FACTS), ("capability", CAPABILITIES))
    return [
        _row(kind, key, entry, read.get(f"{kind}:{key}", []))
        for kind, entries in kinds
        for key, entry in sorted(entries.items())
    ]


def _row(kind: str, key: str, entry: Mapping[str, str], tests: Iterable[tuple[str, FactTest]]) -> dict[str, Any]:
    tests = list(tests)
    rules = sorted({rule for rule, _ in tests})
    return {
        "key": key if kind == "fact" else f"item.capabilities.{key}",
        "kind": entry["kind"],
        "says": entry["says"],
        "example": entry["example"],
        "for": list(dict.fromkeys(word for _, test in tests for word in test.holds)),
        "against": list(dict.fromkeys(word for _, test in tests for word in test.fails)),
        "rules": rules or ([READ_BY_ALL[key]] if key in READ_BY_ALL else []),
    }


def _by_field(rules: Iterable[Rule]) -> dict[str, list[tuple[str, FactTest]]]:
    found: dict[str, list[tuple[str, FactTest]]] = {}
    for rule in rules:
        for clause in rule.clauses:
            for test in _tests(clause):
                found.setdefault(test.field, []).append((rule.id, test))
    return found


def _tests(clause: Clause) -> Iterator[FactTest]:
    yield from clause.tests
    for party in clause.who:
        yield from party.needs
    for exemption in clause.exemptions:
        yield from exemption.tests
