"""The evidence for an answer: the holdings that lead from listed parties to one that is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debar.ownership.graph import ALL, PERCENT, StakeGraph, percent_of
from debar.ownership.reach import Reach, Reached

#: Holdings that a chain shows at most; more are counted.
MOST_LINKS = 60
#: Owners of one party that are shown at most, the largest first.
MOST_OWNERS = 12
SOMEONE = "someone not named"


@dataclass(frozen=True, slots=True)
class Link:
    """One holding of a chain, in units; ``stakes`` are the numbers of the stakes that state it."""

    owner: int
    owned: int
    least: int
    most: int
    reached: Reached
    control: bool
    stakes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The holdings above ``party``, owners before what they own; ``left_out`` counts those not shown."""

    party: int
    links: tuple[Link, ...]
    left_out: int = 0

    def into(self, party: int) -> tuple[Link, ...]:
        """Return the holdings in a party."""
        return tuple(link for link in self.links if link.owned == party)

    @property
    def parties(self) -> tuple[int, ...]:
        """The parties of the chain, owners first."""
        return tuple(dict.fromkeys([n for link in self.links for n in (link.owner, link.owned)] or [self.party]))


def trace(reach: Reach, party: int, *, everything: bool = False) -> Chain:
    """Return the holdings that count above a party, or all of them. Each party is opened once, so cycles end."""
    above: dict[int, list[Link]] = {}
    waiting, shown, left_out = [party], 0, 0
    for each in waiting:
        links = list(_links(reach, each, everything=everything))
        keep = sorted(links, key=lambda link: (-link.most, link.owner))[: max(min(MOST_OWNERS, MOST_LINKS - shown), 0)]
        left_out += len(links) - len(keep)
        shown += len(keep)
        above[each] = keep
        open_ = [link.owner for link in keep if everything or link.owner not in reach.seeds.firm]
        waiting += [owner for owner in dict.fromkeys(open_) if owner not in above and owner not in waiting]
    return Chain(party, tuple(_in_order(party, above)), left_out)


def _links(reach: Reach, party: int, *, everything: bool) -> Iterator[Link]:
    graph, day = reach.snapshot.graph, reach.snapshot.on.toordinal()
    if party >= len(graph.holders):
        return
    stakes = [s for s in graph.stakes_in(party) if graph.start[s] <= day <= graph.end[s]]
    for owner, least, most, reached, control in reach.holdings(party):
        if (reached is not Reached.NO or everything) and (most or everything):
            ours = [s for s in stakes if _stated_by(graph, s, owner)]
            yield Link(owner, party, least, most, reached, control, tuple(ours))


def _stated_by(graph: StakeGraph, stake: int, owner: int) -> bool:
    if owner == len(graph.holders):
        return stake in graph.remarks and graph.remarks[stake].nominee
    return int(graph.owner[stake]) == owner


def _in_order(party: int, above: dict[int, list[Link]]) -> Iterator[Link]:
    """Owners before what they own, where there is no cycle."""
    done: set[int] = set()
    stack: list[tuple[int, bool]] = [(party, False)]
    while stack:
        each, opened = stack.pop()
        if opened:
            yield from above.get(each, ())
        elif each not in done:
            done.add(each)
            stack.append((each, True))
            stack += [(link.owner, False) for link in reversed(above.get(each, ())) if link.owner not in done]


def name_of(graph: StakeGraph, party: int) -> str:
    """Return what a sentence calls a party."""
    return graph.holders[party].caption if party < len(graph.holders) else SOMEONE


def percent_words(least: int, most: int, *, control: bool = False) -> str:
    """Return a holding in words: ``60%``, ``25-50%``, ``at most 30%``, ``an unknown share``."""
    if control:
        return "controls"
    low, high = f"{percent_of(least):f}", f"{percent_of(most):f}"
    if least == most:
        return f"{low}%"
    if least == 0:
        return "an unknown share" if most == ALL else f"at most {high}%"
    if least % PERCENT == 1:  # bounds such as "more than 50" are a tick above
        return f"more than {least // PERCENT}%" + ("" if most == ALL else f", at most {high}%")
    return f"{low}% or more" if most == ALL else f"{low}-{high}%"


def in_words(reach: Reach, chain: Chain) -> str:
    """Return a chain as one line: ``X 60% of A, A 30% of B, X 20% of B: 50``; empty without holdings."""
    graph = reach.snapshot.graph
    if not chain.links:
        return ""
    said = [
        f"{name_of(graph, link.owner)} {percent_words(link.least, link.most, control=link.control)}"
        f"{'' if link.control else ' of'} {name_of(graph, link.owned)}"
        for link in chain.links
    ]
    more = f", and {chain.left_out:,} holdings more" if chain.left_out else ""
    return f"{', '.join(said)}{more}: {bounds_words(*reach.bounds(chain.party))}"


def bounds_words(least: int, most: int) -> str:
    """Return bounds without a sign of percent: ``50`` or ``25 to 50``."""
    low, high = f"{percent_of(least):f}", f"{percent_of(most):f}"
    return low if low == high else f"{low} to {high}"
