"""Nonproliferation sanctions -> entities, from the State Department's csv, an extract of its master table, or the CSL.

One party has one designation for each determination, with its authority, its day and, where the table says so, its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from debar.lists import citations, csl_parties, delimited, extract, ids
from debar.lists.citations import full_year, us_date
from debar.lists.csl_ita import country_codes
from debar.lists.csl_parties import authority, own_names, party_id, stated_day
from debar.lists.delimited import Columns
from debar.lists.parsing import Given, Layout, Log
from debar.model import Citation, Designation, Entity

LIST = "us-state-isn"

_COLUMNS = Columns(
    (
        *("Source List", "Programs", "Name", "Alternative Names", "Country", "Federal Register Notice"),
        *("Effective Date", "Remarks/Notes"),
    ),
    ("Web Link",),
)
_DETERMINATION = re.compile(
    r"^Authority: (?P<authority>.+?); imposed (?P<m>\d+)/(?P<d>\d+)/(?P<y>\d+); "
    r"status: (?P<status>[^;]*);?\s*(?P<cite>.*)$"
)
_ENDED = re.compile(
    r"^(?:Expired|Lifted|Waived|Terminated|Rescinded|Removed|Revoked|All provisions expired)\b"
    r"|all other sanctions removed",
    re.IGNORECASE,
)
#: Digits of a year written without its century.
_SHORT_YEAR = 2
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")
_LONG_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_LEADING = re.compile(r"^(?:and|also known as:?|a\.k\.a\.?,?|aka)\s+", re.IGNORECASE)


def _long_day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%B %d, %Y").date()
    except ValueError:
        return None


def _end(status: str) -> date | None:
    """The last day of a measure that the table calls ended; None when it runs on or the table gives no day."""
    if not _ENDED.search(status):
        return None
    if match := _DAY.search(status):
        return us_date(*match.groups())
    match = _LONG_DAY.search(status)
    return _long_day(match[0]) if match else None


def _cited(text: str) -> tuple[tuple[Citation, ...], date | None]:
    """(citations, day of publication) of a notice; one of another form is cited as written."""
    written = text.strip()
    found = citations.issue(written)
    if found:
        return (found[0],), found[1]
    return ((Citation(written),) if written else ()), None


def _determined(part: re.Match[str], remarks: tuple[tuple[str, str], ...], where: str, log: Log) -> Designation:
    status = part["status"].strip()
    end = _end(status)
    cites, published = _cited(part["cite"])
    year = f"{full_year(int(part['y'])):04d}" if len(part["y"]) <= _SHORT_YEAR else part["y"]
    start, stated = stated_day(f"{part['m']}/{part['d']}/{year}", "start date", where, log)
    details = (("status", status), *stated, *remarks)
    if _ENDED.search(status) and end is None:
        details = (*details, ("end", "the table says that it ended, and gives no day"))
    return Designation(
        list=LIST,
        program=authority(part["authority"]),
        from_=start,
        to=end,
        published=published or start,
        citations=cites,
        details=details,
    )


def _designations(row: extract.Row, where: str, log: Log) -> Iterator[Designation]:
    parts = [part.strip() for part in row.notes.split(" | ")]
    remarks = tuple(("remark", part) for part in parts if part and not _DETERMINATION.match(part))
    for part in parts:
        if match := _DETERMINATION.match(part):
            yield _determined(match, remarks, where, log)


def _names(name: str, aliases: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """(names, schema) of a party, without the words that lists put before an alias."""
    own, schema = own_names("ISN", name)
    written = (part for text in aliases for part in own_names("ISN", text)[0])
    bare = (_LEADING.sub("", part).strip(" ;,") for part in (*own, *written))
    names = (name[:-1] if name.endswith(")") and "(" not in name else name for name in bare)
    return tuple(dict.fromkeys(name for name in names if name)), schema or "LegalEntity"


def _entity(names: tuple[str, ...], schema: str, codes: tuple[str, ...], listings: tuple[Designation, ...]) -> Entity:
    return Entity(
        id=party_id(LIST, "ISN", names[0], ""),
        list=LIST,
        schema=schema,
        names=names,
        countries=codes,
        designations=listings,
    )


def _from_extract(given: Given) -> Iterator[tuple[str, Entity]]:
    file, log = given.files["entities"], given.log
    for row in extract.rows(file.read(), file.name):
        log.rows += 1
        where = f"{file.name}, entry {row.number}"
        names, schema = _names(row.name, row.aliases)
        if not names:
            log.reject(where, "a row without a name")
            continue
        unread = Designation(
            list=LIST,
            from_=row.effective,
            published=row.effective,
            note="the list gives no readable determination for this party",
            details=(("remark", row.notes),) if row.notes else (),
        )
        listings = tuple(_designations(row, where, log)) or (unread,)
        yield where, _entity(names, schema, country_codes(row.country, where, log), listings)


def parse_extract(given: Given) -> Iterator[Entity]:
    """The parties of ``given.files["entities"]``; one without a readable determination is kept, undated if need be.

    Raises FormatError for a broken extract.
    """
    yield from ids.gathered(_from_extract(given), given.log)


def _listing(row: Mapping[str, str], where: str, given: Given) -> Designation:
    start, stated = stated_day(row["Effective Date"], "start date", where, given.log)
    cites, published = _cited(row["Federal Register Notice"])
    remark = (("remark", row["Remarks/Notes"]),) if row["Remarks/Notes"] else ()
    return Designation(
        list=LIST,
        program=authority(row["Programs"]),
        from_=start,
        published=published,
        citations=cites,
        details=(*remark, *stated),
    )


def _from_csv(given: Given) -> Iterator[tuple[str, Entity]]:
    for where, cells in delimited.records(given.files["rows"], _COLUMNS, given.log):
        row = {column: " ".join(cell.split()) for column, cell in cells.items()}
        names, schema = _names(row["Name"], tuple(filter(None, (row["Alternative Names"],))))
        if row["Source List"] != "ISN" or not names:
            given.log.reject(where, f"source list {row['Source List']!r} is not ISN, or the row has no name")
            continue
        codes = country_codes(row["Country"], where, given.log)
        yield where, _entity(names, schema, codes, (_listing(row, where, given),))


def parse_csv(given: Given) -> Iterator[Entity]:
    """The parties of ``given.files["rows"]``, a row for each determination. Raises FormatError for a broken file."""
    given.log.lacks.update({"to", "details.status"})
    yield from ids.gathered(_from_csv(given), given.log)


def _recognise_csv(_: str, head: bytes) -> str:
    return "rows" if delimited.header_fits(head, _COLUMNS) and b"\nISN," in head.replace(b'"', b"") else ""


LAYOUTS = (
    Layout("ita-csv", _recognise_csv, parse_csv, ("rows",), proven="the csv of 2016-12 (213 rows)"),
    Layout(
        "extract",
        extract.recogniser("entities", "state-nonproliferation"),
        parse_extract,
        ("entities",),
        version=2,
        derived=True,
        proven="the master table of May 2025 (528 parties)",
    ),
    *csl_parties.layouts("ISN", proven="the csv of 2022-05-16 (163 rows)"),
)
