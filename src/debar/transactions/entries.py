"""The licence requirement of a listing's own entry: all items subject to the EAR, those on the CCL, or a part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from debar.model import Outcome, RuleResult
from debar.regimes.rule import Rule
from debar.transactions.screened import Listed
from debar.transactions.vocabulary import scope_words

_QUOTED = 240


def narrow(
    result: RuleResult, rules: Mapping[str, Rule], found: Iterable[Listed], eccn: str, on: date | None
) -> RuleResult:
    """Return a result with the words of the entry it rests on, and no firmer than these are.

    An entry for items on the Commerce Control List turns on the classification; one with an exception or for certain
    uses is for a person to read.
    """
    scopes = _scopes(rules.get(result.rule), found, on) if result.outcome is Outcome.LICENSE_REQUIRED else ()
    if not scopes:
        return result
    scope = scopes[0]
    quoted = scope if len(scope) <= _QUOTED else f"{scope[: _QUOTED - 1].rstrip()}…"
    because = f"{result.because} The licence requirement of its entry: “{quoted}”."
    meaning = {_meaning(each) for each in scopes}
    if "" in meaning or ("classified" in meaning and eccn not in ("", "EAR99")):
        return replace(result, because=because)
    if meaning == {"classified"} and not eccn:
        return replace(result, outcome=Outcome.DEPENDS, because=because, missing=("ECCN",))
    return replace(result, outcome=Outcome.REVIEW, because=f"{because} Whether it reaches this item a person must see.")


def _scopes(rule: Rule | None, found: Iterable[Listed], on: date | None) -> tuple[str, ...]:
    if rule is None:
        return ()
    lists = {each for clause in rule.clauses for subject in clause.subjects for each in subject.lists}
    listings = (listing for one in found for listing in one.listings if listing.list in lists)
    held = (listing for listing in listings if on is None or listing.in_force(on))
    return tuple(dict.fromkeys(listing.scope.strip().rstrip(".") for listing in held if listing.scope.strip()))


def _meaning(scope: str) -> str:
    said = " ".join(scope.casefold().split())
    return next((means for words, means in scope_words().items() if words in said), "")
