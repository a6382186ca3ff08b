"""The least set of parties that holds the seeds and everyone whom its members own enough of.

What decides is monotone in the set: the members' first weights in a party must come to its first mark, and their
second weights to its second mark. A party therefore never loses its place while others are found, whatever the order
of the stakes, and cycles end. Found by rounds over columns; a small frontier is followed one by one, so that a chain of
a million links costs as much as a tree of as many. OFAC FAQ 401 is the reading: a party that is reached counts with its
whole direct holding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from debar.ownership.graph import Ints, Numbers

#: A frontier with fewer pairs than this is followed one by one.
_FEW = 2_000


@dataclass
class Closure:
    """Pairs sorted by owner with two weights each, and two marks a party. ``member`` is the set; see `spread`.

    ``extra`` holds, by owner, pairs that came later: [owned, first weight, second weight]. Without ``onward`` only the
    seeds count as owners.
    """

    offsets: Ints
    tails: Numbers
    weights: tuple[Ints, Ints]
    marks: tuple[Ints, Ints]
    onward: bool = True
    member: npt.NDArray[np.bool_] = field(init=False)
    held: tuple[Ints, Ints] = field(init=False)
    seeds: set[int] = field(default_factory=set)
    extra: dict[int, list[list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = len(self.offsets) - 1
        self.member = np.zeros(size, np.bool_)
        first = np.zeros(size, np.int64)
        self.held = (first, first if self.marks[0] is self.marks[1] else np.zeros(size, np.int64))

    @property
    def single(self) -> bool:
        """True when there is one mark a party, so that the second weights say nothing more."""
        return self.held[0] is self.held[1]

    def seed(self, parties: Iterable[int]) -> None:
        """Add seeds and all that follows from them."""
        found = np.fromiter((p for p in dict.fromkeys(parties) if not self.member[p]), np.int64)
        self.seeds.update(found.tolist())
        self.member[found] = True
        self.spread(found)

    def reaches(self, party: int) -> bool:
        """Return whether the members own enough of a party."""
        return bool(self.held[0][party] >= self.marks[0][party] and self.held[1][party] >= self.marks[1][party])

    def spread(self, frontier: npt.NDArray[np.int64]) -> None:
        """Follow new members (already marked) to all that are reached through them."""
        while len(frontier):
            pairs = int((self.offsets[frontier + 1] - self.offsets[frontier]).sum())
            if pairs < _FEW or self.extra:
                frontier = self._follow(frontier.tolist())
            else:
                frontier = self._follow_columns(frontier, pairs)
            if not self.onward:
                self.member[frontier] = True
                return

    def _follow_columns(self, frontier: npt.NDArray[np.int64], pairs: int) -> npt.NDArray[np.int64]:
        starts, ends = self.offsets[frontier], self.offsets[frontier + 1]
        counts = ends - starts
        at = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(pairs)
        tails = self.tails[at]
        np.add.at(self.held[0], tails, self.weights[0][at])
        if not self.single:
            np.add.at(self.held[1], tails, self.weights[1][at])
        enough = ~self.member[tails] & (self.held[0][tails] >= self.marks[0][tails])
        enough &= self.held[1][tails] >= self.marks[1][tails]
        found = np.unique(tails[enough]).astype(np.int64)
        self.member[found] = True
        return found

    def _follow(self, frontier: Sequence[int]) -> npt.NDArray[np.int64]:
        """Follow members one by one until none is left, or so many wait that columns are quicker."""
        waiting, left = deque(frontier), len(frontier)
        while waiting and (left > 0 or len(waiting) < _FEW or self.extra):
            if not self.onward and left == 0:
                break
            party = waiting.popleft()
            left -= 1
            first, last = int(self.offsets[party]), int(self.offsets[party + 1])
            if last - first >= _FEW:
                waiting.extend(self._follow_columns(np.array([party]), last - first).tolist())
                later = self.extra.get(party, [])
                tails, one, two = [e[0] for e in later], [e[1] for e in later], [e[2] for e in later]
            else:
                tails, one, two = self._pairs(party)
            self._hold(tails, one, two)
            for tail in tails:
                if not self.member[tail] and self.reaches(tail):
                    self.member[tail] = True
                    waiting.append(tail)
        return np.array(waiting, np.int64)

    def _hold(self, tails: Sequence[int], first: Sequence[int], second: Sequence[int], sign: int = 1) -> None:
        for tail, one, two in zip(tails, first, second, strict=True):
            self.held[0][tail] += sign * one
            if not self.single:
                self.held[1][tail] += sign * two

    # --- changes ----------------------------------------------------------------------------------

    def change(self, owner: int, owned: int, first: int, second: int, marks: tuple[int, int]) -> set[int]:
        """Add to the weights of a pair, set the marks of what is owned; return the parties that came in or went out."""
        entries = self.extra.setdefault(owner, [])
        entry = next((entry for entry in entries if entry[0] == owned), None)
        if entry is None:
            entries.append([owned, first, second])
        else:
            entry[1] += first
            entry[2] += second
        harder = first < 0 or second < 0
        for mark, value in zip(self.marks, marks, strict=True):
            harder = harder or value > int(mark[owned])
            mark[owned] = value
        if self._counts(owner):
            self._hold([owned], [first], [second])
        if owned in self.seeds:
            return set()
        if self.member[owned]:
            return self._retract(owned) if harder else set()
        if not self.reaches(owned):
            return set()
        return self._enter([owned])

    def _counts(self, owner: int) -> bool:
        return bool(self.member[owner]) and (self.onward or owner in self.seeds)

    def _enter(self, parties: Sequence[int]) -> set[int]:
        before = self.member.copy()
        self.member[list(parties)] = True
        if self.onward:
            self.spread(np.array(parties, np.int64))
        return {*parties, *np.flatnonzero(before != self.member).tolist()}

    def _pairs(self, party: int) -> tuple[list[int], list[int], list[int]]:
        span = slice(int(self.offsets[party]), int(self.offsets[party + 1]))
        extra = self.extra.get(party, ())
        return (
            self.tails[span].tolist() + [entry[0] for entry in extra],
            self.weights[0][span].tolist() + [entry[1] for entry in extra],
            self.weights[1][span].tolist() + [entry[2] for entry in extra],
        )

    def _retract(self, party: int) -> set[int]:
        """Take out a party and all that may rest on it, then let back in what holds without: cycles hold no one up."""
        removed = [party]
        self.member[party] = False
        for each in removed:
            if not self.onward:
                break
            tails, first, second = self._pairs(each)
            self._hold(tails, first, second, -1)
            for tail in tails:
                if self.member[tail] and tail not in self.seeds:
                    self.member[tail] = False
                    removed.append(tail)
        back = [each for each in removed if self.reaches(each)]
        if back:
            self.member[back] = True
            if self.onward:
                self.spread(np.array(back, np.int64))
        return {each for each in removed if not self.member[each]}
