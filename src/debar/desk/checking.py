"""One item or party asked about: how ``check`` screens it."""

from __future__ import annotations

from dataclasses import replace

from debar.model import SEVERITY, Finding, Purchase
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import screen

#: Actions that go to a party: a maker's name that is asked about names the other side then, and no thing it made.
OUTGOING = ("export", "sell", "resell")


def screen_asked(
    purchase: Purchase, reference: Reference, view: View, *, mac: str = "", fcc_id: str = ""
) -> tuple[Finding, ...]:
    """Return a finding for each maker or listed party in what was asked, most severe first; at least one.

    ``mac`` and ``fcc_id`` stand on the thing itself. A text in which nothing is found is taken for a party's name.
    """
    if mac or fcc_id:
        # What reads inventories loads with it: other questions do not pay for it.
        from debar.desk.check_marks import screen_marks  # noqa: PLC0415

        return _by_severity(screen_marks(purchase, reference, view, mac=mac, fcc_id=fcc_id))
    found = list(screen([purchase], reference, view, everything=True, asked=True))
    to_party = purchase.action in OUTGOING and reference.catalog.maker_of(purchase.text)
    if not purchase.supplier and (to_party or not found[0].identifications):
        found = _screened_as_party(purchase, reference, view)
    return _by_severity(found)


def _by_severity(found: list[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: SEVERITY.index(finding.outcome)))


def _screened_as_party(purchase: Purchase, reference: Reference, view: View) -> list[Finding]:
    """The findings when the text itself is taken for a party's name."""
    party = replace(purchase, kind="party", supplier=purchase.text)
    return [_as_party(found) for found in screen([party], reference, view, everything=True, asked=True)]


def _as_party(finding: Finding) -> Finding:
    """The text itself was the party's name: what was found in it as a supplier stands in the text."""
    text = finding.subject.text
    found = tuple(replace(i, field="text", span=(0, len(text)), text=text) for i in finding.identifications)
    return replace(finding, identifications=found, subject=replace(finding.subject, supplier=""))
