"""Bills and acts named in prose: by number and date, by title also where the title is misspelt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from rapidfuzz import fuzz

from debar.dossiers.legislation import BillId, BillType, congress_on
from debar.errors import DataError

Certainty = Literal["stated", "inferred", "unresolved"]

_TYPES = {
    "hr": "HR",
    "s": "S",
    "hres": "HRES",
    "sres": "SRES",
    "hjres": "HJRES",
    "sjres": "SJRES",
    "hconres": "HCONRES",
    "sconres": "SCONRES",
}
_NUMBER = re.compile(
    r"(?<![\w.])(?P<type>H\.? ?R\.?|S\.|[HS]\.? ?(?:Con\.? ?|J\.? ?)?Res\.?)(?: |\xa0)?(?P<number>\d{1,5})(?![\w])"
    r"(?: \((?P<congress>\d{2,3})(?:st|nd|rd|th)(?: Congress)?\))?"
)
_ACT = re.compile(
    r"\b(?P<title>(?:[A-Z][\w.\-’']*,? (?:(?:and|of|for|on|the|to|in|against) ){0,2}){1,10}Act)"
    r"(?P<year> of (?:19|20)\d\d)?\b"
)
_YEAR_BILL = re.compile(
    r"\b(?:(?:[Tt]he|[Aa]) (?P<before>(?:19|20)\d\d) (?P<kind>[a-z]+ (?:authorization )?bill)"
    r"|(?:[Aa]|[Tt]he) (?P<kind2>[a-z]+ (?:authorization )?bill)[^.\n]{0,40}? in (?P<after>(?:19|20)\d\d))\b"
)
_LAW = re.compile(r"\b(?:Pub(?:lic|\.)? ?L(?:aw|\.)?(?: No\.?)?) ?(?P<congress>\d{2,3})[-–](?P<number>\d{1,4})\b")
_YEAR_OF_MONEY = r"(?:FY|fiscal\s+year)\s?['’]?"
_DEFENSE = re.compile(
    rf"\b(?:{_YEAR_OF_MONEY}(?P<before>(?:20)?\d\d)\s+|(?P<plain>20\d\d)\s+)?"
    r"(?:NDAA|National\s+Defense\s+Authorization\s+(?:Act|Bill))\b(?:\s*\(NDAA\))?"
    rf"(?:,?\s+(?:(?:for|of|in)\s+)?(?:the\s+)?{_YEAR_OF_MONEY}(?P<after>(?:20)?\d\d)|\s+(?:(?:of|for)\s+)?(?P<of>20\d\d))?\b",
    re.IGNORECASE,
)
_ALIKE = 85.0
_ALIKE_WITH_SPONSOR = 75.0
"""Enough likeness where a sponsor is named beside it and the year is the same."""


@dataclass(frozen=True, slots=True)
class KnownAct:
    """An act as the shipped table holds it."""

    title: str
    bill: BillId
    law: str
    enacted: date | None
    introduced: date | None
    companion: str
    sponsors: tuple[str, ...]
    also: tuple[str, ...]
    year: int | None
    topics: tuple[str, ...]
    source: str
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class BillMention:
    """A bill named in ``text[start:end]``. ``certainty`` says whether the text settles it or we had to infer.

    ``because`` is one sentence for the reader; ``act`` is the row of the table where it is known.
    """

    start: int
    end: int
    quote: str
    bill: BillId | None
    certainty: Certainty
    because: str
    act: KnownAct | None = None


@cache
def known_acts() -> tuple[KnownAct, ...]:
    """The shipped acts. Raises DataError that names the row when the table is wrong."""
    data = tomllib.loads(files("debar.dossiers").joinpath("data/legislation_acts.toml").read_text(encoding="utf-8"))
    return tuple(_act(row) for row in data["acts"])


def _act(row: dict[str, Any]) -> KnownAct:
    if not row.get("source") or not row.get("title"):
        raise DataError(f"legislation_acts.toml: {row.get('title', '?')}: each act needs a title and a source")
    return KnownAct(
        row["title"],
        BillId.read(row["bill"]),
        row.get("law", ""),
        row.get("enacted"),
        row.get("introduced"),
        row.get("companion", ""),
        tuple(row.get("sponsors", ())),
        tuple(row.get("also", ())),
        row.get("year"),
        tuple(row.get("topics", ())),
        row["source"],
        row.get("fiscal_year"),
    )


def find_bills(text: str, day: date | None = None) -> tuple[BillMention, ...]:
    """The bills and acts a text names, in reading order.

    ``day`` is when the text speaks: a bare number belongs to the Congress that sat then. Without it a number stays
    ``unresolved`` and says so.
    """
    defense = list(_by_fiscal_year(text, day))
    titled = [
        each
        for each in _by_title(text, day)
        if not any(one.start < each.end and each.start < one.end for one in defense)
    ]
    found = [*_by_number(text, day), *_by_law(text), *defense, *titled, *_by_year(text)]
    return tuple(sorted(found, key=lambda item: (item.start, -item.end)))


def _by_number(text: str, day: date | None) -> Iterator[BillMention]:
    for hit in _NUMBER.finditer(text):
        kind = cast("BillType", _TYPES[re.sub(r"[^a-z]", "", hit["type"].lower())])
        if hit["congress"]:
            bill = BillId(int(hit["congress"]), kind, int(hit["number"]))
            yield BillMention(hit.start(), hit.end(), hit[0], bill, "stated", "the text says its Congress")
        elif day is None:
            because = "a number alone names a bill of every Congress; give the day the text speaks of"
            yield BillMention(hit.start(), hit.end(), hit[0], None, "unresolved", because)
        else:
            congress = congress_on(day)
            bill = BillId(congress, kind, int(hit["number"]))
            because = f"{day} falls in the {congress}th Congress"
            yield BillMention(hit.start(), hit.end(), hit[0], bill, "inferred", because)


def _by_law(text: str) -> Iterator[BillMention]:
    for hit in _LAW.finditer(text):
        law = f"Pub. L. {hit['congress']}-{hit['number']}"
        act = next((row for row in known_acts() if row.law == law), None)
        because = f"{law} was {act.bill}" if act else f"{law} is not in the table of acts"
        yield BillMention(
            hit.start(), hit.end(), hit[0], act.bill if act else None, "stated" if act else "unresolved", because, act
        )


def _by_fiscal_year(text: str, day: date | None) -> Iterator[BillMention]:
    """The yearly defense authorization: by the fiscal year it is for, else by the one under way on the day."""
    for hit in _DEFENSE.finditer(text):
        said = hit["before"] or hit["after"]
        bare = said or hit["plain"] or hit["of"]
        year = int(bare) % 100 + 2000 if bare else day.year + 1 if day else None
        act = next((row for row in known_acts() if year and row.fiscal_year == year), None)
        if year is None:
            because = "each year has one; give the fiscal year, or the day the text speaks of"
        elif act is None:
            because = f"the one for fiscal year {year} is not in the table of acts"
        elif said:
            because = f"the text says its fiscal year, {year}"
        elif bare:
            because = f"the year before or behind its name is read as the fiscal year, {year}"
        else:
            because = f"on {day} the one for fiscal year {year} was under way"
        certainty: Certainty = "unresolved" if act is None else "stated" if said else "inferred"
        yield BillMention(hit.start(), hit.end(), hit[0], act.bill if act else None, certainty, because, act)


def _by_title(text: str, day: date | None) -> Iterator[BillMention]:
    for hit in _ACT.finditer(text):
        said = " ".join(hit[0].split())
        start = hit.start() + (4 if said.startswith("The ") else 0)
        said = said.removeprefix("The ")
        longer = max((len(title) for title in _endings(said)), default=len(said))
        start, said = start + len(said) - longer, said[len(said) - longer :]
        rows = [row for row in known_acts() if _same(said, row.title)]
        rows = _at(rows, day)
        if rows:
            because = "the title is in the table of acts"
            yield BillMention(start, hit.end(), text[start : hit.end()], rows[0].bill, "stated", because, rows[0])
            continue
        near = _alike(said, text, day)
        if near:
            because = f"no act is called {said!r}; {near.title!r} is nearest by words, year and what is around it"
            yield BillMention(start, hit.end(), text[start : hit.end()], near.bill, "inferred", because, near)
        elif hit["year"]:
            because = f"no act called {said!r} is in the table"
            yield BillMention(start, hit.end(), text[start : hit.end()], None, "unresolved", because)


def _endings(said: str) -> Iterator[str]:
    """The known titles that words end with, as ``Supporting the Secure Equipment Act`` does."""
    for row in known_acts():
        for title in (row.title, _bare(row.title)):
            if f" {said}".casefold().endswith(f" {title}".casefold()):
                yield title


def _bare(title: str) -> str:
    return re.sub(r" of (?:19|20)\d\d$", "", title).casefold()


def _same(said: str, title: str) -> bool:
    year = re.search(r"(?:19|20)\d\d$", said)
    return said.casefold() == title.casefold() if year else said.casefold() == _bare(title)


def _at(rows: list[KnownAct], day: date | None) -> list[KnownAct]:
    """The rows whose Congress had begun by the day: an act is not named before it exists."""
    return [row for row in rows if day is None or row.bill.congress <= congress_on(day)]


def _alike(said: str, text: str, day: date | None) -> KnownAct | None:
    year = re.search(r"(?:19|20)\d\d$", said)
    folded = text.casefold()
    for row in _at(list(known_acts()), day):
        likeness = fuzz.ratio(_bare(said), _bare(row.title))
        same_year = bool(year) and row.title.endswith(year[0] if year else "")
        sponsor = any(name.split()[-1].casefold() in folded for name in row.sponsors)
        if likeness >= _ALIKE and same_year and (sponsor or _topics(row, folded)):
            return row
        if likeness >= _ALIKE_WITH_SPONSOR and same_year and sponsor:
            return row
    return None


def _topics(row: KnownAct, folded: str) -> bool:
    return sum(topic in folded for topic in row.topics) >= 2


def _by_year(text: str) -> Iterator[BillMention]:
    """“The 2018 defense bill”: a kind and a year, settled only where an act of that year is known by that name."""
    folded = text.casefold()
    for hit in _YEAR_BILL.finditer(text):
        kind, year = hit["kind"] or hit["kind2"], int(hit["before"] or hit["after"])
        row = next(
            (row for row in known_acts() if kind in row.also and row.year == year and _topics(row, folded)), None
        )
        if row:
            because = (
                f"{row.title} is the {kind} of {year} that speaks of {', '.join(t for t in row.topics if t in folded)}"
            )
            yield BillMention(hit.start(), hit.end(), hit[0], row.bill, "inferred", because, row)
