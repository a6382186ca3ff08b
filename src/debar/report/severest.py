"""The most severe findings of any number of them, as many as a page shows."""

from __future__ import annotations

from heapq import heappush, heappushpop

from debar.model import SEVERITY, Finding


class Severest:
    """Keeps at most ``most`` findings, the most severe, then the first; ``taken`` counts all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[int, int, Finding]] = []
        self.taken = 0

    def add(self, finding: Finding) -> None:
        """Take the finding; the least severe one is let go when there are too many."""
        # The heap's smallest is what goes first: least severe, then latest. ``taken`` makes every entry distinct.
        entry = (-SEVERITY.index(finding.outcome), -self.taken, finding)
        self.taken += 1
        if len(self._kept) < self._most:
            heappush(self._kept, entry)
        else:
            heappushpop(self._kept, entry)

    def findings(self) -> list[Finding]:
        """The kept ones, most severe first, then in the order they came."""
        return [finding for *_, finding in sorted(self._kept, key=lambda entry: (-entry[0], -entry[1]))]
