"""The stakes of one day as an adjacency: one entry a pair of owner and owned, sorted by owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from debar.ownership.graph import ALL, PERCENT, Ints, Numbers, StakeGraph

#: Stakes that come to more than this are no matter of rounding: the sources contradict each other.
OVERFULL = ALL + PERCENT


@dataclass(frozen=True)
class Snapshot:
    """Pairs of one day. ``heads`` own ``tails``; ``offsets[p]`` to ``offsets[p + 1]`` are the pairs of owner ``p``.

    The number after the last party stands for owners whom nobody names (``unnamed``). ``total`` is what the stakes in
    a party come to by their lower bounds, ``own`` the share that a party holds of itself (upper bound). Stakes of one
    owner that overlap may state one holding twice: together they are between the largest and the sum. What several
    holders of record hold for one owner, and what it holds itself, are holdings of their own and are added up.
    ``by_control`` marks the pairs that are control and no ownership.
    """

    graph: StakeGraph
    on: date
    heads: Numbers
    tails: Numbers
    least: Ints
    most: Ints
    offsets: Ints
    total: Ints
    own: dict[int, int]
    by_control: npt.NDArray[np.bool_] | None = None

    @property
    def unnamed(self) -> int:
        """The number that stands for owners whom nobody names."""
        return len(self.graph.holders)

    @cached_property
    def incoming(self) -> tuple[Ints, Ints]:
        """(pairs sorted by what is owned, offsets by party)."""
        order = np.argsort(self.tails, kind="stable")
        return order, offsets_of(self.tails, self.unnamed + 1)

    @cached_property
    def exact(self) -> bool:
        """True when every percent is known, no party is overfull and none holds shares of itself."""
        known = self.least is self.most or bool((self.least == self.most).all())
        return known and not self.own and not bool((self.total > OVERFULL).any())

    def owners_of(self, party: int) -> Ints:
        """Return the pairs whose owned is a party."""
        order, offsets = self.incoming
        return order[offsets[party] : offsets[party + 1]]

    def excess(self) -> Ints:
        """Return, by party, how far its stakes go beyond 100 percent; 0 for what rounding explains."""
        return np.where(self.total > OVERFULL, self.total - ALL, 0)


def offsets_of(sorted_or_not: Numbers, size: int) -> Ints:
    """Return where the entries of each number begin once sorted, with the end of the last."""
    offsets = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(sorted_or_not, minlength=size), out=offsets[1:])
    return offsets


def take_snapshot(
    graph: StakeGraph,
    on: date,
    *,
    control: bool = False,
    named: Iterable[int] = (),
    without: Iterable[int] = (),
    still: Iterable[int] = (),
) -> Snapshot:
    """Return the pairs of a day.

    ``control`` adds who is controlled, by word or by more than half of the votes. A nominee's stake belongs to
    ``unnamed`` unless the nominee is among ``named`` (it is listed itself). ``without`` leaves stakes out, ``still``
    adds stakes that ended earlier.
    """
    size = len(graph.holders) + 1
    kept = graph.held_on(on)
    without, still = list(without), list(still)
    if without or still:
        kept = np.union1d(np.setdiff1d(kept, without), np.array(still, np.int64)).astype(np.int64)
    owner = _holders(graph, kept, frozenset(named))
    everything = len(kept) == len(graph.owned)
    owned = graph.owned if everything else graph.owned[kept]
    least = graph.least if everything else graph.least[kept]
    same = graph.least is graph.most or np.array_equal(graph.least, graph.most)
    most = least if same else graph.most[kept]
    record = _of_record(graph, kept)
    selfish = owner == owned
    own: dict[int, int] = {}
    if selfish.any():
        for party, share in zip(owned[selfish].tolist(), most[selfish].tolist(), strict=True):
            own[party] = min(own.get(party, 0) + share, ALL)
        keep = ~selfish
        owner, owned, least = owner[keep], owned[keep], least[keep]
        most = least if same else most[keep]
        record = record[keep] if len(record) else record
    heads, tails, least, most = _paired((owner, owned, record), least, most, size)
    total = np.zeros(size, np.int64)
    np.add.at(total, tails, least)
    marks = None
    if control:
        heads, tails, least, most, marks = _with_control(graph, on, (heads, tails, least, most), size)
    return Snapshot(graph, on, heads, tails, least, most, offsets_of(heads, size), total, own, marks)


def _holders(graph: StakeGraph, kept: Ints, named: frozenset[int]) -> Numbers:
    owner = graph.owner if len(kept) == len(graph.owner) else graph.owner[kept]
    nominees = [stake for stake, remark in graph.remarks.items() if remark.nominee]
    nominees = [stake for stake in nominees if int(graph.owner[stake]) not in named]
    if nominees:
        owner = owner.copy()
        owner[np.isin(kept, nominees)] = len(graph.holders)
    return owner


def _of_record(graph: StakeGraph, kept: Ints) -> Numbers:
    """Who holds each stake for its owner, as numbers from 1, 0 where the owner holds it; empty where no one does so."""
    named = {stake: remark.of_record for stake, remark in graph.remarks.items() if remark.of_record}
    if not named:
        return np.zeros(0, np.int32)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(named.values()), 1)}
    record = np.zeros(len(graph.owner), np.int32)
    for stake, name in named.items():
        record[stake] = numbers[name]
    return record[kept]


def _paired(
    ends: tuple[Numbers, Numbers, Numbers], least: Ints, most: Ints, size: int
) -> tuple[Numbers, Numbers, Ints, Ints]:
    """The stakes by (owner, owned, holder of record) sorted by owner and owned, those of one pair made one."""
    owner, owned, record = ends
    same = least is most
    key = owner.astype(np.int64)
    key *= size
    key += owned
    order = np.lexsort((record, key)) if len(record) else np.argsort(key, kind="stable")
    key = key[order]
    least = least[order]
    most = least if same else most[order]
    new = key[1:] != key[:-1]
    first = np.flatnonzero(np.concatenate(([True], new))) if len(key) else key
    if len(first) < len(key):
        total = np.minimum(np.add.reduceat(most, first), ALL)
        least = _held(least, first, new, record[order] if len(record) else record)
        most = np.maximum(total, least)
        order = order[first]
    return owner[order], owned[order], least, most


def _held(least: Ints, first: Ints, new: npt.NDArray[np.bool_], record: Numbers) -> Ints:
    """What each pair holds at least: of one holder of record the largest stake, of several their sum."""
    if not len(record):
        return np.maximum.reduceat(least, first)
    by_holder = np.flatnonzero(np.concatenate(([True], new | (record[1:] != record[:-1]))))
    held = np.maximum.reduceat(least, by_holder)
    return np.add.reduceat(held, np.searchsorted(by_holder, first))


def _with_control(
    graph: StakeGraph, on: date, pairs: tuple[Numbers, Numbers, Ints, Ints], size: int
) -> tuple[Numbers, Numbers, Ints, Ints, npt.NDArray[np.bool_]]:
    """The pairs, and those of who controls whom as if all were owned; not sorted together when there are none."""
    said, votes = graph.held_on(on, "control"), graph.held_on(on, "votes")
    half = 50 * PERCENT
    sure = np.concatenate((said, votes[graph.least[votes] > half]))
    maybe = votes[(graph.most[votes] > half) & (graph.least[votes] <= half)]
    more = np.concatenate((sure, maybe))
    heads, tails, least, most = pairs
    marks = np.concatenate((np.zeros(len(heads), np.bool_), np.ones(len(more), np.bool_)))
    heads = np.concatenate((heads, graph.owner[more]))
    tails = np.concatenate((tails, graph.owned[more]))
    least = np.concatenate((least, np.full(len(sure), ALL), np.zeros(len(maybe), np.int64)))
    most = np.concatenate((most, np.full(len(more), ALL)))
    order = np.argsort(heads.astype(np.int64) * size + tails, kind="stable")
    return heads[order], tails[order], least[order], most[order], marks[order]
