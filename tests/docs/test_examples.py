"""What the pages say is what the program does: examples, links, commands, options, fields and the page of rules."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import debar
from debar.desk import Desk
from debar.procurement.columns import FIELDS

with warnings.catch_warnings():
    # typer 0.25 takes names from click that click 8.5 gives with a warning.
    warnings.simplefilter("ignore", DeprecationWarning)
    import typer.main

    from debar.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WITH_EXAMPLES = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=ROOT, env=os.environ, timeout=900, check=False
    )


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name)
def test_every_example_prints_what_the_page_says(page: Path, desk: Desk) -> None:  # noqa: ARG001  fills the cache
    done = run("scripts/run_examples.py", str(page))
    assert done.returncode == 0, (
        f"{done.stdout}{done.stderr}\nMend it, or run scripts/run_examples.py --write {name(page)}"
    )


def test_the_first_page_and_the_guides_have_examples() -> None:
    assert {name(page) for page in WITH_EXAMPLES} >= {
        "README.md",
        "docs/start.md",
        "docs/lists.md",
        "docs/records.md",
        "docs/reference.md",
        "docs/watch.md",
    }


def test_the_check_of_examples_notices_an_output_that_is_not_so(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\ntwo\n```\n", encoding="utf-8")
    assert run("scripts/run_examples.py", str(page)).returncode == 1
    page.write_text("```console\n$ echo one\none\n```\n", encoding="utf-8")
    assert run("scripts/run_examples.py", str(page)).returncode == 0


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            there = (page.parent / target.partition("#")[0]).resolve()
            if there.suffix == ".md" and there.exists() and there not in seen:
                waiting.append(there)
    assert [name(page) for page in PAGES if page not in seen] == []


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
        return
    for word, child in inner.items():
        yield from commands(child, f"{path} {word}")


TREE = typer.main.get_command(app)
COMMANDS = dict(commands(TREE, "debar"))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_its_options_are_in_the_reference_with_an_example(command: str) -> None:
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    _, heading, section = reference.partition(f"\n## {command}\n")
    assert heading, f"docs/reference.md has no section {command}"
    section = section.partition("\n## ")[0]
    assert f"$ {command}" in section
    options = [word for param in COMMANDS[command].params for word in param.opts if word.startswith("-")]
    assert [word for word in options if f"`{word}" not in reference] == []


def test_the_reference_names_no_option_that_is_not_there() -> None:
    reference = _FENCE.sub("", (ROOT / "docs" / "reference.md").read_text(encoding="utf-8"))
    offered = {word for command in COMMANDS.values() for param in command.params for word in param.opts}
    offered |= {word for param in TREE.params for word in param.opts} | {"--help", "-h"}
    assert {word for word in re.findall(r"`(--?[a-z][a-z-]*)", reference) if word not in offered} == set()


def test_every_field_that_can_be_mapped_is_explained() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    rows = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert [field for field in FIELDS if f"`{field}`" not in rows] == []
    assert [word for word in re.findall(r"`(\w+)`", rows) if word not in FIELDS] == []


def test_every_public_name_of_the_package_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert [word for word in debar.__all__ if not re.search(rf"\b{word}\b", reference)] == []


def test_the_python_example_runs(tmp_path: Path, desk: Desk) -> None:  # noqa: ARG001  fills the cache
    code = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "reference.md").read_text(encoding="utf-8"), re.S)
    assert code
    (tmp_path / "po-2023.csv").write_bytes((ROOT / "examples" / "purchases.csv").read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", code[1]], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("clear ")


def test_the_page_of_facts_is_what_the_vocabulary_and_the_rules_say() -> None:
    done = run("scripts/make_facts_page.py", "--check")
    assert done.returncode == 0, done.stdout


def test_the_readme_counts_the_states_and_the_change_log_the_rules_and_editions(desk: Desk) -> None:
    words = {12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen"}
    states = {rule.jurisdiction for rule in desk.rules if rule.jurisdiction.startswith("US-")}
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"rules of {words[len(states)]} states" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(desk.rules)} rules: federal ones and those of {words[len(states)]} states" in log
    assert f"{words[len(desk.editions)]} bundled list editions" in log


def test_the_picture_is_small() -> None:
    assert 10_000 < (ROOT / "docs" / "images" / "report.png").stat().st_size <= 250_000


def test_the_pages_of_the_catalog_are_what_its_data_files_say() -> None:
    done = run("scripts/make_catalog_page.py", "--check")
    assert done.returncode == 0, done.stdout
