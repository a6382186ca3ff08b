"""`debar devices`: scans and asset lists together, one finding a device and maker, an account that adds up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).parents[1] / "unit" / "inventory" / "written"
CONTRACTOR = ("--buyer-type", "federal-contractor", "--purpose", "public safety")


def lines(done: Any) -> list[dict[str, Any]]:
    assert done.returncode in (0, 1, 3), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_sightings_of_one_host_in_several_files_are_one_device(run: Any) -> None:
    files = [str(WRITTEN / name) for name in ("nmap.xml", "arp-scan.txt", "windows-dhcp.csv", "lansweeper.csv")]
    found = lines(run("devices", *files, "--format", "jsonl", *CONTRACTOR))
    subjects = [f["subject"] for f in found if f["subject"].get("ip") == "10.0.0.5"]
    assert len(subjects) == 1
    subject = subjects[0]
    assert (subject["kind"], subject["mac"], subject["action"]) == ("device", "44:19:B6:01:02:03", "use")
    assert subject["original"]["seen in"].count("record") == 4
    assert subject["date"] == "2023-11-15"


def test_the_account_adds_up(run: Any) -> None:
    files = [str(path) for path in sorted(WRITTEN.iterdir())]
    done = run("devices", *files, "--format", "json")
    data = json.loads(done.stdout)
    assert data["rows"] == data["judged"] + len(data["rejected"])
    assert all(rejected["reason"] for rejected in data["rejected"])
    assert 0 < data["devices"] < data["judged"]
    assert data["partial"], "one of the files breaks off"
    assert done.returncode == 3


def test_every_finding_has_its_text_evidence_and_place(run: Any) -> None:
    files = [str(path) for path in sorted(WRITTEN.iterdir()) if path.name != "dhcpd.leases"]
    found = lines(run("devices", *files, "--format", "jsonl", *CONTRACTOR))
    assert {"hikvision", "dahua", "huawei", "hisilicon"} <= {f["maker"]["id"] for f in found}
    for finding in found:
        subject = finding["subject"]
        assert {"ip", "mac", "hostname", "asset", "bom_ref"} & subject.keys()
        for one in finding["identifications"]:
            start, end = one["span"]
            assert subject["text"][start:end] == one["text"]
            assert one["evidence"]


def test_use_by_a_contractor_is_part_b(run: Any) -> None:
    (finding,) = lines(
        run("devices", str(WRITTEN / "masscan.xml"), "--format", "jsonl", "--buyer-type", "federal-contractor")
    )
    outcomes = {rule["rule"]: rule["outcome"] for rule in finding["rules"]}
    assert outcomes["us-889-a1b"] == "depends"
    assert outcomes.get("us-889-a1a", "not-covered") == "not-covered"


def test_a_broken_off_scan_is_partial_and_what_was_whole_is_judged(run: Any, tmp_path: Path) -> None:
    whole = (WRITTEN / "nmap.xml").read_text()
    cut = tmp_path / "cut.xml"
    cut.write_text(whole[: whole.index("</host>") + 40])
    done = run("devices", str(cut), "--format", "jsonl")
    assert done.returncode == 3
    assert "breaks off" in done.stderr
    assert [f["maker"]["id"] for f in lines(done)] == ["hikvision"]


def test_an_unreadable_file_is_an_input_error_with_advice(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<a><b/></a>")
    done = run("devices", str(path))
    assert done.returncode == 2
    assert "Readable:" in done.stderr


def test_undated_records_take_the_day_that_is_told(run: Any) -> None:
    done = run("devices", str(WRITTEN / "arp-scan.txt"), "--date", "2024-02-03", "--format", "jsonl")
    assert [f["subject"]["date"] for f in lines(done)] == ["2024-02-03"]


def test_standard_input_is_read(run: Any) -> None:
    done = run("devices", "-", "--format", "jsonl", input=(WRITTEN / "arp-bsd.txt").read_text())
    assert [f["maker"]["id"] for f in lines(done)] == ["hikvision"]


def test_check_answers_the_same_way(run: Any) -> None:
    for question in (("--mac", "4419.b601.0203"), ("--fcc-id", "2ADTD-5604SD"), ("--model", "DS-2CD2143G0-I")):
        (finding,) = lines(run("check", *question, "--format", "jsonl", "--buyer-type", "city"))
        assert finding["maker"]["id"] == "hikvision"
    (finding,) = lines(run("check", "--mac", "46:19:b6:01:02:03", "--format", "jsonl"))
    assert finding["outcome"] == "clear"
    for wrong in (("--mac", "nonsense"), ("--fcc-id", "?!"), ("--fcc-id", "ABC"), ("--fcc-id", "2ADTD")):
        done = run("check", *wrong)
        assert (done.returncode, done.stdout) == (2, "")
        assert "write it as" in done.stderr
