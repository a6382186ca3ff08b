"""What is held at once: many small objects, none of which refers back to another; so much work and no more."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: for work that makes none, and much else (it took a sixth of the time).

    It is the whole process that goes without, so cycles of other threads wait until then. Whichever of several threads
    ends first begins the search again, which the others notice only by the time they take.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def spans(
    work: Sequence[int] | np.ndarray[Any, np.dtype[Any]], most: int, many: int | None = None
) -> Iterator[tuple[int, int]]:
    """(start, end) of runs of things, in order, of at most ``most`` work together and at most ``many`` things.

    A thing of more work than that is a run by itself.
    """
    ends = np.cumsum(work)
    start, done = 0, 0.0
    while start < len(ends):
        end = max(start + 1, int(ends.searchsorted(done + most, "right")))
        end = end if many is None else min(end, start + many)
        yield start, end
        start, done = end, ends[end - 1]
