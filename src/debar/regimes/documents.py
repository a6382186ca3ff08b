"""YAML and JSON text to plain data. The parser is loaded when a file is read, never when a compiled reference is."""

from __future__ import annotations

from typing import Any

from debar.errors import DebarError


def parse(text: str, name: str, error: type[DebarError]) -> Any:
    """Return the plain data of a YAML (or JSON) text. Raises ``error`` that names the file, line and column."""
    import yaml  # noqa: PLC0415 - 20 ms that a run on compiled rules does not need

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        raise error(f"{place}: not valid YAML: {problem.problem or problem.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise error(f"{name}: not valid YAML: {problem}") from None
