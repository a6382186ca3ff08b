"""From what a user gives (files, archives, directories) to groups of files that may each be one edition of a list.

Files are told apart by the date in their names: ``sdn_2022-02-24.csv.gz`` or ``2025-12-24/add.csv``. Archives are
unpacked under the bounds of :mod:`debar.tables.limits`; nothing is written under a name from an archive.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from debar.errors import FormatError, InputError
from debar.lists.parsing import File
from debar.tables.limits import CHUNK, MAX_MEMBERS
from debar.tables.streams import BROKEN, Budget, Stream, unpacked

#: Unpacked files larger than this are kept on disk, in the scratch directory.
IN_MEMORY = 32 * 1024 * 1024

_DATED = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-_.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>[0-2]\d|3[01])(?!\d)")
_PACKINGS = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_SUFFIXES = {"gz": ".gz", "bz2": ".bz2", "xz": ".xz"}
_WORKBOOK = "xl/workbook."


@dataclass(frozen=True, slots=True)
class Group:
    """Files that belong together; ``day`` is the date in their name, ``beside`` the directory they came from."""

    name: str
    files: tuple[File, ...]
    day: date | None = None
    beside: Path | None = None


def day_in(name: str) -> date | None:
    """Return the last date written in a name as 2022-02-24, 2022_02_24 or 20220224; None when there is none."""
    found = None
    for match in _DATED.finditer(name):
        try:
            found = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
    return found


class Collector:
    """Opens what is given. ``scratch`` is a directory for unpacked files, to be removed by the caller afterwards."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._count = 0

    def groups(self, paths: Sequence[Path]) -> list[Group]:
        """Return the groups in the order of their dates; undated ones come last.

        Files given side by side without differing dates are one group. Raises InputError for a path that cannot be
        read, FormatError for a broken archive.
        """
        found: list[Group] = []
        loose: list[Path] = []
        for path in paths:
            if path.is_dir():
                found.extend(self._directory(path))
            else:
                loose.append(path)
        found.extend(self._by_date(loose))
        return sorted(found, key=lambda group: (group.day is None, group.day or date.min, group.name))

    def _directory(self, path: Path) -> Iterator[Group]:
        try:
            entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            raise InputError(f"{path}: the directory cannot be read ({error.strerror})") from error
        yield from self._by_date([entry for entry in entries if entry.is_file()])
        for entry in entries:
            if entry.is_dir():
                yield from self._directory(entry)

    def _by_date(self, paths: Iterable[Path]) -> Iterator[Group]:
        """Groups of the files of each directory and date."""
        grouped: dict[tuple[Path, date | None], list[Path]] = {}
        for path in paths:
            grouped.setdefault((path.parent, day_in(path.name) or day_in(path.parent.name)), []).append(path)
        for (parent, day), members in grouped.items():
            files = tuple(file for path in members for file in self.files(path))
            name = str(members[0]) if len(members) == 1 else f"{parent} ({', '.join(path.name for path in members)})"
            yield Group(name, files, day, parent)

    def files(self, path: Path) -> list[File]:
        """Return the file, or the files of the archive, unpacked."""
        try:
            if not path.exists():
                raise InputError(f"{path}: no such file; check the name and the directory you are in")
            with path.open("rb") as raw:
                return list(self._unpack(raw, path.name, path.stat().st_size, path))
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error

    def _unpack(self, raw: IO[bytes], name: str, size: int, path: Path | None) -> Iterator[File]:
        head = raw.read(512)
        raw.seek(0)
        packing = next((kind for magic, kind in _PACKINGS.items() if head.startswith(magic)), "")
        if packing:
            inner = unpacked(Stream(raw, name), packing, packed=size, budget=Budget())
            plain = name.removesuffix(_SUFFIXES[packing]).removesuffix(".tgz")
            kept = self._keep(inner, f"{plain}.tar" if name.endswith(".tgz") else plain)
            with kept.open() as stream:
                if stream.read(262)[257:262] == b"ustar":
                    stream.seek(0)
                    yield from self._tar(stream, name)
                    return
            yield kept
        elif head[257:262] == b"ustar":
            yield from self._tar(raw, name)
        elif head.startswith(b"PK\x03\x04"):
            yield from self._zip(raw, name, path)
        elif path is not None:
            yield File(name, path=path)
        else:
            yield self._keep(Stream(raw, name), name)

    def _zip(self, raw: IO[bytes], name: str, path: Path | None) -> Iterator[File]:
        budget = Budget()
        try:
            with zipfile.ZipFile(raw) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
                if any(info.filename.startswith(_WORKBOOK) for info in infos):
                    raw.seek(0)
                    yield File(name, path=path) if path else self._keep(Stream(raw, name), name)
                    return
                if len(infos) > MAX_MEMBERS:
                    raise FormatError(f"{name}: more than {MAX_MEMBERS} members; unpack it and give the files you need")
                for info in infos:
                    with archive.open(info) as member:
                        stream = Stream(
                            member, f"{name}/{info.filename}", packed=max(info.compress_size, 1), budget=budget
                        )
                        yield self._keep(stream, info.filename.rsplit("/", 1)[-1])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *BROKEN) as error:
            raise FormatError(f"{name}: the zip archive is broken or locked ({error}); fetch it again") from error

    def _tar(self, raw: IO[bytes], name: str) -> Iterator[File]:
        budget = Budget()
        try:
            with tarfile.open(fileobj=raw, mode="r:") as archive:
                for info in archive:
                    member = archive.extractfile(info) if info.isreg() else None
                    if member is not None:
                        stream = Stream(member, f"{name}/{info.name}", budget=budget)
                        yield self._keep(stream, info.name.rsplit("/", 1)[-1])
        except (tarfile.TarError, *BROKEN) as error:
            raise FormatError(f"{name}: the tar archive is broken ({error}); fetch it again") from error

    def _keep(self, stream: Stream, name: str) -> File:
        """The bytes of the stream as a file: in memory when small, else on disk under a number."""
        data = stream.peek(IN_MEMORY + 1)
        if len(data) <= IN_MEMORY:
            return File(name, data=stream.read_all(IN_MEMORY))
        self._count += 1
        path = self._scratch / f"{self._count}.part"
        try:
            with path.open("wb") as out:
                while block := stream.read(CHUNK):
                    out.write(block)
        except OSError as error:
            raise InputError(
                f"{name}: cannot be unpacked into {self._scratch} ({error.strerror}); make room or set TMPDIR"
            ) from error
        return File(name, path=path)
