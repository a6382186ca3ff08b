"""The ownership cases beside this file, run by the runner that ``debar rules test`` uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from debar.errors import InputError
from debar.regimes.scenarios import load_document
from debar.regimes.schema import load_rules
from debar.screening.ownership_cases import run_ownership

FILES = sorted((Path(__file__).parent / "ownership").glob("*.yml"))
RULES = load_rules()
CASES = [
    pytest.param(path, case, id=f"{path.stem}:{case['id']}") for path in FILES for case in load_document(path)["cases"]
]


def run(*cases: dict[str, Any]) -> dict[str, Any]:
    return run_ownership({"format": "debar-ownership/1", "cases": list(cases)}, "cases.yml", RULES)


@pytest.mark.parametrize(("path", "case"), CASES)
def test_the_rules_say_what_the_case_expects(path: Path, case: dict[str, Any]) -> None:
    report = run(case)
    assert report["notes"] == [], path
    assert case["expect"]
    assert case["because"]
    assert report["cases"][0]["failures"] == []


def test_there_are_many_and_a_wrong_expectation_fails() -> None:
    assert len(CASES) >= 40
    other = {
        "blocked": "not_blocked",
        "not_blocked": "blocked",
        "undetermined": "blocked",
        "license-required": "blocked",
    }
    for param in CASES:
        case = param.values[1]
        assert isinstance(case, dict)
        wrong = {party: other[word] for party, word in case["expect"].items()}
        assert len(run(case | {"expect": wrong})["cases"][0]["failures"]) == len(wrong)


X = {"party": "X", "list": "us-ofac-sdn"}
CASE: dict[str, Any] = {
    "id": "a",
    "rule": "us-ofac-50",
    "date": "2024-09-01",
    "listed": [X],
    "stakes": [{"owner": "X", "owned": "A", "percent": 60}, {"owner": "A", "owned": "B", "percent": "25-50"}],
}


def test_the_report_has_the_shape_of_the_format() -> None:
    report = run(CASE | {"expect": {"A": "blocked"}, "ask": ["B"]}, CASE | {"id": "b"})
    first, second = report["cases"]
    assert (report["passed"], report["failed"]) == (1, 0)
    assert first["parties"] == {"B": "undetermined", "A": "blocked"}
    assert first["why"]["A"] == "X 60% of A: 60"
    assert first["why"]["B"] == "X 60% of A, A 25-50% of B: 25 to 50"
    assert first["passed"] is True
    assert "passed" not in second
    assert second["parties"] == {"A": "blocked", "B": "undetermined"}


def test_a_flag_that_is_not_raised_is_a_failure() -> None:
    report = run(CASE | {"expect": {"A": "blocked"}, "flags": ["control-caution"]})
    assert report["cases"][0]["failures"] == ["flag control-caution is not raised"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": ""}, "case 1: key 'id' is missing"),
        ({"date": "yesterday"}, "is no date"),
        ({"rule": "us-889-b"}, "use one of: us-ofac-50"),
        ({"rule": "contract-clause"}, "key 'clause' is missing"),
        ({"stakes": [{"owner": "X", "percent": 5}]}, r"stakes\[0\]: key 'owned' is missing"),
        ({"stakes": "X"}, "a list is needed"),
        ({"expect": {"A": "fine"}}, "'fine' is not known"),
        ({"expect": {"Q": "blocked"}}, "'Q' is asked about"),
        ({"flags": ["big"]}, "'big' is not known"),
    ],
)
def test_a_wrong_case_is_refused_with_its_place(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        run(CASE | change)


def test_a_twice_given_id_is_refused_and_an_unknown_key_is_noted() -> None:
    with pytest.raises(InputError, match="stands there twice"):
        run(CASE, CASE)
    assert run(CASE | {"colour": "red"})["notes"] == ["cases.yml, case 1: key 'colour' is not known and was ignored"]


@pytest.mark.parametrize(
    ("stake", "says"),
    [
        ({"percent": 140}, "a stake of 140 percent: over 100"),
        ({"percent": -1}, "a stake of -1 percent: below 0"),
        ({"percent": "lots"}, "lots"),
        ({"from": "2025-01-01", "to": "2020-01-01", "percent": 60}, "the dates are reversed"),
    ],
)
def test_a_stake_that_cannot_be_is_refused_with_its_place(stake: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=rf"^cases\.yml, case 1 \(a\)\.stakes\[0\]: .*{says}"):
        run(CASE | {"stakes": [{"owner": "X", "owned": "A"} | stake], "expect": {"A": "undetermined"}})


def test_stakes_that_come_to_more_than_the_whole_decide_nothing() -> None:
    stakes = [{"owner": owner, "owned": "A", "percent": 60} for owner in ("X", "Y")]
    report = run(CASE | {"stakes": stakes, "expect": {"A": "undetermined"}})
    assert report["cases"][0]["failures"] == []
