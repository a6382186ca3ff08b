"""The first rows of a table are the same however they are asked for."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.tables import open_tables

cells = st.text(st.sampled_from('ab ",;\né'), max_size=5)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=60))
def test_rows_columns_and_slices_agree(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("s") / "t.csv"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["Vendor", "Item"], *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    (table,) = open_tables(path)
    sample = table.sample
    every = list(sample)
    assert [sample[i] for i in range(len(sample))] == every == sample[:]
    assert sample[::3] == every[::3]
    assert not every or sample[-1] == every[-1]
    for position in range(len(table.header)):
        assert sample.column(position) == [row[position] for row in every]
    with pytest.raises(IndexError):
        sample[len(sample)]


def test_no_more_rows_than_wanted_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Vendor,Item\n" + "".join(f"ACME,{number}\n" for number in range(2_000)))
    tables = open_tables(path)
    table = next(tables)
    assert len(table.sample) == len(list(table.sample)) == len(table.sample.column(1)) == 1_500
    assert table.sample[1_499] == ["ACME", "1499"]
    table.sample.let_go()
    assert list(table.sample) == table.sample.column(0) == []
    assert sum(map(len, table.batches())) == 2_000
