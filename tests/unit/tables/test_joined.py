"""Rows joined for comparison are the same text however their table keeps them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from debar.tables import Batch, open_tables


def joined(batch: Batch) -> list[str]:
    return [
        part.data[start:end].decode()
        for part in batch.joined("\x1f")
        for start, end in zip(part.starts.tolist(), part.ends.tolist(), strict=True)
    ]


cells = st.text(st.sampled_from('ab ",;\né'), max_size=5)


@given(st.integers(2, 3).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=2, max_size=8)))
def test_joined_rows_are_the_cells_of_the_rows(tmp_path_factory: object, rows: list[list[str]]) -> None:
    path = Path(tmp_path_factory.mktemp("j")) / "t.csv"  # type: ignore[attr-defined]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["Vendor", "Item", "Note"][: len(rows[0])], *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    (table,) = open_tables(path)
    for batch in table.batches(3):
        expected = ["\x1f".join(batch.row(i)).rstrip("\x1f") for i in range(len(batch))]
        assert [row.rstrip("\x1f") for row in joined(batch)] == expected
        for position in range(len(table.header)):
            assert batch.filled(position).tolist() == [bool(cell.strip()) for cell in batch.coded(position)]
