"""The csv that the agencies hand to the International Trade Administration for the CSL -> entities.

31 named columns and nameless ones behind them; a party has a row for each pair of an address and an alternate name,
with no number that holds its rows together: name and country do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debar.lists import citations, countries, delimited, ids
from debar.lists.csl_parties import BY_PUBLICATION, party_id, stated_day
from debar.lists.delimited import Columns
from debar.lists.parsing import Given, Layout, Log
from debar.model import Designation, Entity

COLUMNS = Columns(
    (
        *("Source List", "Name", "Address", "City", "State/Province", "Postal Code", "Country"),
        *("Federal Register Notice", "Effective Date", "License Requirement", "License Policy"),
        *("Alternate Type", "Alternate Name", "Alternate Remarks"),
    ),
    (
        *(
            "Entity Number",
            "SDN Type",
            "Programs",
            "Title",
            "Date Lifted/Waived/Expired",
            "Standard Order",
            "Call Sign",
        ),
        *("Vessel Type", "Gross Tonnage", "Gross Register Tonnage", "Vessel Flag", "Vessel Owner", "Remarks/Notes"),
        *("Address Number", "Address Remarks", "Alternate Number", "Web Link"),
    ),
)
_PLACE = ("Address", "City", "State/Province", "Postal Code", "Country")


def country_codes(written: str, where: str, log: Log) -> tuple[str, ...]:
    """The codes of a country as written; none, with a warning, for a spelling that is not known."""
    codes = countries.codes_or_none(written) if written else ()
    if codes is None:
        log.warn(where, f"country {written!r} is not known and is left out")
    return codes or ()


def _listing(list_id: str, program: str, where: str, row: Mapping[str, str], log: Log) -> Designation:
    start, stated = stated_day(row["Effective Date"], "start date", where, log)
    end, stated_end = stated_day(row["Date Lifted/Waived/Expired"], "end date", where, log)
    labelled = (
        ("license review policy", row["License Policy"]),
        ("title", row["Title"]),
        ("remark", row["Remarks/Notes"]),
    )
    return Designation(
        list=list_id,
        program=program,
        from_=start,
        to=end,
        published=start,
        citations=tuple(citation for citation, _ in citations.cited(row["Federal Register Notice"])),
        scope=row["License Requirement"],
        note=BY_PUBLICATION if start else "",
        details=(*(pair for pair in labelled if pair[1]), *stated, *stated_end),
    )


def _entities(given: Given, code: str, program: str) -> Iterator[tuple[str, Entity]]:
    log = given.log
    for where, row in delimited.records(given.files["rows"], COLUMNS, log):
        name = " ".join(row["Name"].split())
        if row["Source List"] != code or not name:
            log.reject(
                where, f"source list {row['Source List']!r}, name {name!r}; a row of {code} with a name is wanted"
            )
            continue
        codes = country_codes(row["Country"], where, log)
        address = ", ".join(row[column] for column in _PLACE if row[column])
        yield (
            where,
            Entity(
                id=party_id(given.list_id, code, name, ids.place(codes)),
                list=given.list_id,
                schema="Organization" if code == "MEU" else "LegalEntity",
                names=tuple(dict.fromkeys(filter(None, (name, " ".join(row["Alternate Name"].split()))))),
                countries=codes,
                addresses=(address,) if address != row["Country"] else (),
                designations=(_listing(given.list_id, program, where, row, log),),
            ),
        )


def layout(code: str, program: str, proven: str = "") -> Layout:
    """The csv of one list (``EL``, ``MEU``) as a layout. Its parser raises FormatError for a file that is not whole."""

    def recognise(_: str, head: bytes) -> str:
        fits = delimited.header_fits(head, COLUMNS) and f"\n{code},".encode() in head.replace(b'"', b"")
        return "rows" if fits else ""

    def parse(given: Given) -> Iterator[Entity]:
        yield from ids.gathered(_entities(given, code, program), given.log)

    return Layout("ita-csv", recognise, parse, ("rows",), proven=proven)
