"""What every parser of a list receives and gives: files by role and a log in, entities out.

A layout is one form in which a list is served (OFAC's delimited files, the eCFR's XML ...). It recognises its files by
content, never by place, and says what it cannot give. A parser never drops anything in silence: what it cannot read is
rejected in the log with place and reason, what it could read only in part is warned of.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from debar.errors import FormatError
from debar.model import Entity

#: Bytes of a file that a layout sees to recognise it.
HEAD = 65_536
#: Most bytes of a file that is read as a whole; larger files need a parser that streams.
WHOLE = 512 * 1024 * 1024
#: Problems kept with their text; all are counted.
KEPT = 200

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """One original file, not compressed: its name and where its bytes are (in memory or in a file on disk)."""

    name: str
    data: bytes | None = None
    path: Path | None = None

    def open(self) -> BinaryIO:
        """Return the bytes as a new binary stream."""
        if self.path is not None:
            return self.path.open("rb")
        return io.BytesIO(self.data or b"")

    def read(self) -> bytes:
        """Return all bytes. Raises FormatError when there are more than ``WHOLE``."""
        with self.open() as stream:
            data = stream.read(WHOLE + 1)
        if len(data) > WHOLE:
            raise FormatError(f"{self.name}: larger than {WHOLE >> 20} MiB, which no list in this layout is")
        return data

    def head(self) -> bytes:
        """Return the first ``HEAD`` bytes."""
        with self.open() as stream:
            return stream.read(HEAD)

    def size(self) -> int:
        """Return the number of bytes."""
        return self.path.stat().st_size if self.path is not None else len(self.data or b"")

    def sha256(self) -> str:
        """Return the hash of the bytes, in hex."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader must know of one place of a file: a record that was rejected, or one read with a doubt."""

    where: str
    what: str


@dataclass
class Log:
    """What a parser says beside its entities. ``rows``: the records the files hold, judged + rejected.

    ``published`` is the day that the files give for themselves; ``lacks`` the entity fields that these files do not
    give at all (``aliases``, ``addresses``, ``identifiers``, ``birth_dates``, ``countries``, ``from``, ``to``,
    ``published``, ``citations``, ``scope``, ``details``, or one key of the details as ``details.remarks``);
    ``notes`` what a reader of the edition must know; ``part`` says why the files are only a part of an edition, when
    they say so themselves; ``cut`` what makes one suspect that their end is missing.
    """

    rows: int = 0
    rejected: list[Problem] = field(default_factory=list)
    rejections: int = 0
    warned: list[Problem] = field(default_factory=list)
    warnings: int = 0
    published: date | None = None
    lacks: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    part: str = ""
    cut: str = ""

    def reject(self, where: str, what: str) -> None:
        """Note a record that gives no entity. ``where`` names file and line, row or id."""
        self.rejections += 1
        if len(self.rejected) < KEPT:
            self.rejected.append(Problem(where, what))

    def warn(self, where: str, what: str) -> None:
        """Note a record that is kept, with what is doubtful in it."""
        self.warnings += 1
        if len(self.warned) < KEPT:
            self.warned.append(Problem(where, what))


@dataclass(frozen=True, slots=True)
class Given:
    """What a parser is given. ``day`` is the day the edition speaks for, as far as the caller knows it.

    ``mapping`` is a user's own ``field -> column`` (only for a user's list).
    """

    list_id: str
    files: Mapping[str, File]
    day: date
    log: Log
    mapping: Mapping[str, str] = field(default_factory=dict)


Parser = Callable[[Given], Iterator[Entity]]


@dataclass(frozen=True, slots=True)
class Layout:
    """One form in which a list is served.

    ``recognise(file name in lower case, head of the file)`` gives the role of a file in this layout, or "" when it is
    none of its files. ``needs`` are the roles without which there is no edition. ``siblings`` are file names (in lower
    case) by role which, found beside a given file, belong to the same edition. ``version`` grows whenever the parser
    gives another result for the same bytes. ``proven`` says on what real files, empty: on none.
    """

    id: str
    recognise: Callable[[str, bytes], str]
    parse: Parser
    needs: tuple[str, ...]
    version: int = 1
    siblings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derived: bool = False
    proven: str = ""

    def roles(self, files: Iterable[File]) -> dict[str, File] | None:
        """Return the files by role when all of them are of this layout and none is missing, else None.

        Raises FormatError when two files claim the same role.
        """
        found: dict[str, File] = {}
        for file in files:
            role = self.recognise(file.name.lower(), file.head())
            if not role:
                return None
            if role in found:
                raise FormatError(f"{file.name} and {found[role].name}: both are the {role} file; give one of them")
            found[role] = file
        return found if all(role in found for role in self.needs) else None


def choose(layouts: Sequence[Layout], files: Sequence[File]) -> tuple[Layout, dict[str, File]] | None:
    """Return the first layout that all the files fit, and the files by role; None when no layout does."""
    for layout in layouts:
        roles = layout.roles(files)
        if roles is not None:
            return layout, roles
    return None
