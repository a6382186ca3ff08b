"""OFAC's enhanced XML (SDN_ENHANCED.XML, CONS_ENHANCED.XML; sanctionsData) -> parties.

The shape (publicationInfo, referenceValues, entities with names, addresses, features, identityDocuments,
relationships and sanctionsLists dated by ``datePublished``) follows the namespace
https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML and excerpts of files in it that
others publish; no whole file could be had, see the source's description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from debar.errors import FormatError
from debar.lists import ofac, ofac_features
from debar.lists.ofac import Alias, Kind, Party, Place
from debar.lists.ofac_classic import identity_note, linked_notes
from debar.lists.parsing import File, Given, Log
from debar.lists.xml import Element, children, iterate, local_name, text
from debar.model import Citation, Entity

_LATIN = {"", "latin"}
_KNOWN = {"generalInfo", "sanctionsLists", "sanctionsPrograms", "sanctionsTypes", "legalAuthorities", "names"} | {
    "addresses",
    "features",
    "identityDocuments",
    "relationships",
}
_DOCUMENT_DATES = {"issueDate": "issued", "expirationDate": "expires"}


def _in(entity: Element, outer: str, inner: str) -> Iterator[Element]:
    for group in children(entity, outer):
        yield from children(group, inner)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _true(element: Element, name: str) -> bool:
    return text(element, name).casefold() == "true"


def _full_name(translation: Element) -> str:
    if full := text(translation, "formattedFullName"):
        return full
    last, first = text(translation, "formattedLastName"), text(translation, "formattedFirstName")
    if last or first:
        return ", ".join(part for part in (last, first) if part)
    return " ".join(text(part, "value") for part in _in(translation, "nameParts", "namePart"))


def _add_names(party: Party, entity: Element) -> None:
    for name in _in(entity, "names", "name"):
        kind, weak = ofac.alias_kind(text(name, "aliasType")), _true(name, "isLowQuality")
        for translation in _in(name, "translations", "translation"):
            written = _full_name(translation)
            latin = text(translation, "script").casefold() in _LATIN
            if _true(name, "isPrimary") and latin and not party.name:
                party.name = written
            elif latin:
                party.aliases.append(Alias(written, kind, weak))
            else:
                party.aliases.append(Alias(written, weak=weak))


def _add_places(party: Party, entity: Element) -> None:
    for address in _in(entity, "addresses", "address"):
        country, number = text(address, "country"), address.get("id", "")
        plain = "" if country.casefold() == "undetermined" else country
        written = [
            {text(part, "type").upper(): text(part, "value") for part in _in(each, "addressParts", "addressPart")}
            for each in _in(address, "translations", "translation")
        ]
        for parts in written or [{}]:
            if line := ofac_features.address_line(parts, plain):
                party.places.append(Place(int(number) if number.isdecimal() else 0, line, plain))


def _add_facts(party: Party, entity: Element, values: Mapping[str, str]) -> None:
    for feature in _in(entity, "features", "feature"):
        value = text(feature, "value") or values.get(text(feature, "valueRefId"), "")
        ofac_features.add_feature(party, text(feature, "type"), value)
    for document in _in(entity, "identityDocuments", "identityDocument"):
        days = ((word, text(document, name)) for name, word in _DOCUMENT_DATES.items())
        validity = " ".join(f"{word} {day}" for word, day in days if day)
        number = text(document, "documentNumber")
        party.notes.append(identity_note(text(document, "type"), number, text(document, "issuingCountry"), validity))
        if text(document, "isValid").casefold() == "false":
            party.details.append(("not valid", f"{text(document, 'type')} {number}"))
    for relation in _in(entity, "relationships", "relationship"):
        ofac_features.add_relation(party, text(relation, "type"), text(relation, "relatedEntity"))
    party.notes.extend(linked_notes(text(entity, "generalInfo", "remarks")))
    party.title = party.title or text(entity, "generalInfo", "title")


def _party(entity: Element, file: File, values: Mapping[str, str], log: Log) -> Party:
    number, where = entity.get("id", ""), f"{file.name}, line {entity.sourceline}"
    if not number.isdecimal():
        raise FormatError(f"{where}: {number[:20]!r} is no entity id; keep the edition before it and fetch again")
    if entity.get("action") is not None:
        raise FormatError(f"{where}: the file holds changes only (action), not a whole list; import a whole one")
    if unknown := {local_name(each) for each in entity.iterchildren("{*}*")} - _KNOWN:
        log.warn(where, f"unknown elements, not read: {', '.join(sorted(unknown))}")
    authorities = dict.fromkeys(text(item) for item in _in(entity, "legalAuthorities", "legalAuthority"))
    party = Party(
        number=int(number),
        where=where,
        type=text(entity, "generalInfo", "entityType"),
        programs=tuple(name for item in _in(entity, "sanctionsPrograms", "sanctionsProgram") if (name := text(item))),
        citations=tuple(Citation(title) for title in authorities if title),
        details=[("measure", name) for item in _in(entity, "sanctionsTypes", "sanctionsType") if (name := text(item))],
    )
    for item in _in(entity, "sanctionsLists", "sanctionsList"):
        day = _day(item.get("datePublished", ""))
        if day is None:
            log.warn(where, f"{text(item)}: datePublished {item.get('datePublished', '')!r} is no day")
            continue
        party.listings.extend((text(item), program, day) for program in party.programs or ("",))
    _add_names(party, entity)
    _add_places(party, entity)
    _add_facts(party, entity, values)
    return party


def _parties(file: File, log: Log) -> Iterator[Party]:
    values: dict[str, str] = {}
    for element in iterate(file, ("publicationInfo", "referenceValue", "entity")):
        name = local_name(element)
        if name == "publicationInfo":
            log.published = _day(text(element, "dataAsOf")) or _day(text(element, "datePublished"))
        elif name == "referenceValue":
            values[element.get("refId", "")] = text(element, "value")
        else:
            yield _party(element, file, values, log)


def parse(given: Given, kind: Kind) -> Iterator[Entity]:
    """Yield the parties of ``list``, one enhanced XML file, dated by the lists they are on.

    Raises FormatError for a broken file, or one that holds changes only.
    """
    file, log = given.files["list"], given.log
    ofac.note_lacks(kind, log, dated=True, delimited=False)
    yield from ofac.entities(kind, _parties(file, log), log, file.name)
