"""Unverified List -> entities, from the eCFR's XML (Supplement No. 6), ITA's csv or the Consolidated Screening List."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debar.lists import citations, csl_parties, delimited, ecfr, ids
from debar.lists.csl_ita import country_codes
from debar.lists.delimited import Columns
from debar.lists.ecfr_entry import take_apart
from debar.lists.parsing import Given, Layout
from debar.model import Designation, Entity

LIST = "us-bis-uvl"
PROGRAM = "US-BIS-UVL"

_SUPPLEMENT = ecfr.Supplement(6, entity="address")
_COLUMNS = Columns(("COUNTRY", "NAME", "ADDRESS"))
_ALSO = re.compile(r",?\s*\b(?:a|f|n)\.k\.a\.,?\s+")
_ADDRESSES = re.compile(r";\s+(?:and\s+)?")


def _entity(names: tuple[str, ...], codes: tuple[str, ...], addresses: tuple[str, ...], listing: Designation) -> Entity:
    return Entity(
        id=csl_parties.party_id(LIST, "UVL", names[0], ids.place(codes)),
        list=LIST,
        schema="LegalEntity",
        names=tuple(dict.fromkeys(names)),
        countries=codes,
        addresses=addresses,
        designations=(listing,),
    )


def _from_csv(given: Given) -> Iterator[tuple[str, Entity]]:
    for where, row in delimited.records(given.files["rows"], _COLUMNS, given.log):
        names = tuple(filter(None, (" ".join(name.split()) for name in _ALSO.split(row["NAME"]))))
        if not names:
            given.log.reject(where, "a row without a name")
            continue
        codes = country_codes(row["COUNTRY"], where, given.log)
        addresses = (" ".join(row["ADDRESS"].split()),) if row["ADDRESS"] else ()
        yield where, _entity(names, codes, addresses, Designation(list=LIST, program=PROGRAM))


def parse_csv(given: Given) -> Iterator[Entity]:
    """The parties of ``given.files["rows"]``, a row for each name and address. Raises FormatError for a broken file."""
    given.log.lacks.update({"from", "published", "citations"})
    yield from ids.gathered(_from_csv(given), given.log)


def _from_xml(given: Given) -> Iterator[tuple[str, Entity]]:
    for entry in ecfr.entries(given.files["part"], _SUPPLEMENT, given.log):
        parts = take_apart(entry.entity)
        cited = citations.cited(entry.register)
        first = citations.first_published(cited)
        listing = Designation(
            list=LIST,
            program=PROGRAM,
            from_=first[1] if first else None,
            published=first[1] if first else None,
            citations=tuple(citation for citation, _ in cited),
            note=csl_parties.BY_PUBLICATION if first else "",
        )
        codes = country_codes(entry.country, entry.where, given.log)
        addresses = tuple(filter(None, (part.strip(" .") for part in _ADDRESSES.split(parts.address))))
        yield entry.where, _entity((parts.name, *parts.aliases), codes, addresses, listing)


def parse_xml(given: Given) -> Iterator[Entity]:
    """The parties of ``given.files["part"]``, the eCFR's XML of part 744. Raises FormatError when it is broken."""
    yield from ids.gathered(_from_xml(given), given.log)


def _recognise_csv(_: str, head: bytes) -> str:
    return "rows" if head.lower().startswith(b"country,name,address") else ""


LAYOUTS = (
    Layout("ecfr-xml", ecfr.recogniser(6), parse_xml, ("part",)),
    Layout("ita-csv", _recognise_csv, parse_csv, ("rows",), proven="19 rows of 2017-04-13"),
    *csl_parties.layouts("UVL", proven="the csv of 2022-05-16 (201 rows)"),
)
