from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from debar.errors import InputError
from debar.names.profiles import PROFILES
from debar.report.html.matches import MatchPage
from debar.report.matches import COLUMNS, MATCH_FORMATS, Asked, Place, open_match_writer
from unit.report.sample import HOSTILE, context, name_match

EDITIONS = {"rules": "2026.11", "lists": {"us-bis-el": "b" * 64}}


def written(format_: str, rows: list, asked: Asked | None = None) -> str:
    out = io.StringIO()
    writer = open_match_writer(format_, out, context=context(command="match"), editions=EDITIONS, asked=asked)
    for row, query, found in rows:
        writer.matches(Place(row), query, found)
    writer.close(said=["2 rows have no name"])
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
    assert "sarif" not in MATCH_FORMATS
    with pytest.raises(InputError, match="table, json, jsonl, csv, html"):
        written("sarif", [])


@pytest.mark.parametrize(
    ("score", "words", "data"), [(0.87996, "0.87", 0.8799), (0.88, "0.88", 0.88), (1.0, "1.00", 1.0)]
)
def test_a_score_below_a_threshold_never_reads_as_at_it(score: float, words: str, data: float) -> None:
    rows = [(1, "x", [name_match(score=score, outcome="review")])]
    assert f"Review  {words}  " in written("table", rows)
    assert f'<td class="num">{words}</td>' in written("html", rows)
    assert json.loads(written("jsonl", rows))["matches"][0]["score"] == data
    assert float(next(csv.DictReader(io.StringIO(written("csv", rows))))["score"]) == data


def test_a_threshold_that_was_asked_for_stands_beside_the_profile() -> None:
    asked = Asked(PROFILES["strict"], 0.875)
    assert "profile strict" in " ".join(written("table", ROWS, asked).lower().split())
    for format_ in ("table", "csv", "html"):
        assert "match from 0.92, review from 0.80; shown from 0.875 (--threshold)" in " ".join(
            written(format_, ROWS, asked).split()
        )
        assert "--threshold" not in written(format_, ROWS)
    assert json.loads(written("json", ROWS, asked))[0]["profile"]["threshold"] == 0.875
    assert "threshold" not in json.loads(written("json", ROWS))[0]["profile"]


def test_the_page_holds_names_lists_and_limits_and_nothing_of_the_input_is_markup() -> None:
    page = written("html", [*ROWS, (4, HOSTILE, [name_match(name=HOSTILE)])])
    for words in (
        "4 names judged: 3 with a match, 0 to review only, 1 like no listed name",
        "Three of four words are the same.",
        "Not legal advice.",
        "Entity List",
        "us-bis-el: Entity List, in force since 2019-10-09",
        "an alias of <bdi>Hikvision</bdi>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "2 rows have no name",
    ):
        assert words in page, words
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#|https?://)""", page)
    assert not set(page) & set("\x1b\x9b\u202e")


def test_the_page_keeps_the_highest_scores_and_says_what_it_leaves_out() -> None:
    out = io.StringIO()
    page = MatchPage(out, context(command="match"), EDITIONS, Asked(), shown=2)
    for row, score in enumerate((0.7, 0.95, 0.71, 0.9), start=1):
        page.matches(Place(row), f"name {row}", [name_match(score=score)])
    page.close(9)
    written_page = out.getvalue()
    assert re.findall(r"<bdi>(name \d)</bdi>", written_page) == ["name 2", "name 4"]
    assert "2 of 4 shown" in written_page
    assert "9 names judged" in written_page
