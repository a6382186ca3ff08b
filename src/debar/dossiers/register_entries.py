"""One entry as notices print it: the name, then other names, then addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from debar.names.legal import legal_forms

_ALSO = re.compile(
    r"\s*[,;(]*\s*(?:\(?\s*\b(?:a\.?\s?k\.?\s?a\.?|f\.?\s?k\.?\s?a\.?|n\.?\s?k\.?\s?a\.?|d\.?\s?b\.?\s?a\.?|a/k/a|f/k/a|d/b/a)(?=[\s,:;])"
    r"|\b(?:also|formerly|and\s+formerly|including|currently|now)\s+(?:known\s+as|called|doing\s+business\s+as)\b"
    r"|\bincluding\s+(?:the\s+following|one|two|three|four|five|six|seven|eight|nine|ten|its)\b|\bthe\s+following\b"
    r"|\bincluding\s+(?:an?\s+)?alias)",
    re.IGNORECASE,
)
_ALIASES_END = re.compile(
    r"(?<![A-Z])\.\s+(?=[A-Z0-9])|\bAddress(?:es)?\b|\blocated\s+at\b|;\s*(?:and\s+)?(?:DOB|POB|nationality|Passport|Gender)\b|\)[,;]|\[",
)
_ALIAS = re.compile(r"(?:^|[—–]|--|;|\ba\.k\.a\.,?|\bf\.k\.a\.,?|\ba/k/a\b)\s*(?:and\s+)?-{0,2}", re.IGNORECASE)
_LEAD = re.compile(r"^[\s•*▪—–-]*(?:(?:and|the entity|entity)\s+)?(?:[“\"]|``)?")
_TAIL = re.compile(r"[\s,;:.]*$")
_PERSON = re.compile(r"[A-Z][A-Z'’ -]+, [A-Z][a-z'’-]+(?: [A-Z]?[a-z'’-]+){0,5}")
_PART = re.compile(r"[,;]")
_STOP = re.compile(
    r"[;:\[]|\s+and\s+(?:all\s+|any\s+|(?:\S+\s+){0,2}of\s+)?(?:its|their|other|affiliates|subsidiaries)\b|\s[—–](?=\s*[A-Z])|\s--|\s\((?![^()]{2,40}\)\s+[A-Z])"
)
_LEGAL_MORE = frozenset(
    {
        ("co",),
        ("ltd",),
        ("inc",),
        ("limited",),
        ("jr",),
        ("sr",),
        ("ii",),
        ("iii",),
        ("institute",),
        ("branch",),
        ("sti",),
    }
)
_ABBREVIATED = frozenset("co ltd inc corp sti bhd pty pte jr sr cia mfg".split())
_COUNT = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|\d+"
_ALIAS_LEAD = re.compile(
    rf"^[\s,]*(?:the\s+following\b\s*)?(?:(?:{_COUNT})\b\s*)?(?:other\s+)?(?:alias(?:es)?\b|names?\b)?\s*[:,]?\s*",
    re.IGNORECASE,
)
_MOST = 200


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A name from ``start`` to ``end`` of the words given, with its other names; "" where the words name nobody."""

    name: str
    start: int
    end: int
    aliases: tuple[str, ...] = ()


def entry_of(words: str) -> RegisterEntry:
    """The entry that words begin with: a legal form behind a comma is part of the name, an address is not."""
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    also = _ALSO.search(words, start)
    limit = also.start() if also else len(words)
    end = min(_name_end(words, start, limit), start + _MOST)
    end = start + len(_TAIL.sub("", words[start:end]))
    end = _with_period(words, start, end)
    name = " ".join(words[start:end].split())
    if len(name) < 2 or not name[0].isalnum() or name[0].islower():
        return RegisterEntry("", start, start)
    return RegisterEntry(name, start, end, _others(words, also, end, name))


def _others(words: str, also: re.Match[str] | None, end: int, name: str) -> tuple[str, ...]:
    """The other names that follow the name at once; those in brackets end with them."""
    if not also or also.start() - end >= 3:
        return ()
    until, depth = len(words), 1
    if "(" in also[0]:
        for place in range(also.end(), len(words)):
            depth += (words[place] == "(") - (words[place] == ")")
            if not depth:
                until = place
                break
    return _aliases(words[also.end() : until], name)


def _name_end(words: str, start: int, limit: int) -> int:
    stop = _STOP.search(words, start, limit)
    limit = stop.start() if stop else limit
    person = _PERSON.match(" ".join(words[start:limit].split()))
    if person and not _is_form(person[0].partition(",")[0].rpartition(" ")[2]):
        cut = words.find(person[0].rpartition(" ")[2], start)
        return min(cut + len(person[0].rpartition(" ")[2]), limit) if cut >= 0 else limit
    parts = list(_PART.finditer(words, start, limit))
    for place, comma in enumerate(parts):
        until = parts[place + 1].start() if place + 1 < len(parts) else limit
        if not _is_form(words[comma.end() : until]):
            return comma.start()
    return limit


def _is_form(part: str) -> bool:
    """Whether the words behind a comma are a legal form (``Ltd.``, ``S.A.``), which belongs to the name."""
    bare = tuple(re.sub(r"[^\w ]", "", part.casefold()).split())
    return bool(bare) and (bare in legal_forms() or bare in _LEGAL_MORE or all((each,) in _LEGAL_MORE for each in bare))


def _with_period(words: str, start: int, end: int) -> int:
    """The end with the period of an abbreviation (``Co., Ltd.``)."""
    tail = re.search(r"(?:^|[\s,.])([A-Za-z]{1,4}(?:\.[A-Za-z]{1,2})*)$", words[start:end])
    if end < len(words) and words[end] == "." and tail and _is_abbreviated(tail[1]):
        return end + 1
    return end


def _is_abbreviated(word: str) -> bool:
    return word.casefold() in _ABBREVIATED or ("." in word and _is_form(word))


def _aliases(words: str, name: str) -> tuple[str, ...]:
    """The names behind ``a.k.a.``, up to the address."""
    text = " ".join(words.split())
    text = text[_lead(text) :]
    ended = _ALIASES_END.search(text)
    text = text[: ended.start()] if ended else text[:1_000]
    found = []
    for each in _ALIAS.split(text):
        entry = _alias(each)
        if 2 < len(entry) < 120 and entry != name:
            found.append(entry)
    return tuple(dict.fromkeys(found))[:20]


def _lead(text: str) -> int:
    found = _ALIAS_LEAD.match(text)
    return found.end() if found else 0


def _alias(words: str) -> str:
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    end = start + len(_TAIL.sub("", words[start : _name_end(words, start, len(words))]))
    name = words[start : _with_period(words, start, end)].strip("“”\"`'’ ")
    return name if name and name[0].isalnum() and not name[0].islower() else ""
