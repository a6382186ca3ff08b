"""`debar catalog`: tested, explained, counted; `scan --unknown`: what it lacks."""

from __future__ import annotations

import csv
import json
import shutil
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Protocol

import pytest

DATA = Path(__file__).resolve().parents[2] / "src" / "debar" / "catalog" / "data"


class Run(Protocol):
    def __call__(self, *arguments: str, input: str | None = None) -> CompletedProcess[str]: ...  # noqa: A002


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def explained(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("catalog", "explain", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_catalog_that_ships_passes_with_its_counts(run: Run) -> None:
    done = run("catalog", "test", "--format", "json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["failures"] == []
    assert report["rows"]["brands"] > 100
    assert min(report["examples"].values()) > 100


def test_a_wrong_row_is_named_with_its_file_and_what_to_do(run: Run, copied: Path) -> None:
    file = copied / "models" / "hikvision.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("DS-2CD2032-I,", "XX-2CD2032-I,", 1), encoding="utf-8")
    done = run("catalog", "test", "--data", str(copied))
    assert done.returncode == 1
    assert "models/hikvision.yaml, row 1 (hik-cam-ds2)" in done.stdout
    assert "mend the form or the example" in " ".join(done.stdout.split())
    assert run("catalog", "test", "--data", str(copied), "--exit-zero").returncode == 0


def test_an_example_that_another_label_takes_is_a_failure(run: Run, copied: Path) -> None:
    file = copied / "brands.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("spellings: [hiwatch]", "spellings: [hiwatch, amcrest]", 1), encoding="utf-8")
    done = run("catalog", "test", "--data", str(copied), "--format", "csv")
    assert done.returncode == 1
    places = [row["place"] for row in csv.DictReader(StringIO(done.stdout))]
    assert "brands.yaml (hiwatch)" in places or "brands.yaml (amcrest)" in places


@pytest.mark.parametrize("make", ["missing", "empty", "not yaml", "no file"])
def test_a_folder_that_is_no_catalog_is_an_input_error(run: Run, copied: Path, tmp_path: Path, make: str) -> None:
    folder = {"missing": tmp_path / "nowhere", "empty": tmp_path / "empty"}.get(make, copied)
    (tmp_path / "empty").mkdir()
    if make == "not yaml":
        (copied / "brands.yaml").write_text("brands: [", encoding="utf-8")
    if make == "no file":
        (copied / "terms.tsv").unlink()
    done = run("catalog", "test", "--data", str(folder))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("debar: ")


def test_a_folder_of_ones_own_is_explained_by_it(run: Run, copied: Path) -> None:
    file = copied / "brands.yaml"
    text = file.read_text(encoding="utf-8")
    row = "- {id: vistacam, name: Vistacam, maker: dahua, bare: word, spellings: [vistacam], evidence: [oui]}\n"
    file.write_text(text.rstrip() + "\n" + row, encoding="utf-8")
    assert run("catalog", "test", "--data", str(copied)).returncode == 0
    told = explained(run, "VISTACAM dome camera", "--data", str(copied))
    assert [hit["maker"] for hit in told["identifications"]] == ["dahua"]


def test_an_identification_is_shown_with_all_it_rests_on(run: Run) -> None:
    text = "LTS CMIP8C42W-28 4MP TURRET, REPLACES DAHUA NVR"
    told = explained(run, text, "--date", "2019-05-01")
    first, second = told["identifications"]
    assert (first["maker"], first["label"], first["strength"], first["said"]) == (
        "hikvision",
        "LTS (LT Security)",
        "weak",
        "bought",
    )
    assert first["family"].startswith("LTS Platinum network cameras")
    assert first["parts"]["series"] == "CMIP"
    assert text[slice(*first["span"])] == first["text"]
    assert {row["row"].partition("/")[0] for row in first["rows"]} == {"brands", "models", "relabels"}
    assert all(row["sources"] for row in first["rows"])
    assert any(source["url"].startswith("https://") for row in first["rows"] for source in row["sources"])
    assert (second["said"], second["said_by"]) == ("removed", "replaces")


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("Honeywell thermostat", "label", "the name alone says nothing"),
        ("BLACK CREEK HIK TRAIL", "label", "needs a product word near"),
        ("Shanghai Dahua Scale Factory 60 kg", "label", "means something else"),
        ("CMIP7432-28", "model", "needs the label, or a product word near"),
        ("AXIS network camera", "innocent", "own design"),
        ("camera VX-4410B", "unknown", "no grammar of the catalog knows it"),
    ],
)
def test_what_was_seen_and_set_aside_is_told_with_the_reason(run: Run, text: str, kind: str, says: str) -> None:
    told = explained(run, text)
    assert told["identifications"] == []
    aside = {each["kind"]: each["because"] for each in told["set_aside"]}
    assert says in aside[kind]


def test_a_brief_explanation_leaves_the_rows_out(run: Run) -> None:
    told = explained(run, "LTS CMIP8C42W-28 camera, AXIS camera", "--brief")
    assert [hit["rows"] for hit in told["identifications"]] == [[]]
    assert [aside["rows"] for aside in told["set_aside"]] == [[]]


def test_a_label_that_has_changed_hands_is_set_aside_after_the_day(run: Run) -> None:
    before = explained(run, "Honor 8X phone", "--date", "2019-05-01")
    after = explained(run, "Honor 8X phone", "--date", "2022-05-01")
    assert [hit["maker"] for hit in before["identifications"]] == ["huawei"]
    assert "huawei" not in [hit["maker"] for hit in after["identifications"]]


def test_marks_stand_below_their_words_also_beside_wide_characters(run: Run) -> None:
    lines = run("catalog", "explain", "摄像机 Hikvision camera").stdout.splitlines()
    assert lines[0].index("Hikvision") + 3 == lines[1].index("1^^^^^^^^")


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv"])
def test_every_format_is_written(run: Run, format_: str) -> None:
    for command in (["explain", "LTS CMIP8C42W-28 camera"], ["stats"], ["test"]):
        done = run("catalog", *command, "--format", format_)
        assert done.returncode == 0, done.stderr
    assert run("catalog", "stats", "--format", format_).stdout


def test_stats_count_by_maker_and_name_what_is_memory_only(run: Run) -> None:
    stats = json.loads(run("catalog", "stats", "--format", "json").stdout)
    assert stats["total"]["labels_of_others"] >= 100
    assert stats["total"]["families"] >= 250
    assert set(stats["total"]["relabels"]) == {"strong", "weak", "lead"}
    assert {"hikvision", "dahua"} == {row["maker"] for row in stats["makers"][:2]}
    assert "memory_only" in stats["total"]


@pytest.mark.parametrize("text", ["", " ", "x" * 100_001])
def test_a_text_that_cannot_be_explained_is_an_input_error(run: Run, text: str) -> None:
    done = run("catalog", "explain", "-", input=text)
    assert done.returncode == 2
    assert done.stderr.startswith("debar: ")


def test_hostile_text_is_explained_in_bounded_space(run: Run) -> None:
    text = "\u202eHIK\u0301 AXIS NVR4 DS-2CD \x1b[31m" * 2_000
    done = run("catalog", "explain", "-", input=text)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_unknown_numbers_are_written_as_candidates(run: Run, tmp_path: Path) -> None:
    rows = [f"QTY {n} VISTACAM VX-4410B BULLET CAMERA" for n in range(4)] + ["AXIS P3245-LVE CAMERA"] * 3 + ["PAPER"]
    (tmp_path / "po.csv").write_text("Description\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = run("scan", "po.csv", "--unknown", "--format", "json", "-q")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(each["number"], each["rows"], each["innocent"]) for each in found] == [
        ("VX-4410B", 4, []),
        ("P3245-LVE", 3, ["not-axis"]),
    ]
    assert found[0]["examples"][0]["row"] == 1
    assert "VX-4410B" in run("scan", "po.csv", "--unknown", "-q").stdout
    assert len(run("scan", "po.csv", "--unknown", "--least", "4", "--format", "csv").stdout.splitlines()) == 2


def test_unknown_numbers_have_no_html_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text("Description\ncamera VX-4410B\n", encoding="utf-8")
    done = run("scan", "po.csv", "--unknown", "-o", "found.html")
    assert done.returncode == 2
    assert "table, json, jsonl, csv" in done.stderr
    assert not (tmp_path / "found.html").exists()
