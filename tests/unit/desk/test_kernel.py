"""The kernel over record batches finds what the scan of the same file finds, however the rows are handed out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from debar.desk import Desk
from debar.desk.kernel import Kernel, Plan
from debar.procurement.columns import map_columns
from debar.procurement.options import ReadOptions
from debar.procurement.rows import RowSource
from debar.report.records import finding_data, to_json
from debar.tables import open_tables

ROWS = [
    ("2022-05-01", "ACME", "HIKVISION DS-2CD2143G0-I CAMERA", "10.00"),
    ("2022-05-02", "", "", ""),
    ("2022-05-03", "", "Total", "10.00"),
    ("", "", "Grand total", "10.00"),
    *(("2022-06-01", f"SHOP {n}", "PAPER" if n % 9 else "DJI MAVIC 3 DRONE", "5.00") for n in range(60)),
]
HEADER = ("Date", "Supplier", "Description", "Amount")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_findings_rejections_and_counts_are_those_of_the_scan(desk: Desk, tmp_path: Path, size: int) -> None:
    path = tmp_path / "purchases.parquet"
    columns = dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))
    whole = pyarrow.table(columns)
    pyarrow.parquet.write_table(whole, path)
    scan = desk.scan(path)
    expected = [json.loads(to_json(finding_data(each))) for each in scan]
    table = next(open_tables(path))
    mapping = map_columns(table.header, table.sample)
    plan = pickle.loads(pickle.dumps(Plan(RowSource.of(table), mapping, ReadOptions(), number="n")))  # noqa: S301
    kernel = Kernel(desk.reference, plan)
    numbered = whole.append_column("n", [list(range(1, len(ROWS) + 1))])
    answers = [kernel(batch).to_pylist() for batch in reversed(numbered.to_batches(max_chunksize=size))]
    rows = [row for answer in reversed(answers) for row in answer]
    assert [json.loads(row["json"]) for row in rows if row["kind"] == "finding"] == expected
    assert len(expected) > 5
    rejected = [(row["row"], row["reason"]) for row in rows if row["kind"] == "rejected"]
    assert rejected == [(each.row, each.reason) for each in scan.summary.rejected]
    accounts = [row for row in rows if row["kind"] == "account"]
    assert sum(row["count"] for row in accounts) == scan.summary.judged
    assert sum(row["blank"] for row in accounts) == scan.summary.blank
