"""The page on matching names says what the engine does: its table of hard names and its table of steps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from debar.screening.circumstances import STEPS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "concepts" / "matching.md"


def test_the_hard_names_of_the_page_are_answered_so() -> None:
    command = [sys.executable, "scripts/make_hard_names.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_steps_of_the_page_are_those_that_are_added() -> None:
    text = PAGE.read_text(encoding="utf-8")
    _, _, table = text.partition("| circumstance | step |")
    rows = [line for line in table.partition("\n\n")[0].splitlines() if line.startswith("| ")]
    assert rows == [f"| {name} | {step:+.2f} |" for name, step in STEPS.items()]
