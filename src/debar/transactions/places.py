"""Places as records write them -> codes: ISO 3166 alpha-2, or the region that has rules of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from debar.clauses.text import fold
from debar.clauses.vocabulary import phrases
from debar.lists.places import codes_or_none
from debar.regimes.terms import phrase
from debar.transactions.vocabulary import region_names, regions

#: No place is written longer; what is, is looked through for names of places as far as this.
_LONGEST = 400
_PARTS = re.compile(r"[,;\n/|]")
#: Postal codes at the edge of a part of an address.
_POSTAL = re.compile(r"^[\s.\d-]+|[\s.\d-]+$")
_SENTENCE = re.compile(r"[.;\n]")
_DENIED = re.compile(
    r"\b(?:no|not|never|neither|nor|without|except|excluding|excluded|outside|other than|prohibited|barred|forbidden)\b"
)
#: A country of the same name as a state of the United States: in an address there it is the state.
_ALSO_A_STATE = frozenset({"ge"})


@lru_cache(maxsize=1 << 14)
def place_codes(text: str) -> tuple[str, ...] | None:
    """The codes of the places that a cell names, in lower case; empty for nothing, None when none is known there.

    A whole cell is read as a country or region; else the places that it names are taken (``Bandar Abbas, Iran``), a
    region before the country it is in.
    """
    said = " ".join(text.split())[:_LONGEST]
    if not said or said.casefold() in {"-", "n/a", "na", "none", "unknown", "?"}:
        return ()
    region = regions().get(said.casefold().replace("’", "'"))
    if region:
        return (region,)
    whole = codes_or_none(said)
    if whole:
        return tuple(code for code in whole if code != "zz") or None
    parts = [part.strip() for part in said.replace("/", ",").replace(";", ",").split(",")]
    inside = [regions()[part.casefold()] for part in parts if part.casefold() in regions()]
    found = inside or [hit.row.id for hit in phrases("places").find(fold(said))]
    return tuple(dict.fromkeys(found)) or None


def place_words(code: str) -> str:
    """A place as the rules write it: a region by name, a country by its code in capitals."""
    return region_names().get(code, code.upper())


def place_name(code: str) -> str:
    """A place as a sentence names it: ``Syria``, ``Crimea``."""
    return region_names().get(code) or phrase("country", code.upper())


def country_of(code: str) -> str:
    """The country that a place lies in, as ISO 3166 alpha-2 in lower case."""
    return code.partition("-")[0]


@lru_cache(maxsize=1 << 14)
def address_places(address: str, country: str) -> tuple[str, ...]:
    """The places that an address names in parts of their own: regions under rules anywhere, a country at its end.

    ``country`` is where the party is said to be (ISO 3166 alpha-2 in lower case, or empty); it is not told again.
    """
    parts = [_POSTAL.sub("", part).casefold() for part in _PARTS.split(address[:_LONGEST])]
    parts = [part for part in parts if part]
    found = [regions()[part] for part in parts if part in regions()]
    last = codes_or_none(parts[-1]) if parts else None
    found += [code for code in last or () if len(last or ()) == 1 and code not in ("zz", country)]
    if country == "us":
        found = [code for code in found if code not in _ALSO_A_STATE]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 14)
def mentioned_places(text: str) -> tuple[str, ...]:
    """The places that a sentence in words names, but for those that it says it is not about (``not for Iran``)."""
    folded = fold(text[:_LONGEST])
    found: dict[str, None] = {}
    for sentence in _SENTENCE.split(folded):
        for hit in phrases("places").find(sentence):
            if not _DENIED.search(sentence, 0, hit.start):
                found[hit.row.id] = None
    return tuple(found)
