"""Figures in the pages are those measured, and what draws and tells them holds what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks.matching import tables
from benchmarks.matching.errors import MISSED, Error, Kind, collect, collect_pairs, text
from benchmarks.matching.figures import Best, best_of, candidate_recall, curve, summary
from benchmarks.matching.labelled import CLEAN, QUERY, VENDOR, Asked, Labelled, Listed, Pair, read, read_pairs
from benchmarks.matching.page import page
from benchmarks.matching.picture import picture

from debar.names.profiles import DEFAULT

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "assets" / "matching.json"
SAMPLE = ROOT / "tests" / "golden" / "names" / "sample.tsv.gz"
PAGES = [page for page in sorted((ROOT / "docs").rglob("*.md")) if tables.is_marked(page.read_text(encoding="utf-8"))]
DATA = Labelled(
    "three",
    (Listed(1, "company", "NORDIC TELECOM AG"), Listed(2, "person", "Ivan PETROV")),
    (
        Asked(QUERY, "case", frozenset({1}), "nordic telecom"),
        Asked(VENDOR, "case", frozenset({2}), "Petrov Ivan"),
        Asked(CLEAN, "invented", frozenset(), "Harbour Bakery"),
        Asked(CLEAN, "invented", frozenset(), "Nordic Telecom"),
    ),
    "0",
)
ANSWERS = [Best(0.9, 0.0), Best(0.75, 0.8), Best(0.0, 0.0), Best(0.0, 0.99)]


def report(**more: Any) -> dict[str, Any]:
    row = summary("debar review >= 0.7", DATA, ANSWERS, 0.7, seconds=2.0)
    return {
        "data": {"title": "three", "digest": "0", "clean": 2},
        "methods": [row, {**row, "method": "a <peer> & more", "vendor_recall": 0.8, "clean_asked": 1}],
        "curves": {"debar": curve(DATA, ANSWERS, [0.5, 0.8]), "Splink": [[0.5, 0.9, 100.0], [0.9, 0.7, 1.0]]},
        "absent": {"trigrams": "not installed"},
        **more,
    }


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.names", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_figures_of_a_page_are_the_saved_ones(path: Path) -> None:
    done = run("--from", str(FIGURES), "--markdown", str(path), "--check")
    assert done.returncode == 0, (
        f"{done.stdout}{done.stderr}\nRun: python -m benchmarks.names --from {FIGURES} --markdown {path}"
    )


def test_recall_alerts_and_curve_are_counted_from_the_best_scores() -> None:
    row = summary("debar", DATA, ANSWERS, 0.8, seconds=2.0)
    assert (row["query_recall"], row["vendor_recall"], row["alerts_per_1000"]) == (1.0, 0.0, 500.0)
    assert (row["worst_kind"], row["names_per_second"], row["clean_asked"]) == ("case", 2, 2)
    assert curve(DATA, ANSWERS, [0.7, 0.995]) == [[0.7, 1.0, 500.0], [0.995, 0.0, 0.0]]


def test_the_best_scores_are_those_of_right_and_of_wrong_parties() -> None:
    assert best_of([(1, 0.7), (1, 0.9), (2, 0.8)], frozenset({1})) == (0.9, 0.8)
    assert best_of([], frozenset({1})) == (0.0, 0.0)


def test_candidates_are_counted_by_distinct_party() -> None:
    held = candidate_recall(DATA.asked[:1], [[2, 2, 2, 2, 2, 1]])
    assert held == {"1": 0.0, "5": 1.0, "10": 1.0, "20": 1.0}


def test_a_sample_keeps_what_is_listed_and_is_the_same_every_time() -> None:
    assert DATA.sample(1) == DATA.sample(1)
    assert (DATA.sample(1).count(CLEAN), DATA.sample(1).count(VENDOR), DATA.sample(0)) == (1, 1, DATA)


def test_the_shipped_names_are_read_with_their_truth() -> None:
    data = read(SAMPLE)
    assert data.listed[0] == Listed(173, "company", "ANGLO-CARIBBEAN CO., LTD.")
    assert data.count(QUERY) > 1000
    assert all(bool(row.parties) == (row.record != CLEAN) for row in data.asked)


def test_a_directory_with_three_csv_files_is_read_as_well(tmp_path: Path) -> None:
    heads = "entity_id,name_id,kind,etype,name,display,country,program\n7,7:0,primary,vessel,RAIN DROP,Rain Drop,,X\n"
    (tmp_path / "targets.csv").write_text(heads, encoding="utf-8")
    (tmp_path / "queries.csv").write_text("qid,kind,base_name,query,entity_ids,etype\n1,typo1,,Rain Drp,7|8,vessel\n")
    with pytest.raises(ValueError, match=r"vendors\.csv not there"):
        read(tmp_path)
    (tmp_path / "vendors.csv").write_text('vid,name,truth,kind\n1,"A, Inc",,neg\n2,Raindrop,7,typo1\n')
    data = read(tmp_path)
    assert data.listed == (Listed(7, "vessel", "Rain Drop"),)
    assert [(row.record, sorted(row.parties)) for row in data.asked] == [(QUERY, [7, 8]), (CLEAN, []), (VENDOR, [7])]


@pytest.mark.parametrize("line", ["query\ttypo1\t1", "asked\ttypo1\t1\tRain"])
def test_a_line_that_is_no_name_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(f"record\tkind\tparties\tname\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2: expected record"):
        read(path)
    done = run(str(path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_pairs_are_read_by_split_and_are_no_list_of_names(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    rows = [
        "left\tright\tschema\tlabel\tkind\tsplit",
        *(f"A\tB\tPerson\tsame\tx\t{part}" for part in ("tune", "judge")),
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert read_pairs(path, "tune") == [Pair("A", "B", "Person", is_same=True, kind="x", split="tune")]
    with pytest.raises(ValueError, match="holds pairs of names"):
        read(path)


def test_errors_are_the_missed_names_and_the_clean_names_raised() -> None:
    found = {kind.name: kind for kind in collect(DATA, DEFAULT)}
    assert (found["invented"].wrong, found["case"].wrong) == (1, 0)
    (alarm,) = next(iter(found["invented"].groups.values()))
    assert (alarm.asked, alarm.listed) == ("Nordic Telecom", "NORDIC TELECOM AG")
    assert any("Nordic Telecom  |  NORDIC TELECOM AG" in line for line in text([*found.values()]))


def test_errors_of_pairs_are_counted_both_ways() -> None:
    pairs = [
        Pair("Rain Drop", "RAIN DROP", "Vessel", is_same=False, kind="near", split="tune"),
        Pair("Rain Drop", "Green Apple", "Vessel", is_same=True, kind="other", split="tune"),
        Pair("Rain Drop", "RAIN DROP", "Vessel", is_same=True, kind="case", split="tune"),
    ]
    assert {kind.name: kind.wrong for kind in collect_pairs(pairs, DEFAULT)} == {"near": 1, "other": 1, "case": 0}
    assert [kind.name for kind in collect_pairs(pairs, DEFAULT, "near")] == ["near"]


def test_the_page_of_errors_escapes_names_and_has_no_script() -> None:
    hostile = '<script>alert("1")</script>\u202e'
    error = Error("typo", hostile, hostile, 2, 0.5, hostile, hostile, hostile)
    made = page([Kind("typo <b>", MISSED, 10, {hostile: [error]})], hostile)
    assert "<script" not in made
    assert "<b>" not in made
    assert made.count("&lt;script&gt;") == 7
    assert 'href="#missed-typo-b-"' in made


def test_the_picture_says_in_words_what_it_shows_and_stays_within_its_frame() -> None:
    drawn = ElementTree.fromstring(picture(report()))  # noqa: S314  our own text
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.find(f"{space}title") is not None
    assert "a <peer> & more: 0.800 found" in "".join(drawn.find(f"{space}desc").itertext())  # type: ignore[union-attr]
    assert {"debar review ≥ 0.7", "a <peer> & more"} <= {mark.text for mark in drawn.iter(f"{space}text")}
    for mark in drawn.iter(f"{space}text"):
        assert 0 <= float(mark.attrib["x"]) <= 760
        assert 0 <= float(mark.attrib["y"]) <= 500


def test_a_marked_page_is_filled_from_the_figures_and_from_nothing_else() -> None:
    marked = (
        "Found: <!-- figure: methods.0.vendor_recall .2f -->?<!-- /figure -->.\n\n"
        "<!-- figures: table -->\nold\n<!-- /figures -->\nEnd.\n"
    )
    filled = tables.fill(marked, report())
    assert "Found: <!-- figure: methods.0.vendor_recall .2f -->1.00<!-- /figure -->." in filled
    assert "old" not in filled
    assert "| trigrams | not installed |" in filled
    assert "[1] over 1 of the clean names" in filled
    assert filled.endswith("<!-- /figures -->\nEnd.\n")
    assert tables.fill(filled, report()) == filled
    for wrong in ("<!-- figure: speed.lies .2f -->?<!-- /figure -->", "<!-- figures: lies -->\n<!-- /figures -->"):
        with pytest.raises(ValueError, match="lies"):
            tables.fill(wrong, report(speed={}))


def test_the_check_of_figures_notices_a_number_that_is_not_so(tmp_path: Path) -> None:
    saved, marked = tmp_path / "figures.json", tmp_path / "page.md"
    saved.write_text(json.dumps(report()), encoding="utf-8")
    marked.write_text("<!-- figure: methods.0.threshold .1f -->0.9<!-- /figure -->\n", encoding="utf-8")
    given = ("--from", str(saved), "--markdown", str(marked))
    assert run(*given, "--check").returncode == 1
    assert run(*given).returncode == 0
    assert run(*given, "--check").returncode == 0


def test_peers_measured_over_other_names_are_refused(tmp_path: Path) -> None:
    saved = tmp_path / "figures.json"
    saved.write_text(json.dumps(report()), encoding="utf-8")
    done = run("--only", "debar", "--peers-from", str(saved))
    assert done.returncode == 2
    assert "measured over other names" in done.stderr
