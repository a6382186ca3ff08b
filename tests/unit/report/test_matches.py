from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from debar.errors import InputError
from debar.report.matches import COLUMNS, MATCH_FORMATS, Place, open_match_writer
from unit.report.sample import context, name_match

EDITIONS = {"rules": "2026.11", "lists": {"us-bis-el": "b" * 64}}


def written(format_: str, rows: list) -> str:
    out = io.StringIO()
    writer = open_match_writer(format_, out, context=context(command="match"), editions=EDITIONS)
    for row, query, found in rows:
        writer.matches(Place(row), query, found)
    writer.close()
    return out.getvalue()


ROWS = [
    (1, "Hangzhou Hikvision Digital", [name_match(), name_match(outcome="review", score=0.7)]),
    (2, "Nobody Known", []),
    (3, "=HIK\x1b[31m\u202e", [name_match(name="<b>\x9b")]),
]


def test_json_lines_hold_only_names_with_a_match() -> None:
    lines = [json.loads(line) for line in written("jsonl", ROWS).splitlines()]
    assert [line["row"] for line in lines] == [1, 3]
    assert [match["outcome"] for match in lines[0]["matches"]] == ["match", "review"]
    assert lines[0]["editions"] == EDITIONS


@pytest.mark.parametrize("rows", [[], ROWS[1:2], ROWS])
def test_json_is_an_array_of_name_matches(rows: list) -> None:
    assert [one["row"] for one in json.loads(written("json", rows))] == [row for row, _, found in rows if found]


def test_csv_is_one_guarded_row_a_match() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", ROWS))))
    assert tuple(rows[0]) == COLUMNS
    assert [row[0] for row in rows[1:]] == ["1", "1", "3"]
    assert rows[3][1] == "'=HIK[31m"
    assert rows[1][COLUMNS.index("from")] == "2019-10-09"


def test_the_table_explains_each_match_and_counts_names_without_one() -> None:
    text = written("table", ROWS)
    for words in (
        "■ Match 0.93 Hangzhou Hikvision Digital Technology Co., Ltd.",
        "○ Review 0.70",
        "an alias of Hikvision",
        "Three of four words are the same.",
        "us-bis-el: Entity List, in force since 2019-10-09, 84 FR 54002",
        "1 name without a match.",
        "Derived by others from the official text: us-bis-el.",
    ):
        assert words in " ".join(text.split())
    assert not set(text) & set("\x1b\x9b\u202e")
    assert "us-ofac-sdn" not in text


def test_a_listed_caption_is_not_called_its_own_alias() -> None:
    match = name_match()
    assert "an alias of" not in written("table", [(1, "x", [replace(match, name=match.entity.caption)])])


def test_a_format_that_is_not_offered_is_refused() -> None:
    assert "html" not in MATCH_FORMATS
    with pytest.raises(InputError, match="table, json, jsonl, csv"):
        written("html", [])
