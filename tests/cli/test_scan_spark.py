"""``debar scan --engine spark``: the output, the account and the exit code of the scan on one machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from cli.conftest import Run

ROWS = "Date,Supplier,Description\n2022-05-01,ACME,HIKVISION DS-2CD2143G0-I CAMERA\n,,Total\n2022-05-02,ACME,PAPER\n"


@pytest.fixture
def statements(tmp_path: Path) -> list[str]:
    (tmp_path / "bad.csv").write_bytes(bytes(range(256)) * 40)
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text(ROWS.replace("ACME", name))
    return ["bad.csv", "first.csv", "second.csv"]


def test_output_account_and_exit_code_are_those_of_one_machine(run: Run, statements: list[str], tmp_path: Path) -> None:
    absent = shutil.which("java") is None or importlib.util.find_spec("pyspark") is None
    if absent and not os.environ.get("DEBAR_REQUIRE_ALL"):
        pytest.skip("no Spark: pip install 'debar[spark]' && apt-get install openjdk-17-jre-headless")
    local = run("scan", *statements, "--state", "CA", "-o", "local.jsonl")
    spark = run("scan", *statements, "--state", "CA", "-o", "spark.jsonl", "--engine", "spark", "--jobs", "2")
    assert spark.returncode == local.returncode == 3
    written = (tmp_path / "spark.jsonl").read_text()
    assert written == (tmp_path / "local.jsonl").read_text()
    assert written.count("\n") == 2
    # how far a run is, is told by the clock
    told, also = ([line for line in run.stderr.splitlines() if "rows/s" not in line] for run in (local, spark))
    assert also == told
    assert "bad.csv" in spark.stderr


def test_what_spark_does_not_do_is_said(run: Run, statements: list[str]) -> None:
    done = run("scan", *statements, "--engine", "spark", "--resume", "-o", "found.jsonl")
    assert done.returncode == 2
    assert "--resume goes with --engine local" in done.stderr
