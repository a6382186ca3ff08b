"""From what the user gives (files, directories, patterns, standard input) to the files to be read, each with a name."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from debar.errors import DebarError
from debar.tables.delta import LOG, current_files

_PATTERN = re.compile(r"[*?\[]")
#: Hidden files, locks of offices, and the marks of Spark, Databricks and parquet writers beside the files they wrote.
_PASSED = re.compile(r"\.|~\$|_(?:SUCCESS|(?:common_)?metadata|(?:committed|started)_\d+)$")
_PASSED_FOLDER = re.compile(r"\.|__MACOSX|_(?:temporary|change_data|spark_metadata)$")
_NUMBER = re.compile(r"(\d+)")
#: Files that stand beside data and hold none, by name, and by ending.
_COMPANION = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog|attribution|datapackage|metadata|index|manifest|"
    r"(?:sha(?:1|256|512)|md5)sums?|checksums?|robots)(?:\.(?:md|txt|rst|json|yaml|yml|xml|html?|pdf))?"
    r"|.*\.(?:md|sha1|sha256|sha512|md5|sig|asc|xsd|dtd|xsl|css|js|py|r|ipynb|sql|sh|toml|yaml|yml|ini|lock|tmp|bak|log)",
    re.IGNORECASE,
)
COMPANION_REASON = "left aside: by its name it stands beside data and holds no records; give it by name to have it read"
#: Data although such names are rather for other things.
_DATA = re.compile(r".*\.(?:csv|tsv|jsonl|ndjson|parquet|xlsx?|ods)(?:\.\w+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read: its ``path``, the ``name`` it is called by, the directory it was found in, if it was.

    ``aside``, when not empty, says why it is not read, ``problem`` why it cannot be.
    """

    path: str
    name: str
    top: str = ""
    aside: str = ""
    problem: str = ""


def sources(given: Iterable[str | Path], without: Sequence[str | Path] = ()) -> list[Source]:
    """The files meant by ``given``, in that order; those of a directory or pattern in natural order, depth first.

    A directory with the log of a Delta table stands for the files of its newest version; marks that Spark sets beside
    data are passed by. A name is a file's own, in a directory its path from there, and where two would be the same the
    path as given. ``without`` files (the output) are not taken from directories and patterns. What does not exist is
    kept, to be refused when it is opened.
    """
    left_out = {_identity(path) for path in without if str(path) != "-"} - {None}
    found: list[Source] = []
    for path in map(str, given):
        if path != "-" and Path(path).is_dir():
            inside = [s for s in _inside(Path(path)) if _identity(s.path) not in left_out]
            found += inside or [Source(path, path)]
        elif path != "-" and _PATTERN.search(path) and not Path(path).exists():
            matched = sorted(glob.glob(path, recursive=True), key=_natural)  # noqa: PTH207  a pattern may be absolute
            files = [Source(one, Path(one).name) for one in matched if Path(one).is_file()]
            found += [s for s in files if _identity(s.path) not in left_out] or [Source(path, path)]
        else:
            found.append(Source(path, Path(path).name if path != "-" else "-"))
    times = Counter(source.name for source in found)
    return [source if times[source.name] == 1 else replace(source, name=source.path) for source in found]


def is_companion(path: str) -> bool:
    """True when the name of a file says that it stands beside data and holds none."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return bool(_COMPANION.fullmatch(name)) and not _DATA.fullmatch(name)


def _inside(top: Path) -> Iterator[Source]:
    """The regular files below a directory; hidden ones, marks, profiles and links to directories are passed by."""
    for folder, folders, names in os.walk(top):
        if LOG in folders:
            folders.clear()
            yield from _of_table(Path(folder), top)
            continue
        folders[:] = sorted((name for name in folders if not _PASSED_FOLDER.match(name)), key=_natural)
        for name in sorted(names, key=_natural):
            path = Path(folder) / name
            if _PASSED.match(name) or name in ("Thumbs.db", "debar.toml") or name.endswith(".debar.toml"):
                continue
            if path.is_file():
                aside = COMPANION_REASON if is_companion(name) else ""
                yield Source(str(path), path.relative_to(top).as_posix(), str(top), aside)


def _of_table(folder: Path, top: Path) -> Iterator[Source]:
    """The current files of the Delta table in a folder."""
    try:
        for path in current_files(folder):
            yield Source(str(path), path.relative_to(top).as_posix(), str(top))
    except DebarError as error:
        yield Source(str(folder), str(folder), str(top), problem=str(error))


def _natural(text: str) -> list[str | int]:
    """Sorts ``file 9`` before ``file 10``: words and numbers by turns, always a word first."""
    return [int(part) if number % 2 else part for number, part in enumerate(_NUMBER.split(text))]


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
