"""What a server sent, judged: a web page in place of a list, nothing at all, a content coding to undo."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from pathlib import Path

from debar.errors import FormatError

#: Bytes of an answer that are looked at to tell a web page, and its title.
HEAD = 64 * 1024
#: Unpacked bytes may be this many times the packed ones; official lists stay below 40.
RATIO = 200
#: No ratio is asked of less than this.
SMALL = 16 * 1024 * 1024

_BLOCK = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,400})", re.IGNORECASE)
_BEFORE = re.compile(r"\s+|<\?xml[^>]{0,200}>|<!--(?:[^-]|-(?!->)){0,2000}-->")
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>]", re.IGNORECASE)


def printable(text: str, most: int = 300) -> str:
    """Return text of a server as it may stand in a message: one line, no control characters, not too long."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= most else f"{text[:most]}…"


def is_page(head: bytes) -> bool:
    """Return whether the first bytes are those of a web page."""
    text = _text(head[:8192])
    place = 0
    while before := _BEFORE.match(text, place):
        place = before.end()
    return _PAGE.match(text, place) is not None


def page_title(head: bytes) -> str:
    """Return the title of a web page by its first bytes, "" when it has none."""
    found = _TITLE.search(_text(head))
    return printable(html.unescape(found.group(1)), 120) if found else ""


def _text(head: bytes) -> str:
    return head.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd")


def unpacked_head(head: bytes, coding: str) -> bytes:
    """Return the first bytes of an answer with its content coding undone as far as they reach."""
    if coding != "gzip":
        return head
    try:
        return zlib.decompressobj(_GZIP).decompress(head, HEAD)
    except zlib.error:
        return b""


def unpack(packed: Path, to: Path, *, largest: int) -> None:
    """Undo gzip as a content coding. Raises FormatError for cut or damaged data and for a bomb."""
    size = packed.stat().st_size
    most = min(largest, max(SMALL, size * RATIO))
    written = 0
    machine = zlib.decompressobj(_GZIP)
    with packed.open("rb") as source, to.open("wb") as target:
        while block := source.read(_BLOCK):
            while block:
                if machine.eof:  # several members may follow each other
                    machine = zlib.decompressobj(_GZIP)
                piece, block = _piece(machine, block)
                written += len(piece)
                if written > most:
                    raise FormatError(f"its {size:,} packed bytes unpack to more than {most:,}, which no list does")
                target.write(piece)
    if not machine.eof:
        raise FormatError("its packed body ends too early")


def _piece(machine: zlib._Decompress, block: bytes) -> tuple[bytes, bytes]:
    """Return some unpacked bytes, and what of the block is still to be unpacked."""
    try:
        piece = machine.decompress(block, _BLOCK)
    except zlib.error as error:
        raise FormatError(f"its packed body is damaged ({error})") from error
    return piece, machine.unused_data if machine.eof else machine.unconsumed_tail


def open_archive(file: Path, *, largest: int) -> None:
    """Put the one file of an archive in its place when an archive came under the name of another kind of file.

    An archive is a zip file, or gzip that the server did not declare as a content coding. Raises FormatError when it is
    damaged, a bomb, or does not hold exactly one file of that kind.
    """
    with file.open("rb") as opened:
        head = opened.read(4)
    for mark, suffix, opening in ((b"PK\x03\x04", ".zip", _unzip), (b"\x1f\x8b\x08", ".gz", unpack)):
        if head.startswith(mark) and file.suffix != suffix:
            archive = file.rename(file.with_suffix(suffix))
            opening(archive, file, largest=largest)
            archive.unlink()


def _unzip(archive: Path, to: Path, *, largest: int) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            found = [info for info in opened.infolist() if info.filename.lower().endswith(to.suffix)]
            if len(found) != 1:
                raise FormatError(f"its archive holds {len(found)} files that end in {to.suffix}, expected one")
            most = min(largest, max(SMALL, found[0].compress_size * RATIO))
            written = 0
            with opened.open(found[0]) as source, to.open("wb") as target:
                while block := source.read(_BLOCK):
                    written += len(block)
                    if written > most:
                        raise FormatError(f"its archive unpacks to more than {most:,} bytes, which no list does")
                    target.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise FormatError(f"its archive is damaged or locked ({error})") from error
