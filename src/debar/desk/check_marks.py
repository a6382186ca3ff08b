"""A question about a thing that bears a MAC address or an FCC ID: answered as a device of a scan would be."""

from __future__ import annotations

import re
from dataclasses import replace

from debar.errors import InputError
from debar.inventory.mac import parse_mac
from debar.model import Device, Fact, Finding, Purchase, Sighting
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import screen
from debar.screening.screen_devices import Circumstances, screen_devices

#: Grantee code (three characters, five when the first is a digit) and product code of one to fourteen (47 CFR 2.925,
#: 2.926); a hyphen, blanks and the words before it are often written.
_FCC_ID = re.compile(
    r"(?:FCC\s*ID\s*[:#]?\s*)?(?:[A-Z][A-Z0-9]{2}|[0-9][A-Z0-9]{4})\s?-?\s?[A-Z0-9][A-Z0-9\-/.]{0,13}", re.IGNORECASE
)


def screen_marks(purchase: Purchase, reference: Reference, view: View, *, mac: str, fcc_id: str) -> list[Finding]:
    """Return the findings on the thing with these marks, and on its seller when one is named; at least one.

    Raises InputError for a MAC address or an FCC ID that is none.
    """
    digits = parse_mac(mac) if mac else ""
    if mac and not digits:
        raise InputError(f"mac: {mac!r} is no MAC address of a device; write it as 44:19:B6:01:02:03")
    if fcc_id and not _FCC_ID.fullmatch(fcc_id.strip()):
        raise InputError(
            f"fcc id: {fcc_id!r} is none: a grantee code (three characters, five after a digit) and a product code "
            "must stand in it; write it as on the label, such as 2ADTD-5604SD"
        )
    facts = [Fact("asset", purchase.text), Fact("fcc-id", fcc_id.strip())]
    seen = Sighting(
        source=purchase.source,
        row=purchase.row,
        sha256=purchase.sha256,
        macs=(digits,) if digits else (),
        facts=tuple(fact for fact in facts if fact.value),
    )
    given = Circumstances(
        buyer=purchase.buyer,
        funding=purchase.funding,
        purpose=purchase.purpose,
        action=purchase.action,
        date=purchase.date,
        facts=purchase.facts,
    )
    found = list(screen_devices([Device((seen,))], reference, view, given=given, everything=True))
    if purchase.supplier or purchase.supplier_ids:
        seller = replace(purchase, text="")
        found += screen([seller], reference, view, asked=True)
    return found
