"""Section 1260H companies, from an extract of the notice in the Federal Register -> entities with earlier editions.

The notice groups subsidiaries under their parent: each is a listed party of its own. ``history.yml`` beside this file
says which earlier editions named a party, which parties were new on that of 2026-06-08 and which were dropped by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from debar.errors import FormatError
from debar.lists import extract, places
from debar.lists.citations import cited
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

LIST = "us-dod-1260h"
PROGRAM = "US-DOD-1260H"

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
    """What editions held of a party: its name, the days on which they named it, and when one dropped it."""

    name: str
    named_on: tuple[date, ...]
    dropped: date | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The table of editions: parties by key, those new on the last one it knows, the day of that, and split names."""

    parties: Mapping[str, Known]
    new: frozenset[str]
    new_on: date
    splits: Mapping[str, tuple[str, ...]]


def read_history(data: bytes) -> History:
    """Return the table. Raises FormatError when it is broken."""
    try:
        table: Mapping[str, Any] = yaml.safe_load(data)
        rows = [
            Known(row["name"], tuple(row["named_on"]), row.get("dropped"), tuple(row.get("also", ())))
            for row in table["parties"]
        ]
        return History(
            parties={_key(row.name): row for row in rows},
            new=frozenset(_key(name) for name in table["new_on_2026_06_08"]),
            new_on=date(2026, 6, 8),
            splits={row["written"]: tuple(row["names"]) for row in table["splits"]},
        )
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise FormatError(f"us_dod_1260h/history.yml: broken ({error!r})") from error


@cache
def _history() -> History:
    return read_history((files(__package__) / "history.yml").read_bytes())


def subsidiaries(notes: str, splits: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the subsidiaries that a group's notes name, each with its short or former names."""
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


def _designation(known: Known | None, start: date | None, citations: tuple[Citation, ...], parent: str) -> Designation:
    named_on = known.named_on if known else ()
    return Designation(
        list=LIST,
        program=PROGRAM,
        from_=start,
        to=known.dropped - timedelta(days=1) if known and known.dropped else None,
        published=start,
        citations=citations,
        details=(
            *((("subsidiary of", parent),) if parent else ()),
            *(("named on", named.isoformat()) for named in named_on),
        ),
    )


def _entity(names: Sequence[str], countries: tuple[str, ...], listing: Designation) -> Entity:
    return Entity(
        id=derived_id(LIST, names[0], "", ""),
        list=LIST,
        schema="Company",
        names=tuple(dict.fromkeys(names)),
        countries=countries,
        designations=(listing,),
    )


def _start(key: str, known: Known | None, history: History) -> date | None:
    """The day on which an edition first named a party; None when the editions before were not looked up for it."""
    if known is not None:
        return known.named_on[0]
    return history.new_on if key in history.new else None


def _group(given: Given, row: extract.Row, history: History) -> Iterator[tuple[Sequence[str], tuple[str, ...], str]]:
    """(names, countries, parent) of the parent of a row and of its subsidiaries, whose seat the notice leaves open."""
    codes = places.codes_or_none(row.country)
    if codes is None:
        given.log.warn(f"{given.files['entities'].name}, row {row.number}", f"country {row.country!r} is not known")
    yield (row.name, *row.aliases), codes or (), ""
    for names in subsidiaries(row.notes, history.splits):
        yield names, (), row.name


def parse(given: Given) -> Iterator[Entity]:
    """Yield the companies of ``entities``, then those that earlier editions held and one up to 2026-06-08 dropped.

    Raises FormatError for a broken extract.
    """
    history, file = _history(), given.files["entities"]
    present: set[str] = set()
    for row in extract.rows(file.read(), file.name):
        given.log.rows += 1
        citations = tuple(citation for citation, _ in cited(row.register))
        for names, countries, parent in _group(given, row, history):
            key = _key(names[0])
            if key in present:
                continue
            present.add(key)
            known = history.parties.get(key)
            listing = _designation(known, _start(key, known, history), citations, parent)
            yield _entity((*names, *(known.also if known else ())), countries, listing)
    dropped = [(key, known) for key, known in history.parties.items() if known.dropped and key not in present]
    given.log.notes.append(f"{len(dropped)} companies that earlier editions held and one up to 2026-06-08 dropped")
    for _, known in dropped:
        yield _entity((known.name, *known.also), (), _designation(known, known.named_on[0], (), ""))


LAYOUTS = (
    Layout(
        id="fr-notice-extract",
        recognise=extract.recogniser("entities", "dow-1260h"),
        parse=parse,
        needs=("entities",),
        derived=True,
        proven="an extract of the notice 91 FR 35189 (80 groups with their subsidiaries)",
    ),
)
