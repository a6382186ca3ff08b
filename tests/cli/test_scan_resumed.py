"""A long scan: killed and continued, and by several processes, it writes the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests_support import purchases_file

ROWS = 130_000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return purchases_file(tmp_path_factory.mktemp("long") / "purchases.csv", ROWS)


def command(table: Path, output: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "debar", "scan", str(table), "-o", str(output), "--exit-zero", *more]


@pytest.mark.parametrize("format_", ["jsonl", "html"])
def test_killed_and_resumed_it_writes_what_an_undisturbed_run_writes(
    table: Path, tmp_path: Path, environment: dict[str, str], format_: str
) -> None:
    whole, cut = tmp_path / f"whole.{format_}", tmp_path / f"cut.{format_}"
    subprocess.run(command(table, whole), env=environment, check=True, capture_output=True)
    journal = tmp_path / f"cut.{format_}.journal"
    process = subprocess.Popen(
        command(table, cut, "--resume", "--jobs", "1"), env=environment, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and (not journal.exists() or journal.stat().st_size < 5_000):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    kept = journal.stat().st_size
    with journal.open("ab") as file:  # the frame that was being written
        file.write(b"\x40\0\0\0\0\0\0\0half")
    subprocess.run(command(table, cut, "--resume"), env=environment, check=True, capture_output=True)
    assert kept > 5_000
    assert cut.read_bytes() == whole.read_bytes()
    assert not journal.exists()


def test_a_journal_of_other_input_is_refused(table: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    output = tmp_path / "found.jsonl"
    process = subprocess.Popen(command(table, output, "--resume"), env=environment, stderr=subprocess.DEVNULL)
    journal = tmp_path / "found.jsonl.journal"
    while process.poll() is None and (not journal.exists() or journal.stat().st_size < 1_000):
        time.sleep(0.005)
    process.kill()
    process.wait()
    other = tmp_path / "purchases.csv"
    other.write_bytes(table.read_bytes() + b"2023-01-02,ACME,one row more,1.00\n")
    done = subprocess.run(
        command(other, output, "--resume"), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "another set of input files" in done.stderr


def test_resume_needs_a_file_to_stand_beside(table: Path, environment: dict[str, str]) -> None:
    line = [sys.executable, "-m", "debar", "scan", str(table), "--resume"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "-o FILE" in done.stderr


def test_interrupted_with_several_processes_it_ends_at_once_and_keeps_what_is_done(
    table: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    output = tmp_path / "found.jsonl"
    process = subprocess.Popen(
        command(table, output, "--jobs", "2"),
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and (not output.exists() or not output.stat().st_size):
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "partial" in said
    assert output.read_text().endswith("}\n")
