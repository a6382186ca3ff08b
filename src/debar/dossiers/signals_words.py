"""The words and rules of signals, read from ``data/signals.toml`` and validated; adding one touches no code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

import re2

from debar.errors import DataError

Outcome = Literal["signal", "review", "no"]
SignalClass = Literal[
    "stockpile_by_target",
    "stockpile_by_customer",
    "prepare_for_listing",
    "restriction_impact",
    "license",
    "supplier_shift",
    "terms_change",
]
_LISTS = ("all", "any", "near", "none")


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One rule: ``all`` and ``none`` speak of the sentence, ``near`` of it and its neighbours; ``any`` is one of."""

    id: str
    signal_class: SignalClass | None
    outcome: Outcome
    stance: str
    because: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    near: tuple[str, ...]
    none: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignalWords:
    """The features and the words for parties, each one compiled pattern, and the rules in the order they are tried."""

    features: dict[str, Any]
    parties: dict[str, Any]
    together: tuple[tuple[str, frozenset[str]], ...]
    rules: tuple[SignalRule, ...]

    def held(self, text: str) -> frozenset[str]:
        """The features that a text holds, those made by others together among them."""
        found = frozenset(name for name, pattern in self.features.items() if pattern.search(text))
        return found | {name for name, parts in self.together if parts <= found}


@cache
def signal_words() -> SignalWords:
    """The shipped words and rules. Raises DataError that names the row when the file breaks its own layout."""
    return read_words(files("debar.dossiers").joinpath("data/signals.toml").read_text(encoding="utf-8"), "signals.toml")


def read_words(text: str, name: str) -> SignalWords:
    """Words and rules out of TOML text. Raises DataError that names the file and the row."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: not TOML: {error}") from error
    if not data.get("source"):
        raise DataError(f"{name}: no source; say where the wordings come from")
    features = _patterns(data.get("features", {}), f"{name}: feature", with_case=False)
    parties = _patterns(data.get("parties", {}), f"{name}: party", with_case=True)
    together = tuple((made, frozenset(parts)) for made, parts in data.get("together", {}).items())
    for made, parts in together:
        if made not in features or not parts <= features.keys():
            raise DataError(f"{name}: together.{made}: names a feature that is not there")
    return SignalWords(features, parties, together, tuple(_rule(row, name, features) for row in data.get("rules", ())))


def _patterns(rows: dict[str, list[str]], where: str, *, with_case: bool) -> dict[str, Any]:
    options = re2.Options()
    options.case_sensitive = with_case
    options.log_errors = False
    found: dict[str, Any] = {}
    for each, patterns in rows.items():
        try:
            found[each] = re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), options)
        except re2.error as error:
            raise DataError(f"{where} {each}: {error}") from error
    return found


def _rule(row: dict[str, Any], name: str, features: dict[str, Any]) -> SignalRule:
    where = f"{name}: rule {row.get('id', '?')}"
    unknown = {feature for part in _LISTS for feature in row.get(part, ()) if feature not in features}
    if unknown:
        raise DataError(f"{where}: no such feature: {', '.join(sorted(unknown))}")
    if not row.get("all") and not row.get("any"):
        raise DataError(f"{where}: needs all or any")
    if row.get("outcome") not in get_args(Outcome):
        raise DataError(f"{where}: outcome is signal, review or no")
    if row.get("class") and row["class"] not in get_args(SignalClass):
        raise DataError(f"{where}: no such class: {row['class']}")
    if row["outcome"] != "no" and not row.get("class"):
        raise DataError(f"{where}: a signal needs its class")
    if not row.get("because"):
        raise DataError(f"{where}: needs because, one sentence for the reader")
    all_, any_, near, none = (tuple(row.get(part, ())) for part in _LISTS)
    signal_class = cast("SignalClass | None", row.get("class") or None)
    return SignalRule(
        row["id"], signal_class, row["outcome"], row.get("stance", "said"), row["because"], all_, any_, near, none
    )
