"""The other bulk files of the FARA register as records: registrants, agents' short forms, documents filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from debar.dossiers.days import read_day
from debar.dossiers.evidence import Source
from debar.dossiers.fara_rows import Placed, engagements
from debar.model.dossiers import CompanyFiling, Post, Record

_EXTRACTOR = "fara-register/1"
_SOURCE = "FARA register"


def register_records(rows: Iterable[Placed], source: Source) -> Iterator[Record]:
    """A record for each row: an engagement, a post, a document filed or a registration, as its headings say."""
    for row in rows:
        if row.values.get("Foreign Principal") and "Foreign Principal Registration Date" in row.values:
            yield from engagements([row], source)
        elif "Short Form Last Name" in row.values:
            yield _agent(row, source)
        elif "Document Type" in row.values:
            yield _document(row, source)
        elif row.values.get("Name") and "Registration Date" in row.values:
            yield _registration(row, source)


def _agent(row: Placed, source: Source) -> Post:
    person = " ".join(filter(None, (row.values.get("Short Form First Name"), row.values["Short Form Last Name"])))
    firm, ended = row.values.get("Registrant Name", ""), row.values.get("Short Form Termination Date", "")
    return Post(
        quotations=(source.quote(row.start, row.end),),
        about=tuple(name for name in (firm, person) if name),
        method="table",
        extractor=_EXTRACTOR,
        source=_SOURCE,
        notes=row.notes,
        person=person,
        post="agent registered under FARA (short form)",
        organization=firm,
        former=bool(ended),
        firm=firm,
    )


def _document(row: Placed, source: Source) -> CompanyFiling:
    firm, client = row.values.get("Registrant Name", ""), row.values.get("Foreign Principal Name", "")
    address = row.values.get("URL", "")
    is_online = address.casefold().startswith("http")
    notes = () if is_online else ("to be seen in the public office only",)
    return CompanyFiling(
        quotations=(source.quote(row.start, row.end),),
        about=tuple(name for name in (client, firm, row.values.get("Short Form Name", "")) if name),
        method="table",
        extractor=_EXTRACTOR,
        source=_SOURCE,
        notes=(*row.notes, *notes),
        filer=firm,
        form=f"FARA {row.values['Document Type']}",
        number=row.values.get("Registration Number", ""),
        day=read_day(row.values.get("Date Stamped", "")),
        text=client,
        address=address if is_online else "",
    )


def _registration(row: Placed, source: Source) -> CompanyFiling:
    firm = row.values["Name"]
    filed = CompanyFiling(
        quotations=(source.quote(row.start, row.end),),
        about=tuple(dict.fromkeys(name for name in (firm, row.values.get("Business Name", "")) if name)),
        method="table",
        extractor=_EXTRACTOR,
        source=_SOURCE,
        notes=row.notes,
        filer=firm,
        form="FARA registration",
        number=row.values.get("Registration Number", ""),
        day=read_day(row.values["Registration Date"]),
    )
    ended = row.values.get("Termination Date", "")
    return replace(filed, text=f"terminated {ended}") if ended else filed
