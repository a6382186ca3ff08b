"""The page of attacks names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_attack_names_a_test_that_is_there() -> None:
    rows = [line for line in (ROOT / "docs" / "attacks.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    missing = []
    for row in rows[1:]:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        missing += [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")]
    assert len(rows) > 20
    assert not missing
