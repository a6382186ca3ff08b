"""The Remarks field of OFAC's delimited files: a mini language of ``; ``-separated notes -> what they say.

Follows OFAC's data specification (dat_spec.txt, 25 September 2023): weak aliases stand in the remarks as
``a.k.a. 'NAME'``; birth dates, nationalities, identity documents and listing dates as ``LABEL value``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from debar.lists import countries

_NOTE = re.compile(r";\s+")
_ALTERNATE = re.compile(r"^(?:alt\.|Alt\.)\s+(?!Fax)")
_WEAK = re.compile(r"^[afn]\.k\.a\.,? '(.+)'$")
_BORN = re.compile(r"^DOB (.+)$")
_NATION = re.compile(r"^(?:nationality|citizen) (.+)$")
_DATED = re.compile(r"^(Listing|Effective|Purchase/Sales For Divestment) Date \((.+?)\):? (\d{1,2} \w{3} \d{4})$")
_ISSUED_BY = re.compile(r"^(?P<value>.+?) \((?P<country>[^()]+)\)(?P<rest> (?:issued|expires) .+)?$")
_VALID = re.compile(r"^(?P<value>.+?) (?:issued|expires) .+$")


@dataclass(slots=True)
class Remarks:
    """What one Remarks field says; ``rest`` holds the notes that are none of the known kinds, as written."""

    weak_names: list[str] = field(default_factory=list)
    birth_dates: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, str, date]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


@cache
def _labels() -> tuple[tuple[str, str, str], ...]:
    text = (files("debar.lists") / "ofac_labels.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = ((row["label"], row["kind"], row["key"]) for row in rows)
    return tuple(sorted(found, key=lambda row: -len(row[0])))  # the longest label wins


def notes(text: str) -> Iterator[str]:
    """The single notes of a Remarks field, without the full stop that OFAC puts at its end."""
    for note in _NOTE.split(text.strip().removesuffix(".")):
        if note.strip():
            yield note.strip()


def _identifier(key: str, value: str) -> tuple[str, str]:
    """The bare value of an identity document: the issuing country and the dates of validity are cut off."""
    match = _ISSUED_BY.match(value)
    if match and countries.known(match["country"]):
        return key, match["value"]
    match = _VALID.match(value)
    return key, match["value"] if match else value


def _labelled(note: str, remarks: Remarks) -> bool:
    for label, kind, key in _labels():
        if note.startswith(label) and note[len(label) : len(label) + 1] in {" ", ""}:
            value = note[len(label) :].strip()
            if not value:
                return False
            if kind == "identifier":
                remarks.identifiers.append(_identifier(key, value))
            else:
                remarks.details.append((key, value))
            return True
    return False


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %b %Y").date()


def parse(text: str) -> Remarks:
    """What a Remarks field says. Total: a note of no known kind is kept in ``rest``."""
    remarks = Remarks()
    for written in notes(text):
        note = _ALTERNATE.sub("", written)
        if match := _WEAK.match(note):
            remarks.weak_names.append(match[1])
        elif match := _BORN.match(note):
            remarks.birth_dates.append(match[1])
        elif (match := _NATION.match(note)) and countries.known(match[1]):
            remarks.countries.extend(countries.codes(match[1]))
        elif match := _DATED.match(note):
            remarks.dates.append((match[1].lower(), match[2], _day(match[3])))
        elif not _labelled(note, remarks):
            remarks.rest.append(written)
    return remarks
