"""The transactions of this folder, run by the runner that ``debar rules test`` uses, over the bundled lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.desk import Desk
from debar.regimes.scenarios import TRANSACTIONS

FILES = sorted((Path(__file__).parent / "transactions").glob("*.yml"))


def _load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert data["format"] == TRANSACTIONS
    return data


CASES = [(path, case) for path in FILES for case in _load(path)["cases"]]


@pytest.fixture(scope="module")
def reports(desk: Desk) -> dict[tuple[str, str], dict[str, Any]]:
    """What was said of every case of every file."""
    return {(path.stem, case["id"]): case for path in FILES for case in desk.test_rules(path)["cases"]}


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.stem}:{case['id']}" for path, case in CASES])
def test_a_transaction_is_judged_as_the_texts_say(
    path: Path, case: dict[str, Any], reports: dict[tuple[str, str], dict[str, Any]]
) -> None:
    assert reports[path.stem, case["id"]]["failures"] == []


def test_every_case_expects_something_and_ids_are_unique() -> None:
    ids = [case["id"] for _, case in CASES]
    assert len(set(ids)) == len(ids)
    assert all(case["expect"] and case["because"] for _, case in CASES)
