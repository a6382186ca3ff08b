"""Parties and listings as FollowTheMoney entities (https://followthemoney.tech), in the shape of OpenSanctions exports.

A party gives its entity; each listing a ``Sanction``; an identifier whose type no property tells an ``Identification``;
a digital currency address a ``CryptoWallet``. What does not fit a property (an address of more than 250 characters) is
kept in ``notes``. Schemata and properties are those of followthemoney 4.11.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TextIO

from debar.lists.birth_dates import birth_date
from debar.lists.ftm.formats import in_format
from debar.lists.ftm.words import Programme, detail_property, list_words, programme, slot
from debar.model import Designation, Edition, Entity, Standing

#: The longest values that the model takes, by property type.
_ADDRESS, _NAME, _CODE, _STRING = 250, 384, 64, 1024
_NOT_ID = re.compile(r"[^0-9A-Za-z.\-]+")
_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}]+")
_PARTIES = frozenset({"Person", "LegalEntity", "Organization", "Company", "PublicBody"})
#: ``Thing`` is abstract in the model: an entry that names goods or a category has no schema there.
_SCHEMATA = _PARTIES | {"Vessel", "Airplane", "Address"}
#: Codes that lists still use and the model reads as another country's: the Netherlands Antilles.
_WITHDRAWN = frozenset({"an"})
#: Days before this are slips of the pen in a list (0201 for 2021), which the model does not take.
_FIRST_DAY = date(1000, 1, 1)
_GENDERS = frozenset({"male", "female"})

Data = dict[str, Any]


def export_ftm(entities: Iterable[Entity], editions: Iterable[Edition]) -> Iterator[Data]:
    """Yield the entities of a FollowTheMoney export, each party followed by what belongs to it.

    ``editions`` are the newest of each list: a listing that has ended by the day its edition is known to be current
    gives no topic. The same input gives the same output. Entries without a schema there are left out
    (:func:`without_schema` names them).
    """
    current = {edition.list: edition.current_on for edition in editions}
    for entity in entities:
        if entity.schema in _SCHEMATA:
            yield from _Export(entity, current.get(entity.list)).entities()


def without_schema(entities: Iterable[Entity]) -> tuple[str, ...]:
    """Return the ids of the entries that an export leaves out, as they are no parties but goods or categories."""
    return tuple(entity.id for entity in entities if entity.schema not in _SCHEMATA)


def write_ftm(entities: Iterable[Entity], editions: Iterable[Edition], out: TextIO) -> int:
    """Write an export, one JSON object a line; return the number of objects."""
    written = 0
    for data in export_ftm(entities, editions):
        out.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
        written += 1
    return written


def topics_of(entity: Entity, current: date | None) -> frozenset[str]:
    """The FollowTheMoney topics of a party: those of the lists on which it stood on that day."""
    standing = (each.list for each in entity.designations if each.standing(current) is not Standing.NO)
    return frozenset(topic for topic in (list_words(list_id).topic for list_id in standing) if topic)


def ftm_id(entity_id: str) -> str:
    """Return the id of a party in an export: ``us-ofac-sdn:36`` is ``us-ofac-sdn.36``.

    The model's ids hold letters, digits, dots and dashes only; an id with other characters gets a hash at its end.
    """
    list_id, _, own = entity_id.partition(":")
    plain = _NOT_ID.sub("-", own).strip("-.")
    return f"{list_id}.{plain}" if plain == own else f"{list_id}.{plain}-{_hash(entity_id)}".replace(".-", ".")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


class _Export:
    """One party being exported."""

    def __init__(self, entity: Entity, current: date | None) -> None:
        self._entity = entity
        self._current = current
        self._id = ftm_id(entity.id)
        self._properties: dict[str, dict[str, None]] = {}
        self._beside: list[Data] = []

    def entities(self) -> Iterator[Data]:
        """The party, then its sanctions, identifications and wallets."""
        self._add_names()
        self._add_places()
        for text in self._entity.birth_dates:
            self._add_birth(text)
        for type_, value in self._entity.identifiers:
            self._add_identifier(type_, value)
        sanctions = self._sanctions()
        yield self._data(self._id, self._entity.schema, self._properties, caption=self._entity.caption, target=True)
        yield from self._beside
        yield from sanctions

    def _add(self, property_: str, value: str, longest: int = _STRING) -> None:
        clean = " ".join(value.split())
        if clean and len(clean) > longest and property_ != "notes":
            self._note(property_, clean)
        elif clean:
            self._properties.setdefault(property_, {})[clean] = None

    def _note(self, what: str, value: str) -> None:
        self._properties.setdefault("notes", {})[f"{what}: {value}"] = None

    def _add_names(self) -> None:
        first, *others = self._entity.names
        if self._entity.schema == "Address":
            self._add("full", first, _ADDRESS)
            return
        self._add("name", first if len(first) <= _NAME else first[: _NAME - 1] + "…", _NAME)
        if len(first) > _NAME:
            self._note("name", first)
        for name in others:
            self._add("alias", name, _NAME)
        for name in self._entity.weak_names:
            self._add("weakAlias", name, _NAME)

    def _add_places(self) -> None:
        for country in self._entity.countries:
            if country in _WITHDRAWN:
                self._note("country", country)
            else:
                self._add("country", country)
        for address in self._entity.addresses:
            self._add("full" if self._entity.schema == "Address" else "address", address, _ADDRESS)

    def _add_birth(self, text: str) -> None:
        day = birth_date(text) if self._entity.schema == "Person" else ""
        if day:
            self._add("birthDate", day)
        else:
            self._note("birth date", text)

    def _add_identifier(self, type_: str, value: str) -> None:
        schema = self._entity.schema
        place = slot(type_)
        if type_ == "digital-currency" and schema in _PARTIES:
            self._add_wallet(value)
            return
        if place is not None and schema in place.schemata and len(value) <= _CODE:
            written = in_format(place.format, value)
            self._add(place.property, written, _CODE)
            if place.read_back and written in (value, f"IMO{value}"):
                return
        if schema in _PARTIES and len(value) <= _CODE:
            self._beside.append(self._identification(type_, value))
        else:
            self._note(type_, value)

    def _identification(self, type_: str, value: str) -> Data:
        properties = {"holder": self._id, "type": type_, "number": value}
        schema = "Passport" if type_ == "passport" else "Identification"
        made = {name: {text: None} for name, text in properties.items()}
        return self._data(f"{self._id}.id-{_hash(type_, value)}", schema, made, caption=value)

    def _add_wallet(self, value: str) -> None:
        currency, _, key = value.partition(" ")
        properties = {"holder": self._id, "publicKey": key or value, "currency": currency if key else ""}
        made = {name: {text: None} for name, text in properties.items() if text and len(text) <= _STRING}
        if len(key or value) > _CODE:
            del made["publicKey"]
            made["notes"] = {value: None}
        self._beside.append(self._data(f"{self._id}.wallet-{_hash(value)}", "CryptoWallet", made, caption=key or value))

    def _sanctions(self) -> list[Data]:
        found: list[Data] = []
        ids: dict[str, int] = {}
        for listing in self._entity.designations:
            first = listing.citations[0].title if listing.citations else ""
            start = listing.from_.isoformat() if listing.from_ and not listing.from_bounded else ""
            id_ = f"{self._id}.sanction-{_hash(listing.list, listing.program, start, first)}"
            ids[id_] = ids.get(id_, 0) + 1
            found.append(self._sanction(listing, id_ if ids[id_] == 1 else f"{id_}-{ids[id_]}"))
        return found

    def _sanction(self, listing: Designation, id_: str) -> Data:
        known = list_words(listing.list)
        key = programme(listing.list, listing.program)
        if listing.standing(self._current) is not Standing.NO:
            self._add("topics", known.topic)
        if key:
            self._add("programId", key.key)
        left = []
        for name, value in listing.details:
            property_ = detail_property(name, self._entity.schema)
            if property_ and (property_ != "gender" or value.lower() in _GENDERS):
                self._add(property_, value.lower() if property_ == "gender" else value)
            else:
                left.append(f"{name}: {value}")
        properties = _sanction_properties(listing, key, known.country, left)
        properties["entity"] = [self._id]
        made = {name: dict.fromkeys(filter(None, values)) for name, values in sorted(properties.items())}
        caption = key.title if key else listing.program or listing.list
        return self._data(id_, "Sanction", made, caption=caption, listings=(listing,))

    def _data(
        self,
        id_: str,
        schema: str,
        properties: Mapping[str, Iterable[str]],
        *,
        caption: str,
        target: bool = False,
        listings: tuple[Designation, ...] = (),
    ) -> Data:
        known = listings or self._entity.designations
        seen = [listing.known_from for listing in known if listing.known_from]
        gone = [listing.known_to for listing in known if listing.known_to]
        last = max(gone, default=None) if known and all(listing.known_to for listing in known) else self._current
        return {
            "id": id_,
            "caption": caption,
            "schema": schema,
            "referents": [],
            "datasets": [self._entity.list.replace("-", "_")],
            "first_seen": min(seen).isoformat() if seen else None,
            "last_seen": last.isoformat() if last else None,
            "target": target,
            "properties": {name: list(values) for name, values in sorted(properties.items()) if list(values)},
        }


def _sanction_properties(
    listing: Designation, key: Programme | None, country: str, details: list[str]
) -> dict[str, list[str]]:
    """The properties of a sanction but its party; a day that is only a bound is told in words, never as a date."""
    start = listing.from_ if not listing.from_bounded else None
    end = listing.to if not listing.to_bounded else None
    dated = {"listingDate": listing.published, "startDate": start, "endDate": end}
    urls = [citation.url for citation in listing.citations if _WEB.fullmatch(citation.url)]
    program = " ".join(listing.program.split())
    return {
        "authority": [listing.authority[:_STRING]],
        "country": [country],
        "program": [program[:_STRING]],
        "programId": [key.key if key else ""],
        "programUrl": [key.url if key else ""],
        **{name: [day.isoformat()] for name, day in dated.items() if day and day >= _FIRST_DAY},
        "sourceUrl": urls,
        "provisions": [listing.scope] if len(listing.scope) <= _STRING else [],
        "summary": [
            *_bounds(listing),
            *_slips(dated),
            listing.note,
            listing.scope if len(listing.scope) > _STRING else "",
        ],
        "description": [*(citation.title for citation in listing.citations), *details],
    }


def _bounds(listing: Designation) -> list[str]:
    said = []
    if listing.from_bounded and listing.from_:
        after = f"after {listing.from_after.isoformat()} and " if listing.from_after else ""
        said.append(f"came into force {after}by {listing.from_.isoformat()}; the list gives no date")
    if listing.to_bounded and listing.to:
        since = f"not before {listing.to_after.isoformat()} and " if listing.to_after else ""
        said.append(f"last day in force {since}not after {listing.to.isoformat()}; the list gives no date")
    said += [
        f"the list says {each.stated or 'nothing'} for {each.field}; corrected to {each.value}, {each.citation.title}"
        for each in listing.corrections
    ]
    return said


def _slips(dated: Mapping[str, date | None]) -> list[str]:
    return [f"the list says {day.isoformat()} for {name}" for name, day in dated.items() if day and day < _FIRST_DAY]
