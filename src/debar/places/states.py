"""The states, the District of Columbia and the territories: codes, names, ZIP prefixes (``data/states.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from debar.errors import DataError

_LAYOUT = ("code", "name", "fips", "also", "zips", "source")
_NOT_WORD = re.compile(r"[\W_]+")
_ZIP = re.compile(r"(\d{5})(?:-?\d{4})?")
_PREFIX_LENGTHS = (5, 3)


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: USPS ``code``, ``name``, two-digit ``fips``, short forms it is ``also`` written in."""

    code: str
    name: str
    fips: str
    also: tuple[str, ...]
    zips: tuple[str, ...]


def _read() -> Iterator[State]:
    lines = (files("debar.places") / "data" / "states.tsv").read_text("utf-8").splitlines()
    if tuple(lines[0].split("\t")) != _LAYOUT:
        raise DataError(f"states.tsv: the columns must be {', '.join(_LAYOUT)}.")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(_LAYOUT) or not all(cells):
            raise DataError(f"states.tsv, line {number}: needs {len(_LAYOUT)} filled cells ({', '.join(_LAYOUT)}).")
        also = () if cells[3] == "-" else tuple(cells[3].split("|"))
        yield State(cells[0], cells[1], cells[2], also, tuple(cells[4].split()))


#: Every state and territory by its USPS code; states and the District first, then territories, by code.
STATES: Mapping[str, State] = MappingProxyType({state.code: state for state in _read()})


def state_code(text: str) -> str:
    """The USPS code of a state or territory given by code, name or usual short form (``Calif.``); empty when none."""
    words = _plain(text)
    return words.upper() if words.upper() in STATES else state_names().get(words, "")


@lru_cache(maxsize=1)
def state_names() -> Mapping[str, str]:
    """Codes by every name and short form, in small letters and single spaces."""
    return MappingProxyType(
        {_plain(name): state.code for state in STATES.values() for name in (state.name, *state.also)}
    )


def state_of_zip(text: str) -> str:
    """The code of the state whose ZIP codes ``text`` (five or nine digits) belongs to; empty when none or several."""
    match = _ZIP.fullmatch(text.strip())
    if not match:
        return ""
    return next((code for size in _PREFIX_LENGTHS if (code := _prefixes().get(match[1][:size]))), "")


@lru_cache(maxsize=1)
def _prefixes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for state in STATES.values():
        for span in state.zips:
            first, _, last = span.partition("-")
            found.update(
                {f"{number:0{len(first)}}": state.code for number in range(int(first), int(last or first) + 1)}
            )
    return found


def _plain(text: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", text.replace("'", "").lower()).split())
