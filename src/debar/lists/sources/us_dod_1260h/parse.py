"""Section 1260H companies, from an extract of the notice in the Federal Register -> entities with earlier editions.

The notice groups subsidiaries under their parent: each is a listed party of its own. ``history.yml`` beside this file
says which earlier editions named a party and which parties were dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from debar.errors import FormatError
from debar.lists import extract
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity

LIST = "us-dod-1260h"
PROGRAM = "US-DOD-1260H"
NOTICE = Citation("91 FR 35189", "https://www.federalregister.gov/citation/91-FR-35189")

_TOGETHER = re.compile(r"^Listed together with subsidiaries: (?P<names>.+?)(?: \| |$)")
#: Between two subsidiaries, but not before the legal form or branch that ends a name.
_BETWEEN = re.compile(r",\s+(?:and\s+)?(?!(?:Inc|Ltd|LLC|Co|Corp|Limited|S\.L\.U|Americas)\b)")
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|Corp)\.$")
_SHORT = re.compile(r"^(?P<name>.+?)\s+\((?P<short>[^()]+(?:\([^()]*\))?)\)$")
_FORMERLY = re.compile(r"^formerly\s+(?P<name>.+?)(?:\s+\((?P<short>[^()]+)\))?$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def _key(name: str) -> str:
    return _NOT_WORD.sub("", name.casefold())


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier editions held of a party: the days on which they named it, and when one dropped it."""

    named_on: tuple[date, ...]
    dropped: date | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The table of earlier editions: parties by key, those new on the present edition, and split names."""

    parties: Mapping[str, Known]
    names: Mapping[str, str]
    new: frozenset[str]
    splits: Mapping[str, tuple[str, ...]]


def read_history(data: bytes) -> History:
    """The table beside this file. Raises FormatError when it is broken."""
    try:
        table: Mapping[str, Any] = yaml.safe_load(data)
        rows = table["parties"]
        return History(
            parties={
                _key(row["name"]): Known(tuple(row["named_on"]), row.get("dropped"), tuple(row.get("also", ())))
                for row in rows
            },
            names={_key(row["name"]): row["name"] for row in rows},
            new=frozenset(_key(name) for name in table["new_on_2026_06_08"]),
            splits={row["written"]: tuple(row["names"]) for row in table["splits"]},
        )
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise FormatError(f"us_dod_1260h/history.yml: broken ({error!r})") from error


def subsidiaries(notes: str, splits: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The subsidiaries that a group's notes name, each with its short or former names."""
    match = _TOGETHER.match(notes)
    if match is None:
        return ()
    found: list[tuple[str, ...]] = []
    for part in _BETWEEN.split(match["names"].replace(" . ", ", ")):
        written = part.strip(" ,") if _ABBREVIATED.search(part) else part.strip(" ,.")
        for name in splits.get(written, (written,)):
            short = _SHORT.match(name)
            former = _FORMERLY.match(short["short"]) if short else None
            if short is None:
                found.append((name,))
            elif former is not None:
                found.append(tuple(filter(None, (short["name"], former["name"], former["short"]))))
            else:
                found.append((short["name"], short["short"]))
    return tuple(found)


def _designation(known: Known | None, *, new: bool, day: date, parent: str) -> Designation:
    details = [("subsidiary of", parent)] if parent else []
    details.extend(("named on", named.isoformat()) for named in (known.named_on if known else (day,)))
    if known is not None:
        start, end = known.named_on[0], known.dropped - timedelta(days=1) if known.dropped else None
        note = f"first named on the edition of {start}" + (
            f", dropped by that of {known.dropped}" if known.dropped else ""
        )
    elif new:
        start, end, note = day, None, f"new on the edition of {day}"
    else:
        start, end = day, None
        note = f"on the edition of {day}; earlier editions were not looked up, so it may have been listed before"
        details.append(("first_on_edition_of", day.isoformat()))
    return Designation(
        list=LIST,
        program=PROGRAM,
        from_=start,
        to=end,
        published=start,
        citations=() if end else (NOTICE,),
        note=note,
        details=tuple(details),
    )


def _entity(names: Sequence[str], listing: Designation) -> Entity:
    return Entity(
        id=derived_id(LIST, names[0], "", ""),
        list=LIST,
        schema="Company",
        names=tuple(dict.fromkeys(names)),
        countries=("cn",) if ("subsidiary of" not in dict(listing.details)) else (),
        designations=(listing,),
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:
    """The companies of ``files["entities"]``, and those that only earlier editions held by ``files["history"]``.

    ``day`` is the day of the edition. Raises FormatError for a broken extract or table.
    """
    history = read_history(files["history"])
    present: set[str] = set()
    for row in extract.rows(files["entities"], "section 1260H extract"):
        group = [((row.name, *row.aliases), "")]
        group.extend((names, row.name) for names in subsidiaries(row.notes, history.splits))
        for names, parent in group:
            key = _key(names[0])
            if key in present:
                continue
            present.add(key)
            known = history.parties.get(key)
            listing = _designation(known, new=key in history.new, day=day, parent=parent)
            yield _entity((*names, *(known.also if known else ())), listing)
    for key, known in history.parties.items():
        if key not in present:
            if known.dropped is None:
                raise FormatError(
                    f"us_dod_1260h/history.yml: {history.names[key]!r} is neither dropped nor on the edition"
                )
            yield _entity((history.names[key], *known.also), _designation(known, new=False, day=day, parent=""))
