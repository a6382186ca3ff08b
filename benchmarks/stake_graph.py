"""A generated stake graph, the same for every program that is measured; needs numpy alone."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class StakeColumns(NamedTuple):
    """Owner, owned and percent of each stake, and the listed owners. Parties are numbers below ``parties``."""

    owner: npt.NDArray[np.int32]
    owned: npt.NDArray[np.int32]
    percent: npt.NDArray[np.int64]
    listed: npt.NDArray[np.int64]
    parties: int


def generate(stakes: int, seed: int = 20260101) -> StakeColumns:
    """Return about so many stakes: holders come from anywhere, one in ten from close by, so that there are cycles."""
    random = np.random.default_rng(seed)
    parties = max(stakes * 2 // 3, 10)
    holders = random.choice([1, 2, 3, 4], size=parties, p=[0.66, 0.2, 0.1, 0.04])
    owned = np.repeat(np.arange(parties, dtype=np.int64), holders)
    # A company's holders share 100 percent between them at random, down to a rest that nobody states.
    weight = random.random(len(owned)) + 0.05
    total = np.bincount(owned, weights=weight, minlength=parties)
    percent = np.maximum((weight / total[owned] * random.integers(80, 101, size=parties)[owned]).astype(np.int64), 1)
    # A few own very much and most own nothing.
    far = (parties * random.random(len(owned)) ** 2).astype(np.int64)
    near = np.clip(owned + random.integers(-50, 51, size=len(owned)), 0, parties - 1)
    owner = np.where(random.random(len(owned)) < 0.1, near, far)
    keep = owner != owned
    owner, owned, percent = owner[keep][:stakes], owned[keep][:stakes], percent[keep][:stakes]
    # One holder is stated once a company: of two stakes of a pair the first stays.
    _, first = np.unique(owner * parties + owned, return_index=True)
    first.sort()
    owner, owned, percent = owner[first], owned[first], percent[first]
    listed = np.unique(random.integers(0, parties, size=max(parties // 1_000, 1)))
    return StakeColumns(owner.astype(np.int32), owned.astype(np.int32), percent, listed, parties)


def mark(reached: npt.NDArray[np.bool_]) -> str:
    """Return a fingerprint of a set of parties, to tell whether two programs found the same."""
    return hashlib.sha256(np.packbits(reached).tobytes()).hexdigest()[:16]
