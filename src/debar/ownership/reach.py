"""Whom an owner test reaches on a day, for certain and at most: two closures over one snapshot.

Certain is what holds whatever the missing facts are; at most is what holds for some of them. Between the two a party
is undetermined, and the bounds of what is held say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from debar.model import OwnerTest
from debar.ownership.closure import Closure
from debar.ownership.graph import ALL, PERCENT, Ints
from debar.ownership.snapshot import OVERFULL, Snapshot


class Reached(IntEnum):
    """Whether a party is reached."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True)
class Seeds:
    """The listed parties by number: ``firm`` ones for certain, ``possible`` ones perhaps."""

    firm: frozenset[int]
    possible: frozenset[int] = frozenset()


class Reach:
    """The parties that a test reaches. ``narrow`` and ``broad`` are one test, or the two readings of a vague one."""

    def __init__(self, snapshot: Snapshot, narrow: OwnerTest, seeds: Seeds, broad: OwnerTest | None = None) -> None:
        self.snapshot = snapshot
        self.narrow, self.broad = narrow, broad or narrow
        self.seeds = seeds
        self.total = snapshot.total.copy()
        self.excess = snapshot.excess()
        self.later: dict[tuple[int, int], tuple[int, int]] = {}
        self.certain = _certain(snapshot, narrow, self.excess)
        self.certain.seed(sorted(seeds.firm))
        unnamed = bool(snapshot.offsets[-1] - snapshot.offsets[-2])
        if snapshot.exact and not unnamed and not seeds.possible and self.narrow == self.broad:
            self.at_most = self.certain
        else:
            self.at_most = _at_most(snapshot, self.broad)
            self.at_most.seed([*sorted(seeds.firm | seeds.possible), *([snapshot.unnamed] * unnamed)])

    def of(self, party: int) -> Reached:
        """Return whether a party is reached."""
        if self.certain.member[party]:
            return Reached.YES
        return Reached.MAYBE if self.at_most.member[party] else Reached.NO

    def bounds(self, party: int) -> tuple[int, int]:
        """Return the least and the most (units) that parties reached hold of a party; for single owners, the largest.

        Control that counts is no holding and is left out.
        """
        pairs = [pair for pair in self.holdings(party) if pair[3] is not Reached.NO and not pair[4]]
        sure = [least for _, least, _, reached, _ in pairs if reached is Reached.YES]
        most = [most for _, _, most, _, _ in pairs]
        if not self.narrow.aggregate:
            low, high = max(sure, default=0), max(most, default=0)
        else:
            clean = int(self.total[party]) - sum(least for _, least, _, _, _ in pairs)
            room = ALL - clean if int(self.total[party]) <= ALL else ALL
            low, high = sum(sure), min(sum(most), max(room, sum(sure)))
        return max(low - int(self.excess[party]), 0), min(high, ALL)

    def holdings(self, party: int) -> list[tuple[int, int, int, Reached, bool]]:
        """Return (owner, least, most, whether the owner is reached, by control) of each pair of a party, by owner."""
        snapshot = self.snapshot
        found = []
        for pair in snapshot.owners_of(party).tolist():
            owner = int(snapshot.heads[pair])
            control = snapshot.by_control is not None and bool(snapshot.by_control[pair])
            least, most = int(snapshot.least[pair]), int(snapshot.most[pair])
            if not control:
                least, most = self.later.get((owner, party), (least, most))
            found.append((owner, least, most, self.counted(owner), control))
        known = {owner for owner, _, _, _, control in found if not control}
        for (owner, owned), (least, most) in self.later.items():
            if owned == party and owner not in known:
                found.append((owner, least, most, self.counted(owner), False))
        return sorted(found)

    def counted(self, owner: int) -> Reached:
        """Return whether holdings of an owner count: those of listed parties do, and of parties that are reached."""
        if owner in self.seeds.firm:
            return Reached.YES
        if owner == self.snapshot.unnamed or owner in self.seeds.possible:
            return Reached.MAYBE if self.narrow.indirect is False or not self.certain.member[owner] else Reached.YES
        sure = self.narrow.indirect and self.certain.member[owner]
        return (
            Reached.YES if sure else Reached.MAYBE if self.broad.indirect and self.at_most.member[owner] else Reached.NO
        )

    def set_stake(self, owner: int, owned: int, least: int, most: int) -> set[int]:
        """Set what an owner holds of another party (units; 0 and 0: nothing); return the parties whose answer changed.

        Gives the same as a new snapshot with that pair, in time that depends on what the change touches.
        """
        if owner == owned or not 0 <= least <= most <= ALL or not (self.narrow.aggregate and self.broad.aggregate):
            raise ValueError("two parties, bounds within 0 and 100 percent and a test that adds holdings up are needed")
        old = self.later.get((owner, owned)) or self._pair(owner, owned)
        if self.at_most is self.certain and (least != most or int(self.total[owned]) - old[0] + least > OVERFULL):
            self._tell_apart()
        self.total[owned] += least - old[0]
        total = int(self.total[owned])
        self.excess[owned] = total - ALL if total > OVERFULL else 0
        self.later[owner, owned] = (least, most)
        low, high = least - old[0], most - old[1]
        changed = self.certain.change(owner, owned, low, low, self._marks(self.certain, self.narrow, owned))
        if self.at_most is not self.certain:
            changed |= self.at_most.change(owner, owned, high, low, self._marks(self.at_most, self.broad, owned))
        return changed

    def _marks(self, closure: Closure, test: OwnerTest, owned: int) -> tuple[int, int]:
        mark, total = threshold(test), int(self.total[owned])
        if closure is self.certain:
            return (mark + int(self.excess[owned]),) * 2
        own = ALL - self.snapshot.own.get(owned, 0)
        return -(-mark * own // ALL), max(mark - ALL + total, 0) if total <= ALL else 0

    def _pair(self, owner: int, owned: int) -> tuple[int, int]:
        """What the snapshot says that an owner holds of a party."""
        snapshot = self.snapshot
        first, last = int(snapshot.offsets[owner]), int(snapshot.offsets[owner + 1])
        at = first + int(np.searchsorted(snapshot.tails[first:last], owned))
        while at < last and snapshot.tails[at] == owned:
            if snapshot.by_control is None or not snapshot.by_control[at]:
                return int(snapshot.least[at]), int(snapshot.most[at])
            at += 1
        return 0, 0

    def _tell_apart(self) -> None:
        """Make the second closure when the first bound that is not exact comes in."""
        self.at_most = _at_most(self.snapshot, self.broad)
        for (owner, owned), (least, most) in self.later.items():
            before = self._pair(owner, owned)
            self.at_most.note(owner, owned, most - before[1], least - before[0])
            for mark, value in zip(self.at_most.marks, self._marks(self.at_most, self.broad, owned), strict=True):
                mark[owned] = value
        self.at_most.seed(sorted(self.seeds.firm | self.seeds.possible))


def threshold(test: OwnerTest) -> int:
    """Return what must be held, in units."""
    return test.percent * PERCENT + int(test.more)


def _certain(snapshot: Snapshot, test: OwnerTest, excess: Ints) -> Closure:
    marks = threshold(test) + excess
    weights = snapshot.least
    if not test.aggregate:
        enough = marks[snapshot.tails]
        weights = np.where(weights >= enough, enough, 0)
    return Closure(snapshot.offsets, snapshot.tails, (weights, weights), (marks, marks), onward=test.indirect)


def _at_most(snapshot: Snapshot, test: OwnerTest) -> Closure:
    """What may be reached: no more than the upper bounds, and no more than the other owners leave."""
    mark, total = threshold(test), snapshot.total
    marks = np.full(len(total), mark)
    for party, share in snapshot.own.items():
        marks[party] = -(-mark * (ALL - share) // ALL)
    full, tails = total <= ALL, snapshot.tails
    if test.aggregate:
        left = np.where(full, np.maximum(mark - ALL + total, 0), 0)
        weights = (snapshot.most, snapshot.least)
        return Closure(snapshot.offsets, tails, weights, (marks, left), onward=test.indirect)
    room = np.where(full[tails], ALL - total[tails] + snapshot.least, ALL)
    held = np.minimum(snapshot.most, room)
    alone = np.where(held >= marks[tails], marks[tails], 0)
    return Closure(snapshot.offsets, tails, (alone, alone), (marks, marks), onward=test.indirect)
