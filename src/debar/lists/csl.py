"""The Consolidated Screening List as its files hold it -> rows, the same for every layout.

Read are the csv with 28 columns (until 2019) and 29 columns (with ``_id``), columns by header, and the JSON export.
Several values of one column are joined with ``; ``; an address ends in the two letters of its country. The csv writes
an identity document as ``CN, 91330..., Unified Social Credit Code (USCC)`` or, since 2023, type first.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from debar.errors import FormatError
from debar.lists import countries, delimited
from debar.lists.delimited import Columns
from debar.lists.parsing import File, Given, Log

COLUMNS = Columns(
    (
        *("source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice"),
        *("start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign"),
        *("vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks"),
        *("source_list_url", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth"),
        *("source_information_url", "ids"),
    ),
    ("_id",),
)
#: Fields of a record of the JSON export that are read or known; ``id`` and ``country`` stand in the export alone.
_FIELDS = frozenset({*COLUMNS.known, "id", "country", "score"})
_CODE = re.compile(r"\((?P<code>[A-Z0-9-]{2,12})\b[^()]*\)")
_ADDRESS_PARTS = ("address", "city", "state", "postal_code", "country")
_LABELLED = re.compile(
    r"(?:Listing|Effective|Purchase/Sales For Divestment) Date \(.+\):?|Digital Currency Address - \w+"
    r"|Executive Order \d+ .*|Transactions Prohibited .*:|Other Vessel .*|UN/LOCODE"
)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One of the lists that the CSL consolidates; ``known`` is False for one that our table does not hold."""

    code: str
    list: str
    schema: str
    program: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """One value of the column ``ids``: what it is, the value, the country that issued it (ISO, or empty)."""

    type: str
    value: str
    country: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the CSL. ``addresses`` are (text, country code in lower case or empty)."""

    where: str
    source: Source
    number: str
    kind: str
    programs: tuple[str, ...]
    name: str
    alt_names: tuple[str, ...]
    addresses: tuple[tuple[str, str], ...]
    notice: str
    start: str
    end: str
    requirement: str
    policy: str
    remarks: str
    countries: tuple[str, ...]
    births: tuple[str, ...]
    documents: tuple[Document, ...]
    details: tuple[tuple[str, str], ...]
    call_sign: str


@cache
def sources() -> Mapping[str, Source]:
    """The lists in the CSL by their code, from ``csl_sources.tsv``."""
    text = (files("debar.lists") / "csl_sources.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["code"]: Source(row["code"], row["list"], row["schema"], row["program"]) for row in rows}


@cache
def source_of(written: str) -> Source:
    """The list that the column ``source`` names: "Entity List (EL) - Bureau of Industry and Security"."""
    match = _CODE.search(written)
    code = match["code"] if match else "OTHER"
    return sources().get(code) or Source(code, "", "LegalEntity", " ".join(written.split()), known=False)


@cache
def _labels() -> Mapping[str, tuple[str, str]]:
    text = (files("debar.lists") / "ofac_labels.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["label"]: (row["kind"], row["key"]) for row in rows}


@cache
def kind_of(label: str) -> tuple[str, str]:
    """(``identifier`` or ``detail``, key) of a type of identity document; a type that is not known is a detail."""
    if label.startswith("Digital Currency Address"):
        return "identifier", "digital-currency"
    return _labels().get(label) or ("detail", label.rstrip(" :-"))


def _is_label(text: str) -> bool:
    return text in _labels() or _LABELLED.fullmatch(text) is not None


def _value(parts: Sequence[str]) -> str:
    return ", ".join(parts).removeprefix("# ")


def _document(piece: str) -> Document:
    """One document in either order of its parts: known by where a known type stands."""
    parts = piece.split(", ")
    if len(parts) >= _PAIR and _is_label(parts[-1]):
        label, rest = parts[-1], parts[:-1]
        country = rest[0] if len(rest) > 1 and countries.is_code(rest[0]) else ""
        return Document(label, _value(rest[1:] if country else rest), country.lower())
    if len(parts) >= _PAIR and _is_label(parts[0]):
        label, rest = parts[0], parts[1:]
        country = rest[-1] if len(rest) > 1 and countries.is_code(rest[-1]) else ""
        return Document(label, _value(rest[:-1] if country else rest), country.lower())
    return Document("", piece, "")


def split(text: str) -> tuple[str, ...]:
    """The values of one cell, each once, without the "and" that a list puts before its last one."""
    parts = (" ".join(part.split()).removeprefix("and ").strip(" ;") for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    for part in split(text):
        end = part.rsplit(", ", 1)[-1]
        code = end.lower() if countries.is_code(end) else ""
        yield ("" if end == part and code else part), code


def _origins(text: str, where: str, log: Log) -> Iterator[str]:
    for part in split(text):
        if countries.is_code(part):
            yield part.lower()
        elif (found := countries.codes_or_none(part)) is not None:
            yield from found
        else:
            log.warn(where, f"country {part!r} is not known and is left out")


_DETAILS = (
    ("title", "title"),
    ("vessel_type", "vessel type"),
    ("gross_tonnage", "tonnage"),
    ("gross_registered_tonnage", "gross tonnage"),
    ("vessel_flag", "flag"),
    ("vessel_owner", "owner"),
    ("places_of_birth", "place of birth"),
)


def _row(where: str, cells: Mapping[str, str], documents: Sequence[Document], log: Log) -> Row:
    text = {name: " ".join(value.split()) for name, value in cells.items()}
    addresses = tuple(dict.fromkeys(_addresses(text["addresses"])))
    origins = [text["nationalities"], text["citizenships"], text.get("country", ""), text["vessel_flag"]]
    codes = [code for cell in origins for code in _origins(cell, where, log)]
    standard = {"Y": "standard", "N": "non-standard"}.get(text["standard_order"], "")
    details = [(label, text[name]) for name, label in _DETAILS if text[name]]
    return Row(
        where=where,
        source=source_of(cells["source"]),
        number=text["entity_number"],
        kind=text["type"],
        programs=split(text["programs"]),
        name=text["name"].strip(" ,;"),
        alt_names=split(text["alt_names"]),
        addresses=addresses,
        notice=text["federal_register_notice"],
        start=text["start_date"],
        end=text["end_date"],
        requirement=text["license_requirement"],
        policy=text["license_policy"],
        remarks=text["remarks"],
        countries=tuple(dict.fromkeys(codes)),
        births=split(text["dates_of_birth"]),
        documents=tuple(documents),
        details=(*details, *((("order", standard),) if standard else ())),
        call_sign=text["call_sign"],
    )


def csv_rows(file: File, log: Log) -> Iterator[Row]:
    """Yield the rows of the csv. Raises FormatError, with the line, for a file that is no whole CSL."""
    for where, cells in delimited.records(file, COLUMNS, log):
        documents = [_document(piece) for piece in split(cells["ids"])]
        yield _row(where, cells, documents, log)


def _flat(value: Any) -> str:
    """A value of the JSON export as the csv writes it."""
    if isinstance(value, list):
        return "; ".join(_flat(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(str(value[part]).strip() for part in _ADDRESS_PARTS if value.get(part))
    return "" if value is None else str(value)


def _documents(value: Any) -> Iterator[Document]:
    for each in value if isinstance(value, list) else []:
        if isinstance(each, dict):
            country = str(each.get("country") or "")
            code = country.lower() if countries.is_code(country) else ""
            yield Document(str(each.get("type") or ""), str(each.get("number") or ""), code)
        elif isinstance(each, str):
            yield _document(each)


def _results(file: File) -> list[Any]:
    text = delimited.decode(file.read(), file.name)
    if not text.strip() or delimited.is_page(text):
        raise FormatError(f"{file.name}: is empty or a web page, not a list. Fetch the file again.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{file.name}: broken or broken off JSON ({error}). Fetch the file again.") from None
    found = content.get("results") if isinstance(content, dict) else content
    if not isinstance(found, list) or not found:
        raise FormatError(f"{file.name}: holds no list of results; it is no export of the Consolidated Screening List")
    total = content.get("total") if isinstance(content, dict) else None
    if isinstance(total, int) and total > len(found):
        raise FormatError(
            f"{file.name}: holds {len(found)} of {total} results; it is one page of a search, not the export"
        )
    return found


def json_rows(file: File, log: Log) -> Iterator[Row]:
    """Yield the rows of the JSON export. Raises FormatError for one that is broken or lacks a field in every row."""
    results = _results(file)
    given = {key for each in results if isinstance(each, dict) for key in each}
    for field in ("source", "name", "addresses", "alt_names"):
        if field not in given:
            raise FormatError(f"{file.name}: no result has the field {field!r}; the export has another form now")
    for field in sorted(given - _FIELDS):
        log.warn(file.name, f"new field {field!r}, which is not read")
    blank = dict.fromkeys((*COLUMNS.known, "country"), "")
    for number, each in enumerate(results, start=1):
        log.rows += 1
        where = f"{file.name}, result {number}"
        if not isinstance(each, dict):
            log.reject(where, "is no record")
            continue
        cells = blank | {key: _flat(value) for key, value in each.items() if key in _FIELDS}
        yield _row(where, cells, list(_documents(each.get("ids"))), log)


def recognise_csv(_: str, head: bytes) -> str:
    """The role ``csl`` for a csv of the CSL."""
    return "csl" if delimited.header_fits(head, COLUMNS) else ""


def recognise_json(_: str, head: bytes) -> str:
    """The role ``csl`` for a JSON export of the CSL."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    marks = (b'"federal_register_notice"', b'"source_list_url"', b'"source_information_url"', b'"alt_names"')
    return "csl" if start in {b"{", b"["} and sum(mark in head for mark in marks) >= _PAIR else ""


def rows(given: Given) -> Iterator[Row]:
    """Yield the rows of ``given.files["csl"]``, csv or JSON. Raises FormatError as the readers do."""
    file = given.files["csl"]
    start = file.head().removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    yield from (json_rows if start in {b"{", b"["} else csv_rows)(file, given.log)
