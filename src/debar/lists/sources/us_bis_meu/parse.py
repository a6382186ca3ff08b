"""Military End-User List, from an extract of the eCFR text -> entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from debar.lists import citations, countries, extract
from debar.lists.ids import derived_id
from debar.model import Designation, Entity

LIST = "us-bis-meu"


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each entry carries its own dates
    """The military end users of ``files["entities"]``. Raises FormatError for a broken extract."""
    for row in extract.rows(files["entities"], "Military End-User List extract"):
        cited = citations.cited(row.register)
        first = citations.first_published(cited)
        listing = Designation(
            list=LIST,
            program="US-BIS-MEU",
            from_=first[1] if first else None,
            published=first[1] if first else None,
            citations=tuple(citation for citation, _ in cited),
            note="dated by publication; the rule's effective date may differ by days",
            details=(("group", row.notes),) if row.notes else (),
        )
        yield Entity(
            id=derived_id(LIST, row.name, row.country, cited[0][0].title if cited else ""),
            list=LIST,
            schema="Organization",
            names=(row.name, *row.aliases),
            countries=countries.codes(row.country),
            addresses=(row.address,) if row.address else (),
            designations=(listing,),
        )
