"""The tables of the DHS page (HTML), or an extract of them -> entities, with a listing for each sublist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml import etree, html

from debar.errors import FormatError
from debar.lists import extract
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

LIST = "us-dhs-uflpa"

#: The sublists of sec. 2(d)(2)(B) of the Act that the page has, in its order.
_SUBLISTS = ("(i)", "(ii)", "(v)")
_SECTION = re.compile(r"2\(d\)\(2\)\(B\)(?P<sublist>\([ivx]+\))")
_ALSO = re.compile(
    r"\s*\((?:also known as|formerly known as|(?:including|and) \w+ alias(?:es)?:)\s*(?P<names>.*)\)(?P<rest>[^()]*)$"
)
_FORMER = re.compile(r"(?:;\s*and|\s+and|;)?\s*formerly known as\s+")
_BETWEEN = re.compile(r";\s*(?:and\s+)?|(?<=Co\.)\s+and\s+|(?<=Ltd\.)\s+and\s+")
_EXTENT = re.compile(r",?\s+and (?:its )?(?P<extent>subsidiaries|subordinate and affiliated entities)$", re.IGNORECASE)
_ACRONYM = re.compile(r"^(?P<name>.+?) \((?P<short>[A-Z]{3,8})\)$")
_CUT = re.compile(r"\b(?:Co|Ltd|Inc|Corp)$")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What one cell of the page says: the party's names, and how far the listing extends beyond it."""

    names: tuple[str, ...]
    extent: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a sublist and where it stands."""

    sublist: str
    written: Written
    effective: date
    where: str


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


def _designation(line: _Line) -> Designation:
    section = f"Pub. L. 117-78 sec. 2(d)(2)(B){line.sublist}"
    return Designation(
        list=LIST,
        program="US-DHS-UFLPA",
        from_=line.effective,
        published=line.effective,
        citations=(Citation(section, "https://www.dhs.gov/uflpa-entity-list"),),
        scope=line.written.extent,
        details=(("sublist", line.sublist),),
    )


def _day(text: str, where: str) -> date:
    try:
        return datetime.strptime(" ".join(text.split()), "%B %d, %Y").date()
    except ValueError:
        raise FormatError(f"{where}: {text!r} is no day; keep the edition before it") from None


def _is_list(row: list[str]) -> bool:
    """True for the header of a sublist: "Name of Entity" or "Entity Name", and "Effective Date"."""
    return len(row) >= 2 and {"name", "entity"} <= set(row[0].casefold().split()) and "date" in row[1].casefold()


def _cells(table: html.HtmlElement) -> list[list[str]]:
    return [[" ".join(str(cell.xpath("string()")).split()) for cell in row] for row in table.iter("tr")]


def _sublist(table: html.HtmlElement) -> str:
    """The sublist that the text before a table names last; empty when it names none."""
    before = table.xpath("preceding::text()[contains(., '2(d)(2)(B)')]")
    found = [match["sublist"] for text in before for match in _SECTION.finditer(str(text))]
    return found[-1] if found else ""


def _page(given: Given) -> Iterator[_Line]:
    """The rows of the page's sublists. Raises FormatError when one is missing, or a row is not as known."""
    file = given.files["page"]
    try:
        tables = [(table, _cells(table)) for table in html.fromstring(file.read()).iter("table")]
    except (etree.ParserError, ValueError) as error:
        raise FormatError(f"{file.name}: no page with tables ({error}); keep the edition before it") from error
    lists = [(table, cells) for table, cells in tables if cells and _is_list(cells[0])]
    named = [_sublist(table) for table, _ in lists]
    if len(set(named)) < len(lists) and len(lists) == len(_SUBLISTS):
        named = list(_SUBLISTS)
    missing = [sublist for sublist in _SUBLISTS if sublist not in named]
    if missing:
        raise FormatError(
            f"{file.name}: {len(lists)} tables of entities, and none for sec. 2(d)(2)(B){missing[0]}; "
            "keep the edition before it"
        )
    for sublist, (_, cells) in zip(named, lists, strict=True):
        if sublist not in _SUBLISTS:
            given.log.warn(file.name, f"a table of sec. 2(d)(2)(B){sublist} is new")
        for number, row in enumerate(cells[1:], start=1):
            where = f"{file.name}, table {sublist}, row {number}"
            if len(row) < 2 or not row[0]:
                raise FormatError(f"{where}: cannot read {row!r}; keep the edition before it")
            given.log.rows += 1
            yield _Line(sublist, read_cell(row[0]), _day(row[1], where), where)


def _with_full_stop(name: str) -> str:
    """The extract has lost the full stop at the end of names."""
    return f"{name}." if _CUT.search(name) else name


def _extract(given: Given) -> Iterator[_Line]:
    """The rows of an extract: a party with its sublists in the notes and one day for all of them."""
    file = given.files["entities"]
    data = file.read()
    rows = extract.rows(data, file.name)
    days = [str(each["effective_date"]) for each in json.loads(data)["entities"]]
    for row, day in zip(rows, days, strict=True):
        where = f"{file.name}, row {row.number}"
        written = read_cell(f"{row.name} (also known as {'; '.join(row.aliases)})" if row.aliases else row.name)
        main = read_cell(row.name)
        extent = _EXTENT.search(row.notes.replace(";", ""))
        found = Written(
            tuple(dict.fromkeys(map(_with_full_stop, (*main.names, *written.names[1:])))),
            main.extent or (f"and {extent['extent'].lower()}" if extent else ""),
        )
        given.log.rows += 1
        for match in _SECTION.finditer(row.notes):
            yield _Line(match["sublist"], found, row.effective or _day(day, where), where)


def _key(name: str) -> str:
    return _NOT_LETTER.sub("", name.casefold())


def _parties(lines: Iterable[_Line]) -> Iterator[Entity]:
    """The parties of the lines, each once however many sublists name it."""
    found: dict[str, Entity] = {}
    for line in lines:
        names = line.written.names
        held = found.get(_key(names[0])) or Entity(
            id=derived_id(LIST, names[0], "cn", ""), list=LIST, schema="Organization", names=names, countries=("cn",)
        )
        found[_key(names[0])] = replace(
            held,
            names=tuple(dict.fromkeys((*held.names, *names))),
            designations=(*held.designations, _designation(line)),
        )
    yield from found.values()


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``page``. Raises FormatError for a sublist that is missing or a row not as known."""
    yield from _parties(_page(given))


def parse_extract(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``entities``, an extract with one row a party. Raises FormatError for a broken one."""
    yield from _parties(_extract(given))


def _recognise_page(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2_000].lower()
    return "page" if start.startswith(b"<") and b"html" in start and b"uflpa" in head.lower() else ""


LAYOUTS = (
    Layout(
        id="dhs-page",
        recognise=_recognise_page,
        parse=parse,
        needs=("page",),
        proven="the DHS page of 2026-07-09: three tables, 160 rows",
    ),
    Layout(
        id="dhs-extract",
        recognise=extract.recogniser("entities", "dhs-uflpa"),
        parse=parse_extract,
        needs=("entities",),
        derived=True,
        proven="an extract of the page of 2026-07-09 (148 rows)",
    ),
)
