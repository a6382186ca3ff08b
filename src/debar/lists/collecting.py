"""From what a user gives (files, archives, directories) to groups of files that may each be one edition of a list.

Files are told apart by the date in their names: ``sdn_2022-02-24.csv.gz`` or ``2025-12-24/add.csv``, in an archive as
in a directory.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath, PurePosixPath

from debar.errors import DebarError, InputError
from debar.lists.archives import Unpacked, Unpacker
from debar.lists.parsing import File

_DATED = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-_.]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?!\d)")
_STDIN = Path("-")
_SPOOLED = "standard input"

#: The directory, the folder in an archive there, and the day that the files of one group share.
_Key = tuple[Path, PurePath, date | None]


@dataclass(frozen=True, slots=True)
class Group:
    """Files that belong together; ``day`` is the date in their name, ``beside`` the directory they came from.

    ``problem`` says why the files cannot be read, ``misdated`` is what stands in the name like a date and is none.
    """

    name: str
    files: tuple[File, ...]
    day: date | None = None
    beside: Path | None = None
    problem: str = ""
    misdated: str = ""


def day_in(name: str) -> date | None:
    """Return the last date written in a name as 2022-02-24, 2022_02_24 or 20220224; None when there is none."""
    days = [day for match in _DATED.finditer(name) if (day := _day(match)) is not None]
    return days[-1] if days else None


def misdated_in(name: str) -> str:
    """Return what is written in a name like a date and is no day of the calendar (2024-13-45); "" when nothing is."""
    return next((match[0] for match in _DATED.finditer(name) if _day(match) is None), "")


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


class Collector:
    """Opens what is given. ``scratch`` is a directory for unpacked files, to be removed by the caller afterwards."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._unpacker = Unpacker(scratch)
        self._seen: set[Path] = set()

    def groups(self, paths: Sequence[Path]) -> list[Group]:
        """Return the groups in the order of their dates; undated ones come last.

        Files given side by side without differing dates are one group. ``-`` is standard input. What cannot be read
        is a group with its problem. Raises InputError for a path that is not there.
        """
        found: list[Group] = []
        loose: list[Path] = []
        for path in paths:
            if path == _STDIN:
                loose.append(self._spooled())
            elif path.is_dir():
                found.extend(self._directory(path))
            elif not path.exists():
                raise InputError(f"{path}: no such file; check the name and the directory you are in")
            else:
                loose.append(path)
        found.extend(self._by_date(loose))
        return sorted(found, key=lambda group: (group.day is None, group.day or date.min, group.name))

    def _spooled(self) -> Path:
        """What comes on standard input, as a file in a directory of its own."""
        folder = self._scratch / "given"
        folder.mkdir()
        with (folder / _SPOOLED).open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        return folder / _SPOOLED

    def _directory(self, path: Path) -> Iterator[Group]:
        """The groups of a directory and of those in it, each once: links may lead back."""
        if path.resolve() in self._seen:
            return
        self._seen.add(path.resolve())
        try:
            entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            problem = f"{path}: the directory cannot be read ({error.strerror})"
            yield Group(str(path), (), day_in(path.name), problem=problem)
            return
        yield from self._by_date([entry for entry in entries if entry.is_file()])
        for entry in entries:
            if entry.is_dir():
                yield from self._directory(entry)
            elif not entry.is_file():
                yield Group(str(entry), (), day_in(entry.name), problem=f"{entry}: is no file, or a link to nowhere")

    def _by_date(self, paths: Iterable[Path]) -> Iterator[Group]:
        """Groups of the files of each directory and date."""
        grouped: dict[_Key, list[tuple[Path, Unpacked]]] = {}
        problems: dict[_Key, tuple[Path, str]] = {}
        for path in paths:
            day = day_in(path.name) or day_in(path.parent.name)
            try:
                for member in self._unpacker.files(path):
                    key = (path.parent, _folder(path, member), _day_of(member.path) or day)
                    grouped.setdefault(key, []).append((path, member))
            except DebarError as error:
                problems[path.parent, PurePosixPath(), day] = (path, str(error))
        for key, (path, problem) in problems.items():
            if key not in grouped:
                yield Group(self._shown(path), (), key[2], path.parent, problem)
        single = {path for path in paths if len({key for key, held in grouped.items() if held[0][0] == path}) == 1}
        for key, members in grouped.items():
            yield self._group(key, members, problems.get(key, (None, ""))[1], single)

    def _group(self, key: _Key, members: Sequence[tuple[Path, Unpacked]], problem: str, single: set[Path]) -> Group:
        parent, _, day = key
        given = list(dict.fromkeys(path for path, _ in members))
        name = self._shown(given[0])
        if len(given) > 1:
            name = f"{parent} ({', '.join(path.name for path in given)})"
        elif given[0] not in single:  # an archive with several editions
            name = f"{name}/{members[0][1].path if len(members) == 1 else members[0][1].path.parent}"
        names = [part for path, member in members for part in (path.parent.name, path.name, *member.path.parts)]
        misdated = next(filter(None, map(misdated_in, names)), "") if day is None else ""
        return Group(name, tuple(member.file for _, member in members), day, parent, problem, misdated)

    def _shown(self, path: Path) -> str:
        return _SPOOLED if path.is_relative_to(self._scratch) else str(path)


def _folder(path: Path, member: Unpacked) -> PurePath:
    """The folder of an archive in which a file is; files at the top of an archive are with those beside it."""
    folder = member.path.parent
    return PurePosixPath(path.name) / folder if folder.parts else PurePosixPath()


def _day_of(path: PurePosixPath) -> date | None:
    """The date in the name of a file in an archive, else in the innermost of its folders."""
    return next((day for part in reversed(path.parts) if (day := day_in(part)) is not None), None)
