"""What readers of stakes fill: the graph under way, listings said in the file, and an account of every record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from debar.model import Holder, OwnerListing, Rejection, Stake
from debar.ownership.graph import GraphBuilder, fault_of

#: Rejected and doubtful records that are kept with their words; all are counted.
_KEPT = 1_000


@dataclass(slots=True)
class Reading:
    """``rows`` counts records that are not blank: each became a stake, a party, or one of ``rejected``.

    ``doubtful`` are stakes kept in doubt, with the reason; ``notes`` sentences about a file, with how often.
    """

    builder: GraphBuilder = field(default_factory=GraphBuilder)
    listings: list[OwnerListing] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    doubtful: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    rows: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    sha256: dict[str, str] = field(default_factory=dict)

    def reject(self, source: str, row: int, reason: str) -> None:
        """Account for a record that names no two parties, or cannot be read."""
        self.rejected_count += 1
        if len(self.rejected) < _KEPT:
            self.rejected.append(Rejection(source, row, reason))

    def add(self, stake: Stake) -> None:
        """Take a stake; one that cannot be as it is written is kept in doubt."""
        problem = stake.problem or fault_of(stake)
        if problem and len(self.doubtful) < _KEPT:
            self.doubtful.append(Rejection(stake.source, stake.row, problem))
        self.builder.add(stake)

    def party(self, holder: Holder) -> str:
        """Take what is known of a party and return its id."""
        self.builder.add_holder(holder)
        return holder.id
