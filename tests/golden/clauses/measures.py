"""How well the reader's obligations agree with those that a person wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from debar.clauses import read_clauses
from debar.model.clauses import ClauseReading, Obligation, OwnershipTerms

FOLDER = Path(__file__).parent
SETS = ("given", "tuning", "judging", "others", "firms", "unseen")


@dataclass(frozen=True)
class Case:
    """One clause with what a person reads in it."""

    name: str
    text: str
    definitions: tuple[dict[str, Any], ...]
    obligations: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Agreement:
    """Of the ``wanted`` obligations: found, right in every field, with the same words; and those nobody wanted."""

    wanted: int
    found: int
    right: int
    words: int
    extra: int
    differences: tuple[str, ...]


def cases(folder: str) -> list[Case]:
    found = []
    for path in sorted((FOLDER / folder).glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        found.append(Case(path.stem, text, tuple(data["definitions"]), tuple(data["obligations"])))
    return found


def compare(case: Case, reading: ClauseReading) -> Agreement:
    left = list(reading.obligations)
    found = right = words = 0
    differences = []
    for wanted in case.obligations:
        item = _nearest(case.text, wanted, left)
        if item is None:
            differences.append(f"{case.name}: not found: {wanted['kind']} {wanted['words']!r}")
            continue
        left.remove(item)
        found += 1
        got, want = _of_reading(item), _of_person(wanted)
        wrong = {key: (got[key], want[key]) for key in want if got[key] != want[key]}
        right += not wrong
        same = item.words.text == wanted["words"]
        words += same
        if wrong or not same:
            differences.append(f"{case.name}: {wanted['words']!r}: {wrong or item.words.text!r}")
    differences += [f"{case.name}: nobody wrote down: {item.kind} {item.words.text!r}" for item in left]
    return Agreement(len(case.obligations), found, right, words, len(left), tuple(differences))


def agreement(folder: str) -> Agreement:
    each = [compare(case, read_clauses(case.text)) for case in cases(folder)]
    sums = [sum(getattr(one, name) for one in each) for name in ("wanted", "found", "right", "words", "extra")]
    return Agreement(*sums, tuple(words for one in each for words in one.differences))


def _nearest(text: str, wanted: dict[str, Any], left: list[Obligation]) -> Obligation | None:
    """The obligation of the same kind whose words are the same, else overlap most; the first of equals."""
    ranked = []
    for item in left:
        shared = max((_shared(start, wanted["words"], item) for start in _places(text, wanted["words"])), default=0)
        if item.kind == wanted["kind"] and shared > 0:
            ranked.append((item.words.text != wanted["words"], -shared, item.words.start, item))
    return min(ranked, key=lambda each: each[:3])[3] if ranked else None


def _places(text: str, words: str) -> list[int]:
    found = [text.find(words)]
    while found[-1] >= 0:
        found.append(text.find(words, found[-1] + 1))
    return found[:-1]


def _shared(start: int, words: str, item: Obligation) -> int:
    return min(item.words.end, start + len(words)) - max(item.words.start, start)


def _of_reading(item: Obligation) -> dict[str, Any]:
    term = item.places.term or item.lists.term
    return {
        "modality": item.modality,
        "kind": item.kind,
        "who": item.who.lower(),
        "to": item.to.lower(),
        "about": sorted(item.about),
        "actions": list(item.actions),
        "covers": list(item.covers),
        "lists": list(item.lists.ids),
        "places": sorted(item.places.codes),
        "dynamic": "" if term else item.places.description.lower(),
        "term": term,
        "undefined": item.places.undefined,
        "uses": list(item.uses),
        "references": list(item.references),
        "refers_to": list(item.refers_to),
        "within": item.within.lower(),
        "open_ended": item.open_ended,
        "ownership": terms_of(item.ownership),
    }


def terms_of(item: OwnershipTerms | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "threshold": "" if item.threshold is None else str(item.threshold),
        "operator": item.operator,
        "indirect": item.indirect,
        "aggregate": item.aggregate,
        "control": item.control,
        "over": sorted(item.over),
    }


def _of_person(item: dict[str, Any]) -> dict[str, Any]:
    want: dict[str, Any] = {"modality": item["modality"], "kind": item["kind"], "who": item.get("who", "").lower()}
    for name in ("to", "dynamic", "within"):
        want[name] = item.get(name, "").lower()
    for name in ("actions", "covers", "lists", "uses", "references", "refers_to"):
        want[name] = item.get(name, [])
    for name in ("about", "places"):
        want[name] = sorted(item.get(name, []))
    want |= {"term": item.get("term", ""), "undefined": item.get("undefined", False)}
    want |= {"open_ended": item.get("open_ended", False), "ownership": wanted_terms(item.get("ownership"))}
    return want


def wanted_terms(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    empty = {"threshold": "", "operator": "", "indirect": None, "aggregate": None, "control": False}
    return empty | item | {"over": sorted(item["over"])}
