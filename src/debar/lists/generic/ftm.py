"""FollowTheMoney entities, one JSON object a line (``entities.ftm.json``, ``targets.nested.json``) -> entities.

Schema and property names are those of https://followthemoney.tech; the file's shape is that of
https://www.opensanctions.org/docs/bulk/json. Two passes: sanctions, addresses and documents that are records of their
own are kept on disk and joined to their party in the second, so memory does not grow with them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from debar.errors import FormatError
from debar.lists import places
from debar.lists.generic import ftm_words
from debar.lists.generic.ftm_links import Links
from debar.lists.generic.ftm_records import Record, lines, read_line, record_of
from debar.lists.parsing import File, Given, Layout, Log
from debar.model import Citation, Designation, Entity

_JOINED = {"sanction": "entity", "document": "holder"}
_MARKS = tuple(f'"{schema}"'.encode() for schema in ("Sanction", "Address", "Passport", "Identification"))
_SANCTION_DETAILS = ("program", "provisions", "authorityId", "unscId", "recordId", "status", "duration")
#: Schemata that are edges between parties.
_EDGES = frozenset({"Ownership", "Directorship", "Membership", "Employment", "Family", "Associate", "UnknownLink"})
_EDGES_TOO = frozenset({"Occupancy", "Representation", "Payment", "Debt", "Succession", "Similar"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _days(record: Record, name: str) -> tuple[list[date], list[str]]:
    """(whole days, values that are less than a day) of a property of dates."""
    days, vague = [], []
    for text in record.texts(name):
        match = _DAY.match(text)
        try:
            days.append(date.fromisoformat(match[0] if match else text))
        except ValueError:
            vague.append(text)
    return sorted(days), vague


def _designation(list_id: str, sanction: Record) -> Designation:
    """One sanction record as a listing: it began on its first day, and ended only when every day is an end."""
    starts, vague = _days(sanction, "startDate")
    ends, vague_ends = _days(sanction, "endDate")
    announced, _ = _days(sanction, "listingDate")
    programs = sanction.texts("programId") or sanction.texts("program")
    urls = sanction.texts("sourceUrl") or sanction.texts("programUrl")
    titles = sanction.texts("reason") + sanction.texts("authorityId") + sanction.texts("program")
    details = [(name, text) for name in _SANCTION_DETAILS for text in sorted(sanction.texts(name))]
    details += [("startDate", text) for text in vague] + [("endDate", text) for text in vague_ends]
    title = next((text for text in sorted(titles) if len(text) <= 120), "") or "; ".join(sanction.texts("authority"))
    return Designation(
        list=list_id,
        program="; ".join(sorted(programs)),
        authority="; ".join(sorted(sanction.texts("authority"))),
        from_=starts[0] if starts else None,
        to=ends[-1] if ends else None,
        published=announced[0] if announced else None,
        citations=tuple(Citation(title, url) for url in sorted(urls)[:1]),
        scope="; ".join(sorted(sanction.texts("summary"))),
        details=tuple(details),
    )


def _designations(list_id: str, party: Record, sanctions: Iterable[Record]) -> tuple[Designation, ...]:
    """The listings of a party: its sanctions, programmes named without one, or the bare fact that the list holds it."""
    found = [_designation(list_id, sanction) for sanction in sanctions]
    told = {program for listing in found for program in listing.program.split("; ")}
    topics = tuple(("topic", topic) for topic in sorted(party.texts("topics")))
    datasets = tuple(("dataset", name) for name in party.datasets)
    found += [
        Designation(list=list_id, program=program, details=(*topics, *datasets))
        for program in sorted(party.texts("programId"))
        if program not in told
    ]
    if not found:
        found = [Designation(list=list_id, details=(*topics, *datasets))]
    if len(found) > 1:
        found = sorted(set(found), key=_order)
    return tuple(found)


def _order(listing: Designation) -> tuple[str, ...]:
    return listing.program, str(listing.from_), listing.authority, repr(listing)


class _Reading:
    """One reading of a file: what was linked, and what was left out."""

    def __init__(self, given: Given, links: Links) -> None:
        self.given = given
        self.log = given.log
        self.links = links
        self.seen: set[int] = set()
        self.left_out: Counter[str] = Counter()

    def entity(self, record: Record, where: str) -> Entity | None:
        """Return the party of a record, None (and the reason in the log) when it is none that can be kept."""
        key = int.from_bytes(hashlib.blake2b(record.id.encode("utf-8", "replace"), digest_size=8).digest(), "big")
        if key in self.seen:
            self.log.reject(where, f"the id {record.id!r} stands on an earlier line too")
            return None
        self.seen.add(key)
        fields, identifiers = self._fields(record)
        names = self._names(record, fields["name"])
        if not names:
            self.log.reject(where, f"{record.id}: no name")
            return None
        codes, unknown = places.known_codes(sorted(fields["country"]))
        for text in unknown:
            self.log.warn(where, f"country {text!r} is not known")
        addresses, documents = self._linked(record)
        return Entity(
            id=f"{self.given.list_id}:{record.id}",
            list=self.given.list_id,
            schema=record.schema,
            names=names,
            weak_names=tuple(name for name in sorted(fields["weak"]) if name not in names),
            countries=tuple(sorted(codes)),
            addresses=tuple(sorted({*fields["address"], *addresses})),
            identifiers=tuple(sorted({*identifiers, *documents})),
            birth_dates=tuple(sorted(fields["birth"])),
            designations=_designations(self.given.list_id, record, self._sanctions(record)),
        )

    @staticmethod
    def _fields(record: Record) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
        fields: dict[str, list[str]] = {key: [] for key in ("name", "weak", "country", "address", "birth")}
        identifiers: list[tuple[str, str]] = []
        known = ftm_words.properties()
        for name in record.values:
            meant = known.get(name)
            if meant is None:
                continue
            if meant.field == "identifier":
                prefix = "IMO" if meant.type == "imo" else ""
                identifiers += [(meant.type, text.removeprefix(prefix).strip()) for text in record.texts(name)]
            else:
                fields[meant.field] += record.texts(name)
        return fields, identifiers

    @staticmethod
    def _names(record: Record, names: list[str]) -> tuple[str, ...]:
        """The caption first, the others in alphabetical order: an export's own order means nothing."""
        own = record.texts("name")
        first = record.caption if record.caption in names or not names else (own or names)[0]
        if first == record.schema and not names:
            return ()  # the caption of an entity without a name is its schema
        return tuple(dict.fromkeys(filter(None, (first, *sorted(names)))))

    def _sanctions(self, record: Record) -> list[Record]:
        apart = (made for data in self.links.of("sanction", [record.id]) if (made := record_of(data)))
        return [*record.nested("sanctions"), *apart]

    def _linked(self, record: Record) -> tuple[list[str], list[tuple[str, str]]]:
        """(addresses, documents) that stand in records of their own."""
        held = [made for data in self.links.of("address", record.texts("addressEntity")) if (made := record_of(data))]
        addresses = [_address(made) for made in (*record.nested("addressEntity"), *held)]
        papers = [made for data in self.links.of("document", [record.id]) if (made := record_of(data))]
        papers += record.nested("passport") + record.nested("identification")
        documents = [
            ("passport" if paper.schema == "Passport" else "identification", number)
            for paper in papers
            for number in paper.texts("number")
        ]
        return [address for address in addresses if address], documents


def _address(record: Record) -> str:
    parts = ("street", "street2", "city", "region", "postalCode")
    return next(iter(record.texts("full")), "") or ", ".join(text for part in parts for text in record.texts(part)[:1])


def _link(file: File, links: Links) -> None:
    """First pass: keep what belongs to parties. Lines that cannot be read are told of in the second."""
    kinds = ftm_words.kinds()
    for _, line, _ended in lines(file):
        if not any(mark in line for mark in _MARKS):
            continue
        record = read_line(line)
        if isinstance(record, str):
            continue
        kind = kinds.get(record.schema, "")
        data = {"id": record.id, "schema": record.schema, "properties": record.values}
        if kind in _JOINED:
            links.add(kind, record.texts(_JOINED[kind]), data)
        elif kind == "address":
            links.add(kind, [record.id], data)
    links.close_writing()


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``entities``; records that are no parties are counted and named in the log's notes.

    Raises FormatError when the file is one JSON document instead of one record a line, or breaks off.
    """
    file = given.files["entities"]
    if file.head().removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
        raise FormatError(f"{file.name}: is one JSON document; export the entities again, one JSON object a line")
    kinds = ftm_words.kinds()
    with Links() as links:
        _link(file, links)
        reading = _Reading(given, links)
        for number, line, ended in lines(file):
            given.log.rows += 1
            where = f"{file.name}, line {number}"
            record = read_line(line)
            if isinstance(record, str):
                if not ended:
                    raise FormatError(f"{where}: {record}; the file breaks off here. Fetch or export it again.")
                given.log.reject(where, record)
                continue
            kind = kinds.get(record.schema, "")
            if kind != "party":
                reading.left_out[record.schema if not kind else f"joined {record.schema}"] += 1
            elif record.target is False:
                reading.left_out["not a target"] += 1
            elif (entity := reading.entity(record, where)) is not None:
                yield entity
        _note(given.log, reading.left_out)
        if astray := links.unasked("sanction"):
            given.log.notes.append(f"{astray:,} sanctions name a party that is not among those read")


def _note(log: Log, left_out: Counter[str]) -> None:
    """Say how many records are no parties of the list."""
    edges = {schema: count for schema, count in left_out.items() if schema in _EDGES | _EDGES_TOO}
    joined = {name.removeprefix("joined "): n for name, n in left_out.items() if name.startswith("joined ")}
    others = {
        n: c for n, c in left_out.items() if n not in edges and not n.startswith("joined ") and n != "not a target"
    }
    for what, counts in (
        ("joined to the party they belong to", joined),
        ("relations between parties, not read", edges),
        ("no parties, not read", others),
    ):
        if counts:
            named = ", ".join(f"{count:,} {schema}" for schema, count in sorted(counts.items()))
            log.notes.append(f"{named}: {what}")
    if left_out["not a target"]:
        log.notes.append(f"{left_out['not a target']:,} parties that the file itself says are no targets: left out")


def _recognise(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] not in (b"{", b"["):
        return ""
    is_entity = b'"schema"' in head and (b'"properties"' in head or b'"statements"' in head)
    return "entities" if is_entity and b'"id"' in head else ""


LAYOUT = Layout(
    id="followthemoney",
    recognise=_recognise,
    parse=parse,
    needs=("entities",),
    proven="excerpts of OpenSanctions exports: entities.ftm.json (91 and 1,565 records) and targets.nested.json (5)",
)
