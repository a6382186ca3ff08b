"""From a path to stakes: the format is told by what the file holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from debar.errors import FormatError, InputError
from debar.ownership.readers.bods import is_bods, read_bods
from debar.ownership.readers.exhibit21 import read_exhibit
from debar.ownership.readers.ftm import is_ftm, read_ftm
from debar.ownership.readers.gleif import is_gleif, read_gleif
from debar.ownership.readers.psc import is_psc, read_psc
from debar.ownership.readers.reading import Reading
from debar.ownership.readers.tables import read_listed_table, read_table
from debar.tables import Member, from_records, members, tables_of
from debar.tables.objects import document, is_lines, is_named_lines, lines

_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|body|table|document|type|div|p)\b", re.IGNORECASE | re.S
)
_EXHIBIT = re.compile(rb"exhibit\s*21|subsidiaries\s+of", re.IGNORECASE)
_HEAD = 65_536
_WRAPPED = ("data", "statements", "results", "records", "items")

Record = Mapping[str, Any] | str | None


@dataclass(frozen=True, slots=True)
class StakeOptions:
    """``mapping`` are ``field=Column`` for tables; ``parent`` owns what a list of subsidiaries names."""

    mapping: Sequence[str] = ()
    parent: str = ""


def read_stakes(paths: Iterable[str | Path], options: StakeOptions | None = None) -> Reading:
    """Return the stakes of some files as one reading.

    Raises InputError for a missing file, FormatError for one that cannot be read, MappingError for a table whose
    columns are not found.
    """
    reading = Reading()
    for path in paths:
        _read_path(path, options or StakeOptions(), reading)
    if not len(reading.builder):
        raise InputError(f"{', '.join(str(path) for path in paths) or 'nothing'}: holds no stake. {_why(reading)}")
    return reading


def _why(reading: Reading) -> str:
    if reading.rejected:
        first = reading.rejected[0]
        return f"All {reading.rejected_count} records are rejected, the first (row {first.row}): {first.reason}."
    return "Give a table of owner, owned and percent, BODS, GLEIF, PSC or FollowTheMoney records, or an Exhibit 21."


def _read_path(path: str | Path, options: StakeOptions, reading: Reading) -> None:
    head = _head_of(path)
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) or (b"\0" not in head and _is_text_exhibit(head)):
        text = Path(path).read_bytes().decode("utf-8", "replace")
        read_exhibit(text, Path(path).name, reading, options.parent)
        return
    for member in members(path):
        reading.sha256[member.name] = member.sha256
        if member.kind == "json" or (member.kind == "text" and is_named_lines(member.name)):
            _read_json(member, options, reading)
        else:
            for table in tables_of(member):
                if is_gleif(table):
                    read_gleif(table, reading)
                else:
                    read_table(table, reading, options.mapping, options.parent)


def _head_of(path: str | Path) -> bytes:
    """The beginning of a file; nothing of standard input or of what cannot be opened, which is told of later."""
    try:
        with Path(path).open("rb") as file:
            return file.read(_HEAD) if str(path) != "-" and Path(path).is_file() else b""
    except OSError:
        return b""


def _is_text_exhibit(head: bytes) -> bool:
    """A text page with the exhibit's words and no delimiters of a table in its first lines."""
    start = head[:2_000]
    return bool(_EXHIBIT.search(start)) and start.lstrip()[:1] not in (b"{", b"[") and b"," not in start.split(b"\n")[0]


def _read_json(member: Member, options: StakeOptions, reading: Reading) -> None:
    numbered: Iterator[tuple[int, Record]]
    if is_named_lines(member.name) or is_lines(member.stream.peek(_HEAD)):
        numbered = ((row, record) for row, record in enumerate(lines(member.stream), 1) if record is not None)
    else:
        numbered = enumerate(_list_in(document(member.stream), member.name), 1)
    first = next((each for each in numbered if isinstance(each[1], Mapping)), None)
    if first is None:
        raise FormatError(f"{member.name}: no record is a JSON object. Export it again, one object a line.")
    every = chain([first], numbered)
    record = first[1]
    if not isinstance(record, Mapping):
        return
    if is_bods(record):
        read_bods(_objects(every, member.name, reading), member.name, reading)
    elif is_ftm(record) or is_psc(record):
        take = read_ftm if is_ftm(record) else read_psc
        for row, each in _objects(every, member.name, reading):
            reading.rows += 1
            _take_one(take, each, member.name, row, reading)
    else:
        table = from_records(member, (each for _, each in every), "json")
        read_table(table, reading, options.mapping, options.parent)


def _take_one(take: Any, record: Mapping[str, Any], source: str, row: int, reading: Reading) -> None:
    fits = is_ftm(record) if take is read_ftm else is_psc(record)
    if not fits:
        reading.reject(source, row, "is another kind of record than those before it")
        return
    take(record, source, row, reading)


def _objects(
    records: Iterable[tuple[int, Record]], source: str, reading: Reading
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for row, record in records:
        if isinstance(record, Mapping):
            yield row, record
        else:
            reading.rows += 1
            reading.reject(source, row, str(record))


def _list_in(data: Any, name: str) -> list[Any]:
    """The records of a document: the list itself, one that it wraps, or the one object it is."""
    if isinstance(data, list):
        return data
    if isinstance(data, Mapping):
        wrapped = next((data[key] for key in _WRAPPED if isinstance(data.get(key), list)), None)
        return wrapped if wrapped is not None else [data]
    raise FormatError(f"{name}: holds no JSON objects. Export it again, one object a line.")


def read_listed(path: str | Path, reading: Reading, mapping: Sequence[str] = ()) -> None:
    """Add the listed parties of a table (party, list, program, from, to) to a reading. Raises as `read_stakes` does."""
    for member in members(path):
        for table in tables_of(member):
            read_listed_table(table, reading, mapping)
