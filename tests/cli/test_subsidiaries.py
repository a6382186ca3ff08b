"""Lists of subsidiaries in a dossier: each on its row, drawn, exported, and read by what traces ownership."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run

LABELLED = Path(__file__).parents[1] / "golden" / "subsidiaries"


@pytest.fixture
def debar(run: Run, tmp_path: Path) -> Run:
    """Runs ``debar dossier`` with a store of its own."""
    return lambda *arguments: run("dossier", *arguments, "--store", str(tmp_path / "store.sqlite3"))


def test_a_list_of_subsidiaries_stands_in_the_dossier_on_its_rows(debar: Run) -> None:
    done = debar("import", str(LABELLED / "table.html"))
    assert done.returncode == 0, done.stderr
    assert "list of subsidiaries, 7 rows, 7 records: 7 new" in done.stdout
    lines = debar("timeline", "Kestrel Vision Holdings", "--format", "jsonl").stdout.splitlines()
    told = {mark["title"]: mark for mark in map(json.loads, lines)}
    mark = told["KESTREL VISION HOLDINGS, INC lists Osprey Thermal, Inc. (Nevada) as a subsidiary, 51 % owned"]
    assert mark["quotations"][0]["quote"].startswith("Osprey Thermal, Inc.")
    assert mark["start"] == "2022-12-31"
    edges = json.loads(debar("network", "Kestrel Vision Holdings", "--format", "json").stdout)["edges"]
    assert sum(edge["relation"] == "owns" for edge in edges) == 7


def test_what_is_exported_is_read_as_stakes(debar: Run, run: Run, tmp_path: Path) -> None:
    debar("import", str(LABELLED / "table.html"))
    out = tmp_path / "stakes.ftm.json"
    done = debar("export", "Kestrel Vision Holdings", "--format", "ftm", "-o", str(out))
    assert done.returncode == 0, done.stderr
    listed = tmp_path / "listed.csv"
    listed.write_text("party,list,from\nKestrel Vision Holdings,us-ofac-sdn,2020-01-01\n")
    asked = ("--listed", str(listed), "--as-of", "2023-06-01", "--rule", "us-ofac-50", "--format", "json")
    traced = run("own", str(out), *asked, "--why", "Osprey Thermal, Inc.")
    assert traced.returncode == 1, traced.stderr
    assert "51" in traced.stdout


def test_a_page_that_does_not_say_whose_they_are_asks(debar: Run, tmp_path: Path) -> None:
    page = tmp_path / "ex21.txt"
    page.write_text("EXHIBIT 21\nSUBSIDIARIES OF THE REGISTRANT\n\nName        Jurisdiction\nBirch LLC   Nevada\n")
    done = debar("import", str(page))
    assert (done.returncode, "Say --about NAME" in done.stderr) == (2, True)
    done = debar("import", str(page), "--about", "Alder Corp")
    assert "1 row, 1 record: 1 new" in done.stdout
