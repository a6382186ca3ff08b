"""Whose deed a sentence tells: the subject of the clause in which the act stands, not whoever is named anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from debar.dossiers.signals_words import SignalWords

PartyKind = Literal["own", "customer", "rival", "named", "unsaid"]

#: Where one clause ends and another begins.
BREAK = re.compile(
    r"[,;:()—–]|\b(?:so|but|and|because|while|although|though|which|who|since|when|after|before|if|unless|until)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![\w.])(?:[A-Z][\w&’'\-]+)(?: (?:[A-Z][\w&’'\-]*|[A-Z]{2,}|Inc\.?|Corp\.?|Ltd\.?))*")
_SAYS = re.compile(
    r" (?:also )?(?:said|says|believes|expects|expected|confirmed|reported|announced|told|stated|warned|has|had)\b"
)
_UNDER = re.compile(
    r"\b(?:of|in|to|from|with|for|on|against|at|among|about|by|than|into)(?: \w+)?(?: the| an?| our| its| their| two"
    r"| some| several)*\s*$",
    re.IGNORECASE,
)
#: A party only named as the aim of a measure does nothing in the sentence.
_AIMED = re.compile(
    r"\b(?:sanctions?|bans?|restrictions?|controls|curbs|measures|action|embargo|listing|designation|blacklisting)"
    r" (?:on|against|of|for|imposed on)(?: the)?\s*$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:Before|After|Since|Because|When|While|Although|Though|If|As|And|But|So|Both|Like|Unlike|Then|Once|Until|Unless"
    r"|Given|Following|Excluding|Including|With|Without|For|In|On|At|By|To|From|The|A|An|This|That|These|Those)(?: |$)"
)
_STOPS = re.compile(r"[.!?:“\"]\s*$")
_IT = re.compile(r"\b(?:it|they|he|she|them)\b", re.IGNORECASE)
_DOING = re.compile(r"\s\w+ing\b")


@dataclass(frozen=True, slots=True)
class SignalParty:
    """Who does or undergoes it. ``name`` is as written, empty for ``own`` (whose text it is) and ``unsaid``."""

    kind: PartyKind
    name: str = ""


UNSAID = SignalParty("unsaid")


@dataclass(frozen=True, slots=True)
class _Mention:
    party: SignalParty
    start: int
    end: int
    under: bool


def find_party(
    read: str, act: tuple[int, int], words: SignalWords, *, subject: str, is_felt: bool = False
) -> SignalParty:
    """The party of the act that stands at ``read[act[0]:act[1]]``; ``subject`` is the company whose text it is.

    ``is_felt`` says that it is undergone rather than done: those sold to ("orders from Huawei") are then not it.
    """
    mentions = _mentions(read, words, subject)
    start, end = act
    first, last = _clause(read, start, end)
    by = next((each for each in mentions if end <= each.start < last and read[end : each.start].endswith(" by ")), None)
    if by:
        return by.party
    before = [each for each in mentions if first <= each.start < start][::-1]
    inside = [each for each in mentions if start <= each.start < last]
    if before and _DOING.match(read, before[0].end, end):  # a combination of our customer accumulating stock
        return before[0].party
    earlier = [each for each in mentions if each.start < first][::-1]
    later = [each for each in mentions if each.start >= last]
    doer = next((each for each in before if not each.under), None)
    anaphor = _IT.search(read, doer.end if doer else first, start)
    if anaphor and not _expletive(read, anaphor):
        doer = next((each for each in (*before, *earlier) if not each.under and each.party.kind != "own"), doer)
    order = [each for each in (doer, *before, *(each for each in earlier if not each.under)) if each]
    for each in (*order, *inside, *earlier, *later):
        if not (is_felt and each.under):
            return each.party
    return UNSAID


def _expletive(read: str, it: re.Match[str]) -> bool:
    return bool(re.match(r" (?:is|was|takes|seems) (?:\w+ ){0,3}(?:to|that)\b", read[it.end() : it.end() + 60]))


def _clause(read: str, start: int, end: int) -> tuple[int, int]:
    first, last = 0, len(read)
    for hit in BREAK.finditer(read):
        if hit.end() <= start:
            first = hit.end()
        elif hit.start() >= end:
            return first, hit.start()
    return first, last


def _mentions(read: str, words: SignalWords, subject: str) -> Sequence[_Mention]:
    """Each party named, in order; a name within a role ("Huawei's suppliers") is the role's."""
    found: list[_Mention] = []
    kinds: tuple[tuple[str, PartyKind], ...] = (
        ("rival", "rival"),
        ("described", "named"),
        ("customer", "customer"),
        ("own", "own"),
    )
    for feature, kind in kinds:
        for hit in words.parties[feature].finditer(read):
            if not any(each.start < hit.end() and hit.start() < each.end for each in found):
                said = SignalParty(kind, "" if kind == "own" else hit.group().strip())
                found.append(_Mention(said, hit.start(), hit.end(), _is_under(read, hit.start())))
    for hit in _NAME.finditer(read):
        name = _named(read, hit, words)
        overlaps = any(each.start < hit.end() and hit.start() < each.end for each in found)
        if name and not overlaps and not _AIMED.search(read[: hit.start()]):
            is_own = bool(subject) and (name.casefold() in subject.casefold() or subject.casefold() in name.casefold())
            party = SignalParty("own") if is_own else SignalParty("named", name)
            found.append(_Mention(party, hit.start(), hit.end(), _is_under(read, hit.start())))
    return sorted(found, key=lambda each: each.start)


def _is_under(read: str, start: int) -> bool:
    return bool(_UNDER.search(read[max(0, start - 30) : start]))


def _named(read: str, hit: re.Match[str], words: SignalWords) -> str:
    """A company's name without what belongs to another word; empty for a place, an office, a day, a first word."""
    name = _OPENS.sub("", re.sub(r"[’']s?$", "", hit.group()))
    kept = words.parties["nobody"].sub("", name).strip(" -’'")
    if not kept or kept != name:
        return ""
    opens = hit.start() == 0 or _STOPS.search(read[: hit.start()])
    if not opens or words.features["actor"].search(name):
        return name
    is_proper = " " in name or (name.isupper() and len(name) > len("US"))
    return name if is_proper or _SAYS.match(read, hit.end()) else ""
