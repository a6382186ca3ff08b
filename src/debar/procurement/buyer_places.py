"""The place in a buyer's name or address, and what it tells: the state, and a point for maps (`debar.places`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from debar.model import Buyer
from debar.places import Place, counties, find_county, find_places, state_code, state_of_zip
from debar.places.gazetteer import county_states, place_key, place_states
from debar.places.states import STATES
from debar.procurement.buyer_names import name_key, split_name
from debar.procurement.headings import read_rows

_ADDRESS = re.compile(r"^(.*?)[,\s]+([A-Za-z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,3})\.?,?\s+(\d{5}(?:-?\d{4})?)$")
_ZIP_END = re.compile(r"\b(\d{5}(?:-\d{4})?)$")
_CITY_WORDS = 5
_ADDRESS_END = 120
_TOWN_WORDS = frozenset({"city", "town", "village", "township", "borough"})
_RANK_WORDS = _TOWN_WORDS | {"county"}
#: Bodies named for rivers, valleys and saints as often as for a town.
_NAMED_FREELY = frozenset({"special-district", "utility", "transit", "hospital", "university", "court"})
_COUNTY_WORDS = frozenset({"county", "parish", "sheriff", "sheriffs"})
_OF = frozenset({"of", "the", "and", "for"})
_LONGEST = 6
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
    match = _ADDRESS.search(tail)
    if match and (state := state_code(match[2])):
        return Address(_city_at_end(match[1], state), state, match[3])
    code = _ZIP_END.search(tail)
    return Address(state=state_of_zip(code[1]), zip=code[1]) if code else Address()


def _city_at_end(text: str, state: str) -> str:
    """What follows the last comma, else the longest end of the text that is a place of the state."""
    if "," in text:
        return text.rsplit(",", 1)[1].strip()
    words = text.split()[-_CITY_WORDS:]
    ends = (" ".join(words[start:]) for start in range(len(words)))
    return next((end for end in ends if find_places(end, state)), "")


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
        key = name_key(split_name(buyer.name).plain)
        found_in = (_in_state(core, state, buyer.type, key) for core in places_in(key))
        if place := next(filter(None, found_in), None):
            what = "a county" if place.kind == "county" else "a place"
            return _site(place, f"the name holds {place.name}, {what} of {state}")
    return Site(state, "", None, None, "state", f"nothing places it within {STATES[state].name}")


def place_in(key: str) -> str:
    """The key of the place that is all a name holds besides words of government (``katy`` of ``katy isd``), if any.

    Of a name with other words as well it is what stands before ``county`` or after ``city of``.
    """
    return next(iter(places_in(key)), "")


@lru_cache(maxsize=65_536)
def places_in(key: str) -> tuple[str, ...]:
    """The same, and the other places that may be meant, likeliest first (``beaver city`` and ``beaver``)."""
    generic = _generic()
    words = key.split()
    own = [number for number, word in enumerate(words) if word not in generic and not word[0].isdigit()]
    runs: list[list[str]] = []
    if own and own[-1] - own[0] < _LONGEST:
        first, last = own[0], own[-1] + 1
        spans = ((first, last + 1), (max(first - 1, 0), last), (first, last))
        runs = [words[start:end] for start, end in spans if start < first or end <= len(words)]
    found = _known_among(run for run in runs if not _OF & {run[0], run[-1]})
    return found or _known_among(_beside(words))


def _beside(words: list[str]) -> Iterator[list[str]]:
    """What stands before ``county``, and after ``city of``, the longest first."""
    for number, word in enumerate(words):
        if word in _COUNTY_WORDS:
            yield from (words[start:number] for start in range(max(number - 3, 0), number))
        if word == "of" and number and words[number - 1] in _RANK_WORDS:
            yield from (words[number + 1 : end] for end in range(min(number + 5, len(words)), number + 1, -1))


def _known_among(runs: Iterable[list[str]]) -> tuple[str, ...]:
    forms = dict.fromkeys(form for run in runs for form in _forms(run))
    return tuple(form for form in forms if form and (place_states(form) or county_states(form)))


def states_of(key: str, kind: str) -> frozenset[str]:
    """The states with a place (or, for a county's bodies, a county) that the name holds; empty when it holds none."""
    core = place_in(key)
    if not core:
        return frozenset()
    words = set(key.split())
    if kind == "county" or _COUNTY_WORDS & words:
        return county_states(core)
    if kind in _NAMED_FREELY and not _TOWN_WORDS & words:
        return frozenset()
    return place_states(core) if kind == "city" else place_states(core) | county_states(core)


def written_out(key: str) -> str:
    """The key with the usual short forms of place names written out (``n las vegas``, ``phila``)."""
    short = _short_forms()
    return short.get(f"={key}") or " ".join(short.get(f"={word}", short.get(word, word)) for word in key.split())


def _forms(words: list[str]) -> dict[str, None]:
    """The ways the place may be written: as it stands, and with usual short forms written out."""
    short = _short_forms()
    plain = " ".join(words)
    turned = " ".join(short.get(word, word) for word in words)
    return dict.fromkeys(map(place_key, (plain, turned, short.get(f"={plain}", plain))))


def _in_state(core: str, state: str, kind: str, key: str) -> Place | None:
    of_county = kind == "county" or (kind != "city" and not _COUNTY_WORDS.isdisjoint(key.split()))
    found = find_county(core, state) if of_county else find_places(core, state) or find_county(core, state)
    return found[0] if found else None


def _site(place: Place, evidence: str) -> Site:
    precision = "county" if place.kind == "county" else "place"
    county = place.county if place.county in counties() or precision == "place" else ""
    return Site(place.state, county, place.latitude, place.longitude, precision, evidence)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(word for word, _source in read_rows("name_generic.tsv", ("word", "source")))


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    """Words of place names written out; with ``=`` before it, what stands for a whole name."""
    return {short: written for short, written, _source in read_rows("place_words.tsv", ("short", "long", "source"))}
