"""Level 1 data of the Global LEI Index (LEI-CDF 3.1, XML or JSON) -> entities with identifiers and no designation.

The index is a register, not a list of barred parties: an entity of it has no listing, so it never makes anybody
listed; it joins names, addresses and registration numbers to a legal entity identifier. Format:
https://www.gleif.org/en/about-lei/common-data-file-format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import File, Given, Layout, Log
from debar.model import Entity

LIST = "gleif"

_ROOT = "LEIData"
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_SCHEMATA: Mapping[str, str] = {"SOLE_PROPRIETOR": "LegalEntity", "FUND": "LegalEntity", "BRANCH": "Company"}
_PUBLIC = frozenset({"RESIDENT_GOVERNMENT_ENTITY", "INTERNATIONAL_ORGANIZATION"})
_ADDRESS = ("FirstAddressLine", "AdditionalAddressLine", "City", "Region", "PostalCode")


@dataclass(frozen=True, slots=True)
class _Parts:
    """One record, whichever form it came in. ``addresses`` are (lines, country)."""

    lei: str
    name: str
    others: tuple[str, ...]
    addresses: tuple[tuple[tuple[str, ...], str], ...]
    jurisdiction: str
    category: str
    registrations: tuple[str, ...]


def _entity(parts: _Parts, where: str, log: Log) -> Entity | None:
    if not _LEI.fullmatch(parts.lei) or not parts.name:
        log.reject(where, f"{parts.lei!r} is no LEI" if parts.name else f"{parts.lei}: no legal name")
        return None
    schema = "PublicBody" if parts.category in _PUBLIC else _SCHEMATA.get(parts.category, "Company")
    countries = [parts.jurisdiction.partition("-")[0], *(country for _, country in parts.addresses)]
    return Entity(
        id=f"{LIST}:{parts.lei}",
        list=LIST,
        schema=schema,
        names=tuple(dict.fromkeys((parts.name, *parts.others))),
        countries=tuple(dict.fromkeys(country.lower() for country in countries if country)),
        addresses=tuple(dict.fromkeys(", ".join((*lines, country)) for lines, country in parts.addresses if lines)),
        identifiers=(
            ("lei", parts.lei),
            *dict.fromkeys(("registration", number) for number in parts.registrations if number),
        ),
    )


def _xml_address(place: xml.Element) -> tuple[tuple[str, ...], str]:
    lines = tuple(found for name in _ADDRESS for line in xml.children(place, name) if (found := xml.text(line)))
    return lines, xml.text(place, "Country")


def _xml_parts(record: xml.Element) -> _Parts:
    entity = next(xml.children(record, "Entity"), None)
    if entity is None:
        return _Parts(xml.text(record, "LEI"), "", (), (), "", "", ())
    others = [
        xml.text(name)
        for group in ("OtherEntityNames", "TransliteratedOtherEntityNames")
        for names in xml.children(entity, group)
        for name in names
    ]
    places = [place for name in ("LegalAddress", "HeadquartersAddress") for place in xml.children(entity, name)]
    return _Parts(
        lei=xml.text(record, "LEI"),
        name=xml.text(entity, "LegalName"),
        others=tuple(filter(None, others)),
        addresses=tuple(map(_xml_address, places)),
        jurisdiction=xml.text(entity, "LegalJurisdiction"),
        category=xml.text(entity, "EntityCategory"),
        registrations=tuple(
            xml.text(found, "RegistrationAuthorityEntityID") for found in xml.children(entity, "RegistrationAuthority")
        ),
    )


def _texts(value: Any) -> Iterator[str]:
    """The texts of a JSON value that may be one, several, or objects around them."""
    if isinstance(value, str):
        if found := " ".join(value.split()):
            yield found
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in {"type", "lang", "xml:lang", "@type", "@xml:lang"}:
                yield from _texts(each)


def _json_address(place: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    return tuple(line for name in _ADDRESS for line in _texts(place.get(name))), next(_texts(place.get("Country")), "")


def _json_parts(record: Mapping[str, Any]) -> _Parts:
    entity = record.get("Entity") or {}
    authority = entity.get("RegistrationAuthority") or {}
    places = [entity[name] for name in ("LegalAddress", "HeadquartersAddress") if isinstance(entity.get(name), dict)]
    others = [*_texts(entity.get("OtherEntityNames")), *_texts(entity.get("TransliteratedOtherEntityNames"))]
    return _Parts(
        lei=next(_texts(record.get("LEI")), ""),
        name=next(_texts(entity.get("LegalName")), ""),
        others=tuple(others),
        addresses=tuple(map(_json_address, places)),
        jurisdiction=next(_texts(entity.get("LegalJurisdiction")), ""),
        category=next(_texts(entity.get("EntityCategory")), ""),
        registrations=tuple(_texts(authority.get("RegistrationAuthorityEntityID"))),
    )


def _entities(given: Given, found: Iterable[tuple[_Parts, str]]) -> Iterator[Entity]:
    given.log.lacks |= {"from", "to", "published", "citations", "scope", "birth_dates"}
    seen: set[int] = set()  # hashes: the index has millions of records
    for parts, where in found:
        given.log.rows += 1
        if (key := hash(parts.lei)) in seen:
            given.log.reject(where, f"the LEI {parts.lei} stands there before")
            continue
        seen.add(key)
        if (entity := _entity(parts, where, given.log)) is not None:
            yield entity


def _header(file: File, log: Log) -> int:
    """Note the day of the file's content; return the number of records that it claims, 0 when it claims none."""
    head = file.head().decode("utf-8", "replace")
    if match := re.search(r"<(?:\w+:)?ContentDate>(\d{4}-\d\d-\d\d)", head):
        log.published = date.fromisoformat(match[1])
    claimed = re.search(r"<(?:\w+:)?RecordCount>(\d+)<", head)
    return int(claimed[1]) if claimed else 0


def parse(given: Given) -> Iterator[Entity]:
    """Yield the legal entities of ``records`` as they stream by. Raises FormatError for broken XML."""
    file = given.files["records"]
    claimed = _header(file, given.log)
    records = xml.iterate(file, ("LEIRecord",))
    yield from _entities(given, ((_xml_parts(record), f"{file.name}, line {record.sourceline}") for record in records))
    if claimed and claimed != given.log.rows:
        given.log.warn(file.name, f"claims {claimed:,} records and holds {given.log.rows:,}")
        given.log.notes.append(f"an excerpt: {given.log.rows:,} of the {claimed:,} records that its header claims")


def parse_json(given: Given) -> Iterator[Entity]:
    """Yield the legal entities of ``records``, one JSON list of records. Raises FormatError when it is none."""
    file = given.files["records"]
    try:
        data = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{file.name}: no readable JSON ({error}); fetch the file again") from error
    held = data if isinstance(data, list) else data.get("records", []) if isinstance(data, dict) else []
    if not all(isinstance(record, dict) for record in held):
        raise FormatError(f"{file.name}: not a list of LEI records")
    yield from _entities(given, ((_json_parts(each), f"{file.name}, record {n}") for n, each in enumerate(held, 1)))


def _recognise_json(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "records" if start[:1] in (b"[", b"{") and b'"LEI"' in head and b'"LegalName"' in head else ""


def _recognise_xml(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    return "records" if xml.recognise_root(head)[1] == _ROOT else ""


LAYOUTS = (
    Layout(
        id="lei-cdf-xml",
        recognise=_recognise_xml,
        parse=parse,
        needs=("records",),
        proven="excerpts of the golden copy of 2023-06 (13, 12 and 12 records)",
    ),
    Layout(
        id="lei-json",
        recognise=_recognise_json,
        parse=parse_json,
        needs=("records",),
        derived=True,
        proven="the same excerpts turned into JSON by others (13, 12, 12, 5 and 2 records)",
    ),
)
