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
#: The moment from which the weights of a party that does not count do.
NEVER = np.iinfo(np.int32).max
Parties = npt.NDArray[np.int64]
Marked = npt.NDArray[np.bool_]


def _two_columns(size: int, *, single: bool) -> tuple[Ints, Ints]:
    first = np.zeros(size, np.int64)
    return first, first if single else np.zeros(size, np.int64)


@dataclass
class Closure:
    """Pairs sorted by owner with two weights each, and two marks a party. ``member`` is the set; see `spread`.

    ``extra`` holds, by owner, pairs that came later: [owned, first weight, second weight]. Without ``onward`` only the
    seeds count as owners.

    ``entered`` and ``counted`` are moments: a member's weights count from the one on, at which it came in by the other.
    ``firm`` is what members hold that counted before the party came in: while that is enough, it stays in whatever
    goes out after it, so that a change is followed only as far as it decides something.
    """

    offsets: Ints
    tails: Numbers
    weights: tuple[Ints, Ints]
    marks: tuple[Ints, Ints]
    onward: bool = True
    member: npt.NDArray[np.bool_] = field(init=False)
    held: tuple[Ints, Ints] = field(init=False)
    firm: tuple[Ints, Ints] = field(init=False)
    entered: Numbers = field(init=False)
    counted: Numbers = field(init=False)
    later: Marked = field(init=False)
    seeded: Marked = field(init=False)
    moment: int = 0
    seeds: set[int] = field(default_factory=set)
    extra: dict[int, list[list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = len(self.offsets) - 1
        self.member = np.zeros(size, np.bool_)
        self.later, self.seeded = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        self.entered, self.counted = np.zeros(size, np.int32), np.full(size, NEVER, np.int32)
        single = self.marks[0] is self.marks[1]
        self.held, self.firm = _two_columns(size, single=single), _two_columns(size, single=single)

    @property
    def single(self) -> bool:
        """True when there is one mark a party, so that the second weights say nothing more."""
        return self.held[0] is self.held[1]

    def seed(self, parties: Iterable[int]) -> None:
        """Add seeds and all that follows from them."""
        found = np.fromiter((p for p in dict.fromkeys(parties) if not self.member[p]), np.int64)
        self.seeds.update(found.tolist())
        self.seeded[found] = True
        self._admit(found)
        self.spread(found)

    def reaches(self, party: int) -> bool:
        """Return whether the members own enough of a party."""
        return bool(self.held[0][party] >= self.marks[0][party] and self.held[1][party] >= self.marks[1][party])

    def spread(self, frontier: Parties) -> list[Parties]:
        """Follow new members (already admitted) to all that are reached through them; return these, in parts."""
        found = []
        while len(frontier):
            few = self._count(frontier) < _FEW
            frontier, newly = self._follow(frontier.tolist()) if few else self._follow_columns(frontier)
            found.append(newly)
            if not self.onward:
                break
        return found

    def _count(self, parties: Parties) -> int:
        return int(self._counts_of(parties).sum())

    def _admit(self, parties: Parties) -> None:
        self.member[parties] = True
        self.entered[parties] = self.moment
        for firm, held in self._columns():
            firm[parties] = held[parties]

    def _columns(self) -> Sequence[tuple[Ints, Ints]]:
        """(firm, held) of each weight."""
        return list(zip(self.firm, self.held, strict=True))[: 1 if self.single else 2]

    def _follow_columns(self, frontier: Parties) -> tuple[Parties, Parties]:
        """Follow a frontier at once; return the next one, which is what was found."""
        self.moment += 1
        self.counted[frontier] = self.moment
        tails, weights = self._pairs_of(frontier)
        for (_, held), weight in zip(self._columns(), weights, strict=False):
            np.add.at(held, tails, weight)
        enough = ~self.member[tails] & (self.held[0][tails] >= self.marks[0][tails])
        enough &= self.held[1][tails] >= self.marks[1][tails]
        found = np.unique(tails[enough]).astype(np.int64)
        self._admit(found)
        return found, found

    def _pairs_of(self, parties: Parties) -> tuple[Numbers, tuple[Ints, Ints]]:
        """(owned, weights) of all pairs of some owners; see `_each`."""
        starts, counts = self.offsets[parties], self._counts_of(parties)
        at = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
        tails, first = self.tails[at], self.weights[0][at]
        second = first if self.single else self.weights[1][at]
        more = [entry for party in parties[self.later[parties]].tolist() for entry in self.extra[party]]
        if more:
            columns = np.array(more, np.int64).T
            tails = np.concatenate((tails, columns[0]))
            first, second = np.concatenate((first, columns[1])), np.concatenate((second, columns[2]))
        return tails, (first, second)

    def _each(self, values: Numbers, parties: Parties) -> Numbers:
        """The value of its owner for each pair that `_pairs_of` gives."""
        late = self.later[parties]
        more = [v for v, p in zip(values[late].tolist(), parties[late].tolist(), strict=True) for _ in self.extra[p]]
        return np.concatenate((np.repeat(values, self._counts_of(parties)), np.array(more, np.int32)))

    def _counts_of(self, parties: Parties) -> Ints:
        return self.offsets[parties + 1] - self.offsets[parties]

    def _follow(self, frontier: Sequence[int]) -> tuple[Parties, Parties]:
        """Follow members one by one until so many wait that columns are quicker; return these, and what was found."""
        waiting, left = deque(frontier), len(frontier)
        found: list[int] = []
        while waiting and (left > 0 or (self.onward and len(waiting) < _FEW)):
            party = waiting.popleft()
            left -= 1
            if self.offsets[party + 1] - self.offsets[party] >= _FEW:
                newly = self._follow_columns(np.array([party]))[0].tolist()
            else:
                newly = self._follow_one(party)
            waiting.extend(newly)
            found.extend(newly)
        return np.array(waiting, np.int64), np.array(found, np.int64)

    def _follow_one(self, party: int) -> list[int]:
        self.moment += 1
        self.counted[party] = self.moment
        tails, first, second = self._pairs(party)
        self._hold(self.held, tails, first, second)
        newly = []
        for tail in tails:
            if not self.member[tail] and self.reaches(tail):
                self.member[tail], self.entered[tail] = True, self.moment
                for firm, held in self._columns():
                    firm[tail] = held[tail]
                newly.append(tail)
        return newly

    def _hold(
        self, columns: tuple[Ints, Ints], tails: Sequence[int], first: Sequence[int], second: Sequence[int]
    ) -> None:
        for tail, one, two in zip(tails, first, second, strict=True):
            columns[0][tail] += one
            if not self.single:
                columns[1][tail] += two

    def _pairs(self, party: int) -> tuple[list[int], list[int], list[int]]:
        span = slice(int(self.offsets[party]), int(self.offsets[party + 1]))
        extra = self.extra.get(party, ())
        return (
            self.tails[span].tolist() + [entry[0] for entry in extra],
            self.weights[0][span].tolist() + [entry[1] for entry in extra],
            self.weights[1][span].tolist() + [entry[2] for entry in extra],
        )

    # --- changes ----------------------------------------------------------------------------------

    def change(self, owner: int, owned: int, first: int, second: int, marks: tuple[int, int]) -> set[int]:
        """Add to the weights of a pair, set the marks of what is owned; return the parties that came in or went out."""
        self.note(owner, owned, first, second)
        for mark, value in zip(self.marks, marks, strict=True):
            mark[owned] = value
        if self._counts(owner):
            self._hold(self.held, [owned], [first], [second])
            if self.member[owned] and self.counted[owner] <= self.entered[owned]:
                self._hold(self.firm, [owned], [first], [second])
        if owned in self.seeds:
            return set()
        if self.member[owned]:
            return set() if self._is_firm(owned) else self._retract(owned)
        if not self.reaches(owned):
            return set()
        party = np.array([owned])
        self._admit(party)
        return set(np.concatenate([party, *(self.spread(party) if self.onward else ())]).tolist())

    def note(self, owner: int, owned: int, first: int, second: int) -> None:
        """Add to the weights of a pair before anything is followed."""
        entries = self.extra.setdefault(owner, [])
        self.later[owner] = True
        entry = next((entry for entry in entries if entry[0] == owned), None)
        if entry is None:
            entries.append([owned, first, second])
        else:
            entry[1] += first
            entry[2] += second

    def _counts(self, owner: int) -> bool:
        return bool(self.member[owner]) and (self.onward or owner in self.seeds)

    def _is_firm(self, party: int) -> bool:
        return bool(self.firm[0][party] >= self.marks[0][party] and self.firm[1][party] >= self.marks[1][party])

    def _retract(self, party: int) -> set[int]:
        """Take out a party and all that does not stand without it, then let back in what later members hold enough of.

        Who holds a party firmly came in before it, so what stays rests on the seeds: cycles hold no one up.
        """
        gone = [np.array([party])]
        self.member[party] = False
        frontier = gone[0]
        while self.onward and len(frontier):
            if self._count(frontier) < _FEW:
                frontier, found = self._shed(frontier.tolist())
            else:
                frontier = found = self._shed_columns(frontier)
            gone.append(found)
        removed = np.concatenate(gone)
        self.counted[removed] = NEVER
        enough = (self.held[0][removed] >= self.marks[0][removed]) & (self.held[1][removed] >= self.marks[1][removed])
        back = removed[enough]
        if len(back):
            self._admit(back)
            if self.onward:
                self.spread(back)
        return set(removed[~self.member[removed]].tolist())

    def _shed_columns(self, removed: Parties) -> Parties:
        """Take away what parties that went out held; return the members that do not stand without it."""
        tails, weights = self._pairs_of(removed)
        before = self._each(self.counted[removed], removed) <= self.entered[tails]
        for (firm, held), weight in zip(self._columns(), weights, strict=False):
            np.subtract.at(held, tails, weight)
            np.subtract.at(firm, tails[before], weight[before])
        short = (self.firm[0][tails] < self.marks[0][tails]) | (self.firm[1][tails] < self.marks[1][tails])
        found = np.unique(tails[self.member[tails] & short]).astype(np.int64)
        found = found[~self.seeded[found]]
        self.member[found] = False
        return found

    def _shed(self, removed: Sequence[int]) -> tuple[Parties, Parties]:
        """The same one by one, as deep as it goes while few wait: return those that wait, and all that were found."""
        waiting, found = deque(removed), []
        while waiting and len(waiting) < _FEW:
            party = waiting.popleft()
            tails, first, second = self._pairs(party)
            counted = int(self.counted[party])
            self._hold(self.held, tails, [-one for one in first], [-two for two in second])
            for tail, one, two in zip(tails, first, second, strict=True):
                if counted <= self.entered[tail]:
                    self._hold(self.firm, [tail], [-one], [-two])
                if self.member[tail] and not self._is_firm(tail) and tail not in self.seeds:
                    self.member[tail] = False
                    found.append(tail)
                    waiting.append(tail)
        return np.array(waiting, np.int64), np.array(found, np.int64)
