"""Two versions of terms and conditions compared by what they oblige to, not by their wording alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from debar.clauses import read_clauses
from debar.model.clauses import Obligation

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
    fields = tuple(
        (name, str(getattr(left, name)), str(getattr(right, name)))
        for name in _FIELDS
        if getattr(left, name) != getattr(right, name)
    )
    if not fields:
        return None
    return ClauseChange(
        "changed", _span(left), _span(right), fields, f"changed: {', '.join(name for name, _, _ in fields)}"
    )


def _span(item: Obligation) -> tuple[int, int]:
    return item.words.start, item.words.end


def _said(item: Obligation) -> str:
    return f"{item.modality} {', '.join(item.actions) or item.kind}: {item.words.text[:120]}"
