"""What `debar lists import` and `export` say of careless names, ids and rows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., subprocess.CompletedProcess[str]]
FIRST = "id,schema,name\n1,Company,Blumenfeld GmbH\n2,Company,Tsarnov Optics OOO\n"


def data(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_what_cannot_be_imported_leaves_no_empty_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FIRST, encoding="utf-8")
    for list_id in ("../x", "US-OFAC", "us ofac", "-", "--", "a-", "x" * 65):
        done = run("lists", "import", "a.csv", "--id", list_id, "--store", "s.sqlite3")
        assert (done.returncode, done.stdout) == (2, ""), list_id
        assert "is no list id" in done.stderr


def test_one_day_of_publication_is_not_taken_for_several_editions(run: Run, tmp_path: Path) -> None:
    for day in ("2024-01-10", "2024-03-20"):
        (tmp_path / f"a_{day}.csv").write_text(FIRST, encoding="utf-8")
    given = ("lists", "import", "a_2024-01-10.csv", "a_2024-03-20.csv", "--id", "ours", "--store", "s.sqlite3")
    done = run(*given, "--published-at", "2024-05-01")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot hold for editions of 2 days (by their names, 2024-01-10 to 2024-03-20)" in done.stderr


def test_a_name_with_an_impossible_day_is_refused_until_the_user_says_the_day(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a_20240230.csv").write_text(FIRST, encoding="utf-8")
    given = ("lists", "import", "a_20240230.csv", "--id", "ours", "--store", "s.sqlite3", "--format", "json")
    done = run(*given)
    assert done.returncode == 2
    assert "'20240230' in its name is no day of the calendar" in done.stderr
    assert data(run(*given, "--published-at", "2024-02-29"))[0]["edition"] == "2024-02-29"


def test_a_few_rows_without_a_name_do_not_keep_a_users_list_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,\n2,\n3,Acme\n4,Beta\n5,Gamma\n", encoding="utf-8")
    done = run("lists", "import", "a.csv", "--id", "ours", "--store", "s.sqlite3", "--format", "json")
    assert done.returncode == 0
    assert [(row["rows"], row["entities"], row["rejected"]) for row in data(done)] == [(5, 3, 2)]


def test_an_export_names_what_followthemoney_has_no_place_for(run: Run) -> None:
    done = run("lists", "export", "us-fcc-covered", "--format", "ftm", "-o", "out.ftm.json")
    assert done.returncode == 0
    assert "left out, as they name goods or a category and no party: us-fcc-covered:" in done.stderr


def test_a_directory_that_links_to_itself_is_imported_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    (folder / "a_2024-01-10.csv").write_text(FIRST, encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    done = run("lists", "import", "dated", "--id", "ours", "--store", "s.sqlite3", "--format", "json")
    assert [row["edition"] for row in data(done)] == ["2024-01-10"]


def test_a_dash_is_standard_input(run: Run) -> None:
    given = ("lists", "import", "-", "--id", "ours", "--store", "s.sqlite3", "--format", "json")
    assert [(row["file"], row["entities"]) for row in data(run(*given, input=FIRST))] == [("standard input", 2)]


def test_a_decision_on_an_id_that_no_list_holds_says_so(run: Run) -> None:
    done = run("lists", "join", "us-ofac-sdn:36", "us-bis-el:nope", "--because", "a slip", "--store", "s.sqlite3")
    assert done.returncode == 0
    assert "no list held here has an entry 'us-bis-el:nope'" in done.stderr
    assert "'us-ofac-sdn:36'" not in done.stderr
