"""From a path to the readable members of a file: archives opened, formats told apart by content, sizes bounded."""

from __future__ import annotations

import hashlib
import re
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from debar.errors import FormatError, InputError
from debar.tables.limits import CHUNK, HEAD, MAX_DEPTH, MAX_MEMBERS, MAX_TOTAL, MAX_WORKBOOK
from debar.tables.sources import COMPANION_REASON, is_companion
from debar.tables.streams import BROKEN, Budget, Stream, unpacked

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"BZh91AY&SY", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
    (b"PAR1", "parquet"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"GIF8", "a GIF image"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"{\\rtf", "an RTF document"),
)
#: Kinds that are no table and are read only by who asks for documents.
_DOCUMENTS = frozenset({"a PDF document", "a PNG image", "a JPEG image", "a TIFF image"})
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|div|p|section|article|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.\-:]*[\s>/])")
#: Control characters that no text holds; NUL is left out, as exports of old systems pad with it.
_CONTROL = bytes(range(1, 9)) + bytes(range(14, 27)) + b"\x7f"
_READABLE = (
    "csv, tsv, xlsx, xls, ods, json, jsonl, parquet, FPDS Atom, pdf, docx, html, e-mail, text, "
    "or a gz, zst, zip or tar of these"
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file that was not read, and why; ``aside``: by its name it is no table."""

    name: str
    reason: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One readable thing in a file. ``kind``: ``text``, ``json``, ``xml``, ``workbook``, ``parquet`` or ``document``.

    ``member`` is its path in an archive, ``name`` is ``file`` or ``file/member``; ``sha256`` is of the whole file as
    the user gave it. ``share`` tells how much of that file was read so far (0..1).
    """

    source: str
    member: str
    sha256: str
    kind: str
    stream: Stream
    share: Callable[[], float] = float

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return f"{self.source}/{self.member}" if self.member else self.source


def members(
    path: str | Path, skipped: list[Skipped] | None = None, name: str = "", *, documents: bool = False
) -> Iterator[Member]:
    """The readable members of the file at ``path`` (``-``: standard input), each to be read before the next is asked.

    They are called by ``name``, else by the name of the file. With ``documents``, pdf, docx, html and pictures are
    members too; else they cannot be read.

    A member that cannot be read is added to ``skipped``; without that list, or when the file is no archive, it raises.
    Raises `InputError` when there is no such file, `FormatError` when its content is empty, binary or broken.
    """
    with _opened(path) as (own_name, file, size, digest):
        name = name or own_name
        stream = Stream(file, name)
        share = lambda: min(stream.taken / max(size, 1), 1.0)  # noqa: E731 - asked for while it is read
        walk = _Walk(name, digest, skipped, Budget(MAX_TOTAL), share, documents=documents)
        yield from walk.stream(stream, "", size, 0)


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple[str, IO[bytes], int, str]]:
    """The file's shown name, the file at its start, its size and its sha256; what cannot be sought is spooled first."""
    if str(path) == "-":
        with _spooled(sys.stdin.buffer) as (file, size, digest):
            yield "-", file, size, digest
        return
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: is a directory. Give the files in it, for example {path}/*.csv.")
    try:
        with path.open("rb") as file:
            if not path.is_file():
                with _spooled(file) as (copy, size, digest):
                    yield path.name, copy, size, digest
                return
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            yield path.name, file, size, digest
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file. Check the name and the directory you are in.") from error
    except PermissionError as error:
        raise InputError(f"{path}: may not be read by you. Check its permissions.") from error
    except OSError as error:
        if error.filename != str(path):
            raise
        raise InputError(f"{path}: cannot be opened ({error.strerror}). Check the name.") from error


@contextmanager
def _spooled(source: IO[bytes]) -> Iterator[tuple[IO[bytes], int, str]]:
    with tempfile.TemporaryFile() as copy:
        digest = hashlib.sha256()
        while part := source.read(CHUNK):
            digest.update(part)
            copy.write(part)
        size = copy.tell()
        copy.seek(0)
        yield copy, size, digest.hexdigest()


class _Walk:
    """Goes through one file and whatever it packs."""

    def __init__(
        self,
        source: str,
        sha256: str,
        skipped: list[Skipped] | None,
        budget: Budget,
        share: Callable[[], float],
        *,
        documents: bool,
    ) -> None:
        self._documents = documents
        self._source = source
        self._sha256 = sha256
        self._skipped = skipped
        self._budget = budget
        self._share = share
        self._count = 0

    def _set_aside(self, path: str) -> bool:
        """Whether a member of an archive holds no data by its name; then it is noted, where notes are kept."""
        if self._skipped is None or not is_companion(path):
            return False
        self._skipped.append(Skipped(f"{self._source}/{path}", COMPANION_REASON, aside=True))
        return True

    def _inside(self, stream: Stream, member: str, size: int, depth: int) -> Iterator[Member]:
        """As `stream`, for a member of an archive: what cannot be read is noted and the next one follows."""
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise FormatError(
                f"{self._source}: more than {MAX_MEMBERS} members. Unpack it and give the files you need."
            )
        try:
            yield from self.stream(stream, member, size, depth)
        except FormatError as error:
            if self._skipped is None:
                raise
            self._skipped.append(Skipped(stream.name, str(error).removeprefix(f"{stream.name}: ")))

    def stream(self, stream: Stream, member: str, size: int, depth: int) -> Iterator[Member]:
        """The readable members of what ``stream`` holds; ``size`` is its packed size."""
        head = stream.peek(HEAD)
        kind = _kind(head, stream.name, documents=self._documents)
        if kind in ("gz", "bz2", "xz", "zst", "zip", "tar") and depth > MAX_DEPTH:
            raise FormatError(
                f"{stream.name}: archives packed in archives too deep. Unpack it and give the files inside."
            )
        if kind in ("gz", "bz2", "xz", "zst"):
            inner = unpacked(stream, kind, packed=size, budget=self._budget)
            yield from self.stream(inner, member, size, depth + 1)
        elif kind == "tar":
            yield from self._tar(stream, member, depth)
        elif kind == "zip":
            yield from self._zip(stream, member, depth)
        else:
            yield Member(self._source, member, self._sha256, kind, stream, self._share)

    def _tar(self, stream: Stream, member: str, depth: int) -> Iterator[Member]:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]  # it only reads
                for info in archive:
                    file = archive.extractfile(info) if info.isreg() else None
                    if file is None or _is_litter(info.name) or self._set_aside(info.name):
                        continue
                    path = f"{member}/{info.name}" if member else info.name
                    inner = Stream(file, f"{self._source}/{path}")
                    yield from self._inside(inner, path, info.size, depth + 1)
        except (tarfile.TarError, *BROKEN) as error:
            raise FormatError(f"{stream.name}: the tar archive is broken ({error}). Fetch the file again.") from error

    def _zip(self, stream: Stream, member: str, depth: int) -> Iterator[Member]:
        try:
            with stream.seekable_copy() as copy, zipfile.ZipFile(copy) as archive:
                infos = archive.infolist()
                office = _office(archive, stream.name, documents=self._documents)
                if office:
                    copy.seek(0)
                    yield Member(self._source, member, self._sha256, office, Stream(copy, stream.name), self._share)
                    return
                for info in infos:
                    if info.is_dir() or _is_litter(info.filename) or self._set_aside(info.filename):
                        continue
                    path = f"{member}/{info.filename}" if member else info.filename
                    yield from self._zipped(archive, info, path, depth + 1)
        except (zipfile.BadZipFile, NotImplementedError, *BROKEN) as error:
            raise FormatError(f"{stream.name}: the zip archive is broken ({error}). Fetch the file again.") from error

    def _zipped(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, depth: int) -> Iterator[Member]:
        name = f"{self._source}/{path}"
        if info.flag_bits & 1:
            problem = "is encrypted. Unpack it with its password and give the files inside."
            if self._skipped is None:
                raise FormatError(f"{name}: {problem}")
            self._skipped.append(Skipped(name, problem))
            return
        with archive.open(info) as file:
            inner = Stream(file, name, packed=info.compress_size, budget=self._budget)
            yield from self._inside(inner, path, info.compress_size, depth)


def _is_litter(path: str) -> bool:
    """Files that archivers add on their own."""
    name = path.rsplit("/", 1)[-1]
    return path.startswith("__MACOSX/") or name.startswith("._") or name in (".DS_Store", "Thumbs.db")


def _office(archive: zipfile.ZipFile, name: str, *, documents: bool) -> str:
    """``workbook`` for the zip of an xlsx, xlsb or ods file, ``document`` for a docx, empty for a plain zip."""
    parts = set(archive.namelist())
    if documents and "word/document.xml" in parts:
        return "document"
    if "word/document.xml" in parts or "ppt/presentation.xml" in parts:
        raise FormatError(f"{name}: an Office document, not a table. Save the table in it as csv or xlsx.")
    ods = "mimetype" in parts and b"spreadsheet" in archive.open("mimetype").read(200)
    if not ods and not any(part.startswith("xl/workbook.") for part in parts):
        return ""
    if sum(info.file_size for info in archive.infolist()) > MAX_WORKBOOK:
        raise FormatError(
            f"{name}: the workbook unpacks to more than {MAX_WORKBOOK >> 30} GB. Export its sheets as csv."
        )
    return "workbook"


def _kind(head: bytes, name: str, *, documents: bool) -> str:
    """What the bytes are. Raises `FormatError` for what debar does not read."""
    if not head.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise FormatError(f"{name}: the file is empty. Check that the export finished.")
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if documents and kind in _DOCUMENTS:
        return "document"
    if " " in kind:
        raise FormatError(f"{name}: is {kind}, which is not read here. Readable: {_READABLE}.")
    if kind:
        return kind
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(head):
        return "text"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(start):
        if documents:
            return "document"
        raise FormatError(f"{name}: is an HTML page, not a table. Save the table in it as csv or xlsx.")
    if _XML.match(start):
        return "xml"
    sample = head[:8192]
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 50:
        raise FormatError(f"{name}: is a binary file of a kind not known here. Readable: {_READABLE}.")
    if sample.count(0) > len(sample) // 4:
        raise FormatError(f"{name}: is a binary file, mostly zero bytes. Readable: {_READABLE}.")
    return "json" if start[:1] in (b"{", b"[") and start[1:64].lstrip()[:1] in b'"{[]}' else "text"


def _looks_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: nearly every second byte is NUL."""
    sample = head[:4096]
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    return len(sample) >= 8 and max(zeros) > len(sample) * 0.3 and min(zeros) < len(sample) * 0.02
