"""Asset lists and lease exports as tables: columns found by their headings, or by what stands in them.

The headings are those of Lansweeper, NetBox, ServiceNow, Snipe-IT and the DHCP servers of Windows and Kea, and what
people write by hand; ``data/columns.tsv`` holds them, without blanks and signs.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from debar.errors import MappingError
from debar.inventory.addresses import parse_ip
from debar.inventory.files import Place, Record, facts_of
from debar.inventory.mac import parse_mac
from debar.tables import Batch, Member, Table

FIELDS = (
    *("ip", "mac", "hostname", "asset", "manufacturer", "vendor", "model", "description", "type", "fcc-id", "serial"),
    *("id", "status", "date", "bought", "class", "oid", "os", "port", "server", "web"),
)
#: Fields of which several columns count, each in its own right.
_MANY = frozenset({"ip", "mac", "model", "description", "type", "port"})
#: Without one of these a table tells of no device.
_TELLING = ("ip", "mac", "hostname", "asset", "manufacturer", "vendor", "model", "fcc-id", "description")
_SIGNS = re.compile("[^a-z0-9]")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DELIMITERS = re.compile("[,;\t|]")
_SEVERAL = re.compile(r"[;,\s|]+")
_GONE = re.compile(
    r"\b(?:retired|disposed|decommission\w*|scrapped|recycled|removed|surplus\w*|out of service)\b", re.I
)
#: What people write where there is nothing to say.
_NOTHING = frozenset({"", "n/a", "na", "none", "null", "-", "--", "?", "tbd", "unknown", "nan", "not set", "0", "#n/a"})
#: Share of the filled cells that must be addresses for a column without a known heading to hold them.
_MOSTLY = 0.8


class Columns:
    """Which columns of a table hold what: field -> positions."""

    def __init__(self, found: Mapping[str, Sequence[int]], header: Sequence[str]) -> None:
        self._found = found
        self._header = header

    def __contains__(self, field: str) -> bool:
        return field in self._found

    def cells(self, row: Sequence[str], field: str) -> list[str]:
        """The filled cells of a field, blanks at the ends off."""
        return [row[i].strip() for i in self._found.get(field, ()) if i < len(row) and row[i].strip()]

    def explain(self) -> str:
        """What was taken for what."""
        parts = [f"{field} = {' + '.join(self._header[i] for i in at)}" for field, at in self._found.items()]
        return f"an asset list: {'; '.join(parts)}"


def map_columns(table: Table, mapping: Sequence[str]) -> Columns:
    """The columns of a table; ``mapping`` (``field=Column``) overrides, ``field=`` leaves a field out.

    Raises MappingError when no column tells of a device, or the user names one that is not there.
    """
    found: dict[str, list[int]] = {}
    for position, heading in enumerate(table.header):
        plain = _plain(heading)
        field = _headings().get(plain) or _headings().get(plain.removesuffix("name").removesuffix("value"), "")
        if field and (field in _MANY or field not in found):
            found.setdefault(field, []).append(position)
    for field, parse in (("ip", parse_ip), ("mac", parse_mac)):
        if field not in found:
            found |= _by_content(table, field, parse)
    for told in mapping:
        field, _, column = told.partition("=")
        if field not in FIELDS:
            raise MappingError(f"{table.name}: {field!r} is no field; there are: {', '.join(FIELDS)}")
        found.pop(field, None)
        if column:
            if column not in table.header:
                raise MappingError(f"{table.name}: no column {column!r}; there are: {', '.join(table.header)}")
            found[field] = [table.header.index(column)]
    if not any(field in found for field in _TELLING):
        raise MappingError(
            f"{table.name}: no column tells of a device; there are: {', '.join(table.header)[:500]}. "
            "Say which with --map, such as --map model=Column."
        )
    return Columns(found, table.header)


def has_headings(line: str) -> bool:
    """True when a line of delimited text holds at least two known headings."""
    cells = [_plain(cell) for cell in _DELIMITERS.split(line)]
    return sum(cell in _headings() for cell in cells) >= 2


def _by_content(table: Table, field: str, parse: Callable[[str], str]) -> dict[str, list[int]]:
    for position in range(len(table.header)):
        cells = [row[position].strip() for row in table.sample[:200] if position < len(row) and row[position].strip()]
        if cells and sum(bool(parse(cell)) for cell in cells) >= len(cells) * _MOSTLY:
            return {field: [position]}
    return {}


@cache
def _headings() -> Mapping[str, str]:
    text = files(__package__).joinpath("data", "columns.tsv").read_text(encoding="utf-8")
    return {row["heading"]: row["field"] for row in csv.DictReader(text.splitlines(), delimiter="\t")}


class Assets:
    """The records of one table; read once."""

    def __init__(self, member: Member, table: Table, mapping: Sequence[str]) -> None:
        self._table = table
        self._columns = map_columns(table, mapping)
        self._place = Place(member, table.sheet)
        self.explanation = self._columns.explain()

    def records(self) -> Iterator[Record]:
        """One record a row; a blank row holds nothing."""
        for batch in self._table.batches(columns=()):
            for position in range(len(batch)):
                self._place.next()
                yield self._record(batch, position)

    def _record(self, batch: Batch, position: int) -> Record:
        if position in batch.unreadable:
            return self._place.rejection(batch.unreadable[position])
        row = batch.row(position)
        if not any(cell.strip() for cell in row):
            return None
        of = self._columns.cells
        ips = _parsed([*of(row, "ip"), *of(row, "mac")], parse_ip)
        macs = _parsed([*of(row, "mac"), *of(row, "ip")], parse_mac)
        name, asset = _first(of(row, "hostname")), _first([*of(row, "asset"), *of(row, "serial"), *of(row, "id")])
        gone = _GONE.search(" ".join(of(row, "status")))
        said = [cell for field in ("manufacturer", "model", "type", "description", "os") for cell in of(row, field)]
        text = " ".join(dict.fromkeys(said))
        facts = facts_of(
            ("retired" if gone else "asset", text or (gone.group() if gone else "")),
            ("manufacturer", "" if gone else _first(of(row, "manufacturer"))),
            ("hostname", name),
            ("mac-vendor", _first(of(row, "vendor"))),
            ("fcc-id", _first(of(row, "fcc-id"))),
            ("dhcp-class", _first(of(row, "class"))),
            ("snmp-oid", _first(of(row, "oid"))),
            ("http-server", _first(of(row, "server"))),
            ("http-title", _first(of(row, "web"))),
            *(("port", f"tcp/{port}") for cell in of(row, "port") for port in _SEVERAL.split(cell) if port.isdigit()),
        )
        if not (ips or macs or asset or facts):
            return self._place.rejection("the row tells neither an address nor a name, asset, maker or model")
        return self._place.sighting(
            ips=ips,
            macs=macs,
            hostname=name,
            asset=asset,
            facts=facts,
            date=_day(_first(of(row, "date"))),
            bought=_day(_first(of(row, "bought"))),
            listed=True,
            place={"sheet": self._table.sheet} if self._table.sheet else {},
            original={column: cell for column, cell in zip(self._table.header, row, strict=False) if cell.strip()},
        )


def _parsed(cells: Sequence[str], parse: Callable[[str], str]) -> tuple[str, ...]:
    """What the cells hold, several in a cell included, each once."""
    found: dict[str, None] = {}
    for cell in cells:
        for part in [cell] if (whole := parse(cell)) else _SEVERAL.split(cell):
            found[whole or parse(part)] = None
    return tuple(filter(None, found))


def _first(cells: Sequence[str]) -> str:
    """The first cell that says something."""
    return next((cell for cell in cells if cell.lower().strip("[]()<> ") not in _NOTHING), "")


def _day(text: str) -> date | None:
    """The day of an ISO date, or of one written month/day/year; day/month/year where the first can be no month."""
    iso, us = _ISO.search(text), _US.search(text)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        if us:
            first, second, year = map(int, us.groups())
            month, day = (second, first) if first > 12 else (first, second)
            return date(year, month, day)
        if text.isdigit() and len(text) in (10, 13):
            return datetime.fromtimestamp(int(text[:10]), UTC).date()
    except (ValueError, OverflowError):
        return None
    return None


def _plain(heading: str) -> str:
    """A heading in small letters, without blanks, signs and accents."""
    return _SIGNS.sub("", unicodedata.normalize("NFKD", heading.lower()))
