"""The scenario files of this folder and those below it, run by the runner that ``debar rules test`` uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debar.model import Designation, Outcome
from debar.regimes.scenario_parties import load_parties
from debar.regimes.scenarios import Scenario, load_scenarios, run
from debar.regimes.schema import Rule, load_rules

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.rglob("*.yml") if path.parent.name not in ("ownership", "transactions"))
PARTIES = load_parties(HERE / "parties.toml")


def resolve(name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    """The makers and listings of a name, by the parties file beside the scenarios and by nothing else."""
    assert on is not None
    return PARTIES.of(name) or ((), ())


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    return load_rules()


def _place(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


def _cases() -> list[object]:
    return [pytest.param(s, id=f"{_place(path)}:{s.id}") for path in FILES for s in load_scenarios(path)]


@pytest.mark.parametrize("scenario", _cases())
def test_the_rules_say_what_the_scenario_expects(scenario: Scenario, rules: tuple[Rule, ...]) -> None:
    """Each scenario passes, with the law and the listings of its own day."""
    report = run([scenario], rules, resolve)
    assert report["cases"][0]["failures"] == []


@pytest.mark.parametrize("path", FILES, ids=_place)
def test_every_scenario_expects_something_and_has_no_unknown_key(path: Path) -> None:
    """A scenario that compares nothing, or a key that is silently ignored, would be a test that cannot fail."""
    scenarios = load_scenarios(path)
    assert scenarios
    assert scenarios.notes == ()
    assert all(scenario.expect or scenario.not_checked for scenario in scenarios)


def test_a_wrong_expectation_fails(rules: tuple[Rule, ...]) -> None:
    """The comparison can fail: every boundary case fails when it expects what is said on no day."""
    for scenario in load_scenarios(HERE / "boundaries.yml"):
        expected = scenario.expect[0]
        other = Outcome.EXEMPT if expected.outcome is not Outcome.EXEMPT else Outcome.PROHIBITED
        wrong = replace(scenario, expect=(replace(expected, outcome=other),))
        report = run([wrong], rules, resolve)
        assert report["failed"] == 1
        assert f"got {expected.outcome}" in report["cases"][0]["failures"][0]


def test_boundaries_cover_at_least_twelve_rules() -> None:
    """The day before, the day and the day after are held for the rules that matter most."""
    assert len({scenario.expect[0].rule for scenario in load_scenarios(HERE / "boundaries.yml")}) >= 12
