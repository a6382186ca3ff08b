"""Files, directories, patterns: what is read, in which order, under which name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from debar.errors import FormatError
from debar.procurement.readers import open_purchases
from debar.tables.sources import is_companion, sources


def lay(top: Path, *names: str) -> None:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("x")


def test_a_directory_is_read_in_natural_order_and_names_are_paths_in_it(tmp_path: Path) -> None:
    lay(tmp_path, "m10.csv", "m9.csv", "2020/jan.csv", "2021/jan.csv", ".hidden", "a/.git/x.csv", "~$open.xlsx")
    found = sources([tmp_path])
    assert [source.name for source in found] == ["m9.csv", "m10.csv", "2020/jan.csv", "2021/jan.csv"]
    assert {source.top for source in found} == {str(tmp_path)}


def test_what_stands_beside_data_is_left_aside_and_profiles_and_output_are_not_data(tmp_path: Path) -> None:
    lay(tmp_path, "po.csv", "README.md", "index.json", "po.csv.debar.toml", "debar.toml", "found.jsonl")
    found = sources([tmp_path], without=[tmp_path / "found.jsonl"])
    assert {source.name: bool(source.aside) for source in found} == {
        "po.csv": False,
        "README.md": True,
        "index.json": True,
    }


def test_a_file_given_by_name_is_read_whatever_its_name(tmp_path: Path) -> None:
    lay(tmp_path, "README.txt", ".hidden.csv")
    given = [tmp_path / "README.txt", tmp_path / ".hidden.csv", "-"]
    assert [(s.name, s.aside) for s in sources(given)] == [("README.txt", ""), (".hidden.csv", ""), ("-", "")]


def test_a_pattern_is_opened_here_too_unless_a_file_is_called_so(tmp_path: Path) -> None:
    lay(tmp_path, "a/x.csv", "b/y.csv", "b/z.txt", "odd[1].csv")
    assert [s.name for s in sources([f"{tmp_path}/**/*.csv"])] == ["x.csv", "y.csv", "odd[1].csv"]
    assert [s.name for s in sources([f"{tmp_path}/odd[1].csv"])] == ["odd[1].csv"]
    assert [s.path for s in sources([f"{tmp_path}/*.none"])] == [f"{tmp_path}/*.none"]


def test_marks_of_spark_are_no_data_and_files_named_like_them_are(tmp_path: Path) -> None:
    marks = ["_SUCCESS", "_metadata", "_committed_17", "_started_17", ".part-0.csv.crc", "_temporary/0/part-3.csv"]
    lay(tmp_path, "part-1.csv", "part-0.csv", "state=TX/part-2.csv", "_2023.csv", "_metadata.csv", "_old/a.csv", *marks)
    names = [source.name for source in sources([tmp_path])]
    assert names == ["_2023.csv", "_metadata.csv", "part-0.csv", "part-1.csv", "_old/a.csv", "state=TX/part-2.csv"]


def test_a_delta_table_stands_for_the_files_of_its_newest_version(tmp_path: Path) -> None:
    lay(tmp_path, "buys/old.parquet", "buys/new.parquet", "buys/_delta_log/.tmp", "plain.csv")
    added = [{"add": {"path": "old.parquet"}}]
    changed = [{"remove": {"path": "old.parquet"}}, {"add": {"path": "new.parquet"}}]
    for number, actions in enumerate([added, changed]):
        log = tmp_path / "buys" / "_delta_log" / f"{number:020d}.json"
        log.write_text("\n".join(map(json.dumps, actions)))
    assert [source.name for source in sources([tmp_path])] == ["plain.csv", "buys/new.parquet"]
    assert [source.name for source in sources([tmp_path / "buys"])] == ["new.parquet"]


def test_a_delta_table_that_cannot_be_read_is_a_source_with_its_problem(tmp_path: Path) -> None:
    lay(tmp_path, "buys/_delta_log/00000000000000000000.json", "plain.csv")
    found = {source.name: source.problem for source in sources([tmp_path])}
    assert found["plain.csv"] == ""
    assert "line 1 is no JSON" in found[str(tmp_path / "buys")]
    with pytest.raises(FormatError, match="line 1 is no JSON"):
        list(open_purchases(tmp_path / "buys"))


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    lay(tmp_path, "a/x.csv", "b/x.csv", "b/y.csv")
    paths = [str(tmp_path / name) for name in ("a/x.csv", "b/x.csv", "b/y.csv")]
    assert [source.name for source in sources(paths)] == [paths[0], paths[1], "y.csv"]


@pytest.mark.parametrize("name", ["LICENSE", "a/Readme.txt", "SHA256SUMS", "datapackage.json", "notes.md"])
def test_companions(name: str) -> None:
    assert is_companion(name)


@pytest.mark.parametrize("name", ["index.csv", "readme.xlsx", "po.json", "metadata.csv.gz", "quotes.pdf", "log.csv"])
def test_data_is_no_companion(name: str) -> None:
    assert not is_companion(name)
