"""The annex to E.O. 14032, from an extract -> entities. The list kept up to date is us-ofac-nscmic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from debar.lists import extract, places
from debar.lists.citations import cited
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Designation, Entity

LIST = "us-eo14032-annex"
#: The day of the order, on which its annex was made public (86 FR 30145).
SIGNED = date(2021, 6, 3)


def parse(given: Given) -> Iterator[Entity]:
    """Yield the companies of ``entities``. Raises FormatError for a broken extract."""
    file, log = given.files["entities"], given.log
    log.lacks |= {"aliases", "to", "addresses", "identifiers", "birth_dates", "scope"}
    for row in extract.rows(file.read(), file.name):
        log.rows += 1
        codes = places.codes_or_none(row.country)
        if codes is None:
            log.warn(f"{file.name}, row {row.number}", f"country {row.country!r} is not known")
        listing = Designation(
            list=LIST,
            program="CMIC-EO13959",
            from_=row.effective,
            published=SIGNED,
            citations=tuple(citation for citation, _ in cited(row.register)),
        )
        yield Entity(
            id=derived_id(LIST, row.name, "", ""),
            list=LIST,
            schema="Company",
            names=tuple(dict.fromkeys((row.name, *row.aliases))),
            countries=codes or (),
            designations=(listing,),
        )


LAYOUTS = (
    Layout(
        id="eo14032-extract",
        recognise=extract.recogniser("entities", "ofac-eo14032"),
        parse=parse,
        needs=("entities",),
        derived=True,
        proven="an extract of the annex as issued (59 companies)",
    ),
)
