"""Which files make up a Delta table, by its log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from debar.errors import DebarError, FormatError, InputError
from debar.tables.delta import current_files

PLAIN: dict[str, Any] = {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}
ABOUT: dict[str, Any] = {"metaData": {"id": "t", "partitionColumns": [], "configuration": {}}}


def _add(name: str, **more: Any) -> dict[str, Any]:
    return {"add": {"path": name, "size": 1, "dataChange": True, **more}}


def _remove(name: str) -> dict[str, Any]:
    return {"remove": {"path": name, "dataChange": True}}


def _table(folder: Path, *versions: list[dict[str, Any]]) -> Path:
    log = folder / "_delta_log"
    log.mkdir(parents=True)
    for number, actions in enumerate(versions):
        (log / f"{number:020d}.json").write_text("\n".join(map(json.dumps, actions)) + "\n")
    for name in ("a.parquet", "b.parquet", "c d.parquet", "old.parquet"):
        (folder / name).write_bytes(b"x")
    return folder


def _names(folder: Path) -> list[str]:
    return [path.name for path in current_files(folder)]


def test_the_log_says_which_files_are_current(tmp_path: Path) -> None:
    folder = _table(
        tmp_path / "t",
        [PLAIN, ABOUT, _add("old.parquet"), _add("b.parquet")],
        [_remove("old.parquet"), _add("a.parquet"), _add("c%20d.parquet")],
    )
    assert _names(folder) == ["a.parquet", "b.parquet", "c d.parquet"]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_checkpoint_stands_for_the_versions_before_it(tmp_path: Path, parts: int) -> None:
    folder = _table(tmp_path / "t", [], [], [_remove("b.parquet"), _add("c%20d.parquet")])
    log = folder / "_delta_log"
    for number in range(2):
        (log / f"{number:020d}.json").unlink()
    rows = [PLAIN, ABOUT | {"metaData": {"id": "t", "partitionColumns": []}}, _add("a.parquet"), _add("b.parquet")]
    for part in range(parts):
        suffix = f".{part + 1:010d}.{parts:010d}" if parts > 1 else ""
        kept = [{key: row.get(key) for key in ("add", "metaData", "protocol")} for row in rows[part::parts]]
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(kept), log / f"{1:020d}.checkpoint{suffix}.parquet")
    assert _names(folder) == ["a.parquet", "c d.parquet"]


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ([PLAIN, ABOUT, _add("a.parquet", deletionVector={"storageType": "u"})], "deletion vectors"),
        ([PLAIN, {"metaData": {"partitionColumns": ["state"]}}, _add("a.parquet")], "partitioned by .state"),
        ([{"metaData": {"configuration": {"delta.columnMapping.mode": "name"}}}, _add("a.parquet")], "other names"),
        ([{"protocol": {"minReaderVersion": 3, "readerFeatures": ["variantType"]}}], "reader that knows variantType"),
        ([PLAIN, ABOUT, _add("../../etc/passwd")], "names a file outside"),
        ([PLAIN, ABOUT, _add("s3://bucket/a.parquet")], "names a file outside"),
        ([PLAIN, ABOUT, _add("gone.parquet")], "names this file and it is not there"),
    ],
)
def test_what_the_files_alone_do_not_say_is_refused(tmp_path: Path, actions: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(FormatError, match=said):
        current_files(_table(tmp_path / "t", actions))


def test_broken_logs_are_named(tmp_path: Path) -> None:
    folder = _table(tmp_path / "t", [PLAIN, ABOUT, _add("a.parquet")], [], [_add("b.parquet")])
    log = folder / "_delta_log"
    (log / f"{1:020d}.json").unlink()
    with pytest.raises(FormatError, match="version 1 is missing"):
        current_files(folder)
    (log / f"{1:020d}.json").write_text('{"add": \n')
    with pytest.raises(FormatError, match="line 1 is no JSON"):
        current_files(folder)
    (log / f"{1:020d}.json").write_text("[1]\n")
    with pytest.raises(FormatError, match="line 1 is no action"):
        current_files(folder)
    (log / f"{1:020d}.json").write_text(json.dumps(_remove("a.parquet")))
    (log / f"{2:020d}.json").write_text("")
    with pytest.raises(InputError, match="no rows in its newest version"):
        current_files(folder)


ODD = ['{"add": 5}', '{"add": {}}', '{"protocol": {"minReaderVersion": "x"}}', '{"metaData": []}', "\\ud800"]


@pytest.mark.parametrize("line", ODD)
def test_odd_actions_never_end_in_a_traceback(tmp_path: Path, line: str) -> None:
    folder = _table(tmp_path / "t", [PLAIN, ABOUT, _add("a.parquet")])
    (folder / "_delta_log" / f"{1:020d}.json").write_text(line)
    with pytest.raises(DebarError):
        current_files(folder)
