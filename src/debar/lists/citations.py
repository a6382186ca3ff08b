"""Federal Register citations as the lists write them -> citation values with their publication dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from debar.model import Citation

#: "84 FR 54004, 10/9/19", "73 F.R. 15130 3/21/08", "81 FR 61601 preview citation details, 9/7/16",
#: "77 FR 58006 (no. 182)", "72 FR 38008 (7/12/2007)".
_CITED = re.compile(
    r"(?P<volume>\d{1,3})\s*F\.?\s?R\.?\s*(?P<page>\d+)(?:\s?\(?[Nn]o\.\s?\d+\)?)?"
    r"(?:[\s,;(]*(?:preview citation details)?[\s,;(]*(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d{2}))?"
)
#: "Vol. 86, No. 71, 04/15/2021", "Notice 2061, Vol. 59, No. 165, 8/26/94", "Vol.83 No. 166 08/27/2018".
_ISSUE = re.compile(
    r"Vol\.?\s*(?P<volume>\d{1,3})\s*,?\s*No\.?\s*(?P<number>\d{1,3})[\s,]*"
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d{2})"
)
#: Volume 1 of the Federal Register is of 1936; a date whose year is not that of the volume is a slip of the list.
_BEFORE_FIRST = 1935
#: Two-digit years from here on belong to the 1900s: the Federal Register began in 1936.
_PIVOT = 36


def register(volume: int | str, page: int | str) -> Citation:
    """The citation of one Federal Register page, with the address that opens it."""
    return Citation(f"{volume} FR {page}", f"https://www.federalregister.gov/citation/{volume}-FR-{page}")


def full_year(year: int) -> int:
    """A two-digit year in full (36..99 -> 1936..1999, 00..35 -> 2000..2035); others unchanged."""
    if year >= 100:
        return year
    return 1900 + year if year >= _PIVOT else 2000 + year


def us_date(month: int | str, day: int | str, year: int | str) -> date | None:
    """A date given as month, day and a year of two or four digits; None when there is no such day."""
    try:
        return date(full_year(int(year)), int(month), int(day))
    except ValueError:
        return None


def _in_volume(day: date | None, volume: str) -> date | None:
    return day if day is not None and day.year == int(volume) + _BEFORE_FIRST else None


def cited(text: str) -> tuple[tuple[Citation, date | None], ...]:
    """Every Federal Register citation in a text, in its order, each once, with its publication date when written.

    A date that is not of the year of the volume is none.
    """
    found: dict[str, tuple[Citation, date | None]] = {}
    for match in _CITED.finditer(text.replace("\n", " ")):
        citation = register(match["volume"], match["page"])
        day = _in_volume(us_date(match["m"], match["d"], match["y"]), match["volume"]) if match["y"] else None
        earlier = found.get(citation.title)
        if earlier is None or earlier[1] is None:
            found[citation.title] = (citation, day)
    return tuple(found.values())


def issue(text: str) -> tuple[Citation, date | None] | None:
    """The citation of an issue of the Federal Register, as the State Department cites it, with its day."""
    match = _ISSUE.search(text)
    if match is None:
        return None
    day = _in_volume(us_date(match["m"], match["d"], match["y"]), match["volume"])
    stated = day.isoformat() if day else f"{match['m']}/{match['d']}/{match['y']}"
    return Citation(f"Federal Register Vol. {match['volume']}, No. {match['number']}, {stated}"), day


def first_published(citations: Iterable[tuple[Citation, date | None]]) -> tuple[Citation, date] | None:
    """The citation with the earliest known publication date."""
    dated = [(day, citation) for citation, day in citations if day is not None]
    if not dated:
        return None
    day, citation = min(dated, key=lambda pair: pair[0])
    return citation, day
