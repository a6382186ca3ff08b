"""Entity List entries -> entities, from the eCFR's XML, an extract of its text, ITA's csv or the CSL.

``repairs.yml`` and ``composites.yml`` beside this file take apart what one entry runs together. Dates are those of
publication, as the list cites them. An entry without a name ("Address 16") is listed by its address: an entity of
schema ``Address``. Entries of one name under one destination are one party.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from debar.errors import DataError
from debar.lists import citations, countries, csl_ita, csl_parties, ecfr, extract, ids
from debar.lists.ecfr_entry import take_apart
from debar.lists.parsing import Given, Layout, Log
from debar.lists.sources.us_bis_el.tidy import Tidied, tidy
from debar.model import Designation, Entity

LIST = "us-bis-el"
PROGRAM = "US-BIS-EL"

_ADDRESS_ONLY = re.compile(r"^Address \d+$")
_ADDRESSES = re.compile(r";\s+(?:and\s+)?")
_SEE = re.compile(r"\s*\(?\b[Ss]ee (?:also )?(?:the )?(?:alternate )?address(?:es)? [^()]*\)?\.?$")
#: The number of a footnote glued to the end of the licence requirement; footnotes carry foreign direct product rules.
_FOOTNOTE = re.compile(r"(?:\bEAR\)?|\))\.?,? ?(?P<number>[1-9])\.?$")
_CUT = "..."
_SUPPLEMENT = ecfr.Supplement(4, requirement="license requirement", policy="license review policy")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The hand-made tables beside this file."""

    repairs: Mapping[str, tuple[str, str]]
    composites: Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the list, where it stands, and the publication dates that any entry gives for a citation."""

    where: str
    row: extract.Row
    published: Mapping[str, date]
    log: Log


@cache
def _tables() -> _Tables:
    folder = files("debar.lists.sources.us_bis_el")
    try:
        repairs = yaml.safe_load((folder / "repairs.yml").read_text("utf-8"))
        composites = yaml.safe_load((folder / "composites.yml").read_text("utf-8"))
        return _Tables(
            repairs={row["written"]: (row["name"], row.get("address", "")) for row in repairs},
            composites={(row["entry"], row["country"]): row for row in composites},
        )
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise DataError(f"us_bis_el: a table beside the parser is broken ({error!r}); install debar again") from error


def _published(rows: Iterable[extract.Row]) -> dict[str, date]:
    """Publication dates by citation: an entry that leaves the date out shares it with the others of the same page."""
    cited = (pair for row in rows for pair in citations.cited(row.register))
    return {citation.title: day for citation, day in cited if day is not None}


def _addresses(text: str) -> tuple[str, ...]:
    parts = (_SEE.sub("", part).strip().rstrip(".") for part in _ADDRESSES.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _codes(entry: _Entry) -> tuple[str, ...]:
    codes = countries.codes_or_none(entry.row.country)
    if codes is None:
        entry.log.warn(entry.where, f"destination {entry.row.country!r} is not known and is left out")
    return codes or ()


def _countries(codes: tuple[str, ...], addresses: Sequence[str]) -> tuple[str, ...]:
    """The destination's code; entries under China with a Hong Kong or Macau address carry that code too."""
    found = dict.fromkeys(codes)
    if "cn" in found:
        text = " ".join(addresses)
        found.update({code: None for place, code in (("Hong Kong", "hk"), ("Macau", "mo")) if place in text})
    return tuple(found)


def _details(row: extract.Row, tidied: Tidied) -> Iterator[tuple[str, str]]:
    if row.policy:
        yield "license review policy", row.policy
    if match := _FOOTNOTE.search(row.notes):
        yield "footnote", match["number"]
    if row.notes.endswith(_CUT):
        yield "requirement", "cut at 200 characters by the extract"
    yield from (("wording that names no one", wording) for wording in tidied.wording)


def _designation(entry: _Entry, tidied: Tidied) -> Designation:
    """The listing; of the rules that the entry cites, the one published first dates it."""
    cites = tuple(citation for citation, _ in citations.cited(entry.row.register))
    first = citations.first_published((cite, entry.published.get(cite.title)) for cite in cites)
    return Designation(
        list=LIST,
        program=PROGRAM,
        from_=first[1] if first else None,
        published=first[1] if first else None,
        citations=cites,
        scope=entry.row.notes,
        note=csl_parties.BY_PUBLICATION if first else "the list gives no publication date for this entry",
        details=tuple(_details(entry.row, tidied)),
    )


def _entity(
    entry: _Entry,
    names: tuple[str, ...],
    addresses: tuple[str, ...],
    listing: Designation,
    weak: tuple[str, ...] = (),
) -> Entity:
    codes = _codes(entry)
    return Entity(
        id=csl_parties.party_id(LIST, "EL", names[0], ids.place(codes)),
        list=LIST,
        schema="Address" if names == addresses[:1] else "LegalEntity",
        names=names,
        weak_names=weak,
        countries=_countries(codes, addresses),
        addresses=addresses,
        designations=(listing,),
    )


def _composite(entry: _Entry, made: Mapping[str, Any], tidied: Tidied, listing: Designation) -> Iterator[Entity]:
    """The entry and the parties named under it, with their own addresses or those that the entry says they share."""
    row = entry.row
    mark = made.get("shared_addresses_after")
    shared = _addresses(row.address.partition(mark)[2]) if mark else tuple(made["addresses"])
    elsewhere = {name for part in made["parts"] for name in part["names"]}
    names = (row.name, *made["aliases"]) if "aliases" in made else tidied.names
    own = tuple(name for name in names if name not in elsewhere)
    yield _entity(entry, own, shared, listing, () if "aliases" in made else tidied.acronyms)
    under = replace(listing, details=(*listing.details, ("named under the entry of", row.name)))
    for part in made["parts"]:
        places = _addresses(part["address"]) if "address" in part else shared
        yield _entity(entry, tuple(part["names"]), places, under)


def _entities(entry: _Entry) -> Iterator[Entity]:
    """The entities of one entry: one, or several where the entry names further parties."""
    row = entry.row
    if _ADDRESS_ONLY.match(row.name):
        nobody = Tidied((), (), (), ())
        places = _addresses(row.address)
        if places:
            yield _entity(entry, places[:1], places, _designation(entry, nobody))
        return
    tidied = tidy(_SEE.sub("", row.name), row.aliases, _tables().repairs)
    if not tidied.names:
        return
    listing = _designation(entry, tidied)
    made = _tables().composites.get((row.name, row.country))
    if made is not None:
        yield from _composite(entry, made, tidied, listing)
        return
    found = [part for text in (*tidied.addresses, row.address) for part in _addresses(text)]
    yield _entity(entry, tidied.names, tuple(dict.fromkeys(found)), listing, tidied.acronyms)


def _listed(rows: Sequence[tuple[str, extract.Row]], log: Log) -> Iterator[tuple[str, Entity]]:
    published = _published(row for _, row in rows)
    for where, row in rows:
        made = [(where, each) for each in _entities(_Entry(where, row, published, log))]
        if not made:
            log.reject(where, f"no name can be read in {row.name[:60]!r}")
        yield from made


def parse_extract(given: Given) -> Iterator[Entity]:
    """The entities of ``given.files["entities"]``, an extract. Raises FormatError when it is broken or cut short."""
    file, log = given.files["entities"], given.log
    log.lacks.add("details.license review policy")
    rows = [(f"{file.name}, entry {row.number}", row) for row in extract.rows(file.read(), file.name)]
    log.rows += len(rows)
    yield from ids.gathered(_listed(rows, log), log)


def _as_row(entry: ecfr.Entry) -> extract.Row:
    parts = take_apart(entry.entity)
    country = entry.country
    return extract.Row(
        number=entry.number,
        name=parts.name,
        aliases=parts.aliases,
        country="China" if countries.codes_or_none(country) == ("cn",) else country,
        address=parts.address,
        effective=None,
        register=entry.register,
        notes=entry.requirement,
        policy=entry.policy,
    )


def parse_xml(given: Given) -> Iterator[Entity]:
    """The entities of ``given.files["part"]``, the eCFR's XML of part 744. Raises FormatError when it is broken."""
    found = ecfr.entries(given.files["part"], _SUPPLEMENT, given.log)
    rows = [(entry.where, _as_row(entry)) for entry in found]
    yield from ids.gathered(_listed(rows, given.log), given.log)


LAYOUTS = (
    Layout("ecfr-xml", ecfr.recogniser(4), parse_xml, ("part",)),
    csl_ita.layout("EL", PROGRAM, proven="the first 17 rows of 2015-09-24"),
    Layout(
        "extract",
        extract.recogniser("entities", "bis-entity-list"),
        parse_extract,
        ("entities",),
        derived=True,
        proven="the text of the eCFR as downloaded in July 2026 (3,409 entries)",
    ),
    *csl_parties.layouts("EL", proven="the csv of 2022-05-16 (2,001 rows)"),
)
