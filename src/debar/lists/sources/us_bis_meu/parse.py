"""Military End-User List -> entities, from the eCFR's XML (Supplement No. 7), an extract, ITA's csv or the CSL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debar.lists import citations, csl_ita, csl_parties, ecfr, extract, ids
from debar.lists.csl_ita import country_codes
from debar.lists.ecfr_entry import take_apart
from debar.lists.parsing import Given, Layout, Log
from debar.model import Designation, Entity

LIST = "us-bis-meu"
PROGRAM = "US-BIS-MEU"

_SUPPLEMENT = ecfr.Supplement(7)
_ADDRESSES = re.compile(r";\s+(?:and\s+)?")


def _entity(row: extract.Row, where: str, log: Log) -> Entity:
    cited = citations.cited(row.register)
    first = citations.first_published(cited)
    codes = country_codes(row.country, where, log)
    listing = Designation(
        list=LIST,
        program=PROGRAM,
        from_=first[1] if first else None,
        published=first[1] if first else None,
        citations=tuple(citation for citation, _ in cited),
        note=csl_parties.BY_PUBLICATION if first else "",
        details=(("group", row.notes),) if row.notes else (),
    )
    return Entity(
        id=csl_parties.party_id(LIST, "MEU", row.name, ids.place(codes)),
        list=LIST,
        schema="Organization",
        names=tuple(dict.fromkeys((row.name, *row.aliases))),
        countries=codes,
        addresses=tuple(filter(None, (part.strip(" .") for part in _ADDRESSES.split(row.address)))),
        designations=(listing,),
    )


def parse_extract(given: Given) -> Iterator[Entity]:
    """The military end users of ``given.files["entities"]``. Raises FormatError for a broken extract."""
    file, log = given.files["entities"], given.log
    rows = extract.rows(file.read(), file.name)
    log.rows += len(rows)
    log.lacks.update({"scope", "details.license review policy"})
    places = (f"{file.name}, entry {row.number}" for row in rows)
    yield from ids.gathered(((where, _entity(row, where, log)) for where, row in zip(places, rows, strict=True)), log)


def _from_xml(given: Given) -> Iterator[tuple[str, Entity]]:
    for entry in ecfr.entries(given.files["part"], _SUPPLEMENT, given.log):
        parts = take_apart(entry.entity)
        row = extract.Row(
            entry.number, parts.name, parts.aliases, entry.country, parts.address, None, entry.register, ""
        )
        yield entry.where, _entity(row, entry.where, given.log)


def parse_xml(given: Given) -> Iterator[Entity]:
    """The military end users of ``given.files["part"]``, the eCFR's XML of part 744. Raises FormatError when broken."""
    given.log.lacks.update({"scope", "details.license review policy", "details.group"})
    yield from ids.gathered(_from_xml(given), given.log)


LAYOUTS = (
    Layout("ecfr-xml", ecfr.recogniser(7), parse_xml, ("part",)),
    csl_ita.layout("MEU", PROGRAM, proven="the first 17 rows of 2021-01-04, which the agency had filled with a sample"),
    Layout(
        "extract",
        extract.recogniser("entities", "bis-meu"),
        parse_extract,
        ("entities",),
        derived=True,
        proven="the text of the eCFR as downloaded in July 2026 (70 entries)",
    ),
    *csl_parties.layouts("MEU", proven="the csv of 2022-05-16 (71 rows)"),
)
