"""`debar transact FILE`: sales and deals as users run them, their output and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HIKVISION = "Hangzhou Hikvision Digital Technology Co., Ltd."
CLAUSE = "The Buyer shall not resell the Goods to any person on the Entity List or to Cuba, Iran, North Korea or Syria."


def sale(tmp_path: Path, **more: Any) -> str:
    record = {
        "seller": {"name": "Acme Controls Inc", "country": "US"},
        "buyer": {"name": HIKVISION, "country": "CN"},
        "destination": "CN",
        "item": "image sensor",
        "eccn": "EAR99",
        "export date": "2022-03-01",
        **more,
    }
    path = tmp_path / "sale.json"
    path.write_text(json.dumps(record), "utf-8")
    return str(path)


def judged(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_finding_says_who_in_which_role_and_why(run: Run, tmp_path: Path) -> None:
    done = run("transact", sale(tmp_path), "--format", "json", "--fail-on", "license-required")
    assert done.returncode == 1, done.stderr
    data = judged(done)
    (finding,) = data["results"]
    assert (data["rows"], data["judged"], data["findings"]) == (1, 1, 1)
    assert finding["subject"]["kind"] == "transaction"
    assert finding["outcome"] == "license-required"
    rule = next(each for each in finding["rules"] if each["rule"] == "us-bis-entity-list")
    assert rule["about"] == f"buyer {HIKVISION}"
    assert rule["because"].startswith(f"Buyer {HIKVISION}: ")
    hit = next(each for each in finding["identifications"] if each.get("entity", "").startswith("us-bis-el:"))
    assert hit["field"] == "buyer"
    assert hit["evidence"]


def test_exit_codes_follow_what_was_found(run: Run, tmp_path: Path) -> None:
    path = sale(tmp_path)
    assert run("transact", path).returncode == 0
    assert run("transact", path, "--fail-on", "license-required").returncode == 1
    assert run("transact", path, "--fail-on", "license-required", "--exit-zero").returncode == 0
    assert run("transact", sale(tmp_path, destination="Cuba")).returncode == 1


def test_as_of_judges_at_another_day(run: Run, tmp_path: Path) -> None:
    before = judged(run("transact", sale(tmp_path), "--as-of", "2019-10-08", "--format", "json"))
    assert before["by_outcome"]["license-required"] == 0
    assert before["as_of"] == "2019-10-08"


def test_known_at_before_the_lists_ends_with_3(run: Run, tmp_path: Path) -> None:
    done = run("transact", sale(tmp_path), "--known-at", "2001-01-01")
    assert done.returncode == 3


def test_a_table_reads_from_the_parties_to_what_to_ask(run: Run, tmp_path: Path) -> None:
    done = run("transact", sale(tmp_path))
    for words in ("License required", "Seller", "Acme Controls Inc (US)", HIKVISION, "us-bis-el", "15 CFR 744.11"):
        assert words in done.stdout


def test_a_clear_sale_is_told_and_says_what_was_not_checked(run: Run, tmp_path: Path) -> None:
    path = sale(tmp_path, buyer={"name": "Nordlicht Werkzeuge GmbH", "country": "DE"}, destination="DE")
    done = run("transact", path)
    assert done.returncode == 0
    assert "Clear is not permission." in " ".join(done.stdout.split())
    assert "law of Germany (DE)" in " ".join(done.stdout.split())


def test_the_contract_points_at_its_words(run: Run, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text(CLAUSE, "utf-8")
    done = run("transact", sale(tmp_path), "--clause", str(terms), "--format", "json")
    assert done.returncode == 1
    (finding,) = judged(done)["results"]
    touched = [each for each in finding["rules"] if each["rule"] == "contract-tc" and each["outcome"] == "prohibited"]
    assert len(touched) == 1
    assert "Entity List" in touched[0]["because"]
    assert touched[0]["citations"][0]["title"].startswith("terms.txt, line 1, ")


def test_stakes_of_a_file_are_asked_for_every_transaction(run: Run, tmp_path: Path) -> None:
    stakes = tmp_path / "stakes.csv"
    stakes.write_text(f'owner,owned,percent\n"{HIKVISION}",Blue Harbor Trading,55\n', "utf-8")
    path = sale(
        tmp_path,
        buyer={"name": "Blue Harbor Trading", "country": "AE"},
        destination="AE",
        **{"export date": "2025-10-10"},
    )
    done = run("transact", path, "--stakes", str(stakes), "--format", "json")
    (finding,) = judged(done)["results"]
    rule = next(each for each in finding["rules"] if each["rule"] == "us-bis-affiliates50")
    assert (rule["outcome"], rule["about"]) == ("license-required", "buyer Blue Harbor Trading")
    assert "55%" in rule["because"]
    assert any(each["kind"] == "ownership" for each in finding["identifications"])


def test_a_batch_adds_up_and_every_format_has_its_findings(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order,seller country,customer,customer country,destination,item,export date\n"
        f'A1,US,"{HIKVISION}",CN,CN,sensor,2022-03-01\n'
        "A2,US,Weber GmbH,DE,DE,pump,2022-03-01\n"
        "A3,US,Estrella,CU,Cuba,pump,2022-03-01\n"
        "A4,,,,,,2022-03-01\n",
        "utf-8",
    )
    data = judged(run("transact", str(path), "--format", "json"))
    assert (data["rows"], data["judged"], len(data["rejected"]), data["findings"]) == (4, 3, 1, 2)
    lines = [json.loads(line) for line in run("transact", str(path), "--format", "jsonl").stdout.splitlines()]
    assert [line["subject"]["reference"] for line in lines] == ["A1", "A3"]
    assert len(list(csv.DictReader(io.StringIO(run("transact", str(path), "--format", "csv").stdout)))) == 2
    page = tmp_path / "page.html"
    assert run("transact", str(path), "-o", str(page)).returncode == 1
    assert "Estrella" in page.read_text("utf-8")
    everything = run("transact", str(path), "--all", "--format", "jsonl").stdout.splitlines()
    assert len(everything) == 3
    assert run("transact", str(path), "--strict", "--exit-zero").returncode == 3


def test_a_deal_is_for_counsel(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text(
        "type: acquisition\ninvestor: {name: Jade River Capital, country: CN}\n"
        "target: {name: Prairie Photonics Inc, country: US}\nclosing date: 2026-12-31\nvotes: 30\n"
        "government share: 60\ncritical technology: yes\n",
        "utf-8",
    )
    done = run("transact", str(path), "--fail-on", "review", "--format", "json")
    assert done.returncode == 1
    (finding,) = judged(done)["results"]
    assert finding["outcome"] == "review"
    rule = next(each for each in finding["rules"] if each["rule"] == "us-cfius-substantial-interest")
    assert rule["duties"][0]["due"] == "2026-12-01"
    assert rule["duties"][0]["within"] == "30 days before"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "nothing to judge"),
        (("nowhere.csv",), "no such file"),
        (("SALE", "--map", "colour=x"), "must be field=Column"),
        (("SALE", "--clause", "nowhere.txt"), "no such file"),
        (("SALE", "--stakes", "nowhere.csv"), "no such file"),
        (("SALE", "--as-of", "soon"), "is no date"),
        (("-", "--clause", "-"), "once only"),
        (("--clause", "TERMS", "--format", "xml"), "xml"),
    ],
)
def test_what_cannot_be_asked_is_said_and_ends_with_2(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text(CLAUSE, "utf-8")
    named = {"SALE": sale(tmp_path), "TERMS": str(terms)}
    done = run("transact", *(named.get(each, each) for each in arguments))
    assert done.returncode == 2, done.stdout
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input_and_hostile_names_do_no_harm(run: Run) -> None:
    nasty = "\x1b[31m\u202eACME" * 500 + "😀"
    done = run("transact", "-", input=json.dumps({"buyer": nasty, "destination": nasty, "item": nasty}) + "\n")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_a_page_of_a_transaction_speaks_of_parties_and_not_of_makers(run: Any, tmp_path: Path) -> None:
    """Places and uses are told as what the record says: nothing of them is "made by" anybody."""
    page = tmp_path / "page.html"
    run("transact", sale(tmp_path), "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert "Which parties, places and uses were found?" in text
    assert "Who made it?" not in text
    assert ">Makers<" not in text
    assert ">made by<" not in text


def test_a_transaction_is_written_for_viewers_of_results_and_test_runners(run: Any, tmp_path: Path) -> None:
    """SARIF 2.1.0 and JUnit: the shapes that viewers read, with the rule and the record named."""
    sarif = json.loads(run("transact", sale(tmp_path), "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    (result,) = sarif["runs"][0]["results"]
    assert result["ruleId"] in {rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]}
    assert result["level"] in {"error", "warning", "note", "none"}
    assert result["message"]["text"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    told = run("transact", sale(tmp_path), "--format", "junit", "--fail-on", "license-required")
    suite = ElementTree.fromstring(told.stdout)  # noqa: S314 - our own
    assert [case.get("name") for case in suite.iter("testcase")]
    assert list(suite.iter("failure"))


def test_a_clause_is_written_as_pdf_and_as_page(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    terms = tmp_path / "terms.txt"
    terms.write_text(CLAUSE, "utf-8")
    done = run("transact", "--clause", str(terms), "-o", str(tmp_path / "terms.pdf"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "terms.pdf").read_bytes().startswith(b"%PDF-")
    assert run("transact", "--clause", str(terms), "-o", str(tmp_path / "terms.html")).returncode == 0
    assert "<mark>Entity List</mark>" in (tmp_path / "terms.html").read_text("utf-8")
    same = run("transact", "--clause", str(tmp_path / "terms.pdf"), "-o", str(tmp_path / "terms.pdf"))
    assert same.returncode == 2
