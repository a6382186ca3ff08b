"""The fast lane reads what the careful reader reads: the same cells, numbers and notes, whatever the bytes are."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.tables import delimited, open_tables
from debar.tables.blocks import Block, prove
from debar.tables.delimited import DelimitedReader
from debar.tables.sniff import Dialect, detect
from debar.tables.streams import Stream

CELLS = st.sampled_from(
    [
        "",
        " ",
        "a",
        "paper",
        '"',
        '""',
        '"a"',
        '"a,b"',
        '"a""b"',
        '"""a"""',
        'a"b',
        '"a\nb"',
        "é",
        "x\ry",
        "1,5",
        "\\",
        "😀",
    ]
)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), min_size=1, max_size=40)


def read(data: bytes, dialect: Dialect) -> tuple[list[list[str]], list[str]]:
    reader = DelimitedReader(Stream(io.BytesIO(data), "t"), dialect)
    rows = [row for chunk in reader.chunks() for row in (chunk.rows() if isinstance(chunk, Block) else chunk.rows)]
    return [[] if row == [""] else row for row in rows], reader.notes()


@settings(max_examples=400, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 4), st.integers(3, 200))
def test_the_fast_lane_reads_as_the_careful_reader(
    lines: list[str], newline: str, ended: bool, width: int, piece: int
) -> None:
    data = (newline.join(lines) + newline * ended).encode()
    dialect = Dialect(width=width)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_PIECE", piece)
        fast = read(data, dialect)
        patch.setattr(delimited, "has_lane", lambda _: False)
        assert read(data, dialect) == fast


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_columns_rows_and_parts_of_a_block_agree(lines: list[str]) -> None:
    block = prove("\n".join(lines).encode(), Dialect(width=2))
    if block is None:
        return
    rows = [row or [""] for row in block.rows()]
    copy = pickle.loads(pickle.dumps(block))  # noqa: S301  our own
    assert [copy.row(number) or [""] for number in range(len(block))] == rows
    for position in range(5):
        texts = [
            cell.replace(b'""', b'"').decode() if isinstance(cell, bytes) else cell for cell in block.cells(position)
        ]
        assert texts == [row[position] if position < len(row) else "" for row in rows]
    half = len(block) // 2
    assert [row or [""] for row in block.part(0, half).rows() + block.part(half, len(block)).rows()] == rows
    assert block.beyond(2) == {number: row[2:] for number, row in enumerate(rows) if len(row) > 2}


def test_a_table_that_is_its_header_alone_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_text("Date,Vendor,Text\n")
    table = next(open_tables(path))
    assert table.header == ["Date", "Vendor", "Text"]
    assert (list(table.sample), list(table.batches())) == ([], [])


def test_plain_files_take_the_fast_lane() -> None:
    plain = ("Date,Vendor,Text\n" + '2023-01-02,"Ünit, Ltd","6"" pipe"\n' * 500).encode()
    chunks = list(DelimitedReader(Stream(io.BytesIO(plain), "t"), detect(plain, complete=True)).chunks())
    assert all(isinstance(chunk, Block) for chunk in chunks)
    assert sum(map(len, chunks)) == 501


@pytest.mark.parametrize("data", [b'a"b,c', b'"a\nb', b'"a" ,b', b"a\0b", b"a\x1ab", b"a\rb"])
def test_what_needs_care_is_no_block(data: bytes) -> None:
    assert prove(data, Dialect(width=2)) is None
