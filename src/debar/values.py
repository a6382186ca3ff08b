"""Values of files that people write (YAML, JSON, TOML): each is read as what it must be, or refused with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from debar.errors import InputError


def read_mapping(
    value: object, place: str, known: Sequence[str] = (), notes: list[str] | None = None
) -> dict[str, Any]:
    """Return a mapping; keys outside ``known`` are noted. Raises InputError for anything else."""
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: a mapping of keys is needed")
    if known and notes is not None:
        notes += [f"{place}: key {key!r} is not known and was ignored" for key in value if key not in known]
    return dict(value)


def read_list(value: object, place: str) -> list[Any]:
    """Return a list; nothing is an empty one. Raises InputError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f"{place}: a list is needed")
    return value


def read_day(value: object, place: str) -> date:
    """Return a day written YYYY-MM-DD. Raises InputError for anything else."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{place}: {value!r} is no date; write YYYY-MM-DD") from None


def read_word(value: object, known: Sequence[str], place: str) -> str:
    """Return one of the words known. Raises InputError for another."""
    if value not in known:
        raise InputError(f"{place}: {value!r} is not known; use one of: {', '.join(known)}")
    return str(value)


def read_flag(value: object, place: str) -> bool:
    """Return a flag: not given means no. Raises InputError for anything else."""
    if not isinstance(value, bool) and value is not None:
        raise InputError(f"{place}: {value!r} is no flag; write true or false")
    return bool(value)


def read_text(entry: Mapping[str, Any], key: str, place: str) -> str:
    """Return the text of a key that must be there. Raises InputError where it is missing, empty or no text."""
    value = entry.get(key)
    if value is None or isinstance(value, (list, Mapping)) or not str(value).strip():
        raise InputError(f"{place}: key {key!r} is missing")
    return str(value)
