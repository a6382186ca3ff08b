"""Source descriptions: complete, checked on load, and the parser and overview belong to them."""

from __future__ import annotations

import copy
import importlib.util
import os
import subprocess
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from debar.errors import DataError
from debar.lists import bundled, source
from debar.lists.checks import Tally
from debar.lists.registry import LAYOUTS

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "bundle_lists.py"


def described(list_id: str) -> dict[str, Any]:
    path = files("debar.lists") / "sources" / list_id.replace("-", "_") / "source.yml"
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return data


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle_lists", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("list_id", source.source_ids())
def test_every_source_is_described_and_has_a_parser(list_id: str) -> None:
    found = source.load(list_id)
    assert found.id == list_id
    assert LAYOUTS[list_id]
    assert found.effect.endswith(".")
    assert found.proven
    assert found.re_check > date(2026, 11, 22)


def test_every_parser_has_a_source() -> None:
    assert sorted(LAYOUTS) == list(source.source_ids())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "'title' must be text"),
        ({"expect": {"least": "many", "most": 9, "fill": {}, "must_hold": []}}, "'least' must be a whole number"),
        ({"expect": {"least": 1, "most": 9, "fill": {"colour": 1.0}, "must_hold": []}}, "fill"),
        ({"re_check": "soon"}, "'re_check' must be a date"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"official": "https://x"}, "'official' must be a list"),
    ],
)
def test_a_wrong_description_is_refused_with_its_key(change: dict[str, Any], said: str) -> None:
    data = copy.deepcopy(described("us-889"))
    data.update(change)
    with pytest.raises(DataError, match=said):
        source.read(data, where="here")


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(DataError, match="no list 'us-nothing'"):
        source.load("us-nothing")


def test_an_edition_that_lost_a_column_or_a_party_is_refused() -> None:
    held = list(bundled.entities("us-fcc-covered"))
    expected = source.load("us-fcc-covered").expect
    bare = [
        type(entity)(id=entity.id, list=entity.list, schema=entity.schema, names=(f"X {place}",))
        for place, entity in enumerate(held)
    ]
    tally = Tally.expecting(expected)
    assert len(list(tally.count(bare))) == len(bare)
    found = " ".join(tally.breaches(expected))
    assert "from filled for 0%" in found
    assert "'ZTE Corporation' is not in it" in found


def test_every_field_that_a_description_may_ask_for_is_counted() -> None:
    assert set(Tally().filled) == set(source.FILLABLE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"completeness": "nearly"}, "'completeness' must be full"),
        ({"files": []}, "'files' must be a list"),
        ({"files": [{"path": "a.csv"}]}, "'files' must be a list"),
        ({"retrieved": "today"}, "'retrieved' must be a date"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_wrong_edition_is_refused_with_its_key(change: dict[str, Any], said: str) -> None:
    data = copy.deepcopy(described("us-889"))
    data["bundled"][0].update(change)
    with pytest.raises(DataError, match=said):
        source.read(data, where="here")


def test_the_overview_page_is_the_one_made_from_what_ships() -> None:
    assert (ROOT / "docs" / "sources.md").read_text("utf-8") == script().overview()


def raw_directory(folder: Path) -> Path:
    """A raw-file directory with the files that the Covered List's editions need, each holding the small sample."""
    sample = (ROOT / "tests" / "sources" / "us_fcc_covered" / "table.csv").read_bytes()
    rows = ["file\trepo\tpath\tcommit\tcommit_date\tbytes_uncompressed\tsha256_uncompressed\twhat\tnote\tlicence"]
    for shipped in source.load("us-fcc-covered").bundled:
        for path in shipped.files:
            target = folder / str(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(sample)
            rows.append(f"{path}\towner/name\ttable.csv\t{'a' * 40}\t2026-08-20\t1\t\twhat\t\tpublic domain")
    (folder / "PROVENANCE.tsv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return folder


def run(raw: Path, out: Path, seed: str, *lists: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, str(SCRIPT), str(raw), "--out", str(out), *lists]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_same_files_give_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    raw = raw_directory(tmp_path / "raw")
    for seed in ("1", "2"):
        done = run(raw, tmp_path / seed, seed, "us-889")
        assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["us-889.jsonl.gz"]
    assert (tmp_path / "1" / "us-889.jsonl.gz").read_bytes() == (tmp_path / "2" / "us-889.jsonl.gz").read_bytes()
    shipped = (files("debar.lists") / "editions" / "us-889.jsonl.gz").read_bytes()
    assert (tmp_path / "1" / "us-889.jsonl.gz").read_bytes() == shipped


def test_a_shrunken_file_makes_no_edition(tmp_path: Path) -> None:
    """The sample of the Covered List has 7 rows of 16: the script must refuse it and write nothing for it."""
    done = run(raw_directory(tmp_path / "raw"), tmp_path / "out", "1", "us-fcc-covered")
    assert done.returncode != 0
    assert "not a whole edition" in done.stderr
    assert not (tmp_path / "out" / "us-fcc-covered.jsonl.gz").exists()


def test_a_file_that_is_not_the_recorded_one_makes_no_edition(tmp_path: Path) -> None:
    raw = raw_directory(tmp_path / "raw")
    table = (raw / "PROVENANCE.tsv").read_text("utf-8").replace("\t1\t\twhat", f"\t1\t{'0' * 64}\twhat")
    (raw / "PROVENANCE.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(DataError, match=r"not the one in PROVENANCE\.tsv"):
        script().run(raw, tmp_path / "out", ["us-fcc-covered"])


def test_a_file_of_two_takes_from_the_second_only_what_the_third_does_not_hold(tmp_path: Path) -> None:
    rows = ["file\trepo\tpath\tcommit\tcommit_date\tbytes_uncompressed\tsha256_uncompressed\twhat\tnote\tlicence"]
    for name, data in {
        "a": b'1,10,"aka","A",-0- \r\n\x1a',
        "b": b"1,11,aka,B,\n2,12,aka,C,\n",
        "c": b"ent_num,x\n1,x\n",
    }.items():
        (tmp_path / "o").mkdir(exist_ok=True)
        (tmp_path / "o" / f"{name}.csv").write_bytes(data)
        rows.append(f"o/{name}.csv\to/n\t{name}\t{'a' * 40}\t2026-08-20\t1\t\twhat\t\tpublic domain")
    (tmp_path / "PROVENANCE.tsv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    made = script()
    raw = made.Raw(source.load("us-ofac-sdn"), tmp_path, made.provenance(tmp_path))
    file, origins = raw.file(source.Joined("o/a.csv", "o/b.csv", "o/c.csv"))
    assert file.read() == b'1,10,"aka","A",-0- \n2,12,aka,C,\n'
    assert [origin["path"] for origin in origins] == ["a", "b", "c"]
