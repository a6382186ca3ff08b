"""NS-CMIC List, from an extract of OFAC's PDF -> entities, under OFAC's own entry numbers.

The PDF has no entry numbers; the consolidated delimited files have. Parties are joined by name, alias or social credit
code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from debar.errors import FormatError
from debar.lists import countries, extract, ofac
from debar.model import Citation, Designation, Entity

LIST = "us-ofac-nscmic"
ORDER = Citation(
    "E.O. 13959, as amended by E.O. 14032 (86 FR 30145)", "https://www.federalregister.gov/citation/86-FR-30145"
)

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LISTED = re.compile(r"Listing Date \(CMIC\): (\d{1,2} \w{3} \d{4})")
_CODE = re.compile(r"USCC: (\w+)")
_TARGET = re.compile(r"Target Type: ([^;]+)")


def _key(name: str) -> str:
    return _NOT_WORD.sub("", name.casefold())


@dataclass(frozen=True, slots=True)
class Numbers:
    """OFAC's entry numbers of the companies by social credit code, by primary name and by alias, the firmest first."""

    codes: Mapping[str, int]
    names: Mapping[str, int]
    aliases: Mapping[str, int]


def _numbers(primary: bytes, aliases: bytes) -> Numbers:
    also = ofac.aliases(aliases, "cons_alt.csv")
    held = [party for party in ofac.parties(primary, None, "cons_prim.csv") if "CMIC-EO13959" in party.programs]
    codes = ((re.search(r"\(USCC\) (\w+)", party.remarks), party.number) for party in held)
    return Numbers(
        codes={match[1]: number for match, number in codes if match},
        names={_key(party.name): party.number for party in held},
        aliases={_key(name): party.number for party in held for name in also.get(party.number, ())},
    )


def _number(row: extract.Row, numbers: Numbers, used: set[int]) -> int:
    """The entry number of a row. Raises FormatError when there is none, or another row has it already."""
    code = _CODE.search(row.notes)
    keys = [_key(name) for name in (row.name, *row.aliases)]
    tries = [
        numbers.codes.get(code[1]) if code else None,
        *(numbers.names.get(key) for key in keys),
        *(numbers.aliases.get(key) for key in keys),
    ]
    found = next((number for number in tries if number is not None), None)
    if found is None or found in used:
        raise FormatError(f"NS-CMIC extract, row {row.number}: no entry number of its own for {row.name!r}")
    used.add(found)
    return found


def _designation(row: extract.Row) -> Designation:
    listed = _LISTED.search(row.notes)
    if listed is None or row.effective is None:
        raise FormatError(f"NS-CMIC extract, row {row.number}: no listing or effective date for {row.name!r}")
    known = datetime.strptime(listed[1], "%d %b %Y").date()
    target = _TARGET.search(row.notes)
    return Designation(
        list=LIST,
        program="CMIC-EO13959",
        from_=row.effective,
        published=known,
        citations=(ORDER,),
        note="dated by the list itself; from is the day on which the purchase ban took effect",
        details=(
            ("listing date", known.isoformat()),
            *((("target type", target[1].strip()),) if target else ()),
        ),
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each entry carries its own dates
    """The companies of ``files["entities"]``, numbered by ``files["cons_prim"]`` and ``files["cons_alt"]``.

    Raises FormatError for a broken file, or a company without an entry number.
    """
    numbers = _numbers(files["cons_prim"], files["cons_alt"])
    used: set[int] = set()
    for row in extract.rows(files["entities"], "NS-CMIC extract"):
        codes = countries.codes(row.country)
        code = _CODE.search(row.notes)
        yield Entity(
            id=f"{LIST}:{_number(row, numbers, used)}",
            list=LIST,
            schema="Company",
            names=tuple(dict.fromkeys((row.name, *row.aliases))),
            countries=codes,
            addresses=(row.address,) if row.address else (),
            identifiers=(("uscc", code[1]),) if code else (),
            designations=(_designation(row),),
        )
