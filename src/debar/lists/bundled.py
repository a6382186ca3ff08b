"""The editions that ship with debar: read from the package, verified against their manifest before use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from debar.errors import DataError
from debar.lists import records
from debar.model import Edition, Entity

_MANIFEST = "lists/editions/manifest.json"


@cache
def _manifest() -> Mapping[str, Mapping[str, Any]]:
    try:
        data = json.loads((files("debar.lists") / "editions" / "manifest.json").read_text("utf-8"))
        return {row["list"]: row for row in data["editions"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{_MANIFEST}: not readable ({error!r}); install debar again") from error


def _row(list_id: str) -> Mapping[str, Any]:
    row = _manifest().get(list_id)
    if row is None:
        raise DataError(f"no edition of {list_id!r} ships with debar; those that do are {', '.join(list_ids())}")
    return row


def _edition(row: Mapping[str, Any]) -> Edition:
    try:
        return Edition(
            list=row["list"],
            title=row["title"],
            authority=row["authority"],
            sha256=row["sha256"],
            published=date.fromisoformat(row["published"]) if row["published"] else None,
            retrieved=date.fromisoformat(row["retrieved"]),
            entities=row["entities"],
            source="; ".join(f"{each['repository']} {each['path']}".strip() for each in row["files"]),
            official_url=row["official_url"],
            licence=row["licence"],
            completeness=row["completeness"],
            parts=tuple((part["what"], part["date"]) for part in row["parts"]),
            note=row["note"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{_MANIFEST}: broken row for {row.get('list')!r} ({error!r}); install debar again") from error


def list_ids() -> tuple[str, ...]:
    """The ids of the lists with a bundled edition, in alphabetical order."""
    return tuple(sorted(_manifest()))


@cache
def editions() -> tuple[Edition, ...]:
    """The bundled editions by list id. Reads the manifest only. Raises DataError when it is damaged."""
    return tuple(_edition(_manifest()[list_id]) for list_id in list_ids())


def edition(list_id: str) -> Edition:
    """The bundled edition of one list. Raises DataError when none ships."""
    return _edition(_row(list_id))


def provenance(list_id: str) -> tuple[Mapping[str, str], ...]:
    """The files an edition was made from: ``path``, ``sha256``, ``repository``, ``commit``, ``date``, ``licence``."""
    return tuple(_row(list_id)["files"])


def entities(list_id: str) -> Iterator[Entity]:
    """The parties of one bundled edition, by id. Raises DataError when the file is not the one the manifest names."""
    row = _row(list_id)
    where = f"lists/editions/{list_id}.jsonl.gz"
    path = files("debar.lists") / "editions" / f"{list_id}.jsonl.gz"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{where}: missing; install debar again") from error
    found = hashlib.sha256(data).hexdigest()
    if found != row["sha256"]:
        raise DataError(f"{where}: sha256 is {found}, the manifest says {row['sha256']}; install debar again")
    return records.load(data, list_id=list_id, authority=row["authority"], where=where)


def age_days(edition: Edition, today: date) -> int:
    """Days from the day an edition speaks for to ``today``; 0 when that day is not over yet."""
    return max((today - edition.dated).days, 0)
