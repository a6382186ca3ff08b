"""Federal contract actions as the FPDS-NG Atom feed writes them (ATOM specification 1.5, award and IDV records).

Streamed entry by entry; entities are never expanded and nothing is fetched. The description of the requirement and the
name of the product or service code are the text. FAR 4.601: a contract action uses appropriated dollars, so the
money is the agency's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree

from debar.errors import FormatError
from debar.model import Buyer, Funding, Purchase, Purchases, Rejection
from debar.procurement.amounts import parse_amount
from debar.procurement.columns import JOINT
from debar.procurement.dates import parse_date
from debar.procurement.options import ReadOptions, filled
from debar.tables import Member

_ATOM = "{http://www.w3.org/2005/Atom}"
_EXPLANATION = (
    "FPDS Atom: text = descriptionOfContractRequirement + productOrServiceCode description; supplier = vendorName; "
    "date = signedDate; amount = obligatedAmount; buyer = contractingOfficeAgencyID; reference = PIID/modNumber"
)
_FACTS = {
    "origin": "countryOfOrigin",
    "manufactured": "placeOfManufacture",
    "psc": "productOrServiceCode",
    "naics": "principalNAICSCode",
    "modification": "modNumber",
    "place_of_performance": "stateCode",
}
_SAID = {
    "reason": "reasonForModification",
    "psc_description": "productOrServiceCode",
    "office": "contractingOfficeID",
}

#: The first element of each local name: its text and its attributes.
Record = Mapping[str, tuple[str, Mapping[str, str]]]


class FpdsFeed:
    """The contract actions of one feed."""

    def __init__(self, member: Member, options: ReadOptions) -> None:
        head = member.stream.peek(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise FormatError(
                f"{member.name}: has a document type with it, which no FPDS feed has; not read, to be safe."
            )
        if b"http://www.w3.org/2005/Atom" not in head:
            raise FormatError(f"{member.name}: is XML, but no FPDS Atom feed. Of XML, only those feeds are read.")
        self._member = member
        self._options = options
        self.explanation = _EXPLANATION

    def batches(self) -> Iterator[Purchases]:
        """All entries, in order. Raises `FormatError` where the XML breaks off or is wrong."""
        entries = enumerate(self._entries(), start=1)
        while batch := list(islice(entries, min(self._options.batch_rows, 5_000))):
            purchases = [self._purchase(number, *entry) for number, entry in batch]
            kept = [p for p in purchases if isinstance(p, Purchase)]
            made = Purchases.of(kept)
            yield replace(made, rejected=[p for p in purchases if isinstance(p, Rejection)])

    def _entries(self) -> Iterator[tuple[Record, dict[str, str]]]:
        try:
            events = etree.iterparse(
                self._member.stream, tag=f"{_ATOM}entry", resolve_entities=False, no_network=True, load_dtd=False
            )
            for _, entry in events:
                yield _record(entry)
                entry.clear()
                while entry.getprevious() is not None:
                    del entry.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise FormatError(f"{self._member.name}: the XML is broken ({error}). Fetch the feed again.") from error

    def _purchase(self, number: int, record: Record, original: dict[str, str]) -> Purchase | Rejection:
        def text(name: str) -> str:
            return record.get(name, ("", {}))[0]

        def said(name: str, attribute: str = "description") -> str:
            return record.get(name, ("", {}))[1].get(attribute, "").strip()

        wanted = [text("descriptionOfContractRequirement"), said("productOrServiceCode")]
        supplier = text("vendorName") or text("UEILegalBusinessName")
        if not any(wanted) and not supplier:
            reason = (
                "no text: the entry has no description and no vendor"
                if record
                else "the entry holds no contract action"
            )
            return Rejection(self._member.name, number, reason, original.get("title", "")[:200])
        facts = {name: text(path) for name, path in _FACTS.items()} | {name: said(p) for name, p in _SAID.items()}
        owner = text("UEILegalBusinessName"), text("ultimateParentUEIName")
        facts["vendor_parent"] = next((name for name in owner[::-1] if name and name != supplier), "")
        return Purchase(
            source=self._member.name,
            row=number,
            sha256=self._member.sha256,
            text=JOINT.join(filter(None, wanted)),
            supplier=supplier,
            supplier_ids=_identifiers(record),
            date=parse_date(text("signedDate")),
            amount=parse_amount(text("obligatedAmount"), "USD"),
            buyer=self._buyer(said("contractingOfficeAgencyID", "name"), record),
            funding=(Funding("own"),),
            purpose=self._options.purpose,
            action=self._options.action,
            reference="/".join(filter(None, (text("PIID"), text("modNumber")))),
            place={"member": self._member.member} if self._member.member else {},
            facts=filled(facts),
            original=original,
        )

    def _buyer(self, name: str, record: Record) -> Buyer:
        """The contracting agency; department 9700 is the Department of Defense in the FPDS list of departments."""
        attributes = record.get("contractingOfficeAgencyID", ("", {}))[1]
        name = name or record.get("agencyID", ("", {}))[1].get("name", "") or self._options.buyer.name
        department = attributes.get("departmentName", "").strip()
        read = self._options.buyer_of(name)
        return Buyer(
            name=name,
            type="federal-agency",
            country="US",
            dod=attributes.get("departmentID") == "9700" or bool(read.dod),
            branch=read.branch if read.type == "federal-agency" and read.branch else "executive",
            evidence=f"FPDS holds contract actions of federal agencies; the department is {department or 'not named'}",
        )


def _record(entry: Any) -> tuple[dict[str, tuple[str, Mapping[str, str]]], dict[str, str]]:
    """The first element of each name in an entry's contract action, and all its filled elements by path."""
    first: dict[str, tuple[str, Mapping[str, str]]] = {}
    original: dict[str, str] = {}
    title = entry.findtext(f"{_ATOM}title")
    if title:
        original["title"] = title.strip()
    content = entry.find(f"{_ATOM}content")
    for record in content if content is not None else ():
        _walk(record, "", first, original)
    return first, original


def _walk(
    element: Any, path: str, first: dict[str, tuple[str, Mapping[str, str]]], original: dict[str, str], depth: int = 0
) -> None:
    if not isinstance(element.tag, str) or depth > 40:
        return
    name = etree.QName(element).localname
    here = f"{path}/{name}" if path else name
    text = (element.text or "").strip()
    if text or element.attrib:
        first.setdefault(name, (text, dict(element.attrib)))
    if text:
        number = 2
        key = here
        while key in original:
            key, number = f"{here} ({number})", number + 1
        described = element.get("description") or element.get("name")
        original[key] = f"{text} ({described.strip()})" if described and described.strip() else text
    for child in element:
        _walk(child, here, first, original, depth + 1)


def _identifiers(record: Record) -> tuple[tuple[str, str], ...]:
    names = (("uei", "UEI"), ("uei", "ultimateParentUEI"), ("cage", "cageCode"), ("duns", "DUNSNumber"))
    found = [(kind, record[name][0].upper()) for kind, name in names if name in record and record[name][0]]
    return tuple(dict.fromkeys(found))
