"""`debar scan`: the account adds up, bad input is explained, and what was finished is never lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HEADER = "Date,Vendor,Description,Amount\n"
ROWS = (
    "2023-01-05,Demo Cameras,HIKVISION DS-2CD2143G0-I CAMERA,499.00\n"
    "soon,Demo Cameras,DAHUA SD59230T-HN PTZ CAMERA,2150.00\n"
    ",,,\n"
    "2023-02-01,Demo Foods,CLOREX WIPES AND LIMOUSINE SERVICE,twelve\n"
    "2023-02-02,,,15.00\n"
)


def summary(done: Any) -> dict[str, Any]:
    assert done.returncode in (0, 1), done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "po.csv"
    path.write_text(HEADER + ROWS)
    return path


def test_rows_are_judged_rejected_or_blank(run: Any, records: Path) -> None:
    data = summary(run("scan", str(records), "--format", "json", "--buyer", "City of Modesto", "--state", "CA"))
    assert data["rows"] == data["judged"] + len(data["rejected"]) == 4
    assert data["blank"] == 1
    assert [(r["row"], bool(r["reason"])) for r in data["rejected"]] == [(5, True)]
    assert data["findings"] == 2
    assert sum(data["by_outcome"].values()) == 2
    assert data["by_maker"] == {"dahua": 1, "hikvision": 1}


def test_a_bad_date_counts_as_missing_and_stays_as_text(run: Any, records: Path) -> None:
    done = run(
        "scan", str(records), "--format", "jsonl", "--buyer-type", "federal-agency", "--purpose", "public safety"
    )
    finding = next(f for f in map(json.loads, done.stdout.splitlines()) if f["maker"]["id"] == "dahua")
    assert finding["subject"]["date"] is None
    assert finding["subject"]["original"]["Date"] == "soon"
    assert finding["outcome"] == "depends"
    assert any("date" in r["missing"] for r in finding["rules"])


def test_all_gives_a_line_for_every_record(run: Any, records: Path) -> None:
    done = run("scan", str(records), "--format", "jsonl", "--all")
    assert [json.loads(line)["subject"]["row"] for line in done.stdout.splitlines()] == [1, 2, 4]


def test_the_same_file_gives_the_same_bytes(run: Any, records: Path) -> None:
    first, second = (run("scan", str(records), "--format", "jsonl").stdout for _ in range(2))
    assert first == second


def test_html_is_one_file_that_asks_for_nothing(run: Any, records: Path, tmp_path: Path) -> None:
    run("scan", str(records), "-o", "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<mark>" in page
    assert 'src="http' not in page
    assert "DS-2CD2143G0-I" in page


def test_csv_cells_do_not_run_in_a_spreadsheet(run: Any, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text(HEADER + '2023-01-05,"=HYPERLINK(""http://x"")","HIKVISION DS-2CD2143G0-I",1\n')
    done = run("scan", "po.csv", "--format", "csv")
    assert "'=HYPERLINK" in done.stdout


def test_strict_makes_a_rejected_record_count(run: Any, records: Path) -> None:
    assert run("scan", str(records), "--strict", "--format", "json").returncode == 3


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.csv", None, "none.csv"),
        ("empty.csv", b"", "empty"),
        ("program.csv", b"\x7fELF\x02\x01\x01\0" + bytes(range(256)) * 40, "program.csv"),
        ("numbers.csv", b"a1,b2\n1,2\n3,4\n", "--map"),
    ],
)
def test_bad_input_says_what_and_what_to_do(
    run: Any, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("scan", name)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_one_unreadable_file_of_several_makes_the_run_partial(run: Any, records: Path) -> None:
    done = run("scan", str(records), "none.csv", "--format", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["judged"] == 3
    assert "none.csv" in done.stderr


def test_a_reader_that_goes_away_is_no_crash(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text(HEADER + ROWS.splitlines(keepends=True)[0] * 5000)
    command = [sys.executable, "-m", "debar", "scan", "big.csv", "--format", "jsonl"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment
    )
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 3
    assert json.loads(first)["maker"]["id"] == "hikvision"
    assert "Traceback" not in told
    assert "Exception" not in told


def test_stopping_keeps_what_was_finished_and_says_partial(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text(HEADER + ROWS.splitlines(keepends=True)[0] * 400_000)
    command = [sys.executable, "-m", "debar", "scan", "big.csv", "--format", "jsonl", "-o", "found.jsonl"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    out = tmp_path / "found.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (out.exists() and out.stat().st_size > 0):
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "partial" in told
    written = out.read_text().splitlines()
    assert written
    assert all(json.loads(line)["id"] for line in written)


def test_standard_input_is_read(run: Any) -> None:
    done = run("scan", "-", "--format", "jsonl", input=HEADER + ROWS)
    assert len(done.stdout.splitlines()) == 2


def test_the_demo_marks_what_is_constructed(run: Any, tmp_path: Path) -> None:
    done = run("demo")
    assert done.returncode == 0, done.stderr
    assert "onstructed" in done.stdout
    page = (tmp_path / "debar-demo.html").read_text(encoding="utf-8")
    assert "onstructed" in page
