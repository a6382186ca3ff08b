"""The histories that ship with debar: every edition held of each list, one file a list, read from the package.

A file ``editions/LIST.jsonl.gz`` is a line that describes the list and its editions, with the original files of each,
and then one line for each version of each record: ``{"key", "spans", "record"}``, sorted as a chronicle is.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TextIO

from debar.errors import DataError
from debar.history import Chronicle, Version, apart
from debar.lists.clocks import settle
from debar.lists.corrections import load as load_corrections
from debar.model import Edition, Entity

_SUFFIX = ".jsonl.gz"
_RECORD = ',"record":'
_BROKEN = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError)
_AGAIN = "install debar again"
#: Where one original file came from: path, sha256, repository, commit, date, licence.
Origin = Mapping[str, str]


def _folder() -> Traversable:
    return files("debar.lists") / "editions"


def _where(list_id: str) -> str:
    return f"lists/editions/{list_id}{_SUFFIX}"


@contextmanager
def _open(list_id: str) -> Iterator[TextIO]:
    """The lines of a file, unpacked."""
    if list_id not in list_ids():
        raise DataError(f"no edition of {list_id!r} ships with debar; those that do are {', '.join(list_ids())}")
    with (
        (_folder() / f"{list_id}{_SUFFIX}").open("rb") as packed,
        gzip.open(packed, "rt", encoding="utf-8", newline="\n") as lines,
    ):
        yield lines


@cache
def list_ids() -> tuple[str, ...]:
    """Return the ids of the lists with a bundled history, in alphabetical order."""
    return tuple(sorted(each.name.removesuffix(_SUFFIX) for each in _folder().iterdir() if each.name.endswith(_SUFFIX)))


def _edition(row: Mapping[str, Any]) -> Edition:
    given = {key: value for key, value in row.items() if key != "files"}
    given |= {"published": date.fromisoformat(row["published"]) if row["published"] else None, "confirmed": None}
    given |= {"parts": tuple((what, day) for what, day in row["parts"]), "lacks": tuple(row["lacks"])}
    return Edition(**given | {"retrieved_at": datetime.fromisoformat(row["retrieved_at"])})


@dataclass(frozen=True, slots=True)
class _Header:
    editions: tuple[Edition, ...]
    origins: tuple[tuple[Origin, ...], ...]


@cache
def _header(list_id: str) -> _Header:
    with _open(list_id) as lines:
        try:
            rows = json.loads(lines.readline())["editions"]
            return _Header(tuple(_edition(row) for row in rows), tuple(tuple(row["files"]) for row in rows))
        except _BROKEN as error:
            raise DataError(f"{_where(list_id)}, line 1: not readable ({error!r}); {_AGAIN}") from error


@dataclass(frozen=True, slots=True)
class _Shipped:
    """The history of one list, streamed from its file."""

    list_id: str
    editions: tuple[Edition, ...]

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """As :meth:`debar.history.Chronicle.versions`."""
        return self._read() if between is None else apart(self._read(), between)

    def _read(self) -> Iterator[Version]:
        number = 1
        with _open(self.list_id) as lines:
            try:
                lines.readline()
                for line in lines:
                    number += 1
                    head, mark, record = line.partition(_RECORD)
                    fields = json.loads(f"{head}}}")
                    if not mark or not record.endswith("}}\n"):
                        raise ValueError("no whole line")
                    spans = tuple((first, last) for first, last in fields["spans"])
                    yield Version(fields["key"], record[:-2], spans)
            except _BROKEN as error:
                raise DataError(f"{_where(self.list_id)}, line {number}: broken ({error!r}); {_AGAIN}") from error


def chronicle(list_id: str) -> Chronicle:
    """Return the whole history of one list that ships. Raises DataError when none does or its file is damaged."""
    return _Shipped(list_id, _header(list_id).editions)


def editions() -> tuple[Edition, ...]:
    """Return the newest bundled edition of each list, by list id. Raises DataError when a file is damaged."""
    return tuple(edition(list_id) for list_id in list_ids())


def edition(list_id: str) -> Edition:
    """Return the newest bundled edition of one list. Raises DataError when none ships."""
    return _header(list_id).editions[-1]


def provenance(list_id: str, place: int = -1) -> tuple[Origin, ...]:
    """Return the original files of the edition at a place: path, sha256, repository, commit, date, licence."""
    return _header(list_id).origins[place]


def entities(list_id: str) -> Iterator[Entity]:
    """Yield every party that a bundled edition of the list ever held, by id, with both clocks on its listings."""
    return settle(chronicle(list_id), load_corrections())


def age_days(edition: Edition, today: date) -> int:
    """Return the days from the last day an edition is known to be current to ``today``; 0 when that is not over yet."""
    return max((today - edition.current_on).days, 0)


def dump(history: Chronicle, origins: Sequence[Sequence[Origin]]) -> bytes:
    """Return the file of a history: the same bytes for the same history on every machine and day.

    ``origins`` are the original files of each edition, in the order of the editions.
    """
    rows = [
        asdict(edition)
        | {
            "published": edition.published.isoformat() if edition.published else None,
            "retrieved_at": edition.retrieved_at.isoformat(),
            "files": [dict(origin) for origin in found],
        }
        for edition, found in zip(history.editions, origins, strict=True)
    ]
    lines = [_line({"layout": 2, "list": history.list_id, "editions": rows})]
    for version in history.versions():
        head = _line({"key": version.key, "spans": version.spans})
        lines.append(f"{head[:-1]}{_RECORD}{version.record}}}")
    return gzip.compress("".join(f"{line}\n" for line in lines).encode("utf-8"), compresslevel=9, mtime=0)


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
