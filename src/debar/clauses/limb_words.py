"""The small words of a limb: verbs, whose state it turns on, whom it is owed to, the time allowed."""

from __future__ import annotations

import re

from debar.clauses.provisions import Piece
from debar.clauses.vocabulary import phrases

_NOUN = re.compile(
    r"(?:\bfor|\bend|\bthe|\bany|\beach|\bsuch|\ban?|\bfinance|\bfund|\bmilitary|\bof|\bexport|\bspecific|\bnecessary|\brequired)[\s-]+$"
)
#: "Loan Party", "source code": a name or a thing, not a deed.
_NAMED = re.compile(r"[\s-]+(?:part(?:y|ies)|code|documents?|agreements?)\b")
_MEANS_TO = re.compile(r"\b(?:use|access)\s+(?:the\s+|any part of the\s+)?[a-z ]{1,40}?\s+to\s+$")
_GOODS = re.compile(r"\b(?:products?|goods|items?|equipment)\b")
_MADE_BY = re.compile(
    r"\b(?:made|manufactured|produced|mined|assembled|grown)\s+(?:[a-z]+,?\s+){0,6}?by\b(?:\s+[a-z]+){0,6}[^a-z]*$"
)
_OF_ORIGIN = re.compile(r"[\s-]+origin\b")
_FUNDS = re.compile(r"\b(?:proceeds|award funds)\b")
_GOVERNMENT = re.compile(
    r"\s*['`]?s?'?\s*(?:government|governmental)"
    r"(?:\s+(?:buyers?|end[- ]users?|agenc(?:y|ies)|entit(?:y|ies)|customers?))?"
)
_GOVERNMENT_OF = re.compile(r"\bgovernments?\s+of\s+(?:the\s+)?$")
_PERSONS = re.compile(
    r"\b(?:person|persons|individual|entity|entities|anyone|anybody|party|parties|buyers?|customers?|users?"
    r"|third part(?:y|ies)|any user|to)\b"
)
_SELF = re.compile(r"\bif\s+(?:you|it|they|the [a-z]+|[a-z]+)\s+(?:is|are)\b")
_ACTING = re.compile(r"\bacting (?:on behalf of|for)\b")
#: "is not, and is not acting on behalf of": the party itself is meant too. Brackets may stand between.
_ALSO_SELF = re.compile(r"\bnot,?\s*(?:\([^()]{0,300}(?:\([^()]{0,60}\)[^()]{0,200})?\))?,?\s*(?:and|or|nor)?\s*$")
_BEING = re.compile(
    r"\s*be\s+(?:an?|the|on|in|located|listed|named|resident|owned|controlled|subject|identified|designated)\b"
)
_UNLESS = re.compile(
    r"\b(?:unless|except (?:as|with|where|when|if|to the extent|in accordance)|without (?:the |any "
    r"|first )?(?:prior|necessary|required|express|obtaining"
    r"|appropriate|proper|written|a licen[cs]e|authori[sz]ation))\b[^,;]{0,300}?(?=[,;]|\.(?<!\bu\.s\.)(?:\s|$)|$)"
)
_WITHIN = re.compile(
    r"\b(?:within\s+(?:[a-z]+|\d+)(?:\s+\(\d+\))?\s+(?:(?:business|working|calendar)\s+)?(?:hours?|days?|weeks?"
    r"|months?)|for\s+(?:[a-z]+|\d+)"
    r"(?:\s+\(\d+\))?\s+(?:years?|months?)|promptly|immediately|without (?:undue )?delay|forthwith"
    r"|upon (?:written )?request|as soon as (?:reasonably )?practicable)\b"
)
_TO = re.compile(
    r"\b(?:notify|inform|advise|tell|alert|furnish)\s+(?:the\s+)?(?P<direct>[A-Z][\w&.-]*(?:\s+[A-Z][\w&-]*){0,3}|us|you)"
    r"|\b(?:to|with)\s+(?:the\s+)?(?P<dative>Contracting Officer|[A-Z][a-z]+(?:\s+[A-Z][a-z]+){0,2}|us)\b"
)


def actions(folded: str, piece: Piece, until: int) -> tuple[str, ...]:
    """The deeds named between the trigger and ``until``, in order. "Use X to sell" is to sell."""
    found: list[tuple[str, int, int]] = []
    for start, end in (*piece.heads, (piece.start, until)):
        deeds = "deeds" if piece.trigger.start >= piece.end else "verbs"
        found += [
            (hit.row.id, hit.start, hit.end)
            for hit in phrases(deeds).find(folded, start, end)
            if not _NOUN.search(folded, max(start, hit.start - 10), hit.start) and not _NAMED.match(folded, hit.end)
        ]
    kept = [
        item
        for number, item in enumerate(found)
        if not (
            item[0] == "use" and number + 1 < len(found) and _MEANS_TO.fullmatch(folded, item[1], found[number + 1][1])
        )
    ]
    return tuple(dict.fromkeys(item[0] for item in kept))


def about_state(folded: str, piece: Piece, until: int) -> tuple[str, ...]:
    """Whose state a statement tells: the subject's circles, and who is acted for."""
    start, end = piece.trigger.subject
    none = re.compile(r"\b(?:neither|none of|no)\b").search(folded, start, end)
    subject = (none.start() if none else start, end)
    near = list(phrases("circles").find(folded, *subject))
    roles = [
        role
        for role in phrases("roles").find(folded, *subject)
        if not any(hit.start <= role.start < hit.end for hit in near)
    ]
    if roles and all(role.row.id == "goods" for role in roles):
        return ("goods",)
    circles = [hit.row.id for hit in near if hit.row.id != "bank" or piece.trigger.status]
    others = bool(none and none[0] == "no" and circles and not roles)
    found = circles if others else ["self", *circles]
    for head in (*piece.heads, (piece.start, until)):
        if acting := _ACTING.search(folded, *head):
            found.append("principal")
            alone = not folded[piece.trigger.end : acting.start()].strip() and not _ALSO_SELF.search(
                folded, 0, piece.trigger.start
            )
            found = found[1:] if alone else found
    return tuple(dict.fromkeys(found))


def about_deed(folded: str, piece: Piece, start: int, until: int, end: int = 0) -> tuple[str, ...]:
    """Who or what a deed reaches: a counterparty, the goods, the money. Its place stands at ``[until, end)``."""
    words = "".join(folded[slice(*head)] for head in piece.heads) + folded[piece.start : until]
    if _MADE_BY.search(words) or _origin(folded, piece.start, until, end):
        return ("goods",)
    if _SELF.search(words) or (not piece.trigger.goods and _BEING.match(folded, piece.trigger.end)):
        return ("self",)
    found = []
    if _FUNDS.search(words):
        found.append("funds")
    elif _PERSONS.search(folded, start, until):
        found.append("counterparty")
    if re.compile(r"\bfor use in\b").search(folded, start, max(until, end)):
        found.append("goods")
    if not found and (phrases("ties").first(folded, piece.start, until) or _GOODS.search(words)):
        found.append("goods")
    return tuple(found) or ("counterparty",)


def _origin(folded: str, start: int, until: int, end: int) -> bool:
    """Whether a place is where goods come from: "originating in Iran", "of Iranian origin"."""
    ties = list(phrases("ties").find(folded, start, until))
    return bool(ties and ties[-1].row.id == "origin") or bool(end and _OF_ORIGIN.match(folded, end))


def government_before(folded: str, at: int) -> bool:
    """Whether "the government of" stands right before a place."""
    return bool(_GOVERNMENT_OF.search(folded, max(0, at - 40), at))


def government_after(folded: str, at: int) -> int:
    """The end of "government buyers" right after a place, or ``at``."""
    found = _GOVERNMENT.match(folded, at)
    return found.end() if found else at


def unless(text: str, folded: str, piece: Piece) -> str:
    """What lifts the prohibition, as written ("unless authorized by ..."); empty where nothing does."""
    found = _UNLESS.search(folded, piece.start, piece.end) or _UNLESS.search(folded, *piece.trigger.subject)
    return text[found.start() : found.end()].rstrip(" .") if found else ""


def lifted(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words stand that lift a prohibition, within ``folded[start:end]``."""
    found = _UNLESS.search(folded, start, end)
    return found.span() if found else None


def within(text: str, folded: str, start: int, end: int) -> str:
    """The time allowed, as written; empty where none is."""
    found = _WITHIN.search(folded, start, end)
    return text[found.start() : found.end()] if found else ""


def addressee(text: str, start: int, end: int) -> str:
    """Whom it is owed to, as written; empty where the words name nobody."""
    found = _TO.search(text, start, end)
    return (found["direct"] or found["dative"]) if found else ""


def deeds_covered(folded: str, piece: Piece) -> tuple[str, ...]:
    """The deeds that compliance is asked for: "... for use, sell, transfer, export or reexport of those Products"."""
    return tuple(dict.fromkeys(hit.row.id for hit in phrases("verbs").find(folded, piece.start, piece.end)))
