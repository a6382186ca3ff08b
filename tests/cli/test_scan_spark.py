"""``debar scan --engine spark``: the output, the account and the exit code of the scan on one machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from cli.conftest import Run

ROWS = "Date,Supplier,Description\n2022-05-01,ACME,HIKVISION DS-2CD2143G0-I CAMERA\n,,Total\n2022-05-02,ACME,PAPER\n"


def _require_spark() -> None:
    absent = shutil.which("java") is None or importlib.util.find_spec("pyspark") is None
    if absent and not os.environ.get("DEBAR_REQUIRE_ALL"):
        pytest.skip("no Spark: pip install 'debar[spark]' && apt-get install openjdk-17-jre-headless")


@pytest.fixture
def statements(tmp_path: Path) -> list[str]:
    (tmp_path / "bad.csv").write_bytes(bytes(range(256)) * 40)
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text(ROWS.replace("ACME", name))
    return ["bad.csv", "first.csv", "second.csv"]


def test_output_account_and_exit_code_are_those_of_one_machine(run: Run, statements: list[str], tmp_path: Path) -> None:
    _require_spark()
    local = run("scan", *statements, "--state", "CA", "-o", "local.jsonl")
    spark = run("scan", *statements, "--state", "CA", "-o", "spark.jsonl", "--engine", "spark", "--jobs", "2")
    assert spark.returncode == local.returncode == 3
    written = (tmp_path / "spark.jsonl").read_text()
    assert written == (tmp_path / "local.jsonl").read_text()
    assert written.count("\n") == 2
    # how far a run is, is told by the clock
    told, also = ([line for line in done.stderr.splitlines() if "rows/s" not in line] for done in (local, spark))
    assert also == told
    assert "bad.csv" in spark.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.csv", "--resume", "-o", "found.jsonl"), "--resume goes with --engine local"),
        (("a.csv", "--unknown"), "--unknown goes with --engine local"),
    ],
)
def test_what_spark_does_not_do_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("scan", *arguments, "--engine", "spark")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("path", ["-", "s3://bucket/purchases"])
def test_what_no_executor_can_open_is_refused_before_spark_starts(
    run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    _require_spark()
    monkeypatch.setitem(environment, "JAVA_HOME", "/nowhere")
    done = run("scan", path, "--engine", "spark")
    assert done.returncode == 2
    assert "standard input" in done.stderr or "no path of this machine" in done.stderr


def test_java_that_is_not_there_and_one_that_does_not_start_are_told(
    run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    _require_spark()
    monkeypatch.setitem(environment, "PYSPARK_SUBMIT_ARGS", "--driver-memory plenty pyspark-shell")
    done = run("scan", *statements, "--engine", "spark")
    assert done.returncode == 2
    assert "debar: Spark does not start here (" in done.stderr
    assert "plenty" in done.stderr
    assert "Traceback" not in done.stderr
    monkeypatch.setitem(environment, "JAVA_HOME", "/nowhere")
    done = run("scan", *statements, "--engine", "spark")
    assert done.returncode == 2
    assert "JAVA_HOME (/nowhere) has no bin/java" in done.stderr
