"""A user's own list: any table (csv, tsv, workbook, json lines) with a column of names -> entities.

Documented columns are ``id``, ``schema``, ``name`` and ``alias`` (several joined by ``;``), and those of
:mod:`debar.lists.generic.columns`; any other heading can be mapped. A cell is text, also where it holds a formula.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from debar.errors import DataError, DebarError, FormatError, MappingError
from debar.lists import places
from debar.lists.citations import us_date
from debar.lists.generic.columns import FIELDS, Columns, map_columns
from debar.lists.ids import derived_id
from debar.lists.parsing import File, Given, Layout, Log
from debar.model import FILED_AS, Citation, Designation, Entity
from debar.tables import Table, open_tables

_SCHEMATA: Mapping[str, str] = {
    **{schema.casefold(): schema for schema in FILED_AS},
    **dict.fromkeys(("individual", "natural person", "people"), "Person"),
    **dict.fromkeys(("firm", "business", "corporation", "supplier", "vendor"), "Company"),
    **dict.fromkeys(("entity", "legal entity", "special entity designation"), "LegalEntity"),
    **dict.fromkeys(("organisation", "institution", "university"), "Organization"),
    **dict.fromkeys(("government", "agency", "public body"), "PublicBody"),
    **dict.fromkeys(("ship",), "Vessel"),
    **dict.fromkeys(("aircraft", "plane"), "Airplane"),
}
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
#: Characters of the longest name; what is longer is a text that stands in the wrong column.
_LONGEST_NAME = 2_000
_NOT_TEXT = bytes(range(1, 9)) + bytes(range(14, 26))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the list: its number below the header and its cells by field."""

    number: int
    cells: Mapping[str, tuple[str, ...]]

    def first(self, field: str) -> str:
        """The first filled cell of a field, spaces made single."""
        return next((cell for cell in self.cells.get(field, ()) if cell), "")

    def parts(self, field: str) -> list[str]:
        """The values of a field, several in a cell parted by semicolons."""
        return [part for cell in self.cells.get(field, ()) for part in map(str.strip, cell.split(";")) if part]


@contextmanager
def _on_disk(file: File) -> Iterator[Path]:
    """The file as a path, under its own name."""
    if file.path is not None:
        yield file.path
        return
    with tempfile.TemporaryDirectory(prefix="debar-list-") as folder:
        path = Path(folder) / (Path(file.name).name or "list")
        path.write_bytes(file.data or b"")
        yield path


def _rows(table: Table, columns: Columns, log: Log) -> Iterator[_Row]:
    wanted = sorted({at for places_ in columns.fields.values() for at in places_})
    for batch in table.batches(columns=wanted):
        for at in range(len(batch)):
            number = batch.first + at
            if at in batch.unreadable:
                log.rows += 1
                log.reject(f"{table.name}, row {number}", batch.unreadable[at])
                continue
            cells = {
                field: tuple(" ".join(batch.columns[place][at].split()) for place in positions)
                for field, positions in columns.fields.items()
            }
            if at in batch.beyond and any(cell.strip() for cell in batch.beyond[at]):
                log.warn(f"{table.name}, row {number}", "has more cells than the header; those beyond it are not read")
            if any(cell for found in cells.values() for cell in found) or any(cell.strip() for cell in batch.row(at)):
                yield _Row(number, cells)


def _day(row: _Row, field: str, log: Log, where: str) -> date | None:
    text = row.first(field)
    if not text:
        return None
    dated, american = _DATED.fullmatch(text), _AMERICAN.fullmatch(text)
    try:
        found = date.fromisoformat(dated[1]) if dated else None
    except ValueError:
        found = None
    if american:
        found = us_date(american[1], american[2], american[3])
        if found and int(american[1]) <= 12 and int(american[2]) <= 12:  # months: the day may as well come first
            log.warn(where, f"{field} {text!r} was read as month/day/year; write it as {found} to be sure")
    if found is None:
        log.warn(where, f"{field} {text!r} is no day (YYYY-MM-DD) and was left out")
    return found


def schema_named(text: str) -> str:
    """The FollowTheMoney schema that a word of a file means (``individual`` -> Person); empty for one not known."""
    return _SCHEMATA.get(" ".join(text.split()).casefold(), "")


def _schema(row: _Row, log: Log, where: str) -> str:
    text = row.first("schema")
    found = schema_named(text) if text else "LegalEntity"
    if not found:
        log.warn(where, f"schema {text!r} is not known; kept as LegalEntity (known: {', '.join(FILED_AS)})")
    return found or "LegalEntity"


def _designation(list_id: str, row: _Row, log: Log, where: str) -> Designation:
    citation, url = row.first("citation"), row.first("url")
    start, end = _day(row, "from", log, where), _day(row, "to", log, where)
    if start and end and end < start:
        log.warn(where, f"ends on {end}, before it begins on {start}")
    return Designation(
        list=list_id,
        program=row.first("program"),
        authority=row.first("authority"),
        from_=start,
        to=end,
        published=_day(row, "published", log, where),
        citations=(Citation(citation or url, url),) if citation or url else (),
        note="; ".join(filter(None, row.cells.get("note", ()))),
    )


def _aliases(row: _Row, field: str, log: Log, where: str) -> Iterator[str]:
    for alias in row.parts(field):
        if len(alias) <= _LONGEST_NAME:
            yield alias
        else:
            log.warn(
                where, f"{field} of {len(alias):,} characters is no name and was left out; it begins: {alias[:60]}"
            )


def _entity(given: Given, row: _Row, where: str) -> Entity | None:
    log = given.log
    name = row.first("name")
    own = row.first("id").strip(": ")
    if not name:
        log.reject(where, "no name")
        return None
    if len(name) > _LONGEST_NAME:
        log.reject(where, f"a text of {len(name):,} characters is no name; it begins: {name[:60]}")
        return None
    codes, unknown = places.known_codes(row.parts("country"))
    for text in unknown:
        log.warn(where, f"country {text!r} is not known")
    addresses = tuple(dict.fromkeys(filter(None, row.cells.get("address", ()))))
    kinds = [field for field in row.cells if field not in FIELDS]
    list_id = given.list_id
    return Entity(
        id=f"{list_id}:{own}" if own else derived_id(list_id, name, codes[0] if codes else "", row.first("citation")),
        list=list_id,
        schema=_schema(row, log, where),
        names=tuple(dict.fromkeys((name, *_aliases(row, "alias", log, where)))),
        weak_names=tuple(dict.fromkeys(_aliases(row, "weak_alias", log, where))),
        countries=codes,
        addresses=addresses,
        identifiers=tuple(dict.fromkeys((kind, value) for kind in kinds for value in row.parts(kind))),
        birth_dates=tuple(dict.fromkeys(row.parts("birth_date"))),
        designations=(_designation(list_id, row, log, where),),
    )


class _Parties:
    """Joins the rows of one party that follow one another; holds no more of the others than their ids."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._seen: dict[str, tuple[str, int]] = {}
        self._held: Entity | None = None

    def add(self, entity: Entity, where: str, *, own: bool) -> Iterator[Entity]:
        """Yield the party before, when this row begins another. Raises DataError when its id is another party's.

        ``own`` is False for an id that is made of the name: then names that differ in letter case are one party's.
        """
        place, name = self._seen.setdefault(entity.id, (where, hash(entity.caption.casefold())))
        if place != where and own and name != hash(entity.caption.casefold()):
            raise DataError(
                f"{place} and {where}: both have the id {entity.id.partition(':')[2]!r} and different names; "
                "give each party an id of its own"
            )
        if self._held is not None and self._held.id == entity.id:
            self._held = _merged(self._held, entity)
        elif place != where:
            self._log.reject(where, f"is the party of {place} again; put the rows of one party below one another")
        else:
            yield from self.rest()
            self._held = entity

    def rest(self) -> Iterator[Entity]:
        """Yield the party that is held last."""
        if self._held is not None:
            yield self._held
        self._held = None


def _merged(held: Entity, other: Entity) -> Entity:
    return replace(
        held,
        names=tuple(dict.fromkeys((*held.names, *other.names))),
        weak_names=tuple(dict.fromkeys((*held.weak_names, *other.weak_names))),
        countries=tuple(dict.fromkeys((*held.countries, *other.countries))),
        addresses=tuple(dict.fromkeys((*held.addresses, *other.addresses))),
        identifiers=tuple(dict.fromkeys((*held.identifiers, *other.identifiers))),
        birth_dates=tuple(dict.fromkeys((*held.birth_dates, *other.birth_dates))),
        designations=tuple(dict.fromkeys((*held.designations, *other.designations))),
    )


def _with_names(tables: Iterable[Table], given: Given) -> Iterator[tuple[Table, Columns]]:
    """The tables of a file that hold names, with their columns; another sheet of a workbook is passed over, and said.

    Raises MappingError or FormatError when none holds names.
    """
    passed: list[tuple[str, DebarError]] = []
    found = False
    for table in tables:
        try:
            columns = _columns(table, given.mapping)
        except (MappingError, FormatError) as error:
            passed.append((table.name, error))
            continue
        found = True
        yield table, columns
    if passed and not found:
        raise passed[0][1]
    for name, problem in passed:
        given.log.warn(name, f"this sheet was not read: {str(problem).removeprefix(f'{name}: ')}")


def _columns(table: Table, mapping: Mapping[str, str]) -> Columns:
    if not table.has_header:
        raise FormatError(
            f"{table.name}: no header; its first record is data already ({', '.join(table.sample[0])[:80]}). "
            "Add a first line that names the columns, such as id,schema,name,alias."
        )
    return map_columns(table.header, mapping, table.name)


def parse(given: Given) -> Iterator[Entity]:
    """Yield the parties of ``list``, one for each id or name, from every sheet of a workbook.

    Raises MappingError when no column holds names, DataError when two parties have one id, FormatError for a file that
    is no table.
    """
    file, log = given.files["list"], given.log
    parties = _Parties(log)
    given_fields: set[str] = set()
    with _on_disk(file) as path:
        for table, columns in _with_names(open_tables(path), given):
            given_fields |= set(columns.fields)
            if columns.unread:
                log.notes.append(f"{table.name}: columns not read: {', '.join(columns.unread)}")
            for row in _rows(table, columns, log):
                log.rows += 1
                where = f"{table.name}, row {row.number}"
                entity = _entity(given, row, where)
                if entity is not None:
                    yield from parties.add(entity, where, own=bool(row.first("id").strip(": ")))
            yield from parties.rest()
            for note in table.notes:
                said = note.removeprefix(f"{table.name}: ")
                if "not UTF-8" in note:
                    log.warn(table.name, said)
                elif note != table.written:
                    log.notes.append(f"{table.name}: {said}")
    log.lacks |= _lacking(given_fields)


def _lacking(fields: set[str]) -> set[str]:
    """The fields of an entity for which the list has no column."""
    named = {"alias": "aliases", "country": "countries", "address": "addresses", "birth_date": "birth_dates"}
    named |= {"from": "from", "to": "to", "published": "published"}
    found = {lack for field, lack in named.items() if field not in fields}
    if not {"citation", "url"} & fields:
        found.add("citations")
    if not fields - set(FIELDS):
        found.add("identifiers")
    return found | {"scope"}


def _recognise(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
    if head.startswith(_MAGIC):
        return "list"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start or start[:1] == b"<" or start.startswith(b"%PDF"):
        return ""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "list"
    sample = head[:8192]
    if len(sample) - len(sample.translate(None, _NOT_TEXT)) > len(sample) // 50:
        return ""
    return "list"


LAYOUT = Layout(
    id="user-list",
    recognise=_recognise,
    parse=parse,
    needs=("list",),
    version=2,
    proven="tables made for the tests: csv, tsv, xlsx and json lines",
)
