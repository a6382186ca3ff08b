"""What is exported as a table: every party, on as many rows as it has listings."""

from __future__ import annotations

from debar.lists.exporting import CSV_COLUMNS, csv_rows
from debar.model import Designation, Entity


def test_a_party_without_a_listing_is_a_row_too() -> None:
    bare = Entity(id="x:1", list="x", schema="Company", names=("Acme",))
    listed = Entity(id="x:2", list="x", schema="Company", names=("Beta",), designations=(Designation(list="x"),) * 2)
    rows = list(csv_rows([bare, listed]))
    assert [row["id"] for row in rows] == ["x:1", "x:2", "x:2"]
    assert all(set(row) == set(CSV_COLUMNS) for row in rows)
