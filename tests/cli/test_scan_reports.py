"""Reports of a constructed national sample: views, tables, letters, every format."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from debar.places import STATES

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_national_sample.py"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "national.csv"
    subprocess.run([sys.executable, str(SCRIPT), str(path), "--rows", "600"], check=True, capture_output=True)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_tables_add_up_to_the_findings_of_every_state_and_kind(run: Any, sample: Path, tmp_path: Path) -> None:
    done = run(
        "scan", str(sample), "-q", "--exit-zero", "-o", str(tmp_path / "f.jsonl"), "--tables", str(tmp_path / "t")
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text().splitlines()]
    bought = {
        one["subject"]["row"]: one["subject"]
        for one in found
        if any(hit["said"] == "bought" for hit in one["identifications"])
    }
    total = rows_of(tmp_path / "t" / "entity_types.csv")[-1]
    assert int(total["transactions"]) == len(bought)
    dollars = [
        subject["amount"]["value"] for subject in bought.values() if (subject["amount"] or {}).get("currency") == "USD"
    ]
    assert float(total["value_usd"]) == pytest.approx(sum(map(float, dollars)))
    states = {row["state"]: int(row["transactions"]) for row in rows_of(tmp_path / "t" / "states.csv")}
    assert len([code for code in STATES if states.get(code)]) > 50
    assert sum(states.values()) == len(bought)
    kinds = {row["entity_type"] for row in rows_of(tmp_path / "t" / "entity_types.csv")}
    assert {"Public schools", "Local governments", "Federal agencies", "Public transit"} <= kinds
    about = json.loads((tmp_path / "t" / "about.json").read_text())
    assert any("constructed" in sentence for sentence in about["limits"])
    base = rows_of(tmp_path / "t" / "installed_base.csv")
    assert {"not said"} < {row["standing"] for row in base}


def test_a_view_is_the_same_in_every_format(run: Any, sample: Path, tmp_path: Path) -> None:
    where = ("--where", "state=LA,TX", "--where", "outcome!=clear")
    run("scan", str(sample), "-q", "--exit-zero", "-o", str(tmp_path / "v.json"), *where)
    whole = json.loads((tmp_path / "v.json").read_text())
    numbers = {one["id"] for one in whole["results"]}
    assert whole["findings"] == len(numbers) > 0
    assert whole["view"] == "state=LA,TX and outcome!=clear"
    assert whole["findings_outside_view"] > 0
    assert whole["rows"] == 600
    done = run(
        "scan", str(sample), "-q", "--exit-zero", "-o", str(tmp_path / "v.csv"), "--tables", str(tmp_path / "t"), *where
    )
    assert {row["id"] for row in rows_of(tmp_path / "v.csv")} == numbers
    assert {row["state"] for row in rows_of(tmp_path / "t" / "buyers.csv")} <= {"LA", "TX"}
    assert f"{len(numbers)} of " in done.stderr
    run("scan", str(sample), "-q", "--exit-zero", "-o", str(tmp_path / "v.html"), *where)
    assert "state=LA,TX and outcome!=clear" in (tmp_path / "v.html").read_text()


@pytest.mark.parametrize("ending", ["xlsx", "pdf", "parquet", "md", "sarif", "xml", "html"])
def test_each_format_is_told_from_the_name_of_the_file(run: Any, sample: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"r.{ending}"
    done = run("scan", str(sample), "-q", "--exit-zero", "-o", str(path), "--where", "state=LA")
    assert done.returncode == 0, done.stderr
    start = {"xlsx": b"PK", "pdf": b"%PDF", "parquet": b"PAR1", "md": b"# ", "sarif": b'{"$schema"', "xml": b"<?xml"}
    assert path.read_bytes().startswith(start.get(ending, b"<!doctype html>"))


def test_letters_are_written_one_a_buyer(run: Any, sample: Path, tmp_path: Path) -> None:
    done = run(
        "scan",
        str(sample),
        "-q",
        "--exit-zero",
        "-o",
        str(tmp_path / "f.csv"),
        "--where",
        "state=TX",
        "--letters",
        str(tmp_path / "l"),
    )
    letters = [path.read_text() for path in (tmp_path / "l").iterdir()]
    assert letters
    assert f"{len(letters)} letter" in done.stderr
    assert all("Texas" in letter for letter in letters)


def test_what_cannot_be_is_said_before_the_work(run: Any, sample: Path, tmp_path: Path) -> None:
    assert run("scan", str(sample), "--where", "colour=red").returncode == 2
    (tmp_path / "file").write_text("x")
    done = run("scan", str(sample), "--tables", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "choose another" in done.stderr


def test_the_exit_code_is_that_of_the_view(run: Any, sample: Path, tmp_path: Path) -> None:
    assert (
        run("scan", str(sample), "-q", "-o", str(tmp_path / "a.csv"), "--where", "outcome=prohibited").returncode == 1
    )
    assert run("scan", str(sample), "-q", "-o", str(tmp_path / "b.csv"), "--where", "outcome=clear").returncode == 0
