"""Nonproliferation sanctions, from an extract of the State Department's master table -> entities.

One party has one designation for each determination, with its authority, its day and, where the table says so, its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from debar.lists import countries, extract
from debar.lists.citations import us_date
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity

LIST = "us-state-isn"

_DETERMINATION = re.compile(
    r"^Authority: (?P<authority>.+?); imposed (?P<m>\d+)/(?P<d>\d+)/(?P<y>\d+); "
    r"status: (?P<status>[^;]*);?\s*(?P<cite>.*)$"
)
_ENDED = re.compile(
    r"^(?:Expired|Lifted|Waived|Terminated|Rescinded|Removed|Revoked|All provisions expired)\b"
    r"|all other sanctions removed",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")
_LONG_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_ALSO = re.compile(r"[,;]?\s+\(?(?:a\.k\.a\.?|aka)\b:?,?\s*(?=.)")
_KIND = re.compile(r"\s*\((?:\w+ )?(?:individual|entity)\)$")
_LEADING = re.compile(r"^(?:and|also known as:?|a\.k\.a\.?,?|aka)\s+", re.IGNORECASE)


def _end(status: str) -> date | None:
    """The last day of a measure that the table calls ended; None when it runs on or the table gives no day."""
    if not _ENDED.search(status):
        return None
    if match := _DAY.search(status):
        return us_date(*match.groups())
    if match := _LONG_DAY.search(status):
        return datetime.strptime(match[0], "%B %d, %Y").date()
    return None


def _designations(row: extract.Row) -> Iterator[Designation]:
    parts = [part.strip() for part in row.notes.split(" | ")]
    remarks = tuple(("remark", part) for part in parts if part and not _DETERMINATION.match(part))
    for part in parts:
        if match := _DETERMINATION.match(part):
            start = us_date(match["m"], match["d"], match["y"])
            status = match["status"].strip()
            end = _end(status)
            details = (("status", status), *remarks)
            if _ENDED.search(status) and end is None:
                details = (*details, ("end", "the table says that it ended, and gives no day"))
            yield Designation(
                list=LIST,
                program=match["authority"],
                from_=start,
                to=end,
                published=start,
                citations=(Citation(match["cite"].strip()),) if match["cite"].strip() else (),
                details=details,
            )


def _names(row: extract.Row) -> tuple[str, ...]:
    written = (part for text in (row.name, *row.aliases) for part in _ALSO.split(_KIND.sub("", text)))
    bare = (_LEADING.sub("", part).strip(" ;,") for part in written)
    names = (name[:-1] if name.endswith(")") and "(" not in name else name for name in bare)
    return tuple(dict.fromkeys(name for name in names if name))


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:
    """The parties of ``files["entities"]``; one without a readable determination is kept, known from ``day``.

    Raises FormatError for a broken extract.
    """
    for row in extract.rows(files["entities"], "nonproliferation sanctions extract"):
        unread = Designation(
            list=LIST,
            from_=row.effective,
            published=row.effective or day,
            note="the extract gives no readable determination for this party",
            details=(("remark", row.notes),) if row.notes else (),
        )
        yield Entity(
            id=derived_id(LIST, row.name, row.country, row.register),
            list=LIST,
            schema="Person" if row.name.endswith("individual)") else "LegalEntity",
            names=_names(row),
            countries=countries.codes(row.country) if row.country else (),
            designations=tuple(_designations(row)) or (unread,),
        )
