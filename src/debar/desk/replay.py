"""A past case judged again by the lists, the catalog and the rules of its day, and compared with what was said then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.desk.answers import parse_date
from debar.desk.casework import Data, about_key
from debar.desk.desk import Desk
from debar.model import Purchase
from debar.model.casework import KeptFinding, KeptScan
from debar.report.records import finding_data
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import screen
from debar.store.casework import Casework

#: Subjects that are judged again; others were read with more beside them than a finding keeps.
_KINDS = frozenset({"purchase", "party"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A case judged ``again`` (None: nothing was found). ``limits`` say in words what was not as on its day.

    ``possible`` is False where it could not be judged at all, and ``limits`` say why.
    """

    then: Data
    again: Data | None
    limits: tuple[str, ...]
    possible: bool = True

    @property
    def same(self) -> bool:
        """Whether outcome and ground are the same."""
        again = self.again
        return again is not None and all(again[name] == self.then[name] for name in ("outcome", "ground"))


def replay(desk: Desk, casework: Casework, kept: KeptFinding, scan: KeptScan, subject: Purchase) -> Replayed:
    """Judge a kept finding's ``subject`` again. Raises StoreError for a copy of the law that is damaged."""
    if subject.kind not in _KINDS:
        why = f"a {subject.kind} is not judged again alone: scan its file again with --known-at {scan.at[:10]}"
        return Replayed(then=kept.data, again=None, limits=(why,), possible=False)
    as_of = parse_date(scan.question.get("as_of"), "as of")
    known = parse_date(scan.question.get("known_at"), "known at") or date.fromisoformat(scan.at[:10])
    reference, limits = _reference_then(desk.reference_at(known), casework, kept.data["editions"])
    found = map(finding_data, screen([subject], reference, View(as_of, known)))
    about = about_key(kept.data)
    again = next((each for each in found if about_key(each) == about), None)
    return Replayed(then=kept.data, again=again, limits=(*limits, *_lists_told(kept.data, reference)))


def _reference_then(
    reference: Reference, casework: Casework, editions: Mapping[str, Any]
) -> tuple[Reference, list[str]]:
    """The lists of then under the law of then, as far as it is kept; and in words how far not."""
    law, limits = {}, []
    for name, (now, _) in reference.law.items():
        then = str(editions.get(name, ""))
        if then == now:
            continue
        data = casework.law(name, then) if then else None
        if data is None:
            limits.append(f"the {name} of then ({then[:24] or 'not said'}) was not kept: judged by those of today")
        else:
            law[name] = (then, data)
    return (reference.with_law(law) if law else reference), limits


def _lists_told(then: Data, reference: Reference) -> list[str]:
    now, held = reference.editions_data["lists"], then["editions"].get("lists", {})
    told = []
    for name in sorted({*now, *held}):
        if name not in now:
            told.append(f"{name}: the edition of then is not held")
        elif name not in held:
            told.append(f"{name}: is in use now, and was not then")
        elif now[name] != held[name]:
            told.append(f"{name}: another edition than then")
    return told
