"""What an extract of the Entity List runs together, taken apart again: names, aliases and the addresses stuck to them.

The official text gives an entry as one paragraph, ``NAME, a.k.a., the following N aliases: —ALIAS; and —ALIAS.
ADDRESS``. The extract cut it by pattern, so the last alias often carries the first address, and a few names carry their
alias.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_STREET = (
    r"Street|St\.|Str\.|str\.|Road|Rd\.?|Avenue|Ave\.?|[Ll]ane|Building|Bldg\.?|Floor|Flat|Room|Rm\.?|Unit|Suite|Block"
    r"|Tower|Plaza|P\.?O\.? ?Box|Boulevard|Blvd\.?|Bul'var|District|Office \d|Shop|Ul\.|ul\.|Ulitsa|Pr\.|Prospekt"
    r"|Shosse|proyezd|Warehouse|House \d|Base|[Dd]\. ?\d"
)
_UNIT = r"(?!\S* (?:Research|Institute|Academy|System|Factory|Plant|Bureau|Group))"
#: Where an address begins after a name: a comma or full stop, then a house number or a word of streets and buildings.
_ADDRESS = re.compile(
    rf"[.,:]\s+(?=(?:No\.? ?)?\d{_UNIT}[\w/\-]*,? |(?:[A-Z][\w'.]*\s){{0,4}}(?:{_STREET})(?!\w)"
    r"|[A-Z][a-z]+ \d+[A-Z]?, [A-Z])"
)
_PLACE_TAIL = re.compile(r"[.,]\s+(?:see also|\(?[Ss]ee (?:also )?(?:the )?(?:alternate )?address).*$")
_INNER = re.compile(
    r",?\s*\(?\b(?:a\.k\.a\.?|f\.k\.a\.?|n\.k\.a\.?),?(?: the following \w+ alias(?:es)?:)?\s*", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:and|or|—|–|-|\(?[afn]\.k\.a\.,?|formerly known as|also known as:?)\s+", re.IGNORECASE)
_ADDRESSED = re.compile(r"\(Address: (?P<address>[^)]+)\)")
_REMARK = re.compile(
    r"^(?P<name>.+?)\s+\((?:an? (?:subsidiary|subordinate)|Parent Organization:|see )[^()]*(?:\([^()]*\))?\)$"
)
_PIECES = re.compile(r";(?:\s*and\b)?\s*—?\s*")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9\-]{1,11}")
_LEAST = 3
_SHORT = re.compile(r"^(?P<long>.+?)\s+\((?P<short>[^()]{2,60})\)$")
_SUBORDINATE = re.compile(r"^.+ subordinate institutions?:\s*(?P<own>.+)$")
_NOT_A_NAME = re.compile(r"^(?:nuclear reactors|all uranium|address(?:es)? )", re.IGNORECASE)
_LEGAL_END = re.compile(r"(?:Ltd|Co|Inc|Corp|Pvt|Pte|GmbH|S\.A|LLC|Limited|JSC|FZE|FZC|Sdn|Bhd)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tidied:
    """An entry taken apart: names, acronyms of them, addresses found among the aliases, wording that names no one."""

    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    addresses: tuple[str, ...]
    wording: tuple[str, ...]


def _cut(alias: str) -> tuple[str, str]:
    """(name, address) of an alias that may carry an address; the address is empty when it does not."""
    if match := _ADDRESSED.search(alias):
        return alias[: match.start()].rstrip(" ,"), match["address"]
    for match in _ADDRESS.finditer(alias):
        name = alias[: match.start()].strip()
        if len(name) < _LEAST or re.search(r"(?:^|\s)(?:No|St|Dr|Mr|Jr|[A-Z](?:\.[A-Z])*)$", name):
            continue
        if alias[match.start()] == "." and _LEGAL_END.search(name):
            name += "."
        return name, alias[match.end() :].strip()
    return alias, ""


def _is_short_form(short: str, long: str) -> bool:
    """True when ``short`` abbreviates ``long``: its capitals stand in it in order, or it begins it."""
    if long.casefold().startswith(short.casefold()):
        return len(short) > _LEAST
    if not _ACRONYM.fullmatch(short):
        return False
    capitals = iter(char for char in long if char.isupper())
    return all(letter in capitals for letter in short if letter.isalpha())


def _names_of(written: str) -> tuple[list[str], list[str]]:
    """(names, acronyms) in one written name: as written and, where it carries an alias or short form, those too."""
    parts = [part.strip(" ,;()") if place else part.rstrip(" ,(") for place, part in enumerate(_INNER.split(written))]
    names = [part for part in parts if part]
    acronyms: list[str] = []
    for part in tuple(names):
        if match := _SUBORDINATE.match(part):
            names.append(match["own"])
        elif match := _REMARK.match(part):
            names.append(match["name"])
        elif (match := _SHORT.match(part)) and _is_short_form(match["short"], match["long"]):
            names.append(match["long"].rstrip(" ,"))
            (acronyms if _ACRONYM.fullmatch(match["short"]) else names).append(match["short"])
    return names, acronyms


def _without_stop(name: str) -> str:
    """An alias without the full stop that ended its sentence; that of an abbreviation or a legal form stays."""
    bare = name.removesuffix(".")
    return name if bare == name or _LEGAL_END.search(bare) or re.search(r"(?:^|[\s.(])[A-Z]\w?$", bare) else bare


def tidy(name: str, aliases: tuple[str, ...], repairs: Mapping[str, tuple[str, str]]) -> Tidied:
    """Take one entry apart. The first of ``names`` is the entry's own name, without an alias run into it.

    ``repairs`` maps an alias as extracted to (name, address) where no pattern can tell them apart; an empty name moves
    it to ``wording``.
    """
    names, acronyms = _names_of(" ".join(name.rstrip(" :;,").split()))
    addresses: list[str] = []
    wording: list[str] = []
    for alias in aliases:
        written = " ".join(alias.split())
        clean = _PLACE_TAIL.sub("", _LEADING.sub("", written).strip(" ;,—–"))
        own, address = repairs[written] if written in repairs else _cut(clean)
        if not own or _NOT_A_NAME.match(own):
            wording.append(written)
            continue
        addresses.extend([address] if address else [])
        for piece in _PIECES.split(own):
            bare = piece.strip(" ;,—–")
            more, shorts = _names_of(bare[:-1] if bare.count(")") > bare.count("(") and bare.endswith(")") else bare)
            names.extend(more)
            acronyms.extend(shorts)
    known = dict.fromkeys((names[0], *(_without_stop(each) for each in names[1:])) if names else ())
    return Tidied(
        tuple(known),
        tuple(short for short in dict.fromkeys(acronyms) if short not in known),
        tuple(addresses),
        tuple(wording),
    )
