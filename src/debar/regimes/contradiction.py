"""A buyer whose name says one type of body and who is said to be another: which type, and what becomes of answers.

The forms of names are few and firm (``buyer_names.toml``): a name that might be another body's says nothing. A rule
that says the same of both types keeps its answer; one whose answer turns on the type is for a person.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from debar.errors import DataError
from debar.model import AMOUNTS_TO, BUYER_TYPES, SEVERITY, Buyer, Case, Outcome, RuleResult
from debar.regimes.terms import STATES, phrase

#: One result a rule, and what was not checked.
Judgement = tuple[tuple[RuleResult, ...], tuple[str, ...]]

_HOME = ("", "US", "USA")
#: Names of bodies are shorter; a longer text is no name.
_LONGEST = 200
_TAIL = re.compile(r"\s*(?:,|;|\(|\s[-–—]\s)")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Form:
    type: str
    pattern: re.Pattern[str]
    contradicts: frozenset[str]
    states_not: frozenset[str]


def other_type(buyer: Buyer) -> str:
    """Return the type that a buyer's name says of it where another is given; empty when nothing contradicts.

    Only firm forms of names in the United States are read; an unknown type contradicts nothing.
    """
    if not buyer.name or buyer.type not in _doubted():
        return ""
    return _other_type(buyer.name, buyer.type, buyer.state.strip().upper(), buyer.country.strip().upper())


def contradiction(buyer: Buyer) -> str:
    """Return the sentence on a buyer who is said to be another body than its name says; empty when none."""
    other = other_type(buyer)
    if not other:
        return ""
    return (
        f"the buyer is given as {phrase('buyer', buyer.type)}, and {buyer.name.strip()!r} is the name of "
        f"{phrase('buyer', other)}"
    )


def as_named(case: Case) -> Case | None:
    """Return the case with the buyer as the body that its name says; None when nothing contradicts."""
    other = other_type(case.buyer)
    return replace(case, buyer=replace(case.buyer, type=other, dod=None, branch="")) if other else None


def both_ways(case: Case, judge_way: Callable[[Case], Judgement]) -> Judgement:
    """Return what is judged of the case; of a buyer whose name says another body, what holds for both of them."""
    results, unchecked = judge_way(case)
    other = as_named(case)
    if other is None:
        return results, unchecked
    named, more = judge_way(other)
    reconciled = tuple(_reconcile(one, two, case, other) for one, two in zip(results, named, strict=True))
    return reconciled, tuple(dict.fromkeys((*unchecked, *more)))


def _reconcile(given: RuleResult, named: RuleResult, case: Case, other: Case) -> RuleResult:
    """Return the answer for the type given where the one for the name's type is the same; else ``review``, with both.

    Answers that amount to nothing either way (not covered, expired ...) turn on nothing.
    """
    if given.outcome is named.outcome or not (AMOUNTS_TO.get(given.outcome) or AMOUNTS_TO.get(named.outcome)):
        return given
    sentence = contradiction(case.buyer)
    graver = min((given, named), key=_severity)
    said = (
        f"As {phrase('buyer', buyer.type)}, {result.outcome}: {result.because}"
        for buyer, result in ((case.buyer, given), (other.buyer, named))
    )
    return replace(
        graver,
        outcome=Outcome.REVIEW,
        because=" ".join((f"{sentence[:1].upper()}{sentence[1:]}.", *said)),
        missing=("buyer type",),
        duties=(),
        would_change="Knowing which of the two the buyer is decides it.",
        unverified="; ".join(dict.fromkeys(result.unverified for result in (given, named) if result.unverified)),
        near=False,
    )


def _severity(result: RuleResult) -> int:
    return SEVERITY.index(AMOUNTS_TO.get(result.outcome, Outcome.CLEAR))


@lru_cache(maxsize=1 << 14)
def _other_type(name: str, given: str, state: str, country: str) -> str:
    if country not in _HOME or len(name) > _LONGEST:
        return ""
    text = name.casefold().replace("u.s.", "us").replace("'", "").replace("’", "").strip()
    words = frozenset(_plain(text).split())
    unsaid = _unsaid()
    if words & (unsaid["bodies"] | unsaid["places"]):
        return ""
    head = _plain(_TAIL.split(text, maxsplit=1)[0]).removeprefix("the ")
    for form in _forms():
        if form.type != "federal-agency" and words & unsaid["federal"]:
            continue
        if state not in form.states_not and form.pattern.fullmatch(head):
            return form.type if given in form.contradicts else ""
    return ""


def _plain(text: str) -> str:
    return _NOT_WORD.sub(" ", text).strip()


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("debar.regimes").joinpath("buyer_names.toml").read_text("utf-8"))


@cache
def _unsaid() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in _names()["unsaid"].items()}


@cache
def _doubted() -> frozenset[str]:
    return frozenset(type_ for form in _forms() for type_ in form.contradicts)


@cache
def _forms() -> tuple[_Form, ...]:
    states = "|".join(re.escape(phrase("state", code).casefold()) for code in STATES if code != "DC")
    forms = []
    for entry in _names()["name"]:
        unknown = sorted({entry["type"], *entry["contradicts"]} - set(BUYER_TYPES))
        if unknown:
            raise DataError(f"buyer_names.toml: {unknown[0]!r} is no buyer type ({', '.join(BUYER_TYPES)})")
        pattern = re.compile(entry["pattern"].replace("{state}", f"(?:{states})"))
        forms.append(
            _Form(entry["type"], pattern, frozenset(entry["contradicts"]), frozenset(entry.get("states_not", ())))
        )
    return tuple(forms)


def name_examples() -> list[tuple[str, str]]:
    """Return the (example name, type) of every form: each must be read as its type."""
    return [(entry["example"], entry["type"]) for entry in _names()["name"]]
