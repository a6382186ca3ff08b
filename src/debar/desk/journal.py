"""What a long scan has finished, kept beside its output, so that a run that was killed goes on where it stood.

A journal is a line that says what it is, then frames: eight bytes (length and CRC-32 of what follows, little-endian)
and a pickled value. The first frame says what was asked, each further one what came of one window. A frame is on the
disk before anything of it is reported; a last one that was cut off is left out. Only values of the model are read back.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from enum import EnumType
from pathlib import Path
from typing import IO, Any

from debar.desk.judging import Judged
from debar.errors import DataError, InputError

_TITLE = b"debar journal 1\n"
_FRAME = struct.Struct("<II")
_SAFE = frozenset(
    {
        ("builtins", "frozenset"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("debar.desk.judging", "Judged"),
        ("decimal", "Decimal"),
    }
)

Head = Mapping[str, str]


def journal_of(output: str) -> Path:
    """Where the journal of an output file stands."""
    path = Path(output)
    return path.with_name(path.name + ".journal")


class Journal:
    """A journal at ``path``. ``head`` says what is asked; `read` what is finished; `add` keeps one window more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head: dict[str, str] = {}
        self._file: IO[bytes] | None = None
        self._start = 0

    def begin(self, head: Head, same: Sequence[str]) -> None:
        """Start the journal, or continue it.

        Raises InputError when it is that of another run: what is named in ``same`` must be the same; DataError when it
        is no journal.
        """
        known = self._known_head()
        if known is None:
            self._file = self.path.open("w+b")
            self._file.write(_TITLE)
            self._write(dict(head))
            self.head = dict(head)
        else:
            other = [name for name in same if known.get(name) != head.get(name)]
            if other:
                raise InputError(
                    f"{self.path}: was kept by a run with another {' and another '.join(other)}; run it as before, or "
                    "delete the journal to start anew"
                )
            self._file = self.path.open("r+b")
            self._file.seek(self._start)
            self.head = known

    def read(self) -> Iterator[list[Judged]]:
        """The windows that are finished, in order; what was cut off is removed."""
        file = self._opened()
        file.seek(self._start)
        end = self._start
        for value in _frames(file):
            end = file.tell()
            yield value
            file.seek(end)
        file.seek(end)
        file.truncate()

    def add(self, window: Sequence[Judged]) -> None:
        """Keep a window; it is on the disk when this returns."""
        self._write(list(window))

    def close(self, *, finished: bool) -> None:
        """Close the journal; a run that is finished needs none."""
        if self._file is not None:
            self._file.close()
        if finished:
            self.path.unlink(missing_ok=True)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            raise ValueError("the journal has not begun")
        return self._file

    def _write(self, value: object) -> None:
        file = self._opened()
        data = pickle.dumps(value, protocol=5)
        file.write(_FRAME.pack(len(data), zlib.crc32(data)) + data)
        file.flush()
        os.fsync(file.fileno())
        self._start = self._start or file.tell()

    def _known_head(self) -> dict[str, str] | None:
        try:
            with self.path.open("rb") as file:
                title = file.read(len(_TITLE))
                if title != _TITLE[: len(title)]:
                    raise DataError(f"{self.path}: is no journal of debar; move it away, or choose another -o")
                head = next(_frames(file), None)
                self._start = file.tell()
        except FileNotFoundError:
            return None
        return head if isinstance(head, dict) else None


def _frames(file: IO[bytes]) -> Iterator[Any]:
    """The values from here on, up to the first that is cut off or damaged."""
    while len(begin := file.read(_FRAME.size)) == _FRAME.size:
        length, checksum = _FRAME.unpack(begin)
        data = file.read(length)
        if len(data) < length or zlib.crc32(data) != checksum:
            return
        yield _Values(io.BytesIO(data)).load()


class _Values(pickle.Unpickler):
    """Reads values of the model and nothing else: a journal runs no code."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name. Raises DataError for one that no journal holds."""
        if (module, name) in _SAFE or module.startswith("debar.model."):
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):
            return _member
        raise DataError(f"the journal holds {module}.{name}, which no journal of debar does; delete it to start anew")


def _member(enumeration: Any, name: str) -> Any:
    """A member of an enumeration, as Python before 3.11.4 writes it: a call of getattr. Raises DataError for others."""
    if not isinstance(enumeration, EnumType) or name not in enumeration.__members__:
        raise DataError(
            "the journal holds builtins.getattr of no enumeration, which no journal of debar does; delete it"
        )
    return enumeration[name]
