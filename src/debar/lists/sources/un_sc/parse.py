"""UN Security Council Consolidated List (XML, schema sc-sanctions.xsd) -> entities.

Elements as the files of 2016 to 2026 have them; DELISTED_ON after the schema. A party's own id is its DATAID, its
permanent reference number (KPi.033) an identifier. VERSIONNUM and the SORT_KEY elements are housekeeping and not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import Given, Layout, Log
from debar.lists.reading import is_blank, programmes, read_countries, read_iso_day, unique, warn_of_lost_letters
from debar.lists.xml import Element, children, text
from debar.model import Citation, Designation, Entity

_ROOT = "CONSOLIDATED_LIST"
_SCHEMA = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_NEEDED = ("DATAID", "FIRST_NAME", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON")
_PARTS = ("ALIAS", "ADDRESS", "DATE_OF_BIRTH", "PLACE_OF_BIRTH", "DOCUMENT")
_KNOWN = frozenset(
    {
        *_NAMES,
        *_NEEDED,
        *(f"{kind}_{part}" for kind in _SCHEMA for part in _PARTS),
        *("VERSIONNUM", "NAME_ORIGINAL_SCRIPT", "GENDER", "COMMENTS1", "DESIGNATION", "TITLE", "NATIONALITY"),
        *("NATIONALITY2", "LIST_TYPE", "LAST_DAY_UPDATED", "SUBMITTED_BY", "SUBMITTED_ON", "DELISTED_ON"),
        *("SORT_KEY", "SORT_KEY_LAST_MOD"),
    }
)
_WEAK = {"good": False, "a.k.a.": False, "f.k.a.": False, "low": True}
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
#: Types of documents as written, in lower case -> type of identifier.
_DOCUMENTS = {
    "passport": "passport",
    "numéro de passeport": "passport",
    "número de pasaporte": "passport",
    "national identification number": "national-id",
    "national identification no.": "national-id",
}


def recognise(name: str, head: bytes) -> str:
    """Return ``list`` for the consolidated XML, else ""."""
    del name
    return "list" if xml.recognise_root(head)[1] == _ROOT else ""


class _Record:
    """Reads one INDIVIDUAL or ENTITY."""

    def __init__(self, element: Element, log: Log, file_name: str) -> None:
        self.element = element
        self.kind = xml.local_name(element)
        self.own_id = text(element, "DATAID")
        self.reference = text(element, "REFERENCE_NUMBER")
        self.where = f"{file_name}, line {element.sourceline} (DATAID {self.own_id or 'missing'})"
        self.log = log
        self.details: list[tuple[str, str]] = []

    def parts(self, part: str) -> Iterator[Element]:
        return children(self.element, f"{self.kind}_{part}")

    def values(self, name: str) -> Iterator[str]:
        """The texts of an element given as text or as VALUE elements."""
        for element in children(self.element, name):
            if own := text(element):
                yield own
            yield from (value for each in children(element, "VALUE") if not is_blank(value := text(each)))

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(names, weak names): the whole name first, then the original script, then the aliases."""
        own = " ".join(filter(None, (text(self.element, name) for name in _NAMES)))
        if not own:
            return (), ()
        strong = [own, text(self.element, "NAME_ORIGINAL_SCRIPT")]
        weak: list[str] = []
        for alias in self.parts("ALIAS"):
            quality, written = text(alias, "QUALITY").casefold(), text(alias, "ALIAS_NAME")
            if not written:
                continue
            if quality not in _WEAK:
                self.log.warn(
                    self.where, f"quality {quality!r} of the alias {written[:60]!r} is not known; read as good"
                )
            names = [name.strip() for name in written.split(";")]
            (weak if _WEAK.get(quality) else strong).extend(names)
            if note := text(alias, "NOTE"):
                self.details.append(("alias note", f"{written}: {note}"))
        strong_once = unique(strong)
        return strong_once, tuple(name for name in unique(weak) if name not in strong_once)

    def births(self) -> tuple[str, ...]:
        found = [self._birth(each) for each in self.parts("DATE_OF_BIRTH")]
        found.extend(text(alias, "DATE_OF_BIRTH") for alias in self.parts("ALIAS"))
        return unique(found)

    def _birth(self, element: Element) -> str:
        kind, note = text(element, "TYPE_OF_DATE").casefold(), text(element, "NOTE")
        first, last = text(element, "FROM_YEAR"), text(element, "TO_YEAR")
        day = text(element, "DATE")[:10] or text(element, "YEAR")
        if note:
            self.details.append(("date of birth", " ".join(filter(None, (day, note)))))
        if first and last:
            return f"{first} to {last}"
        about = "circa " if kind.startswith("approx") else ""
        return f"{about}{day or first or last}" if day or first or last else ""

    def addresses(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(addresses on one line, their countries as written)."""
        lines, countries = [], []
        for address in self.parts("ADDRESS"):
            lines.append(_line(address))
            countries.append(text(address, "COUNTRY"))
            if note := text(address, "NOTE"):
                self.details.append(("address note", ": ".join(filter(None, (_line(address), note)))))
        return unique(lines), unique(countries)

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        found = [("un-reference", self.reference)] if self.reference else []
        for document in self.parts("DOCUMENT"):
            written, number = text(document, "TYPE_OF_DOCUMENT"), text(document, "NUMBER")
            if number:
                if written.casefold() not in _DOCUMENTS:
                    self.log.warn(self.where, f"type of document {written!r} is not known; its number is kept")
                found.append((_DOCUMENTS.get(written.casefold(), "identification"), number))
            labels = (
                "TYPE_OF_DOCUMENT2",
                "ISSUING_COUNTRY",
                "COUNTRY_OF_ISSUE",
                "CITY_OF_ISSUE",
                "DATE_OF_ISSUE",
                "NOTE",
            )
            said = ", ".join(filter(None, (text(document, label) for label in labels)))
            if said:
                self.details.append(
                    ("document", ": ".join(filter(None, (" ".join(filter(None, (written, number))), said))))
                )
        return tuple(dict.fromkeys(found))

    def read_details(self) -> None:
        for place in self.parts("PLACE_OF_BIRTH"):
            if line := ", ".join(filter(None, (_line(place), text(place, "NOTE")))):
                self.details.append(("place of birth", line))
        for alias in self.parts("ALIAS"):
            if line := ", ".join(filter(None, (text(alias, "CITY_OF_BIRTH"), text(alias, "COUNTRY_OF_BIRTH")))):
                self.details.append(("place of birth", line))
        for key, name in (
            ("title", "TITLE"),
            ("position", "DESIGNATION"),
            ("nationality", "NATIONALITY"),
            ("nationality", "NATIONALITY2"),
            ("gender", "GENDER"),
            ("remark", "COMMENTS1"),
            ("submitted by", "SUBMITTED_BY"),
            ("submitted on", "SUBMITTED_ON"),
            ("updated", "LAST_DAY_UPDATED"),
        ):
            self.details.extend((key, value) for value in self.values(name))

    def designation(self, list_id: str) -> Designation:
        written = text(self.element, "UN_LIST_TYPE")
        programme = programmes(__package__).get(written.casefold())
        if programme is None:
            self.log.warn(self.where, f"list type {written!r} has no programme key; kept as written")
        listed = read_iso_day(text(self.element, "LISTED_ON"), self.log, self.where, "LISTED_ON")
        title = f"{programme.title if programme else 'UN Security Council Consolidated List'}, {self.reference}"
        self.read_details()
        return Designation(
            list=list_id,
            program=programme.key if programme else written,
            from_=listed,
            published=listed,
            to=read_iso_day(text(self.element, "DELISTED_ON"), self.log, self.where, "DELISTED_ON"),
            citations=(Citation(title.removesuffix(", "), programme.url if programme else ""),),
            details=(("list type", written), *dict.fromkeys(self.details)),
        )

    def entity(self, list_id: str) -> Entity | None:
        """The entity; None, and a rejection in the log, without DATAID or name."""
        names, weak = self.names()
        if not self.own_id or not names:
            self.log.reject(self.where, "no DATAID" if not self.own_id else "no FIRST_NAME")
            return None
        warn_of_lost_letters((*names, *weak), self.log, self.where)
        addresses, countries = self.addresses()
        nations = [value for name in ("NATIONALITY", "NATIONALITY2") for value in self.values(name)]
        return Entity(
            id=f"{list_id}:{self.own_id}",
            list=list_id,
            schema=_SCHEMA[self.kind],
            names=names,
            weak_names=weak,
            countries=read_countries([*nations, *countries], self.log, self.where),
            addresses=addresses,
            identifiers=self.identifiers(),
            birth_dates=self.births(),
            designations=(self.designation(list_id),),
        )


def _line(element: Element) -> str:
    return ", ".join(value for name in _PLACE if not is_blank(value := text(element, name)))


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties. Raises FormatError for another root, broken XML, or when no record has an element we need."""
    file, log = given.files["list"], given.log
    root = xml.recognise_root(file.head())[1]
    attributes = xml.root_attributes(file)
    if root != _ROOT:
        raise FormatError(f"{file.name}: its root element is {root!r}, that of the UN's list is {_ROOT}")
    log.published = read_iso_day(attributes.get("dateGenerated", ""), log, file.name, "dateGenerated")
    for element in xml.records(file, tuple(_SCHEMA), known=_KNOWN, needed=_NEEDED, log=log):
        entity = _Record(element, log, file.name).entity(given.list_id)
        if entity is not None:
            yield entity


LAYOUTS = (
    Layout(
        id="un-xml",
        recognise=recognise,
        parse=parse,
        needs=("list",),
        proven="consolidated.xml of 2018-10-29 and 2026-02-27, whole; the elements of 2016-03-07",
    ),
)
