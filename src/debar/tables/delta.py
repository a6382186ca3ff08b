"""Delta tables: which of a directory's files make up the table now.

The log in ``_delta_log`` is read as the Delta transaction log protocol says (delta.io, PROTOCOL.md: versions in order
from the last checkpoint, ``add`` and ``remove`` actions), without the delta library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from debar.errors import FormatError, InputError, MissingExtraError

LOG = "_delta_log"
_VERSION = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10}))?\.parquet")
#: Newest protocol for readers that adds nothing a reader of plain files must know.
_PLAIN_READER = 1

Action = Mapping[str, Any]


def current_files(folder: Path) -> list[Path]:
    """The data files of the newest version of the Delta table in ``folder``, in the order of their names.

    Raises `InputError` for a table without any, `FormatError` for a log that is broken or that says more of the rows
    than the files hold: deleted rows, partition columns, renamed columns.
    """
    current: dict[str, Path] = {}
    for action in _actions(folder):
        try:
            _apply(folder, action, current)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FormatError(
                f"{folder / LOG}: an action breaks the Delta protocol ({str(action)[:100]}). Fetch the table again."
            ) from error
    if not current:
        raise InputError(f"{folder}: the Delta table has no rows in its newest version. Give one that holds records.")
    missing = [path for path in current.values() if not path.is_file()]
    if missing:
        raise FormatError(f"{missing[0]}: the Delta log names this file and it is not there. Fetch the table again.")
    return [current[name] for name in sorted(current)]


def _apply(folder: Path, action: Action, current: dict[str, Path]) -> None:
    if "metaData" in action:
        _require_plain_columns(folder, action["metaData"])
    if "protocol" in action:
        _require_plain_reader(folder, action["protocol"])
    if "add" in action:
        if action["add"].get("deletionVector"):
            raise _unread(folder, "some of its rows are deleted by deletion vectors")
        name = unquote(str(action["add"]["path"]))
        current[name] = _inside(folder, name)
    if "remove" in action:
        current.pop(unquote(str(action["remove"]["path"])), None)


def _actions(folder: Path) -> Iterator[Action]:
    """The actions that lead to the newest version, in order."""
    log = folder / LOG
    versions = {int(found[1]): path for path in log.iterdir() if (found := _VERSION.fullmatch(path.name))}
    start, checkpoint = _newest_checkpoint(log)
    yield from (action for path in checkpoint for action in _checkpointed(path))
    newest = max(versions, default=start)
    for version in range(start + 1, newest + 1):
        if version not in versions:
            raise FormatError(f"{log}: version {version} is missing from the Delta log. Fetch the table again.")
        yield from _logged(versions[version])
    if newest < 0:
        raise FormatError(f"{log}: the Delta log holds no version. Fetch the table again.")


def _newest_checkpoint(log: Path) -> tuple[int, list[Path]]:
    """The version and files of the newest checkpoint that is whole; -1 when there is none."""
    parts: dict[tuple[int, int], list[Path]] = {}
    for path in sorted(log.iterdir()):
        if found := _CHECKPOINT.fullmatch(path.name):
            parts.setdefault((int(found[1]), int(found[2] or 1)), []).append(path)
    whole = [(version, files) for (version, count), files in parts.items() if len(files) == count]
    return max(whole, key=lambda each: each[0], default=(-1, []))


def _checkpointed(path: Path) -> Iterator[Action]:
    try:
        import pyarrow  # noqa: PLC0415  an extra, and slow to load
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(
            f"{path}: checkpoints of Delta tables need pyarrow, which is not installed: pip install 'debar[arrow]'"
        ) from None
    try:
        names = {"add", "remove", "metaData", "protocol"} & set(pyarrow.parquet.read_schema(path).names)
        rows = pyarrow.parquet.read_table(path, columns=sorted(names)).to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise FormatError(f"{path}: the checkpoint cannot be read ({error}). Fetch the table again.") from error
    yield from ({name: value for name, value in row.items() if value is not None} for row in rows)


def _logged(path: Path) -> Iterator[Action]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            action = json.loads(line) if line.strip() else {}
        except ValueError as error:
            raise FormatError(f"{path}: line {number} is no JSON ({error}). Fetch the table again.") from error
        if not isinstance(action, dict):
            raise FormatError(f"{path}: line {number} is no action of a Delta log. Fetch the table again.")
        yield action


def _require_plain_columns(folder: Path, about: Mapping[str, Any]) -> None:
    partitions = about.get("partitionColumns") or []
    if partitions:
        raise _unread(folder, f"its files lack the columns it is partitioned by ({', '.join(map(str, partitions))})")
    settings = dict(about.get("configuration") or {})
    if settings.get("delta.columnMapping.mode", "none") != "none":
        raise _unread(folder, "its columns have other names in the files")


def _require_plain_reader(folder: Path, protocol: Mapping[str, Any]) -> None:
    if int(protocol.get("minReaderVersion") or _PLAIN_READER) > _PLAIN_READER:
        features = {*(protocol.get("readerFeatures") or ())} - {"deletionVectors", "timestampNtz", "columnMapping"}
        if features:
            raise _unread(folder, f"it needs a reader that knows {', '.join(sorted(features))}")


def _unread(folder: Path, why: str) -> FormatError:
    return FormatError(
        f"{folder}: the Delta table cannot be read from its files alone: {why}. Read it with Spark and hand the "
        "DataFrame to debar.spark.screen, or write it out as plain parquet."
    )


def _inside(folder: Path, name: str) -> Path:
    """The path of a file that the log names. Raises `FormatError` when it is outside the table."""
    path = folder / name
    if "://" in name or not path.resolve().is_relative_to(folder.resolve()):
        raise _unread(folder, f"its log names a file outside of it ({name})")
    return path
