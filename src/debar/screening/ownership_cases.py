"""Ownership cases of scenario files, judged and compared: the other half of ``debar rules test``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from debar.errors import InputError
from debar.ownership.cases import OwnershipCase, read_cases
from debar.ownership.chain import in_words, trace
from debar.ownership.graph import percent_of
from debar.regimes.rule import Rule
from debar.screening.ownership import Judgement, bind

FORMAT = "debar-ownership/1"


def run_ownership(data: Mapping[str, Any], name: str, rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the report of a file of ownership cases: every case with its parties, chains and flags, and what failed.

    A case without expectations has neither ``passed`` nor ``failures``. Raises InputError for a file that is wrong, and
    for a rule that is not held.
    """
    notes: list[str] = []
    cases = [_run(case, rules) for case in read_cases(data, name, notes)]
    return {
        "cases": cases,
        "passed": sum(case.get("passed") is True for case in cases),
        "failed": sum(case.get("passed") is False for case in cases),
        "notes": notes,
    }


def _run(case: OwnershipCase, rules: Sequence[Rule]) -> dict[str, Any]:
    rule = next((each for each in rules if each.id == case.rule), None)
    if rule is None:
        raise InputError(f"{case.id}: no rule {case.rule} is held here")
    binding = bind(rule, case.date, case.clause)
    judgement = Judgement(binding, case.graph, case.listings, case.date)
    asked = dict.fromkeys((*case.ask, *case.expect, *case.also)) or dict.fromkeys(_owned(case))
    answers = {party: judgement.of(case.graph.number(party)) for party in asked}
    chains = {party: trace(judgement.reach, case.graph.number(party)) for party in asked}
    flags = {flag: (says, cite) for answer in answers.values() for flag, says, cite in answer.flags}
    report: dict[str, Any] = {
        "id": case.id,
        "title": case.title,
        "rule": case.rule,
        "parties": {party: answer.owned.value for party, answer in answers.items()},
        "flags": list(flags),
        "why": {party: in_words(judgement.reach, chain) for party, chain in chains.items()},
        "because": {party: answer.because for party, answer in answers.items()},
        "bounds": {party: [f"{percent_of(end):f}" for end in answer.bounds] for party, answer in answers.items()},
        "cautions": [{"flag": flag, "says": says, "cite": cite} for flag, (says, cite) in flags.items()],
        "citations": [{"title": each.title, "url": each.url} for each in binding.phase.citations],
    }
    if case.expected:
        failures = _compare(case, report)
        report |= {"passed": not failures, "failures": failures}
    return report


def _owned(case: OwnershipCase) -> list[str]:
    """The parties that somebody owns, in the order of the stakes."""
    return [case.graph.holders[number].id for number in dict.fromkeys(case.graph.owned.tolist())]


def _compare(case: OwnershipCase, report: Mapping[str, Any]) -> list[str]:
    failures = []
    for party, wanted in case.expect.items():
        accepted = (wanted, *case.also.get(party, ()))
        found = report["parties"][party]
        if found not in accepted:
            failures.append(f"{party}: expected {' or '.join(accepted)}, got {found}: {report['because'][party]}")
    failures += [f"flag {flag} is not raised" for flag in case.flags if flag not in report["flags"]]
    return failures
