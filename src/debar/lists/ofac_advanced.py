"""OFAC's advanced XML (sdn_advanced.xml, cons_advanced.xml; Sanctions) -> parties.

Follows sdn_advanced.xsd, OFAC's form of the United Nations' advanced sanctions data model: dictionaries first, then
locations, documents, parties, relationships between them, and at the end the entries on lists with their dates. So a
party is whole only when the file has been read to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from debar.errors import FormatError
from debar.lists import ofac, ofac_features, ofac_remarks
from debar.lists.ofac import Alias, Kind, Party, Place
from debar.lists.ofac_classic import identity_note, linked_notes
from debar.lists.parsing import File, Given, Log
from debar.lists.xml import Element, children, iterate, local_name, text
from debar.model import Citation, Entity

_SETS = "ReferenceValueSets"
_TAGS = ("DateOfIssue", _SETS, "Location", "IDRegDocument", "DistinctParty", "ProfileRelationship", "SanctionsEntry")
_SURNAMES = {"Last Name", "Patronymic", "Matronymic", "Maiden Name"}
_WHOLE_NAMES = {"Entity Name", "Vessel Name", "Aircraft Name", "Nickname"}
_PROGRAM = "Program"
_UNKNOWN = {"", "unknown"}
_DOCUMENT_DATES = {"Issue Date": "issued", "Expiration Date": "expires"}


@dataclass(slots=True)
class _File:
    """What is held of a file while it is read: its dictionaries and what refers to parties by number."""

    file: File
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    party_types: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    documents: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    parties: dict[str, Party] = field(default_factory=dict)
    ties: list[tuple[str, str, str]] = field(default_factory=list)

    def value(self, kind: str, number: str | None) -> str:
        """The word that a number stands for in one of the dictionaries."""
        return self.values.get(kind, {}).get(number or "", "")


def _day(element: Element | None) -> date | None:
    if element is None:
        return None
    try:
        return date(*(int(text(element, name)) for name in ("Year", "Month", "Day")))
    except ValueError:
        return None


def _first(element: Element, *path: str) -> Element | None:
    here: Element | None = element
    for name in path:
        here = next(children(here, name), None) if here is not None else None
    return here


def _period(period: Element) -> str:
    """A period as the delimited form writes it: a day, a month, a year, a range of these, or ``circa`` one."""
    start, end = _day(_first(period, "Start", "From")), _day(_first(period, "End", "To"))
    if start is None:
        return ""
    end = end or start
    near = _first(period, "Start")
    circa = "circa " if near is not None and near.get("Approximate") == "true" else ""
    if start == end:
        return circa + ofac_remarks.day_text(start)
    after = end + timedelta(days=1)
    if (start.month, start.day, after.month, after.day) == (1, 1, 1, 1):
        years = f"{start.year:04d}" if start.year == end.year else f"{start.year:04d} to {end.year:04d}"
        return circa + years
    if start.day == after.day == 1:
        months = [ofac_remarks.day_text(day)[3:] for day in (start, end)]
        return circa + " to ".join(dict.fromkeys(months))
    return f"{circa}{ofac_remarks.day_text(start)} to {ofac_remarks.day_text(end)}"


def _read_sets(element: Element, held: _File) -> None:
    for group in element.iterchildren("{*}*"):
        name = local_name(group).removesuffix("Values")
        held.values[name] = {each.get("ID", ""): text(each) for each in group.iterchildren("{*}*")}
        if name == "PartySubType":
            held.party_types = {each.get("ID", ""): each.get("PartyTypeID", "") for each in group.iterchildren("{*}*")}
        if name == "AreaCode":
            held.areas = {each.get("ID", ""): each.get("CountryID", "") for each in group.iterchildren("{*}*")}


def _read_place(element: Element, held: _File) -> None:
    parts: dict[str, str] = {}
    for part in children(element, "LocationPart"):
        value = next((text(each, "Value") for each in children(part, "LocationPartValue")), "")
        kind = held.value("LocPartType", part.get("LocPartTypeID")).upper()
        parts[kind] = f"{parts[kind]} {value}" if kind in parts else value
    country = next((held.value("Country", each.get("CountryID")) for each in children(element, "LocationCountry")), "")
    country = "" if country.casefold() == "undetermined" else country
    number = element.get("ID", "")
    line = ofac_features.address_line(parts, country)
    held.places[number] = Place(int(number) if number.isdecimal() else 0, line, country)


def _read_document(element: Element, held: _File) -> None:
    days = {
        held.value("IDRegDocDateType", each.get("IDRegDocDateTypeID")): _period(period)
        for each in children(element, "DocumentDate")
        for period in children(each, "DatePeriod")
    }
    validity = " ".join(f"{word} {days[name]}" for name, word in _DOCUMENT_DATES.items() if days.get(name))
    country = held.value("Country", element.get("IssuedBy-CountryID"))
    label = held.value("IDRegDocType", element.get("IDRegDocTypeID"))
    note = identity_note(label, text(element, "IDRegistrationNo"), country, validity)
    held.documents[element.get("IdentityID", "")].append(note)


def _value(version: Element, held: _File) -> str:
    detail = _first(version, "VersionDetail")
    if detail is not None:
        if found := held.value("DetailReference", detail.get("DetailReferenceID")):
            return found
        if written := text(detail):
            return written
    period = _first(version, "DatePeriod")
    if period is not None:
        return _period(period)
    place = _first(version, "VersionLocation")
    found_place = held.places.get(place.get("LocationID", "")) if place is not None else None
    return found_place.line if found_place else ""


def _read_feature(party: Party, element: Element, held: _File) -> None:
    kind = held.value("FeatureType", element.get("FeatureTypeID"))
    for version in children(element, "FeatureVersion"):
        if kind == "Location":
            places = (held.places.get(each.get("LocationID", "")) for each in children(version, "VersionLocation"))
            party.places.extend(place for place in places if place is not None and place.line)
        else:
            ofac_features.add_feature(party, kind, _value(version, held))


def _written(name: Element, groups: dict[str, str]) -> tuple[str, str]:
    """(name as the delimited form writes it, number of its script)."""
    surnames: list[str] = []
    others: list[str] = []
    script = ""
    for part in children(name, "DocumentedNamePart"):
        for value in children(part, "NamePartValue"):
            script = value.get("ScriptID", "")
            kind = groups.get(value.get("NamePartGroupID", ""), "")
            (surnames if kind in _SURNAMES or kind in _WHOLE_NAMES else others).append(text(value))
    return ", ".join(" ".join(some) for some in (surnames, others) if some), script


def _read_identity(party: Party, element: Element, held: _File) -> None:
    groups = {
        group.get("ID", ""): held.value("NamePartType", group.get("NamePartTypeID"))
        for outer in children(element, "NamePartGroups")
        for master in children(outer, "MasterNamePartGroup")
        for group in children(master, "NamePartGroup")
    }
    for alias in children(element, "Alias"):
        kind = ofac.alias_kind(held.value("AliasType", alias.get("AliasTypeID")))
        for name in children(alias, "DocumentedName"):
            written, script = _written(name, groups)
            latin = held.value("Script", script).casefold() in {"", "latin"}
            if alias.get("Primary") == "true" and latin and not party.name:
                party.name = written
            else:
                party.aliases.append(Alias(written, kind if latin else "a", alias.get("LowQuality") == "true"))
    party.notes.extend(held.documents.get(element.get("ID", ""), ()))


def _read_party(element: Element, held: _File) -> None:
    where = f"{held.file.name}, line {element.sourceline}"
    profile = _first(element, "Profile")
    number = element.get("FixedRef", "")
    if profile is None or not number.isdecimal():
        raise FormatError(f"{where}: a DistinctParty without number or profile; keep the edition before it")
    if number in held.parties:
        raise FormatError(f"{where}: entry {number} stands there twice; keep the edition before it")
    subtype = profile.get("PartySubTypeID", "")
    kind = held.value("PartySubType", subtype)
    if kind.casefold() in _UNKNOWN:
        kind = held.value("PartyType", held.party_types.get(subtype))
    party = Party(number=int(number), where=where, type=kind)
    for identity in children(profile, "Identity"):
        _read_identity(party, identity, held)
    for feature in children(profile, "Feature"):
        _read_feature(party, feature, held)
    party.notes.extend(linked_notes(text(element, "Comment")))
    held.parties[profile.get("ID", number)] = party


def _read_entry(element: Element, held: _File, log: Log) -> None:
    where = f"{held.file.name}, line {element.sourceline}"
    party = held.parties.get(element.get("ProfileID", ""))
    if party is None:
        log.warn(where, f"an entry of profile {element.get('ProfileID', '')!r}, which is no party of the file")
        return
    days = []
    for event in children(element, "EntryEvent"):
        day = _day(_first(event, "Date"))
        if day is None:
            log.warn(where, "an entry without a day")
        else:
            days.append(day)
        basis = held.value("LegalBasis", event.get("LegalBasisID"))
        if basis.casefold() not in _UNKNOWN:
            party.citations = tuple(dict.fromkeys((*party.citations, Citation(basis))))
    programs = []
    for measure in children(element, "SanctionsMeasure"):
        kind = held.value("SanctionsType", measure.get("SanctionsTypeID"))
        if kind == _PROGRAM and text(measure, "Comment"):
            programs.append(text(measure, "Comment"))
        elif kind.casefold() not in _UNKNOWN and ("measure", kind) not in party.details:
            party.details.append(("measure", kind))
    party.programs = tuple(dict.fromkeys((*party.programs, *programs)))
    named = held.value("List", element.get("ListID"))
    if days:
        party.listings.extend((named, program, min(days)) for program in programs or [""])


def _read(file: File, log: Log) -> _File:
    held = _File(file)
    for element in iterate(file, _TAGS):
        name = local_name(element)
        if name == "DateOfIssue":
            log.published = _day(element)
        elif name == _SETS:
            _read_sets(element, held)
        elif name == "Location":
            _read_place(element, held)
        elif name == "IDRegDocument":
            _read_document(element, held)
        elif name == "DistinctParty":
            _read_party(element, held)
        elif name == "ProfileRelationship":
            kind = held.value("RelationType", element.get("RelationTypeID"))
            held.ties.append((element.get("From-ProfileID", ""), kind, element.get("To-ProfileID", "")))
        else:
            _read_entry(element, held, log)
    return held


def _parties(file: File, log: Log) -> Iterator[Party]:
    held = _read(file, log)
    for one, kind, other in held.ties:
        if one in held.parties and other in held.parties:
            ofac_features.add_relation(held.parties[one], kind, held.parties[other].name)
        else:
            log.warn(file.name, f"a relationship of {one} to {other}, of which one is no party of the file")
    yield from held.parties.values()


def parse(given: Given, kind: Kind) -> Iterator[Entity]:
    """Yield the parties of ``list``, one advanced XML file, dated by their entries on the lists.

    Raises FormatError for a broken file.
    """
    file, log = given.files["list"], given.log
    ofac.note_lacks(kind, log, dated=True, delimited=False)
    yield from ofac.entities(kind, _parties(file, log), log, file.name)
