"""UK sanctions: the UK Sanctions List (csv, XML), and OFSI's Consolidated List (ConList.csv) until January 2026.

A party's own id is its OFSI Group ID, which all three layouts give, so that the list keeps its ids over the change of
layout; where there is none, the Unique ID of the UK Sanctions List. The Unique ID is an identifier otherwise. Rows
with the same id are one party, each regime one listing: a party under two regimes has one Group ID, two Unique IDs.

OFSI's "Listed On" and the UK Sanctions List's "Date Designated" differ where a listing of the EU was carried over in
2020 and where the United Nations listed first; a listing counts from the earlier of those the file gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import File, Given, Layout, Log
from debar.lists.sources.gb_sanctions.merge import Party, read_day
from debar.lists.sources.gb_sanctions.rows import CONLIST, CSV, XML_ROOT, Row, csv_rows, header_of, xml_records
from debar.model import Entity

_GENERATED = re.compile(rb"<DateGenerated>([^<]{1,40})</DateGenerated>")
_REPORTED = re.compile(r"^\W*(?:Report Date|Last Updated)[:,]\s*([^,]+)")


def recognise_conlist(name: str, head: bytes) -> str:
    """Return ``list`` for OFSI's ConList.csv, else ""."""
    del name
    return "list" if header_of(head)[0] == CONLIST else ""


def recognise_csv(name: str, head: bytes) -> str:
    """Return ``list`` for UK-Sanctions-List.csv, else ""."""
    del name
    return "list" if header_of(head)[0] == CSV else ""


def recognise_xml(name: str, head: bytes) -> str:
    """Return ``list`` for UK-Sanctions-List.xml, else ""."""
    del name
    return "list" if xml.recognise_root(head)[1] == XML_ROOT else ""


def _published(text: str, file: File, log: Log) -> date | None:
    """The day of ``23/03/2016`` or ``13-Feb-2026``."""
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y").date()
    except ValueError:
        return read_day(text, log, file.name, "the day of the file")


def _merged(given: Given, records: Iterable[tuple[str, Iterable[Row], Row]]) -> Iterator[Entity]:
    """The entities of (place, rows, the fields that hold for all of them), in the order of their first rows."""
    parties: dict[str, Party] = {}
    for where, rows, common in records:
        own_id = common.get("group") or common.get("unique")
        if not own_id:
            given.log.reject(where, "neither OFSI Group ID nor Unique ID")
            continue
        party = parties.setdefault(own_id, Party(where=f"{where} (id {own_id})"))
        for row in rows:
            party.add(row, given.log, where)
    for own_id, party in parties.items():
        entity = party.entity(given.list_id, own_id, given.log)
        if entity is None:
            given.log.reject(party.where, "no row of this id has a name")
        else:
            yield entity


def _csv_records(given: Given, layout: str) -> Iterator[tuple[str, Iterable[Row], Row]]:
    for where, row in csv_rows(given.files["list"], layout, given.log):
        given.log.rows += 1
        yield where, (row,), row
    if not given.log.rows:
        raise FormatError(f"{given.files['list'].name}: has a header and no rows; the file is not whole")


def _xml_records(given: Given) -> Iterator[tuple[str, Iterable[Row], Row]]:
    """Every Designation: its own texts are its first row, and hold for the others."""
    seen: set[str] = set()
    for where, rows in xml_records(given.files["list"], given.log):
        given.log.rows += 1
        common = rows[0] if rows else {}
        unique_id = common.get("unique", "")
        if unique_id in seen:
            given.log.warn(where, f"Unique ID {unique_id!r} stands on an earlier Designation too; both are read as one")
        seen.add(unique_id)
        regime = {"regime": common["regime"]} if "regime" in common else {}
        yield where, (common, *({**regime, **row} for row in rows[1:])), common


def _parse_csv(given: Given, layout: str) -> Iterator[Entity]:
    file, log = given.files["list"], given.log
    found, first = header_of(file.head())
    if found != layout:
        raise FormatError(
            f"{file.name}: has no header of {'OFSI' if layout == CONLIST else 'the UK'} list in its first lines"
        )
    if match := _REPORTED.match(first):
        log.published = _published(match[1], file, log)
    log.lacks.update({"citations"} if layout == CONLIST else {"published"})
    yield from _merged(given, _csv_records(given, layout))


def parse_conlist(given: Given) -> Iterator[Entity]:
    """Yield the parties of ConList.csv. Raises FormatError, naming the line, for a missing column or a broken row."""
    yield from _parse_csv(given, CONLIST)


def parse_csv(given: Given) -> Iterator[Entity]:
    """Yield the parties of UK-Sanctions-List.csv. Raises FormatError, naming the line, as for ConList.csv."""
    yield from _parse_csv(given, CSV)


def parse_xml(given: Given) -> Iterator[Entity]:
    """Yield the parties of UK-Sanctions-List.xml. Raises FormatError for another root or broken XML."""
    file, log = given.files["list"], given.log
    xml.root_attributes(file)
    root = xml.recognise_root(file.head())[1]
    if root != XML_ROOT:
        raise FormatError(f"{file.name}: its root element is {root!r}, that of the UK Sanctions List is {XML_ROOT}")
    if match := _GENERATED.search(file.head()):
        log.published = _published(match[1].decode("utf-8", errors="replace"), file, log)
    log.lacks.add("published")
    yield from _merged(given, _xml_records(given))


LAYOUTS = (
    Layout(id="uk-xml", recognise=recognise_xml, parse=parse_xml, needs=("list",)),
    Layout(id="uk-csv", recognise=recognise_csv, parse=parse_csv, needs=("list",)),
    Layout(
        id="ofsi-conlist",
        recognise=recognise_conlist,
        parse=parse_conlist,
        needs=("list",),
        proven="ConList.csv of 2016-03-23, whole; rows of 2020-04-27 with the columns of that year",
    ),
)
