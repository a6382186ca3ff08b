"""The files in what a user gives: a file itself, a packed one, or an archive, also one inside another.

What is unpacked is bounded by :mod:`debar.tables.limits`; nothing is written under a name from an archive.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from debar.errors import FormatError, InputError
from debar.lists.parsing import File
from debar.tables.limits import CHUNK, MAX_DEPTH, MAX_MEMBERS
from debar.tables.streams import BROKEN, Budget, Stream, unpacked

#: Unpacked files larger than this are kept on disk, in the scratch directory.
IN_MEMORY = 32 * 1024 * 1024

_PACKINGS = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_SUFFIXES = {"gz": ".gz", "bz2": ".bz2", "xz": ".xz"}
_WORKBOOK = "xl/workbook."
_HEAD = 512


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file, and its path in the archive it came from (of no parts for a file that is in none)."""

    file: File
    path: PurePosixPath


class Unpacker:
    """Opens files. ``scratch`` is a directory for unpacked ones, to be removed by the caller afterwards."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._count = 0

    def files(self, path: Path) -> list[Unpacked]:
        """Return the file, or the files of the archive, unpacked.

        Raises InputError when it cannot be read, FormatError for a broken archive or a bomb.
        """
        try:
            if not path.exists():
                raise InputError(f"{path}: no such file; check the name and the directory you are in")
            return list(self._opened(File(path.name, path=path), PurePosixPath(), Budget(), 0))
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error

    def keep(self, stream: Stream, name: str) -> File:
        """Return the bytes of a stream as a file: in memory when small, else on disk under a number."""
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

    def _opened(self, file: File, inside: PurePosixPath, budget: Budget, depth: int) -> Iterator[Unpacked]:
        with file.open() as raw:
            head = raw.read(_HEAD)
            raw.seek(0)
            packing = next((kind for magic, kind in _PACKINGS.items() if head.startswith(magic)), "")
            is_tar, is_zip = head[257:262] == b"ustar", head.startswith(b"PK\x03\x04") and not _is_workbook(raw)
            if not (packing or is_tar or is_zip):
                yield Unpacked(file, inside)
                return
            if depth > MAX_DEPTH:
                raise FormatError(f"{file.name}: archives in archives too deep; unpack it and give the files inside")
            raw.seek(0)
            if packing:
                inner = unpacked(Stream(raw, file.name), packing, packed=file.size(), budget=budget)
                yield from self._opened(
                    self.keep(inner, file.name.removesuffix(_SUFFIXES[packing])), inside, budget, depth + 1
                )
                return
            members = self._tar(raw, file.name, budget) if is_tar else self._zip(raw, file.name, budget)
            for member, path in members:
                yield from self._opened(member, inside / path, budget, depth + 1)

    def _zip(self, raw: IO[bytes], name: str, budget: Budget) -> Iterator[tuple[File, PurePosixPath]]:
        try:
            with zipfile.ZipFile(raw) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
                if len(infos) > MAX_MEMBERS:
                    raise FormatError(f"{name}: more than {MAX_MEMBERS} members; unpack it and give the files you need")
                for info in infos:
                    with archive.open(info) as member:
                        packed = max(info.compress_size, 1)
                        stream = Stream(member, f"{name}/{info.filename}", packed=packed, budget=budget)
                        path = PurePosixPath(info.filename)
                        kept = self.keep(stream, path.name)
                    yield kept, path
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *BROKEN) as error:
            raise FormatError(f"{name}: the zip archive is broken or locked ({error}); fetch it again") from error

    def _tar(self, raw: IO[bytes], name: str, budget: Budget) -> Iterator[tuple[File, PurePosixPath]]:
        try:
            with tarfile.open(fileobj=raw, mode="r:") as archive:
                for info in archive:
                    member = archive.extractfile(info) if info.isreg() and not _is_litter(info.name) else None
                    if member is not None:
                        path = PurePosixPath(info.name)
                        yield self.keep(Stream(member, f"{name}/{info.name}", budget=budget), path.name), path
        except (tarfile.TarError, *BROKEN) as error:
            raise FormatError(f"{name}: the tar archive is broken ({error}); fetch it again") from error


def _is_litter(path: str) -> bool:
    """True for what archivers add of their own."""
    name = path.rsplit("/", 1)[-1]
    return path.startswith("__MACOSX/") or name.startswith("._") or name in {".DS_Store", "Thumbs.db"}


def _is_workbook(raw: IO[bytes]) -> bool:
    """True for the zip of an xlsx, xlsb or ods file, which is one table and no archive."""
    try:
        with zipfile.ZipFile(raw) as archive:
            names = set(archive.namelist())
            ods = "mimetype" in names and b"spreadsheet" in archive.open("mimetype").read(200)
            return ods or any(name.startswith(_WORKBOOK) for name in names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *BROKEN):
        return False
