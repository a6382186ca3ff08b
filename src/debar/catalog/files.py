"""The data files read into plain tables: lists of rows of strings, lists and mappings, as JSON holds them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from io import StringIO
from typing import Any

import yaml

from debar.errors import DataError

Row = dict[str, Any]
Tables = dict[str, list[Row]]

#: Table -> its columns, all of which must be there; a ``*`` marks a list, joined by ``;``.
_TSV: Mapping[str, tuple[str, ...]] = {
    "sources": ("id", "title", "url", "retrieved", "quality"),
    "affiliates": ("id", "name", "maker", "relation", "from", "to", "evidence*", "strength"),
    "relabels": ("id", "brand", "maker", "reach", "scope", "from", "to", "model", "strength", "evidence*", "note"),
    "not_relabels": ("id", "subject", "words*", "reach", "strength", "evidence*", "why"),
    "terms": ("id", "use", "group", "direction", "words", "term", "evidence*"),
    "weights": ("id", "weight", "evidence*"),
    "registrants": ("id", "name", "brand", "standing", "also*", "evidence*", "note"),
    "ouis": ("id", "registrant", "evidence*"),
    "fingerprints": (
        *("id", "brand", "signal", "pattern", "certainty"),
        *("categories*", "example", "counter", "evidence*", "note"),
    ),
    "fcc_grantees": ("id", "name", "brand", "strength", "evidence*", "note"),
    "enterprises": ("id", "name", "brand", "evidence*", "note"),
}
_YAML = ("makers", "brands")
#: Folder of the files, one a maker, that together are the table of model numbers.
_MODELS = "models"

ReadText = Callable[[str], str]


def packaged(name: str) -> str:
    """The text of one of the catalog's own data files."""
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def model_files() -> tuple[str, ...]:
    """The names of the files of model numbers, in order."""
    folder = files(__package__).joinpath("data", _MODELS)
    return tuple(sorted(f"{_MODELS}/{file.name}" for file in folder.iterdir() if file.name.endswith(".yaml")))


class _ModelRow(Row):
    """A row of a file of model numbers; ``place`` is its file and number."""

    place = ""


def read_tables(read: ReadText = packaged, models: Sequence[str] | None = None) -> Tables:
    """Every table of the catalog; ``models`` are the files of model numbers, those that ship with it if not given.

    Raises DataError, naming file and row, when a file cannot be read as what it is.
    """
    tables = {name: _tsv(f"{name}.tsv", read(f"{name}.tsv"), columns) for name, columns in _TSV.items()}
    for name in _YAML:
        tables[name] = _yaml(f"{name}.yaml", read(f"{name}.yaml"), name)
    tables[_MODELS] = []
    for name in model_files() if models is None else models:
        for number, row in enumerate(_yaml(name, read(name), _MODELS), 1):
            held = _ModelRow(row)
            held.place = f"{name}, row {number}"
            tables[_MODELS].append(held)
    return tables


def place(table: str, number: int, row: Row) -> str:
    """How an error names a row: file, number of the row in it after the header, id."""
    if isinstance(row, _ModelRow):
        return f"{row.place} ({row.get('id') or 'no id'})"
    file = table if table == _MODELS else f"{table}.{'yaml' if table in _YAML else 'tsv'}"
    return f"{file}, row {number} ({row.get('id') or 'no id'})"


def _tsv(name: str, text: str, columns: tuple[str, ...]) -> list[Row]:
    reader = csv.reader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    plain = [column.rstrip("*") for column in columns]
    header = next(reader, [])
    if header != plain:
        raise DataError(f"{name}: its columns are {', '.join(header)}; they should be {', '.join(plain)}")
    rows: list[Row] = []
    for number, cells in enumerate(reader, 1):
        if len(cells) != len(columns):
            raise DataError(f"{name}, row {number}: {len(cells)} cells, not {len(columns)}; check its tabs")
        row: Row = {}
        for column, cell in zip(columns, cells, strict=True):
            row[column.rstrip("*")] = [part for part in cell.split(";") if part] if column.endswith("*") else cell
        rows.append(row)
    return rows


def _yaml(name: str, text: str, key: str) -> list[Row]:
    try:
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a SafeLoader with fewer resolvers
    except yaml.YAMLError as error:
        raise DataError(f"{name}: it is not YAML: {error}") from error
    rows = loaded.get(key) if isinstance(loaded, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{name}: it should hold a list of rows under {key!r}")
    return [_texts(row) for row in rows]


def _texts(value: Any) -> Any:
    """Dates and numbers as the text they were written as, so that every table is plain."""
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return value if isinstance(value, bool) else "" if value is None else str(value)


#: The parser of libyaml where PyYAML was built with it: ten times as fast, with the same result.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """Safe YAML in which a plain scalar is a string, except true and false: a year stays as written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
