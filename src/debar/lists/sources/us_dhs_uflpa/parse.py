"""The three tables of the DHS page (HTML) -> entities; a party on several sublists has one designation for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml import html

from debar.errors import FormatError
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity

LIST = "us-dhs-uflpa"

#: The page's tables in their order, as sec. 2(d)(2)(B) of the Act numbers the sublists.
_SUBLISTS = ("(i)", "(ii)", "(v)")
_ALSO = re.compile(
    r"\s*\((?:also known as|formerly known as|(?:including|and) \w+ alias(?:es)?:)\s*(?P<names>.*)\)(?P<rest>[^()]*)$"
)
_FORMER = re.compile(r"(?:;\s*and|\s+and|;)?\s*formerly known as\s+")
_BETWEEN = re.compile(r";\s*(?:and\s+)?|(?<=Co\.)\s+and\s+|(?<=Ltd\.)\s+and\s+")
_EXTENT = re.compile(r",?\s+and (?:its )?(?P<extent>subsidiaries|subordinate and affiliated entities)$", re.IGNORECASE)
_ACRONYM = re.compile(r"^(?P<name>.+?) \((?P<short>[A-Z]{3,8})\)$")


@dataclass(frozen=True, slots=True)
class Written:
    """What one cell of the page says: the party's names, and how far the listing extends beyond it."""

    names: tuple[str, ...]
    extent: str


def read_cell(text: str) -> Written:
    """Take apart "NAME (also known as A; B; and formerly known as C) and subsidiaries"."""
    extent = ""
    clean = " ".join(text.split())
    if match := _EXTENT.search(clean):
        extent, clean = f"and {match['extent'].lower()}", clean[: match.start()]
    also: list[str] = []
    if match := _ALSO.search(clean):
        rest = _EXTENT.search(match["rest"])
        extent = f"and {rest['extent'].lower()}" if rest else extent
        clean = clean[: match.start()]
        also = [name for part in _FORMER.split(match["names"]) for name in _BETWEEN.split(part)]
    if match := _ACRONYM.match(clean):
        clean, also = match["name"], [match["short"], *also]
    names = [clean, *(name.removeprefix("and ").strip(" ;,") for name in also)]
    return Written(tuple(dict.fromkeys(name for name in names if name)), extent)


def _designation(sublist: str, day: date, extent: str) -> Designation:
    section = f"Pub. L. 117-78 sec. 2(d)(2)(B){sublist}"
    return Designation(
        list=LIST,
        program="US-DHS-UFLPA",
        from_=day,
        published=day,
        citations=(Citation(section, "https://www.dhs.gov/uflpa-entity-list"),),
        scope=extent,
        details=(("sublist", sublist),),
    )


def _rows(data: bytes) -> Iterator[tuple[str, str, date]]:
    """(sublist, name cell, effective date) of every row. Raises FormatError when a table or a date is not as known."""
    tables = list(html.fromstring(data).iter("table"))
    if len(tables) != len(_SUBLISTS):
        raise FormatError(
            f"UFLPA page: {len(tables)} tables, the layout has {len(_SUBLISTS)}; keep the edition before it"
        )
    for sublist, table in zip(_SUBLISTS, tables, strict=True):
        for number, row in enumerate(list(table.iter("tr"))[1:], start=1):
            cells = [" ".join(str(cell.xpath("string()")).split()) for cell in row]
            try:
                name, written = cells
                yield sublist, name, datetime.strptime(written, "%B %d, %Y").date()
            except ValueError as error:
                raise FormatError(f"UFLPA page, table {sublist}, row {number}: cannot read {cells!r}") from error


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each row carries its own date
    """The parties of ``files["page"]``, each once however many sublists name it. Raises FormatError otherwise."""
    found: dict[str, Entity] = {}
    for sublist, cell, effective in _rows(files["page"]):
        written = read_cell(cell)
        listing = _designation(sublist, effective, written.extent)
        held = found.get(_key(written.names[0]))
        if held is None:
            held = Entity(
                id=derived_id(LIST, written.names[0], "cn", ""),
                list=LIST,
                schema="Organization",
                names=written.names,
                countries=("cn",),
            )
        found[_key(written.names[0])] = replace(
            held,
            names=tuple(dict.fromkeys((*held.names, *written.names))),
            designations=(*held.designations, listing),
        )
    yield from found.values()
