"""Entity List entries -> entities.

Reads an extract of the eCFR text (Supplement No. 4 to part 744). ``repairs.yml`` and ``composites.yml`` beside this
file take apart what the extract ran together, ``effective_dates.yml`` holds the rules whose effective date is not their
publication date. An entry without a name ("Address 16") is listed by its address: an entity of schema ``Address``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from debar.errors import FormatError
from debar.lists import citations, countries, extract
from debar.lists.ids import derived_id
from debar.lists.sources.us_bis_el.tidy import Tidied, tidy
from debar.model import Citation, Designation, Entity

LIST = "us-bis-el"
PROGRAM = "US-BIS-EL"

_ADDRESS_ONLY = re.compile(r"^Address \d+$")
_ADDRESSES = re.compile(r";\s+(?:and\s+)?")
_SEE = re.compile(r"\s*\(?\b[Ss]ee (?:also )?(?:the )?(?:alternate )?address(?:es)? [^()]*\)?\.?$")
#: The number of a footnote glued to the end of the licence requirement; footnotes carry foreign direct product rules.
_FOOTNOTE = re.compile(r"(?:\bEAR\)?|\))\.?,? ?(?P<number>[1-9])\.?$")
_CUT = "..."


@dataclass(frozen=True, slots=True)
class _Tables:
    """The hand-made tables beside this file."""

    repairs: Mapping[str, tuple[str, str]]
    composites: Mapping[tuple[str, str], Mapping[str, Any]]
    effective: Mapping[str, tuple[date, Citation]]
    published: Mapping[str, date]


def _published(rows: Sequence[extract.Row]) -> dict[str, date]:
    """Publication dates by citation: an entry that leaves the date out shares it with the others of the same page."""
    cited = (pair for row in rows for pair in citations.cited(row.register))
    return {citation.title: day for citation, day in cited if day is not None}


def _tables(files: Mapping[str, bytes], rows: Sequence[extract.Row]) -> _Tables:
    try:
        repairs = yaml.safe_load(files["repairs"])
        composites = yaml.safe_load(files["composites"])
        rules = yaml.safe_load(files["effective_dates"])
        return _Tables(
            repairs={row["written"]: (row["name"], row.get("address", "")) for row in repairs},
            composites={(row["entry"], row["country"]): row for row in composites},
            effective={
                cite: (row["effective"], Citation(row["source"], row["url"])) for row in rules for cite in row["cites"]
            },
            published=_published(rows),
        )
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise FormatError(f"us_bis_el: a table beside the parser is broken ({error!r})") from error


def _addresses(text: str) -> tuple[str, ...]:
    parts = (_SEE.sub("", part).strip().rstrip(".") for part in _ADDRESSES.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _countries(country: str, addresses: Sequence[str]) -> tuple[str, ...]:
    """The destination's code; entries under China with a Hong Kong or Macau address carry that code too."""
    found = dict.fromkeys(countries.codes(country))
    if "cn" in found:
        text = " ".join(addresses)
        found.update({code: None for place, code in (("Hong Kong", "hk"), ("Macau", "mo")) if place in text})
    return tuple(found)


def _dates(row: extract.Row, tables: _Tables) -> tuple[date | None, date | None, str, tuple[Citation, ...]]:
    """(in force from, known from, note, citations) of an entry; its first rule by publication dates it."""
    cites = tuple(citation for citation, _ in citations.cited(row.register))
    first = citations.first_published((cite, tables.published.get(cite.title)) for cite in cites)
    if first is None:
        return None, None, "the extract gives no publication date for this entry", cites
    citation, published = first
    if citation.title in tables.effective:
        effective, source = tables.effective[citation.title]
        note = "" if effective == published else f"effective {effective}, published {published} ({source.title})"
        return effective, published, note, cites
    return published, published, "dated by publication; the rule's effective date may differ by days", cites


def _details(row: extract.Row, tidied: Tidied) -> Iterator[tuple[str, str]]:
    if match := _FOOTNOTE.search(row.notes):
        yield "footnote", match["number"]
    if row.notes.endswith(_CUT):
        yield "requirement", "cut at 200 characters by the extract"
    yield from (("wording that names no one", wording) for wording in tidied.wording)


def _designation(row: extract.Row, tables: _Tables, tidied: Tidied) -> Designation:
    start, known, note, cites = _dates(row, tables)
    return Designation(
        list=LIST,
        program=PROGRAM,
        from_=start,
        published=known,
        citations=cites,
        scope=row.notes,
        note=note,
        details=tuple(_details(row, tidied)),
    )


def _entity(
    row: extract.Row,
    names: tuple[str, ...],
    addresses: tuple[str, ...],
    listing: Designation,
    weak: tuple[str, ...] = (),
) -> Entity:
    first = listing.citations[0].title if listing.citations else ""
    schema = "Address" if names == addresses[:1] else "LegalEntity"
    return Entity(
        id=derived_id(LIST, names[0], row.country, first),
        list=LIST,
        schema=schema,
        names=names,
        weak_names=weak,
        countries=_countries(row.country, addresses),
        addresses=addresses,
        designations=(listing,),
    )


def _composite(row: extract.Row, made: Mapping[str, Any], tidied: Tidied, listing: Designation) -> Iterator[Entity]:
    """The entry and the parties named under it, with their own addresses or those that the entry says they share."""
    mark = made.get("shared_addresses_after")
    shared = _addresses(row.address.partition(mark)[2]) if mark else tuple(made["addresses"])
    elsewhere = {name for part in made["parts"] for name in part["names"]}
    names = (row.name, *made["aliases"]) if "aliases" in made else tidied.names
    own = tuple(name for name in names if name not in elsewhere)
    yield _entity(row, own, shared, listing, () if "aliases" in made else tidied.acronyms)
    under = replace(listing, details=(*listing.details, ("named under the entry of", row.name)))
    for part in made["parts"]:
        places = _addresses(part["address"]) if "address" in part else shared
        yield _entity(row, tuple(part["names"]), places, under)


def entries(row: extract.Row, tables: _Tables) -> Iterator[Entity]:
    """The entities of one entry: one, or several where the entry names further parties."""
    if _ADDRESS_ONLY.match(row.name):
        nobody = Tidied((), (), (), ())
        places = _addresses(row.address)
        yield _entity(row, places[:1], places, _designation(row, tables, nobody))
        return
    tidied = tidy(_SEE.sub("", row.name), row.aliases, tables.repairs)
    listing = _designation(row, tables, tidied)
    made = tables.composites.get((row.name, row.country))
    if made is not None:
        yield from _composite(row, made, tidied, listing)
        return
    found = [part for text in (*tidied.addresses, row.address) for part in _addresses(text)]
    yield _entity(row, tidied.names, tuple(dict.fromkeys(found)), listing, tidied.acronyms)


def _told_apart(found: Sequence[Entity]) -> Iterator[Entity]:
    """Entries with the same name, place and first citation get their address into the id, in the list's order."""
    seen: set[str] = set()
    for entity in found:
        if entity.id in seen:
            listing = entity.designations[0]
            ground = f"{listing.citations[0].title} {' '.join(entity.addresses)}"
            own = replace(entity, id=derived_id(LIST, entity.caption, entity.countries[0], ground))
        else:
            own = entity
        seen.add(own.id)
        yield own


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each entry carries its own dates
    """The entities of one edition; ``files`` by role: ``entities`` (the extract) and the three tables beside this file.

    Raises FormatError for a broken extract or table.
    """
    rows = extract.rows(files["entities"], "Entity List extract")
    tables = _tables(files, rows)
    yield from _told_apart([entity for row in rows for entity in entries(row, tables)])
