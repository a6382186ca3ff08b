"""Scenario files of both formats, run against the rules of a reference."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from debar.model import Designation
from debar.regimes.scenarios import OWNERSHIP, load_document, read_scenarios, run
from debar.screening.ownership_cases import run_ownership
from debar.screening.reference import Reference


def run_file(path: Path, reference: Reference) -> dict[str, Any]:
    """Return the report of a scenario file. Raises InputError for a file that is wrong, naming case and key."""
    data = load_document(path)
    if data.get("format") == OWNERSHIP:
        return run_ownership(data, str(path), reference.rules)

    def resolve(name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
        return _resolve(reference, name, on)

    return run(read_scenarios(data, str(path)), reference.rules, resolve)


def _resolve(reference: Reference, name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    """The catalog makers (with owners on that day) and the listings of a name in a scenario."""
    catalog = reference.catalog
    makers = dict.fromkeys(owner for named in catalog.maker_of(name) for owner in catalog.owners(named, on))
    designations = list(reference.designations_of_makers(tuple(makers)))
    for match in reference.match([name])[0]:
        if match.outcome == "match":
            designations += match.entity.designations
    return tuple(makers), tuple(dict.fromkeys(designations))
