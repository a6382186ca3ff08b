"""Beneficial Ownership Data Standard 0.4: entity, person and relationship statements.

An interest held indirectly says that at most so much is held through others; it is bounded, never added to the chain
itself. https://standard.openownership.org/en/0.4.0/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from debar.errors import FormatError
from debar.model import Holder
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords

_SHARES = frozenset({"shareholding", "rightsToSurplusAssetsOnDissolution", "rightsToProfitOrIncome"})
_LEI = "XI-LEI"


def is_bods(record: Mapping[str, Any]) -> bool:
    """Return whether a record is a statement of the standard, of any version."""
    return (
        "recordDetails" in record or "statementType" in record or ("statementId" in record and "recordType" in record)
    )


@dataclass(slots=True)
class _Version:
    """The newest statement of a record seen so far; replaced and closed ones do not count."""

    day: str
    row: int
    record: Mapping[str, Any]


def read_bods(records: Iterable[tuple[int, Mapping[str, Any]]], source: str, reading: Reading) -> None:
    """Take all statements of a file. Of several statements of one record the newest counts.

    Raises FormatError for a version before 0.4, which words its statements otherwise.
    """
    newest: dict[str, _Version] = {}
    for row, record in records:
        reading.rows += 1
        if "statementType" in record:
            raise FormatError(
                f"{source}: BODS statements before version 0.4. Convert them with the standard's own tool."
            )
        key = str(record.get("recordId") or record.get("statementId") or "")
        if not key or not isinstance(record.get("recordDetails"), Mapping):
            reading.reject(source, row, "a statement needs recordId and recordDetails")
            continue
        found = _Version(str(record.get("statementDate") or ""), row, record)
        if key not in newest or newest[key].day <= found.day:
            if key in newest:
                reading.notes[f"{source}: earlier statements of a record are replaced by later ones"] += 1
            newest[key] = found
    for key, version in newest.items():
        kind, details = version.record.get("recordType"), version.record["recordDetails"]
        if kind == "relationship":
            _take_relationship(version, details, source, reading)
        elif kind in ("entity", "person"):
            reading.party(_party(key, str(kind), details))
        else:
            reading.reject(source, version.row, f"recordType {str(kind)[:40]!r} is not known")


def _party(key: str, kind: str, details: Mapping[str, Any]) -> Holder:
    names = details.get("names") or []
    person = next((n.get("fullName") for n in names if isinstance(n, Mapping) and n.get("fullName")), "")
    place = details.get("jurisdiction")
    country = str(place.get("code") or "") if isinstance(place, Mapping) else ""
    identifiers = [
        ("lei" if each.get("scheme") == _LEI else "registration", str(each["id"]))
        for each in details.get("identifiers") or ()
        if isinstance(each, Mapping) and each.get("id")
    ]
    schema = "Person" if kind == "person" else "Company"
    return Holder(key, str(details.get("name") or person or ""), country[:2].upper(), schema, tuple(identifiers))


def _take_relationship(version: _Version, details: Mapping[str, Any], source: str, reading: Reading) -> None:
    owned, owner = details.get("subject"), details.get("interestedParty")
    if not isinstance(owned, str) or not owned:
        reading.reject(source, version.row, "a relationship whose subject is no record")
        return
    nominee = False
    if not isinstance(owner, str) or not owner:
        reason = owner.get("reason") if isinstance(owner, Mapping) else ""
        owner = reading.party(Holder(f"unnamed:{version.row}", f"an owner not named ({reason or 'no reason given'})"))
        nominee = True
    closed = str(version.record.get("statementDate") or "") if version.record.get("recordStatus") == "closed" else ""
    interests = [each for each in details.get("interests") or () if isinstance(each, Mapping)]
    if not interests:
        reading.notes[f"{source}: relationships without interests say nothing of a share"] += 1
    for interest in interests or [{}]:
        _take_interest(interest, (owner, owned), source, version.row, reading, closed=closed, nominee=nominee)


def _take_interest(
    interest: Mapping[str, Any],
    ends: tuple[str, str],
    source: str,
    row: int,
    reading: Reading,
    *,
    closed: str,
    nominee: bool,
) -> None:
    kind = str(interest.get("type") or "")
    relation = "shares" if kind in _SHARES or not kind else "votes" if kind == "votingRights" else "control"
    if kind in ("boardMember", "boardChair", "seniorManagingOfficial"):
        relation = "director"
    percent, least, most = _share(interest.get("share"))
    if interest.get("directOrIndirect") == "indirect":
        percent, least, most = "", "", most or percent
    words = StakeWords(
        *ends,
        source,
        row,
        percent,
        least,
        most,
        str(interest.get("startDate") or ""),
        str(interest.get("endDate") or closed),
        relation,
        nominee or "nominee" in kind.lower(),
    )
    reading.add(words.stake())


def _share(share: Any) -> tuple[str, str, str]:
    """(exact, least, most) as words; bounds that are not reached themselves are written so."""
    if not isinstance(share, Mapping):
        return "", "", ""
    if share.get("exact") is not None:
        return str(share["exact"]), "", ""
    least, most = share.get("minimum"), share.get("maximum")
    above, below = share.get("exclusiveMinimum"), share.get("exclusiveMaximum")
    if above is not None and not isinstance(above, bool):
        least, above = above, True
    if below is not None and not isinstance(below, bool):
        most, below = below, True
    low = "" if least is None else f"{'>' if above else ''}{least}"
    high = "" if most is None else f"{'<' if below else ''}{most}"
    return "", low, high
