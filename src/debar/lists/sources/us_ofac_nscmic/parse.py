"""The NS-CMIC List -> entities: from OFAC's non-SDN files in each of their forms, or from an extract of its PDF.

The PDF has no entry numbers; the consolidated files have. ``numbers.tsv`` holds the number of every company known from
these, so that a company has one id in all forms.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.errors import DataError
from debar.lists import countries, extract, ofac_remarks
from debar.lists.extract import Row
from debar.lists.ofac import Kind
from debar.lists.ofac_layouts import layouts
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity

ORDER = Citation(
    "E.O. 13959, as amended by E.O. 14032 (86 FR 30145)", "https://www.federalregister.gov/citation/86-FR-30145"
)
NSCMIC = Kind(
    "us-ofac-nscmic",
    "cons",
    "the NS-CMIC List",
    lambda _: True,
    program="CMIC-EO13959",
    firm="Company",
    citations=(ORDER,),
)
LIST = NSCMIC.id

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LISTED = re.compile(r"Listing Date \(CMIC\): (\d{1,2} \w{3} \d{4})")
_CODE = re.compile(r"USCC: (\w+)")
_NOTED = {"target type": re.compile(r"Target Type: ([^;]+)"), "linked to": re.compile(r"Linked To: ([^;]+)")}
#: What the PDF does not give, or the extract of it left out.
_LACKS = {"weak_aliases", "identifiers.isin", "identifiers.ticker", "details.issuer name", "details.remarks"} | {
    "details.purchase/sales for divestment date (CMIC)",
    "details.uscc",
    "details.formerly known as",
    "aliases.scripts",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """OFAC's entry numbers by social credit code, by primary name and by other name, the firmest first."""

    codes: Mapping[str, int]
    names: Mapping[str, int]
    aliases: Mapping[str, int]


def _key(name: str) -> str:
    return _NOT_WORD.sub("", name.casefold())


@cache
def known_numbers() -> Numbers:
    """Return the entry numbers in ``numbers.tsv``. Raises DataError naming the line that breaks its layout."""
    text = (files("debar.lists.sources.us_ofac_nscmic") / "numbers.tsv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    for line, row in enumerate(rows, start=2):
        if not row["number"].isdecimal() or not row["name"] or not row["source"]:
            raise DataError(f"us_ofac_nscmic/numbers.tsv, line {line}: number, name and source must all be there")
    return Numbers(
        codes={row["uscc"]: int(row["number"]) for row in rows if row["uscc"]},
        names={_key(row["name"]): int(row["number"]) for row in rows},
        aliases={_key(name): int(row["number"]) for row in rows for name in row["other_names"].split("|") if name},
    )


def _number(row: Row, numbers: Numbers) -> int | None:
    code = _CODE.search(row.notes)
    keys = [_key(name) for name in (row.name, *row.aliases)]
    tries = [
        numbers.codes.get(code[1]) if code else None,
        *(numbers.names.get(key) for key in keys),
        *(numbers.aliases.get(key) for key in keys),
    ]
    return next((number for number in tries if number is not None), None)


def _names(row: Row, number: int, numbers: Numbers) -> tuple[str, ...]:
    """The names of a row, first the one that the consolidated files give first."""
    written = dict.fromkeys((row.name, *row.aliases))
    first = next((name for name in written if numbers.names.get(_key(name)) == number), row.name)
    return first, *sorted(written.keys() - {first}, key=lambda name: (name.casefold(), name))


def _designation(row: Row, given: Given, where: str) -> Designation:
    match = _LISTED.search(row.notes)
    listed = ofac_remarks.day_of(match[1]) if match else None
    if listed is None or row.effective is None:
        given.log.warn(where, f"no listing or no effective date for {row.name!r}")
    details = [("listing date (CMIC)", listed.isoformat())] if listed else []
    details += [("effective date (CMIC)", row.effective.isoformat())] if row.effective else []
    details += [(key, found[1].strip()) for key, pattern in _NOTED.items() if (found := pattern.search(row.notes))]
    start = row.effective or listed
    return Designation(
        list=LIST,
        program=NSCMIC.program,
        from_=start,
        published=listed,
        citations=NSCMIC.citations,
        note="from is the day on which the measure took effect" if start != listed else "",
        details=tuple(sorted(details)),
    )


def parse_extract(given: Given) -> Iterator[Entity]:
    """Yield the companies of ``entities``, an extract of OFAC's PDF, under the numbers of the consolidated files.

    A company whose number is not known, or is taken by another row, is rejected. Raises FormatError for a broken file.
    """
    log, name = given.log, given.files["entities"].name
    log.lacks.update(_LACKS)
    numbers = known_numbers()
    used: dict[int, str] = {}
    for row in extract.rows(given.files["entities"].read(), name):
        where = f"{name}, row {row.number}"
        log.rows += 1
        number = _number(row, numbers)
        if number is None:
            log.reject(where, f"no entry number is known for {row.name!r}; import cons_prim.csv, which gives it")
            continue
        if number in used:
            log.reject(where, f"{row.name!r} has the entry number {number} of {used[number]!r}")
            continue
        used[number] = row.name
        if row.country and not countries.known(row.country):
            log.warn(where, f"the country {row.country!r} is not in lists/countries.tsv; kept without it")
        code = _CODE.search(row.notes)
        yield Entity(
            id=f"{LIST}:{number}",
            list=LIST,
            schema=NSCMIC.firm,
            names=_names(row, number, numbers),
            countries=countries.codes(row.country) if countries.known(row.country) else (),
            addresses=tuple(dict.fromkeys(line.strip() for line in row.address.split("; ") if line.strip())),
            identifiers=(("uscc", code[1]),) if code else (),
            designations=(_designation(row, given, where),),
        )


LAYOUTS = (
    *layouts(
        NSCMIC,
        delimited="cons_prim.csv of 2025-03-26, 2025-04-21 and 2025-12-19, the last with all its files",
    ),
    Layout(
        id="ofac-nscmic-extract",
        recognise=extract.recogniser("entities", "ofac-nscmic"),
        parse=parse_extract,
        needs=("entities",),
        derived=True,
        proven="an extract of the PDF as downloaded in July 2026 (68 companies)",
    ),
)
