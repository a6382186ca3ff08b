"""Decisions and the log, as a user keeps and reads them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run

ROWS = """PO,Date,Agency,Vendor,Description,Amount
1,2022-05-01,City of Modesto CA,ACME Video,Hikvision DS-2CD2143G0-I dome camera,1200
2,2022-05-02,City of Modesto CA,Valley Rentals,Dahua tent rental for camera club,300
3,2022-05-03,City of Reno NV,ACME,Toner,20
"""


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


@pytest.fixture
def findings(run: Run, tmp_path: Path, store: str) -> list[dict[str, Any]]:
    """The findings of a small file, kept in the store and in a file."""
    (tmp_path / "po.csv").write_text(ROWS, "utf-8")
    done = run("scan", "po.csv", "--keep", "--store", store, "-o", "findings.jsonl", "--exit-zero")
    assert "2 findings kept as scan 1" in done.stderr
    return [json.loads(line) for line in (tmp_path / "findings.jsonl").read_text("utf-8").splitlines()]


def tent(findings: list[dict[str, Any]]) -> str:
    return str(next(each["id"] for each in findings if "tent" in each["subject"]["text"]))


def test_a_false_match_is_applied_again_visibly_also_in_another_file(
    run: Run, tmp_path: Path, store: str, findings: list[dict[str, Any]]
) -> None:
    made = run("decide", tent(findings), "--as", "false-match", "--because", "tents", "--by", "ana", "--store", store)
    assert made.returncode == 0, made.stderr
    (tmp_path / "other.csv").write_text(ROWS.replace("2022-05-02", "2022-06-09"), "utf-8")
    scanned = run("scan", "other.csv", "--store", store, "--format", "jsonl", "--exit-zero")
    again = [json.loads(line) for line in scanned.stdout.splitlines()]
    decided = {each["subject"]["row"]: each.get("decision") for each in again}
    assert decided[1] is None
    assert decided[2]["as"] == "false-match"
    assert decided[2]["holds"]
    assert decided[2]["actor"] == "ana"
    assert "Decided: false match" in run("scan", "other.csv", "--store", store).stdout
    sarif = json.loads(run("scan", "other.csv", "--store", store, "--format", "sarif", "--exit-zero").stdout)
    suppressed = [each for each in sarif["runs"][0]["results"] if each.get("suppressions")]
    assert [each["suppressions"][0]["justification"][:11] for each in suppressed] == ["false-match"]


def test_what_is_set_aside_fails_no_run(run: Run, store: str, findings: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("\n".join([ROWS.splitlines()[0], ROWS.splitlines()[2]]) + "\n", "utf-8")
    ask = ("scan", "one.csv", "--store", store, "--fail-on", "review")
    assert run(*ask).returncode == 1
    run("decide", tent(findings), "--as", "false-match", "--because", "tents", "--store", store)
    assert run(*ask).returncode == 0


def test_a_waiver_ends_with_its_last_day(run: Run, store: str, findings: list[dict[str, Any]]) -> None:
    camera = next(each["id"] for each in findings if each["id"] != tent(findings))
    run("decide", camera, "--as", "waived", "--until", "2026-11-01", "--because", "replaced soon", "--store", store)
    shown = run("scan", "po.csv", "--store", store).stdout
    assert "Look again: waived until 2026-11-01 only" in " ".join(shown.split())


def test_a_decision_rests_on_what_was_read_and_listed(run: Run, store: str, findings: list[dict[str, Any]]) -> None:
    run("decide", tent(findings), "--as", "false-match", "--because", "tents", "--store", store)
    with sqlite3.connect(store) as raw:
        raw.execute('UPDATE finding_decision SET basis = replace(basis, \'"listings":"\', \'"listings":"x\')')
    raw.close()
    shown = " ".join(run("scan", "po.csv", "--store", store).stdout.split())
    assert "Look again: what the lists say of the party has changed" in shown


def test_a_finding_in_a_file_can_be_decided_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "po.csv").write_text(ROWS, "utf-8")
    run("scan", "po.csv", "-o", "f.jsonl", "--exit-zero", "--store", "s.db")
    first = json.loads((tmp_path / "f.jsonl").read_text("utf-8").splitlines()[0])["id"]
    ask = ("--as", "asked", "--because", "asked the IT department", "--store", "s.db")
    assert run("decide", first[:8], "--from", "f.jsonl", *ask).returncode == 0
    assert "holds no finding" in run("decide", "nope", "--from", "f.jsonl", *ask).stderr
    assert "is no JSON" in run("decide", first, "--from", "po.csv", *ask).stderr


def test_mistakes_are_said(run: Run, store: str, findings: list[dict[str, Any]]) -> None:
    known = findings[0]["id"]
    wrong = run("decide", known, "--as", "maybe", "--because", "x", "--store", store)
    assert wrong.returncode == 2
    assert "false-match" in wrong.stderr
    assert "--because" in run("decide", known, "--as", "asked", "--store", store).stderr
    dated = run("decide", known, "--as", "asked", "--because", "x", "--until", "2027-01-01", "--store", store)
    assert dated.returncode == 2
    assert "--as waived" in dated.stderr
    assert run("decide", "ffff", "--as", "asked", "--because", "x", "--store", store).returncode == 2


def test_the_log_tells_what_was_done_and_a_change_is_found(
    run: Run, store: str, findings: list[dict[str, Any]]
) -> None:
    run("decide", tent(findings), "--as", "false-match", "--because", "tents", "--by", "ana", "--store", store)
    told = [json.loads(line) for line in run("audit", "log", "--format", "jsonl", "--store", store).stdout.splitlines()]
    assert [each["action"] for each in told] == ["judge", "decide"]
    assert told[1]["actor"] == "ana"
    whole = run("audit", "verify", "--store", store)
    assert whole.returncode == 0
    assert told[1]["hash"] in whole.stdout
    with sqlite3.connect(store) as raw:
        raw.execute("DELETE FROM audit WHERE id = 2")
    raw.close()
    assert run("audit", "verify", "--store", store).returncode == 0
    cut = run("audit", "verify", "--head", told[1]["hash"], "--store", store)
    assert cut.returncode == 3
    assert "cut off" in cut.stderr


def test_a_kept_finding_is_judged_again_alike(run: Run, store: str, findings: list[dict[str, Any]]) -> None:
    for each in findings:
        again = run("audit", "replay", each["id"], "--store", store)
        assert again.returncode == 0, again.stdout
        assert "Same outcome on the same ground" in again.stdout
