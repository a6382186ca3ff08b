"""UK people with significant control: the daily snapshot of Companies House, one JSON object a line.

Natures of control are bands: over 25 up to 50, over 50 but below 75, and 75 or more percent. A person is entered for
shares held directly or through others; the band is taken for the holding.
http://download.companieshouse.gov.uk/en_pscdata.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from debar.model import Holder
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords, party_id

_BAND = re.compile(
    r"(?:ownership-of-shares|voting-rights|right-to-share-surplus-assets)-(25-to-50|50-to-75|75-to-100)-percent"
)
_BOUNDS = {"25-to-50": (">25", "50"), "50-to-75": (">50", "<75"), "75-to-100": ("75", "100")}
_UK = re.compile(r"\b(england|wales|scotland|northern ireland|united kingdom|companies house|uk)\b", re.IGNORECASE)
_NOT_A_PERSON = ("totals#", "exemptions", "statement")


def is_psc(record: Mapping[str, Any]) -> bool:
    """Return whether a record is one of the snapshot."""
    data = record.get("data")
    return (
        isinstance(data, Mapping) and "kind" in data and ("company_number" in record or "totals#" in str(data["kind"]))
    )


def read_psc(record: Mapping[str, Any], source: str, row: int, reading: Reading) -> None:
    """Take one line of the snapshot."""
    data = record["data"]
    kind = str(data.get("kind", ""))
    if any(word in kind for word in _NOT_A_PERSON):
        reading.notes[f"{source}: lines that name no person ({kind[:60]}) are left out"] += 1
        return
    number = str(record.get("company_number") or "").strip()
    natures = [str(nature) for nature in data.get("natures_of_control") or ()]
    name = " ".join(str(data.get("name") or "").split())
    if not number or not name or not natures:
        reading.reject(source, row, "a company number, a name and natures of control are needed")
        return
    company = reading.party(Holder(f"gb-coh:{number}", "", "GB", "Company", (("registration", number),)))
    owner = reading.party(_owner(data, name, kind))
    for relation, least, most in _holdings(natures):
        words = StakeWords(
            owner,
            company,
            source,
            row,
            least=least,
            most=most,
            from_=str(data.get("notified_on") or ""),
            to=str(data.get("ceased_on") or ""),
            relation=relation,
        )
        reading.add(words.stake())


def _owner(data: Mapping[str, Any], name: str, kind: str) -> Holder:
    found = data.get("identification")
    identity = found if isinstance(found, Mapping) else {}
    number = str(identity.get("registration_number") or "").strip().upper()
    places = f"{identity.get('country_registered') or ''} {identity.get('place_registered') or ''}"
    if number and _UK.search(places):
        return Holder(f"gb-coh:{number.zfill(8)}", name, "GB", "Company", (("registration", number),))
    if "individual" in kind:
        born = data.get("date_of_birth")
        month = f"{born.get('year')}-{born.get('month')}" if isinstance(born, Mapping) else ""
        return Holder(f"{party_id(name)} {month}".strip(), name, "", "Person")
    return Holder(f"{party_id(name)} {number}".strip(), name, "", "Company")


def _holdings(natures: list[str]) -> list[tuple[str, str, str]]:
    """(relation, least, most): the widest band of shares and of votes, and control that is neither."""
    found: dict[str, tuple[str, str]] = {}
    for nature in natures:
        band = _BAND.search(nature)
        relation = (
            "votes" if "voting" in nature else "shares" if "ownership" in nature or "surplus" in nature else "control"
        )
        if relation == "control" or band is None:
            found["control"] = ("", "")
        else:
            found[relation] = max(found.get(relation, ("", "")), _BOUNDS[band[1]], key=lambda each: each[0].strip(">"))
    return [(relation, *bounds) for relation, bounds in found.items()]
