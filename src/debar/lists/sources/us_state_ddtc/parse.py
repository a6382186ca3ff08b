"""AECA debarments -> entities, from DDTC's tables (csv or xlsx), extracts of them, or the CSL.

The statutory table dates each debarment by its notice and gives the month of birth of a person; the administrative
table dates it by the order. A party that one notice names twice is one party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain

import yaml

from debar.errors import DataError, FormatError
from debar.lists import citations, csl_parties, delimited, extract, ids
from debar.lists.csl_parties import party_id, stated_day
from debar.lists.delimited import Columns
from debar.lists.parsing import File, Given, Layout, Log
from debar.model import Designation, Entity
from debar.tables import workbook
from debar.tables.streams import Stream

LIST = "us-state-ddtc"
PROGRAMS = {"statutory": "US-DDTC-SD", "administrative": "US-DDTC-AD"}

_STATUTORY = Columns(
    (
        "Party Name|Debarred Party Full Name and Alias|Full Name",
        "Date Of Birth",
        "Federal Register Notice|Notice",
        "Notice Date",
    ),
    ("Corrected Notice", "Corrected Notice Date"),
)
_ADMINISTRATIVE = Columns(
    ("Name|Party Name", "Date|Notice Date", "Federal Register Notice|Notice", "Charging Letter", "Debarment Order"),
    ("Corrected Notice", "Corrected Notice Date"),
)
_TABLES = {"statutory": _STATUTORY, "administrative": _ADMINISTRATIVE}
_BORN = re.compile(r"Date of birth: (?P<birth>[A-Z][a-z]+,? \d{4})")
_CORRECTED = re.compile(r"\s*\(?corrected by (?P<notice>[^,()]+?)(?:, (?P<day>[\d-]+))?\)?$")
_XLSX = b"PK\x03\x04"
_NOTE = "dated by the notice's publication; a later reinstatement is not in this edition"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of either table."""

    where: str
    name: str
    aliases: tuple[str, ...]
    birth: str
    day: date | None
    notice: str
    corrected: str
    remark: str = ""


@cache
def _splits() -> Mapping[str, tuple[str, ...]]:
    try:
        text = (files("debar.lists.sources.us_state_ddtc") / "splits.yml").read_text("utf-8")
        return {row["written"]: tuple(row["parties"]) for row in yaml.safe_load(text)}
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise DataError(f"us_state_ddtc: splits.yml is broken ({error!r}); install debar again") from error


def _names(row: _Row, written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*csl_parties.own_names("DTC", written)[0], *row.aliases)))


def _entity(row: _Row, names: tuple[str, ...], program: str) -> Entity:
    listing = Designation(
        list=LIST,
        program=program,
        from_=row.day,
        published=row.day,
        citations=tuple(citation for citation, _ in citations.cited(f"{row.notice}; {row.corrected}")),
        note=_NOTE if row.day else "",
        details=(("remark", row.remark),) if row.remark else (),
    )
    return Entity(
        id=party_id(LIST, "DTC", names[0], ""),
        list=LIST,
        schema="Person" if row.birth else "LegalEntity",
        names=names,
        birth_dates=(row.birth,) if row.birth else (),
        designations=(listing,),
    )


def _told_apart(found: Iterator[tuple[str, Entity]]) -> Iterator[tuple[str, Entity]]:
    """Two persons of one name born in different months are two parties."""
    births: dict[str, tuple[str, ...]] = {}
    for where, entity in found:
        first = births.setdefault(entity.id, entity.birth_dates)
        if entity.birth_dates and first and entity.birth_dates != first:
            own = ids.derived_id(LIST, ids.any_order(entity.caption), entity.birth_dates[0])
            yield where, replace(entity, id=own)
        else:
            yield where, entity


def _entities(rows: Iterator[_Row], role: str, log: Log) -> Iterator[tuple[str, Entity]]:
    for row in rows:
        parties = _splits().get(row.name, (row.name,))
        for written in parties:
            names = _names(row, written)
            if names:
                yield row.where, _entity(row, names, PROGRAMS[role])
            else:
                log.reject(row.where, "a row without a name")


def _from_extract(file: File, log: Log) -> Iterator[_Row]:
    for row in extract.rows(file.read(), file.name):
        log.rows += 1
        born = _BORN.search(row.notes)
        corrected = _CORRECTED.search(row.register)
        yield _Row(
            where=f"{file.name}, entry {row.number}",
            name=row.name,
            aliases=row.aliases,
            birth=born["birth"].replace(",", "") if born else "",
            day=row.effective,
            notice=row.register[: corrected.start()] if corrected else row.register,
            corrected=corrected["notice"] if corrected else "",
            remark="" if born else row.notes,
        )


def _sheet(file: File) -> Iterator[tuple[int, list[str]]]:
    with file.open() as stream:
        pages = workbook.sheets(Stream(stream, file.name))
        first = next(pages, None)
        if first is None:
            raise FormatError(f"{file.name}: the workbook has no sheet")
        rows = ([str(cell) for cell in row] for chunk in first[1] for row in chunk.rows)
        yield from enumerate(rows, start=1)


def _from_table(file: File, role: str, log: Log) -> Iterator[_Row]:
    columns = _TABLES[role]
    if file.head().startswith(_XLSX):
        found = delimited.table(file.name, _sheet(file), columns, log)
    else:
        found = delimited.records(file, columns, log)
    name, dated = columns.known[0], "Notice Date" if role == "statutory" else "Date"
    for where, cells in found:
        row = {column: " ".join(cell.split()) for column, cell in cells.items()}
        day, stated = stated_day(row[dated], "notice date", where, log)
        marks = [column for column in ("Charging Letter", "Debarment Order") if row.get(column)]
        remarks = [f"{mark.capitalize()} on file" for mark in marks] + [" ".join(pair) for pair in stated]
        yield _Row(
            where=where,
            name=row[name],
            aliases=(),
            birth=row.get("Date Of Birth", "").replace(",", ""),
            day=day,
            notice=row["Federal Register Notice"],
            corrected=row["Corrected Notice"],
            remark="; ".join(remarks),
        )


def parse_extract(given: Given) -> Iterator[Entity]:
    """The parties of ``given.files``, by role ``statutory`` and ``administrative``. Raises FormatError when broken."""
    found = (_entities(_from_extract(file, given.log), role, given.log) for role, file in given.files.items())
    yield from ids.gathered(_told_apart(chain.from_iterable(found)), given.log)


def parse_table(given: Given) -> Iterator[Entity]:
    """As :func:`parse_extract`, of DDTC's own tables; a table that is not given is said to be missing."""
    missing = [role for role in PROGRAMS if role not in given.files]
    given.log.notes.extend(f"the table of {role} debarments is not part of this edition" for role in missing)
    found = (_entities(_from_table(file, role, given.log), role, given.log) for role, file in given.files.items())
    yield from ids.gathered(_told_apart(chain.from_iterable(found)), given.log)


def _recognise_extract(name: str, head: bytes) -> str:
    statutory = extract.recogniser("statutory", "state-debarred-statutory")
    administrative = extract.recogniser("administrative", "state-debarred-admin")
    return statutory(name, head) or administrative(name, head)


def _recognise_table(name: str, head: bytes) -> str:
    if head.startswith(_XLSX):
        return "administrative" if "admin" in name else "statutory" if "stat" in name or "debar" in name else ""
    if delimited.header_fits(head, _ADMINISTRATIVE) and b"birth" not in head[:1000].lower():
        return "administrative"
    return "statutory" if delimited.header_fits(head, _STATUTORY) else ""


LAYOUTS = (
    Layout(
        "ddtc-table",
        _recognise_table,
        parse_table,
        ("statutory",),
        proven="the statutory table of 2018-01-24 as csv (515 rows); the xlsx and the administrative table on none",
    ),
    Layout(
        "extract",
        _recognise_extract,
        parse_extract,
        ("statutory",),
        siblings={"statutory": ("state_debarred_statutory.json",), "administrative": ("state_debarred_admin.json",)},
        derived=True,
        proven="the statutory table of 2025-08-25 (779 rows) and the administrative table of 2023-06-01 (8 rows)",
    ),
    *csl_parties.layouts("DTC", proven="the csv of 2022-05-16 (727 rows)"),
)
