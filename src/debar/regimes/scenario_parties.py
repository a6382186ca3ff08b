"""Parties that scenario files bring along (``parties.toml``): whose makers and listings a name stands for in them.

``[names]`` gives the catalog ids of makers for a name, the producer first and its owners after it (none for a party
that makes nothing); each ``[[listings]]`` has ``of`` (names), ``list``, ``from`` and perhaps ``to``, ``program`` and
``citation``. A name that the file gives is what the file says; every other one is looked up on the lists held.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from debar.errors import InputError
from debar.model import Citation, Designation
from debar.regimes.terms import LISTS
from debar.values import read_day, read_list, read_mapping, read_text, read_word

FILE = "parties.toml"
_LISTING = "of list program from to citation url".split()


@dataclass(frozen=True, slots=True)
class ScenarioParties:
    """Name -> catalog ids of makers, and name -> listings, as scenarios use them."""

    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listings: Mapping[str, tuple[Designation, ...]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[tuple[str, ...], tuple[Designation, ...]] | None:
        """Return the makers and listings of a name; None when the file does not give it."""
        if name not in self.makers and name not in self.listings:
            return None
        return self.makers.get(name, ()), self.listings.get(name, ())


def find_parties(path: Path, named: object = None) -> Path | None:
    """Return the parties file of a scenario file: the one it names, else ``parties.toml`` beside or nearest above it.

    Raises InputError for a name that is no text or no file.
    """
    if named is not None:
        if not isinstance(named, str) or not named.strip():
            raise InputError(f"{path}.parties: the name of a file is needed, such as {FILE}")
        given = path.parent / named
        if not given.is_file():
            raise InputError(f"{path}.parties: {named!r}: there is no such file beside the scenarios")
        return given
    return next((file for above in path.resolve().parents if (file := above / FILE).is_file()), None)


def load_parties(path: Path) -> ScenarioParties:
    """Return what a parties file gives. Raises InputError naming file, entry and key."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: cannot be read as text: {problem}") from None
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{path}: not valid TOML: {problem}") from None
    unknown = next((key for key in data if key not in ("names", "listings")), None)
    if unknown is not None:
        raise InputError(f"{path}: key {unknown!r} is not known; use names and listings")
    names = read_mapping(data.get("names") or {}, f"{path}.names")
    makers = {name: tuple(str(each) for each in read_list(ids, f"{path}.names.{name}")) for name, ids in names.items()}
    listings: dict[str, tuple[Designation, ...]] = {}
    for number, entry in enumerate(read_list(data.get("listings"), f"{path}.listings"), 1):
        of, listing = _listing(entry, f"{path}, listing {number}")
        for name in of:
            listings[name] = (*listings.get(name, ()), listing)
    return ScenarioParties(makers, listings)


def _listing(entry: object, place: str) -> tuple[Sequence[str], Designation]:
    data: Mapping[str, Any] = read_mapping(entry, place)
    unknown = next((key for key in data if key not in _LISTING), None)
    if unknown is not None:
        raise InputError(f"{place}: key {unknown!r} is not known; use one of: {', '.join(_LISTING)}")
    of = [str(name) for name in read_list(data.get("of"), f"{place}.of")]
    if not of:
        raise InputError(f"{place}: key 'of' is missing: the names that stand on the list")
    start = read_day(data["from"], f"{place}.from") if "from" in data else None
    end = read_day(data["to"], f"{place}.to") if "to" in data else None
    if start and end and end < start:
        raise InputError(f"{place}: listed from {start} to {end}: the dates are reversed")
    cited = str(data.get("citation") or "")
    listing = Designation(
        list=read_word(read_text(data, "list", place), LISTS, f"{place}.list"),
        program=str(data.get("program") or ""),
        from_=start,
        to=end,
        citations=(Citation(cited, str(data.get("url") or "")),) if cited else (),
    )
    return of, listing
