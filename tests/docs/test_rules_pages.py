"""The pages of rules are what the rule files say, with every date, and their pictures show what they tell."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from debar.regimes.rule import Rule
from debar.regimes.schema import load_rules

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "rules"
RULES = load_rules()
SVG = "{http://www.w3.org/2000/svg}"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/make_rules_pages.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def test_the_pages_are_what_the_rule_files_say() -> None:
    done = make("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_that_is_changed_missing_or_of_no_rule_is_noticed(tmp_path: Path) -> None:
    into = tmp_path / "rules"
    shutil.copytree(PAGES, into)
    (into / "us-889-b.md").write_text("another\n", encoding="utf-8")
    (into / "us-asda.svg").unlink()
    (into / "us-gone.md").write_text("of no rule\n", encoding="utf-8")
    done = make("--check", "--into", str(into))
    assert done.returncode == 1
    assert all(name in done.stdout for name in ("us-889-b.md", "us-asda.svg", "us-gone.md"))
    assert make("--into", str(into)).returncode == 0
    assert make("--check", "--into", str(into)).returncode == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_tells_every_date_exception_duty_and_doubt(rule: Rule) -> None:
    page = " ".join((PAGES / f"{rule.id}.md").read_text(encoding="utf-8").replace("\\|", "|").split())
    assert rule.title in page
    assert " ".join(rule.summary.split()) in page
    for clause in rule.clauses:
        for phase in rule.phases_of(clause):
            assert all(day.isoformat() in page for day in (phase.from_, phase.to) if day)
            assert phase.unverified in page
        assert all(exemption.cite in page for exemption in clause.exemptions)
        assert all(duty.what in page and duty.cite in page for duty in clause.duties)
    assert all(claim in page for claim in rule.claims)
    assert all(penalty.cite in page for penalty in rule.penalties)
    assert all(" ".join(attribute.text.split()).rstrip(".") in page for attribute in rule.attributes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_picture_is_whole_and_draws_the_phases_in_order(rule: Rule) -> None:
    picture = ElementTree.fromstring((PAGES / f"{rule.id}.svg").read_text(encoding="utf-8"))  # noqa: S314  our own file
    bars = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("stroke")]
    histories = {rule.phases_of(clause) for clause in rule.clauses}
    dated = {e.id for clause in rule.clauses for e in clause.exemptions if e.from_ or e.to}
    beside = [attribute for attribute in rule.attributes if attribute.from_ or attribute.to]
    assert len(bars) == sum(map(len, histories)) + len(dated) + len(beside)
    width = float(picture.get("width", 0))
    assert all(
        0 <= float(bar.get("x", -1)) <= float(bar.get("x", -1)) + float(bar.get("width", 0)) <= width for bar in bars
    )
    for row in {bar.get("y") for bar in bars}:
        starts = [float(bar.get("x", 0)) for bar in bars if bar.get("y") == row]
        assert starts == sorted(starts)
    assert rule.id in picture.get("aria-label", "")


def test_every_rule_is_in_the_index_and_in_the_picture_of_all() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    overview = (PAGES / "overview.svg").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES if f"({rule.id}.md)" not in index or f">{rule.id}<" not in overview] == []


def test_every_boundary_day_of_the_texts_is_in_the_table() -> None:
    page = (PAGES / "boundary-days.md").read_text(encoding="utf-8")
    texts = yaml.safe_load((ROOT / "tests" / "unit" / "regimes" / "boundary_days.yml").read_text("utf-8"))
    days = [(table["provision"], day.isoformat()) for table in texts["tables"] for day in table["days"]]
    lines = page.splitlines()
    assert [day for day in days if not any(day[0] in line and day[1] in line for line in lines)] == []
    assert len(lines) - lines.index("|---|---|---|---|---|---|---|") - 1 == len(days)
