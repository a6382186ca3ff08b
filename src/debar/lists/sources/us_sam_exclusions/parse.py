"""SAM exclusions: the public V2 extract (one row a record and address), and a copy aggregated by unique entity id.

Columns and classifications follow the extract's own header and GSA's definition of its fields (open.gsa.gov, SAM
exclusions extract). A record is an exclusion action, named by its SAM Number; a party may have several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from debar.lists import places
from debar.lists.citations import us_date
from debar.lists.generic.rows import recognise_header, records
from debar.lists.parsing import File, Given, Layout, Log
from debar.model import Designation, Entity

LIST = "us-sam-exclusions"

_ADDRESS = ("address 1", "address 2", "address 3", "address 4")
_NEEDED = (
    *("Classification", "Name", "First", "Middle", "Last", "Suffix", *_ADDRESS, "City", "State / Province"),
    *("Country", "Zip Code", "Exclusion Program", "Excluding Agency", "Exclusion Type", "Additional Comments"),
    *("Active Date", "Termination Date", "Cross-Reference", "SAM Number", "CAGE"),
)
_KNOWN = ("Prefix", "Open Data Flag", "Blank (Deprecated)", "Unique Entity ID", "DUNS", "CT Code", "Record Status")
_LATER = ("NPI", "Creation_Date")
_SCHEMATA = {
    "firm": "Company",
    "individual": "Person",
    "special entity designation": "LegalEntity",
    "vessel": "Vessel",
}
_IDENTIFIERS = (("uei", "unique entity id"), ("duns", "duns"), ("cage", "cage"), ("npi", "npi"))
_DETAILS = (
    ("agency", "excluding agency"),
    ("exclusion program", "exclusion program"),
    ("cause code", "ct code"),
    ("status", "record status"),
    ("cross-reference", "cross-reference"),
    ("title", "prefix"),
)
_NOTHING = frozenset({"", "-", "XX", "N/A", "NONE"})
_OPEN_ENDED = frozenset({"", "indefinite"})
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

#: The extract's file name ends in the year and the day of the year.
_NAMED = re.compile(r"_V2_(?P<year>\d\d)(?P<day>\d{3})(?!\d)", re.IGNORECASE)

_COPY_NEEDED = (
    *("excluded_uei", "First_excluded_name_clean", "First_excluded_city", "First_excluded_state"),
    *("First_Excluding Agency", "First_Exclusion Type", "First_Exclusion Program"),
    *("Min_exclusion_start_date_parsed", "Max_exclusion_end_date_parsed"),
)
_COPY_KNOWN = ("Max_is_currently_excluded", "Max_exclusion_duration_days", "Count")
#: Whole words; the copy has no column that ties an affiliate to its parent.
_COMPANIES = re.compile(r"\b(?:HUAWEI|HIKVISION|DAHUA|HYTERA|ZTE|HISILICON|FUTUREWEI|EZVIZ|LOREX)\b")


def _day(log: Log, where: str, column: str, text: str) -> date | None:
    """A day as the extract writes it (ISO, or month/day/year in older files); None for no day and, warned, for odd."""
    if text.casefold() in _OPEN_ENDED:
        return None
    match = _AMERICAN.fullmatch(text)
    try:
        found = us_date(match[1], match[2], match[3]) if match else date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year < 1900:
        log.warn(where, f"{column} {text!r} is no day and was left out")
        return None
    if found.year > 2200:
        log.warn(where, f"{column} {text!r} lies far off; kept as written")
    return found


def _name(row: Mapping[str, str]) -> str:
    parts = [row["first"], row["middle"], row["last"], row["suffix"]]
    return " ".join(row["name"].split()) or " ".join(" ".join(filter(None, parts)).split())


def _place(row: Mapping[str, str]) -> str:
    """The address as far as it is given; the country stands apart."""
    region = " ".join(row[key] for key in ("state / province", "zip code") if row[key].upper() not in _NOTHING)
    parts = [*(row[key] for key in (*_ADDRESS, "city")), region]
    return ", ".join(" ".join(part.split()) for part in parts if part.upper() not in _NOTHING)


def _designation(row: Mapping[str, str], log: Log, where: str) -> Designation:
    start = _day(log, where, "Active Date", row["active date"])
    end = _day(log, where, "Termination Date", row["termination date"])
    if start and end and end < start:
        log.warn(where, f"ends on {end}, before it begins on {start}")
    agency = row["excluding agency"]
    return Designation(
        list=LIST,
        program=row["exclusion type"],
        from_=start,
        to=end,
        published=_day(log, where, "Creation_Date", row.get("creation_date", "")),
        scope=" ".join(row["additional comments"].split()),
        note=f"excluded by {agency}" if agency else "",
        details=tuple((key, row[column]) for key, column in _DETAILS if row.get(column)),
    )


def _entity(row: Mapping[str, str], log: Log, where: str) -> Entity | None:
    name, number = _name(row), row["sam number"]
    if not name or not number:
        log.reject(where, "no name" if number else f"no SAM Number for {name!r}")
        return None
    schema = _SCHEMATA.get(row["classification"].casefold())
    if schema is None:
        log.warn(where, f"classification {row['classification']!r} is not known; kept as LegalEntity")
    codes = places.codes_or_none(row["country"])
    if codes is None:
        log.warn(where, f"country {row['country']!r} is not known")
    address = _place(row)
    return Entity(
        id=f"{LIST}:{number}",
        list=LIST,
        schema=schema or "LegalEntity",
        names=(name,),
        countries=codes or (),
        addresses=(address,) if address else (),
        identifiers=tuple((kind, row[key].upper()) for kind, key in _IDENTIFIERS if row.get(key)),
        designations=(_designation(row, log, where),),
    )


def _merged(held: Entity, other: Entity) -> Entity:
    """One record of two rows: SAM repeats a record for each further address or name."""
    return replace(
        held,
        names=tuple(dict.fromkeys((*held.names, *other.names))),
        countries=tuple(dict.fromkeys((*held.countries, *other.countries))),
        addresses=tuple(dict.fromkeys((*held.addresses, *other.addresses))),
        identifiers=tuple(dict.fromkeys((*held.identifiers, *other.identifiers))),
        designations=tuple(dict.fromkeys((*held.designations, *other.designations))),
    )


def _rows(file: File, log: Log) -> Iterator[tuple[int, Mapping[str, str]]]:
    return records(file, log, _NEEDED, (*_KNOWN, *_LATER))


def _published(name: str) -> date | None:
    """The day that the name of the file gives, such as SAM_Exclusions_Public_Extract_V2_22096.CSV for 2022-04-06."""
    match = _NAMED.search(name)
    if match is None or not 1 <= int(match["day"]) <= 366:
        return None
    return date(2000 + int(match["year"]), 1, 1) + timedelta(days=int(match["day"]) - 1)


def parse(given: Given) -> Iterator[Entity]:
    """Yield the exclusions of ``exclusions``, one for each SAM Number, in two passes over the file and flat memory.

    Raises FormatError without a column that is needed, or for a file that is cut short.
    """
    file, log = given.files["exclusions"], given.log
    log.published = _published(file.name)
    rows_of = Counter(row["sam number"] for _, row in _rows(file, Log()))
    held: dict[str, Entity] = {}
    for line, row in _rows(file, log):
        log.rows += 1
        where, number = f"{file.name}, line {line}", row["sam number"]
        entity = _entity(row, log, where)
        if number and rows_of[number] > 1:
            rows_of[number] -= 1
            if entity is not None:
                held[number] = _merged(held[number], entity) if number in held else entity
            continue
        if number in held:
            last = held.pop(number)
            yield _merged(last, entity) if entity is not None else last
        elif entity is not None:
            yield entity
    yield from held.values()


def names_company(entity: Entity) -> bool:
    """True for a record of one of the companies of section 889 or an affiliate that bears its name."""
    return any(_COMPANIES.search(name.upper()) for name in entity.names)


def parse_copy(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``exclusions``, the copy aggregated by unique entity id, each with one listing.

    The id is the unique entity id, as the copy leaves out the SAM Number. Raises FormatError as :func:`parse` does.
    """
    file, log = given.files["exclusions"], given.log
    log.lacks |= {"aliases", "countries", "published", "scope", "details.cross-reference", "citations"}
    log.notes.append("aggregated by others by unique entity id: records without one are missing")
    for line, row in records(file, log, _COPY_NEEDED, _COPY_KNOWN):
        log.rows += 1
        where = f"{file.name}, line {line}"
        name, uei, agency = row["first_excluded_name_clean"], row["excluded_uei"], row["first_excluding agency"]
        if not name or not uei:
            log.reject(where, f"no {'name' if uei else 'unique entity id'}")
            continue
        place = ", ".join(filter(None, (row["first_excluded_city"], row["first_excluded_state"])))
        listing = Designation(
            list=LIST,
            program=row["first_exclusion type"],
            from_=_day(log, where, "start", row["min_exclusion_start_date_parsed"]),
            to=_day(log, where, "end", row["max_exclusion_end_date_parsed"]),
            note=f"excluded by {agency}" if agency else "",
            details=(("agency", agency), ("exclusion program", row["first_exclusion program"])),
        )
        yield Entity(
            id=f"{LIST}:{uei}",
            list=LIST,
            schema="LegalEntity",
            names=(name,),
            addresses=(place,) if place else (),
            identifiers=(("uei", uei),),
            designations=(listing,),
        )


def parse_companies(given: Given) -> Iterator[Entity]:
    """Yield those parties of the aggregated copy that bear the name of one of the section 889 companies."""
    return (entity for entity in parse_copy(given) if names_company(entity))


_recognise_copy = recognise_header("exclusions", _COPY_NEEDED)
LAYOUTS = (
    Layout(
        id="sam-public-v2",
        recognise=recognise_header("exclusions", _NEEDED),
        parse=parse,
        needs=("exclusions",),
    ),
    Layout(
        id="sam-by-uei",
        recognise=_recognise_copy,
        parse=parse_copy,
        needs=("exclusions",),
        derived=True,
        proven="a copy of 2026-01-13 with 37,900 unique entity ids",
    ),
    Layout(
        id="sam-by-uei-889",
        recognise=_recognise_copy,
        parse=parse_companies,
        needs=("exclusions",),
        derived=True,
        proven="a copy of 2026-01-13 with 37,900 unique entity ids",
    ),
)
