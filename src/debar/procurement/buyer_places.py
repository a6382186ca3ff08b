"""The place in a buyer's name or address, and what it tells: the state, and a point for maps (`debar.places`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from debar.model import Buyer
from debar.places import Place, counties, find_county, find_places, state_code, state_of_zip
from debar.places.gazetteer import county_states, place_key, place_states
from debar.places.states import STATES
from debar.procurement.buyer_names import name_key, split_name
from debar.procurement.headings import read_rows

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z .'-]{0,60}?)[,\s]+([A-Za-z]{2}|[A-Z][A-Za-z ]{3,24}?)\.?,?\s+(\d{5}(?:-?\d{4})?)$")
_ADDRESS_END = 120
_COUNTY_WORDS = frozenset({"county", "parish", "sheriff", "sheriffs"})
_TURNS = {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south", "spgs": "springs",
          "hts": "heights", "bch": "beach", "vly": "valley", "pk": "park", "pt": "point", "lk": "lake", "mtn": "mountain",
          "jct": "junction", "is": "island", "hls": "hills", "crk": "creek", "spg": "spring", "falls": "falls", "grv": "grove"}  # fmt: skip
_NAMES_BEFORE = {"ft": "fort", "st": "saint", "mt": "mount"}
_OF_STATE = frozenset({"state", "university"})
_NOT_LOCAL = frozenset({"federal-agency", "foreign-government", "private", "unknown", "state", "nonprofit"})


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as far as it places a buyer: city, state (code), ZIP code; each may be empty."""

    city: str = ""
    state: str = ""
    zip: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a buyer is: a point, its ``state`` and five-digit ``county`` (may be empty), how exact, and why.

    ``precision`` is ``place`` (a city or town), ``county`` or ``state`` (no point: latitude and longitude are None).
    """

    state: str
    county: str
    latitude: float | None
    longitude: float | None
    precision: str
    evidence: str


def read_address(text: str) -> Address:
    """City, state and ZIP code at the end of an address; empty where it does not end so."""
    tail = " ".join(text[-_ADDRESS_END:].split())
    match = _ADDRESS.search(tail.rsplit(",", 2)[-2].strip() + ", " + tail.rsplit(",", 1)[-1].strip() if tail.count(",") > 1 else tail)
    if not match or not (state := state_code(match[2])):
        zip_code = re.search(r"\b(\d{5}(?:-\d{4})?)$", tail)
        return Address(state=state_of_zip(zip_code[1]), zip=zip_code[1]) if zip_code else Address()
    return Address(" ".join(match[1].split()), state, match[3])


def locate(buyer: Buyer, address: str = "") -> Site | None:
    """The site of a buyer: by its address, else by the place its name holds, in its state; None when the state is open.

    A federal agency, a firm or a body abroad is placed by its address alone: its name does not say where it is.
    """
    told = read_address(address) if address else Address()
    state = told.state or buyer.state
    if state not in STATES or (buyer.type == "foreign-government"):
        return None
    if told.city and (found := find_places(told.city, state)):
        return _site(found[0], f"the address names {found[0].name}, {state}")
    if buyer.type not in _NOT_LOCAL:
        name = split_name(buyer.name).plain
        core = place_in(name_key(name))
        if core and (place := _in_state(core, state, buyer.type, name_key(name))):
            return _site(place, f"the name holds {place.name}, {'a county' if place.kind == 'county' else 'a place'} of {state}")
    return Site(state, "", None, None, "state", f"nothing places it within {STATES[state].name}")


@lru_cache(maxsize=65_536)
def place_in(key: str) -> str:
    """The key of the place that is all a name holds besides words of government, or empty (``katy`` of ``katy isd``)."""
    generic = _generic()
    words = key.split()
    kept = [word for word in words if word not in generic and not word[0].isdigit()]
    if not kept or len(kept) > len(words) or len(kept) == len(words) == 0:
        return ""
    first = words.index(kept[0])
    run = words[first : first + len(kept)]
    if run != kept:
        joined = " ".join(words[first : len(words) - next(i for i, word in enumerate(reversed(words)) if word == kept[-1])])
        return joined if _known(joined) else ""
    for form in _forms(kept, words[first + len(kept) : first + len(kept) + 1]):
        if _known(form):
            return form
    return ""


def states_of(key: str, kind: str) -> frozenset[str]:
    """The states with a place (or, for a county's bodies, a county) that the name holds; empty when it holds none."""
    core = place_in(key)
    if not core:
        return frozenset()
    if kind == "county" or _COUNTY_WORDS & set(key.split()):
        return county_states(core)
    return place_states(core) if kind == "city" else place_states(core) | county_states(core)


def _forms(words: list[str], after: list[str]) -> list[str]:
    """The ways the place may be written: as it stands, short forms written out, with a word that is usual in both."""
    plain = place_key(" ".join(words))
    turned = place_key(" ".join(_TURNS.get(word, word) for word in words))
    named = place_key(" ".join(_NAMES_BEFORE.get(word, word) for word in words))
    longer = [place_key(" ".join([*words, *after]))] if after and after[0] in ("city", "park", "college") else []
    both = place_key(" ".join(["st", *words[1:]])) if words[0] == "saint" else plain
    return list(dict.fromkeys([*longer, plain, turned, named, both, turned.replace("st pete ", "st petersburg "), ]))


def _known(key: str) -> bool:
    return bool(place_states(key) or county_states(key))


def _in_state(core: str, state: str, kind: str, key: str) -> Place | None:
    of_county = kind == "county" or bool(_COUNTY_WORDS & set(key.split()))
    found = find_county(core, state) if of_county else find_places(core, state) or find_county(core, state)
    return found[0] if found else None


def _site(place: Place, evidence: str) -> Site:
    precision = "county" if place.kind == "county" else "place"
    county = place.county if place.county in counties() or precision == "place" else ""
    return Site(place.state, county, place.latitude, place.longitude, precision, evidence)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(word for word, _source in read_rows("name_generic.tsv", ("word", "source")))
