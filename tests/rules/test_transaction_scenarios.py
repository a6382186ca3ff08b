"""The transactions of this folder, judged over the bundled lists as `debar transact` judges them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.desk import Desk
from debar.model import Finding

HERE = Path(__file__).parent / "transactions"
FILES = sorted(HERE.glob("*.yml"))


def _load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert data["format"] == "debar-transactions/1"
    return data


CASES = [(path, case) for path in FILES for case in _load(path)["cases"]]


@pytest.fixture(scope="module")
def judged(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Finding]:
    """Every case of every file, a file judged in one run."""
    folder = tmp_path_factory.mktemp("transactions")
    found: dict[tuple[str, str], Finding] = {}
    for path in FILES:
        data = _load(path)
        records = folder / f"{path.stem}.jsonl"
        lines = (json.dumps({"transaction id": case["id"], **case["record"]}) for case in data["cases"])
        records.write_text("\n".join(lines), "utf-8")
        clause = folder / f"{path.stem}.txt" if "clause" in data else None
        if clause:
            clause.write_text(data["clause"], "utf-8")
        scan = desk.transact(records, clause=clause, everything=True)
        found |= {(path.stem, finding.subject.reference): finding for finding in scan}
        assert scan.summary.rejected == []
    return found


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.stem}:{case['id']}" for path, case in CASES])
def test_a_transaction_is_judged_as_the_texts_say(
    path: Path, case: dict[str, Any], judged: dict[tuple[str, str], Finding]
) -> None:
    finding = judged[path.stem, case["id"]]
    assert list(_failures(finding, case["expect"])) == []


def _failures(finding: Finding, expect: dict[str, Any]) -> Iterable[str]:
    said = [(result.rule, str(result.outcome), result.about, result.because) for result in finding.rules]
    if "outcome" in expect and finding.outcome != expect["outcome"]:
        yield f"outcome {finding.outcome}: {finding.sentence}"
    for wanted in expect.get("rules", ()):
        if not any(_is(one, wanted) for one in said):
            got = [one for one in said if one[0] == wanted["rule"]]
            yield f"expected {wanted}, got {got}"
    for unwanted in expect.get("not", ()):
        yield from (f"not expected: {one}" for one in said if _is(one, unwanted))
    missing = {fact for result in finding.rules for fact in result.missing}
    yield from (
        f"not named as missing: {fact}, only {missing}" for fact in expect.get("missing", ()) if fact not in missing
    )
    if "problem" in expect and not any(rule == "record" and expect["problem"] in why for rule, _, _, why in said):
        yield f"no problem that says {expect['problem']!r}"


def _is(said: tuple[str, str, str, str], wanted: dict[str, str]) -> bool:
    return said[:2] == (wanted["rule"], wanted["outcome"]) and wanted.get("about", said[2]) == said[2]


def test_every_case_expects_something_and_ids_are_unique() -> None:
    for path in FILES:
        cases = _load(path)["cases"]
        assert len({case["id"] for case in cases}) == len(cases)
        assert all(case["expect"] and case["because"] for case in cases)


def test_a_wrong_expectation_fails(judged: dict[tuple[str, str], Finding]) -> None:
    """The comparison can fail: no finding has an outcome that is none, and none misses a fact nobody names."""
    for finding in judged.values():
        assert list(_failures(finding, {"outcome": "none"}))
        assert list(_failures(finding, {"rules": [{"rule": "us-none", "outcome": "review"}]}))
        assert list(_failures(finding, {"missing": ["the colour"], "problem": "the colour"}))
