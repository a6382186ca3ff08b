"""Denied Persons List -> entities, from the agency's dpl.txt or csv, an extract of it, or the CSL.

A person has a row for each address and for each slip in the citations: the name makes the party, orders that share a
citation are one listing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from debar.lists import citations, countries, csl_parties, delimited, extract, ids
from debar.lists.csl_ita import country_codes
from debar.lists.csl_parties import order_dates, party_id, stated_day
from debar.lists.delimited import Columns
from debar.lists.parsing import Given, Layout, Log
from debar.model import Citation, Designation, Entity

LIST = "us-bis-dpl"
PROGRAM = "US-BIS-DPL"

_NAMES = (
    *("Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date"),
    *("Standard_Order", "Last_Update"),
)
_ALSO = ("Action", "FR_Citation", "Counter", "Type of Denial", "Name and Address")
_TABBED = Columns(_NAMES, _ALSO, least=len(_NAMES), delimiter="\t")
_COMMAS = Columns(
    ("Name", "Street_Address", "City", "State", "Country", "Effective_Date", "Expiration_Date", "FR_Citation"),
    ("Postal_Code", "Standard_Order", "Last_Update", "Action", "Counter", "Type of Denial", "Name and Address"),
)
_SHORT = Columns(
    (
        *("Name and Address", "Effective Date", "Expiration Date"),
        "Appropriate Federal Register Citations|Federal Register Citations|FR Citation",
    ),
    ("Type of Denial", "Counter"),
)
_EXPIRES = re.compile(r"Expires: (\d{4}-\d{2}-\d{2})")
_KIND = re.compile(r"Type of denial: ([\w-]+)")
_STANDARD = {"Y": "standard", "N": "non-standard"}
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")
_PLACE = ("Street_Address", "City", "State", "Postal_Code", "Country")

Cited = Sequence[tuple[Citation, date | None]]


def _listing(effective: date | None, end: date | None, cited: Cited, details: dict[str, str]) -> Designation:
    start, published, note = order_dates(effective, cited)
    current = {"effective date of the current order": effective.isoformat()} if effective else {}
    return Designation(
        list=LIST,
        program=PROGRAM,
        from_=start,
        to=end,
        published=published,
        citations=tuple(citation for citation, _ in cited),
        note=note,
        details=tuple((key, value) for key, value in {**current, **details}.items() if value),
    )


def _entity(name: str, codes: tuple[str, ...], address: str, listing: Designation) -> Entity:
    return Entity(
        id=party_id(LIST, "DPL", name, ""),
        list=LIST,
        schema="LegalEntity",
        names=(name,),
        countries=codes,
        addresses=(address,) if address else (),
        designations=(listing,),
    )


def _codes(row: dict[str, str], where: str, log: Log) -> tuple[str, ...]:
    """The country of a row; rows of the United States often leave it out and give a state and a ZIP code."""
    if row["Country"]:
        code = row["Country"]
        return (code.lower(),) if countries.is_code(code) else country_codes(code, where, log)
    return ("us",) if len(row["State"]) == 2 and _ZIP.fullmatch(row["Postal_Code"]) else ()


def _from_table(given: Given, columns: Columns) -> Iterator[tuple[str, Entity]]:
    log = given.log
    for where, cells in delimited.records(given.files["orders"], columns, log):
        row = {column: " ".join(cell.split()) for column, cell in cells.items()}
        if not row["Name"]:
            log.reject(where, "a row without a name")
            continue
        effective, stated = stated_day(row["Effective_Date"], "start date", where, log)
        end, stated_end = stated_day(row["Expiration_Date"], "end date", where, log)
        order = _STANDARD.get(row["Standard_Order"], row.get("Type of Denial", "").lower())
        details = {"order": order, **dict((*stated, *stated_end)), "remark": row["Action"]}
        updated = stated_day(row["Last_Update"], "last update", where, log)[0]
        details["last update"] = updated.isoformat() if updated else ""
        address = ", ".join(row[column] for column in _PLACE if row[column])
        listing = _listing(effective, end, citations.cited(row["FR_Citation"]), details)
        yield where, _entity(row["Name"], _codes(row, where, log), address, listing)


def _from_short(given: Given) -> Iterator[tuple[str, Entity]]:
    log = given.log
    for where, row in delimited.records(given.files["orders"], _SHORT, log):
        name, _, address = " ".join(row["Name and Address"].split()).partition(", ")
        if not name:
            log.reject(where, "a row without a name")
            continue
        effective, stated = stated_day(row["Effective Date"], "start date", where, log)
        end, stated_end = stated_day(row["Expiration Date"], "end date", where, log)
        details = {"order": row["Type of Denial"].lower(), **dict((*stated, *stated_end))}
        listing = _listing(effective, end, citations.cited(row["Appropriate Federal Register Citations"]), details)
        yield where, _entity(name, (), address, listing)


def parse_text(given: Given) -> Iterator[Entity]:
    """The denied persons of ``given.files["orders"]``, dpl.txt. Raises FormatError for a broken file."""
    yield from ids.gathered(_from_table(given, _TABBED), given.log)


def parse_csv(given: Given) -> Iterator[Entity]:
    """As :func:`parse_text`, of the same columns divided by commas."""
    yield from ids.gathered(_from_table(given, _COMMAS), given.log)


def parse_short(given: Given) -> Iterator[Entity]:
    """The denied persons of the csv in which name and address share a column; the name ends at the first comma."""
    given.log.lacks.update({"countries", "details.remark", "details.last update"})
    yield from ids.gathered(_from_short(given), given.log)


def _from_extract(given: Given) -> Iterator[tuple[str, Entity]]:
    file, log = given.files["entities"], given.log
    for row in extract.rows(file.read(), file.name):
        log.rows += 1
        where = f"{file.name}, entry {row.number}"
        expires, kind = _EXPIRES.search(row.notes), _KIND.search(row.notes)
        end = date.fromisoformat(expires[1]) if expires else None
        details = {"order": kind[1].lower() if kind else ""}
        listing = _listing(row.effective, end, citations.cited(row.register), details)
        yield where, _entity(row.name, country_codes(row.country, where, log), row.address, listing)


def parse_extract(given: Given) -> Iterator[Entity]:
    """The denied persons of ``given.files["entities"]``. Raises FormatError for a broken extract."""
    given.log.lacks.update({"details.remark", "details.last update"})
    yield from ids.gathered(_from_extract(given), given.log)


def _recognise_text(_: str, head: bytes) -> str:
    return "orders" if delimited.header_fits(head, _TABBED) else ""


def _recognise_csv(_: str, head: bytes) -> str:
    return "orders" if delimited.header_fits(head, _COMMAS) else ""


def _recognise_short(_: str, head: bytes) -> str:
    return "orders" if delimited.header_fits(head, _SHORT) else ""


LAYOUTS = (
    Layout(
        "bis-text",
        _recognise_text,
        parse_text,
        ("orders",),
        proven="dpl.txt of 2018, 2019, 2022 and 2023 (539 to 665 rows)",
    ),
    Layout("bis-csv", _recognise_csv, parse_csv, ("orders",)),
    Layout("bis-csv-short", _recognise_short, parse_short, ("orders",)),
    Layout(
        "extract",
        extract.recogniser("entities", "bis-dpl"),
        parse_extract,
        ("entities",),
        derived=True,
        proven="the agency's csv of 2026-04-14 (564 rows)",
    ),
    *csl_parties.layouts("DPL", proven="the csv of 2022-05-16 (462 rows)"),
)
