"""`debar scan`: columns shown and kept, directories, duplicates, and one bad file among many."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

HEADER = "Date,Vendor,Description,Amount\n"
ROW = "2023-01-05,Demo Cameras,HIKVISION DS-2CD2143G0-I CAMERA,499.00\n"
OTHER = "2023-01-06,Demo Foods,BREAD,4.00\n"


def test_columns_are_shown_with_samples_and_reasons_and_nothing_is_judged(run: Any, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text(HEADER.replace("Amount", "Amount,Notes of ours") + ROW.replace("\n", ",urgent\n"))
    shown = run("scan", "po.csv", "--columns")
    assert shown.returncode == 0, shown.stderr
    assert "HIKVISION" in shown.stdout
    assert "Notes of ours" in shown.stdout
    (layout,) = json.loads(run("scan", "po.csv", "--columns", "--format", "json").stdout)["layouts"]
    uses = {use["column"]: use for use in layout["columns"]}
    assert uses["Vendor"]["fields"] == ["supplier"]
    assert uses["Description"]["samples"] == ["HIKVISION DS-2CD2143G0-I CAMERA"]
    assert uses["Notes of ours"]["fields"] == []
    assert all(use["why"] for use in uses.values() if use["fields"])


def test_columns_of_what_cannot_be_read_is_an_input_error(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a1,b2\n1,2\n")
    done = run("scan", "x.csv", "--columns")
    assert done.returncode == 2
    assert "--map" in done.stdout + done.stderr


def test_the_mapping_is_told_before_the_findings_and_kept_on_request(run: Any, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text("A,B,C\n" + "2023-01-05,Demo Cameras,HIKVISION DS-2CD2143G0-I CAMERA\n" * 2)
    first = run("scan", "po.csv", "--map", "text=C", "--map", "supplier=B", "--save-profile", "--format", "jsonl")
    assert "po.csv.debar.toml" in first.stderr
    again = run("scan", "po.csv", "--format", "jsonl")
    assert again.stdout == first.stdout
    assert "as po.csv.debar.toml says" in again.stderr


def test_a_hit_names_its_column_where_the_text_was_joined(run: Any, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text("Item Description,Model\nDome camera,HIKVISION DS-2CD2143G0-I\n")
    (line,) = run("scan", "po.csv", "--format", "jsonl").stdout.splitlines()
    finding = json.loads(line)
    start, end = next(found["span"] for found in finding["identifications"] if found["span"])
    left, right = finding["subject"]["columns"]["Model"]
    assert left <= start < end <= right
    assert {found["column"] for found in finding["identifications"] if found["span"]} == {"Model"}


def test_a_directory_is_scanned_without_its_own_output(run: Any, tmp_path: Path) -> None:
    (tmp_path / "all" / "2023").mkdir(parents=True)
    (tmp_path / "all" / "2023" / "jan.csv").write_text(HEADER + ROW)
    (tmp_path / "all" / "README.md").write_text("HIKVISION DS-2CD2143G0-I")
    for _ in range(2):
        done = run("scan", "all", "-o", "all/found.jsonl")
        assert done.returncode in (0, 1), done.stderr
        (line,) = (tmp_path / "all" / "found.jsonl").read_text().splitlines()
        assert json.loads(line)["subject"]["source"] == "2023/jan.csv"
    assert "README.md: left aside" in done.stderr


@pytest.mark.parametrize("content", [{}, {"README.md": "x"}])
def test_a_directory_without_records_is_an_error(run: Any, tmp_path: Path, content: dict[str, str]) -> None:
    (tmp_path / "none").mkdir()
    for name, text in content.items():
        (tmp_path / "none" / name).write_text(text)
    done = run("scan", "none")
    assert done.returncode == 2
    assert "none" in done.stderr


def test_one_bad_file_among_a_thousand_is_named_and_the_rest_is_done(run: Any, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    for number in range(999):
        (tmp_path / "all" / f"{number}.csv").write_text(f"{HEADER}2023-01-05,Demo,THING NUMBER {number},4.00\n")
    (tmp_path / "all" / "bad.csv.gz").write_bytes(b"\x1f\x8b\x08\0broken")
    done = run("scan", "all", "--format", "json")
    data = json.loads(done.stdout)
    assert done.returncode == 3
    assert (data["rows"], data["judged"], data["partial"]) == (999, 999, True)
    assert "bad.csv.gz" in done.stderr


def test_what_was_delivered_twice_is_said_and_counted_once(run: Any, tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEADER + ROW + OTHER)
    (tmp_path / "jan-feb.csv").write_text(HEADER + ROW + OTHER + ROW.replace("01-05", "02-05"))
    data = json.loads(run("scan", "jan.csv", "jan-feb.csv", "--format", "json").stdout)
    assert (data["rows"], data["judged"], data["findings"]) == (5, 3, 2)
    assert data["rejected_by_reason"] == {"duplicate of a row in jan.csv": 2}
    assert [(r["source"], r["row"]) for r in data["rejected"]] == [("jan-feb.csv", 1), ("jan-feb.csv", 2)]
    kept = json.loads(run("scan", "jan.csv", "jan-feb.csv", "--keep-duplicates", "--format", "json").stdout)
    assert (kept["judged"], kept["findings"]) == (5, 3)


BAD = {
    "wide.csv": ",".join(f"c{i}" for i in range(198)) + ",Vendor,Description\n" + "," * 198 + "ACME,HIKVISION NVR\n",
    "again.csv": HEADER + ROW + HEADER + OTHER,
    "nul.csv": HEADER + ROW.replace("CAMERA", "CAM\0ERA") + OTHER,
    "quote.csv": HEADER + '2023-01-04,"Demo,CABLE,3\n' + ROW + OTHER,
    "two.csv": HEADER.encode() + ROW.replace("Demo", "Café").encode() + OTHER.replace("Demo", "Café").encode("cp1252"),
    "returns.csv": (HEADER + ROW + OTHER).replace("\n", "\r"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_odd_files_are_read_to_the_last_row(run: Any, tmp_path: Path, name: str) -> None:
    content = BAD[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run("scan", name, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    data = json.loads(done.stdout)
    assert data["rows"] == data["judged"] + data["rejected_count"]
    assert data["by_maker"] == {"hikvision": 1}
    assert data["rejected_by_reason"] == ({"the header again": 1} if name == "again.csv" else {})


def test_a_truncated_gz_and_a_bomb_are_named_among_others(run: Any, tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "".join(f"2023-01-05,Demo,T{i},{i * 7919}\n" for i in range(50_000))).encode())
    (tmp_path / "cut.csv.gz").write_bytes(packed[: len(packed) // 2])
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.csv", HEADER.encode() + b"0" * (100 << 20))
    (tmp_path / "good.csv").write_text(HEADER + ROW)
    done = run("scan", "cut.csv.gz", "bomb.zip", "good.csv", "--format", "json")
    assert done.returncode == 3
    data = json.loads(done.stdout)
    assert data["by_maker"] == {"hikvision": 1}
    unreadable = {file["source"] for file in data["files"] if "unreadable" in file}
    assert {name.split("/")[0] for name in unreadable} == {"cut.csv.gz", "bomb.zip"}
    assert "Traceback" not in done.stderr


def test_no_permission_and_a_full_disk_are_said_and_never_a_traceback(
    run: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "po.csv").write_text(HEADER + ROW * 3_000)
    done = run("scan", "po.csv", "-o", "no/such/place.jsonl")
    assert done.returncode == 2
    assert "no/such/place.jsonl" in done.stderr

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    command = [sys.executable, "-m", "debar", "scan", "po.csv", "-o", "found.jsonl"]
    full = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        preexec_fn=small,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert full.returncode == 3
    assert "cannot take all of the output" in full.stderr
    assert "Traceback" not in full.stderr


def test_no_room_for_the_copy_of_standard_input_is_said(environment: dict[str, str], tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

    done = subprocess.run(
        [sys.executable, "-m", "debar", "scan", "-", "--format", "json"],
        cwd=tmp_path,
        env=environment,
        preexec_fn=small,
        input=HEADER + ROW * 5_000,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert "room" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(run: Any, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text(HEADER + ROW)
    (tmp_path / "po.csv").chmod(0)
    assert run("scan", "po.csv").returncode == 2
