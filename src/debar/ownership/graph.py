"""A stake graph in columns: millions of stakes in a few arrays, parties numbered in order of first mention.

Percent are whole numbers of a billionth of a percent, the lower bound rounded down and the upper one up, so that sums
are exact and no rounding ever reaches a threshold.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from debar.errors import InputError
from debar.model import RELATIONS, WHOLE, Holder, Stake

#: One percent, in the units of the columns.
PERCENT = 10**9
#: All of a party.
ALL = 100 * PERCENT
#: What is said of a party's holding of its own shares: its figures stand, and what others hold weighs more.
OWN_SHARES = "a party that owns itself"
#: First and last day of the calendar: a stake without a day is held since ever, or still.
SINCE_EVER, STILL = date.min.toordinal(), date.max.toordinal()

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
_SHARES = RELATIONS.index("shares")
_KINDS = {relation: number for number, relation in enumerate(RELATIONS)}


def units(percent: Decimal, *, up: bool = False) -> int:
    """Return a percent in the units of the columns, rounded down (or ``up``)."""
    return int((percent * PERCENT).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))


def percent_of(amount: int) -> Decimal:
    """Return units as percent, without needless zeros."""
    whole, rest = divmod(int(amount), PERCENT)
    return Decimal(whole) if not rest else (Decimal(int(amount)) / PERCENT).normalize()


@dataclass(frozen=True, slots=True)
class Remark:
    """What is unusual of one stake; most have none. ``of_record`` is who holds it for its owner."""

    nominee: bool = False
    of_record: str = ""
    unlicensed: bool = False
    problem: str = ""
    citation: str = ""


@dataclass(frozen=True)
class StakeGraph:
    """All stakes of all days. Columns run in parallel, one entry a stake; ``remarks`` by the stake's number.

    ``start`` and ``end`` are ordinals of the first and last day held; ``sources[source[i]]`` and ``row[i]`` say where
    stake ``i`` was read.
    """

    holders: Sequence[Holder]
    owner: Numbers
    owned: Numbers
    least: Ints
    most: Ints
    start: Numbers
    end: Numbers
    relation: npt.NDArray[np.int8]
    source: Numbers
    row: Numbers
    sources: Sequence[str] = ()
    remarks: Mapping[int, Remark] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)

    def number(self, party: str) -> int:
        """Return the number of a party by its id. Raises InputError when the graph does not hold it."""
        found = self._numbers.get(party)
        if found is None:
            raise InputError(f"{party!r} is no party of the stakes given")
        return found

    def holds(self, party: str) -> bool:
        """Return whether a party of that id is in the graph."""
        return party in self._numbers

    def caption(self, party: str) -> str:
        """Return what a sentence calls a party by its id; the id itself where the graph does not hold it."""
        return self.holders[self._numbers[party]].caption if party in self._numbers else party

    def numbers_named(self, words: str) -> tuple[int, ...]:
        """Return the parties whose id or name is this, letters' case and spaces aside; all that hold it if none is."""
        asked = " ".join(words.casefold().split())
        if words in self._numbers:
            return (self._numbers[words],)
        exact, within = [], []
        for number, holder in enumerate(self.holders):
            names = (" ".join(holder.name.casefold().split()), holder.id.casefold())
            if asked in names:
                exact.append(number)
            elif asked and any(asked in name for name in names):
                within.append(number)
        return tuple(exact or within)

    def held_on(self, on: date, relation: str = "shares") -> npt.NDArray[np.int64]:
        """Return the numbers of the stakes of one relation that were held on a day."""
        day = on.toordinal()
        mask = (self.relation == _KINDS[relation]) & (self.start <= day) & (day <= self.end)
        return np.flatnonzero(mask)

    @cached_property
    def _incoming(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.owned, kind="stable")
        return order, np.searchsorted(self.owned[order], np.arange(len(self.holders) + 1))

    def stakes_in(self, party: int) -> list[int]:
        """Return the stakes of all days and relations in a party."""
        order, offsets = self._incoming
        return [int(stake) for stake in order[offsets[party] : offsets[party + 1]]]

    def where(self, stake: int) -> str:
        """Return where a stake was read, as ``file row 12``; empty when that is not known."""
        name = self.sources[self.source[stake]] if self.sources else ""
        row = int(self.row[stake])
        return f"{name} row {row}".strip() if row else name


class GraphBuilder:
    """Takes parties and stakes in any order; ``finish`` gives the graph. Holds no object a stake."""

    def __init__(self) -> None:
        self._holders: list[Holder] = []
        self._numbers: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._ends = (array("i"), array("i"))
        self._shares = (array("q"), array("q"))
        self._days = (array("i"), array("i"))
        self._relation = array("b")
        self._place = (array("i"), array("i"))
        self._remarks: dict[int, Remark] = {}

    def __len__(self) -> int:
        return len(self._relation)

    def add_holder(self, holder: Holder) -> int:
        """Note what is known of a party and return its number; what was known before is kept."""
        number = self._numbers.setdefault(holder.id, len(self._holders))
        if number == len(self._holders):
            self._holders.append(holder)
            return number
        known = self._holders[number]
        merged = Holder(
            known.id,
            known.name or holder.name,
            known.country or holder.country,
            known.schema or holder.schema,
            tuple(dict.fromkeys((*known.identifiers, *holder.identifiers))),
        )
        if merged != known:
            self._holders[number] = merged
        return number

    def add(self, stake: Stake) -> None:
        """Take one stake. What no stake can be (below 0, over 100, dates reversed) is kept with no figure: in doubt."""
        problem = stake.problem or fault_of(stake)
        sound = not problem or problem == OWN_SHARES
        least, most = (stake.least, stake.most) if sound else (Decimal(0), WHOLE)
        reversed_ = stake.from_ is not None and stake.to is not None and stake.to < stake.from_
        start = None if reversed_ else stake.from_
        end = None if reversed_ else stake.to
        if problem or stake.nominee or stake.of_record or stake.unlicensed or stake.citation:
            self._remarks[len(self)] = Remark(stake.nominee, stake.of_record, stake.unlicensed, problem, stake.citation)
        for column, party in zip(self._ends, (stake.owner, stake.owned), strict=True):
            column.append(self._number(party))
        self._shares[0].append(units(least))
        self._shares[1].append(units(most, up=True))
        self._days[0].append(start.toordinal() if start else SINCE_EVER)
        self._days[1].append(end.toordinal() if end else STILL)
        self._relation.append(_KINDS[stake.relation])
        self._place[0].append(self._sources.setdefault(stake.source, len(self._sources)))
        self._place[1].append(stake.row)

    def _number(self, party: str) -> int:
        number = self._numbers.get(party)
        return self.add_holder(Holder(party)) if number is None else number

    def finish(self) -> StakeGraph:
        """Return the graph of all that was taken."""
        i32, i64 = np.int32, np.int64
        return StakeGraph(
            holders=self._holders,
            owner=np.array(self._ends[0], i32),
            owned=np.array(self._ends[1], i32),
            least=np.array(self._shares[0], i64),
            most=np.array(self._shares[1], i64),
            start=np.array(self._days[0], i32),
            end=np.array(self._days[1], i32),
            relation=np.array(self._relation, np.int8),
            source=np.array(self._place[0], i32),
            row=np.array(self._place[1], i32),
            sources=tuple(self._sources),
            remarks=self._remarks,
            _numbers=self._numbers,
        )


def fault_of(stake: Stake) -> str:
    """Return why a stake cannot be taken as written; empty when it can."""
    if stake.least < 0 or stake.most < 0:
        return f"a stake of {min(stake.least, stake.most)} percent: below 0"
    if stake.least > WHOLE:
        return f"a stake of {stake.least} percent: over 100"
    if stake.most > WHOLE or stake.most < stake.least:
        return f"a stake of {stake.least} to {stake.most} percent: not a range within 0 and 100"
    if stake.from_ and stake.to and stake.to < stake.from_:
        return f"held from {stake.from_} to {stake.to}: the dates are reversed"
    if stake.owner == stake.owned and stake.relation == "shares":
        return OWN_SHARES
    return ""


def build_graph(stakes: Iterable[Stake], holders: Iterable[Holder] = ()) -> StakeGraph:
    """Return the graph of some stakes and of what is known of their parties."""
    builder = GraphBuilder()
    for holder in holders:
        builder.add_holder(holder)
    for stake in stakes:
        builder.add(stake)
    return builder.finish()
