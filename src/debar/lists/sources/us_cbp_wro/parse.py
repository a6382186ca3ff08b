"""Withhold Release Orders and Findings, from an extract of CBP's csv -> producers, vessels and goods.

A row is one order or finding; a producer under several has a listing for each. ``rows.yml`` beside this file tells the
producers of a row apart, and rows that cover the goods of a region.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml

from debar.lists import extract, places
from debar.lists.citations import cited
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

LIST = "us-cbp-wro"

_VESSEL = re.compile(r"^Fishing Vessel: (?P<name>.+)$")
_ORDER = Citation("19 U.S.C. 1307", "https://www.cbp.gov/document/stats/withhold-release-orders-findings")
_KINDS = {"WRO": "withhold release order", "Finding": "finding"}
_NOTE = re.compile(r"(?P<key>Industry|Merchandise|Remarks): (?P<value>.*?)(?=; (?:Industry|Merchandise|Remarks): |$)")


@dataclass(frozen=True, slots=True)
class _Party:
    names: tuple[str, ...]
    schema: str = "Company"
    extent: str = ""


@cache
def _described() -> Mapping[str, tuple[_Party, ...]]:
    """The parties of the rows of the table beside this file, by the row's name."""
    table = yaml.safe_load((files(__package__) / "rows.yml").read_text("utf-8"))
    found: dict[str, tuple[_Party, ...]] = {
        row["written"]: (_Party((row["caption"],), "Thing"),) for row in table["goods"]
    }
    for row in table["several"]:
        extent, names = row.get("extent", ""), tuple(row["names"])
        each = (names,) if row.get("one_party") else tuple((name,) for name in names)
        found[row["written"]] = tuple(_Party(one, "Company", extent) for one in each)
    return found


def _parties(row: extract.Row) -> tuple[_Party, ...]:
    if found := _described().get(row.name):
        return found
    vessel = _VESSEL.match(row.name)
    if vessel is not None:
        return (_Party((vessel["name"], *row.aliases), "Vessel"),)
    also = [name for alias in row.aliases for name in map(str.strip, alias.split(";"))]
    return (_Party((row.name, *also)),)


def _designation(row: extract.Row, status: str, extent: str) -> Designation:
    kind = row.notes.partition(";")[0].strip()
    told = {match["key"]: match["value"].strip() for match in _NOTE.finditer(row.notes)}
    remarks = told.get("Remarks", "")
    return Designation(
        list=LIST,
        program="US-CBP-WRO",
        from_=row.effective,
        published=row.effective,
        citations=(_ORDER, *(citation for citation, _ in cited(remarks))),
        scope="; ".join(filter(None, (told.get("Merchandise", ""), extent))),
        details=tuple(
            (key, value)
            for key, value in (
                ("kind", _KINDS.get(kind, kind)),
                ("status", status),
                ("industry", told.get("Industry", "")),
                ("remarks", remarks),
            )
            if value
        ),
    )


def parse(given: Given) -> Iterator[Entity]:
    """Yield the producers, vessels and goods of ``entities``, each once. Raises FormatError for a broken extract."""
    file, log = given.files["entities"], given.log
    log.lacks |= {"addresses", "identifiers", "birth_dates", "to"}
    data = file.read()
    rows = extract.rows(data, file.name)
    statuses = [str(each.get("status") or "") for each in json.loads(data)["entities"]]
    found: dict[str, Entity] = {}
    for row, status in zip(rows, statuses, strict=True):
        log.rows += 1
        where = f"{file.name}, row {row.number}"
        codes = () if row.country == "Fishing Vessels" else places.codes_or_none(row.country)
        if codes is None:
            log.warn(where, f"country {row.country!r} is not known")
        for party in _parties(row):
            key = derived_id(LIST, party.names[0], party.schema, "")
            listing = _designation(row, status, party.extent)
            held = found.get(key) or Entity(id=key, list=LIST, schema=party.schema, names=party.names)
            found[key] = replace(
                held,
                names=tuple(dict.fromkeys((*held.names, *party.names))),
                countries=tuple(dict.fromkeys((*held.countries, *(codes or ())))),
                designations=(*held.designations, listing),
            )
    yield from found.values()


LAYOUTS = (
    Layout(
        id="cbp-extract",
        recognise=extract.recogniser("entities", "cbp-wro"),
        parse=parse,
        needs=("entities",),
        derived=True,
        proven="an extract of CBP's csv of 2026-06-23 (67 orders and findings)",
    ),
)
