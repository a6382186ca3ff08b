"""Original files: kept once each, compressed, as differences from a similar file where there is one.

A blob is one zstd frame cut into chunks. One with a ``base`` was compressed with the bytes of that blob as its
dictionary, so that the next edition of a file costs close to what changed in it. Chains of bases are short, and files
too large to be held in memory have none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

import zstandard
from sqlalchemy import Connection, Row, delete, exists, select

from debar.errors import DataError, InputError
from debar.store import schema
from debar.store.bulk import insert_rows, next_id
from debar.store.types import Bytes, Fault

#: Most bytes of a file that is kept as a difference or serves as a base: both are held in memory.
PATCHED = 64 * 1024 * 1024
#: Most bases to go through to read one file.
DEEPEST = 16

_BLOCK = 1024 * 1024
_CHUNK = 1024 * 1024
_WINDOW_LOG = 27  # room for a base and a file of PATCHED bytes each
_HASH_LOG = 24  # entries of the table that finds in the base what a file repeats
_MIN_MATCH = 7  # shorter repetitions hide the place that goes on alike for megabytes
_LEVEL = 9
_LARGE_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file that is to be kept, with the hash and the size of its bytes."""

    role: str
    file: Bytes
    sha256: str
    size: int


def hashed(role: str, file: Bytes) -> Hashed:
    """Return the file with hash and size, read once, in flat memory."""
    digest, size = hashlib.sha256(), 0
    with file.open() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Hashed(role, file, digest.hexdigest(), size)


def put(connection: Connection, given: Hashed, similar: int | None) -> tuple[int, int]:
    """Keep a file unless its bytes are kept already; ``similar`` is a blob that may serve as its base.

    Returns the blob's id and the bytes it cost. Raises InputError when the file changes while it is read.
    """
    known = connection.execute(
        select(schema.blob.c.id).where(schema.blob.c.sha256 == given.sha256)
    ).scalar_one_or_none()
    if known is not None:
        return int(known), 0
    base = _base(connection, given.size, similar)
    blob = next_id(connection, schema.blob)
    depth = base.depth + 1 if base is not None else 0
    insert_rows(
        connection, schema.blob, [(blob, given.sha256, given.size, base.id if base is not None else None, depth)]
    )
    dictionary = b"".join(_raw(connection, base)) if base is not None else b""
    return blob, _write(connection, blob, given, dictionary)


def _base(connection: Connection, size: int, similar: int | None) -> Row[Any] | None:
    if similar is None or not 0 < size <= PATCHED:
        return None
    row = connection.execute(select(schema.blob).where(schema.blob.c.id == similar)).one()
    fit = row.depth < DEEPEST and 0 < row.size <= PATCHED and size / 8 <= row.size <= size * 8
    return row if fit else None


def _compressor(size: int, dictionary: bytes) -> zstandard.ZstdCompressor:
    if not dictionary:
        return zstandard.ZstdCompressor(level=_LEVEL if size <= PATCHED else _LARGE_LEVEL)
    # the tables that zstd picks by itself hold a fraction of a large dictionary: a hundred times the size of the result
    log = min(_HASH_LOG, max(17, len(dictionary).bit_length()))
    parameters = zstandard.ZstdCompressionParameters(
        window_log=_WINDOW_LOG,
        hash_log=log,
        chain_log=log,
        search_log=5,
        min_match=_MIN_MATCH,
        strategy=zstandard.STRATEGY_LAZY2,
    )
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(dictionary))


def _dictionary(raw: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _write(connection: Connection, blob: int, given: Hashed, dictionary: bytes) -> int:
    digest, compressing = hashlib.sha256(), _compressor(given.size, dictionary).compressobj()
    waiting, number, stored = bytearray(), 0, 0
    with given.file.open() as stream:
        while True:
            block = stream.read(_BLOCK)
            digest.update(block)
            waiting += compressing.compress(block) if block else compressing.flush()
            while len(waiting) >= _CHUNK or (waiting and not block):
                insert_rows(connection, schema.chunk, [(blob, number, bytes(waiting[:_CHUNK]))])
                stored += min(len(waiting), _CHUNK)
                number += 1
                del waiting[:_CHUNK]
            if not block:
                break
    if digest.hexdigest() != given.sha256:
        raise InputError(f"{given.file.name}: changed while it was being read; import it again")
    return stored


class _Chunks:
    """The compressed bytes of a blob as a stream, one chunk in memory at a time."""

    def __init__(self, connection: Connection, blob: int) -> None:
        self._connection = connection
        self._blob = blob
        self._next = 0
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Return at most that many bytes, none at the end: zstandard writes past its buffer when it gets more."""
        if not self._rest:
            chunk = schema.chunk.c
            query = select(chunk.data).where(chunk.blob == self._blob, chunk.n == self._next)
            self._rest = memoryview(self._connection.execute(query).scalar_one_or_none() or b"")
            self._next += 1
        part = bytes(self._rest[:size])
        self._rest = self._rest[size:]
        return part


def pieces(connection: Connection, row: Row[Any], dictionary: bytes) -> Iterator[bytes]:
    """Yield the bytes of a blob, given those of its base. Raises DataError when they are not what was kept."""
    where = f"original file {row.sha256}"
    decompressor = zstandard.ZstdDecompressor(
        dict_data=_dictionary(dictionary) if dictionary else None, max_window_size=2**_WINDOW_LOG
    )
    digest, size = hashlib.sha256(), 0
    try:
        for piece in decompressor.read_to_iter(cast(IO[bytes], _Chunks(connection, row.id)), write_size=_BLOCK):
            size += len(piece)
            if size > row.size:
                break
            digest.update(piece)
            yield piece
    except zstandard.ZstdError as error:
        raise DataError(f"{where}: damaged in the store ({error}); restore the store from a backup") from None
    if size != row.size or digest.hexdigest() != row.sha256:
        raise DataError(f"{where}: its bytes in the store are not those that were kept; restore it from a backup")


def _raw(connection: Connection, row: Row[Any]) -> Iterator[bytes]:
    """Yield the bytes of a blob after going through its bases, the deepest first."""
    chain = [row]
    while chain[-1].base is not None:
        chain.append(connection.execute(select(schema.blob).where(schema.blob.c.id == chain[-1].base)).one())
    dictionary = b""
    for base in reversed(chain[1:]):
        dictionary = b"".join(pieces(connection, base, dictionary))
    yield from pieces(connection, row, dictionary)


def read(connection: Connection, sha256: str) -> Iterator[bytes]:
    """Yield the bytes of a kept file. Raises InputError when there is none, DataError when they are damaged."""
    row = connection.execute(select(schema.blob).where(schema.blob.c.sha256 == sha256)).one_or_none()
    if row is None:
        raise InputError(f"{sha256}: no original file with this hash is in the store")
    yield from _raw(connection, row)


def drop_unused(connection: Connection) -> None:
    """Forget blobs that no edition and no document refers to and no other blob needs as a base."""
    other = schema.blob.alias()
    used = exists().where(schema.original.c.blob == schema.blob.c.id) | exists().where(
        schema.document.c.blob == schema.blob.c.id
    )
    needed = exists().where(other.c.base == schema.blob.c.id)
    while unused := list(connection.execute(select(schema.blob.c.id).where(~used, ~needed)).scalars()):
        connection.execute(delete(schema.chunk).where(schema.chunk.c.blob.in_(unused)))
        connection.execute(delete(schema.blob).where(schema.blob.c.id.in_(unused)))


def check_all(connection: Connection) -> Iterator[Fault]:
    """Decompress every blob, each base just before what needs it, and yield those that are damaged."""
    children: dict[int | None, list[Row[Any]]] = {}
    for row in connection.execute(select(schema.blob).order_by(schema.blob.c.id)):
        children.setdefault(row.base, []).append(row)
    waiting = [(row, b"") for row in reversed(children.get(None, []))]
    while waiting:
        row, dictionary = waiting.pop()
        after = children.get(row.id, [])
        raw = bytearray()
        try:
            for piece in pieces(connection, row, dictionary):
                if after:
                    raw += piece
        except DataError as error:
            yield Fault(f"original file {row.sha256}", str(error))
        base = bytes(raw)
        waiting += [(child, base) for child in after]
