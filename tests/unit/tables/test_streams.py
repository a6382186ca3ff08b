"""Zst streams are unpacked in pieces, and their faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard

from debar.errors import FormatError
from debar.tables import open_tables


def first_cells(path: Path) -> tuple[list[str], list[float]]:
    cells: list[str] = []
    shares: list[float] = []
    for table in open_tables(path):
        for batch in table.batches(20_000, [0]):
            cells += batch.columns[0]
            shares.append(table.share())
    return cells, shares


LINES = [f"Vendor {number * 7919 % 100_003},US" for number in range(120_000)]
TEXT = "\n".join(["Name,Country", *LINES]).encode()


def test_several_zst_frames_are_one_text(tmp_path: Path) -> None:
    frames = [zstandard.ZstdCompressor().compress(part) for part in (TEXT[:700_001], TEXT[700_001:])]
    (tmp_path / "names.csv.zst").write_bytes(b"".join(frames))
    cells, shares = first_cells(tmp_path / "names.csv.zst")
    assert cells == [line.partition(",")[0] for line in LINES]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_zst_stream_cut_short_is_refused(tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(TEXT)
    (tmp_path / "names.csv.zst").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(FormatError, match=r"names\.csv\.zst: the packed data is broken"):
        first_cells(tmp_path / "names.csv.zst")


def test_a_zst_bomb_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "bomb.csv.zst").write_bytes(zstandard.ZstdCompressor().compress(b"a," * 60_000_000))
    with pytest.raises(FormatError, match="unpacks to more than 200 times its size"):
        first_cells(tmp_path / "bomb.csv.zst")
