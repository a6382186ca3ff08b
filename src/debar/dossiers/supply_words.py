"""The wordings of ties between suppliers and customers, read from ``data/supply.toml`` and validated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import re2

from debar.dossiers.company_names import MARK, MARKS, NoNames, no_names
from debar.errors import DataError
from debar.model.dossier_ties import Stance

_SELF = "[Ww]e|[Oo]urs?|[Uu]s|[Tt]he (?:Company|Group|Registrant)|[Ii]t|[Tt]hey"
_OWN = "[Oo]ur|[Ii]ts|[Tt]heir|[Tt]he (?:Company|Group|Registrant)(?:[’']s)"
_QUANTITY = r"\d{1,3}(?:\.\d+)? ?(?:%|percent|per cent)"
_PART = r"(?:a|one)[ -](?:half|third|quarter|fifth|tenth)|half|two[ -]thirds|three[ -]quarters"
_ABOUT = (
    r"(?:approximately|about|around|roughly|nearly|almost|some|more than|over|greater than|at least|in excess of|above"
    r"|less than|under|below|up to|an estimated) "
)
_SHARE = rf"(?:{_ABOUT})?(?:{_QUANTITY}|{_PART})(?:(?:, and |, | and )(?:{_ABOUT})?{_QUANTITY}){{0,5}}"
_ITEM = r"[\w\-/\.’']+(?: [\w\-/’']+){0,9}"
_FEW = r"[\w\-/’']+(?: [\w\-/’']+){0,7}?"
_ROLES = {"S": "S", "T": "S", "C": "C", "D": "C"}


@dataclass(frozen=True, slots=True)
class SupplyPattern:
    """One wording. ``share_of`` says of what its share is, ``needs`` what both sides must be, ``more`` that it goes
    on, ``lone`` that its party may as well be a segment."""

    id: str
    pattern: Any
    share_of: str
    stance: Stance
    status: str
    because: str
    needs: str
    more: bool
    lone: bool


@dataclass(frozen=True, slots=True)
class SupplyWords:
    """The wordings in the order they are tried, and what tells a claim from a question, a wish or a denial."""

    patterns: tuple[SupplyPattern, ...]
    claims: Mapping[str, Any]
    items: Mapping[str, Any]
    names: NoNames


@cache
def supply_words() -> SupplyWords:
    """The shipped wordings. Raises DataError that names the row when the file breaks its own layout."""
    return read_supply_words(files("debar.dossiers").joinpath("data/supply.toml").read_text("utf-8"), "supply.toml")


def read_supply_words(text: str, name: str) -> SupplyWords:
    """Wordings out of TOML text. Raises DataError that names the file and the row."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: not TOML: {error}") from error
    if not data.get("source"):
        raise DataError(f"{name}: no source; say where the wordings come from")
    missing = {"words", "patterns", "names", "items", "claims"} - data.keys()
    if missing:
        raise DataError(f"{name}: no {', '.join(sorted(missing))}")
    parts = _parts(data["words"])
    patterns = tuple(_pattern(row, parts, name) for row in data["patterns"])
    held = data["names"]
    names = no_names(held["none"], held["first"], held["last"])
    return SupplyWords(patterns, _compiled(data["claims"], name), _compiled(data["items"], name), names)


def _parts(words: Mapping[str, str]) -> dict[str, str]:
    """What each word in braces stands for."""
    parts = {f"{{{word}}}": told for word, told in words.items()}
    for letter in _ROLES:
        parts[f"{{{letter}}}"] = rf"(?:the )?(?P<{letter}>{MARKS}|\b(?:{_SELF})\b)"
        parts[f"{{{letter}'s}}"] = rf"(?P<{letter}>{MARK}[’']s?|\b(?:{_OWN}))"
    return parts | {"{share}": f"(?P<share>{_SHARE})"}


def _pattern(row: Mapping[str, Any], parts: Mapping[str, str], name: str) -> SupplyPattern:
    where = f"{name}: pattern {row.get('id', '?')}"
    stance, status = row.get("stance", "supplies"), row.get("status", "stated")
    if stance not in get_args(Stance) or status not in {"stated", "inferred"}:
        raise DataError(f"{where}: stance is {', '.join(get_args(Stance))}; status is stated or inferred")
    if status == "inferred" and not row.get("because"):
        raise DataError(f"{where}: what is inferred needs because, one sentence for the reader")
    told = str(row.get("pattern", ""))
    if ("{S" not in told and "{T" not in told) or ("{C" not in told and "{D" not in told):
        raise DataError(f"{where}: names no supplier or no customer")
    for _ in range(2):
        for word, stands_for in parts.items():
            told = told.replace(word, stands_for)
    at_end = told.endswith(("{item}", "{item})?"))
    told = told.replace("{item}", f"(?P<item>{_ITEM if at_end else _FEW})")
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(told, options)
    except re2.error as error:
        raise DataError(f"{where}: {error}") from error
    return SupplyPattern(
        row["id"], compiled, row.get("of", ""), stance, status, row.get("because", ""), row.get("needs", ""),
        bool(row.get("more")), bool(row.get("lone")),
    )  # fmt: skip


def _compiled(rows: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        return {word: re2.compile(pattern) for word, pattern in rows.items()}
    except re2.error as error:
        raise DataError(f"{name}: {error}") from error


def role_of(letter: str) -> str:
    """The side a group of a pattern stands for: ``S`` or ``C``."""
    return _ROLES[letter]
