"""The FCC's Covered List -> entities: the page's table (HTML, or copied to csv), or an extract of its rows.

A row names producers or providers in running text, or covers a category of goods without naming anyone. Categories
become entities of schema ``Thing``: kept and shown, never matched by name. ``rows.yml`` beside this file says what the
category rows are called and whom they reach by reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from lxml import etree, html

from debar.errors import FormatError
from debar.lists import extract
from debar.lists.generic.rows import recognise_header, records
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

LIST = "us-fcc-covered"
PAGE = Citation("FCC Covered List, 47 CFR 1.50002", "https://www.fcc.gov/supplychain/coveredlist")

_TEXT, _DATE = "covered_equipment_or_services", "date_of_inclusion_on_covered_list"
_NAMED = (
    re.compile(r"produced by (?P<names>.+?), (?:including|to the extent)"),
    re.compile(r"supplied, directly or indirectly, by (?P<names>.+?) or any of its"),
    re.compile(r"produced or provided by (?P<names>.+?) or any of its"),
    re.compile(r"services provided by (?P<names>.+?),? subject to section 214"),
)
_SUBSIDIARY = " and its wholly-owned subsidiary "
_LIMIT = "to the extent it is used for the purpose of public safety"
_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_LINK_TEXT = "Visit - "  # what the page's link icons read as text
_EXTRACTED = re.compile(r"^Category listing \(not a named company\)\. | \[Entry updated [^\]]*\]$")
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its 1-based place (0: not known), text, day of inclusion and days of update."""

    number: int
    text: str
    included: date
    updated: tuple[date, ...] = ()

    @property
    def purpose_limited(self) -> bool:
        """True when the row reaches equipment only as far as it is used for the purposes that the row names."""
        return _LIMIT in self.text

    @property
    def kind(self) -> str:
        """``software``, ``service``, ``equipment and services`` or, where no one is named, ``category``."""
        if not names_in(self.text):
            return "category"
        if "software" in self.text or self.text.startswith("Information security"):
            return "software"
        return "service" if "section 214" in self.text else "equipment and services"


def names_in(text: str) -> tuple[str, ...]:
    """Return the producers or providers that a row's text names; empty for a category row."""
    for pattern in _NAMED:
        if match := pattern.search(text):
            return tuple(match["names"].split(_SUBSIDIARY))
    return ()


def _row(number: int, text: str, dates: str, where: str) -> Row:
    """A row of the table. Raises FormatError when it has no text or no day."""
    days = []
    for written in _DAY.findall(dates):
        try:
            days.append(datetime.strptime(written, "%B %d, %Y").date())
        except ValueError:
            raise FormatError(f"{where}: {written!r} is no day; keep the edition before it") from None
    clean = " ".join(text.replace(_LINK_TEXT, "").split())
    if not days or not clean:
        raise FormatError(f"{where}: no text or no date in {dates!r}; keep the edition before it")
    return Row(number, clean, days[0], tuple(days[1:]))


@cache
def _described() -> Mapping[str, Any]:
    """The table beside this file."""
    found: Mapping[str, Any] = yaml.safe_load((files(__package__) / "rows.yml").read_text("utf-8"))
    return found


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    return {_NOT_LETTER.sub("", name.casefold()): tuple(codes) for name, codes in _described()["countries"].items()}


def _designation(row: Row, citations: tuple[Citation, ...], note: str = "", kind: str = "") -> Designation:
    details = [
        *((("row", str(row.number)),) if row.number else ()),
        ("kind", kind or row.kind),
        ("purpose_limited", "yes" if row.purpose_limited else "no"),
        *(("updated", day.isoformat()) for day in row.updated),
    ]
    return Designation(
        list=LIST,
        program="US-FCC",
        from_=row.included,
        published=row.included,
        citations=citations,
        scope=row.text,
        note=note,
        details=tuple(details),
    )


def _entity(row: Row, names: tuple[str, ...], schema: str, countries: tuple[str, ...], listing: Designation) -> Entity:
    return Entity(
        id=derived_id(LIST, names[0], "", row.included.isoformat()),
        list=LIST,
        schema=schema,
        names=names,
        countries=countries,
        designations=(listing,),
    )


def _category(given: Given, row: Row, where: str) -> Iterator[Entity]:
    """The category of a row, and the parties that it reaches by reference."""
    entry = next((each for each in _described()["categories"] if row.text.startswith(each["begins"])), None)
    if entry is None:
        given.log.warn(where, f"names no one in words known here; kept as a category: {row.text[:80]!r}")
        caption = row.text.split(", except")[0][:120].rstrip(" .,")
        yield _entity(row, (caption,), "Thing", (), _designation(row, (PAGE,), kind="category"))
        return
    yield _entity(row, (entry["caption"],), "Thing", (), _designation(row, (PAGE,)))
    for party in entry.get("reaches", []):
        cited = Citation(party["citation"], party["url"])
        listing = _designation(row, (PAGE, cited), f"reached by reference: {party['wording']}", party["kind"])
        yield _entity(row, tuple(party["names"]), "Company", tuple(party["countries"]), listing)


def _parties(given: Given, found: Iterable[tuple[Row, tuple[str, ...], str]]) -> Iterator[Entity]:
    """The entities of (row, names it names, place); one that names no one is a category."""
    for row, names, where in found:
        given.log.rows += 1
        if not names:
            yield from _category(given, row, where)
        for name in names:
            countries = _countries().get(_NOT_LETTER.sub("", name.casefold()), ())
            yield _entity(row, (name,), "Company", countries, _designation(row, (PAGE,)))


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties and categories of ``table``, a copy of the page's table in csv.

    Raises FormatError for a table without rows, a column that is missing, and a row without text or day.
    """
    file = given.files["table"]
    rows = [
        (_row(number, cells[_TEXT], cells[_DATE], f"{file.name}, line {line}"), f"{file.name}, line {line}")
        for number, (line, cells) in enumerate(records(file, given.log, (_TEXT, _DATE)), start=1)
    ]
    if not rows:
        raise FormatError(f"{file.name}: no rows; keep the edition before it")
    yield from _parties(given, ((row, names_in(row.text), where) for row, where in rows))


def _page_rows(data: bytes, name: str) -> list[tuple[str, str]]:
    """(text, date cell) of the rows of the table on the page. Raises FormatError when there is no such table."""
    try:
        tables = list(html.fromstring(data).iter("table"))
    except (etree.ParserError, ValueError) as error:
        raise FormatError(f"{name}: no page with a table ({error})") from error
    for table in tables:
        cells = [[" ".join(str(cell.xpath("string()")).split()) for cell in row] for row in table.iter("tr")]
        for at, row in enumerate(cells):
            heads = [_NOT_LETTER.sub("", cell.casefold()) for cell in row]
            if len(heads) >= 2 and heads[0].startswith("coveredequipment") and heads[1].startswith("dateofinclusion"):
                return [(below[0], below[1]) for below in cells[at + 1 :] if len(below) >= 2]
    raise FormatError(f"{name}: no table headed 'Covered Equipment or Services' and 'Date of Inclusion'")


def parse_page(given: Given) -> Iterator[Entity]:
    """Yield the parties and categories of ``page``, the page as saved by a browser. Raises FormatError as above."""
    file = given.files["page"]
    found = _page_rows(file.read(), file.name)
    if not found:
        raise FormatError(f"{file.name}: the table has no rows; keep the edition before it")
    rows = [
        (_row(n, text, day, f"{file.name}, row {n}"), f"{file.name}, row {n}") for n, (text, day) in enumerate(found, 1)
    ]
    yield from _parties(given, ((row, names_in(row.text), where) for row, where in rows))


def _extracted(given: Given) -> Iterator[tuple[Row, tuple[str, ...], str]]:
    file = given.files["entities"]
    for each in extract.rows(file.read(), file.name):
        where = f"{file.name}, row {each.number}"
        if each.effective is None:
            raise FormatError(f"{where}: no day of inclusion for {each.name!r}")
        text = _EXTRACTED.sub("", each.notes)
        category = each.notes.startswith("Category listing")
        yield Row(0, text, each.effective), () if category else (each.name,), where


def parse_extract(given: Given) -> Iterator[Entity]:
    """Yield the parties and categories of ``entities``, an extract that cuts the text of the rows short."""
    given.log.lacks |= {"scope", "details.row", "details.updated", "details.kind"}
    yield from _parties(given, _extracted(given))


def _recognise_page(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2_000].lower()
    is_page = start.startswith(b"<") and b"html" in start
    return "page" if is_page and b"covered" in head.lower() and b"list" in head.lower() else ""


LAYOUTS = (
    Layout(
        id="fcc-table-csv",
        recognise=recognise_header("table", (_TEXT, _DATE)),
        parse=parse,
        needs=("table",),
        proven="the table of the page as copied on five days from 2026-05-21 to 2026-08-20 (13 to 16 rows)",
    ),
    Layout(id="fcc-page", recognise=_recognise_page, parse=parse_page, needs=("page",)),
    Layout(
        id="fcc-extract",
        recognise=extract.recogniser("entities", "fcc-covered"),
        parse=parse_extract,
        needs=("entities",),
        derived=True,
        proven="an extract of the page of 2026-07-09 (15 rows)",
    ),
)
