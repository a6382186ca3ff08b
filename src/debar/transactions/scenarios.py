"""Scenario files of transactions (``debar-transactions/1``): records judged and compared with what they must say.

A file holds ``cases``, each with ``id``, ``record`` (as a file of transactions has it) and ``expect``: ``outcome`` of
the whole, ``rules`` that must say something, those that must ``not``, ``missing`` facts, and words of a ``problem`` of
the record. ``clause`` of a file is a contract that every record is tested against.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from debar.clauses import read_clauses
from debar.documents import Document
from debar.errors import InputError
from debar.model import SEVERITY, Finding, Outcome, Rejection
from debar.screening.reference import Reference
from debar.transactions.contract import Contract
from debar.transactions.files import read_one
from debar.transactions.judge import Judge, Question
from debar.transactions.telling import RECORD
from debar.values import read_list, read_mapping, read_word

_CASE = "id title record expect because cite trap note confidence".split()
_EXPECT = "outcome rules not missing problem".split()
_RESULT = "rule outcome about".split()


def run_transactions(data: Mapping[str, Any], name: str, reference: Reference) -> dict[str, Any]:
    """Return the report of a file of transactions: every case with its results, what passed, what failed and why.

    A case without expectations has neither ``passed`` nor ``failures``. Raises InputError naming file, case and key.
    """
    entries = data.get("cases")
    if not isinstance(entries, list):
        raise InputError(f"{name}: key 'cases' is missing or no list")
    clause = data.get("clause")
    judge = Judge(reference, Question(contract=_contract(str(clause), name) if clause else None))
    notes: list[str] = []
    cases: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(entries, 1):
        case = _run(entry, f"{name}, case {number}", judge, notes)
        if case["id"] in cases:
            raise InputError(f"{name}: id {case['id']!r} stands there twice; ids must be unique")
        cases[case["id"]] = case
    return {
        "cases": list(cases.values()),
        "passed": sum(case.get("passed") is True for case in cases.values()),
        "failed": sum(case.get("passed") is False for case in cases.values()),
        "notes": notes,
    }


def _contract(text: str, name: str) -> Contract:
    document = Document(f"{name}, clause", "txt", hashlib.sha256(text.encode()).hexdigest(), text, ())
    return Contract(document, read_clauses(text))


def _run(entry: object, place: str, judge: Judge, notes: list[str]) -> dict[str, Any]:
    case = read_mapping(entry, place, _CASE, notes)
    place = f"{place} ({case.get('id')})" if case.get("id") else place
    for key in ("id", "record"):
        if not case.get(key):
            raise InputError(f"{place}: key {key!r} is missing")
    expect = read_mapping(case.get("expect") or {}, f"{place}.expect", _EXPECT, notes)
    _check(expect, f"{place}.expect", notes)
    transaction = read_one(read_mapping(case["record"], f"{place}.record"), place)
    if isinstance(transaction, Rejection):
        raise InputError(f"{place}.record: {transaction.reason}")
    finding = judge.finding(transaction)
    report: dict[str, Any] = {
        "id": str(case["id"]),
        "title": str(case.get("title") or ""),
        "outcome": str(finding.outcome),
        "sentence": finding.sentence,
        "results": [_result(result) for result in finding.rules if result.outcome is not Outcome.NOT_COVERED],
        "not_checked": list(finding.not_checked),
    }
    if expect:
        failures = list(compare(finding, expect))
        report |= {"passed": not failures, "failures": failures}
    return report


def _check(expect: Mapping[str, Any], place: str, notes: list[str]) -> None:
    if "outcome" in expect:
        read_word(expect["outcome"], [outcome.value for outcome in SEVERITY], f"{place}.outcome")
    for key in ("rules", "not"):
        for entry in read_list(expect.get(key), f"{place}.{key}"):
            wanted = read_mapping(entry, f"{place}.{key}", _RESULT, notes)
            for part in ("rule", "outcome"):
                if not wanted.get(part):
                    raise InputError(f"{place}.{key}: key {part!r} is missing")
            read_word(wanted["outcome"], [outcome.value for outcome in Outcome], f"{place}.{key}.outcome")
    read_list(expect.get("missing"), f"{place}.missing")


def _result(result: Any) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "outcome": str(result.outcome),
        "about": result.about,
        "because": result.because,
        "missing": list(result.missing),
        "citations": [{"title": citation.title, "url": citation.url} for citation in result.citations],
    }


def compare(finding: Finding, expect: Mapping[str, Any]) -> Iterator[str]:
    """Yield the differences between a finding and what was expected of it."""
    said = [(result.rule, str(result.outcome), result.about, result.because) for result in finding.rules]
    if "outcome" in expect and finding.outcome != expect["outcome"]:
        yield f"expected {expect['outcome']}, got {finding.outcome}: {finding.sentence}"
    for wanted in expect.get("rules") or ():
        if not any(_is(one, wanted) for one in said):
            got = "; ".join(f"{one[1]} ({one[2]})" for one in said if one[0] == wanted["rule"]) or "nothing"
            yield f"{wanted['rule']}: expected {wanted['outcome']} {wanted.get('about', '')}".rstrip() + f", got {got}"
    for unwanted in expect.get("not") or ():
        yield from (f"{one[0]}: {one[1]} is not expected: {one[3]}" for one in said if _is(one, unwanted))
    missing = {fact for result in finding.rules for fact in result.missing}
    yield from (f"{fact!r} is not named as missing" for fact in expect.get("missing") or () if fact not in missing)
    if "problem" in expect and not any(rule == RECORD and expect["problem"] in why for rule, _, _, why in said):
        yield f"no problem of the record says {expect['problem']!r}"


def _is(said: tuple[str, str, str, str], wanted: Mapping[str, Any]) -> bool:
    return said[:2] == (wanted["rule"], wanted["outcome"]) and wanted.get("about", said[2]) == said[2]
