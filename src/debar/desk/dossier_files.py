"""The files that a person gives to a dossier: plain ones, folders of them, zip archives."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from debar.desk.dossier_originals import FetchNote, hash_file, notes_of
from debar.documents.limits import MAX_FILE, MAX_MEMBERS, MAX_UNPACKED
from debar.errors import FormatError, InputError

#: What the standard library raises for archives that are broken, locked, or packed in a way it does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
#: Files that are read in parts when they have more than ``_WHOLE`` bytes; bytes of a part and of a line, lines that a
#: quotation may go on, and how a text of wide characters begins, whose line breaks are not found by bytes.
_TABLES = frozenset({".csv", ".tsv"})
_WHOLE, _PART, _LONGEST, _OPEN_LINES = 16 << 20, 4 << 20, 1 << 20, 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file with its bytes, or with the reason why it has none.

    ``address`` and ``retrieved`` (an ISO moment) are those noted when it was fetched, "" for other files. ``part``:
    whether it is some rows of a table too large to be read at once, below that table's heading.
    """

    name: str
    content: bytes = b""
    fault: str = ""
    address: str = ""
    retrieved: str = ""
    part: bool = False

    @property
    def day(self) -> str:
        """The day in the file's name as an ISO text; empty when there is none."""
        for found in _DAY.finditer(self.name):
            try:
                return date(*map(int, found.groups())).isoformat()
            except ValueError:
                continue
        return ""


def given_files(paths: Sequence[str]) -> Iterator[GivenFile]:
    """The files at these paths, those of folders and archives in the order of their names.

    Raises InputError for a path where nothing is, before anything is read.
    """
    for path in map(Path, paths):
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; check the path")
    notes: dict[Path, Mapping[str, FetchNote]] = {}
    for path in map(Path, paths):
        for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
            if not any(part.startswith(".") for part in file.relative_to(path).parts):
                if file.parent not in notes:
                    notes[file.parent] = notes_of(file.parent)
                yield from _noted(file, notes[file.parent].get(file.name))


def _noted(file: Path, note: FetchNote | None) -> Iterator[GivenFile]:
    """The file, or its members, with what was noted when it was fetched, as long as its bytes are the same."""
    try:
        same = note is not None and hash_file(file) == note.sha256
    except OSError:  # opening it says why
        same = False
    for each in _opened(file):
        yield replace(each, address=note.address, retrieved=note.retrieved_at) if note and same else each


def _opened(file: Path) -> Iterator[GivenFile]:
    try:
        if zipfile.is_zipfile(file) and not _is_office(file):
            yield from _members(file)
        elif file.stat().st_size > _WHOLE and _is_table(file.name):
            with file.open("rb") as stream:
                yield from _parts(stream, str(file))
        elif file.stat().st_size > MAX_FILE:
            yield GivenFile(str(file), fault=f"{file}: more than {MAX_FILE >> 20} MB; split it, and give the parts")
        else:
            yield GivenFile(str(file), file.read_bytes())
    except FormatError as error:
        yield GivenFile(str(file), fault=str(error))
    except OSError as error:
        yield GivenFile(str(file), fault=f"{file}: cannot be read ({error.strerror}); check its permissions")


def _is_office(file: Path) -> bool:
    """Whether a zip archive is one document (docx, xlsx): these hold a list of their content's types."""
    try:
        with zipfile.ZipFile(file) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except _BROKEN:
        return False


def _members(file: Path) -> Iterator[GivenFile]:
    left = MAX_UNPACKED * 8
    try:
        with zipfile.ZipFile(file) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise FormatError(f"{file}: {len(members):,} files in one archive; unpack it, and give a folder")
            for member in members:
                name = f"{file}/{PurePosixPath(member.filename)}"
                if PurePosixPath(member.filename).name.startswith((".", "__MACOSX")):
                    continue
                left -= member.file_size
                if member.file_size > _WHOLE and left >= 0 and _is_table(name):
                    with archive.open(member) as stream:
                        yield from _parts(stream, name, member.file_size)
                elif member.file_size > MAX_FILE or left < 0:
                    yield GivenFile(name, fault=f"{name}: too large when unpacked; unpack it, and give the parts")
                else:
                    yield GivenFile(name, _member(archive, member))
    except (*_BROKEN, FormatError) as error:
        yield GivenFile(str(file), fault=f"{file}: cannot be unpacked ({error}); unpack it, and give the files")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise FormatError(f"{member.filename} is larger than it says")
    return content


def _is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in _TABLES


def _parts(stream: IO[bytes], name: str, most: int | None = None) -> Iterator[GivenFile]:
    """The rows of a csv file some at a time, each part below the heading, so that no size of file needs more memory.

    A part ends at the end of a row: at a line break outside quotes, or, where quotes are left open, at any.
    Raises FormatError for more than ``most`` bytes, and for a file that has no lines.
    """
    heading = stream.readline(_LONGEST)
    if not heading.endswith(b"\n") or heading.startswith(_WIDE):
        raise FormatError(f"{name}: more than {_WHOLE >> 20} MB, and no lines of UTF-8; split it, and give the parts")
    suffix = PurePosixPath(name).suffix
    stem, line, number, taken = name.removesuffix(suffix), 2, 0, len(heading)
    while rows := stream.read(_PART):
        rest = b"" if rows.endswith(b"\n") else stream.readline(_LONGEST)
        for _ in range(_OPEN_LINES):
            if (rows.count(b'"') + rest.count(b'"')) % 2 == 0:
                break
            rest += stream.readline(_LONGEST)
        rows, number, taken = rows + rest, number + 1, taken + len(rows) + len(rest)
        if most is not None and taken > most:
            raise FormatError(f"{name} is larger than it says")
        yield GivenFile(f"{stem} (part {number}, from line {line}){suffix}", heading + rows, part=True)
        line += rows.count(b"\n")
