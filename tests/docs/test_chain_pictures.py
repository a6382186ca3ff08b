"""The drawn chains of the page on ownership are what the program draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from debar.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {
    "chain-fifty-percent.svg": ("stakes.csv", "2024-09-01", "Birch Shipping"),
    "chain-state.svg": ("state-chain.csv", "2025-10-10", "Hangzhou Hikvision Digital Technology Co., Ltd."),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_the_picture_is_drawn_by_the_program(picture: str, tmp_path: Path, desk: Desk) -> None:  # noqa: ARG001  fills the cache
    stakes, day, party = PICTURES[picture]
    command = ["own", str(ROOT / "examples" / stakes), "--as-of", day, "--rule", "us-ofac-50", "--why", party]
    done = subprocess.run(
        [sys.executable, "-m", "debar", *command, "--format", "svg", "--exit-zero"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DEBAR_STORE": str(tmp_path / "lists.sqlite"), "DEBAR_TODAY": "2026-11-22"},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    held = (ROOT / "docs" / "images" / picture).read_text(encoding="utf-8")
    assert done.stdout == held, f"debar {' '.join(command)} --format svg -o docs/images/{picture}"
