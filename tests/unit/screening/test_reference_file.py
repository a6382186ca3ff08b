"""The reference file keeps arrays and bytes as they were, and refuses what is damaged."""

import multiprocessing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import DataError
from debar.screening.reference_file import read_sections, write_sections


@given(
    numbers=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=50),
    text=st.binary(max_size=200),
    meta=st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
def test_sections_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], text: bytes, meta: dict[str, int]
) -> None:
    path = tmp_path_factory.mktemp("reference") / "r.bin"
    array = np.array(numbers, dtype=np.int32)
    write_sections(path, meta, {"numbers": array, "text": text, "again": array.reshape(-1, 1)})
    read_meta, sections = read_sections(path)
    assert read_meta == meta
    assert np.array_equal(sections["numbers"].array(), array)
    assert sections["again"].array().shape == (len(numbers), 1)
    assert bytes(sections["text"].data) == text


def test_the_same_sections_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sections(tmp_path / name, {"k": 1}, {"x": np.arange(7), "y": b"abc"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("damage", [lambda b: b[:0], lambda b: b[:-1], lambda b: b"PK" + b[2:], lambda b: b[:40]])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "r.bin"
    write_sections(path, {}, {"x": np.arange(100)})
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DataError, match="delete it"):
        read_sections(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.bin"
    write_sections(path, {"old": 1}, {"x": b"old"})
    with pytest.raises(AttributeError):
        write_sections(path, {}, {"x": 5})  # type: ignore[dict-item]
    assert read_sections(path)[0] == {"old": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["r.bin"]


def test_an_array_that_does_not_lie_in_one_piece_comes_back_whole(tmp_path: Path) -> None:
    array = np.arange(12).reshape(3, 4)[:, ::2]
    write_sections(tmp_path / "r.bin", {}, {"x": array, "none": np.empty((0, 2), np.uint8)})
    sections = read_sections(tmp_path / "r.bin")[1]
    assert np.array_equal(sections["x"].array(), array)
    assert sections["none"].array().shape == (0, 2)


def _write_again_and_again(path: str, number: int) -> None:
    for _ in range(20):
        write_sections(Path(path), {"by": number}, {"x": np.full(50_000, number)})


def test_processes_that_write_at_once_never_show_a_file_half_written(tmp_path: Path) -> None:
    path = tmp_path / "r.bin"
    write_sections(path, {"by": 0}, {"x": np.zeros(50_000, np.int64)})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_again_and_again, args=(str(path), number)) for number in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        meta, sections = read_sections(path)
        assert (sections["x"].array() == meta["by"]).all()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [p.name for p in tmp_path.iterdir()] == ["r.bin"]
