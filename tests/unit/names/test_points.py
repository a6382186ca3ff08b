"""The table of points: every measure counts one way only, and a sum is what its parts are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.fit_lines import FALLING, RISING

from debar.errors import DataError
from debar.names import points
from debar.names.coverage import SUMS
from debar.names.data import read_rows
from debar.names.evidence import Evidence
from debar.names.points import Line, Scorer, scorer
from debar.names.sieve import ALIKE

COLUMNS = ("scorer", "measure", "at", "points", "source")
JUDGES = {"business": Evidence._fields, "person": Evidence._fields}
ESTIMATES = {
    f"{name}-{kind}": measures
    for name, measures in (("sieve", SUMS), ("strings", (*SUMS, ALIKE)))
    for kind in ("business", "person")
}
LINES = [
    (name, measure, line)
    for name in (*JUDGES, *ESTIMATES)
    for measure, line in scorer(name).lines.items()
    if measure != "threshold"
]
VALUES = st.lists(st.floats(-5, 200), min_size=len(Evidence._fields), max_size=len(Evidence._fields))


def test_the_table_has_every_scorer_and_no_other() -> None:
    found = {row["scorer"] for row in read_rows("points.tsv", COLUMNS)}
    assert found == {*JUDGES, *ESTIMATES, "score"}
    assert all(row["source"] for row in read_rows("points.tsv", COLUMNS))


@pytest.mark.parametrize(("name", "measure", "line"), LINES, ids=[f"{name} {measure}" for name, measure, _ in LINES])
def test_more_of_what_speaks_for_two_names_never_counts_against_them(name: str, measure: str, line: Line) -> None:
    """Lines rise or fall as the fit was told to keep them; those of no measure that exists would never be read."""
    assert measure in (JUDGES | ESTIMATES)[name]
    steps = [after - before for before, after in pairwise(line.points.tolist())]
    assert measure not in RISING or min(steps) >= -1e-9
    assert measure not in FALLING or max(steps) <= 1e-9
    assert line.points[0] == 0.0


def test_a_measure_rises_or_falls_and_not_both() -> None:
    assert not RISING & FALLING
    assert {*Evidence._fields, *SUMS, ALIKE} - RISING - FALLING <= {"forms", "words", "length", "given", "loose", ALIKE}


@pytest.mark.parametrize("measure", ["forms", ALIKE])
def test_forms_fall_and_likeness_rises_though_nothing_holds_them_to_it(measure: str) -> None:
    for _, _, line in (each for each in LINES if each[1] == measure):
        assert (np.diff(line.points) * (-1 if measure == "forms" else 1) >= -1e-9).all()


def test_the_score_rises_with_the_odds_and_stays_a_share() -> None:
    line = scorer("score").lines["odds"]
    assert (np.diff(line.points) > 0).all()
    assert 0 < line.points[0] < line.points[-1] < 1
    assert [float(v) for v in line(np.array([-1e9, 1e9]))] == [line.points[0], line.points[-1]]


@pytest.mark.parametrize("name", ["sieve-business", "strings-business"])
def test_a_higher_score_asks_for_more_points_beforehand(name: str) -> None:
    line = scorer(name).lines["threshold"]
    assert (np.diff(line.points) > 0).all()


@pytest.mark.parametrize("name", JUDGES)
@given(values=VALUES)
def test_the_total_is_the_start_and_what_each_measure_adds(name: str, values: list[float]) -> None:
    found = scorer(name)
    rows = np.array([values])
    each = found.each(Evidence._fields, values)
    assert float(found.total(Evidence._fields, rows)[0]) == pytest.approx(found.start + sum(each.values()))
    assert float(found.added(Evidence._fields, rows)[0]) == pytest.approx(sum(each.values()))
    assert set(each) <= set(found.lines)


def test_points_lie_on_straight_lines_between_the_values_and_stay_beyond_them() -> None:
    line = Line(np.array([0.0, 2.0]), np.array([1.0, 3.0]))
    assert line(np.array([-1.0, 0.0, 1.0, 2.0, 9.0])).tolist() == [1.0, 1.0, 2.0, 3.0, 3.0]
    assert Scorer(0.5, {"a": line}).total(("a", "b"), np.array([[1.0, 7.0]])).tolist() == [2.5]


def test_a_scorer_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match="no scorer 'firms'"):
        scorer("firms")


def test_values_that_do_not_rise_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("start", "0"), ("same", "2"), ("same", "1")]
    table = [{"scorer": "odd", "measure": m, "at": at, "points": "0", "source": "-"} for m, at in rows]
    monkeypatch.setattr(points, "read_rows", lambda *_: table)
    with pytest.raises(DataError, match="odd same: the values of 'at' must rise"):
        scorer("odd")
