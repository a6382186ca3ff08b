"""Ownership and control as contracts word them: who owns how much of whom, directly or through others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from debar.model.clauses import OwnershipTerms

_NUMBERS = {
    "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-three": 33, "forty": 40,
    "fifty": 50, "fifty-one": 51, "sixty": 60, "seventy-five": 75, "one hundred": 100,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,3}(?:\.\d{1,4})?|"
    + "|".join(sorted((re.sub("-", "[- ]", word) for word in _NUMBERS), key=len, reverse=True))
    + ")"
)
_PERCENT = rf"(?P<percent>{_NUMBER})\s*(?:%|percentage|per\s?cent\.?)(?:\s*\(\s*\d{{1,3}}\s*%\s*\))?"
_ANCHOR = (
    r"\b(?:owned|controlled|ownership|owns|majority-owned|beneficially owned|interest|controls?|holds?"
    r"|voting (?:rights|shares|stock))\b"
)
#: What may stand between the words of one ownership test, and nothing else.
_PIECE = re.compile(
    r"\s*(?:"
    + _PERCENT.replace("?P<percent>", "?:")
    + r"|"
    + _ANCHOR
    + r"|\b(?:or|and|is|are|an?|the|any|of|in|more|than|greater|over|exceeding|excess|at|least|not|less|no|equal|to"
    r"|directly|indirectly|for"
    r"|either|whether|individually|collectively|together|aggregate|jointly|beneficially|wholly|partly|partially"
    r"|legally|whole|part|fully|entirely|ultimately|jointly|any one|any single"
    r"|majority|equity|economic|otherwise|acting|on|behalf|half)\b|[,()])"
)
_OWNED = re.compile(_ANCHOR)
_BY = re.compile(
    r"\s*,?\s*by(?:\s*,?\s*(?:or|and)\s+[a-z ]{3,40}?\b(?:of|for|with)\b,?)?\s+(?:one or more (?:of )?"
    r"|any one or more (?:of )?|two or more )?"
)
_BY_END = re.compile(r"[,;:]|\.(?=\s|$)|\s(?:or|and)\s|\)|$")
_HELD = re.compile(
    r"\b(?:in|of) which (?:any |such |one or more (?:of )?|an? )?[a-z \"',]{0,80}?\b(?:owns?|holds?|have|has)\b"
)
#: "any entity (that) such a party", right before "controls".
_OWNER_FIRST = re.compile(
    r"(?:\b(?:any|an|one)\s+(?:other\s+)?(?:entity|entities|company|party|person)\s+)?(?:\b(?:that|which|whom)\s+)?"
    r"\b(?:any such|such an?|such|those|these)\s+[a-z]+(?:\s+[a-z]+){0,2}?"
    r"(?:\s+(?:directly|indirectly|or|and|,)){0,4}\s+$"
)
_BY_SHARE = re.compile(
    r"\s*\bby(?=\s+(?:more than\s+|at least\s+|over\s+)?" + _PERCENT.replace("?P<percent>", "?:") + ")"
)
_JOINED_AFTER = re.compile(r"(?:[\s,()]|\b(?:or|and|the|an?|any|to|in|of|on|for|by)\b)+$")
#: Words that say nothing until one more is read: "33.5 per cent." is read as a whole.
_SPLIT = 3
#: Characters that the words of one test may take after "owned".
_WIDEST = 240
#: What joins a test to the words before it.
_JOINS = re.compile(
    r"(?:[\s,()]|\b(?:is|are)\s*,"
    r"|\b(?:or|and|either|not|in|of|the|an?|any|to|whole|part|otherwise|on|behalf|acting|at(?!\s+least))\b)*"
)
_DEMONSTRATED = re.compile(
    r"\b(?:such|those|these|aforementioned|foregoing|any of the above"
    r"|(?:anyone|person|party|entity) (?:who|that) (?:does|is))\b"
)


_WHOLE = re.compile(r"\b(?:wholly|entirely|fully)[ -]owned\b")
_INDIRECT = re.compile(r"\b(?:indirectly|indirect|ultimately|ultimate)\b")
_DIRECT = re.compile(r"\b(?:directly|direct)\b")
_ADDED = re.compile(
    r"\b(?:aggregated?|one or more|two or more|collectively|jointly|together|combined|in total|between them)\b"
)
_ALONE = re.compile(r"\b(?:any one|any single|a single|individually|alone|by itself)\b")


@dataclass(frozen=True, slots=True)
class Owners:
    """An ownership test at ``[start, end)``.

    The owners it looks for stand at ``[by, end)``; ``back`` says that they point back ("such persons").
    """

    start: int
    end: int
    by: int
    back: bool
    terms: OwnershipTerms


def find_owners(folded: str, start: int, end: int) -> list[Owners]:
    """Every ownership test in ``folded[start:end]``, in order."""
    found: list[Owners] = []
    at = start
    while anchor := _OWNED.search(folded, at, end):
        at = anchor.end()
        test = _held(folded, start, anchor, end) or _owns(folded, start, anchor, end)
        test = test or _owned(folded, max(start, found[-1].end if found else start), anchor, end)
        if test:
            found.append(test)
            at = test.end
    return found


def _owned(folded: str, start: int, anchor: re.Match[str], end: int) -> Owners | None:
    """``50% or more owned, directly or indirectly, by ...``: the words around the anchor, then the owners."""
    left = _leftmost(folded, start, anchor.start())
    at = anchor.end()
    limit = min(end, at + _WIDEST)
    while (piece := _PIECE.match(folded, at, limit)) and not folded.startswith(
        "by ", piece.end() - len(piece[0].lstrip())
    ):
        at = piece.end()
    by = _BY.match(folded, at, end) or _BY.match(folded, _before(folded, at), end)
    if not by:
        return None
    stop = _end_of_owners(folded, by.end(), end)
    words = folded[left:stop]
    if not re.search(r"\b(?:owned|controlled|ownership)\b", words):
        return None
    return Owners(left, stop, by.start(), bool(_DEMONSTRATED.search(folded, by.start(), stop)), read_terms(words))


def _leftmost(folded: str, start: int, at: int) -> int:
    """Where the test begins: as far left as only its own words stand, without what joins it to the words before."""
    words = [match.span() for match in re.finditer(r"\S+", folded[max(start, at - 90) : at])]
    base = max(start, at - 90)
    left, failed = at, 0
    for word_start, _ in reversed(words):
        if _all_pieces(folded, base + word_start, at):
            left, failed = base + word_start, 0
        elif (failed := failed + 1) > _SPLIT:
            break
    head = _JOINS.match(folded, left, at)
    return head.end() if head else left


def _all_pieces(folded: str, start: int, end: int) -> bool:
    at = start
    while at < end:
        piece = _PIECE.match(folded, at)
        if not piece or piece.end() == at:
            return not folded[at:end].strip()
        at = piece.end()
    return True


def _before(folded: str, at: int) -> int:
    while at > 0 and folded[at - 1] in " ,(":
        at -= 1
    return at


def _end_of_owners(folded: str, at: int, end: int) -> int:
    while stop := _BY_END.search(folded, at, end):
        label = re.compile(r"[^()]{0,60}\([a-z0-9]{1,4}\)").match(folded, at, end)
        if stop[0] == ")" and label and label.end() == stop.end():
            at = stop.end()
            continue
        if stop[0] == "," and re.compile(r",\s*any\b").match(folded, stop.start(), end):
            at = stop.end()
            continue
        return stop.start()
    return end


def _held(folded: str, start: int, anchor: re.Match[str], end: int) -> Owners | None:
    """``in which such persons hold, in the aggregate, a 50% or greater interest``."""
    head = _HELD.search(folded, max(start, anchor.start() - 90), min(anchor.end(), end))
    if not head or not head.start() <= anchor.start() < head.end():
        return None
    at = head.end()
    while (piece := _PIECE.match(folded, at, end)) and piece.end() > at:
        at = piece.end()
    at = _before(folded, at)
    words = folded[head.start() : at]
    if not re.search(_PERCENT, words) and "majority" not in words:
        return None
    return Owners(head.start(), at, head.start(), bool(_DEMONSTRATED.search(words)), read_terms(words))


def _said(yes: re.Pattern[str], no: re.Pattern[str], words: str) -> bool | None:
    """What the words say: a word for it outweighs one against it ("individually or in the aggregate")."""
    return True if yes.search(words) else False if no.search(words) else None


def _owns(folded: str, start: int, anchor: re.Match[str], end: int) -> Owners | None:
    """``any entity such a party controls``: the owners stand before, and point back."""
    head = _OWNER_FIRST.search(folded, max(start, anchor.start() - 100), anchor.start())
    if anchor[0] not in ("owns", "own", "controls", "control", "holds", "hold") or not head:
        return None
    at = anchor.end()
    while (piece := _PIECE.match(folded, at, end) or _BY_SHARE.match(folded, at, end)) and piece.end() > at:
        at = piece.end()
    joined = _JOINED_AFTER.search(folded, anchor.end(), at)
    at = joined.start() if joined else at
    return Owners(head.start(), at, head.start(), back=True, terms=read_terms(folded[anchor.start() : at]))


def read_terms(words: str) -> OwnershipTerms:
    """The test that the (folded) words set, without its owners."""
    percent = re.search(_PERCENT, words)
    threshold, operator = None, ""
    if percent:
        spelt = percent["percent"]
        threshold = Decimal(_NUMBERS.get(re.sub(r"\s", "-", spelt), 0) or spelt)
        strict = re.search(
            r"(?:more than|greater than|over|exceeding|in excess of)\s+(?:an?\s+)?$", words[: percent.start()]
        )
        operator = ">" if strict else ">="
    elif re.search(r"\bmajority\b", words):
        threshold, operator = Decimal(50), ">"
    elif _WHOLE.search(words):
        threshold, operator = Decimal(100), ">="
    if threshold is not None and threshold > 100:
        threshold, operator = None, ""
    return OwnershipTerms(
        threshold,
        ">" if operator == ">" else ">=" if operator else "",
        indirect=_said(_INDIRECT, _DIRECT, words),
        aggregate=_said(_ADDED, _ALONE, re.sub(_PERCENT + r" or more", "", words)),
        control=bool(re.search(r"\bcontrol", words)),
    )
