"""Records delivered twice, in the account of a scan: taken out of what was judged, in the order of the input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from debar.desk.judging import Judged
from debar.model import Rejection
from debar.procurement.repeats import KnownRecords, same_as


class Repeated:
    """Takes the repeats out of parts, which are given in the order of the input, whoever judged them and when."""

    def __init__(self, known: KnownRecords) -> None:
        self._known = known
        self._table: tuple[int, int] | None = None

    def without(self, part: Judged) -> Judged:
        """The part, its records that an earlier file holds rejected, their findings left out."""
        if not part.content:
            return part
        earlier = self._known.same_file(part.name, *part.content)
        if part.end[:2] != self._table:
            self._table = part.end[:2]
            self._known.begin(part.name)
        if earlier:  # nothing of it was judged where that was known
            repeats = dict.fromkeys(range(part.judged), same_as(earlier))
        else:
            repeats = self._known.repeats(np.frombuffer(part.keys, "<u8").astype(np.uint64))
        if not repeats:
            return part
        rows = [row for first, length in part.numbers for row in range(first, first + length)]
        found = {rows[at]: reason for at, reason in repeats.items()}
        more = [Rejection(part.name, row, reason) for row, reason in found.items()]
        return replace(
            part,
            findings=tuple(finding for finding in part.findings if finding.subject.row not in found),
            judged=part.judged - len(found),
            rejected=tuple(sorted((*part.rejected, *more), key=lambda rejection: rejection.row)),
        )
