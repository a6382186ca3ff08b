"""A byte stream that can be looked at before it is read, and that stops a decompression bomb."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tempfile
import zlib
from dataclasses import dataclass
from typing import IO, Protocol

import zstandard

from debar.errors import FormatError
from debar.tables.limits import CHUNK, FREE, MAX_DOCUMENT, MAX_RATIO, MAX_TOTAL


class Readable(Protocol):
    """Anything with ``read(n)``."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        ...


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked from one file."""

    left: int = MAX_TOTAL


#: What the decompressors raise on broken input.
BROKEN = (gzip.BadGzipFile, EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError)
#: The largest window of a zst stream that is kept in memory (what `zstd --long` makes).
_ZST_WINDOW = 128 << 20
#: Packed bytes unpacked at a time: few, as they may hold thousands of times as many.
_ZST_PIECE = 1 << 12


class Stream:
    """Bytes of ``name``, read once from the front; ``peek`` looks ahead without reading.

    ``packed`` is the size in the archive: reading more than ``MAX_RATIO`` times that (beyond ``FREE`` bytes), or more
    than ``budget`` holds, raises `FormatError`; so do bytes that cannot be unpacked. ``taken`` counts the bytes read.
    """

    def __init__(self, raw: Readable, name: str, *, packed: int | None = None, budget: Budget | None = None) -> None:
        self.name = name
        self._raw = raw
        self._ahead = b""
        self._allowed = None if packed is None else max(FREE, packed * MAX_RATIO)
        self._budget = budget
        self.taken = 0

    def _take(self, size: int) -> bytes:
        try:
            data = self._raw.read(size)
        except FormatError:
            raise
        except BROKEN as error:
            if getattr(self._raw, "closed", False):
                raise  # the iterator that owns the file is gone: a mistake in the calling code, no fault of the file
            raise FormatError(
                f"{self.name}: the packed data is broken after {self.taken} bytes ({error}). Fetch the file again."
            ) from error
        self.taken += len(data)
        if self._budget is not None:
            self._budget.left -= len(data)
        too_much = self._allowed is not None and self.taken > self._allowed
        if too_much or (self._budget is not None and self._budget.left < 0):
            raise FormatError(
                f"{self.name}: unpacks to more than {MAX_RATIO} times its size; not read any further, as such a file "
                "is built to fill a machine. If it is real, unpack it yourself and give the file inside."
            )
        return data

    def peek(self, size: int) -> bytes:
        """Up to ``size`` bytes from here on, still to be read."""
        while len(self._ahead) < size:
            more = self._take(max(size - len(self._ahead), CHUNK // 16))
            if not more:
                break
            self._ahead += more
        return self._ahead[:size]

    def read(self, size: int = -1, /) -> bytes:
        """The next ``size`` bytes (fewer only at the end), or all that are left."""
        if size < 0:
            return self.read_all(MAX_TOTAL)
        if not self._ahead:
            return self._take(size)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def read_all(self, limit: int = MAX_DOCUMENT) -> bytes:
        """Everything left. Raises `FormatError` beyond ``limit`` bytes."""
        parts: list[bytes] = []
        size = 0
        while part := self.read(CHUNK):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise FormatError(
                    f"{self.name}: more than {limit >> 20} MB, too large to be read in one piece. "
                    "Split it, or export it as csv or jsonl, which are read as a stream."
                )
        return b"".join(parts)

    def seekable_copy(self) -> IO[bytes]:
        """Everything left as a file that can be sought: in memory when small, else an unnamed temporary file."""
        copy: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=FREE)  # noqa: SIM115 - the caller closes it
        while part := self.read(CHUNK):
            copy.write(part)
        copy.seek(0)
        return copy


def unpacked(stream: Stream, packing: str, *, packed: int, budget: Budget) -> Stream:
    """The stream inside a ``gz``, ``bz2``, ``xz`` or ``zst`` stream."""
    raw: Readable
    if packing == "gz":
        raw = gzip.GzipFile(fileobj=stream)  # type: ignore[call-overload]  # it only reads
    elif packing == "bz2":
        raw = bz2.BZ2File(stream)  # type: ignore[call-overload]  # it only reads
    elif packing == "zst":
        raw = _Zst(stream)
    else:
        raw = lzma.LZMAFile(stream)  # type: ignore[arg-type]  # noqa: SIM115  it only reads, and owns no file
    return Stream(raw, stream.name, packed=packed, budget=budget)


class _Zst:
    """The bytes inside a zst stream; one cut short raises EOFError, as the other decompressors do."""

    def __init__(self, packed: Stream) -> None:
        self._packed = packed
        self._ended = True
        self._frame = self._next_frame()
        self._ready = b""

    def _next_frame(self) -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=_ZST_WINDOW).decompressobj()

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        while not self._ready:
            piece = self._frame.unused_data or self._packed.read(_ZST_PIECE)
            if not piece:
                if not self._ended:
                    raise EOFError("the zst stream ends too early")
                return b""
            if self._frame.eof:
                self._frame = self._next_frame()
            self._ready = self._frame.decompress(piece)
            self._ended = self._frame.eof
        data, self._ready = self._ready[:size], self._ready[size:]
        return data
