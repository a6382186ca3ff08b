"""OFAC's delimited files (SDN and non-SDN consolidated) -> entities.

Layout by OFAC's data specification (dat_spec.txt, 25 September 2023): SDN.CSV and CONS_PRIM.CSV have 12 fields, ALT 5,
ADD 6, COMMENTS 2, no header, null is ``-0- ``, the last line is a lone Ctrl-Z. Copies by third parties have a header,
LF line ends or empty nulls; both are read.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.errors import FormatError
from debar.lists import countries, ofac_remarks
from debar.lists.ofac_remarks import Remarks
from debar.model import Designation, Entity

_SCHEMA = {"": "Organization", "individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}
_REMARKS_LIMIT = 1000
_TRIMMED = (1, 2, 4, 5, 6, 7, 8, 9, 10)  # every field but number, programs and remarks
#: Which program a dated directive of the remarks belongs to.
_DIRECTIVES = (("CMIC", "CMIC-EO13959"), ("EO 14024", "RUSSIA-EO14024"), ("EO 13662", "UKRAINE-EO13662"))


@dataclass(frozen=True, slots=True)
class Party:
    """One line of a primary file, nulls as empty text; ``cut`` when the overflow of its remarks is not held."""

    number: int
    name: str
    type: str
    programs: tuple[str, ...]
    title: str
    call_sign: str
    vessel_type: str
    tonnage: str
    gross: str
    flag: str
    owner: str
    remarks: str
    cut: bool = False


def cells(data: bytes, width: int, where: str) -> Iterator[list[str]]:
    """The data rows of one delimited file: nulls empty, header and Ctrl-Z left out, cells not trimmed.

    Raises FormatError when the file is empty or a row has another width, naming file and line.
    """
    if not data.strip(b"\x1a\r\n \t"):
        raise FormatError(f"{where}: the file is empty; keep the edition before it and fetch again")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        if not row or row[0].strip() in {"", "\x1a"}:
            continue
        if not row[0].strip().isdigit():
            if reader.line_num == 1:
                continue
            raise FormatError(f"{where}, line {reader.line_num}: {row[0][:40]!r} is no entry number")
        if len(row) != width:
            raise FormatError(f"{where}, line {reader.line_num}: {len(row)} fields, the layout has {width}")
        yield ["" if cell.strip() == "-0-" else cell for cell in row]


def parties(data: bytes, comments: bytes | None, where: str) -> Iterator[Party]:
    """The parties of a primary file, with the overflow of their remarks joined on.

    Pieces break in the middle of a word, so they are joined without a separator (and before anything is trimmed).
    """
    overflow: dict[str, str] = defaultdict(str)
    if comments is not None:
        for number, text in cells(comments, 2, f"{where} comments"):
            overflow[number] += text
    for row in cells(data, 12, where):
        remarks = row[11] + overflow.get(row[0], "")
        programs = tuple(part.strip() for part in row[3].strip(" []").split("] [") if part.strip())
        cut = len(row[11]) >= _REMARKS_LIMIT and row[0] not in overflow
        name, kind, title, call_sign, vessel, tonnage, gross, flag, owner = (row[at].strip() for at in _TRIMMED)
        yield Party(
            number=int(row[0]),
            name=name,
            type=kind.casefold(),
            programs=programs,
            title=title,
            call_sign=call_sign,
            vessel_type=vessel,
            tonnage=tonnage,
            gross=gross,
            flag=flag,
            owner=owner,
            remarks=remarks,
            cut=cut,
        )


def aliases(data: bytes, where: str) -> dict[int, list[str]]:
    """The strong aliases of an ALT file by entry number, in the file's order."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, _, _, name, _ in cells(data, 5, where):
        found[int(number)].append(name.strip())
    return found


def addresses(data: bytes, where: str) -> dict[int, list[tuple[str, str]]]:
    """The addresses of an ADD file by entry number: (one line, country as written)."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, _, street, city, country, _ in cells(data, 6, where):
        line = ", ".join(part.strip() for part in (street, city, country) if part.strip())
        if line:
            found[int(number)].append((line, country.strip()))
    return found


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _vessel_details(party: Party) -> Iterator[tuple[str, str]]:
    labels = ("title", "vessel type", "tonnage", "gross tonnage", "flag", "owner")
    values = (party.title, party.vessel_type, party.tonnage, party.gross, party.flag, party.owner)
    return ((label, value) for label, value in zip(labels, values, strict=True) if value)


def _identifiers(party: Party, remarks: Remarks) -> tuple[tuple[str, str], ...]:
    sign = [("call-sign", party.call_sign)] if party.call_sign else []
    return tuple(dict.fromkeys([*sign, *remarks.identifiers]))


def _places(party: Party, remarks: Remarks, lines: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    written = [country for _, country in lines if country] + ([party.flag] if party.flag else [])
    return _unique([*remarks.countries, *(code for name in written for code in countries.codes(name))])


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which editions a party was listed: ``absent`` from one, ``first`` on the next one that we hold."""

    absent: date | None
    first: date


def bounds(editions: Sequence[tuple[date, frozenset[int]]]) -> dict[int, Bounds]:
    """For every entry number, the first of these editions (in date order) that holds it, and the one before.

    ``absent`` is None where the oldest edition already holds it: then nothing bounds the listing from below.
    """
    found: dict[int, Bounds] = {}
    before: date | None = None
    for day, numbers in sorted(editions, key=lambda pair: pair[0]):
        for number in numbers:
            found.setdefault(number, Bounds(before, day))
        before = day
    return found


def _given(remarks: Remarks, program: str) -> tuple[date | None, date | None]:
    """(listed, effective) as the remarks date them for a program, the earliest of several."""
    days: dict[str, list[date]] = defaultdict(list)
    for kind, directive, day in remarks.dates:
        if any(directive.startswith(mark) and program == of for mark, of in _DIRECTIVES):
            days[kind].append(day)
    return min(days["listing"], default=None), min(days["effective"], default=None)


def _details(party: Party, remarks: Remarks) -> tuple[tuple[str, str], ...]:
    dated = [(f"{kind} date ({directive})", day.isoformat()) for kind, directive, day in remarks.dates]
    rest = [("remark", note) for note in remarks.rest]
    cut = [("remarks", "cut at 1,000 characters; their overflow is not in this edition")] if party.cut else []
    return tuple(dict.fromkeys([*_vessel_details(party), *dated, *remarks.details, *rest, *cut]))


def _listing(list_id: str, program: str, remarks: Remarks, bound: Bounds, *, dated: bool) -> Designation:
    listed, effective = _given(remarks, program) if dated else (None, None)
    start = effective or listed
    if start is not None:
        seen = listed or start
        return Designation(list=list_id, program=program, from_=start, published=seen, note="dated by the list itself")
    if bound.absent is None:
        note = f"the list gives no listing date; already on the oldest edition held, of {bound.first}"
        return Designation(list=list_id, program=program, published=bound.first, note=note)
    note = f"the list gives no listing date; not on the edition of {bound.absent}, on that of {bound.first}"
    details = (("not_on_edition_of", bound.absent.isoformat()), ("first_on_edition_of", bound.first.isoformat()))
    return Designation(
        list=list_id, program=program, from_=bound.first, published=bound.first, note=note, details=details
    )


def entity(
    list_id: str,
    party: Party,
    also: Sequence[str],
    lines: Sequence[tuple[str, str]],
    *,
    bound: Bounds,
    dated: bool,
) -> Entity:
    """One party with its aliases and addresses; one designation a program, the remarks' details on the first of them.

    ``bound`` narrows the listing date by the editions held; ``dated`` says that directive dates in the remarks date the
    listing itself (they do on the non-SDN list; on the SDN list they tell of an earlier, lesser measure).
    """
    remarks = ofac_remarks.parse(party.remarks)
    listings = [_listing(list_id, program, remarks, bound, dated=dated) for program in party.programs or ("",)]
    listings[0] = replace(listings[0], details=(*listings[0].details, *_details(party, remarks)))
    names = _unique([party.name, *also])
    return Entity(
        id=f"{list_id}:{party.number}",
        list=list_id,
        schema=_SCHEMA[party.type],
        names=names,
        weak_names=tuple(name for name in _unique(remarks.weak_names) if name not in names),
        countries=_places(party, remarks, lines),
        addresses=_unique(line for line, _ in lines),
        identifiers=_identifiers(party, remarks),
        birth_dates=_unique(remarks.birth_dates),
        designations=tuple(listings),
    )


def numbers(data: bytes, where: str) -> frozenset[int]:
    """The entry numbers of a primary file."""
    return frozenset(int(row[0]) for row in cells(data, 12, where))


def history(files: Mapping[str, bytes]) -> list[tuple[date, frozenset[int]]]:
    """The dated entry numbers of the older primary files, whose roles are ``history:YYYY-MM-DD``."""
    return [
        (date.fromisoformat(role.removeprefix("history:")), numbers(data, role))
        for role, data in files.items()
        if role.startswith("history:")
    ]
