"""The figures of the law benchmark stand in pages as they were measured, and what was not measured is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import law_tables

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "assets" / "law.json"
PAGES = [
    page for page in sorted((ROOT / "docs").rglob("*.md")) if law_tables.is_marked(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_figures_of_a_page_are_the_saved_ones(path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.law", "--from", str(FIGURES), "--markdown", str(path), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_show_every_table() -> None:
    marked = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert [name for name in law_tables.TABLES if f"<!-- law: {name} -->" not in marked] == []


def test_a_mark_of_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no figures 'heat'"):
        law_tables.fill("<!-- law: heat -->\n<!-- /law -->", json.loads(FIGURES.read_text(encoding="utf-8")))


def test_both_closures_of_one_size_found_the_same() -> None:
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert figures["networkx"]["mark"] == figures["debar, peer's size"]["mark"]


@pytest.mark.parametrize("name", law_tables.TABLES)
def test_what_was_not_measured_says_why(name: str) -> None:
    parts = ("rules", "debar", "debar, peer's size", "networkx")
    shown = law_tables.TABLES[name]({part: {"failed": "no such module"} for part in parts})
    assert "easured: no such module" in shown
