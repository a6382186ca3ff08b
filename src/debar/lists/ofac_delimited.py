"""OFAC's delimited files: the primary file, its aliases, addresses and overflowing remarks -> parties.

Layout by OFAC's data specification (dat_spec.txt, 25 September 2023): SDN.CSV and CONS_PRIM.CSV have 12 fields, ALT 5,
ADD 6, COMMENTS 2, no header, null is ``-0- ``, the last line is a lone Ctrl-Z. Copies by third parties have a header,
LF line ends or empty nulls, and may be in cp1252 or UTF-8; all are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NoReturn

from debar.errors import FormatError
from debar.lists import ofac, ofac_remarks
from debar.lists.ofac import Alias, Kind, Party, Place
from debar.lists.parsing import File, Given, Log
from debar.model import Entity

#: Columns by role, in the file's order, in small letters and without anything but letters.
_COLUMNS = {
    "primary": "entnum sdnname sdntype program title callsign vesstype tonnage grt vessflag vessowner remarks".split(),
    "aliases": "entnum altnum alttype altname altremarks".split(),
    "addresses": "entnum addnum address citystateprovincepostalcode country addremarks".split(),
    "comments": "entnum remarks".split(),
}
_ROLES = {len(columns): role for role, columns in _COLUMNS.items()}
_SPELLINGS = {"comments": "remarks", "remainderofremarks": "remarks", "citystatepostal": "citystateprovincepostalcode"}
_TYPES = {"", "-0-", "individual", "entity", "vessel", "aircraft"}
#: OFAC cuts remarks at 1,000 characters; where that is after a space, copies that trim their cells have 999.
_REMARKS_LIMIT = 999
_NOT_LETTER = re.compile(r"[^a-z]+")
_END = "\x1a"
_AGAIN = "keep the edition before it and fetch the file again"
#: What an edition does not give, wholly or in part, when a file is missing.
_WITHOUT = {
    "aliases": {"aliases", "details.formerly known as", "details.now known as"},
    "addresses": {"addresses", "countries"},
}
_TAKEN = 30  # lines that recognition looks at


def _plain(header: str) -> str:
    name = _NOT_LETTER.sub("", header.casefold())
    return _SPELLINGS.get(name, name)


def _null(cell: str) -> bool:
    return cell.strip() in {"-0-", "-0"}


def recognise(name: str, head: bytes, family: str) -> str:
    """Return the role of a delimited file of the ``sdn`` or the ``cons`` family; "" when it is none of these.

    Both families have one layout: a file belongs to the other one only when its name says so.
    """
    if ("sdn" if family == "cons" else "cons") == family_of(name):
        return ""
    text = head.decode("cp1252", errors="replace").removeprefix("ï»¿")
    lines = re.split(r"\r\n|\r|\n", text)[:_TAKEN]
    rows = [row for row in csv.reader(lines[:-1] if len(lines) > 1 else lines) if row and row[0].strip(" \x1a")]
    if not rows:
        return ""
    if not rows[0][0].strip().isdigit():
        role = next((role for role, columns in _COLUMNS.items() if set(columns) <= set(map(_plain, rows[0]))), "")
        return role if role != "comments" or len(rows[0]) == 2 else ""
    role = _ROLES.get(len(rows[0]), "")
    return role if role and all(_fits(role, name, row) for row in rows) else ""


def _fits(role: str, name: str, row: list[str]) -> bool:
    if not row[0].strip().isdigit() or len(row) != len(_COLUMNS[role]):
        return False
    if role == "primary":
        return row[2].strip().casefold() in _TYPES
    if role == "comments":
        return "comment" in name
    return row[1].strip().isdigit() and (role != "aliases" or row[2].strip().casefold() in {"aka", "fka", "nka"})


def family_of(name: str) -> str:
    """Return ``cons`` or ``sdn`` where a file's name says which of OFAC's lists it is of, else ""."""
    if "cons" in name or re.search(r"non[-_ ]?sdn|cmic", name):
        return "cons"
    return "sdn" if re.search(r"sdn|^(?:ofac[-_])?(?:alt|add)\.csv$", name) else ""


def _text(file: File, log: Log) -> str:
    data = file.read()
    if not data.strip(b"\x1a\r\n \t"):
        raise FormatError(f"{file.name}: the file is empty; {_AGAIN}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            log.warn(file.name, "some bytes are neither UTF-8 nor cp1252; they are shown as \ufffd")
    # OFAC writes both, and ends every file of its own with Ctrl-Z.
    if "-0- " in text and "\r\n" in text and not text.rstrip("\r\n").endswith(_END):
        missing = "the mark at the end of OFAC's files (Ctrl-Z) is missing; rows may be missing too"
        log.cut = f"{file.name}: {missing}"
        log.warn(file.name, missing)
    return text


def _order(role: str, header: list[str], file: File, log: Log) -> list[int]:
    """Where each column stands, by a header row. Raises FormatError for a column that is missing."""
    names = [_plain(cell) for cell in header]
    if missing := [column for column in _COLUMNS[role] if column not in names]:
        raise FormatError(
            f"{file.name}, line 1: {','.join(header)[:60]!r} begins no {role} file of OFAC's: no column {missing[0]!r}"
        )
    if extra := [cell for cell, name in zip(header, names, strict=True) if name not in _COLUMNS[role]]:
        log.warn(file.name, f"unknown columns, not read: {', '.join(extra)}")
    return [names.index(column) for column in _COLUMNS[role]]


def _refuse_row(start: str, why: str, file: File, line: int) -> NoReturn:
    raise FormatError(f"{file.name}, line {line}, which begins {start.strip()[:40]!r}: {why}; {_AGAIN}")


def rows(role: str, file: File, log: Log) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield (line, cells) of one file: nulls empty, header and Ctrl-Z left out, cells not trimmed.

    Raises FormatError when the file is empty, breaks off or a row has another width, naming file and line.
    """
    width = len(_COLUMNS[role])
    order: list[int] = []
    found = False
    reader = csv.reader(io.StringIO(_text(file, log), newline=""), strict=True)
    try:
        for row in reader:
            if not row or (len(row) == 1 and not row[0].strip(" \x1a")):
                continue
            if not found and not order and not row[0].strip().isdigit():
                order = _order(role, row, file, log)
                width = len(row)
                continue
            line = reader.line_num
            if len(row) != width:
                _refuse_row(row[0], f"{len(row)} fields, the layout has {width}", file, line)
            cells = [row[at] for at in order] if order else row
            if not cells[0].strip().isdecimal():
                _refuse_row(cells[0], "no entry number", file, line)
            found = True
            yield line, ["" if cell[:2] == "-0" and _null(cell) else cell for cell in cells]
    except csv.Error as error:
        raise FormatError(
            f"{file.name}, line {reader.line_num}: breaks off or is no delimited text ({error}); {_AGAIN}"
        ) from None
    if not found:
        raise FormatError(f"{file.name}: holds no row; {_AGAIN}")


def _aliases(file: File, log: Log) -> dict[int, list[Alias]]:
    found: dict[int, list[Alias]] = defaultdict(list)
    for _, (number, _, kind, name, remark) in rows("aliases", file, log):
        found[int(number)].append(Alias(name.strip(), ofac.alias_kind(kind), remark=remark.strip()))
    return found


def _addresses(file: File, log: Log) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    for line, (number, own, street, city, country, remark) in rows("addresses", file, log):
        if not own.strip().isdecimal():
            raise FormatError(f"{file.name}, line {line}: {own[:20]!r} is no address number; {_AGAIN}")
        written = ", ".join(part.strip() for part in (street, city, country) if part.strip())
        if written:
            found[int(number)].append(Place(int(own), written, country.strip(), remark.strip()))
    return found


def _overflow(file: File, log: Log) -> dict[int, str]:
    """The overflow of the remarks. Pieces break in the middle of a word: nothing is trimmed, nothing put between."""
    found: dict[int, str] = defaultdict(str)
    for _, (number, text) in rows("comments", file, log):
        found[int(number)] += text
    return found


def _parties(file: File, overflow: dict[int, str], log: Log) -> Iterator[Party]:
    for line, row in rows("primary", file, log):
        number = int(row[0])
        written = row[11]
        remarks = (written + overflow[number] if number in overflow else written).strip()
        name, kind, programs, title, sign, vessel, tonnage, gross, flag, owner = (cell.strip() for cell in row[1:11])
        yield Party(
            number=number,
            where=f"{file.name}, line {line}",
            name=name,
            type=kind,
            programs=tuple(part.strip() for part in programs.strip(" []").split("] [") if part.strip()),
            title=title,
            call_sign=sign,
            vessel_type=vessel,
            tonnage=tonnage,
            gross=gross,
            flag=flag,
            owner=owner,
            notes=list(ofac_remarks.notes(remarks)),
            remarks=remarks,
            cut=len(written) >= _REMARKS_LIMIT and number not in overflow,
        )


def parse(given: Given, kind: Kind) -> Iterator[Entity]:
    """Yield the parties of one edition; ``primary`` with ``aliases``, ``addresses`` and ``comments``, if given.

    Raises FormatError for a broken file, naming file and line.
    """
    log, files = given.log, given.files
    ofac.note_lacks(kind, log, dated=False, delimited=True)
    primary = files["primary"]
    for role in ("aliases", "addresses"):
        if role not in files:
            log.lacks.update(_WITHOUT[role])
            log.warn(primary.name, f"the file of {role} is not given; the edition says nothing on {role}")
    aliases = _aliases(files["aliases"], log) if "aliases" in files else {}
    places = _addresses(files["addresses"], log) if "addresses" in files else {}
    overflow = _overflow(files["comments"], log) if "comments" in files else {}
    held: set[int] = set()

    def joined() -> Iterator[Party]:
        for party in _parties(primary, overflow, log):
            held.add(party.number)
            party.aliases, party.places = aliases.get(party.number, []), places.get(party.number, [])
            yield party

    yield from ofac.entities(kind, joined(), log, primary.name)
    for role, numbers in (("aliases", set(aliases)), ("addresses", set(places)), ("comments", set(overflow))):
        if strays := sorted(numbers - held):
            shown = ", ".join(map(str, strays[:3]))
            log.warn(
                files[role].name,
                f"{len(strays)} entries are not in {primary.name} (first: {shown}); the files are not of one day",
            )
