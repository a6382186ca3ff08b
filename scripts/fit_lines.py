"""Lines of points that make labels likeliest: an additive logistic regression whose lines go one way only.

Each measure has a line of points by its value, broken at a dozen knots, that may only rise or only fall (``RISING``,
``FALLING``), so that more of what speaks for two names never counts against them. The others may do both. The fit takes
Newton steps within those bounds, by coordinates in turn; nothing in it is random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Lines = dict[str, list[tuple[float, float]]]

#: Measures of names (``debar.names.evidence``) and of the sieve (``debar.names.sieve``) of which more speaks for one
#: party, and against.
RISING = frozenset(
    "same alike known cut initials total share distinct rarest least order first last letters prefix "
    "cover covered_less covered_more nats linked".split()
)
FALLING = frozenset(
    "lost clash over_less over_more odd_less odd_more trades kinds thing edits numbers firm "
    "missing_less missing_more".split()
)
#: Of the values of a measure: where its line may bend.
QUANTILES = (0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995, 1)
#: Keeps slopes small that hardly matter.
_RIDGE = 1e-5


def knots(values: Array) -> list[float]:
    """Values at which a line may bend."""
    few = np.unique(np.round(values, 3))
    if len(few) <= 8:
        return [float(value) for value in few]
    found: list[float] = []
    for value in np.unique(np.round(np.quantile(values, QUANTILES), 2)):
        if not found or value - found[-1] > 1e-6:
            found.append(float(value))
    return found


def fit(measures: Sequence[str], values: Array, same: Array, weight: Array) -> Lines:
    """Lines of points by measure, and ``start``, that make the labels likeliest."""
    at = {measure: knots(values[:, column]) for column, measure in enumerate(measures)}
    steps = [
        (column, measure, a, b)
        for column, measure in enumerate(measures)
        for a, b in zip(at[measure], at[measure][1:], strict=False)
    ]
    ramps = np.column_stack([np.clip((values[:, c] - a) / (b - a), 0, 1) for c, _, a, b in steps]).astype(np.float32)
    sign = np.array([1 if m in RISING else -1 if m in FALLING else 0 for _, m, _, _ in steps])
    slopes, start = _descend(ramps, same.astype(np.float32), (weight / weight.sum()).astype(np.float32), sign)
    lines: Lines = {"start": [(0.0, start)]}
    for measure, where in at.items():
        points = np.cumsum([0.0, *(s for s, (_, m, _, _) in zip(slopes, steps, strict=True) if m == measure)])
        if np.abs(points).max() > 0.02:
            lines[measure] = list(zip(where, points.tolist(), strict=True))
    return lines


def _descend(ramps: Array, same: Array, weight: Array, sign: Array, rounds: int = 25) -> tuple[Array, float]:
    """Slopes and start of a logistic regression with slopes bounded by sign, by Newton steps within the bounds."""
    columns = ramps.shape[1] + 1
    sign = np.append(sign, 0)
    beta = np.zeros(columns)
    beta[-1] = np.log(np.average(same, weights=weight))
    loss = _loss(ramps, same, weight, beta)
    for _ in range(rounds):
        chance = _chance(ramps, beta)
        miss = (chance - same) * weight
        curve = (weight * np.maximum(chance * (1 - chance), 1e-5)).astype(np.float32)
        slope = np.append(ramps.T @ miss, miss.sum()) + _RIDGE * beta
        bend = np.empty((columns, columns))
        bend[:-1, :-1] = ramps.T @ (ramps * curve[:, None])
        bend[-1, :-1] = bend[:-1, -1] = ramps.T @ curve
        bend[-1, -1] = curve.sum()
        bend[np.diag_indices(columns)] += _RIDGE
        step = _within(bend, slope, beta, sign) - beta
        size = 1.0
        while (after := _loss(ramps, same, weight, beta + size * step)) > loss and size > 1e-3:
            size /= 2
        beta += size * step
        if loss - after < 1e-7:
            break
        loss = after
    return beta[:-1], float(beta[-1])


def _within(bend: Array, slope: Array, beta: Array, sign: Array) -> Array:
    """The point that is best by the quadratic around ``beta``, slopes kept to their side, by coordinates in turn."""
    found = beta.copy()
    rest = slope.copy()
    for _ in range(300):
        moved = 0.0
        for column in range(len(found)):
            value = found[column] - rest[column] / bend[column, column]
            if value * sign[column] < 0:
                value = 0.0
            change = value - found[column]
            if change:
                found[column] = value
                rest += bend[:, column] * change
                moved = max(moved, abs(change))
        if moved < 1e-5:
            break
    return found


def _chance(ramps: Array, beta: Array) -> Array:
    odds = np.clip(ramps @ beta[:-1].astype(np.float32) + np.float32(beta[-1]), -30, 30)
    chance: Array = 1 / (1 + np.exp(-odds))
    return chance


def _loss(ramps: Array, same: Array, weight: Array, beta: Array) -> float:
    chance = np.clip(_chance(ramps, beta), 1e-9, 1 - 1e-7)
    likely = weight * (same * np.log(chance) + (1 - same) * np.log(1 - chance))
    return float(-likely.sum() + _RIDGE / 2 * (beta**2).sum())


def total(lines: Mapping[str, Sequence[tuple[float, float]]], measures: Sequence[str], values: Array) -> Array:
    """The points of each row."""
    found = np.full(len(values), lines["start"][0][1])
    for column, measure in enumerate(measures):
        if measure in lines:
            at, points = zip(*lines[measure], strict=True)
            found += np.interp(values[:, column], at, points)
    return found
