"""`debar match`: listed on that day or not, with citation."""

from __future__ import annotations

import json
from typing import Any


def lines(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def entity_list(done: Any) -> list[dict[str, Any]]:
    return [m for line in lines(done) for m in line["matches"] if m["list"] == "us-bis-el"]


def test_hikvision_is_on_the_entity_list_from_2019_10_09(run: Any) -> None:
    before = run("match", "Hangzhou Hikvision Digital", "--as-of", "2019-10-08", "--format", "jsonl")
    after = run("match", "Hangzhou Hikvision Digital", "--as-of", "2019-10-09", "--format", "jsonl")
    assert entity_list(before) == []
    listed = entity_list(after)
    assert listed
    designation = listed[0]["designations"][0]
    assert designation["from"] == "2019-10-09"
    assert any("84 FR 5400" in c["title"] for c in designation["citations"])
    assert after.returncode == 1


def test_only_names_with_a_match_give_a_line(run: Any) -> None:
    done = run("match", "Ballpoint Pens of Ohio", "AEROCARIBBEAN AIRLINES", "--format", "jsonl")
    answers = lines(done)
    assert [answer["row"] for answer in answers] == [2]
    assert answers[0]["matches"][0]["entity"] == "us-ofac-sdn:36"
    assert answers[0]["matches"][0]["score"] == 1


def test_a_column_of_a_table_is_matched(run: Any, tmp_path: Any) -> None:
    (tmp_path / "vendors.csv").write_text("id,Vendor\n1,Ballpoint Pens of Ohio\n2,AEROCARIBBEAN AIRLINES\n")
    done = run("match", "--input", "vendors.csv", "--column", "Vendor", "--format", "jsonl")
    assert [answer["row"] for answer in lines(done)] == [2]


def test_a_list_not_held_is_an_input_error_that_names_those_held(run: Any) -> None:
    done = run("match", "x", "--lists", "us-nothing")
    assert done.returncode == 2
    assert "us-bis-el" in done.stderr


def test_what_could_not_be_known_then_is_not_judged(run: Any) -> None:
    done = run("match", "Hangzhou Hikvision Digital", "--lists", "us-bis-el", "--known-at", "2015-01-01")
    assert done.returncode == 3
