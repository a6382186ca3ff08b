"""Subsidiaries that a company lists (SEC Exhibit 21) as records, each on its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    day, at = day or _day(source.text), 0
    for row in exhibit.rows:
        words = _words(source, row, at)
        if words is not None:
            at = words.end
            yield Subsidiary(
                quotations=(words,),
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


def _words(source: Source, row: ExhibitRow, at: int) -> Quotation | None:
    """The row's words from its name to its place or share; None where the text has no such name."""
    parts = [re.escape(part) for part in row.name.split()]
    # a name may go on in the line below its place
    found = next(
        (
            hit
            for gap in (r"\s+", r"(?:\s+|[^\n]*\n\s+)")
            for start in (at, 0)
            if (hit := re.compile(gap.join(parts)).search(source.text, start))
        ),
        None,
    )
    if found is None:
        return None
    end = found.end()
    for told in (row.place, row.share):
        words = r"\s+".join(map(re.escape, told.split()))
        behind = re.compile(words).search(source.text, end, end + _NEAR) if words else None
        end = behind.end() if behind else end
    return source.quote(found.start(), end)
