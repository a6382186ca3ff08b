"""Two versions of terms and conditions compared by what they oblige to, not by their wording alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from debar.clauses import read_clauses
from debar.model.clauses import ListTerms, Obligation, OwnershipTerms, PlaceTerms

ChangeKind = Literal["added", "removed", "changed", "wording", "technical"]
_FIELDS = (
    "modality",
    "kind",
    "who",
    "to",
    "about",
    "actions",
    "covers",
    "lists",
    "places",
    "uses",
    "ownership",
    "references",
    "within",
    "unless",
)


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """One version of a text of terms. ``extracted_by`` names the reader that took it out of its page."""

    sha256: str
    text: str
    extracted_by: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One change. ``fields`` are (name, before, after); ``before`` and ``after`` are places in the two texts.

    ``technical`` means that the page is the same and only our own reader took its text out differently.
    """

    kind: ChangeKind
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    fields: tuple[tuple[str, str, str], ...]
    because: str


def compare_terms(old: TermsVersion, new: TermsVersion) -> tuple[ClauseChange, ...]:
    """The changes from one version to the next, in the order of the newer text; empty where nothing differs.

    ``sha256`` is of the page's bytes: where it is equal and the text is not, the change is ours and ``technical``.
    """
    if old.text == new.text:
        return ()
    if old.sha256 == new.sha256:
        whole = (0, len(old.text)), (0, len(new.text))
        because = f"the page is the same; {old.extracted_by} read it before, {new.extracted_by} now"
        return (ClauseChange("technical", *whole, (), because),)
    before, after = read_clauses(old.text).obligations, read_clauses(new.text).obligations
    pairs = list(_pairs(before, after))
    changes = [change for left, right in pairs if (change := _change(left, right))]
    if not changes:
        because = "the wording differs; what it obliges to is read alike"
        return (ClauseChange("wording", (0, len(old.text)), (0, len(new.text)), (), because),)
    return tuple(changes)


def _pairs(
    before: Sequence[Obligation], after: Sequence[Obligation]
) -> Iterator[tuple[Obligation | None, Obligation | None]]:
    """Obligations of both texts side by side: those alike first, then the nearest by what they oblige to."""
    left = list(before)
    taken: dict[int, Obligation] = {}
    for exact in (True, False):
        for index, item in enumerate(after):
            if index in taken:
                continue
            best = max(left, key=lambda other: _likeness(other, item), default=None)
            if best is not None and _likeness(best, item) >= (1.0 if exact else 0.6):
                taken[index] = best
                left.remove(best)
    for index, item in enumerate(after):
        yield taken.get(index), item
    for item in left:
        yield item, None


def _likeness(one: Obligation, other: Obligation) -> float:
    """From 0 to 1: the fields that agree and the wording; 0 where modality or kind differ."""
    if (one.modality, one.kind) != (other.modality, other.kind):
        return 0.0
    same: float = sum(getattr(one, name) == getattr(other, name) for name in _FIELDS) / len(_FIELDS)
    if same == 1.0:
        return 1.0
    words: float = difflib.SequenceMatcher(None, one.words.text[:400], other.words.text[:400], autojunk=False).ratio()
    return min(0.99, same * 0.5 + words * 0.5)


def _change(left: Obligation | None, right: Obligation | None) -> ClauseChange | None:
    if left is None and right is not None:
        return ClauseChange("added", None, _span(right), (), f"new: {_said(right)}")
    if left is not None and right is None:
        return ClauseChange("removed", _span(left), None, (), f"gone: {_said(left)}")
    if left is None or right is None:
        return None
    differ = [(name, getattr(left, name), getattr(right, name)) for name in _FIELDS]
    differ = [each for each in differ if each[1] != each[2]]
    if not differ:
        return None
    fields = tuple((name, value_words(old), value_words(new)) for name, old, new in differ)
    because = "; ".join(_turn(name, old, new) for name, old, new in differ)
    return ClauseChange("changed", _span(left), _span(right), fields, because)


def value_words(value: object) -> str:
    """A field of an obligation in words: ids of lists, codes of places, ``>= 50 %, added up``; "" for none."""
    if isinstance(value, OwnershipTerms):
        held = f"{value.operator} {value.threshold} %".strip() if value.threshold is not None else "owned"
        told = (
            (value.indirect, "through others too"),
            (value.aggregate, "added up"),
            (value.aggregate is False, "not added up"),
            (value.control, "or controlled"),
        )
        return ", ".join((held, *(words for holds, words in told if holds)))
    if isinstance(value, (tuple, ListTerms, PlaceTerms)):
        return ", ".join(_members(value))
    return "" if value is None else str(value)


def _members(value: object) -> tuple[str, ...]:
    if isinstance(value, ListTerms):
        return (*value.ids, *(("others like them",) if value.open_ended else ()))
    if isinstance(value, PlaceTerms):
        codes = tuple(code.upper() for code in value.codes)
        return codes or tuple(filter(None, (value.description or value.term,)))
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()


def _turn(name: str, old: object, new: object) -> str:
    """What became of one field: what came to lists and places and what left them, else before and after."""
    before, after = _members(old), _members(new)
    parts = [f"{name} {what}: {', '.join(some)}" for what, some in _sides(before, after) if some]
    if parts:
        return ", ".join(parts)
    return f"{name}: {value_words(old) or 'none'} → {value_words(new) or 'none'}"


def _sides(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    added = [each for each in after if each not in before]
    return ("added", added), ("removed", [each for each in before if each not in after])


def without_technical(
    changes: Sequence[ClauseChange], versions: Sequence[TermsVersion], read_alike: Sequence[TermsVersion]
) -> tuple[ClauseChange, ...]:
    """The changes between two ``versions`` read by different readers, those that are ours labelled technical.

    ``read_alike`` are the same pages read by one reader: a change that does not show there is none of the page.
    """
    real = {_signature(each, read_alike) for each in compare_terms(*read_alike)}
    because = f"read alike the pages do not differ here; {versions[0].extracted_by} and {versions[1].extracted_by} do"
    return tuple(
        each if _signature(each, versions) in real else replace(each, kind="technical", because=because)
        for each in changes
    )


def _signature(change: ClauseChange, versions: Sequence[TermsVersion]) -> tuple[object, ...]:
    spans = zip(versions, (change.before, change.after), strict=True)
    words = tuple(" ".join(each.text[slice(*span)].split()) if span else "" for each, span in spans)
    return change.kind, change.fields, *(words if change.kind != "wording" else ())


def _span(item: Obligation) -> tuple[int, int]:
    return item.words.start, item.words.end


def _said(item: Obligation) -> str:
    return f"{item.modality} {', '.join(item.actions) or item.kind}: {item.words.text[:120]}"
