"""Section 1286 list, from an extract of its public release -> institutions, and talent programs that are no parties."""

from __future__ import annotations

from collections.abc import Iterator

from debar.lists import extract
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

LIST = "us-dod-1286"
SECTION = Citation(
    "Pub. L. 115-232 sec. 1286(c)(9)", "https://basicresearch.defense.gov/Programs/Academic-Research-Security/"
)


def parse(given: Given) -> Iterator[Entity]:
    """Yield the institutions and programs of ``entities``. Raises FormatError for a broken extract.

    The list gives no dates and no places; a talent program is kept as a ``Thing``, never matched by name.
    """
    file, log = given.files["entities"], given.log
    log.lacks |= {"from", "to", "published", "countries", "addresses", "identifiers", "birth_dates", "scope"}
    for row in extract.rows(file.read(), file.name):
        log.rows += 1
        table = "talent program" if "Table 2" in row.notes else "institution"
        listing = Designation(
            list=LIST,
            program="US-MCCAIN-1286",
            citations=(SECTION,),
            details=(("table", table), ("edition", row.notes.partition(",")[0])),
        )
        yield Entity(
            id=derived_id(LIST, row.name, "", ""),
            list=LIST,
            schema="Thing" if table == "talent program" else "Organization",
            names=tuple(dict.fromkeys((row.name, *row.aliases))),
            designations=(listing,),
        )


LAYOUTS = (
    Layout(
        id="dod-1286-extract",
        recognise=extract.recogniser("entities", "dow-1286"),
        parse=parse,
        needs=("entities",),
        derived=True,
        proven="an extract of the FY24 list, public release, version 2 (134 rows)",
    ),
)
