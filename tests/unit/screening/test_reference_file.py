"""The reference file keeps arrays and bytes as they were, and refuses what is damaged."""

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
