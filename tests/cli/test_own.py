"""`debar own`: who is owned by listed parties, why, and what is wrong with the stakes."""

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

ROOT = Path(__file__).resolve().parents[2]
STAKES = str(ROOT / "examples" / "stakes.csv")
STATE = str(ROOT / "examples" / "state-chain.csv")
DAY = ("--as-of", "2024-09-01")
HIKVISION = "Hangzhou Hikvision Digital Technology Co., Ltd."


def judged(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {each["subject"]["text"]: each for each in json.loads(done.stdout)["results"]}


def rule(finding: dict[str, Any], id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in finding["rules"] if each["rule"] == id_)
    return found


def test_findings_have_the_contracts_shape_and_the_chain(run: Run) -> None:
    done = run("own", STAKES, *DAY, "--format", "json")
    assert done.returncode == 1
    found = judged(done)
    birch = found["Birch Shipping"]
    assert birch["outcome"] == "prohibited"
    assert birch["subject"]["kind"] == "party"
    assert birch["subject"]["row"] == 2
    assert rule(birch, "us-ofac-50")["outcome"] == "blocked"
    assert birch["identifications"][0]["kind"] == "ownership"
    assert birch["identifications"][0]["text"].endswith("Viktor Sample 20% of Birch Shipping: 50")
    assert [link["owned"] for link in birch["ownership"][0]["chain"]] == [
        "Alder Holding",
        "Birch Shipping",
        "Birch Shipping",
    ]
    cedar = found["Cedar Trading"]
    assert (cedar["outcome"], rule(cedar, "us-ofac-50")["missing"]) == (
        "depends",
        ["percent of Alder Holding in Cedar Trading"],
    )
    assert (cedar["ownership"][0]["least"], cedar["ownership"][0]["most"]) == ("25", "50")
    assert "Fir Leasing" not in found
    account = json.loads(done.stdout)
    assert (account["rows"], account["stakes"], account["findings"]) == (6, 6, 4)


def test_exit_codes(run: Run, tmp_path: Path) -> None:
    assert run("own", STAKES, *DAY, "--exit-zero").returncode == 0
    assert run("own", STAKES, "--as-of", "2022-03-10").returncode == 0  # the day before the listing
    assert run("own", STAKES, *DAY, "--why", "Cedar Trading").returncode == 0
    assert run("own", STAKES, *DAY, "--why", "Cedar Trading", "--fail-on", "depends").returncode == 1
    assert run("own", str(tmp_path / "none.csv")).returncode == 2
    assert run("own", STAKES, "--max-age", "1").returncode == 3
    (tmp_path / "bad.csv").write_text("owner,owned,percent\nX,A,5\n,B,5\n", encoding="utf-8")
    assert run("own", "bad.csv").returncode == 0
    assert run("own", "bad.csv", "--strict").returncode == 3


def test_why_draws_the_chain(run: Run) -> None:
    done = run("own", STAKES, *DAY, "--why", "birch  SHIPPING")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "Birch Shipping   blocked, 50%" in lines
    assert "├── 30%  Alder Holding   blocked, 60%" in lines
    assert "│   └── 60%  Viktor Sample   on us-ofac-sdn (RUSSIA-EO14024)" in lines
    assert "└── 20%  Viktor Sample   on us-ofac-sdn (RUSSIA-EO14024)" in lines
    assert any("stakes.csv row 3" in line for line in lines)


def test_a_drawing_stands_alone(run: Run, tmp_path: Path) -> None:
    assert run("own", STAKES, *DAY, "--why", "Birch Shipping", "-o", "chain.svg").returncode == 1
    text = (tmp_path / "chain.svg").read_text("utf-8")
    drawing = ElementTree.fromstring(text)  # noqa: S314  our own file
    words = [element.text for element in drawing.iter() if element.tag.endswith("}text")]
    assert {"Viktor Sample", "Alder Holding", "Birch Shipping", "60%", "30%", "20%"} <= set(words)
    assert "href" not in text
    assert run("own", STAKES, "-o", "all.svg").returncode == 2


def test_a_drawing_of_a_cycle_has_owners_above_what_they_own(run: Run, tmp_path: Path) -> None:
    rows = "X,A,50,SDN\nA,B,60,\nB,A,40,\nX,C,10,SDN\nB,C,45,\nD,C,5,\n"
    (tmp_path / "s.csv").write_text(f"owner,owned,percent,listed\n{rows}", encoding="utf-8")
    assert run("own", "s.csv", "--no-match", "--why", "C", "-o", "c.svg").returncode == 1
    drawing = ElementTree.fromstring((tmp_path / "c.svg").read_text("utf-8"))  # noqa: S314  our own file
    texts = [element for element in drawing.iter() if element.tag.endswith("}text")]
    height = {element.text: float(element.attrib["y"]) for element in texts}
    assert height["X"] < height["A"] < height["B"] == height["D"] < height["C"]
    ways = [element.attrib["d"] for element in drawing.iter() if element.tag.endswith("}path")]
    assert sum("V" in way for way in ways) == 2  # what skips a row or goes up takes a lane by the side


def test_a_page_of_drawings_escapes_what_strangers_wrote(run: Run, tmp_path: Path) -> None:
    row = '"<script>alert(1)</script>","A & B \u202egnp",60,us-ofac-sdn\n'
    (tmp_path / "s.csv").write_text(f"owner,owned,percent,listed\n{row}", encoding="utf-8")
    assert run("own", "s.csv", "--no-match", "-o", "own.html").returncode == 1
    page = (tmp_path / "own.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "A &amp; B" in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_csv_and_jsonl_hold_a_row_a_party(run: Run) -> None:
    table = list(
        csv.DictReader(io.StringIO(run("own", STAKES, *DAY, "--rule", "us-ofac-50", "--format", "csv").stdout))
    )
    assert {row["name"]: row["says"] for row in table} == {
        "Alder Holding": "blocked",
        "Birch Shipping": "blocked",
        "Cedar Trading": "undetermined",
    }
    lines = run("own", STAKES, *DAY, "--format", "jsonl").stdout.splitlines()
    assert len(lines) == 4
    everything = run("own", STAKES, *DAY, "--all", "--format", "jsonl").stdout.splitlines()
    assert len(everything) == 6


def test_owners_are_found_on_the_lists_held(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        f'owner,owned,percent,owned country\n"{HIKVISION}",Sample Vision Vietnam,80,VN\n', encoding="utf-8"
    )
    found = judged(run("own", "s.csv", "--as-of", "2025-10-10", "--format", "json"))
    assert rule(found["Sample Vision Vietnam"], "us-bis-affiliates50")["outcome"] == "license-required"
    assert rule(found["Sample Vision Vietnam"], "us-ofac-50")["outcome"] == "not-covered"
    suspended = judged(run("own", "s.csv", "--as-of", "2026-03-01", "--format", "json"))
    assert suspended["Sample Vision Vietnam"]["outcome"] == "review"  # a red flag and no more
    after = judged(run("own", "s.csv", "--as-of", "2026-11-22", "--format", "json"))["Sample Vision Vietnam"]
    assert after["outcome"] == "review"
    assert "not extended" in rule(after, "us-bis-affiliates50")["unverified"]
    assert judged(run("own", "s.csv", "--as-of", "2025-10-10", "--no-match", "--format", "json")) == {}


def test_a_state_above_a_company_is_shown_and_gives_no_result(run: Run) -> None:
    done = run("own", STATE, "--as-of", "2025-10-10", "--why", HIKVISION, "--format", "json")
    found = judged(done)[HIKVISION]
    assert rule(found, "us-ofac-50")["outcome"] == "not-covered"
    chain = next(each for each in found["ownership"] if each["rule"] == "us-ofac-50")["chain"]
    assert any(link["owner"] == "China Electronics Technology Group Corporation" for link in chain)
    assert all(link["sources"] for link in chain)
    assert all(link["counts"] == "no" for link in chain)


def test_a_contracts_clause_joins_the_rules(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("owner,owned,percent,listed\nH,S,51,entity list\n", encoding="utf-8")
    clause = "no party on the Entity List, nor companies 50% or more owned by them"
    done = run("own", "s.csv", "--as-of", "2021-06-01", "--clause", clause, "--no-match", "--format", "json")
    assert rule(judged(done)["S"], "contract-tc")["outcome"] == "prohibited"
    (tmp_path / "clause.txt").write_text(clause, encoding="utf-8")
    again = run("own", "s.csv", "--as-of", "2021-06-01", "--clause", "@clause.txt", "--no-match", "--format", "json")
    assert again.stdout == done.stdout
    wrong = run("own", "s.csv", "--rule", "contract-tc")
    assert wrong.returncode == 2
    assert "give the text of its clause" in wrong.stderr


def test_listed_parties_from_a_file_of_their_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("owner,owned,percent\nAnna Sample,S,51\n", encoding="utf-8")
    (tmp_path / "l.csv").write_text("party,list,from\nanna  sample,SDN,2020-01-01\n", encoding="utf-8")
    done = run("own", "s.csv", "--listed", "l.csv", *DAY, "--no-match", "--format", "json")
    assert judged(done)["S"]["outcome"] == "prohibited"
    (tmp_path / "part.csv").write_text("party,list\nanna,SDN\n", encoding="utf-8")  # a part of a name is not the name
    part = run("own", "s.csv", "--listed", "part.csv", *DAY, "--no-match", "--format", "json")
    assert judged(part) == {}
    assert "listed parties that no stake names (1 record)" in json.loads(part.stdout)["said"]


def test_what_is_wrong_with_stakes_is_said_and_reviewed(run: Run, tmp_path: Path) -> None:
    text = "owner,owned,percent,listed\nX,A,140,SDN\nX,B,60,SDN\nY,B,60,\nX,C,30,SDN\nC,C,20,\n,D,5,\n"
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    done = run("own", "s.csv", "--rule", "us-ofac-50", "--no-match", *DAY, "--format", "json")
    found = judged(done)
    assert {name: each["outcome"] for name, each in found.items()} == {"A": "review", "B": "review", "C": "clear"}
    assert "over 100; s.csv row 1" in found["A"]["sentence"]
    assert "come to 120 percent" in found["B"]["sentence"]
    account = json.loads(done.stdout)
    assert [each["row"] for each in account["doubtful"]] == [1, 5]
    assert account["rejected"] == [{"source": "s.csv", "row": 6, "reason": "no owner is named"}]


def test_an_unknown_or_ambiguous_party_is_told(run: Run) -> None:
    assert "is no party of the stakes" in run("own", STAKES, "--why", "Nobody").stderr
    assert "may be" in run("own", STAKES, "--why", "in").stderr
    assert "no rule 'us-x'" in run("own", STAKES, "--rule", "us-x").stderr
    assert "has no test of ownership" in run("own", STAKES, "--rule", "us-889-b").stderr


@pytest.mark.parametrize("stream", ["-"])
def test_standard_input(run: Run, stream: str) -> None:
    done = run("own", stream, *DAY, "--no-match", "--format", "jsonl", input=Path(STAKES).read_text("utf-8"))
    assert done.returncode == 1, done.stderr


def test_ownership_cases_run_with_the_rules_test_command(run: Run, tmp_path: Path) -> None:
    case = (
        "format: debar-ownership/1\ncases:\n- {id: a, rule: us-ofac-50, date: '2024-09-01',"
        " listed: [{party: X, list: us-ofac-sdn}],"
        " stakes: [{owner: X, owned: A, percent: 50}], expect: {A: WORD}}\n"
    )
    (tmp_path / "right.yml").write_text(case.replace("WORD", "blocked"), encoding="utf-8")
    (tmp_path / "wrong.yml").write_text(case.replace("WORD", "not_blocked"), encoding="utf-8")
    right = run("rules", "test", "right.yml")
    assert (right.returncode, "A blocked" in right.stdout) == (0, True)
    wrong = run("rules", "test", "wrong.yml", "--format", "json")
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["failed"] == 1
    assert run("rules", "test", "none.yml").returncode == 2


def test_all_writes_a_row_of_csv_for_who_is_not_reached_too(run: Run) -> None:
    done = run("own", STAKES, *DAY, "--rule", "us-ofac-50", "--no-match", "--all", "--format", "csv")
    rows = {each["name"]: each for each in csv.DictReader(io.StringIO(done.stdout))}
    assert len(rows) == 6
    assert (rows["Elm Finance"]["outcome"], rows["Elm Finance"]["says"]) == ("clear", "not_blocked")


def test_fractions_of_one_are_refused_and_a_percent_below_one_is_not(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "stakes.csv"
    path.write_text("owner,owned,percent,listed\nX,A,0.6,us-ofac-sdn\nY,A,0.4,\n", "utf-8")
    done = run("own", str(path), *DAY, "--no-match")
    assert done.returncode == 2
    assert "fractions" in done.stderr
    path.write_text("owner,owned,percent,listed\nX,A,0.6%,us-ofac-sdn\nY,A,0.4%,\n", "utf-8")
    done = run("own", str(path), *DAY, "--no-match", "--all", "--rule", "us-ofac-50", "--format", "json")
    assert judged(done)["A"]["outcome"] == "clear"
    path.write_text("owner,owned,percent,listed\nX,A,0.6,us-ofac-sdn\n", "utf-8")
    done = run("own", str(path), *DAY, "--no-match", "--format", "csv")
    assert "never as a fraction" in " ".join(done.stderr.split())


def test_a_list_that_nobody_knows_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "stakes.csv"
    path.write_text("owner,owned,percent,listed\nX,A,60,us-ofac-sdnn\nY,B,60,us-ofac-sdn\n", "utf-8")
    done = run("own", str(path), *DAY, "--no-match", "--format", "csv")
    said = " ".join(done.stderr.split())
    assert "the list 'us-ofac-sdnn' is not known" in said
    assert "'us-ofac-sdn' is not known" not in said
