"""The fit of points: lines that keep their way, tell what labels tell, and come out the same each time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scripts.fit_lines import FALLING, RISING, Array, Lines, fit, knots, total

MEASURES = ("same", "clash", "length")
assert {"same"} <= RISING
assert {"clash"} <= FALLING


def _invented(size: int = 400) -> tuple[Array, Array]:
    """Names that share more are the same party, those that clash are not; a few of them the other way round."""
    number = np.arange(size)
    shared, clash = (number * 7 % 20).astype(float), (number * 11 % 9).astype(float)
    length = (number * 13 % 31).astype(float)
    same = shared > clash + 6
    same[number % 17 == 0] ^= True
    return np.stack([shared, clash, length], axis=1), same


def _fitted() -> tuple[Lines, Array, Array]:
    values, same = _invented()
    return fit(MEASURES, values, same, np.ones(len(same))), values, same


def test_lines_rise_and_fall_as_they_are_told_to() -> None:
    lines, _, _ = _fitted()
    assert set(lines) >= {"start", "same", "clash"}
    assert all(after[1] >= before[1] - 1e-9 for before, after in pairwise(lines["same"]))
    assert all(after[1] <= before[1] + 1e-9 for before, after in pairwise(lines["clash"]))
    assert lines["same"][-1][1] > 1
    assert lines["clash"][-1][1] < -1


def test_what_speaks_against_its_way_is_left_out() -> None:
    """Labels turned round say that what is shared speaks against two names: no line may say so."""
    values, same = _invented()
    lines = fit(MEASURES, values, ~same, np.ones(len(same)))
    assert "same" not in lines
    assert "clash" not in lines


def test_points_tell_the_labels_but_the_few_that_are_wrong() -> None:
    lines, values, same = _fitted()
    found = total(lines, MEASURES, values)
    assert np.mean((found > 0) == same) > 0.9
    assert abs(np.mean(1 / (1 + np.exp(-found))) - np.mean(same)) < 0.01


def test_the_same_labels_give_the_same_points() -> None:
    assert _fitted()[0] == _fitted()[0]


def test_a_heavier_label_moves_the_points() -> None:
    values, same = _invented()
    light = fit(MEASURES, values, same, np.ones(len(same)))
    heavy = fit(MEASURES, values, same, np.where(same, 5.0, 1.0))
    assert total(heavy, MEASURES, values).mean() > total(light, MEASURES, values).mean()


def test_lines_bend_at_values_that_occur_and_rise() -> None:
    assert knots(np.array([2.0, 0.0, 2.0, 1.0])) == [0.0, 1.0, 2.0]
    many = knots(np.linspace(0, 100, 5_000))
    assert (many[0], many[-1]) == (0.0, 100.0)
    assert many == sorted(set(many))
    assert len(many) <= 13
