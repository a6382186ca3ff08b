"""Curated joins: how each list writes a well-known party, with the evidence that it is that party (``*.yml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from debar.errors import DataError
from debar.lists.parties.keys import name_key
from debar.model import Evidence

_PARTY = frozenset({"id", "name", "members"})
_MEMBER = frozenset({"lists", "name", "because", "evidence"})


@dataclass(frozen=True, slots=True)
class CuratedMember:
    """An entry by list and name as that list writes it; ``because`` says why it is the party, ``evidence`` where."""

    lists: tuple[str, ...]
    name: str
    because: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CuratedParty:
    """One party with all ways in which lists are known to write it."""

    id: str
    name: str
    members: tuple[CuratedMember, ...]


class Curated:
    """Curated parties, looked up by list and name."""

    def __init__(self, parties: Sequence[CuratedParty]) -> None:
        self.parties: Mapping[str, CuratedParty] = {party.id: party for party in parties}
        self._found: dict[tuple[str, str], tuple[CuratedParty, CuratedMember]] = {}
        for party in parties:
            for member in party.members:
                key = name_key(member.name)
                for list_id in member.lists:
                    self._found[(list_id, key.full if key else member.name)] = (party, member)
        self._lists = frozenset(list_id for list_id, _ in self._found)

    def find(self, list_id: str, names: Sequence[str]) -> tuple[CuratedParty, CuratedMember] | None:
        """The party that an entry of that list under one of these names is, and the row that says so; None if none."""
        if list_id not in self._lists:
            return None
        for name in names:
            key = name_key(name)
            found = self._found.get((list_id, key.full)) if key else None
            if found:
                return found
        return None


@cache
def load_curated() -> Curated:
    """The curated parties that ship with debar. Raises DataError, naming file and row, when a row has no evidence."""
    folder = files("debar.lists") / "parties"
    named = sorted((each.name, each.read_text("utf-8")) for each in folder.iterdir() if each.name.endswith(".yml"))
    return Curated([party for name, text in named for party in read_curated(text, f"lists/parties/{name}")])


def read_curated(text: str, where: str) -> tuple[CuratedParty, ...]:
    """The parties of one file: ``sources`` (id -> title, url, retrieved) and ``parties``.

    Raises DataError, naming the file and the row, when a field is missing, unknown or empty, a source is not there, or
    an id or a name on a list stands twice.
    """
    try:
        data = yaml.safe_load(text)
        sources = {str(key): _source(row, f"{where}, source {key}") for key, row in data["sources"].items()}
        parties = tuple(_party(row, sources, where) for row in data["parties"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{where}: not laid out as sources and parties ({error!r}); mend the file") from error
    _refuse_doubles(parties, where)
    return parties


def _source(row: Mapping[str, Any], where: str) -> Evidence:
    title, url, retrieved = (str(row.get(key, "")) for key in ("title", "url", "retrieved"))
    if not title or not url or not retrieved:
        raise DataError(f"{where}: needs title, url and retrieved")
    return Evidence(title, url, retrieved)


def _party(row: Mapping[str, Any], sources: Mapping[str, Evidence], where: str) -> CuratedParty:
    place = f"{where}, party {row.get('id')}"
    if set(row) != _PARTY or not row["members"]:
        raise DataError(f"{place}: needs exactly {', '.join(sorted(_PARTY))}")
    return CuratedParty(
        str(row["id"]), str(row["name"]), tuple(_member(each, sources, place) for each in row["members"])
    )


def _member(row: Mapping[str, Any], sources: Mapping[str, Evidence], where: str) -> CuratedMember:
    if set(row) != _MEMBER or not all(row.values()):
        raise DataError(f"{where}, member {row.get('name')}: needs exactly {', '.join(sorted(_MEMBER))}, none empty")
    if unknown := [each for each in row["evidence"] if each not in sources]:
        raise DataError(f"{where}, member {row['name']}: unknown source {', '.join(unknown)}")
    evidence = tuple(sources[each] for each in row["evidence"])
    return CuratedMember(tuple(row["lists"]), str(row["name"]), str(row["because"]), evidence)


def _refuse_doubles(parties: Sequence[CuratedParty], where: str) -> None:
    seen: set[object] = set()
    for row in _marks(parties):
        if row in seen:
            raise DataError(f"{where}: {row} stands twice; keep one")
        seen.add(row)


def _marks(parties: Sequence[CuratedParty]) -> Iterator[object]:
    for party in parties:
        yield party.id
        for member in party.members:
            key = name_key(member.name)
            yield from ((list_id, key.full if key else "") for list_id in member.lists)
