"""Decisions of two people, and on many findings at once, as a user makes them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run

HEAD = "PO,Date,Agency,Vendor,Description,Amount\n"
CAMERAS = "".join(
    f"{n},2022-05-{n:02d},City of Modesto CA,ACME Video,Hikvision DS-2CD2143G0-I dome camera lot {n},1200\n"
    for n in range(1, 6)
)
ROWS = f"{HEAD}{CAMERAS}7,2022-06-01,City of Modesto CA,Valley Rentals,Dahua tent rental for camera club,300\n"


@pytest.fixture
def store(tmp_path: Path, run: Run) -> str:
    """A store with a kept scan of five cameras of one maker and a tent."""
    (tmp_path / "po.csv").write_text(ROWS, "utf-8")
    place = str(tmp_path / "store.sqlite3")
    done = run("scan", "po.csv", "--keep", "--store", place, "-o", "findings.jsonl", "--exit-zero")
    assert "6 findings kept as scan 1" in done.stderr
    return place


@pytest.fixture
def findings(store: str) -> list[dict[str, Any]]:
    """What was kept in it."""
    tmp_path = Path(store).parent
    return [json.loads(line) for line in (tmp_path / "findings.jsonl").read_text("utf-8").splitlines()]


def log(run: Run, store: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("audit", "log", "--format", "jsonl", "--store", store).stdout.splitlines()]


def decisions(run: Run, store: str) -> list[str]:
    out = run("scan", "po.csv", "--store", store, "--format", "jsonl", "--exit-zero").stdout
    return [found["decision"]["as"] for found in map(json.loads, out.splitlines()) if found.get("decision")]


def test_what_needs_a_second_person_counts_only_when_another_one_approved_it(
    run: Run, store: str, findings: list[dict[str, Any]]
) -> None:
    shown = run("settings", "--second-person", "waived,false-match", "--store", store)
    assert shown.stdout == "second-person: false-match,waived\n"
    id_ = findings[0]["id"]
    made = run("decide", id_, "--as", "waived", "--because", "replaced soon", "--by", "ana", "--store", store)
    assert "is proposed as number 1 and waits" in made.stderr
    assert decisions(run, store) == []
    for own in ("ana", " Ana ", "ＡＮＡ"):
        refused = run("proposals", "approve", "1", "--by", own, "--store", store)
        assert refused.returncode == 2
        assert "ana's own" in refused.stderr
    again = run("decide", id_, "--as", "waived", "--because", "so", "--by", "cy", "--store", store)
    assert again.returncode == 2
    assert "proposal 1 on it waits" in again.stderr
    assert "waived" in run("proposals", "list", "--store", store).stdout
    assert run("proposals", "approve", "1", "--by", "ben", "--store", store).returncode == 0
    assert decisions(run, store) == ["waived"]
    scanned = run("scan", "po.csv", "--store", store).stdout
    assert "ana, approved by ben: replaced soon" in " ".join(scanned.split())
    assert [each["action"] for each in log(run, store)] == ["judge", "setting", "propose", "approve"]
    twice = run("proposals", "reject", "1", "--because", "no", "--by", "cy", "--store", store)
    assert "was approved by ben" in twice.stderr


def test_a_rejected_proposal_is_no_decision_and_keeps_its_reason(
    run: Run, store: str, findings: list[dict[str, Any]]
) -> None:
    run("settings", "--second-person", "waived", "--store", store)
    run("decide", findings[0]["id"], "--as", "waived", "--because", "soon", "--by", "ana", "--store", store)
    silent = run("proposals", "reject", "1", "--by", "ben", "--store", store)
    assert silent.returncode == 2
    assert "say why" in silent.stderr
    run("proposals", "reject", "1", "--because", "no budget for it", "--by", "ben", "--store", store)
    assert decisions(run, store) == []
    every = json.loads(run("proposals", "list", "--all", "--format", "json", "--store", store).stdout)
    assert [(each["state"], each["ruled_because"]) for each in every] == [("rejected", "no budget for it")]
    assert log(run, store)[-1]["what"]["reason"] == "no budget for it"


def test_decisions_that_need_nobody_else_are_made_at_once(run: Run, store: str, findings: list[dict[str, Any]]) -> None:
    run("settings", "--second-person", "false-match", "--store", store)
    run("decide", findings[0]["id"], "--as", "confirmed", "--because", "seen", "--by", "ana", "--store", store)
    assert decisions(run, store) == ["confirmed"]
    assert run("settings", "--second-person", "none", "--store", store).stdout == "second-person: none\n"
    wrong = run("settings", "--second-person", "wave", "--store", store)
    assert wrong.returncode == 2
    assert "'wave' is not known" in wrong.stderr


def preview(run: Run, store: str, *more: str) -> tuple[str, str, str]:
    """What a preview says, its token and its count."""
    asked = ("decide-many", "1", "--as", "confirmed", "--because", "seen on site", "--by", "ana", "--store", store)
    done = run(*asked, *more)
    assert done.returncode == 0, done.stderr
    found = re.search(r"--confirm ([0-9a-f]{32}) --count (\d+)", done.stdout)
    assert found, done.stdout
    return done.stdout, found[1], found[2]


def test_many_are_decided_as_previewed_once_each_and_once_only(run: Run, store: str) -> None:
    said, token, count = preview(run, store)
    assert "5 findings would be confirmed: hikvision" in said
    assert "1 left out: on another ground" in said
    assert decisions(run, store) == []
    keep = ("decide-many", "1", "--confirm", token, "--count", count, "--by", "ana", "--store", store)
    first, second = run(*keep), run(*keep)
    assert first.returncode == second.returncode == 0, first.stderr
    assert "5 decisions" in first.stderr
    assert first.stderr == second.stderr
    assert decisions(run, store) == ["confirmed"] * 5
    lines = [each for each in log(run, store) if each["action"] == "decide"]
    assert len({each["what"]["finding"] for each in lines}) == len(lines) == 5
    assert {each["what"]["batch"] for each in lines} == {token}


def test_a_set_that_changed_is_refused_with_what_changed_and_nothing_is_kept(
    run: Run, store: str, findings: list[dict[str, Any]]
) -> None:
    _, token, count = preview(run, store)
    wrong = run("decide-many", "1", "--confirm", token, "--count", "4", "--store", store)
    assert wrong.returncode == 2
    assert "4 findings are confirmed, but 5 were shown" in wrong.stderr
    camera = next(each["id"] for each in findings if each["maker"]["id"] == "hikvision")
    run("decide", camera, "--as", "asked", "--because", "asked them", "--by", "cy", "--store", store)
    refused = run("decide-many", "1", "--confirm", token, "--count", count, "--store", store)
    assert refused.returncode == 2
    assert f"1 left the view, were decided or wait (such as {camera[:8]})" in refused.stderr
    assert decisions(run, store) == ["asked"]


def test_the_smaller_ground_is_taken_when_named_and_unknown_tokens_are_refused(run: Run, store: str) -> None:
    said, _, _ = preview(run, store)
    other = re.search(r'--ground "([^"]+)" takes these: 1', said)
    assert other, said
    said, _, count = preview(run, store, "--ground", other[1])
    assert count == "1"
    assert "5 left out: on another ground" in said
    unknown = run("decide-many", "1", "--confirm", "0" * 32, "--count", "1", "--store", store)
    assert unknown.returncode == 2
    assert "nothing was previewed under this token" in unknown.stderr


def test_many_wait_together_for_a_second_person(run: Run, store: str) -> None:
    run("settings", "--second-person", "confirmed", "--store", store)
    _, token, count = preview(run, store)
    kept = run("decide-many", "1", "--confirm", token, "--count", count, "--by", "ana", "--store", store)
    assert "0 decisions, 5 waiting for a second person" in kept.stderr
    assert decisions(run, store) == []
    mixed = run("proposals", "approve", "1", "2", "99", "--by", "ben", "--store", store)
    assert mixed.returncode == 2
    assert decisions(run, store) == []
    done = run("proposals", "approve", "1", "2", "3", "4", "5", "--by", "ben", "--store", store)
    assert done.returncode == 0, done.stderr
    assert decisions(run, store) == ["confirmed"] * 5
