"""Rules from their files, one provision a file, validated on load; and as JSON-able data for a compiled reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from debar.errors import DataError
from debar.regimes.codec import decode, encode
from debar.regimes.documents import parse
from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.validate import check_rule

__all__ = ["Clause", "Phase", "Rule", "load_rules", "rules_from_data", "rules_to_data"]

#: Folders of the bundled rules, inside this package.
FOLDERS = ("rules/us", "rules/us-states")


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of a folder (of the package when none is given), by id.

    Raises DataError that names the file and the key.
    """
    rules: dict[str, Rule] = {}
    for name, text in _texts(folder):
        rule = decode(Rule, parse(text, name, DataError), name)
        check_rule(rule, name)
        if rule.id in rules:
            raise DataError(f"{name}: rule id {rule.id!r} is given by another file too")
        rules[rule.id] = rule
    return tuple(rules[id_] for id_ in sorted(rules))


def rules_to_data(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return the rules as JSON-able data, for a compiled reference."""
    return [encode(rule) for rule in rules]


def rules_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Return the rules of compiled data, equal to those written. Raises DataError when the data have another layout."""
    return tuple(decode(Rule, item, f"compiled rule {number}") for number, item in enumerate(data))


def _texts(folder: Path | None) -> list[tuple[str, str]]:
    if folder is not None:
        return sorted((str(path), path.read_text("utf-8")) for path in folder.rglob("*.yml"))
    package = files("debar.regimes")
    found = [entry for name in FOLDERS for entry in package.joinpath(name).iterdir() if entry.name.endswith(".yml")]
    return sorted((entry.name, entry.read_text("utf-8")) for entry in found)
