"""Rows of the Consolidated Screening List -> entities, of the CSL itself or of one list in it.

The same row gives the same entity either way; the id differs in its list alone: ``us-bis-el:0a1b2c3d4e`` is
``us-csl:EL-0a1b2c3d4e`` in the CSL. ``_id`` is no ground for an id: it changes with the text of the row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from debar.errors import FormatError
from debar.lists import citations, csl, ids
from debar.lists.csl import Row
from debar.lists.parsing import Given, Layout, Log, Parser
from debar.model import Citation, Designation, Entity

LIST = "us-csl"
#: What a listing that a rule of the Bureau of Industry and Security made is dated by.
BY_PUBLICATION = "dated by publication; the rule's effective date may differ by days"

_KINDS = {"Individual": "Person", "Entity": "Organization", "Vessel": "Vessel", "Aircraft": "Airplane"}
_BY_RULE = frozenset({"EL", "MEU", "UVL"})
_LOST = re.compile(r"\w\?\w|\s\?\w|\w\?(?:\s|$)")
_ALSO = re.compile(
    r"[;,]?\s*[(\[]?\b(?:[afn]\.k\.a\.?|a/k/a|aka|f/k/a|d/b/a|also known as)(?!\w)[.:,]*\s*(?=.)", re.IGNORECASE
)
_KIND = re.compile(r"\s*\((?:\w+ )?(?P<what>individual|entity)\)$")
_SUCCESSOR = re.compile(r",? and any successor, sub-unit, or subsidiary thereof$")
_SHORT = re.compile(r"(?P<long>.+?),? \((?P<short>[^()]{2,60})\)$")
#: A party that the Entity List names under the entry of another: the CSL puts both into the name.
_UNDER = re.compile(r"^.+? affiliated entity:?\s+(?P<own>.{3,})$", re.IGNORECASE)
#: What the Entity List lists by its address alone.
_ADDRESS_ONLY = re.compile(r"Address \d+$")
_OLDEST = 1900
_NEWEST = 2100
#: What the CSL leaves out of the lists that it holds.
_LACKS = {
    "DPL": ("details.last update",),
    "DTC": ("from", "published", "birth_dates"),
    "ISN": ("countries", "to", "details.status"),
    "UVL": ("from", "published", "citations"),
}
_CMIC = "CMIC-EO13959"
_CMIC_DATES = {"Listing Date (CMIC)": "listing", "Effective Date (CMIC)": "effective"}


def stated_day(text: str, what: str, where: str, log: Log) -> tuple[date | None, tuple[tuple[str, str], ...]]:
    """(day, details) of a date as stated; one that cannot be is None, warned of and kept in the details."""
    if not text:
        return None, ()
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y"):
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if _OLDEST <= day.year < _NEWEST:
            return day, ()
    log.warn(where, f"{what} {text!r} cannot be; left unset")
    return None, ((f"{what} as stated", text),)


def _citations(row: Row) -> tuple[tuple[Citation, date | None], ...]:
    if row.source.code == "ISN":
        found = citations.issue(row.notice)
        plain = ((Citation(row.notice), None),) if row.notice else ()
        return (found,) if found else plain
    return citations.cited(row.notice)


def _documents(row: Row) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """(identifiers, details) of the documents; dates in either form come out as ISO."""
    identifiers: dict[tuple[str, str], None] = {}
    details: dict[tuple[str, str], None] = {}
    for each in row.documents:
        kind, key = csl.kind_of(each.type) if each.type else ("detail", "remark")
        if kind == "identifier":
            identifiers[(key, each.value)] = None
        else:
            details[(key, _iso(each.value) if "Date" in each.type else each.value)] = None
    if row.call_sign:
        identifiers[("call-sign", row.call_sign)] = None
    return tuple(identifiers), tuple(details)


def _iso(text: str) -> str:
    try:
        return datetime.strptime(text, "%d %b %Y").date().isoformat()
    except ValueError:
        return text


def _dated_by_directive(row: Row) -> dict[str, date]:
    """Listing and effective date of the companies of the military-industrial complex, which the list gives."""
    found = {_CMIC_DATES[each.type]: _iso(each.value) for each in row.documents if each.type in _CMIC_DATES}
    return {what: date.fromisoformat(day) for what, day in found.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", day)}


def order_dates(
    effective: date | None, cited: Sequence[tuple[Citation, date | None]]
) -> tuple[date | None, date | None, str]:
    """(in force from, published, note) of a denial order: one that was renewed began with its first publication."""
    first = citations.first_published(cited)
    if first is None:
        return effective, None, ""
    if effective is not None and first[1] < effective:
        return first[1], first[1], f"renewed order; first published {first[1]} ({first[0].title})"
    return effective, first[1], ""


def _dates(row: Row, start: date | None) -> tuple[date | None, date | None, str]:
    """(in force from, published, note): what the column ``start_date`` means differs between the lists."""
    code = row.source.code
    if code in _BY_RULE:
        return start, start, BY_PUBLICATION if start else ""
    if code == "DPL":
        return order_dates(start, _citations(row))
    first = citations.first_published(_citations(row)) if code == "ISN" else None
    return start, first[1] if first else None, ""


def _listing(row: Row, list_id: str, log: Log) -> Designation:
    start, stated = stated_day(row.start, "start date", row.where, log)
    end, stated_end = stated_day(row.end, "end date", row.where, log)
    begun, published, note = _dates(row, start)
    current = row.source.code == "DPL" and start is not None
    return Designation(
        list=list_id,
        program=row.source.program,
        from_=begun,
        to=end,
        published=published,
        citations=tuple(citation for citation, _ in _citations(row)),
        scope=row.requirement,
        note=note,
        details=(
            *((("license review policy", row.policy),) if row.policy else ()),
            *((("effective date of the current order", str(start)),) if current else ()),
            *stated,
            *stated_end,
        ),
    )


def _listings(row: Row, list_id: str, details: tuple[tuple[str, str], ...], log: Log) -> tuple[Designation, ...]:
    """One listing a program, the details of the row on the first of them; with no program one of the source list."""
    listing = _listing(row, list_id, log)
    days = _dated_by_directive(row)
    made = []
    for program in row.programs or (row.source.program,):
        each = replace(listing, program=authority(program) if row.source.code == "ISN" else program)
        if program == _CMIC and days:
            each = replace(each, from_=days.get("effective") or days["listing"], published=days.get("listing"))
        made.append(each)
    remarks = (("remark", row.remarks),) if row.remarks else ()
    made[0] = replace(made[0], details=tuple(dict.fromkeys((*made[0].details, *row.details, *remarks, *details))))
    return tuple(made)


@cache
def _authorities() -> dict[str, str]:
    text = (files("debar.lists") / "csl_authorities.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["written"].casefold(): row["authority"] for row in rows}


def authority(written: str) -> str:
    """The authority of a nonproliferation measure as the State Department's master table calls it."""
    text = re.sub(r"^E\.?\s?O\.?\s*(?=\d{5})", "Executive Order ", " ".join(written.split()))
    return _authorities().get(text.casefold(), text)


def party_id(list_id: str, code: str, name: str, place: str) -> str:
    """The id of a party on a list that gives none, the same for every layout of the list.

    The Entity List, the Military End-User List and the Unverified List file a party under its destination. The others
    give one party several rows with addresses anywhere, or none at all: there the name alone counts, and for debarred
    parties its words in any order ("De Leon, Aaron", "Aaron De Leon").
    """
    own = ids.any_order(name) if code == "DTC" else _without_short(name)
    return ids.derived_id(list_id, own, place if code in _BY_RULE else "")


def own_names(code: str, written: str) -> tuple[tuple[str, ...], str]:
    """(names, schema) of a name that carries its aliases, or says in brackets whether a person or a firm is meant.

    The schema is empty where the name does not say. A list of the Treasury keeps its aliases in a column of their own.
    """
    kind = _KIND.search(written)
    bare = _SUCCESSOR.sub("", written[: kind.start()] if kind else written)
    first, *others = (part.strip(" ,;") for part in _ALSO.split(bare))
    pieces = (piece.strip(" ,;") for part in others for piece in part.split(";"))
    closed = (piece[:-1] if piece.endswith(")") and "(" not in piece else piece for piece in pieces)
    names = tuple(dict.fromkeys(filter(None, (first.rstrip("( ["), *(piece.rstrip("]") for piece in closed)))))
    person = kind is not None and kind["what"] == "individual"
    if under := _UNDER.match(written) if code == "EL" else None:
        return (under["own"], written), ""
    if code in {"DTC", "ISN"} or code in _BY_RULE:
        return tuple(dict.fromkeys((*names, *map(_without_short, names[:1])))), "Person" if person else ""
    return (written,), ""


def _without_short(name: str) -> str:
    """A name without the short form behind it: "Huawei Technologies Co., Ltd. (Huawei)" is the entry without it."""
    match = _SHORT.match(name)
    return match["long"] if match and match["long"].casefold().startswith(match["short"].casefold()) else name


def _id(row: Row, list_id: str, place: str) -> str:
    prefix = f"{row.source.code}-" if list_id == LIST else ""
    if row.number:
        return f"{list_id}:{prefix}{row.number}"
    names, _ = own_names(row.source.code, row.name)
    if _ADDRESS_ONLY.match(row.name) and row.addresses:
        names = (row.addresses[0][0] or row.name,)
    return f"{list_id}:{prefix}{party_id('', row.source.code, (names or (row.name,))[0], place)[1:]}"


def entity(row: Row, list_id: str, log: Log) -> Entity:
    """The entity of one row, on the CSL (``us-csl``) or on the list that the row comes from."""
    codes = dict.fromkeys([*row.countries, *(code for _, code in row.addresses if code)])
    place = ids.place([code for _, code in row.addresses if code] or list(row.countries))
    identifiers, details = _documents(row)
    if row.kind and row.kind not in _KINDS:
        log.warn(row.where, f"type {row.kind!r} is not known; read as a legal entity")
    if not row.source.known:
        log.warn(row.where, f"source {row.source.program!r} is not known; its rows are kept")
    if any(_LOST.search(name) for name in (row.name, *row.alt_names)):
        log.warn(row.where, f"{row.name!r}: a question mark stands for a character that the list lost; kept as it is")
    names, schema = own_names(row.source.code, row.name)
    if row.source.code == "EL" and _ADDRESS_ONLY.match(row.name) and row.addresses:
        names, schema = (row.addresses[0][0] or row.name,), "Address"
    return Entity(
        id=_id(row, list_id, place),
        list=list_id,
        schema=schema or _KINDS.get(row.kind, row.source.schema if not row.kind else "LegalEntity"),
        names=tuple(dict.fromkeys((*(names or (row.name,)), *row.alt_names))),
        countries=tuple(codes),
        addresses=tuple(dict.fromkeys(text for text, _ in row.addresses if text)),
        identifiers=identifiers,
        birth_dates=row.births,
        designations=_listings(row, list_id, details, log),
    )


def _named(given: Given, code: str) -> Iterator[tuple[str, Entity]]:
    """(place, entity) of the rows of one list, or with no code of all; others are not counted."""
    others = found = 0
    for row in csl.rows(given):
        if code and row.source.code != code:
            others += 1
            given.log.rows -= 1
        elif not row.name:
            given.log.reject(row.where, "a row without a name")
        else:
            found += 1
            yield row.where, entity(row, given.list_id, given.log)
    if not found:
        name = given.files["csl"].name
        raise FormatError(f"{name}: holds no row of the list {code or 'at all'}; it is no edition of it")
    if others:
        given.log.notes.append(
            f"{others} rows of other lists in the Consolidated Screening List are left to those lists"
        )


def parser(code: str = "") -> Parser:
    """The parser of the CSL, or with a code (``EL``) of the part of it that is one list.

    It raises FormatError for a file that is no whole CSL, and for one that holds no row of that list.
    """

    def parse(given: Given) -> Iterator[Entity]:
        given.log.lacks.update(_LACKS.get(code, ()))
        yield from ids.gathered(_named(given, code), given.log)

    return parse


def layouts(code: str = "", proven: str = "") -> tuple[Layout, ...]:
    """The csv and the JSON export of the CSL as layouts of itself or of one list in it."""
    derived = bool(code)
    return (
        Layout("csl-csv", csl.recognise_csv, parser(code), ("csl",), derived=derived, proven=proven),
        Layout("csl-json", csl.recognise_json, parser(code), ("csl",), derived=derived),
    )
