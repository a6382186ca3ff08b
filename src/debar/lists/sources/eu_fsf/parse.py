"""EU consolidated financial sanctions list (XML export 1.1, namespace http://eu.europa.ec/fpi/fsd/export) -> entities.

A party's own id is its EU reference number (EU.3343.85): it is printed in every format of the list and used by others
for the same party, while the logicalId is a row number of the database; that stands in where there is no reference
number, and is an identifier otherwise.

The regulation of an entry is the latest that touched it, often an amendment years after the listing; a listing
therefore counts from the earliest day that the entry gives: its designation, an entry into force, or the publication
of a regulation that one of its names, addresses or dates came with. All of them stay readable in the details.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import Given, Layout, Log
from debar.lists.reading import is_blank, programmes, read_countries, read_iso_day, unique, warn_of_lost_letters
from debar.lists.xml import Element, children, text
from debar.model import Citation, Designation, Entity

_ROOT = "export"
_NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
_RECORD = "sanctionEntity"
_KNOWN = frozenset(
    "regulation subjectType nameAlias citizenship birthdate address identification remark regulationSummary".split()
)
_NEEDED = ("subjectType", "nameAlias", "regulation")
_SCHEMA = {"person": "Person", "enterprise": "Organization"}
_ADDRESS = ("street", "poBox", "zipCode", "city", "place", "region")
#: identificationTypeCode as in the list -> type of identifier; other codes are identifiers under their own name.
_IDENTIFIERS = {
    "id": "national-id",
    "ssn": "ssn",
    "swiftbic": "bic",
    "imo": "imo",
    "regnumber": "registration",
    "fiscalcode": "tax-id",
    "tradelic": "trade-license",
    "birthcert": "birth-certificate",
    "drivinglicence": "driving-license",
}


def recognise(name: str, head: bytes) -> str:
    """Return ``list`` for the XML export, else ""."""
    del name
    namespace, root = xml.recognise_root(head)
    return "list" if root == _ROOT and namespace == _NAMESPACE else ""


class _Record:
    """Reads one sanctionEntity."""

    def __init__(self, element: Element, log: Log, file_name: str) -> None:
        self.element = element
        self.own_id = _said(element, "euReferenceNumber") or _said(element, "logicalId")
        self.where = f"{file_name}, line {element.sourceline} ({self.own_id or 'no reference number'})"
        self.log = log
        self.details: list[tuple[str, str]] = []

    def day(self, element: Element, name: str) -> date | None:
        return read_iso_day(_said(element, name), self.log, self.where, name)

    def remarks(self, element: Element, key: str) -> None:
        self.details.extend((key, said) for each in children(element, "remark") if (said := text(each)))

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(names, weak names), in the order of the list."""
        strong: list[str] = []
        weak: list[str] = []
        for alias in children(self.element, "nameAlias"):
            parts = (_said(alias, part) for part in ("firstName", "middleName", "lastName"))
            name = _said(alias, "wholeName") or " ".join(filter(None, parts))
            low = any("low quality" in text(each).casefold() for each in children(alias, "remark"))
            (weak if low or _said(alias, "strong").casefold() == "false" else strong).append(name)
            self.details.extend((key, said) for key in ("title", "function", "gender") if (said := _said(alias, key)))
            self.remarks(alias, "name remark")
        names = unique(strong) or unique(weak)
        return names, tuple(name for name in unique(weak) if name not in names)

    def births(self) -> tuple[str, ...]:
        found: list[str] = []
        for birth in children(self.element, "birthdate"):
            first, last = _said(birth, "yearRangeFrom"), _said(birth, "yearRangeTo")
            day = _said(birth, "birthdate") or _said(birth, "year")
            about = "circa " if _said(birth, "circa") == "true" else ""
            if first and last and not day:
                found.append(f"{first} to {last}")
            elif day:
                found.append(f"{about}{day}")
            if calendar := _said(birth, "calendarType").replace("GREGORIAN", ""):
                self.details.append(("date of birth", f"{day} ({calendar.lower()} calendar)"))
            if line := _line(birth):
                self.details.append(("place of birth", line))
            self.remarks(birth, "birth remark")
        return unique(found)

    def addresses(self) -> tuple[str, ...]:
        lines: list[str] = []
        for address in children(self.element, "address"):
            lines.append(_line(address))
            self.remarks(address, "address remark")
            for contact in children(address, "contactInfo"):
                if value := _said(contact, "value"):
                    self.details.append((_said(contact, "key").lower() or "contact", value))
        return unique(lines)

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for document in children(self.element, "identification"):
            code = _said(document, "identificationTypeCode")
            kind = _IDENTIFIERS.get(code, code or "identification")
            found.extend((kind, number) for name in ("number", "latinNumber") if (number := _said(document, name)))
            flags = ("knownFalse", "knownExpired", "reportedLost", "revokedByIssuer", "diplomatic")
            said = [flag for flag in flags if _said(document, flag) == "true"]
            said += [value for name in ("issuedBy", "nameOnDocument") if (value := _said(document, name))]
            said += [value for name in ("issueDate", "validFrom", "validTo") if (value := _said(document, name))]
            if said:
                self.details.append(("document", f"{kind} {_said(document, 'number')}: {', '.join(said)}"))
            self.remarks(document, "document remark")
        if number := _said(self.element, "unitedNationId"):
            found.append(("un-reference", number))
        if number := _said(self.element, "logicalId"):
            found.append(("eu-logical-id", number))
        return tuple(dict.fromkeys(found))

    def countries(self) -> tuple[str, ...]:
        written: list[str] = []
        for kind in ("citizenship", "address"):
            for element in children(self.element, kind):
                code, name = _said(element, "countryIso2Code"), _said(element, "countryDescription")
                written.append(name if code in {"", "00"} else code)
                if kind == "citizenship":
                    self.remarks(element, "citizenship remark")
        return read_countries(written, self.log, self.where)

    def designations(self, list_id: str) -> tuple[Designation, ...]:
        """One listing for each programme of the entry's regulations."""
        by_programme: dict[str, list[Element]] = defaultdict(list)
        for regulation in children(self.element, "regulation"):
            by_programme[_said(regulation, "programme")].append(regulation)
        if "" in by_programme or not by_programme:
            self.log.warn(self.where, "names no regulation, or one without a programme")
        designated = _said(self.element, "designationDate")
        self.details.extend([("designation date", designated)] if designated else [])
        details = _said(self.element, "designationDetails")
        self.details.extend([("designation", details)] if details else [])
        self.remarks(self.element, "remark")
        return tuple(self._listing(list_id, *pair) for pair in (by_programme or {"": []}).items())

    def _earliest(self) -> tuple[date, Citation] | None:
        """The first of the regulations that the parts of the entry came with, and the day of its publication."""
        dated = [
            (day, Citation(_said(each, "numberTitle"), _said(each, "publicationUrl")))
            for each in self.element.iter("{*}regulationSummary")
            if (day := self.day(each, "publicationDate"))
        ]
        return min(dated, key=lambda pair: pair[0], default=None)

    def _listing(self, list_id: str, code: str, regulations: list[Element]) -> Designation:
        published = [day for each in regulations if (day := self.day(each, "publicationDate"))]
        days = [day for each in regulations if (day := self.day(each, "entryIntoForceDate"))]
        if designated := self.day(self.element, "designationDate"):
            days.append(designated)
        cited = [Citation(_said(each, "numberTitle"), text(each, "publicationUrl")) for each in regulations]
        if first := self._earliest():
            days.append(first[0])
            if first[0] < min(published, default=date.max):
                cited.insert(0, first[1])
            published.append(first[0])
        details = list(self.details)
        for each in regulations:
            kind = " ".join(filter(None, (_said(each, "organisationType"), _said(each, "regulationType"))))
            in_force = _said(each, "entryIntoForceDate")
            details.append(("regulation", f"{_said(each, 'numberTitle')} ({kind}), in force {in_force or 'unknown'}"))
        programme = programmes(__package__).get(code.casefold())
        return Designation(
            list=list_id,
            program=programme.key if programme else f"EU-{code}".rstrip("-"),
            from_=min(days, default=None),
            published=min(published, default=None),
            citations=tuple(dict.fromkeys(each for each in cited if each.title)),
            details=tuple(dict.fromkeys(details)),
        )

    def entity(self, list_id: str) -> Entity | None:
        """The entity; None, and a rejection in the log, without number, name or regulation."""
        names, weak = self.names()
        code = _said(next(children(self.element, "subjectType"), self.element), "code")
        if code not in _SCHEMA:
            self.log.warn(self.where, f"subject type {code!r} is not known; read as an entity")
        if not self.own_id or not names:
            self.log.reject(self.where, "no reference number" if not self.own_id else "no name")
            return None
        warn_of_lost_letters((*names, *weak), self.log, self.where)
        fields = {"addresses": self.addresses(), "birth_dates": self.births(), "countries": self.countries()}
        identifiers = self.identifiers()
        return Entity(
            id=f"{list_id}:{self.own_id}",
            list=list_id,
            schema=_SCHEMA.get(code, "LegalEntity"),
            names=names,
            weak_names=weak,
            identifiers=identifiers,
            designations=self.designations(list_id),
            **fields,
        )


def _said(element: Element, name: str) -> str:
    """An attribute, spaces made single; empty when it says nothing."""
    value = " ".join((element.get(name) or "").split())
    return "" if is_blank(value) else value


def _line(element: Element) -> str:
    country = _said(element, "countryDescription")
    return ", ".join(filter(None, (*(_said(element, name) for name in _ADDRESS), country)))


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties. Raises FormatError for another root, broken XML, or when no record has an element we need."""
    file, log = given.files["list"], given.log
    namespace, root = xml.recognise_root(file.head())
    attributes = xml.root_attributes(file)
    if (namespace, root) != (_NAMESPACE, _ROOT):
        raise FormatError(f"{file.name}: its root element is {root!r} in {namespace!r}, no {_ROOT} of {_NAMESPACE}")
    log.published = read_iso_day(attributes.get("generationDate", ""), log, file.name, "generationDate")
    for element in xml.records(file, (f"{{{_NAMESPACE}}}{_RECORD}",), known=_KNOWN, needed=_NEEDED, log=log):
        entity = _Record(element, log, file.name).entity(given.list_id)
        if entity is not None:
            yield entity


LAYOUTS = (Layout(id="eu-xml-1.1", recognise=recognise, parse=parse, needs=("list",)),)
