"""Which list a document of the Federal Register acts on, and how: words from ``data/register_lists.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from debar.errors import DataError

#: What a document does to a party, in the order in which a word of two of them is read.
ACTIONS = ("removed", "added", "revised", "extended")


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """Patterns of each list and of each action, and the list that a supplement to 15 CFR part 744 prints."""

    lists: Mapping[str, Any]
    supplements: Mapping[str, str]
    verbs: Mapping[str, Any]


@cache
def register_words() -> RegisterWords:
    """The words of the package. Raises DataError that names the row and what is wrong with it."""
    return read_register_words(files("debar.dossiers").joinpath("data/register_lists.toml").read_text(encoding="utf-8"))


def read_register_words(text: str) -> RegisterWords:
    """Words from TOML. Raises DataError as `register_words`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"register_lists.toml: {error}") from None
    lists = {str(row.get("id", "")): _pattern(row, "list", n) for n, row in enumerate(data.get("list", []), 1)}
    verbs = {str(row.get("action", "")): _pattern(row, "verb", n) for n, row in enumerate(data.get("verb", []), 1)}
    if set(verbs) != set(ACTIONS) or not all(lists):
        raise DataError(f"register_lists.toml: a list has an id, and the actions are {', '.join(ACTIONS)}")
    printed = {str(row["supplement"]): str(row["id"]) for row in data["list"] if row.get("supplement")}
    return RegisterWords(lists, printed, {action: verbs[action] for action in ACTIONS})


def lists_in(text: str) -> tuple[str, ...]:
    """The lists that a text names, the most particular first; the Entity List is not named by one that contains it."""
    named = [name for name, pattern in register_words().lists.items() if pattern.search(text)]
    return tuple(name for name in named if name != "us-bis-el" or "us-dhs-uflpa" not in named)


def actions_in(text: str) -> tuple[str, ...]:
    """What the words of a text say is done, in the order of `ACTIONS`."""
    return tuple(action for action, pattern in register_words().verbs.items() if pattern.search(text))


def last_action(text: str) -> str:
    """The action whose word stands last in a text; "" for none."""
    ends = {
        action: max((found.end() for found in pattern.finditer(text)), default=-1)
        for action, pattern in register_words().verbs.items()
    }
    action = max(ends, key=lambda each: ends[each])
    return action if ends[action] >= 0 else ""


def _pattern(row: Mapping[str, Any], kind: str, number: int) -> Any:
    where = f"register_lists.toml, {kind} {number}"
    words = row.get("words")
    if not isinstance(words, list) or not words or not all(isinstance(each, str) for each in words):
        raise DataError(f"{where}: words is no list of patterns")
    if not row.get("source") or not str(row.get("url", "")).startswith("https://") or "confirmed" not in row:
        raise DataError(f"{where}: source, an https url and whether it is confirmed are missing")
    try:
        return re2.compile("|".join(f"(?:{each})" for each in words))
    except re2.error as error:
        raise DataError(f"{where}: {error}") from None
