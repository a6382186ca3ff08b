"""The search of the Consolidated Screening List API of trade.gov (v1), over the lists of it that are held here.

Parameters and fields have the names of that API; scores are debar's own. One result is one listing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from debar.api.current import CurrentDesk
from debar.api.parties import Parties
from debar.model import Designation, Entity

#: The types of that API -> schemata of the model.
TYPES: Mapping[str, frozenset[str]] = {
    "Individual": frozenset({"Person"}),
    "Entity": frozenset({"Organization", "Company", "LegalEntity", "PublicBody"}),
    "Vessel": frozenset({"Vessel"}),
    "Aircraft": frozenset({"Airplane"}),
}
_TYPE_OF = {schema: type_ for type_, schemata in TYPES.items() for schema in schemata}
#: Results that a search by fuzzy name goes through.
_NEAR = 100
_RANGE = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})(?: TO (?P<last>\d{4}-\d{2}-\d{2}))?")

Result = dict[str, Any]


class ScreeningQuery(BaseModel):
    """What is searched for, by the parameters of that API; several values are divided by commas."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=2_000, examples=["Huawei"])
    fuzzy_name: bool = False
    sources: str = Field(default="", max_length=200, examples=["SDN,EL"])
    types: str = Field(default="", max_length=200, examples=["Entity"])
    countries: str = Field(default="", max_length=1_000, examples=["CN,RU"])
    address: str = Field(default="", max_length=500)
    start_date: str = Field(default="", max_length=40, examples=["2019-01-01 TO 2019-12-31"])
    end_date: str = Field(default="", max_length=40)
    size: int = Field(default=10, ge=1, le=50)
    offset: int = Field(default=0, ge=0, le=1_000)


@dataclass(frozen=True, slots=True)
class Source:
    """One list of the CSL: its ``code`` and ``title`` there, the list it is here, how its programs begin."""

    code: str
    list: str
    program: str
    title: str
    information: str


@cache
def sources() -> tuple[Source, ...]:
    """Return the lists of the CSL, from ``screening_list_sources.tsv``; the first that fits a listing is its own."""
    text = (files("debar.api") / "screening_list_sources.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(
        Source(row["code"], row["list"], row["program"], row["title"], row["information"])
        for row in rows
        if row["source"]
    )


def screening_list_router(current: CurrentDesk) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["Consolidated Screening List"])

    @router.get("/consolidated_screening_list/v1/search", summary="Listings, as trade.gov's API gives them")
    def search_listings(asked: Annotated[ScreeningQuery, Query()]) -> JSONResponse:
        """Return listings by name, source, type, country, address and days; best first with ``fuzzy_name``."""
        parties = current.parties
        wanted = _wanted(asked)
        found = [
            result
            for entity, score in _found(parties, asked, {each.list for each in wanted})
            for result in _results(entity, score, asked, wanted)
        ]
        page = found[asked.offset : asked.offset + asked.size]
        return JSONResponse({"total": len(found), "sources_used": _used(parties, wanted), "results": page})

    return router


def _wanted(asked: ScreeningQuery) -> tuple[Source, ...]:
    """The sources that are asked for. Raises HTTPException 400 for an unknown value of any parameter."""
    codes = _values(asked.sources.upper())
    known = {each.code for each in sources()}
    for name, given, offered in (
        ("sources", codes, known),
        ("types", _values(asked.types), set(TYPES)),
    ):
        if wrong := sorted(given - offered):
            raise HTTPException(400, f"{name}: {wrong[0]!r} is not known; take some of {', '.join(sorted(offered))}")
    for name, days in (("start_date", asked.start_date), ("end_date", asked.end_date)):
        _days(name, days)
    return tuple(each for each in sources() if not codes or each.code in codes)


def _found(parties: Parties, asked: ScreeningQuery, lists: set[str]) -> Iterable[tuple[Entity, float | None]]:
    held = [edition.list for edition in parties.desk.editions if edition.list in lists]
    if not held:
        return
    if not asked.name.strip():
        yield from ((party, None) for party in parties.all() if party.list in lists)
    elif asked.fuzzy_name:
        for match in parties.desk.match(asked.name, lists=held, limit=_NEAR)[0]:
            yield match.entity, round(100 * match.score, 1)
    else:
        owners = parties.names.owners(asked.name)
        yield from ((party, None) for party in map(parties.desk.reference.entity, owners) if party.list in lists)


def _results(
    entity: Entity, score: float | None, asked: ScreeningQuery, wanted: tuple[Source, ...]
) -> Iterable[Result]:
    types, countries = _values(asked.types), {each.upper() for each in _values(asked.countries)}
    if types and _TYPE_OF.get(entity.schema) not in types:
        return
    if countries and not countries & {each.upper() for each in entity.countries}:
        return
    if asked.address and not any(asked.address.casefold() in each.casefold() for each in entity.addresses):
        return
    for each in entity.designations:
        own = next((one for one in sources() if one.list == each.list and each.program.startswith(one.program)), None)
        fits = _within(each.from_, asked.start_date, "start_date") and _within(each.to, asked.end_date, "end_date")
        if own in wanted and own is not None and fits:
            result = _result(entity, each, own)
            yield result if score is None else {**result, "score": score}
            if not (asked.start_date or asked.end_date):
                return


def _result(entity: Entity, listing: Designation, source: Source) -> Result:
    """One listing with the fields of that API; what a list does not say is null or empty."""
    details = dict(listing.details)
    notices = [each.title for each in listing.citations if " FR " in each.title]
    standard = {"standard": "Y", "non-standard": "N"}.get(details.get("order", ""))
    return {
        "id": entity.id,
        "entity_number": entity.id.partition(":")[2],
        "name": entity.caption,
        "alt_names": [*entity.names[1:], *entity.weak_names],
        "type": _TYPE_OF.get(entity.schema),
        "source": source.title,
        "source_information_url": source.information,
        "source_list_url": next((each.url for each in listing.citations if each.url), source.information),
        "programs": list(dict.fromkeys(each.program for each in entity.designations if each.program)),
        "addresses": [_address(each, entity.countries) for each in entity.addresses],
        "country": entity.countries[0].upper() if entity.countries else None,
        "ids": [{"type": kind, "number": value} for kind, value in entity.identifiers],
        "dates_of_birth": list(entity.birth_dates),
        "places_of_birth": [value for key, value in listing.details if key == "place of birth"],
        "nationalities": [],
        "citizenships": [],
        "title": details.get("title"),
        "start_date": listing.from_.isoformat() if listing.from_ and not listing.from_bounded else None,
        "end_date": listing.to.isoformat() if listing.to and not listing.to_bounded else None,
        "federal_register_notice": notices[0] if notices else None,
        "license_requirement": listing.scope or None,
        "license_policy": details.get("license policy"),
        "standard_order": standard,
        "remarks": details.get("remarks") or details.get("remark") or None,
        "call_sign": next((value for kind, value in entity.identifiers if kind == "call-sign"), None),
        "vessel_type": details.get("vessel type"),
        "vessel_flag": details.get("flag"),
        "vessel_owner": details.get("owner"),
        "gross_tonnage": details.get("gross tonnage"),
        "gross_registered_tonnage": details.get("tonnage"),
    }


def _address(text: str, countries: tuple[str, ...]) -> Result:
    """An address whole: lists are not divided further than they divide themselves."""
    country = countries[0].upper() if len(countries) == 1 else None
    return {"address": text, "city": None, "state": None, "postal_code": None, "country": country}


def _used(parties: Parties, wanted: tuple[Source, ...]) -> list[Result]:
    held = {edition.list: edition for edition in parties.desk.editions}
    return [
        {
            "source": each.title,
            "source_last_updated": held[each.list].dated.isoformat(),
            "last_imported": held[each.list].retrieved_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for each in {one.code: one for one in reversed(wanted) if one.list in held}.values()
    ][::-1]


def _values(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in text.split(",") if each.strip())


def _days(name: str, text: str) -> tuple[date, date] | None:
    """The first and the last day of a range. Raises HTTPException 400 for what is none."""
    if not text:
        return None
    found = _RANGE.fullmatch(text)
    try:
        if found:
            first = date.fromisoformat(found["first"])
            return first, date.fromisoformat(found["last"] or found["first"])
    except ValueError:
        pass
    raise HTTPException(400, f"{name}: give a day, or two as 2019-01-01 TO 2019-12-31")


def _within(day: date | None, asked: str, name: str) -> bool:
    days = _days(name, asked)
    return days is None or (day is not None and days[0] <= day <= days[1])
