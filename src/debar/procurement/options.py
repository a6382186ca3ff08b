"""What the user says of the records, and the fields every reader fills alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from debar.model import FUNDING_KINDS, Buyer, Funding
from debar.procurement.buyers import classify, state_code

UNKNOWN_FUNDING = (Funding("unknown"),)
_FUNDING = re.compile(r"([a-z -]+?)(?:\s*:\s*(\d{4}-\d{2}-\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read purchase records, and what they do not hold themselves.

    ``mapping`` overrides columns (``field=Column``). ``buyer``, ``funding``, ``purpose`` and ``action`` stand for every
    record that does not say it. ``batch_rows`` is the largest number of records in a batch. ``use_profile``: a profile
    next to a file maps its columns. ``keep_duplicates``: records delivered twice are judged twice. ``leave_out`` are
    files not to be taken from directories (the output). ``compared``: rows get keys by which repeats are found.
    """

    mapping: tuple[str, ...] = ()
    buyer: Buyer = field(default_factory=Buyer)
    funding: tuple[Funding, ...] = UNKNOWN_FUNDING
    purpose: str = ""
    action: str = "buy"
    batch_rows: int = 40_000
    use_profile: bool = True
    keep_duplicates: bool = False
    leave_out: tuple[str, ...] = ()
    compared: bool = False

    def buyer_of(self, name: str, state: str = "", country: str = "") -> Buyer:
        """The buyer of a record that names ``name``; the user's word fills the gaps, and a type the user gave holds.

        A type read from the name the user gave (its evidence is not ``as given``) says nothing of another name.
        """
        given = self.buyer
        if not name.strip():
            return replace(given, state=state_code(state) or given.state, country=country or given.country)
        read = classify(name, state_code(state) or given.state, country or given.country)
        if given.type != "unknown" and (not given.name or given.evidence == "as given"):
            read = replace(read, type=given.type, dod=given.dod, branch=given.branch, evidence=given.evidence)
        return replace(read, role=given.role, federal_contractor=given.federal_contractor)


def read_funding(text: str) -> tuple[Funding, ...]:
    """The sources of money that ``text`` names by their usual words (``Federal Grant``, ``e-rate:2021-03-01``)."""
    found = []
    for part in re.split(r"[;,+]", text):
        match = _FUNDING.fullmatch(part.strip().lower())
        kind = re.sub(r"[ -]+", "-", match[1].strip()) if match else ""
        if match and kind in FUNDING_KINDS and kind != "unknown":
            found.append(Funding(kind, date.fromisoformat(match[2]) if match[2] else None))
    return tuple(found)


def currency_of(buyer: Buyer) -> str:
    """The currency of a buyer's amounts when the record names none: dollars for governments of the United States."""
    if buyer.country.upper() in ("US", "USA", "UNITED STATES") or buyer.type == "federal-agency":
        return "USD"
    if buyer.country.upper() in ("GB", "UK", "UNITED KINGDOM"):
        return "GBP"
    return "USD" if buyer.state and not buyer.country else ""


def filled(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that are not empty."""
    return {name: value for name, value in facts.items() if value}
