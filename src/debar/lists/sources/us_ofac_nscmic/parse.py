"""NS-CMIC List, from an extract of OFAC's PDF -> entities, under OFAC's own entry numbers.

The PDF has no entry numbers; the consolidated delimited files have. Parties are joined by name, alias or social credit
code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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


def _numbered(primary: bytes, aliases: bytes) -> Iterator[tuple[str, ofac.Party]]:
    also = ofac.aliases(aliases, "cons_alt.csv")
    for party in ofac.parties(primary, None, "cons_prim.csv"):
        if "CMIC-EO13959" in party.programs:
            for name in (party.name, *also.get(party.number, ())):
                yield _key(name), party
            if match := re.search(r"\(USCC\) (\w+)", party.remarks):
                yield match[1].casefold(), party


def _party(row: extract.Row, numbered: Mapping[str, ofac.Party]) -> ofac.Party:
    code = _CODE.search(row.notes)
    keys: Iterable[str] = (*map(_key, (row.name, *row.aliases)), *([code[1].casefold()] if code else []))
    for key in keys:
        if key in numbered:
            return numbered[key]
    raise FormatError(f"NS-CMIC extract, row {row.number}: {row.name!r} has no entry number in the consolidated files")


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
        known_from=known,
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
    numbered = dict(_numbered(files["cons_prim"], files["cons_alt"]))
    for row in extract.rows(files["entities"], "NS-CMIC extract"):
        party = _party(row, numbered)
        codes = countries.codes(row.country)
        code = _CODE.search(row.notes)
        yield Entity(
            id=f"{LIST}:{party.number}",
            list=LIST,
            schema="Company",
            names=tuple(dict.fromkeys((row.name, *row.aliases))),
            countries=codes,
            addresses=(row.address,) if row.address else (),
            identifiers=(("uscc", code[1]),) if code else (),
            designations=(_designation(row),),
        )
