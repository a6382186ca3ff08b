"""OFAC's classic XML (sdn.xml, consolidated.xml; sdnList) -> parties.

Follows sdn.xsd as served with the files: the facts that the delimited form writes into its Remarks stand here as
elements; they are written as the same notes, so that both forms of a day read alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from debar.errors import FormatError
from debar.lists import ofac, ofac_remarks
from debar.lists.ofac import Alias, Kind, Party, Place
from debar.lists.parsing import File, Given, Log
from debar.lists.xml import Element, children, iterate, local_name, text
from debar.model import Entity

_LINKED = "(Linked To: "
_READ = {"uid", "firstName", "lastName", "title", "remarks", "programList", "idList", "akaList", "addressList"} | {
    "nationalityList",
    "citizenshipList",
    "dateOfBirthList",
    "placeOfBirthList",
    "vesselInfo",
}
_DATES = {"issueDate": "issued", "expirationDate": "expires"}


def linked_notes(remarks: str) -> list[str]:
    """Return the single notes of a remark in which ``(Linked To: A; Linked To: B)`` may stand at the end."""
    free, mark, linked = remarks.partition(_LINKED)
    found = list(ofac_remarks.notes(free))
    if mark:
        found.extend(ofac_remarks.notes(mark[1:] + linked.strip().removesuffix(".").removesuffix(")")))
    return found


def identity_note(label: str, value: str, country: str, validity: str) -> str:
    """Return an identity document as the delimited form writes it: ``Passport A1 (Somalia) issued 01 Oct 2001``."""
    return " ".join(part for part in (label, value, f"({country})" if country else "", validity) if part)


def _name(entry: Element) -> str:
    return ", ".join(part for part in (text(entry, "lastName"), text(entry, "firstName")) if part)


def _listed(entry: Element, outer: str, inner: str) -> Iterator[Element]:
    for group in children(entry, outer):
        yield from children(group, inner)


def _notes(entry: Element) -> Iterator[str]:
    for item in _listed(entry, "dateOfBirthList", "dateOfBirthItem"):
        yield f"DOB {text(item, 'dateOfBirth')}"
    for item in _listed(entry, "placeOfBirthList", "placeOfBirthItem"):
        yield f"POB {text(item, 'placeOfBirth')}"
    for outer, inner, label in (
        ("nationalityList", "nationality", "nationality"),
        ("citizenshipList", "citizenship", "citizen"),
    ):
        for item in _listed(entry, outer, inner):
            yield f"{label} {text(item, 'country')}"
    for item in _listed(entry, "idList", "id"):
        validity = " ".join(f"{word} {day}" for name, word in _DATES.items() if (day := text(item, name)))
        yield identity_note(text(item, "idType"), text(item, "idNumber"), text(item, "idCountry"), validity)
    yield from linked_notes(text(entry, "remarks"))


def _places(entry: Element) -> Iterator[Place]:
    for item in _listed(entry, "addressList", "address"):
        streets = [text(item, f"address{at}") for at in (1, 2, 3)]
        country, number = text(item, "country"), text(item, "uid")
        line = ofac.address_line(
            streets, text(item, "city"), text(item, "stateOrProvince"), text(item, "postalCode"), country
        )
        if line:
            yield Place(int(number) if number.isdecimal() else 0, line, country)


def _party(entry: Element, file: File, log: Log) -> Party:
    number, where = text(entry, "uid"), f"{file.name}, line {entry.sourceline}"
    if not number.isdecimal():
        raise FormatError(f"{where}: {number[:20]!r} is no uid; keep the edition before it and fetch the file again")
    kinds = {local_name(each): text(each) for each in entry.iterchildren("{*}*") if local_name(each).endswith("Type")}
    unknown = {local_name(each) for each in entry.iterchildren("{*}*")} - _READ - set(kinds)
    if unknown:
        log.warn(where, f"unknown elements, not read: {', '.join(sorted(unknown))}")
    aliases = [
        Alias(_name(item), ofac.alias_kind(text(item, "type")), weak=text(item, "category").casefold() == "weak")
        for item in _listed(entry, "akaList", "aka")
    ]
    vessel = {name: text(entry, "vesselInfo", name) for name in ("callSign", "vesselType", "vesselFlag", "vesselOwner")}
    return Party(
        number=int(number),
        where=where,
        name=_name(entry),
        type=next(iter(kinds.values()), ""),
        programs=tuple(name for item in _listed(entry, "programList", "program") if (name := text(item))),
        title=text(entry, "title"),
        call_sign=vessel["callSign"],
        vessel_type=vessel["vesselType"],
        tonnage=text(entry, "vesselInfo", "tonnage"),
        gross=text(entry, "vesselInfo", "grossRegisteredTonnage"),
        flag=vessel["vesselFlag"],
        owner=vessel["vesselOwner"],
        notes=list(_notes(entry)),
        aliases=aliases,
        places=list(_places(entry)),
    )


def _published(element: Element, where: str) -> tuple[date | None, int]:
    day, count = text(element, "Publish_Date"), text(element, "Record_Count")
    try:
        return datetime.strptime(day, "%m/%d/%Y").date(), int(count)
    except ValueError:
        raise FormatError(f"{where}: Publish_Date {day!r} and Record_Count {count!r} are no day and number") from None


def _parties(file: File, log: Log) -> Iterator[Party]:
    stated, read = -1, 0
    for element in iterate(file, ("publshInformation", "sdnEntry")):
        if local_name(element) == "publshInformation":
            log.published, stated = _published(element, f"{file.name}, line {element.sourceline}")
        else:
            read += 1
            yield _party(element, file, log)
    if stated < 0:
        raise FormatError(
            f"{file.name}: has no publshInformation (Publish_Date, Record_Count); it is no list of OFAC's"
        )
    if read != stated:
        log.part = f"{file.name}: says it holds {stated} entries (Record_Count) and holds {read}"


def parse(given: Given, kind: Kind) -> Iterator[Entity]:
    """Yield the parties of ``list``, one classic XML file; its Publish_Date goes to ``log.published``.

    A file with another number of entries than it states is noted in ``log.part``. Raises FormatError for a broken one.
    """
    file = given.files["list"]
    ofac.note_lacks(kind, given.log, dated=False, delimited=False)
    yield from ofac.entities(kind, _parties(file, given.log), given.log, file.name)
