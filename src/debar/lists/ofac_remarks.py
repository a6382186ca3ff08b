"""The Remarks of OFAC's lists: a mini language of ``; ``-separated notes -> what they say.

Follows OFAC's data specification (dat_spec.txt, 25 September 2023): weak aliases stand in the remarks as
``a.k.a. 'NAME'``; birth dates, nationalities, identity documents and listing dates as ``LABEL value``. The XML forms
give the same facts as elements; they are written as such notes first, so that every form of one list reads the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from debar.errors import DataError
from debar.lists import countries

_NOTE = re.compile(r";\s+")
_ALTERNATE = re.compile(r"^[Aa]lt\. +(?!Fax)")
_WEAK = re.compile(r"^([afn])\.k\.a\.,? '(.+)'$")
_NATION = re.compile(r"^(?:nationality|citizen) (.+)$")
_DATED = re.compile(
    r"^(Listing|Effective|(?:Purchase/Sales For )?Divestment) Date \(([^()]+)\):? (\d{1,2} [A-Z][a-z]{2} \d{4})$"
)
_DAY = re.compile(r"^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})$")
_ISSUED_BY = re.compile(r"^(?P<value>.+?) \((?P<country>[^()]+)\)(?: (?:issued|expires) .+)?$")
_VALID = re.compile(r"^(?P<value>.+?) (?:issued|expires) .+$")
_MONTHS = {name: at for at, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}

#: What an alias is called in the details when it is a former or a new name.
NAMED = {"f": "formerly known as", "n": "now known as"}


@dataclass(slots=True)
class Remarks:
    """What one party's notes say; ``rest`` holds the notes that are none of the known kinds, as written."""

    weak_names: list[str] = field(default_factory=list)
    birth_dates: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, str, date]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Label:
    """How a note of one kind begins, and what its value is: an ``identifier`` or a ``detail``, under which key."""

    text: str
    kind: str
    key: str


def table(name: str, *columns: str) -> list[dict[str, str]]:
    """Return the rows of a table of facts beside this module. Raises DataError when a cell of ``columns`` is empty."""
    text = (files("debar.lists") / name).read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows, start=2):
        if missing := [column for column in (*columns, "source") if not row.get(column)]:
            raise DataError(f"lists/{name}, line {number}: {missing[0]!r} is empty")
    return rows


@cache
def _labels() -> dict[str, tuple[Label, ...]]:
    """The labels by their first word, the longest first: it wins."""
    found: dict[str, list[Label]] = {}
    for row in table("ofac_labels.tsv", "label", "kind", "key"):
        if row["kind"] not in {"identifier", "detail"}:
            raise DataError(f"lists/ofac_labels.tsv: {row['label']!r} is of no known kind: {row['kind']!r}")
        found.setdefault(row["label"].split(" ")[0], []).append(Label(row["label"], row["kind"], row["key"]))
    return {first: tuple(sorted(same, key=lambda label: -len(label.text))) for first, same in found.items()}


def notes(text: str) -> Iterator[str]:
    """Yield the single notes of a Remarks field, without the full stop that OFAC puts at its end."""
    for note in _NOTE.split(text.strip().removesuffix(".")):
        if note.strip():
            yield note.strip()


def day_of(text: str) -> date | None:
    """Return the day that OFAC writes as ``03 Jun 2021``; None for anything else."""
    match = _DAY.match(text)
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(int(match[3]), _MONTHS[match[2]], int(match[1]))
    except ValueError:
        return None


def day_text(day: date) -> str:
    """Return a day as OFAC writes it: ``03 Jun 2021``."""
    return f"{day.day:02d} {[*_MONTHS][day.month - 1]} {day.year:04d}"


def _identifier(key: str, value: str, remarks: Remarks) -> None:
    """The bare value of an identity document; issuing country and dates of validity are kept beside it as a detail."""
    match = _ISSUED_BY.match(value)
    if match is None or not countries.known(match["country"]):
        match = _VALID.match(value)
    remarks.identifiers.append((key, match["value"] if match else value))
    if match:
        remarks.details.append((key, value))


def _labelled(note: str, remarks: Remarks) -> bool:
    for label in _labels().get(note.split(" ", 1)[0], ()):
        if note.startswith(label.text) and note[len(label.text) : len(label.text) + 1] in {" ", ""}:
            value = note[len(label.text) :].strip()
            if not value:
                return False
            if label.kind == "identifier":
                _identifier(label.key, value, remarks)
            else:
                remarks.details.append((label.key, value))
            return True
    return False


def _named(note: str, remarks: Remarks) -> bool:
    match = _WEAK.match(note)
    if match is None:
        return False
    remarks.weak_names.append(match[2])
    if match[1] in NAMED:
        remarks.details.append((NAMED[match[1]], match[2]))
    return True


def _dated(note: str, remarks: Remarks) -> bool:
    match = _DATED.match(note)
    day = day_of(match[3]) if match else None
    if match is None or day is None:
        return False
    remarks.dates.append((match[1].lower(), match[2], day))
    return True


def _nation(note: str, remarks: Remarks) -> bool:
    match = _NATION.match(note)
    if match is None or not countries.known(match[1]):
        return False
    remarks.countries.extend(countries.codes(match[1]))
    return True


def parse(written: Iterable[str]) -> Remarks:
    """Return what notes say. Total: a note of no known kind is kept in ``rest``."""
    remarks = Remarks()
    for each in written:
        # A full stop ends the last note of the delimited form and no note of the others: it says nothing.
        note = _ALTERNATE.sub("", each).removesuffix(".")
        if note.startswith("DOB "):
            remarks.birth_dates.append(note[4:])
        elif not (_labelled(note, remarks) or _named(note, remarks) or _nation(note, remarks) or _dated(note, remarks)):
            remarks.rest.append(note)
    return remarks
