"""Figures of identification in the pages are those saved, and what counts them counts right."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from benchmarks.identification import lines, numbers, tables
from benchmarks.identification.lines import Labelled
from benchmarks.identification.numbers import Pair
from benchmarks.identification.records import Records
from benchmarks.identification.work import keywords, part, save, timed
from benchmarks.identify import names, patterns

from debar.catalog import load
from debar.catalog.patterns import compile_pattern
from debar.screening.identify import TextIdentifier

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "assets" / "things.json"
PAGES = [page for page in sorted((ROOT / "docs").rglob("*.md")) if tables.is_marked(page.read_text(encoding="utf-8"))]
CATALOG = load()
IDENTIFIER = TextIdentifier(CATALOG)
LABELS = {"hikvision": ["hikvision", "hik vision"], "dahua": ["dahua", "lorex"]}


def line(text: str, bought: str = "", spoken: str = "", kind: str = "k", split: str = "tune") -> Labelled:
    return Labelled(split, kind, text, None, frozenset(bought.split()), frozenset(spoken.split()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_figures_of_a_page_are_the_saved_ones(path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.identify", "--from", str(FIGURES), "--markdown", str(path), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_shows_every_table() -> None:
    marked = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert [name for name in tables.TABLES if f"<!-- identify: {name} -->" not in marked] == []


def test_a_mark_of_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no figures 'heat'"):
        tables.fill("<!-- identify: heat -->\n<!-- /identify -->", json.loads(FIGURES.read_text(encoding="utf-8")))


def test_found_kept_apart_and_right_are_counted_by_maker() -> None:
    asked = [
        line("Hikvision camera, 2 each", "hikvision"),
        line("removal of Hikvision cameras", spoken="hikvision"),
        line("pens"),
        line("Lorex and Hikvision cameras", "dahua hikvision", kind="two"),
    ]
    counted = lines.tally(asked, {"keywords": lines.by_keywords(LABELS)})["tune"]
    assert counted["all"] == {
        "lines": 4,
        "bought": 3,
        "spoken": 1,
        "ways": {"keywords": {"found": 3, "spared": 0, "called": 4}},
    }
    assert list(counted) == ["all", "k", "two"]


def test_a_keyword_scan_takes_whole_words_for_purchases() -> None:
    bought = lines.by_keywords(LABELS)
    assert bought("HIK VISION; no Lorex", None) == {"hikvision", "dahua"}
    assert bought("Clorex, Hikvisions", None) == frozenset()


def test_failures_are_told_of_the_half_looked_at_only() -> None:
    asked = [line("Lorex camera", "dahua", split=split, kind=split) for split in ("tune", "judge")]
    told = list(lines.failures(asked, lambda _text, _on: frozenset({"zte"})))
    assert told == ["tune: 'Lorex camera' missed ['dahua'] called bought ['zte']"]


def test_a_number_is_right_under_the_makers_labels_and_those_it_makes_goods_for() -> None:
    pairs = [Pair("Hikvision", "DS-2CD2143G0-I"), Pair("Nobody", "DS-2CD2143G0-I"), Pair("Dahua", "N84BG44")]
    counted = numbers.measure(pairs, CATALOG, IDENTIFIER)
    assert (counted["hikvision"]["pairs"], counted["hikvision"]["hits"]) == (1, 2)
    assert counted["hikvision"]["false"] == [["Nobody", "DS-2CD2143G0-I"]]
    assert counted["dahua"]["missed"] == [["Dahua", "N84BG44"]]
    assert counted["dahua"]["with_label"] == 1


def test_records_are_counted_by_row_and_judged_on_their_own_day(tmp_path: Path) -> None:
    rows = [("2019-05-01", "Honor 8X smartphone")] * 2 + [("2022-05-01", "Honor 8X smartphone"), ("2022-05-01", "pens")]
    with (tmp_path / "po.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Date", "Description"), *rows])
    records = Records(IDENTIFIER)
    records.read([tmp_path])
    judged = records.judged()
    assert (judged["rows"], judged["texts"], judged["rows_bought"]) == (4, 2, 2)
    assert [each["text"] for each in judged["found"]] == ["Honor 8X smartphone"]


def test_what_is_prepared_for_the_peers_is_what_they_read(tmp_path: Path) -> None:
    save(tmp_path, texts=["Hikvision", "pens"], labelled=["pens"])
    pattern = compile_pattern(keywords(LABELS))
    row: dict[str, Any] = timed(tmp_path, "way", lambda texts: sum(bool(pattern.search(text)) for text in texts))
    assert part(tmp_path, "labelled") == ["pens"]
    assert (row["texts"]["found_in"], row["labelled"]["found_in"]) == (1, 0)


def test_the_words_and_patterns_of_the_peers_come_from_the_whole_catalog() -> None:
    named = names(CATALOG)
    assert "hikvision" in named["makers' labels"]["hikvision"]
    assert "lorex" in named["every label"]["dahua"]
    assert any(compile_pattern(each).search("\0DS-2CD2143G0-I\0") for each in patterns(CATALOG))


def test_the_labelled_lines_are_read_with_their_days() -> None:
    read = lines.read_lines(ROOT / "tests" / "golden" / "purchases" / "rows.tsv")
    assert len(read) > 1_500
    assert any(each.on and each.on > date(2010, 1, 1) for each in read)
