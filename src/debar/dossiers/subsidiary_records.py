"""Subsidiaries that a company lists (SEC Exhibit 21) as records, each on its row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime

from debar.dossiers.evidence import Source
from debar.errors import FormatError
from debar.model.dossier_ties import Subsidiary
from debar.model.dossiers import Day, Quotation
from debar.ownership.readers.exhibit21 import Exhibit, ExhibitRow

EXTRACTOR = "subsidiaries/1"
_SURE, _UNSAID = 0.95, 0.85
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_AS_OF = re.compile(rf"\b(?:as of|as at|at)\s+(?P<day>(?:{_MONTHS})\s+\d{{1,2}},\s+(?:19|20)\d\d)", re.IGNORECASE)
#: Characters of the head in which the day is looked for, and behind a name in which its place is.
_HEAD, _NEAR = 3_000, 400


def subsidiary_records(source: Source, exhibit: Exhibit, parent: str, day: Day | None) -> Iterator[Subsidiary]:
    """A record for each row, quoted where the text has its words. Raises FormatError when nobody says whose they are.

    A name without place and share may be no subsidiary: it waits for a person.
    """
    owner = parent or exhibit.registrant
    if not owner:
        raise FormatError(f"{source.name}: does not say whose subsidiaries it lists. Say --about NAME.")
    day, places = day or _day(source.text), _name_places(source.text, exhibit.rows)
    begins = sorted(at for at, _ in filter(None, places))
    for row, place in zip(exhibit.rows, places, strict=True):
        if place is not None:
            after = bisect_right(begins, place[0])
            until = begins[after] if after < len(begins) else len(source.text)
            yield Subsidiary(
                quotations=(_row_words(source, row, place, until),),
                about=(owner, row.name),
                extractor=EXTRACTOR,
                confidence=_SURE if row.place or row.share else _UNSAID,
                parent=owner,
                name=row.name,
                place=row.place,
                share=row.share.rstrip(" %"),
                day=day,
            )


def _day(text: str) -> Day | None:
    found = _AS_OF.search(text[:_HEAD])
    if found is None:
        return None
    try:
        iso = datetime.strptime(" ".join(found["day"].split()), "%B %d, %Y").date().isoformat()
    except ValueError:
        return None
    return Day(iso=iso, text=found["day"])


def _name_places(text: str, rows: Sequence[ExhibitRow]) -> list[tuple[int, int] | None]:
    """Where each row's name begins and ends; None where the text has no such name.

    A page may name a subsidiary before its list, so the rows are looked for one behind the other.
    """
    places: list[tuple[int, int] | None] = []
    at = 0
    for row in rows:
        parts = [re.escape(part) for part in row.name.split()]
        # a name may go on in the line below its place
        patterns = [re.compile(rf"(?<!\w){gap.join(parts)}(?!\w)") for gap in (r"\s+", r"(?:\s+|[^\n]*\n\s+)")]
        found = next((hit for each in patterns for start in (at, 0) if (hit := each.search(text, start))), None)
        places.append(found.span() if found else None)
        at = max(at, found.end()) if found else at
    return places


def _row_words(source: Source, row: ExhibitRow, place: tuple[int, int], until: int) -> Quotation:
    """The row's words from its name to its place or share, before the next row begins."""
    start, end = place
    for told in (row.place, row.share):
        words = r"\s+".join(map(re.escape, told.split()))
        behind = re.compile(words).search(source.text, end, min(end + _NEAR, max(until, end))) if words else None
        end = behind.end() if behind else end
    return source.quote(start, end)
