"""What a source is: one official list, described by its ``sources/<list_id>/source.yml`` and checked on load.

The description says whose list it is, what a listing does in law, where the official files are, what our parser has
been proven on, and what every edition must fulfil (counts, fill rates, parties it must hold), so that a list that
lost rows or a column is refused instead of believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from debar.errors import DataError
from debar.lists.downloads import Download, read_downloads

#: Fields of which a description may say how many parties must have them; :mod:`debar.lists.checks` counts them.
FILLABLE = (
    *("aliases", "countries", "addresses", "identifiers", "birth_dates"),
    *("from", "published", "citations", "scope", "program"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """One official place of the list, and the format it is served in."""

    url: str
    format: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What every edition of the list must fulfil; ``fill`` maps a field to the least share of entities that have it.

    ``programs`` maps a program to the least number of its listings: a list made of lists must not lose one of them.
    """

    least: int
    most: int
    fill: Mapping[str, float]
    must_hold: tuple[str, ...]
    programs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """A file made of two: the rows of ``path``, and those of ``rest`` whose first cell is on no row of ``beyond``."""

    path: str
    rest: str
    beyond: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """One edition that ships: its files (paths among the raw files), its days, what a reader must know of it.

    ``lacks`` are fields on which it says nothing beside those that its layout names; ``parties`` when it holds only
    some of the list's. ``layout`` is the one to read it in, when its files fit several.
    """

    files: tuple[str | Joined, ...]
    published: date | None
    retrieved: date
    completeness: str
    parts: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    layout: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One official list. ``effect`` is its legal effect in plain words; ``proven`` what the parser was run on."""

    id: str
    title: str
    authority: str
    legal_basis: str
    program: str
    effect: str
    addresses: tuple[Address, ...]
    frequency: str
    licence: str
    identifiers: str
    expect: Expectation
    re_check: date
    proven: tuple[str, ...]
    not_proven: tuple[str, ...]
    bundled: tuple[Shipped, ...] = ()
    downloads: tuple[Download, ...] = ()


class _Reader:
    """Takes typed values out of one description, and says which key is wrong."""

    def __init__(self, where: str, data: Mapping[str, Any]) -> None:
        self.where = where
        self.data = data

    def fail(self, key: str, wanted: str) -> DataError:
        return DataError(f"{self.where}: {key!r} must be {wanted}, found {self.data.get(key)!r}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fail(key, "text")
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, "a list of texts")
        return tuple(" ".join(item.split()) for item in value)

    def day(self, key: str) -> date:
        value = self.data.get(key)
        if not isinstance(value, date):
            raise self.fail(key, "a date (YYYY-MM-DD)")
        return value

    def number(self, key: str) -> int:
        value = self.data.get(key)
        if not isinstance(value, int):
            raise self.fail(key, "a whole number")
        return value

    def part(self, key: str) -> _Reader:
        value = self.data.get(key)
        if not isinstance(value, dict):
            raise self.fail(key, "a mapping")
        return _Reader(f"{self.where}: {key}", value)

    def parts(self, key: str) -> list[_Reader]:
        value = self.data.get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, "a list of mappings")
        return [_Reader(f"{self.where}: {key}[{place}]", item) for place, item in enumerate(value)]

    def only(self, *keys: str) -> None:
        unknown = sorted(set(self.data) - set(keys))
        if unknown:
            raise DataError(f"{self.where}: unknown key {unknown[0]!r}; known are {', '.join(keys)}")


def _expectation(reader: _Reader) -> Expectation:
    reader.only("least", "most", "fill", "must_hold", "programs")
    fill = reader.part("fill").data
    for name, share in fill.items():
        if name not in FILLABLE or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise reader.fail("fill", f"shares between 0 and 1 of {', '.join(FILLABLE)}")
    programs = reader.part("programs").data if "programs" in reader.data else {}
    if not all(isinstance(least, int) for least in programs.values()):
        raise reader.fail("programs", "whole numbers of listings by program")
    return Expectation(reader.number("least"), reader.number("most"), fill, reader.texts("must_hold"), programs)


def _file(value: object, reader: _Reader) -> str | Joined:
    if isinstance(value, str) and value:
        return value
    keys = {"path", "rest", "beyond"}
    if not isinstance(value, dict) or value.keys() != keys or not all(isinstance(each, str) for each in value.values()):
        raise reader.fail("files", "a list of paths, or of mappings of path, rest and beyond")
    return Joined(**value)


def _shipped(reader: _Reader) -> Shipped:
    reader.only("files", "published", "retrieved", "completeness", "parts", "lacks", "layout", "note")
    completeness = reader.text("completeness")
    if completeness not in {"full", "partial", "derived"}:
        raise reader.fail("completeness", "full, partial or derived")
    files = reader.data.get("files")
    if not isinstance(files, list) or not files:
        raise reader.fail("files", "a list of paths, or of mappings of path, rest and beyond")
    parts = reader.parts("parts") if "parts" in reader.data else []
    return Shipped(
        files=tuple(_file(value, reader) for value in files),
        published=reader.day("published") if reader.data.get("published") is not None else None,
        retrieved=reader.day("retrieved"),
        completeness=completeness,
        parts=tuple((part.text("what"), part.day("date").isoformat()) for part in parts),
        lacks=reader.texts("lacks"),
        layout=reader.text("layout", ""),
        note=reader.text("note", ""),
    )


_KEYS = (
    "id",
    "title",
    "authority",
    "legal_basis",
    "program",
    "effect",
    "official",
    "frequency",
    "licence",
    "identifiers",
)


def read(data: object, *, where: str) -> Source:
    """A source from its parsed description. Raises DataError naming the key that is missing, wrong or unknown."""
    if not isinstance(data, dict):
        raise DataError(f"{where}: must be a mapping")
    reader = _Reader(where, data)
    reader.only(*_KEYS, "expect", "re_check", "parser", "bundled", "download")
    official = reader.parts("official")
    parser = reader.part("parser")
    parser.only("proven", "not_proven")
    return Source(
        id=reader.text("id"),
        title=reader.text("title"),
        authority=reader.text("authority"),
        legal_basis=reader.text("legal_basis"),
        program=reader.text("program", ""),
        effect=reader.text("effect"),
        addresses=tuple(Address(each.text("url"), each.text("format"), each.text("note", "")) for each in official),
        frequency=reader.text("frequency"),
        licence=reader.text("licence"),
        identifiers=reader.text("identifiers"),
        expect=_expectation(reader.part("expect")),
        re_check=reader.day("re_check"),
        proven=parser.texts("proven"),
        not_proven=parser.texts("not_proven"),
        bundled=tuple(map(_shipped, reader.parts("bundled"))) if "bundled" in data else (),
        downloads=read_downloads(data["download"], where=where) if "download" in data else (),
    )


def _folder(list_id: str) -> Traversable:
    return files("debar.lists") / "sources" / list_id.replace("-", "_")


@cache
def load(list_id: str) -> Source:
    """The source with this id. Raises DataError when there is none or its description is wrong."""
    path = _folder(list_id) / "source.yml"
    where = f"lists/sources/{list_id.replace('-', '_')}/source.yml"
    if not path.is_file():
        raise DataError(f"no list {list_id!r}; known are {', '.join(source_ids())}")
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise DataError(f"{where}: not readable YAML ({error})") from error
    source = read(data, where=where)
    if source.id != list_id:
        raise DataError(f"{where}: its id is {source.id!r}, its folder says {list_id!r}")
    return source


@cache
def source_ids() -> tuple[str, ...]:
    """The ids of all sources, in alphabetical order."""
    folders = (files("debar.lists") / "sources").iterdir()
    return tuple(sorted(each.name.replace("_", "-") for each in folders if (each / "source.yml").is_file()))
