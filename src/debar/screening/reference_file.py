"""One file that holds arrays and bytes under names and opens by memory map.

Layout: magic, the header's length (8 bytes, little endian), a JSON header, then the sections, each aligned to 64 bytes.
Nothing in it is executable, and a file cut short is refused by its stated size.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar.errors import DataError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

MAGIC = b"DEBARREF\x01\n"
ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Section:
    """A view of one section of the file: bytes (``kind`` is ``bytes``), or an array of a numpy type and a shape."""

    kind: str
    shape: tuple[int, ...]
    data: memoryview

    def array(self) -> Array:
        """Return the array, a view of the file."""
        import numpy as np  # noqa: PLC0415  a check that needs no names does not pay for numpy

        return np.frombuffer(self.data, dtype=np.dtype(self.kind)).reshape(self.shape)


def write_sections(path: Path, meta: Mapping[str, Any], sections: Mapping[str, bytes | Array]) -> None:
    """Write ``sections`` and ``meta`` to ``path`` in one step: readers see the old file or the whole new one."""
    table: dict[str, Any] = {}
    offset = 0
    for name, section in sections.items():
        if isinstance(section, bytes):
            kind, shape, size = "bytes", [len(section)], len(section)
        else:
            kind, shape, size = section.dtype.str, list(section.shape), section.nbytes
        table[name] = {"kind": kind, "shape": shape, "offset": offset, "size": size}
        offset += -(-size // ALIGNMENT) * ALIGNMENT
    header = json.dumps({"meta": meta, "sections": table, "size": offset}, sort_keys=True).encode()
    start = len(MAGIC) + 8 + len(header)
    header += b" " * (-start % ALIGNMENT)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".reference-")
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(MAGIC + len(header).to_bytes(8, "little") + header)
            for section in sections.values():
                size = len(section) if isinstance(section, bytes) else section.nbytes
                if size:
                    out.write(section if isinstance(section, bytes) else _contiguous(section))
                out.write(b"\0" * (-size % ALIGNMENT))
            out.flush()
            os.fsync(out.fileno())
        _put(Path(partial), path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _contiguous(array: Array) -> memoryview:
    """The array's own memory, without a copy where it lies in one piece."""
    return (array if array.flags.c_contiguous else array.copy(order="C")).data


def _put(partial: Path, path: Path) -> None:
    """Give the whole file its name; where one in use cannot be replaced (Windows), the one that is there stays."""
    try:
        partial.replace(path)
    except PermissionError:
        if not path.exists():
            raise
        partial.unlink(missing_ok=True)


def put_back(path: Path, section: Section) -> None:
    """Write the file of a mapped ``section`` again where somebody removed it: other processes open it by its name."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".reference-")
    with os.fdopen(descriptor, "wb") as out:
        out.write(section.data.obj)
    _put(Path(partial), path)


def read_sections(path: Path) -> tuple[dict[str, Any], dict[str, Section]]:
    """Return the meta data and the sections of a file written by :func:`write_sections`.

    Sections are views of the memory map. Raises DataError when the file is not one of ours or is
    cut short.
    """
    with path.open("rb") as file:
        try:
            buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise DataError(f"{path}: the reference file is empty; delete it, it is made anew") from error
    if buffer[: len(MAGIC)] != MAGIC:
        raise DataError(f"{path}: not a reference file of this version; delete it, it is made anew")
    length = int.from_bytes(buffer[len(MAGIC) : len(MAGIC) + 8], "little")
    start = len(MAGIC) + 8 + length
    try:
        header = json.loads(buffer[len(MAGIC) + 8 : start])
    except ValueError as error:
        raise DataError(f"{path}: the reference file's header is damaged; delete it, it is made anew") from error
    if len(buffer) != start + header["size"]:
        raise DataError(f"{path}: the reference file was cut short; delete it, it is made anew")
    whole = memoryview(buffer)
    sections = {
        name: Section(
            kind=entry["kind"],
            shape=tuple(entry["shape"]),
            data=whole[start + entry["offset"] : start + entry["offset"] + entry["size"]],
        )
        for name, entry in header["sections"].items()
    }
    return dict(header["meta"]), sections
