"""Scenario files of every format, run against the rules of a reference."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from debar.errors import InputError
from debar.model import Designation
from debar.regimes.scenario_parties import ScenarioParties, find_parties, load_parties
from debar.regimes.scenarios import OWNERSHIP, TRANSACTIONS, load_document, read_scenarios, run, scenario_files
from debar.screening.ownership_cases import run_ownership
from debar.screening.reference import Reference
from debar.transactions.scenarios import run_transactions


def run_files(path: Path, reference: Reference) -> dict[str, Any]:
    """Return the report of a scenario file, or one report of all files below a folder.

    Raises InputError for a file that is wrong, naming case and key, and for an id in two files of a folder.
    """
    together: dict[str, Any] = {"cases": [], "passed": 0, "failed": 0, "notes": []}
    seen: dict[str, Path] = {}
    for file in scenario_files(path):
        report = _run_file(file, reference)
        for case in report["cases"]:
            if seen.setdefault(case["id"], file) != file:
                raise InputError(f"{file}: id {case['id']!r} stands in {seen[case['id']]} too; ids must be unique")
        for key in together:
            together[key] += report[key]
    return together


def _run_file(path: Path, reference: Reference) -> dict[str, Any]:
    data = load_document(path)
    if data.get("format") == OWNERSHIP:
        return run_ownership(data, str(path), reference.rules)
    if data.get("format") == TRANSACTIONS:
        return run_transactions(data, str(path), reference)

    named = find_parties(path, data.get("parties"))
    parties = load_parties(named) if named else ScenarioParties()

    def resolve(name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
        return parties.of(name) or _resolve(reference, name, on)

    scenarios = read_scenarios(data, str(path))
    try:
        return run(scenarios, reference.rules, resolve)
    except InputError as problem:
        raise InputError(f"{path}, {problem}") from None


def _resolve(reference: Reference, name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    """The catalog makers (with owners on that day) and the listings of a name in a scenario."""
    catalog = reference.catalog
    makers = dict.fromkeys(owner for named in catalog.maker_of(name) for owner in catalog.owners(named, on))
    designations = list(reference.designations_of_makers(tuple(makers)))
    for match in reference.match([name])[0]:
        if match.outcome == "match":
            designations += match.entity.designations
    return tuple(makers), tuple(dict.fromkeys(designations))
