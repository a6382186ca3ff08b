"""What each measure of two names is worth: points that add up to the odds that the names are one party's.

``data/points.tsv`` gives, for each scorer and measure, points at some values of the measure; between them they are
joined by straight lines, beyond them they stay. The sum is a logarithm of odds (Fellegi and Sunter, "A theory for
record linkage", 1969; additive as in Hastie and Tibshirani, "Generalized additive models", 1986).
``scripts/fit_names.py`` fits the table and keeps each measure going one way only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from debar.errors import DataError
from debar.names.data import read_rows

Array = np.ndarray[Any, np.dtype[Any]]
_COLUMNS = ("scorer", "measure", "at", "points", "source")
_START = "start"
#: Up to so many rows are looked up in all lines at once.
_FEW = 128


@dataclass(frozen=True, slots=True)
class Line:
    """Points by the value of one measure: ``at`` rises, between two values the points lie on a straight line."""

    at: Array
    points: Array

    def __call__(self, values: Array) -> Array:
        """The points of each value."""
        return np.interp(values, self.at, self.points)


@dataclass(frozen=True)
class Scorer:
    """The lines of all measures of one kind of pair, and what it starts from."""

    start: float
    lines: Mapping[str, Line]

    def total(self, measures: Sequence[str], values: Array) -> Array:
        """The points of each row of ``values``, whose columns are the measures named."""
        return self.start + self.added(measures, values)

    def added(self, measures: Sequence[str], values: Array) -> Array:
        """The same without what the scorer starts from."""
        if len(values) <= _FEW:
            return self._steps(tuple(measures))(values)
        found = np.zeros(len(values))
        for column, measure in enumerate(measures):
            line = self.lines.get(measure)
            if line is not None:
                found += line(values[:, column])
        return found

    def _steps(self, measures: tuple[str, ...]) -> _Steps:
        if measures not in self._made:
            self._made[measures] = _Steps.of([self.lines.get(measure) for measure in measures])
        return self._made[measures]

    @cached_property
    def _made(self) -> dict[tuple[str, ...], _Steps]:
        return {}

    def each(self, measures: Sequence[str], values: Sequence[float]) -> dict[str, float]:
        """The points of each measure of one pair, those without any left out."""
        worth = {
            measure: float(self.lines[measure](np.array([value]))[0])
            for measure, value in zip(measures, values, strict=True)
            if measure in self.lines
        }
        return {measure: points for measure, points in worth.items() if points}


@dataclass(frozen=True, slots=True)
class _Steps:
    """Several lines as one table: the same sums as one line after another gives, in fewer steps where rows are few.

    A row a line, a column a stretch of it, from before its first value to after its last.
    """

    columns: Array
    bends: Array
    firsts: Array
    at: Array
    points: Array
    slopes: Array

    @classmethod
    def of(cls, lines: Sequence[Line | None]) -> _Steps:
        """The table of the lines, None for columns without any."""
        held = [(column, line) for column, line in enumerate(lines) if line is not None]
        most = max((len(line.at) for _, line in held), default=0)
        bends = np.full((len(held), most), np.inf)
        at, points, slopes = (np.zeros((len(held), most + 1)) for _ in range(3))
        for row, (_, line) in enumerate(held):
            size = len(line.at)
            bends[row, :size] = line.at
            at[row, : size + 1] = line.at[[0, *range(size)]]
            points[row, : size + 1] = line.points[[0, *range(size)]]
            slopes[row, 1:size] = np.diff(line.points) / np.diff(line.at)
        firsts = np.arange(len(held)) * (most + 1)
        columns = np.array([column for column, _ in held], dtype=np.int64)
        return cls(columns, bends, firsts, at.ravel(), points.ravel(), slopes.ravel())

    def __call__(self, values: Array) -> Array:
        """The sum of the points of each row of values."""
        if not len(self.columns):
            return np.zeros(len(values))
        values = values[:, self.columns]
        spot = (values[:, :, None] >= self.bends).sum(axis=2) + self.firsts
        found: Array = (self.slopes[spot] * (values - self.at[spot]) + self.points[spot]).cumsum(axis=1)[:, -1]
        return found


@cache
def scorer(name: str) -> Scorer:
    """The scorer of that name. Raises DataError when the table has none, or its values do not rise."""
    by_measure: dict[str, list[tuple[float, float]]] = {}
    for row in read_rows("points.tsv", _COLUMNS):
        if row["scorer"] == name:
            by_measure.setdefault(row["measure"], []).append((float(row["at"]), float(row["points"])))
    if _START not in by_measure:
        raise DataError(f"names/data/points.tsv: no scorer {name!r}, or it has no row {_START!r}")
    start = by_measure.pop(_START)[0][1]
    return Scorer(start, {measure: _line(name, measure, steps) for measure, steps in by_measure.items()})


def _line(name: str, measure: str, steps: Sequence[tuple[float, float]]) -> Line:
    at = np.array([value for value, _ in steps])
    if not (np.diff(at) > 0).all():
        raise DataError(f"names/data/points.tsv: {name} {measure}: the values of 'at' must rise; sort the rows")
    return Line(at, np.array([points for _, points in steps]))
