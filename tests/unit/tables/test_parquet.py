"""Parquet files are tables like any other, where pyarrow is installed."""

from __future__ import annotations

import datetime
import importlib.util
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from debar.errors import FormatError, MissingExtraError
from debar.tables import open_tables


@pytest.fixture
def arrow() -> Any:
    """The modules that write parquet; skips (or fails, where everything is required) when they are not there."""
    if importlib.util.find_spec("pyarrow") is None:
        absent = "no pyarrow: pip install 'debar[arrow]'"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    import pyarrow.parquet

    return pyarrow


def rows_of(path: Path) -> tuple[list[str], list[list[str]]]:
    header: list[str] = []
    rows: list[list[str]] = []
    for table in open_tables(path):
        header = table.header
        for batch in table.batches():
            rows += [batch.row(i) for i in range(len(batch))]
    return header, rows


def test_values_are_written_as_a_person_would(arrow: Any, tmp_path: Path) -> None:
    path = tmp_path / "vendors.parquet"
    columns = {
        "name": ["Müller GmbH", None],
        "number": [12, 7],
        "share": [2.0, 0.5],
        "born": [datetime.date(1965, 3, 1), None],
        "at": [datetime.datetime(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4)],
        "owed": [Decimal("1.50"), None],
        "active": [True, False],
        "aliases": [["A", "B"], []],
        "place": [{"city": "Ulm"}, None],
        "raw": [b"x", None],
    }
    arrow.parquet.write_table(arrow.table(columns), path)
    header, rows = rows_of(path)
    assert header == list(columns)
    whole = ["Müller GmbH", "12", "2", "1965-03-01", "2020-01-02", "1.50", "true", "A; B", '{"city": "Ulm"}', "x"]
    assert rows == [whole, ["", "7", "0.5", "", "2020-01-02T03:04:00", "", "false", "", "", ""]]


def test_all_rows_come_in_the_order_of_the_file(arrow: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    arrow.parquet.write_table(arrow.table({"n": list(range(20_000))}), path, row_group_size=3_000)
    assert [row[0] for row in rows_of(path)[1]] == [str(n) for n in range(20_000)]


@pytest.mark.parametrize("damage", ["cut", "no footer", "empty"])
def test_a_damaged_or_empty_file_is_refused_by_name(arrow: Any, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "bad.parquet"
    arrow.parquet.write_table(arrow.table({"n": list(range(50_000)) if damage != "empty" else []}), path)
    data = path.read_bytes()
    path.write_bytes({"cut": data[: len(data) // 2], "no footer": b"PAR1" + bytes(20), "empty": data}[damage])
    with pytest.raises(FormatError, match=r"bad\.parquet: "):
        rows_of(path)


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    path = tmp_path / "vendors.parquet"
    path.write_bytes(b"PAR1" + bytes(20))
    with pytest.raises(MissingExtraError, match=r"vendors\.parquet: .*pip install 'debar\[arrow\]'"):
        rows_of(path)
